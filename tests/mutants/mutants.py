"""Plant faults in copies of the project and see which check notices each.

    python tests/mutants/mutants.py                a whole run: hundreds of faults, some minutes
    python tests/mutants/mutants.py --only verdicts --seed 7

The table says for each kind how many were planted and caught, which check was first, how many would have been caught
without the ledger of what has been reviewed, and how long one took. Everything is kept in ``_build/mutants.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

import guards  # noqa: E402
from fault import Mutant  # noqa: E402
from guards import in_fork, in_ledger  # noqa: E402
from plant import PLANTERS, faults  # noqa: E402

SEED = 8
GOAL = 0.95
WHOLLY = {"answer key", "tolerance", "points", "verdict", "prose number"}
"""Kinds of which every fault must be caught."""

ARGUED: dict[str, str] = json.loads((HERE / "argued.json").read_text("utf-8"))
"""Faults of the default seed that nothing should catch, by their description, each with the reason."""


@dataclass
class Result:
    """What became of a fault: the check that noticed it first, leaving the ledger aside; whether the ledger did."""

    kind: str
    what: str
    guard: str
    said: str
    ledger: bool
    seconds: float
    argued: str = ""

    @property
    def caught(self) -> bool:
        return bool(self.guard) or self.ledger


def copy_of(root: Path, target: Path) -> Path:
    """Copy what the checks read."""
    skipped = shutil.ignore_patterns("_build", ".venv", ".git", "__pycache__", ".*_cache", ".ipynb_checkpoints")
    shutil.copytree(root, target, ignore=skipped)
    return target


def examine(root: Path, mutant: Mutant) -> tuple[str, str, bool]:
    """Plant a fault in a copy, ask the checks, and mend the copy again."""
    before = {name: (root / name).read_bytes() for name in mutant.files}

    def ask() -> tuple[str, str, bool]:
        for name, check in guards.guards(root, mutant):
            if said := check():
                return name, said, in_ledger(root, mutant)
        return "", "", in_ledger(root, mutant)

    try:
        for name, content in mutant.files.items():
            (root / name).write_bytes(content)
        name, said, ledger = in_fork(ask)
    finally:
        for file, content in before.items():
            (root / file).write_bytes(content)
    return name, said, ledger


def work(mutants: list[Mutant], folder: Path) -> Iterator[Result]:
    """Examine faults one after the other in a copy."""
    copy = copy_of(ROOT, folder)
    warm(copy)
    for mutant in mutants:
        began = time.monotonic()
        guard, said, ledger = examine(copy, mutant)
        seconds = round(time.monotonic() - began, 2)
        yield Result(mutant.kind, mutant.what, guard, said[:300], ledger, seconds, ARGUED.get(mutant.what, ""))


def in_parallel(mutants: list[Mutant], jobs: int, folder: Path) -> Iterator[Result]:
    """Examine faults in some processes, each with its copy; yield what becomes of them as it comes."""
    reading, writing = os.pipe()
    children = []
    for job in range(jobs):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(reading)
                for result in work(mutants[job::jobs], folder / str(job)):
                    os.write(writing, (json.dumps(asdict(result)) + "\n").encode())
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        for line in pipe:
            yield Result(**json.loads(line))
    if any(os.waitpid(child, 0)[1] for child in children):
        raise RuntimeError("one of the processes died")


def table(results: list[Result]) -> str:
    """Return the table of a run."""
    lines = [
        f"{'kind':28}{'planted':>8}{'caught':>8}{'argued':>8}{'without ledger':>16}{'median s':>10}  first noticed by"
    ]
    kinds = sorted({result.kind for result in results})
    for kind in [*kinds, ""]:
        those = [result for result in results if kind in ("", result.kind)]
        caught = sum(result.caught for result in those)
        argued = sum(bool(result.argued) and not result.caught for result in those)
        alone = sum(bool(result.guard) for result in those)
        by = Counter(result.guard or ("ledger" if result.ledger else "nothing") for result in those)
        said = ", ".join(f"{name} {number}" for name, number in by.most_common()) if kind else ""
        seconds = median(result.seconds for result in those)
        lines.append(f"{kind or 'all':28}{len(those):8}{caught:8}{argued:8}{alone:16}{seconds:10.1f}  {said}")
    return "\n".join(lines)


def shortfalls(results: list[Result]) -> list[str]:
    """Return where a run falls short of the goals; faults argued for do not count."""
    counted = [result for result in results if result.caught or not result.argued]
    missed = [result for result in counted if not result.caught]
    found = [f"{result.kind}: {result.what}: not caught" for result in missed if result.kind in WHOLLY]
    if counted and len(missed) > (1 - GOAL) * len(counted):
        found.append(f"{len(missed)} of {len(counted)} not caught: the goal is {GOAL:.0%}")
    return found


def warm(root: Path) -> None:
    """Import what the checks import and read what they read, once for all faults planted in a copy."""
    import altair  # noqa: F401
    import nbformat  # noqa: F401

    from coursekit.assessments import check_assessments
    from coursekit.lessons import check_lessons
    from coursekit.validate import validate

    wrong = [*validate(root), *check_lessons(root), *check_assessments(root)]
    if wrong or guards.differences(root):
        raise SystemExit(f"the project itself has faults, so none can be planted: {wrong[:1] or 'not reviewed'}")


def run(seed: int, counts: dict[str, int], jobs: int) -> list[Result]:
    """Plant faults, tell of each, and return what became of them; stopped, return what there is."""
    os.environ |= {"TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
    drawn = faults(ROOT, seed, counts)
    random.Random(seed).shuffle(drawn)  # so that a run that is stopped has met all kinds
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        print(f"{len(drawn)} faults; the project is read once first", flush=True)
        try:
            for result in in_parallel(drawn, jobs, Path(folder)):
                results.append(result)
                by = ", ".join(filter(None, [result.guard, "ledger" * result.ledger])) or "NOT CAUGHT"
                print(f"{len(results):4}/{len(drawn)} {result.seconds:5.1f} s  {result.what[:110]}: {by}", flush=True)
        except KeyboardInterrupt:
            print(f"stopped after {len(results)} of {len(drawn)}", flush=True)
    return results


def main() -> int:
    """Run as a command; return 1 if the goals are missed."""
    options = argparse.ArgumentParser(description="Plant faults and see which check notices each.")
    options.add_argument("--seed", type=int, default=SEED, help=f"what the faults are drawn from (default: {SEED})")
    options.add_argument("--only", choices=PLANTERS, nargs="+", help="kinds to plant (default: all)")
    options.add_argument("--share", type=float, default=1, help="this share of a whole run (default: 1)")
    options.add_argument("--jobs", type=int, default=2, help="processes at a time (default: 2)")
    chosen = options.parse_args()
    names = chosen.only or list(PLANTERS)
    results = run(chosen.seed, {name: max(1, round(PLANTERS[name][1] * chosen.share)) for name in names}, chosen.jobs)
    report = ROOT / "_build" / "mutants.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(
        json.dumps([asdict(result) for result in results], indent=1, ensure_ascii=False), encoding="utf-8"
    )
    print(table(results))
    for result in results:
        if not result.caught:
            print(
                f"not caught: {result.kind}: {result.what}" + (f" (argued: {result.argued})" if result.argued else "")
            )
    missed = shortfalls(results)
    print("\n".join(missed) if missed else f"the goals are met; every fault is in {report.relative_to(ROOT)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
