"""The command line: ``python -m coursekit``."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

from coursekit import project
from coursekit.export import command as export
from coursekit.faults import CourseError, Fault, failed, tell
from coursekit.quiz import commands as quiz_commands
from coursekit.results import command as results
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
  python -m coursekit new-article ../library-letter        begin with another article
  python -m coursekit agreement ada.csv ben.csv            compare two codings of the same rows
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
    lite = commands.add_parser("lite", help="build the book with lessons that run in the browser into _build/site")
    lite.add_argument("python", type=Path, metavar="PYTHON", help="a Python with deploy/lite/requirements.txt")
    lite.add_argument(
        "--pyodide",
        default="",
        metavar="WHERE",
        help="a folder, archive or address of Pyodide, to make it part of the site "
        "(default: a reader's browser fetches it from its makers' address when a lesson is run)",
    )
    serve = commands.add_parser("serve", help="show the built book at a local address")
    serve.add_argument("--port", type=_port, default=8000, help="port to start looking from (default: 8000)")
    serve.add_argument("--site", action="store_true", help="show the book that `lite` made: it cannot run from files")
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
        choices=("students", "instructors", "colab", "lite"),
        required=True,
        help="students: without solutions, verdicts and outputs; instructors: all of it, unfolded; colab and lite: "
        "as they are, with a cell that fetches the course where it is not installed",
    )
    notebooks.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder: notebooks, and data beside them")
    notebooks.add_argument("lessons", nargs="*", metavar="LESSON", help="names of lessons (default: all)")
    article = commands.add_parser(
        "new-article",
        help="begin with another article: a folder with tables, codebook, quiz and notebook",
        description="Write a folder for work on another article: an empty claims table with its description, the "
        "codebook, a table of paragraphs, a quiz with a question of each type, a first notebook and the pages around "
        "them. Checks, book, claims explorer and agreement work in it from the start; its README.md says what to do "
        "first.",
    )
    article.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder, outside of this one")
    agreement = commands.add_parser(
        "agreement",
        help="compare two codings of the same rows: Cohen's kappa, confusion tables, rows to talk about",
        description="Compare two people's codings of the same rows, made without looking at each other's. Each file "
        "has a column of keys, such as claim_id, and a column for each code. Where the project has a table with that "
        "key, only the codes that it allows are accepted.",
    )
    agreement.add_argument("first", type=Path, metavar="A.csv", help="what the first coder handed in")
    agreement.add_argument("second", type=Path, metavar="B.csv", help="what the second coder handed in")
    slides = commands.add_parser("slides", help="make slides of the lessons, with notes for those who teach")
    slides.description = (
        "Make slides of the lessons: _build/slides for a class, _build/instructor-slides the same with notes from the "
        "guides. Open index.html there. Headings decide which cells become slides, and the slideshow metadata of cells."
    )
    slides.add_argument("lessons", nargs="*", metavar="LESSON", help="names of lessons (default: all)")
    review.add_to(commands)
    export.add_to(commands)
    results.add_to(commands)
    quiz_commands.add_parser(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 something to mend, 2 wrong usage."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a fault may hold letters that a console or a pipe cannot show
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        for argument in sys.argv[1:] if arguments is None else arguments:
            if not _can_name(argument):
                raise CourseError(Fault(repr(argument), reason="no file can have this name", remedy="name another"))
        status = _run(options, project.root(options.root))
        sys.stdout.flush()  # here, where it can still be told that there is no room for it
        return status
    except (CourseError, project.ProjectNotFound) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever was reading has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(failed(error), file=sys.stderr)
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
        from coursekit.notebooks import read
        from coursekit.publish import build
        from coursekit.settings import read_settings

        for table in tables(root):  # said here in one line; in the midst of Sphinx it would be a traceback
            load(table, root)
        for lesson in project.lessons(root):
            read(lesson)
        for name in ("_toc.yml", "_config.yml"):
            read_settings(root, name)
        (build if options.command == "book" else build_instructors)(root, clean=options.clean)
    elif options.command == "lite":
        from coursekit.lite import build_lite

        build_lite(root, options.python, options.pyodide)
        print("Lessons run only from a web server: `make serve SITE=yes` is one.")
    elif options.command == "serve":
        from coursekit.serve import serve

        serve(root / "_build" / ("site" if options.site else "html"), options.port)
    elif options.command == "report":
        from coursekit.coverage import report

        print(report(root))
    elif options.command == "notebooks":
        from coursekit.handouts import hand_out

        for path in hand_out(root, options.audience, options.folder, options.lessons):
            print(f"wrote {path}")
    elif options.command == "new-article":
        from coursekit.newarticle import new_article

        print("Writing the folder, and running its notebook once ...", flush=True)
        made = new_article(options.folder, root)
        print(f"Begin with {made / 'README.md'}")
    elif options.command == "agreement":
        from coursekit.agreement import compare, told

        print(told(compare(options.first, options.second, root)))
    elif options.command == "slides":
        from coursekit.slides.build import build_slides

        for folder in build_slides(root, options.lessons):
            print(f"wrote {folder}")
    elif options.command == "export":
        export.run(options, root)
    elif options.command == "results":
        results.run(options, root)
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


def _can_name(text: str) -> bool:
    """Whether a system could have a file of this name."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _port(text: str) -> int:
    if not (text.isdecimal() and len(text) < 6 and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is not a port: use 1 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
