"""Run all tests of bad input and print how many cases each door was tried with: ``python tests/bad_input/count.py``.

A case is a test that passed; generated inputs, of which one test tries many, are counted beside it. Words after the
command are passed on to pytest: ``-n 2 --dist loadfile`` runs two at a time.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
DOORS = {
    "data files": ["test_bad_data.py", "bad_input/test_bad_tables.py"],
    "question banks": [
        "test_broken_banks.py",
        "test_quiz_fuzz.py",
        "bad_input/test_hostile_banks.py",
        "browser/test_quiz_hostile.py",
    ],
    "banks of jupyterquiz": ["test_jupyterquiz.py"],
    "answers files and kept answers": ["bad_input/test_answers_files.py", "test_results.py"],
    "notebooks and pages": ["bad_input/test_bad_notebooks.py", "bad_input/test_hostile_pages.py"],
    "contents and configuration": ["bad_input/test_bad_settings.py"],
    "a course, one fault at a time": ["test_check_command.py"],
    "arguments, names of files": ["bad_input/test_bad_arguments.py"],
    "full disks, folders of others, size": ["bad_input/test_no_room.py"],
    "killed builds": ["bad_input/test_killed_builds.py"],
    "what reaches for the web server": ["test_serve.py"],
}
"""Ways in, and the tests that try them. Some tests of a file are of the way in at its best; they are counted too."""

SAMPLES = re.compile(r"^(?:SAMPLES = (\d+)|INPUTS = \{(.*)\})", re.MULTILINE)


class Tally:
    """Counts what came of each test, by door."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.other: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        file = report.nodeid.partition("::")[0].removeprefix("tests/")
        door = next(door for door, files in DOORS.items() if file in files)
        if report.when == "call" and report.passed:
            self.passed[door] += 1
        elif report.failed or report.skipped:
            self.other[door] += 1


def generated(files: list[str]) -> int:
    """Return how many inputs the tests of some files generate, as they say themselves."""
    total = 0
    for file in files:
        for one, several in SAMPLES.findall((TESTS / file).read_text(encoding="utf-8")):
            total += int(one) if one else sum(map(int, re.findall(r": (\d+)", several)))
    return total


def main(options: list[str]) -> int:
    """Run the tests and print the table."""
    tally = Tally()
    files = [str(TESTS / file) for files in DOORS.values() for file in files]
    status = pytest.main(["-q", "--rootdir", str(TESTS.parent), *options, *files], plugins=[tally])
    print(f"\n{'door':<38}{'cases':>7}{'generated':>11}{'failed or skipped':>19}")
    for door, names in DOORS.items():
        print(f"{door:<38}{tally.passed[door]:>7,}{generated(names):>11,}{tally.other[door]:>19,}")
    every = [name for names in DOORS.values() for name in names]
    print(f"{'all':<38}{tally.passed.total():>7,}{generated(every):>11,}{tally.other.total():>19,}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
