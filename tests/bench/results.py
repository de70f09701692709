"""The growth curve of ``coursekit results``: seconds and memory for 1,250 to 10,000 files of about 110 answers.

python tests/bench/results.py [FOLDER]      files are made in FOLDER, about 250 MB (default: a temporary one)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from class_files import answered, files  # noqa: E402

from coursekit.results.items import Course  # noqa: E402

SIZES = (1250, 2500, 5000, 10000)


def measure(folder: Path, output: Path) -> tuple[float, float, float]:
    """Return the seconds that a run takes, those its processors are busy, and the megabytes of its largest process."""
    command = [sys.executable, "-m", "coursekit", "--root", str(ROOT), "results", str(folder), "-o", str(output)]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0, "the run failed"
    return time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(folder: Path) -> None:
    """Make the files, run, and print the table."""
    course = Course(ROOT)
    items = answered(course)
    for number, text in enumerate(files(course, items, max(SIZES))):
        for size in SIZES:
            if number < size:
                place = folder / str(size)
                place.mkdir(parents=True, exist_ok=True)
                path = place / f"student-{number:05}.json"
                if size == min(s for s in SIZES if number < s):
                    path.write_text(text, encoding="utf-8")
                    first = path
                else:
                    os.link(first, path)
    print(f"| files of {len(items)} answers | seconds | processor seconds | largest process, MB |")
    print("| --: | --: | --: | --: |")
    for size in SIZES:
        took, busy, memory = measure(folder / str(size), folder / f"results-{size}")
        print(f"| {size:,} | {took:.1f} | {busy:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made))
