"""The quiz in a live kernel: an ipywidget whose answers and score reach Python."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from coursekit.faults import CourseError, Fault
from coursekit.files import write
from coursekit.project import course_name
from coursekit.quiz import answerfile
from coursekit.quiz.bank import find_bank, questions_of, read_bank
from coursekit.quiz.base import BaseQuestion
from coursekit.quiz.markup import render
from coursekit.quiz.script import script, style

COLUMNS = {
    **{"question": "str", "type": "str", "answer": "object", "correct": "boolean", "points": "Float64"},
    **{"confidence": "Int64", "tries": "Int64", "time": "datetime64[us, UTC]"},
}


@lru_cache(maxsize=1)
def module() -> str:
    """Return the page's own script as a module: the same text and one line that exports it."""
    return script() + "\nexport default CoursekitQuiz.widget;\n"


class Quiz(anywidget.AnyWidget):
    """A quiz to be shown by a notebook cell.

    In a live kernel ``answers`` follows the reader; elsewhere the cell shows the same questions as a form that
    the page's script brings alive.

    Attributes:
        answers: by question id, what was entered: ``{"response": ..., "checked": True, "tries": 1, ...}``.
        score: ``{"points": 7.5, "possible": 12, "right": 7, "answered": 9, "questions": 12}``, worked out in
            Python from ``answers``; can be observed.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode(read_only=True).tag(sync=True)
    keep = traitlets.Bool(read_only=True).tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    score = traitlets.Dict(read_only=True)

    def __init__(self, name: str, part: str | None = None, keep: bool = True, root: Path | None = None) -> None:
        """Read the bank of this name.

        Args:
            name: name of a file in ``data/quizzes``, without its ending.
            part: show the questions of this part; by default those that belong to none.
            keep: take up the answers kept in this browser, as when the cell is run again; False starts afresh
                and forgets them.
            root: the project folder; found from the current folder by default.

        Raises:
            CourseError: if there is no such quiz or part, or the bank has a fault.
        """
        bank = read_bank(find_bank(name, root))
        self.name = name
        self.part = part
        self._course = course_name(root)
        self.questions: list[BaseQuestion] = questions_of(bank, part)
        super().__init__(_esm=module(), _css=style())
        self.set_trait("html", render(self._course, name, bank.title, self.questions, part))
        self.set_trait("keep", keep)
        self._count()

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

        Columns: ``question`` (id), ``type``, ``answer`` (missing until checked), ``correct`` (nullable boolean;
        missing where nothing is graded), ``points`` (earned; partial credit included), ``confidence`` (1 to 3),
        ``tries`` (checks made) and ``time`` (UTC, of the last check).
        """
        rows = []
        for question in self.questions:
            given = _entry(self.answers.get(question.id))
            share = question.grade(given["answer"]) if given["answer"] is not None else None
            earned = None if share is None else share * question.points
            correct = None if share is None or not question.points else share == 1
            rows.append({"question": question.id, "type": question.type, "correct": correct, "points": earned, **given})  # type: ignore[attr-defined]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        frame["time"] = pd.to_datetime(frame["time"], utc=True, errors="coerce", format="ISO8601")
        return frame.astype(COLUMNS)

    def save(self, path: str | Path) -> Path:
        """Save the answers as a file to hand in, in the format of the page of progress; return its path.

        If the file is there, the answers to this quiz are put beside those to others in it: one file can hold a whole
        course. It holds no name.

        Raises:
            CourseError: if another file is there.
        """
        file = Path(path)
        try:
            text = answerfile.merged(file, self._course, self.name, dict(self.answers))
        except answerfile.Refused as error:
            raise CourseError(Fault(str(file), reason=str(error), remedy="name another file")) from None
        write(file, text.encode("utf-8"))
        return file

    def reset(self) -> None:
        """Forget all answers, here and in the browser."""
        self.answers = {}

    @traitlets.observe("answers")
    def _count(self, change: Any = None) -> None:
        frame = self.responses if hasattr(self, "questions") else None
        if frame is not None:
            self.set_trait(
                "score",
                {
                    "points": round(float(frame["points"].sum()), 2),
                    "possible": sum(question.points for question in self.questions),
                    "right": int(frame["correct"].sum()),
                    "answered": int(frame["answer"].notna().sum()),
                    "questions": len(self.questions),
                },
            )


def _entry(entry: Any) -> dict[str, Any]:
    """Return what is known of an entry of ``answers``; like the page's script, pass over odd shapes."""
    found = entry if isinstance(entry, dict) else {}
    response, time = found.get("response"), found.get("time")
    known = found.get("checked") is True and isinstance(response, str | list | dict)
    return {
        "answer": response if known else None,
        "confidence": _whole(found.get("confidence"), 1, 3),
        "tries": _whole(found.get("tries"), 0, 9999) or 0,
        "time": time if known and isinstance(time, str) and len(time) < 40 else None,
    }


def _whole(value: Any, low: int, high: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None
