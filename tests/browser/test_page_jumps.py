"""No page jumps under its reader's eyes: not when its scripts come late, nor when answers are filled in."""

from __future__ import annotations

import pytest
from browser_support import BESIDE, LESSONS

pytestmark = pytest.mark.browser

PAGES = ["search.html", *(f"notebooks/{lesson}.html" for lesson in LESSONS), *BESIDE]
MOST = 0.01
WATCH = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    moved.push([value, ...sources.map(({ node }) => (node?.outerHTML ?? String(node?.textContent)).slice(0, 100))]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""

ANSWERED = """() => addEventListener("DOMContentLoaded", () => {
  const { course } = document.querySelector(".progress-page").dataset;
  for (const { dataset } of document.querySelectorAll("tr[data-quiz-id]")) {
    const answers = JSON.parse(dataset.questions).map(([id, hash]) => [id, {
      hash, response: "kept", checked: true, tries: 1, share: 1, confidence: null, hints: 0, revealed: false,
      time: "2026-09-27T10:00:00.000Z",
    }]);
    CoursekitQuiz.store.open(course, dataset.quizId).save(Object.fromEntries(answers), 7);
  }
  dispatchEvent(new Event("pageshow"));
})"""


@pytest.mark.sample(4)
@pytest.mark.parametrize("width", [412, 1350])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_jumps_when_scripts_come_late(visit, name, width):
    page = visit("404.html", viewport={"width": width, "height": 823}).page
    stays(page, page.url.replace("404.html", name))


@pytest.mark.parametrize("width", [320, 375, 600, 1350])
def test_progress_does_not_jump_when_there_are_answers(visit, width):
    page = visit("book/progress.html", viewport={"width": width, "height": 823}).page
    page.add_init_script(f"({ANSWERED})();")
    stays(page, page.url)
    assert "September 2026" in page.locator('tr[data-quiz-id] [data-show="last"]').first.inner_text()


def stays(page, address: str) -> None:
    """Open a page whose scripts come late: what stands there does not move."""
    page.add_init_script(WATCH)
    late = []

    def hold(route):
        late.append(route.request.url)
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/*.js*", hold)
    page.goto(address)
    page.wait_for_timeout(500)
    moved = page.evaluate("moved")
    assert late, "no script was held back"
    assert sum(value for value, *_ in moved) <= MOST, moved
