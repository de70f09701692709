"""A wrong address leads back to the book, and the file to take away holds a book that works."""

from __future__ import annotations

import re
from zipfile import ZipFile

import pytest
from browser_support import BOOK, ROOT, Visit, wait_until

from coursekit.offline import NAME
from coursekit.project import course_name

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["no-such-page.html", "notebooks/deep/er/none.html"])
def test_a_wrong_address_leads_back_to_the_book_at_any_depth(browser, tmp_path, serve, address):
    (tmp_path / "book" / "notebooks" / "deep" / "er").mkdir(parents=True)
    for name in ("searchindex.js", "index.html"):
        (tmp_path / "book" / name).write_text("", encoding="utf-8")
    (tmp_path / "book" / address).write_bytes((BOOK / "404.html").read_bytes())  # as a host would answer
    seen = Visit(browser.new_page())
    seen.page.goto(f"{serve}/book/{address}")
    wait_until(seen.page, "document.links[0].pathname === '/book/index.html'")
    assert not [error for error in seen.errors if "404" not in error and "searchindex.js" not in error]
    seen.page.close()


def test_the_file_to_take_away_is_linked_and_works_without_a_network(browser, tmp_path):
    page = (BOOK / "book" / "how-to-use.html").read_text(encoding="utf-8")
    link = re.search(rf'href="([^"]*{NAME})"', page)
    assert link
    assert (BOOK / "book" / link[1]).resolve() == (BOOK / NAME).resolve()
    with ZipFile(BOOK / NAME) as archive:
        assert not [name for name in archive.namelist() if ".." in name or name.startswith("/")]
        archive.extractall(tmp_path)
    packed = tmp_path / course_name(ROOT)
    html = {path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html")}
    assert html == {path.relative_to(packed).as_posix() for path in packed.rglob("*.html")}
    context = browser.new_context()
    context.set_offline(True)
    seen = Visit(context.new_page())
    seen.page.goto((packed / "index.html").as_uri())
    seen.page.locator("article a[href*=notebooks]").first.click()
    seen.page.locator("div.quiz [data-action=check]").first.click()
    assert seen.page.locator("div.quiz .quiz-feedback").first.inner_text()
    assert not seen.errors
    context.close()
