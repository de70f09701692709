"""Lighthouse, fetched once by npm into _build/lighthouse; where there is no npm, its columns stay empty."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from find_browser import find_browser, undisturbed

VERSION = "12.8.2"
SCORES = ("performance", "accessibility", "best-practices", "seo")


class Verdict(NamedTuple):
    """What Lighthouse says of one visit by its simulated phone: scores of 100, milliseconds, layout shift.

    The index is that of the machine the browser runs on: how fast it was just then. Lighthouse's phone is four times
    slower than it, whatever it is, and a machine under 1,000 is called slow by it (core/gather/driver/environment.js).
    """

    performance: float
    accessibility: float
    practices: float
    seo: float
    paint: float
    blocked: float
    shift: float
    index: float


def lighthouse(root: Path) -> Path | None:
    """Return the program, fetched if need be; None, after saying so, where it cannot be had."""
    folder = root / "_build" / "lighthouse"
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    stated = folder / "node_modules" / "lighthouse" / "package.json"
    if stated.is_file() and json.loads(stated.read_text(encoding="utf-8"))["version"] == VERSION:
        return program
    npm = shutil.which("npm")
    if npm is None:
        print("No npm: the columns of Lighthouse are left out. Install Node.js to have them.")
        return None
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        npm,
        "install",
        "--no-fund",
        "--no-audit",
        "--omit=dev",
        "--prefix",
        str(folder),
        f"lighthouse@{VERSION}",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"npm cannot fetch Lighthouse, and its columns are left out: {done.stderr.strip()[-300:]}")
        return None
    return program


def visit(program: Path, address: str) -> Verdict:
    """Let Lighthouse open a page as on a phone with slow 4G and a processor four times slower."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        # Lighthouse takes the flags apart at their spaces, if no quotes are around them.
        flags = [re.sub("=(.*)", r'="\1"', flag) for flag in undisturbed()]
        command = [
            *("node", str(program), address, "--quiet", "--output=json", f"--output-path={report}"),
            f"--only-categories={','.join(SCORES)}",
            f"--chrome-flags={' '.join(flags)}",
        ]
        environment = os.environ | {"CHROME_PATH": find_browser(lean=True)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
        if done.returncode or not report.is_file():
            raise SystemExit(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    scores = [100 * (found["categories"][name]["score"] or 0) for name in SCORES]
    numbers = ("first-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    seen = (found["audits"][name].get("numericValue", 0.0) for name in numbers)
    return Verdict(*scores, *seen, found["environment"]["benchmarkIndex"])
