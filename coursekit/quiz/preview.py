"""A page that shows one bank, for its author: one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import webbrowser
from pathlib import Path

from coursekit.files import write
from coursekit.quiz.bank import read_bank
from coursekit.quiz.markup import render
from coursekit.quiz.script import script, style
from coursekit.quiz.text import escape
from coursekit.quiz.types import Bank

COURSE = "preview"
"""The name under which answers are kept: apart from those given in the course."""

LOOK = """\
:root { color-scheme: light dark; }
body { background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; margin-top: 2.5rem; }
pre { overflow-x: auto; }
"""

THEME = """\
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
"""


def preview(path: Path, show: bool) -> Path:
    """Write a page with all questions of a bank into a temporary folder of its own, and return its file.

    Args:
        path: the bank.
        show: whether to open the page in the browser.

    Raises:
        CourseError: with every fault in the bank; then nothing is written.
    """
    text = page(read_bank(path))
    folder = Path(tempfile.mkdtemp(prefix="coursekit-preview-"))
    file = folder / f"{path.stem}.html"
    try:
        write(file, text.encode())
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if show:
        webbrowser.open(file.as_uri())
    return file


def page(bank: Bank) -> str:
    """Return a bank as a page that loads nothing, runs nothing but the quiz script, and works from a folder."""
    parts = dict.fromkeys(question.part for question in bank.questions)
    forms = []
    for part in sorted(parts, key=lambda name: name is not None):  # those of no part first, as in a lesson
        shown = [question for question in bank.questions if question.part == part]
        heading = f"<h2>Part {escape(part)}</h2>\n" if part else ""
        forms.append(heading + render(COURSE, bank.quiz, bank.title, shown, part))
    code = THEME + script()
    known = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{known}'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Preview: {escape(bank.title)}</title>\n<style>\n{LOOK}{style()}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(bank.title)}</h1>\n{chr(10).join(forms)}\n</main>\n"
        f"<script>{code}</script>\n</body>\n</html>\n"
    )
