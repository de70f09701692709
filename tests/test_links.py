"""Addresses and citations: what the weekly check of links finds and says, and that no entry is kept for nothing."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import links
import pytest
from browser_support import ROOT

NOT_OPENED = "not opened live"
"""How pages with addresses say that they could not be checked."""


class Site(BaseHTTPRequestHandler):
    """A site with every manner of answer."""

    def do_HEAD(self):
        self.answer("HEAD")

    def do_GET(self):
        self.answer("GET")

    def answer(self, method):
        where = {"/front": "/", "/away": f"http://localhost:{self.server.server_port}/x|y`z", "/loop": "/loop"}
        codes = {"/gone": 404, "/deleted": 410, "/refused": 403, "/busy": 503, **dict.fromkeys(where, 302)}
        code = codes.get(self.path, 200)
        if self.path == "/no-head" and method == "HEAD":
            code = 404
        if self.path == "/slow":
            threading.Event().wait(0.6)
        self.send_response(code)
        if self.path in where:
            self.send_header("Location", where[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(links, "PAUSE", 0)
    monkeypatch.setattr(links, "TIMEOUT", 0.3)
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "ok"),
        ("/page?a=1", "ok"),
        ("/no-head", "ok"),
        ("/gone", r"gone \(404\)"),
        ("/deleted", r"gone \(410\)"),
        ("/refused", r"could not be checked: refused \(403\)"),
        ("/busy", r"could not be checked: refused \(503\)"),
        ("/slow", "could not be checked: .*timed out"),
        ("/loop", "could not be checked: .*"),
        ("/front", "moved to the front page of the site"),
        ("/away", r"moved to http://localhost:\d+/x.*"),
    ],
)
def test_an_address_is_told_apart_by_its_answer(site, path, said):
    assert re.fullmatch(said, links.ask(site + path), re.DOTALL)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://[", "http://no such host/", "http://a..b/"])
def test_no_answer_says_that_it_could_not_be_checked(address):
    assert links.ask(address).startswith("could not be checked: ")


def test_the_report_counts_and_names_what_needs_a_look(site):
    paths = ("/", "/gone", "/refused", "/away")
    lines = list(links.report({site + path: f"a.md:{number}" for number, path in enumerate(paths, 1)}))
    rows = sorted(line for line in lines if line.startswith("| a.md"))
    assert len(rows) == 3
    assert rows[0] == f"| a.md:2 | `gone (404)` | <{site}/gone> |"
    assert rows[1] == f"| a.md:3 | `could not be checked: refused (403)` | <{site}/refused> |"
    assert rows[2].count("|") == 4, "what a server says makes no columns"
    assert lines[-1] == "\nOf 4 addresses: 1 could not be checked, 1 gone, 1 moved, 1 ok."


def test_when_time_runs_out_the_rest_is_reported_as_unchecked(site, monkeypatch):
    monkeypatch.setattr(links, "LIMIT", -1)
    *_, row, counts = links.report({f"{site}/": "a.md:1"})
    assert "could not be checked: not asked, time ran out" in row
    assert "1 could not be checked." in counts


def test_addresses_are_found_wherever_readers_meet_them(tmp_path):
    for folder in ("data", "book", "instructor", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "sources.csv").write_text("source_id,url\na,https://a.org/1\nb,\n", encoding="utf-8")
    (tmp_path / "data" / "datapackage.json").write_text('{"path": "https://e.org"}', encoding="utf-8")
    (tmp_path / "book" / "b.md").write_text("x\n(see [b](https://b.org/x_(y)), https://a.org/1).\n", encoding="utf-8")
    (tmp_path / "instructor" / "c.md").write_text("<https://c.org/?a=1&b=2>\nhttp://localhost:8000", encoding="utf-8")
    code = {"cell_type": "code", "source": ["'https://no.org'"]}
    cells = [code, {"cell_type": "markdown", "source": ["https://d.org"]}]
    (tmp_path / "notebooks" / "d.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert links.cited(tmp_path) == {
        "https://a.org/1": "data/sources.csv:2",
        "https://b.org/x_(y)": "book/b.md:2",
        "https://c.org/?a=1&b=2": "instructor/c.md:1",
        "https://d.org": "notebooks/d.ipynb:2",
        "https://e.org": "data/datapackage.json:1",
    }


def test_every_address_of_the_course_can_be_one():
    found = links.cited()
    assert len(found) > 600
    odd = [address for address in found if not re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}\.?(:\d+)?(/\S*)?", address)]
    assert not odd


@pytest.mark.parametrize("name", ["sources.md", "references.md"])
def test_a_page_of_addresses_says_that_they_could_not_be_checked(name):
    assert NOT_OPENED in " ".join((ROOT / "book" / name).read_text(encoding="utf-8").split())


def cited_keys():
    """Return every key that a page, a lesson, a bank or a table cites."""
    texts = []
    for folder in ("book", "notebooks", "instructor", "data"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".md", ".ipynb", ".yml", ".csv"}:
                text = path.read_text(encoding="utf-8")
                texts.append(text.replace('\\n",\n', "").replace("\\n", " ") if path.suffix == ".ipynb" else text)
    roles = re.findall(r"\{cite:\w+\}`([^`]+)`", "\n".join(texts))
    return {key.strip(' "\n') for keys in roles for key in keys.split(",")} | {
        key for text in texts for key in re.findall(r"\bcite:([\w-]+)", text)
    }


def test_every_entry_of_the_bibliography_is_cited():
    bibliography = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{([^,\s]+),", bibliography, re.MULTILINE)
    assert len(entries) > 80
    unused = sorted(set(entries) - cited_keys())
    assert not unused, "cite them where they are of use, or take them out: no reader meets them"
