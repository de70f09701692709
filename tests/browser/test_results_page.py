"""The report on a class as its reader meets it: narrow, dark, on paper, by keyboard, without a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from class_files import answered, write

from coursekit.__main__ import main
from coursekit.results.items import Course

pytestmark = pytest.mark.browser
QUIZ = "01-reading-the-source"


@pytest.fixture(scope="module")
def report(project_files, tmp_path_factory) -> str:
    """The address of the report on forty students."""
    folder = tmp_path_factory.mktemp("class")
    course = Course(project_files, [QUIZ])
    write(folder / "in", course, answered(course), 40)
    (folder / "in" / "bad.json").write_text("{")
    assert main(["--root", str(project_files), "results", str(folder / "in"), "-o", str(folder / "out")]) == 0
    return (folder / "out" / "report.html").as_uri()


@pytest.fixture(scope="module")
def project_files(root, tmp_path_factory) -> Path:
    """The course's questions in a folder of their own, so that the key of pseudonyms is made there."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("data/quizzes", "notebooks"):
        (folder / name).mkdir(parents=True)
    for name in ("data/datapackage.json", f"data/quizzes/{QUIZ}.yml", f"notebooks/{QUIZ}.ipynb", "_config.yml"):
        (folder / name).write_bytes((root / name).read_bytes())
    return folder


@pytest.fixture
def opened(browser, report):
    """Open the report."""
    contexts = []

    def page(**options):
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
        contexts.append(context)
        found = context.new_page()
        found.logged = []
        found.on("console", lambda message: found.logged.append(message.text))
        found.goto(report)
        return found

    yield page
    for context in contexts:
        context.close()


@pytest.mark.sample(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    page = opened(color_scheme=scheme)
    options = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
    results = Axe().run(page, options=options)
    assert not [f"{v['id']}: {v['nodes'][0]['html']}" for v in results.response["violations"]]
    assert results.response["passes"]
    assert not page.logged, "the policy refuses nothing of the page's own"


def test_it_fits_a_narrow_screen(opened):
    page = opened(viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("svg.drawing").first.bounding_box()["width"] <= 320


def test_dark_and_light_differ_and_paper_is_light(opened):
    page = opened(color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) != dark
    assert page.locator("nav:visible").count() == 0
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = false))")
    assert page.locator(".given table").first.bounding_box()["height"] > 20, "what is folded is on paper too"


def test_by_keyboard_tables_scroll_and_links_lead_somewhere(opened):
    page = opened(viewport={"width": 320, "height": 700})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#mend"
    page.locator(".table").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.evaluate("document.activeElement.scrollLeft") > 0


def test_it_reads_without_scripts(opened):
    page = opened(java_script_enabled=False)
    words = page.locator("main").inner_text()
    assert all(part in words for part in ("To mend", "cannot be read", "Cronbach", "What is stored"))
    assert page.locator("svg.drawing:visible").count() == 3
