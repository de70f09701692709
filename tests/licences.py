"""List the packages that the course rests on, each with its licence and, where the course asks for it, the reason.

    python tests/licences.py            show the list
    python tests/licences.py --write    write it to LICENSE-PACKAGES.md, as `make licences` does

The packages are those of requirements.txt; reasons stand in requirements.in; licences are what the installed packages
say of themselves.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageMetadata, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "LICENSE-PACKAGES.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+(?: ; ([^\\\n]+))?", re.MULTILINE)
ASKED = re.compile(r"^([A-Za-z0-9._-]+)[^#\n]*(?:#\s*(.*))?$", re.MULTILINE)
TITLE = re.compile(r"^.{0,40}\bLicense\b.{0,20}$", re.MULTILINE | re.IGNORECASE)
HEAD = """\
# Packages and their licences

Made by `make licences` from what the installed packages say of themselves. None of them is copied into this
repository. The built book holds parts of Sphinx, its theme (with the icons of Font Awesome) and, for its charts, Vega.

## Asked for by the course

| package | licence | for what |
| --- | --- | --- |
"""
REST = """
## Needed by these

| package | licence |
| --- | --- |
"""


def asked() -> dict[str, str]:
    """Return each package of requirements.in with its reason, empty where none is given."""
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8")
    return {_plain(name): (reason or "").strip() for name, reason in ASKED.findall(lines)}


def pinned() -> dict[str, str]:
    """Return each package of requirements.txt with the condition on which it is installed, empty where none is."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return {_plain(name): condition.strip() for name, condition in PINNED.findall(lines)}


def licence(name: str) -> str:
    """Return what an installed package says its licence is; ``not said`` if it says nothing."""
    found = distribution(name)
    about: PackageMetadata = found.metadata
    classes = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or [] if one.startswith("License")]
    words = (about.get("License") or "").strip()
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    if words and "\n" not in words and words != "UNKNOWN":
        return words
    if classes:
        return " or ".join(classes)
    texts = [one.read_text() for one in found.files or [] if re.match(r"(?i)licen[cs]e|copying", one.name)]
    titles = [title[0].strip() for text in texts if (title := TITLE.search(text))]
    return titles[0] if titles else "not said"


def listed() -> str:
    """Return the list, as it should stand in LICENSE-PACKAGES.md."""
    reasons, conditions = asked(), pinned()
    everywhere = sorted(name for name, condition in conditions.items() if not condition)
    ours = [f"| {name} | {licence(name)} | {reasons[name]} |\n" for name in everywhere if name in reasons]
    others = [f"| {name} | {licence(name)} |\n" for name in everywhere if name not in reasons]
    some = ", ".join(sorted(name for name, condition in conditions.items() if condition))
    return HEAD + "".join(ours) + REST + "".join(others) + f"\nOn some systems only, and not looked at here: {some}.\n"


def _plain(name: str) -> str:
    """Return the one spelling of a package's name that the registry goes by."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    if "--write" in sys.argv:
        LIST.write_text(listed(), encoding="utf-8")
        print(f"wrote {LIST.name}")
    else:
        print(listed(), end="")
