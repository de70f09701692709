"""What a browser has to do when a script changes a page: little, whatever the page holds."""

from __future__ import annotations

import pytest
from browser_support import LESSONS, lay_out

pytestmark = pytest.mark.browser

PUT_IN = {
    "lesson": (f"notebooks/{LESSONS[2]}.html", "article.bd-article > section > section:nth-of-type(2) > p"),
    "output": (f"notebooks/{LESSONS[2]}.html", "div.cell_output > *"),
    "question": (f"notebooks/{LESSONS[2]}.html", "div.quiz fieldset > div > *"),
    "claims": ("book/explore/claims.html", ".explorer-list .explorer-judge"),
    "cards": ("book/actors.html", ".actor-card > *"),
}
MOST = 20


def styled(page, where: str) -> int:
    """Return how many elements are styled anew when an empty one is put before the first that a selector finds."""
    session = page.context.browser.new_browser_cdp_session()
    events, ended = [], []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda part: ended.append(part))
    wanted = {"includedCategories": ["devtools.timeline"], "excludedCategories": ["*"]}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": wanted})
    page.evaluate(
        "(where) => { const one = document.querySelector(where);"
        " one.before(document.createElement('div')); one.offsetTop; }",
        where,
    )
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    session.detach()
    ends = [event["args"] for event in events if event["name"] == "UpdateLayoutTree"]
    passes = [told["elementCount"] for told in ends if "elementCount" in told]
    assert passes, "nothing was styled"
    return sum(passes)


@pytest.mark.parametrize("place", PUT_IN)
def test_what_is_put_in_does_not_have_all_beside_it_styled(visit, place):
    """As a rule such as ``legend + *`` does: browsers look for classes and attributes before its sign, not for names,
    and style all that the parent holds for every element that a script puts anywhere."""
    name, where = PUT_IN[place]
    page = visit(name, viewport={"width": 412, "height": 823}).page
    lay_out(page)
    page.wait_for_selector(f":is(html:not(:has(.explorer)), .explorer[data-ready]) {where}", state="attached")
    assert min(styled(page, where) for _ in range(3)) <= MOST
