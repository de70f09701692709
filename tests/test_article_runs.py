"""No text of the project shares a run of eight words with the article, which is cited and not reproduced.

``article_runs.txt`` holds hashes of the article's runs, not its words, so the test needs no copy of it. Whoever
has one can make the list again: ``python tests/test_article_runs.py article.txt > tests/article_runs.txt``.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("article_runs.txt")
RUN = 8
LARGEST = 8_000_000
TEXT = {
    *(".md", ".ipynb", ".py", ".csv", ".yml", ".yaml", ".json", ".js", ".css", ".html", ".txt", ".toml", ".bib"),
    *(".cfg", ".ini", ".in", ".svg", ".cff", ".rst"),
}
HEADER = """\
# Hashes of the runs of eight words of the article the course is about (Firstpost, 5 November 2018), one per line,
# sorted. Made by tests/test_article_runs.py from the body of the article: no headline, picture captions or
# notices. Each is the 5-byte BLAKE2b of eight words in lower case joined by blanks. The words cannot be read
# from it; it serves to notice that a text of this project repeats a run of them.
"""


def words(text: str) -> list[str]:
    """Return the words of a text: letters and digits, without possessive endings."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'s ", " ").replace("'", ""))


def readings(text: str) -> list[list[str]]:
    """Return the words of a text as it stands, and as read without tags, entities and punctuation."""
    plain = re.sub(r"<[^<>]{0,300}>", " ", html.unescape(text)) if "<" in text or "&" in text else text
    first, second = words(text), words(re.sub(r"[^\w\s'’]", " ", plain))
    return [first] if first == second else [first, second]


def digests(text: str) -> Iterator[tuple[str, str]]:
    """Yield the hash and the words of each run of a text."""
    for tokens in readings(text):
        for start in range(len(tokens) - RUN + 1):
            run = " ".join(tokens[start : start + RUN])
            yield blake2b(run.encode(), digest_size=5).hexdigest(), run


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a value read from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        if value and all(isinstance(item, str) for item in value):
            yield "".join(value)  # the lines of a cell or of an output
        for item in value:
            yield from strings(item)


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file: of JSON and notebooks each text in it as well as the raw file."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix not in (".ipynb", ".json"):
        yield raw
        return
    try:
        found = json.loads(raw)
    except ValueError:
        yield raw
        return
    yield from dict.fromkeys(text for text in strings(found) if text.count(" ") >= RUN - 1 or len(text) > 60)


def files(root: Path) -> list[Path]:
    """Return the text files of the project: those that git tracks or would track, or all of them without git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        found = [root / name for name in listed]
    except (OSError, subprocess.CalledProcessError):
        skipped = {"_build", "node_modules", "__pycache__", "venv"}
        found = [
            path
            for path in root.rglob("*")
            if not any(
                part in skipped or (part.startswith(".") and part not in (".ci", ".github"))
                for part in path.relative_to(root).parts
            )
        ]
    return sorted(p for p in found if p.suffix in TEXT and p.is_file() and p.stat().st_size <= LARGEST)


def shared(paths: Iterable[Path], known: set[str]) -> list[str]:
    """Return a line for each file that repeats a run, with the words of up to three of them."""
    found = []
    for path in paths:
        runs = dict.fromkeys(run for text in texts(path) for digest, run in digests(text) if digest in known)
        found += [f"{path}: repeats the article: “{run}”" for run in list(runs)[:3]]
    return found


def known_runs() -> list[str]:
    return [line for line in LIST.read_text(encoding="ascii").splitlines() if not line.startswith("#")]


def test_list_is_well_made() -> None:
    runs = known_runs()
    assert len(runs) > 1000
    assert runs == sorted(set(runs))
    assert all(re.fullmatch(r"[0-9a-f]{10}", run) for run in runs)


def test_no_text_repeats_the_article() -> None:
    found = shared(files(ROOT), set(known_runs()))
    assert not found, "\n".join(found)


MADE_UP = "Seven grey herons walked slowly across the heron’s, frozen lake before anybody had eaten breakfast."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.md", f"Some words before. {MADE_UP} And after."),
        ("page.md", "Seven *grey* herons\nwalked — slowly — across the heron's, frozen lake."),
        ("page.html", "<p>Seven <b>grey</b> herons walked slowly <i>across</i> the heron&#8217;s, frozen lake</p>"),
        ("data.csv", f'a,b\n1,"{MADE_UP}"\n'),
        ("code.py", 'TEXT = (\n    "Seven grey herons walked slowly "\n    "across the heron’s, frozen lake"\n)\n'),
        ("spec.json", json.dumps({"a": [{"b": MADE_UP}]})),
        (
            "book.ipynb",
            json.dumps({"cells": [{"source": ["Seven grey herons walked\n", "slowly across the heron’s, frozen"]}]}),
        ),
        ("book.ipynb", json.dumps({"cells": [{"outputs": [{"data": {"text/plain": [MADE_UP]}}]}]})),
        (
            "book.ipynb",
            json.dumps({"cells": [{"outputs": [{"data": {"application/json": {"usermeta": {"c": MADE_UP}}}}]}]}),
        ),
        ("book.ipynb", json.dumps({"cells": [{"outputs": [{"text": [MADE_UP]}]}]})),
    ],
)
def test_a_repeated_run_is_found(tmp_path: Path, name: str, content: str) -> None:
    known = {digest for digest, _ in digests(MADE_UP)}
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = shared([tmp_path / name], known)
    assert found
    assert name in found[0]
    assert "grey herons walked slowly" in found[0]


def test_seven_words_are_free(tmp_path: Path) -> None:
    known = {digest for digest, _ in digests(MADE_UP)}
    page = tmp_path / "page.md"
    page.write_text("Seven grey herons walked slowly across the road; frozen lake before anybody had eaten.")
    assert shared([page], known) == []


def test_files_without_git(tmp_path: Path) -> None:
    for name in ("a.md", "b.png", "_build/c.md", ".ci/d.yml", ".cache/e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in files(tmp_path)] == [".ci/d.yml", "a.md"]


def main(article: Path) -> None:
    """Print the list for a copy of the article: its first line is the headline, and notices are left out."""
    notices = re.compile(r"^(?:File image|.*WhatsApp|Updated Date|Also See)")
    body = [line for line in article.read_text(encoding="utf-8").splitlines()[1:] if not notices.match(line)]
    runs = sorted({digest for digest, _ in digests("\n".join(body))})
    print(HEADER + "\n".join(runs))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
