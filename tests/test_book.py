"""The built book as files: whole, linked, and leaning on no other host."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest
from browser_support import AS_TYPED, BOOK, LESSONS

LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
# A link element that names a page loads nothing.
NAMES = {"canonical", "next", "prev", "index", "search", "author", "copyright", "help"}
WHOLE = r"<(head|script|style|pre|code|svg|textarea)\b.*?</\1>"
"""What is not read as text."""


class Page(HTMLParser):
    """Links, loaded files and anchors of one page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], set()
        self.ids, self.references, self.entries = Counter(), Counter(), {}
        self.depth, self.entry = 0, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        self.ids.update([found["id"]] if found.get("id") else [])
        kind = re.search(r"(quiz|row)-reference(?!s)", found.get("class") or "")
        self.references.update([(tag, kind[1])] if kind else [])
        if tag == "section" and "entry" in found.get("class", "").split():
            self.entry = self.entries[found["id"]] = {"open": "", "folded": "", "links": []}
        self.depth += tag == "details"
        if self.entry and tag == "a":
            self.entry["links"].append(found["href"])
        address = found.get(LOADED.get(tag, ""))
        if address and found.get("rel") not in NAMES:
            self.loaded.append(address)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])

    def handle_endtag(self, tag):
        self.depth -= tag == "details"
        if tag == "section":
            self.entry = None

    def handle_data(self, data):
        if self.entry:
            self.entry["folded" if self.depth else "open"] += f"{data.translate(AS_TYPED)}\n"


@pytest.fixture(scope="module")
def pages():
    assert (BOOK / "index.html").is_file(), "no book in _build/html: run `make book` first"
    return {
        path: Page(path.read_text(encoding="utf-8"))
        for path in sorted(BOOK.rglob("*.html"))
        if "_static" not in path.parts
    }


