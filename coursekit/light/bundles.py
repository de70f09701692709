"""Write the one style sheet and the one script of a book, made of the theme's and ours."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from rjsmin import jsmin

from coursekit.light import assets, heights
from coursekit.light.icons import shrink_icons
from coursekit.light.mentions import Mentions
from coursekit.light.purge import purge, shorten

STATIC = Path(__file__).resolve().parent.parent / "static"

NESTED = re.compile(r"\$\{[^}`]*`[^`]*")
"""Spaces inside such a template would go."""

IMPORT = re.compile(r'@import\s+(?:url\()?["\']([^"\']+)["\']\)?\s*;')
URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
ROOT = re.compile(r"html:root, html:root\[data-theme\] \{([^}]*)\}")
PROPERTY = re.compile(r"(--[\w-]+):")
"""What of the theme's our style sheet sets for the whole page: see tokens.css."""


def write_bundles(folder: Path, pages: Iterable[str], sheets: tuple[str, ...], ours: set[str]) -> dict[str, str]:
    """Write the style sheet, its fonts and the scripts of a book.

    Args:
        folder: the built book.
        pages: the HTML of all its pages: style that none of them can use is left out.
        sheets: names of the style sheets that become one, in order.
        ours: names of our own style sheets and scripts, those among ``sheets`` too.

    Returns:
        For the name of each file written, but the fonts, a version made of its content.

    Raises:
        ValueError: if a file is not there or holds what would be spoilt.
    """
    options, *scripts = (folder / name for name in assets.BUNDLED)
    common = [options, STATIC / "page.js", *scripts]
    files = {
        assets.SCRIPT: _joined(folder, common),
        assets.SEARCH_SCRIPT: _joined(
            folder, [*common, *(folder / name for name in assets.SEARCH), STATIC / "results.js"]
        ),
    }
    mentions = Mentions(assets.NEVER_MADE)
    for page in pages:
        mentions.add_page(page)
    for script in files.values():
        mentions.add_script(script)
    styles = {}
    for name in sorted(ours):
        path = folder / name
        if path.suffix == ".js" and path.is_file():
            mentions.add_script(path.read_text(encoding="utf-8"))
        elif path.suffix == ".css" and path.is_file():
            styles[name] = shorten(path.read_text(encoding="utf-8"))
            path.write_text(styles[name], encoding="utf-8")
    theirs = "\n".join(_styled(folder, name) for name in sheets if name not in ours)
    for selector, cheaper in assets.CHEAPER.items():
        theirs = theirs.replace(selector, cheaper)
    page_css = shorten((STATIC / "page.css").read_text(encoding="utf-8"))
    tail = "".join(styles[name] for name in sheets if name in ours)
    replaced = {name for block in ROOT.findall(tail) for name in PROPERTY.findall(block)}
    css, fonts = shrink_icons(purge(theirs, mentions, [page_css, *styles.values()], replaced), folder / "_static")
    for name, content in fonts.items():
        (folder / "_static" / name).write_bytes(content)
    asking = [css, *(style for name, style in styles.items() if name not in sheets)]
    files[assets.STYLE] = f'@charset "UTF-8";\n{css}{purge(page_css + heights.STYLE + tail, mentions, asking)}\n'
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {name: hashlib.sha256(text.encode()).hexdigest()[:8] for name, text in files.items()}


def _joined(folder: Path, paths: Iterable[Path]) -> str:
    return _small("\n;\n".join(_patched(folder, path) for path in paths))


def _patched(folder: Path, path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
    for old, new in assets.PATCHED.get(name, {}).items():
        text = text.replace(old, new)
    return text


def _small(script: str) -> str:
    if found := NESTED.search(script):
        raise ValueError(f"a script holds a template in a template, which rjsmin spoils: {found[0]!r}")
    return str(jsmin(script, keep_bang_comments=True))


def _styled(folder: Path, name: str) -> str:
    """Return a style sheet with what it imports, its addresses relative to ``_static``."""
    path = folder / name
    if not path.is_file():
        raise ValueError(f"{name}: a style sheet that is not in the book")
    here = posixpath.dirname(name)

    def rebase(found: re.Match[str]) -> str:
        return f'url("{posixpath.relpath(posixpath.join(here, found[2]), "_static")}")'

    pieces = IMPORT.split(path.read_text(encoding="utf-8"))  # text and imported file take turns
    for at, piece in enumerate(pieces):
        imported = at % 2
        pieces[at] = _styled(folder, posixpath.normpath(f"{here}/{piece}")) if imported else URL.sub(rebase, piece)
    return "".join(pieces)
