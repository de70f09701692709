"""The command ``python -m coursekit export``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit import project
from coursekit.export import FORMATS
from coursekit.faults import CourseError, Fault

if TYPE_CHECKING:
    from coursekit.export.model import Export, Loss
    from coursekit.quiz.types import Bank

ENDINGS = {".yml", ".yaml", ".json"}
EXAMPLES = """\
formats:
{formats}

What a format cannot hold is said on standard error, question by question. The same bank gives the same bytes.

examples:
  python -m coursekit export moodle                                   every bank of data/quizzes, for Moodle
  python -m coursekit export qti12 04-moscow-format -o for-canvas     one bank, into the folder for-canvas
  python -m coursekit export moodle --assessments                     every bank of graded questions
  python -m coursekit export worksheet ../midterm.yml                 a bank that stands elsewhere
  python -m coursekit export key 04-moscow-format 2> losses.txt       keep what was lost in a file
"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    formats = "\n".join(f"  {name:10} {words}" for name, words in FORMATS.items())
    parser = commands.add_parser(
        "export",
        help="write question banks in the formats of Moodle, Canvas, Blackboard, Anki and paper",
        description="Write question banks in another format.",
        epilog=EXAMPLES.format(formats=formats),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("format", choices=FORMATS, metavar="FORMAT", help=f"one of: {', '.join(FORMATS)}")
    parser.add_argument(
        "banks",
        nargs="*",
        metavar="BANK",
        help="the name of a bank of the course, or the path of any bank (default: all banks of data/quizzes)",
    )
    parser.add_argument(
        "--assessments",
        action="store_true",
        help="take graded questions: all of them, or those of the lessons named",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", help="where to write (default: _build/export in the course)"
    )


def run(options: argparse.Namespace, root: Path) -> None:
    """Export, say what was lost and print what was written.

    Raises:
        CourseError: if a bank cannot be read, or two have one name.
    """
    banks = _read(options.banks, root, options.assessments)
    done = export(options.format, banks, root)
    for line in told(done.losses):
        print(line, file=sys.stderr)
    from coursekit.files import write

    folder = options.output or root / "_build" / "export"
    for name, content in done.files.items():
        if options.assessments and not any(name.startswith(f"{bank.quiz}.") for bank in banks):
            name = f"graded-{name}"  # one file for all banks: not in the place of that for practice
        write(folder / name, content)
        print(f"wrote {folder / name} ({len(content):,} bytes)")
    touched = len({(loss.bank, loss.question) for loss in done.losses})
    total = sum(len(bank.questions) for bank in banks)
    print(f"{touched} of {total} questions lost something: see the lines above" if touched else "nothing was lost")


def export(name: str, banks: list[Bank], root: Path) -> Export:
    """Return the files of banks in a format, and what is lost.

    Args:
        name: a format, as in ``FORMATS``.
        banks: the banks, each of another name.
        root: the project folder, for the glossary.
    """
    from coursekit.export.model import Loss
    from coursekit.export.words import writable

    mended, odd = [], []
    for bank in banks:
        clean, ids = writable(bank)
        mended.append(clean)
        odd += [Loss(bank.quiz, one, "control characters, which no file may hold, become \ufffd") for one in ids]
    done: Export = import_module(f"coursekit.export.{name}").export(mended, root)
    done.losses = odd + done.losses
    return done


def told(losses: list[Loss]) -> list[str]:
    """Return a line for each question that lost something, in the order of the banks."""
    return [
        f"{bank} / {question}: {'; '.join(loss.words for loss in group)}"
        for (bank, question), group in groupby(losses, key=lambda loss: (loss.bank, loss.question))
    ]


def _read(names: list[str], root: Path, graded: bool = False) -> list[Bank]:
    everything = project.assessments(root) if graded else project.quizzes(root)
    paths = [_find(name, root, graded) for name in names] if names else everything
    banks = [_bank(path, root) for path in dict.fromkeys(paths)]
    seen: dict[str, Path] = {}
    for path, bank in zip(dict.fromkeys(paths), banks, strict=True):
        if bank.quiz in seen:
            reason = f"{seen[bank.quiz]} has the same name, and one would overwrite the other"
            raise CourseError(Fault(str(path), value=bank.quiz, reason=reason, remedy="export one after the other"))
        seen[bank.quiz] = path
    return banks


def _bank(path: Path, root: Path) -> Bank:
    """Return the bank in a file; graded questions under a name that no practice bank has, in files and in the LMS."""
    from coursekit.quiz.bank import read_bank

    bank = read_bank(path)
    if path.resolve() in [graded.resolve() for graded in project.assessments(root)]:
        return bank.model_copy(update={"quiz": f"{bank.quiz}-graded"})
    return bank


def _find(name: str, root: Path, graded: bool = False) -> Path:
    """Return the file of a bank that is named or pointed to."""
    if Path(name).suffix in ENDINGS or "/" in name or "\\" in name:
        return Path(name)
    practice, assessed = project.quizzes(root), project.assessments(root)
    known = {path.stem: path for path in ([*practice, *assessed] if graded else [*assessed, *practice])}
    if name not in known:
        there = ", ".join(sorted(known)) or "none yet"
        raise CourseError(
            Fault("data/quizzes", value=name, reason="no bank of this name", remedy=f"there are: {there}")
        )
    return known[name]
