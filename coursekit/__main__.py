"""The command line: ``python -m coursekit``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from coursekit import project
from coursekit.export import command as export
from coursekit.faults import CourseError, Fault, tell
from coursekit.quiz import commands as quiz_commands
from coursekit.review import command as review

CHECKS = {
    "tables": "coursekit.validate:validate",
    "lessons and quizzes": "coursekit.lessons:check_lessons",
    "guides and graded questions": "coursekit.assessments:check_assessments",
    "notebooks": "coursekit.notebooks:check_notebooks",
    "prose": "coursekit.prose:check_prose",
    "citations and links": "coursekit.leads:check_leads",
    "words": "coursekit.words:check_words",
    "reviewed": "coursekit.review.ledger:check_reviewed",
}
"""What ``check`` looks at, and the function that does. Each takes the project folder and returns faults."""

EXAMPLES = """\
examples:
  python -m coursekit check                                check tables, quizzes, notebooks and prose
  python -m coursekit book                                 build the book into _build/html
  python -m coursekit instructor-book                      build the book for those who teach into _build/instructor
  python -m coursekit serve --port 8080                    show the built book in a browser
  python -m coursekit refresh                              run all lessons again and store their outputs
  python -m coursekit refresh notebooks/04-some-title.ipynb    run one lesson again
  python -m coursekit review                               list what has changed since it was reviewed
  python -m coursekit quiz check                           check question banks; quiz --help lists what else there is
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m coursekit",
        description="Build, show and check the course.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--root", type=Path, help="the course folder (default: found from the current folder)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    book = commands.add_parser("book", help="build the book into _build/html; warnings are errors")
    book.add_argument("--clean", action="store_true", help="build everything anew")
    teach = commands.add_parser("instructor-book", help="build the book for those who teach into _build/instructor")
    teach.add_argument("--clean", action="store_true", help="build everything anew")
    serve = commands.add_parser("serve", help="show the built book at a local address")
    serve.add_argument("--port", type=_port, default=8000, help="port to start looking from (default: 8000)")
    commands.add_parser(
        "check", help="check tables, quizzes, lessons, prose, guides, what is unreviewed; changes nothing"
    )
    refresh = commands.add_parser("refresh", help="run lessons again and store their outputs")
    refresh.add_argument("notebook", nargs="*", type=Path, help="the notebooks to run (default: all lessons)")
    commands.add_parser("report", help="tell what the lessons cover: paragraphs, claims, actors, questions, pandas")
    notebooks = commands.add_parser("notebooks", help="write the lessons to hand out, without solutions or unfolded")
    notebooks.add_argument(
        "--for",
        dest="audience",
        choices=("students", "instructors"),
        required=True,
        help="students: without solutions, verdicts and outputs; instructors: all of it, unfolded",
    )
    notebooks.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder: notebooks, and data beside them")
    notebooks.add_argument("lessons", nargs="*", metavar="LESSON", help="names of lessons (default: all)")
    review.add_to(commands)
    export.add_to(commands)
    quiz_commands.add_parser(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 something to mend, 2 wrong usage."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a fault may hold letters that a console or a pipe cannot show
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(options, project.root(options.root))
    except (CourseError, project.ProjectNotFound) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace, root: Path) -> int:
    """Run the chosen command. Each imports what it needs: `check` does not wait for Sphinx, and so on."""
    if options.command == "check":
        return check(root)
    if options.command == "review":
        return review.run(options, root)
    if options.command == "quiz":
        return quiz_commands.run(options, root)
    if options.command in ("book", "instructor-book"):
        from coursekit.data import load, tables
        from coursekit.instructors import build_instructors
        from coursekit.publish import build

        for table in tables(root):  # said here in one line; in the midst of Sphinx it would be a traceback
            load(table, root)
        (build if options.command == "book" else build_instructors)(root, clean=options.clean)
    elif options.command == "serve":
        from coursekit.serve import serve

        serve(root / "_build" / "html", options.port)
    elif options.command == "report":
        from coursekit.coverage import report

        print(report(root))
    elif options.command == "notebooks":
        from coursekit.handouts import hand_out

        for path in hand_out(root, options.audience, options.folder, options.lessons):
            print(f"wrote {path}")
    elif options.command == "export":
        export.run(options, root)
    else:
        from coursekit.notebooks import refresh

        refresh(options.notebook or project.lessons(root))
    return 0


def check(root: Path) -> int:
    """Run all checks, print every fault in order of place, and return 1 if there is one."""
    faults: set[Fault] = set()
    for function in CHECKS.values():
        module, name = function.split(":")
        try:
            faults.update(getattr(import_module(module), name)(root))
        except CourseError as error:
            faults.update(error.faults)
    return tell(faults, ", ".join(CHECKS))


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: use 1 to 65535")
    return number


if __name__ == "__main__":
    sys.exit(main())
