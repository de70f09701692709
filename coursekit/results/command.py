"""The command ``python -m coursekit results``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from coursekit.faults import CourseError, Fault, shown

PLATFORMS = ("plain", "moodle", "canvas", "blackboard")
EXAMPLES = """\
FOLDER holds the files of answers that students saved on the page "Your progress" or with quiz.save() in a notebook:
the unpacked download of a hand-in on Moodle, Canvas or Blackboard, or files by any name. Nothing in it is changed.

written, together or not at all:
  gradebook.csv   a row for each student, with the points of each quiz
  report.html     scores, questions, answers given, reliability, objectives, confidence, what to mend; names nobody
  left-out.csv    files that do not count, each with its reason; also said on standard error
  results.json    fingerprints of the three: a later run replaces them only if they are as they were

Students appear under pseudonyms, the same in every run; the key to them is .results-key in the course folder. With
--names the two tables say what the names of the files say. Marks reach a platform with --names and --lms.

examples:
  python -m coursekit results answers                                        into _build/results
  python -m coursekit results answers --quiz 04-moscow-format -o week-4      one quiz, into the folder week-4
  python -m coursekit results answers --lms moodle --names -o marks          a gradebook that Moodle imports
"""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "results",
        help="grade files of answers from a class: gradebook and report",
        description="Grade the files of answers of a class, and write a gradebook and a report.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the files of answers")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where to write (default: _build/results)")
    parser.add_argument("--quiz", action="append", default=[], metavar="NAME", help="count this quiz; may be repeated")
    parser.add_argument("--lms", choices=PLATFORMS, default="plain", help="whose column names the gradebook has")
    parser.add_argument("--names", action="store_true", help="write the names in file names into the tables")


def run(options: argparse.Namespace, root: Path) -> None:
    """Grade, write, and say what was left out.

    Raises:
        CourseError: if the folder or a bank has a fault, no file counts, or there is something in the way of results.
    """
    from coursekit.results import folder as output
    from coursekit.results import gradebook
    from coursekit.results.analysis import analyse
    from coursekit.results.items import Course
    from coursekit.results.people import Pseudonyms, kept_key
    from coursekit.results.report import Run, page
    from coursekit.results.tally import gather

    target = options.output or root / "_build" / "results"
    if not options.folder.is_dir():
        raise CourseError(Fault(str(options.folder), reason="not a folder", remedy="unpack the download first"))
    output.check(target, options.folder)
    started = time.monotonic()
    course = Course(root, options.quiz)
    answers, left = gather(options.folder, course, root, _progress if sys.stderr.isatty() else None)
    for one in left:
        twin = f" -> counted: {one.twin}" if one.twin else ""
        print(f"{shown(one.path)}: left out: {one.reason}{shown(twin)}", file=sys.stderr)
    if not answers.paths:
        raise CourseError(
            Fault(str(options.folder), reason="no file that counts", remedy="see the lines above, or name another")
        )
    result = analyse(answers, course, root)
    names = Pseudonyms(kept_key(root))
    rows = gradebook.grades(answers, course, result.quizzes, names)
    made = {
        "gradebook.csv": gradebook.table(rows, result.quizzes, options.lms, options.names),
        "report.html": page(result, left, Run(_title(root, course.name), options.names, answers.until)).encode("utf-8"),
        "left-out.csv": gradebook.left_out(left, names, options.names),
    }
    output.write(target, options.folder, made)
    took = time.monotonic() - started
    print(f"{len(answers.paths):,} files counted, {len(left):,} left out, in {took:.1f} s")
    for name in made:
        print(f"wrote {target / name}")
    print(f"{sum(quiz.possible for quiz in result.quizzes)} points can be earned, in {len(result.quizzes)} quizzes")
    if options.lms != "plain" and not options.names:
        print(
            "students are under pseudonyms, so the platform cannot take the gradebook: run again with --names for that"
        )


def _title(root: Path, name: str) -> str:
    """Return the title of the book; the name of the course if it has none."""
    from coursekit.settings import read_settings

    try:
        return str(read_settings(root, "_config.yml")["title"])
    except (CourseError, KeyError):
        return name


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{done:,} of {total:,} files read", end=end, file=sys.stderr, flush=True)
