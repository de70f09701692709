"""Find the browser that the tests drive, or get one.

    python tests/find_browser.py              print its path
    python tests/find_browser.py --install    get one if there is none, then print its path

Looked for in this order: the program named by CHROMIUM; Chromium or Chrome on the path; Playwright's own.
A missing browser is a failure, never a reason to skip a test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Headless, and silent on the network: whatever a test sees requested, the page asked for."""

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
DEBIAN = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
ADVICE = (
    "No browser was found, and the tests need one. Install Chromium or Chrome (on Debian: apt install chromium), "
    "or run `.venv/bin/python -m playwright install chromium`, or name a program in the variable CHROMIUM."
)


class NoBrowser(Exception):
    """No browser was found; the message says what to do."""


def find_browser() -> str:
    """Return the path of a Chromium or Chrome that starts.

    Raises:
        NoBrowser: if there is none, or the one named by CHROMIUM does not start.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found and _starts(found):
            return found
        raise NoBrowser(f"CHROMIUM is set to {named}, which is not a browser that starts: correct it or unset it")
    for candidate in [*map(shutil.which, NAMES), MAC, _playwrights_own()]:
        if candidate and _starts(candidate):
            return candidate
    raise NoBrowser(ADVICE)


def _playwrights_own() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Exception:  # not installed, or inside a running event loop: no answer either way
        return None


def _starts(path: str) -> bool:
    if not Path(path).is_file():
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> None:
    """Get a browser: Debian's package if this is Debian and we may install, Playwright's otherwise."""
    if _is_debian() and shutil.which("apt-get") and os.geteuid() == 0:
        print("No browser found: installing Debian's package chromium ...", flush=True)
        ready = subprocess.run(["apt-get", "update"]).returncode == 0
        if ready and subprocess.run(DEBIAN).returncode == 0:
            return
    print("No browser found: fetching one with `playwright install chromium` ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def _is_debian() -> bool:
    """Say whether this is Debian. Ubuntu is not: its package chromium is a snap, which containers cannot start."""
    try:
        return "\nID=debian\n" in "\n" + Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False


def main() -> int:
    """Print the path of the browser; with --install, get one first if there is none."""
    try:
        if "--install" in sys.argv[1:] and not os.environ.get("CHROMIUM"):
            try:
                find_browser()
            except NoBrowser:
                install()
        print(f"browser: {find_browser()}")
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