def test_folds_of_pages_are_ours(pages):
    """Those of Sphinx Design would bring their cards' style to every page."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert sum(text.count('<details class="fold">') for text in texts.values()) >= 20
    assert not [name for name, text in texts.items() if 'class="sd-' in text]


def test_every_lesson_has_a_page_with_its_quiz_and_its_charts(pages):
    for lesson in LESSONS:
        text = (BOOK / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
        assert '<div class="quiz"' in text
        assert text.count("<form") == 1, "but the search: see coursekit/quiz/markup.py"
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


def test_marks_are_curled_wherever_they_are_read(pages):
    """Markdown's text was so before; rows, captions and questions are typed with straight marks."""
    for path in pages:
        text = re.sub(WHOLE, "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        straight = re.findall(r"[^<>]*(?:[\"']|&quot;|&#x27;|&#39;)[^<>]*(?=<)", re.sub(r"<[^>]*>", "<>", text))
        assert not straight, f"{path.name}: {straight[:3]}"


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

    lists = [page for path, page in pages.items() if path.parent == BOOK / "book" / "sources"]
    anchors = set().union(*(page.anchors for page in lists))
    assert {f"source-{key}" for key in load("sources", BOOK.parent.parent)["source_id"]} <= anchors


@pytest.fixture(scope="module")
def tables():
    from coursekit.references import raw_tables

    return raw_tables(BOOK.parent.parent)


def test_dates_in_tables_stay_on_one_line():
    dates = Counter()
    for path in BOOK.glob("notebooks/*.html"):
        text = path.read_text(encoding="utf-8")
        dates["marked"] += len(re.findall(r'<t[dh] class="day">', text))
        dates["bare"] += len(re.findall(r"<t[dh]>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?</t[dh]>", text))
    assert dates["marked"] > 500
    assert not dates["bare"]


ROWS = ("claims", "predictions", "events", "actors", "relations", "interests", "positions", "indicators")


def rows_of(pages, name):
    """Return the pages that show the rows of a table: later rows can have one of their own."""
    paths = [BOOK / "book" / "tables" / f"{one}.html" for one in (name, f"{name}-later")]
    return [pages[path] for path in paths if path in pages]


def entries_of(pages, name):
    return {key: entry for page in rows_of(pages, name) for key, entry in page.entries.items()}


def test_every_reference_of_a_quiz_is_a_link(pages):
    for path, page in pages.items():
        assert {tag for tag, _ in page.references} <= {"a"}, f"{path.name}: a reference is no link"
    for lesson in LESSONS:
        notebook = json.loads((BOOK.parent.parent / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
        stored = [
            "".join(output.get("data", {}).get("text/html", ""))
            for cell in notebook["cells"]
            for output in cell.get("outputs", [])
        ]
        links = pages[BOOK / "notebooks" / f"{lesson}.html"].references["a", "quiz"]
        assert links == sum(html.count('data-reference="') for html in stored), lesson


@pytest.mark.parametrize("name", [*ROWS, "event_actors"])
def test_every_row_has_one_anchor(pages, tables, name):
    from coursekit.references import anchor

    table = tables[name]
    key = table.key[:1] if name == "indicators" else table.key
    wanted = {anchor(name, *(row[column] for column in key)) for row in table.rows}
    assert len(wanted) == len({tuple(row[column] for column in key) for row in table.rows}), "two keys, one anchor"
    found = [page.ids for page in rows_of(pages, "events" if name == "event_actors" else name)]
    assert {sum(ids[one] for ids in found) for one in wanted} == {1}
    assert max(max(ids.values()) for ids in found) == 1, "an id stands twice"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("claims", ["confidence_reason", "verdict_reason"]),
        ("predictions", ["what_happened", "why_not", "outcome", "resolution_criterion", "base_rate_hint"]),
        ("actors", ["aftermath", "rest_of_2018"]),
    ],
)
def test_what_has_to_be_judged_first_is_folded(pages, tables, name, columns):
    from coursekit.references import anchor

    seen = 0
    for row in tables[name].rows:
        entry = entries_of(pages, name)[anchor(name, *(row[column] for column in tables[name].key))]
        for label in ("Verdict", "Confidence", "Source of the verdict", "Outcome", "Aftermath", "Key dates"):
            assert f"{label}" not in re.sub(r"^.*?\.", "", entry["open"], count=1), row
        for column in columns:
            if row[column] and len(row[column]) > 8:
                seen += 1
                assert row[column].replace("_", " ") in entry["folded"]
                assert row[column] not in entry["open"]
        if name == "claims":
            for column in ("verdict_then", "verdict_now"):
                assert row[column].replace("_", " ") in entry["folded"]
    assert seen > 40


@pytest.mark.parametrize(
    ("name", "column", "date", "last"),
    [("events", "outcome", "date", "2018-11-05"), ("positions", "position", "as_of", "2018-12-31")],
)
def test_what_came_later_is_folded(pages, tables, name, column, date, last):
    from coursekit.references import anchor

    places = Counter()
    for row in tables[name].rows:
        entry = entries_of(pages, name)[anchor(name, *(row[key] for key in tables[name].key))]
        place = "folded" if row[date] > last else "open"
        places[place] += 1
        assert row[column] in entry[place]
        assert row[column] not in entry["open" if place == "folded" else "folded"]
    assert min(places["folded"], places["open"]) >= 3


@pytest.mark.parametrize("name", [name for name in ROWS if name != "indicators"])
def test_what_a_row_names_is_linked(pages, tables, name):
    from coursekit.references import anchor, targets

    places = targets(BOOK.parent.parent)
    table = tables[name]
    foreign = {entry["fields"]: entry["reference"]["resource"] for entry in table.schema["foreignKeys"]}
    for row in table.rows:
        links = entries_of(pages, name)[anchor(name, *(row[column] for column in table.key))]["links"]
        for column, target in foreign.items():
            if row[column]:
                wanted = places[f"{target}:{row[column]}"].rpartition("/")[2].replace("#", ".html#")
                assert any(link.endswith(wanted) for link in links), f"{row}: {column}"


def test_readers_meet_names_and_no_ids_of_actors(pages, tables):
    ids = {row["actor_id"] for row in tables["actors"].rows if "_" in row["actor_id"]}
    for name in ROWS:
        for entry in entries_of(pages, name).values():
            shown = ids & set(re.findall(r"\w+", entry["open"] + entry["folded"]))
            assert not shown


@pytest.mark.parametrize("name", [*ROWS, "events-later"])
def test_pages_of_rows_are_light(name):
    size = len(gzip.compress((BOOK / "book" / "tables" / f"{name}.html").read_bytes(), mtime=0))
    assert size < 60_000
