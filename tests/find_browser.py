"""Find the browser that the tests drive, and the font that charts are drawn with, or get them.

    python tests/find_browser.py              print its path
    python tests/find_browser.py --install    get what is missing, then print its path
    python tests/find_browser.py --lean       the same for a browser that has no window, where there is one

A browser without a window lays out, draws and runs pages with the same code, and tests take two thirds of the time.

Looked for in this order: the program named by CHROMIUM; Chromium or Chrome on the path; Playwright's own.
A missing browser is a failure, never a reason to skip a test.

Drawings of charts are measured with Liberation Sans, and so must be what the tests compare with them; Arial is as wide.
Whether a font is there, only systems with fontconfig are asked; elsewhere Arial is taken for granted.
"""

from __future__ import annotations

import functools
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
LEAN = "chromium-headless-shell"
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FONT_FAMILIES = {"Liberation Sans", "Arial"}
DEBIAN = ["chromium", "fonts-liberation"]
FONT_ADVICE = (
    "Neither Liberation Sans nor Arial is installed: tests that compare live charts with their drawings will fail. "
    "On Debian and Ubuntu: apt install fonts-liberation"
)
ADVICE = (
    "No browser was found, and the tests need one. Install Chromium or Chrome (on Debian: apt install chromium), "
    "or run `.venv/bin/python -m playwright install chromium`, or name a program in the variable CHROMIUM."
)


PRECEDENCE = ["chrt", "--rr", "5"]
"""What a program is started with to go before others (util-linux; administrators may)."""


class NoBrowser(Exception):
    """No browser was found; the message says what to do."""


def find_browser(lean: bool = False) -> str:
    """Return the path of a Chromium or Chrome that starts.

    Args:
        lean: rather one that has no window.

    Raises:
        NoBrowser: if there is none, or the one named by CHROMIUM does not start.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found and _starts(found):
            return found
        raise NoBrowser(f"CHROMIUM is set to {named}, which is not a browser that starts: correct it or unset it")
    for candidate in [*map(shutil.which, [LEAN, *NAMES] if lean else NAMES), MAC, _playwrights_own()]:
        if candidate and _starts(candidate):
            return candidate
    raise NoBrowser(ADVICE)


@functools.cache
def undisturbed() -> list[str]:
    """Return the flags for measuring times: a page's own process goes before all others, where the system allows it.

    On two cores it waits for one about as long as it runs, since the browser's other processes and the program that
    measures want them too; phones have cores to spare.
    """
    if not shutil.which(PRECEDENCE[0]) or subprocess.run([*PRECEDENCE, "true"], capture_output=True).returncode:
        return FLAGS
    return [*FLAGS, f"--renderer-cmd-prefix={' '.join(PRECEDENCE)}"]


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


def has_font() -> bool:
    """Say whether a font as wide as that of the drawings is installed."""
    if not shutil.which("fc-match"):
        return True
    match = subprocess.run(["fc-match", "--format=%{family}", "Arial"], capture_output=True, text=True)
    return not FONT_FAMILIES.isdisjoint(match.stdout.split(","))


def install(lean: bool = False) -> None:
    """Get a browser and the font: Debian's packages if this is Debian and we may install, Playwright's otherwise."""
    if _may_install():
        packages = [*DEBIAN, LEAN] if lean else DEBIAN
        print(f"Installing Debian's packages {', '.join(packages)} ...", flush=True)
        ready = subprocess.run(["apt-get", "update"]).returncode == 0
        if ready and subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", *packages]).returncode == 0:
            return
    try:
        find_browser()
        return
    except NoBrowser:
        pass
    print("No browser found: fetching one with `playwright install chromium` ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


def _may_install() -> bool:
    """Say whether this is Debian and we are root. Ubuntu's Chromium is a snap, which containers cannot start."""
    try:
        debian = "\nID=debian\n" in "\n" + Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False
    return debian and bool(shutil.which("apt-get")) and os.geteuid() == 0


def main() -> int:
    """Print the path of the browser; with --install, get one first if there is none."""
    lean = "--lean" in sys.argv[1:]
    try:
        if "--install" in sys.argv[1:] and not os.environ.get("CHROMIUM"):
            try:
                find_browser()
                missing = not has_font() or (lean and _may_install() and not shutil.which(LEAN))
            except NoBrowser:
                missing = True
            if missing:
                install(lean)
        print(f"browser: {find_browser(lean)}")
        if not has_font():
            print(FONT_ADVICE, file=sys.stderr)
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
