"""The quiz in a live kernel: an ipywidget whose answers and score reach Python."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from coursekit.faults import CourseError, Fault
from coursekit.quiz.bank import find_bank, read_bank
from coursekit.quiz.markup import render

STATIC = Path(__file__).resolve().parent.parent / "static"


@lru_cache(maxsize=1)
def module() -> str:
    """Return the page's own script as a module: the same text and one line that exports it."""
    return (STATIC / "quiz.js").read_text(encoding="utf-8") + "\nexport default CoursekitQuiz.widget;\n"


class Quiz(anywidget.AnyWidget):
    """A quiz to be shown by a notebook cell.

    In a live kernel ``answers`` and ``score`` follow the reader; elsewhere the cell shows the same questions as
    a form that the page's script brings alive.

    Attributes:
        answers: by question id, what was answered: ``{"response": ..., "tries": 1}`` once checked.
        score: ``{"right": 3, "answered": 5, "questions": 12}``.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode(read_only=True).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    score = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, part: str | None = None, root: Path | None = None) -> None:
        """Read the bank of this name.

        Args:
            name: name of a file in ``data/quizzes``, without its ending.
            part: show the questions of this part; by default those that belong to none.
            root: the project folder; found from the current folder by default.

        Raises:
            CourseError: if there is no such quiz or part, or the bank has a fault.
        """
        path = find_bank(name, root)
        bank = read_bank(path)
        self.name = name
        self.part = part
        self.questions = [question for question in bank.questions if question.part == part]
        if not self.questions:
            parts = sorted({question.part for question in bank.questions if question.part})
            remedy = f"parts: {', '.join(parts) or 'none'}"
            raise CourseError(
                Fault(f"data/quizzes/{path.name}", 0, "part", str(part), "no question of this part", remedy)
            )
        super().__init__(_esm=module(), _css=(STATIC / "quiz.css").read_text(encoding="utf-8"))
        self.set_trait("html", render(name, bank.title, self.questions, part))
        self.score = {"right": 0, "answered": 0, "questions": len(self.questions)}

    def __repr__(self) -> str:
        """Return the same text for the same quiz, so that notebooks can be compared."""
        part = f", part={self.part!r}" if self.part else ""
        return f"Quiz({self.name!r}{part}): {len(self.questions)} questions"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": repr(self), "text/html": self.html}, metadata

    @property
    def responses(self) -> pd.DataFrame:
        """What was answered, one row per question in order, graded in Python.

        Columns: ``question`` (id), ``type``, ``response`` (missing if not answered), ``correct`` (nullable
        boolean) and ``tries`` (checks made).
        """
        rows = []
        for question in self.questions:
            response, tries = _answer(self.answers.get(question.id))
            correct = None if response is None else question.grade(response)
            rows.append((question.id, question.type, response, correct, tries))
        frame = pd.DataFrame(rows, columns=["question", "type", "response", "correct", "tries"])
        return frame.astype({"question": "str", "type": "str", "correct": "boolean", "tries": "Int64"})

    def reset(self) -> None:
        """Forget all answers, here and on the page."""
        self.answers = {}
        self.score = {"right": 0, "answered": 0, "questions": len(self.questions)}


def _answer(entry: Any) -> tuple[Any, int]:
    """Return response and tries of an entry of ``answers``; like the page's script, pass over odd shapes."""
    answer = entry if isinstance(entry, dict) else {}
    response, tries = answer.get("response"), answer.get("tries")
    known = isinstance(response, str | int | float | list) and not isinstance(response, bool)
    return response if known else None, tries if isinstance(tries, int) and 0 <= tries < 2**31 else 0
