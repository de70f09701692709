"""What a page sends to a reader who comes for the first time: bytes, requests, hosts. None depends on the machine."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from browser_support import BOOK, LESSONS, PAGES, Visit

from coursekit.serve import BookServer

pytestmark = pytest.mark.browser

PAGE = 75_000
LESSON = 110_000  # a lesson's drawings stand in its page
SHARED = 32_000  # style, script and icons of every page
QUIZ = 15_000  # style and script of a quiz
SEARCH = 8_000  # script of the page of results, which alone loads the index
REFERENCE = 1_500  # style of pages to look things up
TERMS = 1_500  # script that tells what words mean, where a lesson uses words of the glossary
BRAND = 1_300  # the icon beside a link to a site that has one
EXPLORER = 5_500  # style and script of an explorer
PROGRESS = 16_500  # script of a quiz, script and style of the page of progress
REQUESTS = 8


class Weight(NamedTuple):
    """Bytes by path, headers included; the number of requests; and what went wrong."""

    sent: Counter[str]
    requests: int
    seen: Visit


def weigh(browser, folder: Path, page: str) -> Weight:
    """Open a page with an empty cache and count what is sent until nothing more is asked for."""
    with BookServer(folder) as server:
        context = browser.new_context(viewport={"width": 375, "height": 800})
        seen = Visit(context.new_page())
        seen.page.goto(server.url + page, wait_until="networkidle")
        context.close()
        return Weight(server.sent, sum(server.requests.values()), seen)


def check(weight: Weight, page: str, limit: int) -> None:
    """Compare a page with what it may send."""
    shared = weight.sent.total() - weight.sent[f"/{page}"]
    quiz = '<div class="quiz' in (BOOK / page).read_text(encoding="utf-8")
    allowed = (
        SHARED
        + QUIZ * quiz
        + REFERENCE * ("/_static/reference.css" in weight.sent)
        + TERMS * ("/_static/charts.js" in weight.sent)
        + BRAND * ("/_static/icons-fa-brands-400.woff" in weight.sent)
        + SEARCH * (page == "search.html")
        + EXPLORER * ("/explore/" in page)
        + PROGRESS * page.endswith("progress.html")
    )
    assert weight.sent.total() <= limit, weight.sent
    assert shared <= allowed, weight.sent
    assert weight.requests <= REQUESTS, weight.sent
    assert not weight.seen.foreign
    assert not weight.seen.errors
    assert "/searchindex.js" not in weight.sent


def test_the_book_has_pages():
    assert {f"notebooks/{lesson}.html" for lesson in LESSONS} < set(PAGES), "no book in _build/html: run `make book`"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_light(browser, lesson):
    page = f"notebooks/{lesson}.html"
    check(weigh(browser, BOOK, page), page, LESSON)


@pytest.mark.sample(5)
@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("notebooks/")])
def test_a_page_is_light(browser, page):
    check(weigh(browser, BOOK, page), page, PAGE)


def test_the_index_comes_when_there_is_something_to_look_for(browser):
    weight = weigh(browser, BOOK, "search.html?q=ceasefire")
    assert "/searchindex.js" in weight.sent
    assert not weight.seen.errors


def test_an_asset_added_back_is_noticed(browser, tmp_path):
    copy = tmp_path / "book"
    shutil.copytree(BOOK, copy)
    page = copy / "book" / "index.html"
    text = page.read_text(encoding="utf-8")
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=80_000))
    (copy / "_static" / "icons.js").write_text(f"/* {noise} */", encoding="utf-8")
    added = "".join(f'<script defer src="../_static/icons.js?{n}"></script>' for n in range(5))
    page.write_text(text.replace("</head>", added + "</head>"), encoding="utf-8")
    weight = weigh(browser, copy, "book/index.html")
    assert weight.sent.total() > PAGE
    assert weight.requests > REQUESTS
