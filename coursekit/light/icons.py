"""Cut icon fonts down to the icons that a style sheet shows."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ICON = re.compile("[\ue000-\uf8ff]")
DRAWN = re.compile(r'content:("[\ue000-\uf8ff]")')
FACE = re.compile(r"@font-face\{[^}]*\}")
TRUETYPE = re.compile(r'url\("?([^")?]+\.ttf)[^)]*\)')
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table it cuts
KEPT_NAMES = [0, 1, 2, 13, 14]
"""Copyright, family, style and licence: what a font has to keep saying of itself."""


def shrink_icons(css: str, folder: Path) -> tuple[str, dict[str, bytes]]:
    """Return the style sheet with its fonts replaced by small ones, and silent icons; and these fonts by file name.

    Args:
        css: a style sheet whose addresses are relative to ``folder``.
        folder: where its fonts are.

    Raises:
        ValueError: if a font has no TrueType file, or an icon is in none of the fonts.
    """
    wanted = {ord(icon) for icon in ICON.findall(css)}
    files: dict[str, bytes] = {}
    missing = set(wanted)

    def replace(face: re.Match[str]) -> str:
        source = TRUETYPE.search(face[0])
        if not source or not (folder / source[1]).is_file():
            raise ValueError(f"a font without a TrueType file: {face[0]}")
        content, found = _subset(folder / source[1], wanted)
        if not found:
            return ""
        missing.difference_update(found)
        name = f"icons-{Path(source[1]).stem}.woff"
        files[name] = content
        return re.sub(r"src:[^;}]*", f'src:url({name}) format("woff")', face[0])

    css = FACE.sub(replace, css)
    if missing:
        raise ValueError("icons that are in no font: " + ", ".join(f"U+{code:04X}" for code in sorted(missing)))
    # Else an icon is a sign to be read out, and the name of a button that has no other. Older browsers take the first.
    return DRAWN.sub(r'\g<0>;content:\1/""', css), files


def _subset(path: Path, wanted: set[int]) -> tuple[bytes, set[int]]:
    """Return a font of the wanted characters as WOFF, and which of them it has."""
    options = subset.Options(
        flavor="woff", hinting=False, layout_features=[], name_IDs=KEPT_NAMES, recalc_timestamp=False
    )
    with TTFont(path, recalcTimestamp=False) as font:
        found = wanted & set(font.getBestCmap())
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=found)
        cutter.subset(font)
        buffer = io.BytesIO()
        subset.save_font(font, buffer, options)
    return buffer.getvalue(), found
