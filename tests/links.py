"""Ask each address that the course cites whether it still answers. A report for people, never a failure.

    python tests/links.py [report.md]

Standard library only. One request at a time, with pauses, and a name that says who asks. Many news sites turn
away programs: "refused" means look by hand, "gone" means find another copy.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
AGENT = "Mozilla/5.0 (compatible; course link check, weekly)"
TIMEOUT = 20
PAUSE = 1.0
LINK = re.compile(r"https?://[^\s<>\"'`\\{}|^]+")


def cited() -> dict[str, str]:
    """Return each address with the place that cites it first."""
    found: dict[str, str] = {}
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            found.setdefault(row["url"].strip(), f"data/sources.csv:{number}")
    for path in sorted([*(ROOT / "book").rglob("*.md"), *(ROOT / "book").rglob("*.bib"), ROOT / "README.md"]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for address in LINK.findall(line):
                found.setdefault(_trimmed(address), f"{path.relative_to(ROOT)}:{number}")
    return {address: place for address, place in found.items() if _is_public(address)}


def _trimmed(address: str) -> str:
    """Return an address found in text without the punctuation around it."""
    address = address.rstrip(".,;:!?*_]")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:")
    return address


def _is_public(address: str) -> bool:
    return address.startswith("http") and urlsplit(address).hostname not in {None, "localhost", "127.0.0.1"}


def ask(address: str) -> str:
    """Return what became of an address: ok, moved to ..., refused, gone, or what went wrong."""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                there = urlsplit(answer.url).hostname != urlsplit(address).hostname
                return f"moved to {answer.url}" if there else "ok"
        except urllib.error.HTTPError as error:
            if method == "GET" or error.code in {404, 410}:
                return f"{'gone' if error.code in {404, 410} else 'refused'} ({error.code})"
        except (OSError, ValueError) as error:  # ValueError: an address that cannot be one
            if method == "GET":
                return f"no answer ({getattr(error, 'reason', error)})"
    return "no answer"


def report(addresses: dict[str, str]) -> Iterator[str]:
    """Yield the report, in Markdown, a line at a time."""
    yield f"# Links that need a look, of {len(addresses)}\n"
    yield "| where | answer | address |"
    yield "| --- | --- | --- |"
    asked = ""
    order = sorted(addresses)
    random.Random(0).shuffle(order)  # so that one host is seldom asked twice in a row
    for address in order:
        host = urlsplit(address).hostname or ""
        time.sleep(PAUSE * 3 if host == asked else PAUSE)
        asked = host
        found = ask(address)
        print(f"{found:12.40} {address}", file=sys.stderr, flush=True)
        if found != "ok":
            yield f"| {addresses[address]} | {found} | <{address}> |"


def main() -> int:
    """Write the report to the file named, or show it. The status is 0 whatever was found."""
    lines = "\n".join(report(cited()))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(lines + "\n", encoding="utf-8")
    else:
        print(lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
