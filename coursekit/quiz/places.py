"""Where quizzes are shown: in the lesson of the same name, or on pages of the book that name them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coursekit import project
from coursekit.faults import CourseError
from coursekit.prose import DEEPEST, DIRECTIVE, NO_PROSE, tokens

DIRECTIVE_NAME = "course-quiz"


@dataclass(frozen=True)
class Place:
    """A line of a page, such as ``book/how-to-use``, that shows a quiz by ``{course-quiz} name``."""

    quiz: str
    page: str
    line: int


def places(root: Path) -> list[Place]:
    """Return every place in the pages of the book that shows a quiz; a page that cannot be read shows none."""
    found = []
    for path in sorted((root / "book").rglob("*.md")):
        page = path.relative_to(root).with_suffix("").as_posix()
        try:
            text = project.read_text(path)
        except CourseError:
            continue  # the check of prose says what is wrong with the file
        found += [Place(name, page, line) for name, line in _named(text, 1)]
    return found


def page_of(name: str, root: Path) -> str | None:
    """Return the page that shows a quiz, without its ending: its lesson, or else the first page that names it."""
    if (root / "notebooks" / f"{name}.ipynb").is_file():
        return f"notebooks/{name}"
    return next((place.page for place in places(root) if place.quiz == name), None)


def heading(name: str, title: str) -> str:
    """Return what the quiz is called in a list of all: ``Lesson 4: The Moscow Format``, or its title alone."""
    return f"Lesson {int(name[:2])}: {title}" if project.LESSON_NAME.match(name) else title


def _named(markdown: str, first_line: int, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the quizzes that a text names by our directive, also within an admonition or the like."""
    for token in tokens(markdown) if depth <= DEEPEST else []:
        if token.type not in ("fence", "colon_fence"):
            continue
        line = first_line + (token.map[0] if token.map else 0)
        match = DIRECTIVE.match(token.info.strip())
        if match and match[1] == DIRECTIVE_NAME:
            yield match[2].strip(), line
        elif match and not NO_PROSE.match(match[1]):
            yield from _named(token.content, line + 1, depth + 1)
