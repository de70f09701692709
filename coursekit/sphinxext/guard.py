"""Pages that reach for more than a page may: to run code while the book is built, or to show files from elsewhere.

What is found is a warning, and so the book is not put in place.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myst_nb.core.read import is_myst_markdown_notebook
from sphinx.util.logging import getLogger

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FETCHING = "asks another host for what it shows (:url:): put that into a file of the project"
SETTINGS = ("mystnb", "myst")
"""Where a notebook would say how it is to be built: with these words it could have itself executed."""


FETCHES = re.compile(r"^[ \t>]*:url:", re.MULTILINE)
"""The option by which directives (``raw``, ``csv-table``) ask another host for what they show."""


def disarm(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take out of a page what would have it executed by the build, and all of one that asks another host."""
    if Path(app.env.doc2path(docname)).suffix == ".ipynb":
        _disarm_notebook(docname, source)
        return
    if is_myst_markdown_notebook(source[0]):
        source[0] = ""
        _warn("asks to be run while the book is built: make it a notebook in notebooks/", docname)
    if FETCHES.search(source[0]):
        source[0] = ""
        _warn(FETCHING, docname)


def _disarm_notebook(docname: str, source: list[str]) -> None:
    try:
        notebook: Any = json.loads(source[0])
        asked = [name for name in SETTINGS if name in notebook["metadata"]]
        texts = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # no notebook: MyST-NB says so
    if asked:
        for name in asked:
            del notebook["metadata"][name]
        _warn(f"says itself how it is to be built: remove {' and '.join(asked)} from its metadata", docname)
    if fetching := any(map(FETCHES.search, texts)):
        notebook["cells"] = []
        _warn(FETCHING, docname)
    if asked or fetching:
        source[0] = json.dumps(notebook)


def check_files(app: Sphinx, env: Any) -> list[str]:
    """Warn of each page that shows or offers a file from outside the project."""
    root = Path(app.srcdir).resolve()
    own = Path(app.doctreedir).resolve().parent
    used = {docname: list(map(str, files)) for docname, files in env.dependencies.items()}
    for collected in (env.images, env.dlfiles):
        for name, (docnames, *_) in collected.items():
            for docname in docnames:
                used.setdefault(docname, []).append(name)
    for docname in sorted(used):
        for name in used[docname]:
            path = (root / name).resolve()
            if not path.is_relative_to(root) and not path.is_relative_to(own):
                _warn(
                    f"uses {name}, which is no file of the project: put it into the project, or leave it out", docname
                )
    return []


def _warn(words: str, docname: str) -> None:
    getLogger(__name__).warning(words, location=(docname, None))
