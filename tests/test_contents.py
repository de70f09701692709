"""The contents beside each page: marked for the page it stands on, whatever page they were resolved for."""

from __future__ import annotations

import pytest
from browser_support import BOOK
from lxml import html

from coursekit.sphinxext.contents import Contents, marked, unmarked

FIRST = (
    '<p class="caption"><span class="caption-text">Part</span></p>\n'
    '<ul class="current">\n<li class="toctree-l1 current"><a class="current reference internal" href="#">One &amp; all'
    '</a></li>\n<li class="toctree-l1"><a class="reference internal" href="two.html">Two</a><ul>\n'
    '<li class="toctree-l2"><a class="reference internal" href="three.html">Three’s</a></li>\n</ul>\n</li>\n</ul>\n'
    '<ul>\n<li class="toctree-l1"><a class="reference internal" href="../far/one.html">Far</a></li>\n</ul>\n'
)
THIRD = (
    '<p class="caption"><span class="caption-text">Part</span></p>\n'
    '<ul class="current">\n<li class="toctree-l1"><a class="reference internal" href="one.html">One &amp; all'
    '</a></li>\n<li class="toctree-l1 current"><a class="reference internal" href="two.html">Two</a>'
    '<ul class="current">\n'
    '<li class="toctree-l2 current"><a class="current reference internal" href="#">Three’s</a></li>\n</ul>\n</li>\n'
    "</ul>\n"
    '<ul>\n<li class="toctree-l1"><a class="reference internal" href="../far/one.html">Far</a></li>\n</ul>\n'
)
NOBODY = unmarked(FIRST, "one.html")


class Builder:
    """Knows where pages lie."""

    @staticmethod
    def get_target_uri(name):
        return f"{name}.html"


class App:
    """As much of Sphinx as is asked."""

    builder = Builder()


def test_contents_of_one_page_become_those_of_another():
    assert marked(unmarked(FIRST, "one.html"), "three.html") == THIRD
    assert marked(unmarked(THIRD, "three.html"), "one.html") == FIRST


def test_a_page_without_an_entry_has_nothing_marked():
    assert "current" not in marked(NOBODY, "search.html")
    assert 'href="#"' not in NOBODY


@pytest.mark.parametrize(("collapse", "asked"), [(False, ["here/one", "there/one"]), (True, None)])
def test_contents_are_resolved_once_for_each_folder(collapse, asked):
    contents, calls = Contents(), []
    pages = ["here/one", "here/three", "here/one", "there/one", "there/three"]
    for page in pages:
        context = {"toctree": lambda page=page, **_: calls.append(page) or (FIRST if page.endswith("one") else THIRD)}
        contents.share(App(), page, "page.html", context, None)
        assert context["toctree"](collapse=collapse, maxdepth=2) == (FIRST if page.endswith("one") else THIRD)
    assert calls == (asked or pages)


def test_every_page_of_the_book_finds_itself_in_its_contents():
    checked = 0
    for path in sorted(BOOK.rglob("*.html")):
        nav = html.parse(str(path)).xpath("//nav[contains(@class, 'bd-docs-nav')]//p/..")
        if not nav:  # an old address that leads on, and has no contents
            continue
        links = nav[0].xpath(".//li/a")
        addresses = [(path.parent / link.get("href")).resolve() for link in links if link.get("href") != "#"]
        here = [link for link in links if link.get("href") == "#"]
        marks = nav[0].xpath(".//li[contains(@class, 'current')]")
        assert path.resolve() not in addresses, path
        assert len(here) <= 1, path
        assert marks == [item for link in here for item in list(link.iterancestors("li"))[::-1]], path
        checked += len(here)
    assert checked > 50
