"""Every page but the lessons, which have tests of their own, on a phone: names, roles, contrast, room for a finger."""

from __future__ import annotations

import pytest
from browser_support import BESIDE, broken_rules

pytestmark = pytest.mark.browser


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", BESIDE)
def test_axe_finds_nothing_on_a_phone(visit, name):
    page = visit(name, viewport={"width": 412, "height": 823}).page
    assert not broken_rules(page)
