"""Notes for whoever teaches: what the guide of a lesson says at a slide. Secret: only the page of notes holds it."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path

from coursekit import project
from coursekit.slides.markdown import Piece, pieces

AT = {
    "title": ("In one paragraph", "Ninety minutes", "Fifty minutes", "Heated or painful moments"),
    "objectives": ("Board questions",),
}
"""The sections of a guide that stand at the first slides, by the topic of the slide."""

ANSWERS, MISTAKES = "Expected answers", "What wrong answers reveal"


class Guide:
    """The guide of a lesson, by section."""

    def __init__(self, text: str) -> None:
        """Take a guide apart at its ``##`` headings."""
        self.sections: dict[str, list[Piece]] = {}
        body: list[Piece] = []
        for piece in pieces(text):
            if piece.kind == "heading" and piece.level == 2:
                body = self.sections.setdefault(piece.text.strip(), [])
            else:
                body.append(piece)

    def at(self, topic: str) -> list[str]:
        """Return what the guide says at a slide with this topic, in Markdown; nothing if it has none."""
        if topic in AT:
            return [f"**{name}**\n\n{self._text(name)}" for name in AT[topic] if self._text(name)]
        if topic.startswith("question:"):
            return self._rows(MISTAKES, rf"`{re.escape(topic.partition(':')[2])}`")
        if topic:
            return self._answer(topic)
        return []

    def _text(self, name: str) -> str:
        return "\n\n".join(_source(piece) for piece in self.sections.get(name, []))

    def _answer(self, topic: str) -> list[str]:
        """Return the expected answers to an exercise or a prompt: paragraphs, or rows of a table."""
        named = re.compile(rf"\W*{re.escape(topic)}\b|\W*Question {topic.split()[-1]} for {topic.split()[0].lower()}\b")
        answers = self.sections.get(ANSWERS, [])
        found: list[str] = []
        for at, piece in enumerate(answers):
            if piece.kind == "paragraph" and named.match(piece.text):
                rest = takewhile(lambda one: not one.text.startswith("**"), answers[at + 1 :])
                found += [_source(one) for one in (piece, *rest)]
        return found or self._rows(ANSWERS, rf"{re.escape(topic)}\b")

    def _rows(self, section: str, first: str) -> list[str]:
        """Return the rows of the tables of a section whose first cell begins so, below the head of their table."""
        found = []
        for piece in self.sections.get(section, []):
            if piece.kind == "table":
                head, rule, *rows = piece.text.splitlines()
                chosen = [row for row in rows if re.match(rf"\|\s*{first}", row)]
                if chosen:
                    found.append("\n".join([head, rule, *chosen]))
        return found


def _source(piece: Piece) -> str:
    return f"### {piece.text}" if piece.kind == "heading" else piece.text


def read_guide(root: Path, lesson: str) -> Guide | None:
    """Return the guide of a lesson, or None if this copy of the project has none.

    Raises:
        CourseError: if it cannot be read.
    """
    path = root / "instructor" / f"{lesson}.md"
    return Guide(project.read_text(path)) if path.is_file() else None
