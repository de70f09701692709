"""Quizzes: one question bank in YAML, shown by one script in a live kernel and on a plain page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.quiz.widget import Quiz

__all__ = ["Quiz"]


def __getattr__(name: str) -> Any:
    """Import the widget only when asked for: checking and building need no kernel."""
    if name == "Quiz":
        from coursekit.quiz.widget import Quiz

        return Quiz
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
