"""What the tests share: the project, and copies of it to break."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from find_browser import FLAGS, find_browser
from playwright.sync_api import Browser, sync_playwright


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is marked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test marked ``sample(n)`` leave n of its parameters, spread evenly, to the short run: the rest is long."""
    families: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sample"):
            families[item.nodeid.partition("[")[0]].append(item)
    for family in families.values():
        wanted = family[0].get_closest_marker("sample").args[0]
        kept = {round(place * (len(family) - 1) / max(wanted - 1, 1)) for place in range(wanted)}
        for place, item in enumerate(family):
            if place not in kept:
                item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project, whatever the tests are started from."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def project_copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the data, lessons and pages in which a test may plant faults."""
    copy = tmp_path / "project"
    leave_out = shutil.ignore_patterns("_build", ".ipynb_checkpoints", "__pycache__")
    for name in ("data", "notebooks", "book", "instructor"):
        shutil.copytree(root / name, copy / name, ignore=leave_out)
    for name in ("_toc.yml", "_config.yml"):
        shutil.copy(root / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A headless Chromium, in the short run rather one without a window; its absence is a failure, never a skip."""
    short = request.config.option.markexpr == "not long"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=find_browser(lean=short), args=FLAGS)
        yield found
        found.close()
