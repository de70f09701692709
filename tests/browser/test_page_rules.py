"""Every page but the lessons, which have tests of their own, on a phone: names, roles, contrast, room for a finger."""

from __future__ import annotations

import pytest
from browser_support import ROOT, broken_rules, lay_out

pytestmark = pytest.mark.browser

PAGES = sorted(str(path.relative_to(ROOT).with_suffix(".html")) for path in (ROOT / "book").rglob("*.md"))


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_phone(visit, name):
    page = visit(name, viewport={"width": 412, "height": 823}).page
    lay_out(page)
    assert not broken_rules(page)
