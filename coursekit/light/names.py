"""Give the theme's controls names for those who listen: it names some by an icon, and some not at all."""

from __future__ import annotations

import re

BOOK, PAGE = "Contents of the book", "Contents of this page"
RENAMED = {
    'title="Toggle primary sidebar"': f'title="{BOOK}"',
    'title="Toggle secondary sidebar"': f'title="{PAGE}"',
    'aria-label="Color mode" data-bs-title="Color mode"': 'aria-label="Light or dark" data-bs-title="Light or dark"',
    '<dialog id="pst-search-dialog">': '<dialog id="pst-search-dialog" aria-label="Search">',
    '<dialog id="pst-primary-sidebar-modal">': f'<dialog id="pst-primary-sidebar-modal" aria-label="{BOOK}">',
    '<dialog id="pst-secondary-sidebar-modal">': f'<dialog id="pst-secondary-sidebar-modal" aria-label="{PAGE}">',
}
"""What the theme writes, and what stands instead."""

UNNAMED = re.compile(r'primary-toggle|secondary-toggle|theme-switch-button|<dialog id="pst-')
FOLD = re.compile(r'(<a class="[^"]*\binternal"[^>]*>)([^<]*)(</a><details[^>]*><summary)>')
"""An entry of the contents with others below: the arrow that shows them says nothing."""


def name_controls(html: str) -> tuple[str, list[str]]:
    """Return a page with names for the controls of the theme, and what is wrong with it: controls still without one."""
    for old, new in RENAMED.items():
        html = html.replace(old, new)
    html = FOLD.sub(r'\1\2\3 aria-label="Pages below \2">', html)
    tags = [tag for tag in re.findall(r"<(?:button|dialog)\b[^>]*>", html) if UNNAMED.search(tag)]
    named = [*RENAMED.values(), 'title="Search"']
    unknown = [tag for tag in tags if not any(name in tag for name in named)]
    return html, [f"holds a control that is not known, and so has no name: {tag[:90]}" for tag in unknown]
