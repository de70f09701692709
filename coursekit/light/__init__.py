"""Make a built book light: one style sheet with the rules its pages can use, one script, and an icon font of few icons.

Works on written pages and knows nothing of Sphinx; `coursekit.sphinxext.lightpages` calls it at the end of a build.
"""

from coursekit.light.book import ThemeChanged, lighten

__all__ = ["ThemeChanged", "lighten"]
