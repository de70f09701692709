"""Say, in Markdown, which pinned versions moved since the last commit, and what broke with them.

    python tests/newest.py LOG

LOG is what `.ci/run` printed. For the summary of the weekly job in .github/workflows/newest.yml.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from licences import ROOT, asked

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
BROKEN = re.compile(r"^(FAILED |ERROR |make: \*\*\* |\S+\.py:\d+: error: |\S+: .* -> ).*", re.MULTILINE)
PASSED = re.compile(r"\d+ passed[^\n]*\s*\Z")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SHOWN = 40
"""Lines of the log that are shown at most."""


def moved(before: str, after: str) -> str:
    """Return a table of the packages whose version differs between two lists, those that the course asks for first."""
    old, new = (dict(PIN.findall(text)) for text in (before, after))
    direct = asked()
    names = sorted((name for name in old | new if old.get(name) != new.get(name)), key=lambda n: (n not in direct, n))
    if not names:
        return "No version moved.\n"
    rows = []
    for name in names:
        shown = f"**{name}**" if name in direct else name
        rows.append(f"| {shown} | {old.get(name, '–')} | {new.get(name, '–')} |")
    return "\n".join(["| package | pinned | newest allowed |", "| --- | --- | --- |", *rows]) + "\n"


def broken(log: str) -> str:
    """Return what a run of the tests says broke; if it does not say so in a known form, its last lines."""
    text = COLOUR.sub("", log)
    lines = [found[0] for found in BROKEN.finditer(text)]
    if not lines and text.strip() and not PASSED.search(text):
        lines = text.rstrip().splitlines()[-SHOWN:]
    if not lines:
        return "Nothing broke.\n" if text.strip() else "The tests did not run: see the steps before.\n"
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join(["What broke:", "", "```", *lines[:SHOWN], *more, "```"]) + "\n"


def main() -> int:
    """Print the report; the status is 0, for the job has failed already if something broke."""
    log = Path(sys.argv[1])
    before = subprocess.run(
        ["git", "-C", str(ROOT), "show", "HEAD:requirements.txt"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    print("# The newest versions allowed\n")
    print(moved(before, (ROOT / "requirements.txt").read_text(encoding="utf-8")))
    print(broken(log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
