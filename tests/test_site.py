"""The book as a site: a page for addresses that lead nowhere, a file to take away, and what others see of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from sphinx.search.en import SearchEnglish

from coursekit.offline import pack
from coursekit.sphinxext import site
from coursekit.sphinxext.stems import English


def app(folder: Path, base: str) -> SimpleNamespace:
    config = SimpleNamespace(html_baseurl=base, project="A & B", html_title="A & B", language="en")
    return SimpleNamespace(
        outdir=folder,
        srcdir=folder,
        config=config,
        builder=SimpleNamespace(name="html"),
        env=SimpleNamespace(found_docs={"a", "b/c", "search"}),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_static").mkdir()
    return tmp_path


def test_without_an_address_nothing_is_said_of_one(folder):
    context: dict = {}
    site.finish_page(app(folder, ""), "a", "", context, None)
    site.finish_book(app(folder, ""), None)
    assert not context
    assert sorted(path.name for path in folder.iterdir()) == ["404.html", "_static"]


def test_with_an_address_pages_are_listed_and_links_to_them_show_a_card(folder):
    context = {"title": 'The "A"'}
    site.finish_page(app(folder, "https://example.org/x/"), "b/c", "", context, None)
    site.finish_book(app(folder, "https://example.org/x/"), None)
    assert '"https://example.org/x/b/c.html"' in context["metatags"]
    assert "The &quot;A&quot;" in context["metatags"]
    listed = [one.text for one in ElementTree.parse(folder / "sitemap.xml").iter() if one.tag.endswith("loc")]
    assert listed == ["https://example.org/x/a.html", "https://example.org/x/b/c.html"]
    assert (folder / "_static" / "card.png").read_bytes().startswith(b"\x89PNG")
    assert "https://example.org/x/index.html" in (folder / "404.html").read_text(encoding="utf-8")


def test_a_book_without_a_project_is_called_by_its_title(folder):
    book = app(folder, "https://example.org/x/")
    book.config.project = "Project name not set"  # as Jupyter Book leaves it
    context: dict = {}
    site.finish_page(book, "b/c", "", context, None)
    site.finish_book(book, None)
    told = context["metatags"] + (folder / "404.html").read_text(encoding="utf-8")
    assert "A &amp; B" in told
    assert "not set" not in told


def test_a_build_that_failed_writes_nothing(folder):
    site.finish_book(app(folder, ""), ValueError())
    assert not (folder / "404.html").exists()


def test_the_same_book_makes_the_same_file(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "b").mkdir(parents=True)
        (folder / "b" / "page.html").write_text("x", encoding="utf-8")
        (folder / "index.html").write_text("y", encoding="utf-8")
        (folder / ".buildinfo").write_text(name, encoding="utf-8")
        made.append(pack(folder, "book").read_bytes())
        assert pack(folder, "book").read_bytes() == made[-1], "it does not pack itself"
    assert made[0] == made[1]


@pytest.mark.parametrize("word", ["Talks", "talks", "negotiated", "Moscow’s", "women", "2018", ""])
def test_stems_for_the_search_index_are_those_of_sphinx(word):
    ours, theirs = English({}), SearchEnglish({})
    assert [ours.stem(word), ours.stem(word)] == [theirs.stem(word)] * 2
