"""The book for those who teach: guides, plans, rubrics and graded questions, with the students' book behind them.

Its contents stand in ``instructor/_toc.yml``, where ``glob: instructor/cards/*`` stands for all pages of that name
that there are; the students' contents follow, so that every link and every reference leads somewhere. Its
configuration is ``_config.yml`` with the entries of ``instructor/_config.yml`` laid over it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import yaml

from coursekit import project
from coursekit.faults import CourseError, Fault
from coursekit.files import write
from coursekit.publish import Edition, Runner, build, run_jupyter_book
from coursekit.settings import read_settings

EDITION = Edition(
    "instructor", "work-instructor", "built-from-instructor.json", "build-instructor.lock", students=False
)
CONTENTS, CONFIGURATION = "instructor/_toc.yml", "instructor/_config.yml"


def build_instructors(root: Path, clean: bool = False, runner: Runner | None = None) -> Path:
    """Build the book for those who teach and return its folder, ``_build/instructor``.

    Args:
        root: the project folder.
        clean: build everything anew.
        runner: as in :func:`coursekit.publish.build`.

    Raises:
        CourseError: if contents or configuration cannot be read, or the build fails or warns.
    """
    folder = root / "_build" / "instructor-sources"
    toc, config = folder / "_toc.yml", folder / "_config.yml"
    for path, found in {toc: contents(root), config: configuration(root)}.items():
        write(path, yaml.safe_dump(found, sort_keys=False, allow_unicode=True).encode())
    options = ["--toc", str(toc), "--config", str(config)]
    return build(root, clean, runner or partial(run_jupyter_book, options=options), EDITION)


def contents(root: Path) -> dict[str, Any]:
    """Return the contents of the book: those of the instructors, then those of the students."""
    ours, theirs = settings(root, CONTENTS), settings(root, "_toc.yml")
    parts = [_spelt(part, root) for part in _parts(ours)]
    start = {"caption": "The students' book", "chapters": [{"file": theirs["root"]}]}
    return {
        "format": "jb-book",
        "root": ours["root"],
        "parts": [part for part in [*parts, start, *_parts(theirs)] if part["chapters"]],
    }


def _parts(toc: dict[str, Any]) -> list[dict[str, Any]]:
    return toc.get("parts") or [{"chapters": toc.get("chapters", [])}]


def _spelt(node: Any, root: Path) -> Any:
    """Return a part of the contents with the pages that its patterns stand for."""
    if isinstance(node, dict):
        return {key: _spelt(value, root) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    found = []
    for item in node:
        if isinstance(item, dict) and "glob" in item:
            pages = _matching(str(item["glob"]), root)
            found += [{"file": page.relative_to(root).with_suffix("").as_posix()} for page in pages]
        else:
            found.append(_spelt(item, root))
    return found


def _matching(pattern: str, root: Path) -> list[Path]:
    """Return the pages of a pattern, in order; a pattern that leads out of the project is refused."""
    try:
        if ".." in Path(pattern).parts:
            raise ValueError("it leads out of the project")
        return sorted(root.glob(f"{pattern}.md"))
    except (ValueError, NotImplementedError) as error:
        fault = Fault(CONTENTS, 0, "glob", pattern, f"no pattern of pages: {error}", "write instructor/cards/*")
        raise CourseError(fault) from None


def configuration(root: Path) -> dict[str, Any]:
    """Return the configuration of the book."""
    return overlaid(settings(root, "_config.yml"), settings(root, CONFIGURATION))


def overlaid(below: Any, above: Any) -> Any:
    """Return one mapping laid over another, entry by entry."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {key: overlaid(below.get(key), value) for key, value in above.items()}


def unlisted(root: Path) -> list[str]:
    """Return the pages for those who teach that their contents leave out, without their ending."""
    listed = yaml.safe_dump(_spelt(settings(root, CONTENTS), root)).split()
    pages = (page.relative_to(root).with_suffix("").as_posix() for page in project.guides(root))
    return [page for page in pages if page not in listed]


def settings(root: Path, name: str) -> dict[str, Any]:
    """Return what a file of contents or configuration holds.

    Raises:
        CourseError: if it cannot be read, or holds something else.
    """
    found = read_settings(root, name)
    if name.endswith("_toc.yml"):
        parts = _parts(found)
        whole = isinstance(parts, list) and all(
            isinstance(p, dict) and isinstance(p.get("chapters"), list) for p in parts
        )
        if not (whole and isinstance(found.get("root"), str)):
            reason, remedy = "no contents", "write root: and chapters:, or parts: with chapters: each"
            raise CourseError(Fault(name, reason=reason, remedy=remedy))
    return found
