"""Buttons that open a lesson where it can be run: the theme makes them, and this corrects what it does not know.

They are set in ``_config.yml``: the address of the repository, and of each place. The theme takes the rest of an
address from the page. Colab starts with neither package nor data, so that its button leads to the copies with one
more cell (:mod:`coursekit.places`), which stand on a branch of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from coursekit.places import COLAB_BRANCH

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PLACES = {"binderhub_url": "Binder", "colab_url": "Colab", "jupyterhub_url": "a JupyterHub"}
LITE = "course_lite"
"""The setting that says where a JupyterLite site lies, from the folder of the book; empty if there is none."""

REPOSITORY = re.compile(r"https://[\w.-]+(?:/[\w.-]+){2,}/?\Z")


def check(app: Sphinx, config: Config) -> None:
    """Refuse buttons that could lead nowhere; without this the theme fails in the midst of a page."""
    options = config.html_theme_options
    address = options.get("repository_url") or ""
    places = {name: url for name, url in (options.get("launch_buttons") or {}).items() if name in PLACES and url}
    if address and not REPOSITORY.match(address):
        raise ConfigError(f"_config.yml: repository: url: {address!r}: write it as https://github.com/NAME/REPOSITORY")
    for name, url in places.items():
        if not address:
            raise ConfigError(
                f"_config.yml: launch_buttons: {name}: a button for {PLACES[name]} needs the address of the "
                "repository: fill in url under repository, or leave this one empty"
            )
        if not str(url).startswith("https://"):
            raise ConfigError(f"_config.yml: launch_buttons: {name}: {url!r}: write an address that begins https://")


def finish_page(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Lead the button for Colab to the copies made for it, and add the one for JupyterLite if there is such a site."""
    groups = context.get("header_buttons", [])
    launch = next((group for group in groups if group.get("label") == "launch-buttons"), None)
    branch = app.config.html_theme_options.get("repository_branch")
    for button in launch["buttons"] if launch else []:
        if button["text"] == "Colab":
            button["url"] = button["url"].replace(f"/blob/{branch}/", f"/blob/{COLAB_BRANCH}/", 1)
    lite = getattr(app.config, LITE)
    if not lite or context.get("page_source_suffix") != ".ipynb":
        return
    if launch is None:
        launch = {
            "type": "group",
            "tooltip": "Run this lesson",
            "icon": "fas fa-rocket",
            "buttons": [],
            "label": "launch-buttons",
        }
        groups.append(launch)
    launch["buttons"].append(
        {
            "type": "link",
            "text": "In this browser",
            "tooltip": "Run in this browser, with nothing to install",
            "icon": "fas fa-play",
            "url": f"{context['pathto'](lite, 1)}/lab/index.html?path={pagename}.ipynb",
        }
    )


def register(app: Sphinx) -> None:
    """Register the setting and the events."""
    app.add_config_value(LITE, "", "html")
    app.connect("config-inited", check, priority=900)
    app.connect("html-page-context", finish_page, priority=502)  # after the theme has made its buttons
