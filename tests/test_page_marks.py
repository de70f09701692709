"""What a page is told of itself when it is built, so that its style need not look for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from coursekit.sphinxext.assets import finish_page

APP = SimpleNamespace(add_css_file=lambda *_: None, add_js_file=lambda *_, **__: None)


def finished(body: str) -> str:
    context = {"body": body}
    finish_page(APP, "a", "page.html", context, None)  # type: ignore[arg-type]
    return context["body"]


@pytest.mark.parametrize("columns", [1, 2, 3, 6])
def test_a_table_says_how_many_columns_it_has(columns):
    head = '<th class="head"><p>A</p></th>\n' * columns
    table = f'<table class="table">\n<thead>\n<tr class="row-odd">{head}</tr>\n</thead>\n</table>'
    wanted = table.replace('class="table"', f'class="table columns-{columns}"')
    assert finished(f"{table}<p>And</p>{table}") == f"{wanted}<p>And</p>{wanted}"


def test_a_lesson_is_marked_by_its_objectives():
    lesson = '<section id="one">\n<h1>One</h1>\n<section id="objectives">\n</section>\n</section>'
    assert finished(lesson) == lesson.replace("<section", '<section class="lesson"', 1)
    page = lesson.replace("objectives", "other")
    assert finished(page) == page


def test_an_entry_of_the_references_is_an_item_of_their_list():
    entry = '<div role="list" class="citation-list">\n<div class="citation" id="a" role="{}">A</div>\n</div>'
    assert finished(entry.format("doc-biblioentry")) == entry.format("listitem")
