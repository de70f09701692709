"""Ask each address that the course cites whether it still answers. A report for people, never a failure.

    python tests/links.py [report.md]

Standard library only. One request at a time, with pauses, and a name that says who asks. What the report says:

gone                  the site says that there is no such page: find another copy
moved                 the answer came from another place, or from the front page of the site: look what is there
could not be checked  the site turned the program away, did not answer, or time ran out: look by hand
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent
AGENT = "Mozilla/5.0 (compatible; course link check, weekly)"
TIMEOUT = 20
PAUSE = 1.0
LIMIT = 45 * 60
"""Seconds after which no more addresses are asked, so that the job ends with a report."""
LINK = re.compile(r"https?://[^\s<>\"'`\\{}|^]+")
UNCHECKED = "could not be checked"


def cited(root: Path = ROOT) -> dict[str, str]:
    """Return each address with the place that cites it first."""
    found: dict[str, str] = {}
    with (root / "data" / "sources.csv").open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            found.setdefault(row["url"].strip(), f"data/sources.csv:{number}")
    for path in _texts(root):
        for number, line in _lines(path):
            for address in LINK.findall(line):
                found.setdefault(_trimmed(address), f"{path.relative_to(root).as_posix()}:{number}")
    return {address: place for address, place in found.items() if _is_public(address)}


def _texts(root: Path) -> list[Path]:
    """Return the files with addresses that somebody may follow."""
    folders = [root / "book", root / "instructor", root / "notebooks"]
    inside = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".md", ".bib", ".ipynb"}]
    return sorted([*inside, *root.glob("*.md"), root / "data" / "datapackage.json"])


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a text; of a notebook those that are read, numbered by cell."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        yield from enumerate(text.splitlines(), 1)
        return
    for number, cell in enumerate(json.loads(text)["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield number, "".join(cell["source"])


def _trimmed(address: str) -> str:
    """Return an address found in text without the punctuation around it."""
    address = address.rstrip(".,;:!?*_]")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:")
    return address


def _is_public(address: str) -> bool:
    return address.startswith("http") and _host(address) not in {"localhost", "127.0.0.1"}


def _host(address: str) -> str:
    """Return the host of an address; empty if it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def ask(address: str) -> str:
    """Return what became of an address: ``ok``, or ``moved``, ``gone`` or ``could not be checked`` with a reason."""
    for method in ("HEAD", "GET"):  # many servers know no HEAD, and say that there is no page
        try:
            request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT})
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return _arrived(urlsplit(address), urlsplit(answer.url))
        except urllib.error.HTTPError as error:
            if method == "GET":
                return f"gone ({error.code})" if error.code in {404, 410} else f"{UNCHECKED}: refused ({error.code})"
        except (OSError, ValueError, HTTPException) as error:  # no answer, an address that is none, an odd answer
            if method == "GET":
                return f"{UNCHECKED}: {getattr(error, 'reason', error) or type(error).__name__}"
    raise AssertionError("unreachable")


def _arrived(asked: SplitResult, answered: SplitResult) -> str:
    """Return whether an answer came from where it was asked for."""
    same = [place.hostname.removeprefix("www.") if place.hostname else "" for place in (asked, answered)]
    if same[0] != same[1]:
        return f"moved to {answered.geturl()}"
    if asked.path.strip("/") and not answered.path.strip("/") and not answered.query:
        return "moved to the front page of the site"
    return "ok"


def report(addresses: dict[str, str]) -> Iterator[str]:
    """Yield the report, in Markdown, a line at a time; the counts come last."""
    yield "# Addresses that need a look\n"
    yield "| where | answer | address |"
    yield "| --- | --- | --- |"
    asked, counts, began = "", Counter(), time.monotonic()
    order = sorted(addresses)
    random.Random(0).shuffle(order)  # so that one host is seldom asked twice in a row
    for address in order:
        if time.monotonic() - began > LIMIT:
            found = f"{UNCHECKED}: not asked, time ran out"
        else:
            host = _host(address)
            time.sleep(PAUSE * 3 if host == asked else PAUSE)
            asked = host
            found = ask(address)
        counts[re.split(r" to |:| \(", found)[0]] += 1
        print(f"{found:40.40} {address}", file=sys.stderr, flush=True)
        if found != "ok":
            yield f"| {addresses[address]} | {_cell(found)} | <{address}> |"
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    yield f"\nOf {len(addresses)} addresses: {counted or 'none'}."


def _cell(text: str) -> str:
    """Return words of a stranger's server as they may stand in a table: nothing in them is markup."""
    return "`" + re.sub(r"[`|\s]+", " ", text)[:200] + "`"


def main() -> int:
    """Write the report to the file named, as it grows, or show it. The status is 0 whatever was found."""
    if len(sys.argv) > 1:
        with Path(sys.argv[1]).open("w", encoding="utf-8") as handle:
            for line in report(cited()):
                print(line, file=handle, flush=True)
    else:
        for line in report(cited()):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
