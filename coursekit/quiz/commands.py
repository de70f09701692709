"""The commands for those who write quizzes: ``python -m coursekit quiz``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit import project
from coursekit.faults import tell

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

EXAMPLES = """\
examples:
  python -m coursekit quiz new 05-parallel-tracks          write a template of all question types
  python -m coursekit quiz check                           check all banks in data/quizzes
  python -m coursekit quiz check my.yml ../theirs.json     check these; JSON is read as jupyterquiz's
  python -m coursekit quiz preview data/quizzes/05-parallel-tracks.yml    show a bank in the browser
  python -m coursekit quiz report                          count questions, and name answers that give themselves away
"""


def add_parser(commands: Commands) -> None:
    """Add ``quiz`` and its commands to the command line."""
    quiz = commands.add_parser(
        "quiz",
        help="write, check and preview question banks",
        description="Write, check and preview question banks.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = quiz.add_subparsers(dest="quiz_command", required=True, metavar="COMMAND")
    check = _command(kinds, "check", "name every fault, with file, line, character and remedy")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="banks (default: all in data/quizzes)")
    preview = _command(kinds, "preview", "show a bank in the browser")
    preview.add_argument("file", type=Path, metavar="FILE", help="the bank")
    preview.add_argument("--no-open", action="store_true", help="write the page and print where it is")
    new = _command(kinds, "new", "write a commented template to data/quizzes/NAME.yml")
    new.add_argument("name", metavar="NAME", help="name of the quiz, that of its lesson: 05-parallel-tracks")
    report = _command(kinds, "report", "count questions, and name answers that give themselves away")
    report.add_argument("files", nargs="*", type=Path, metavar="FILE", help="banks (default: all in data/quizzes)")
    _command(kinds, "schema", "write the schema by which editors complete and check banks")


def _command(kinds: Commands, name: str, what: str) -> argparse.ArgumentParser:
    return kinds.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")


def run(options: argparse.Namespace, root: Path) -> int:
    """Run one of the commands and return the exit status: 0 done, 1 something to mend.

    Raises:
        CourseError: if there is something to mend in what is to be shown.
        OSError: if a file cannot be written.
    """
    if options.quiz_command == "check":
        return _check(options.files, root)
    if options.quiz_command == "preview":
        from coursekit.quiz.preview import preview

        print(preview(options.file, show=not options.no_open))
    elif options.quiz_command == "new":
        from coursekit.quiz.template import write_template

        path = write_template(options.name, root)
        print(f"{path.relative_to(root).as_posix()}: fill it in, then: python -m coursekit quiz check")
    elif options.quiz_command == "report":
        from coursekit.quiz.report import report

        print("\n".join(report(path, root) for path in options.files or _all(root)), end="")
    else:
        from coursekit.quiz.schema import write_schema

        print(write_schema(root).relative_to(root).as_posix())
    return 0


def _check(files: list[Path], root: Path) -> int:
    from coursekit.quiz.check import check_banks, notes

    for note in notes(files or project.foreign_quizzes(root)):
        print(f"note: {note}")
    return tell(check_banks(root, files), f"{len(files or _all(root))} question banks")


def _all(root: Path) -> list[Path]:
    return [*project.quizzes(root), *project.foreign_quizzes(root)]
