"""The built book as files: whole, linked, and leaning on no other host."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest
from browser_support import BOOK, LESSONS

LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
# A link element that names a page loads nothing.
NAMES = {"canonical", "next", "prev", "index", "search", "author", "copyright", "help"}


class Page(HTMLParser):
    """Links, loaded files and anchors of one page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        address = found.get(LOADED.get(tag, ""))
        if address and found.get("rel") not in NAMES:
            self.loaded.append(address)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])


@pytest.fixture(scope="module")
def pages():
    assert (BOOK / "index.html").is_file(), "no book in _build/html: run `make book` first"
    return {
        path: Page(path.read_text(encoding="utf-8"))
        for path in sorted(BOOK.rglob("*.html"))
        if "_static" not in path.parts
    }


def test_every_lesson_has_a_page_with_its_quiz_and_its_charts(pages):
    for lesson in LESSONS:
        text = (BOOK / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
        assert '<form class="quiz"' in text
        assert text.count('<figure class="chart"') >= 2
        assert "application/vnd.vegalite" not in text
        assert "quiz.js" in text


def test_pages_without_a_quiz_do_not_load_its_script(pages):
    assert "quiz.js" not in (BOOK / "book" / "glossary.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_another_host(pages):
    foreign = {
        (path.name, address)
        for path, page in pages.items()
        for address in page.loaded
        if re.match(r"(https?:)?//", address)
    }
    assert not foreign


def test_no_page_leans_on_a_kernel(pages):
    for path in pages:
        text = path.read_text(encoding="utf-8")
        for word in ("require.min.js", "html-manager", "embed-amd", "thebe", "application/vnd.jupyter.widget"):
            assert word not in text, f"{path.name} holds {word}"


def test_every_link_inside_the_book_leads_somewhere(pages):
    dead = []
    for path, page in pages.items():
        for address in page.links + page.loaded:
            if re.match(r"[a-z][a-z0-9+.-]*:|//", address):
                continue
            target, anchor = urldefrag(address)
            file = (path.parent / unquote(target.split("?")[0])).resolve() if target else path.resolve()
            if file.is_dir():
                file = file / "index.html"
            if not file.is_file():
                dead.append(f"{path.name}: {address}")
            elif anchor and anchor != "#" and file in pages and unquote(anchor) not in pages[file].anchors:
                dead.append(f"{path.name}: {address} (no such anchor)")
    assert not dead, "\n".join(sorted(set(dead))[:20])


def test_no_role_or_directive_is_left_raw(pages):
    for path in pages:
        text = re.sub(r"<(script|style|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<code\b.*?</code>", "", text, flags=re.DOTALL)
        assert not re.search(r"\{(cite|row-count|series-count|doc|ref)[:a-z]*\}", text), path.name
        assert ":::" not in text, path.name
        assert 'class="problematic"' not in text, path.name


def test_other_scripts_are_marked_with_their_language_and_direction(pages):
    text = (BOOK / "book" / "glossary.html").read_text(encoding="utf-8")
    assert text.count('lang="prs" dir="rtl"') > 40
    assert text.count('lang="ps" dir="rtl"') > 30
    assert text.count('lang="ru" dir="ltr"') > 60


def test_the_dictionary_describes_every_table(pages):
    from coursekit.data import tables

    anchors = pages[BOOK / "book" / "data-dictionary.html"].anchors
    assert {f"table-{name}" for name in tables(BOOK.parent.parent)} <= anchors


def test_every_source_row_has_its_anchor(pages):
    from coursekit.data import load

    anchors = pages[BOOK / "book" / "sources.html"].anchors
    assert {f"source-{key}" for key in load("sources", BOOK.parent.parent)["source_id"]} <= anchors
