"""Give a page a Content-Security-Policy that lets nothing run or load but what the book is made of.

The policy stands in the page, so that it holds on any host and in files. It names each script and style that stands in
the page by its digest; what would need more (handlers and styles in attributes) is taken out, and what is not known is
a problem for a person to look at.
"""

from __future__ import annotations

import base64
import hashlib
import re

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/)[^>]*>(.*?)</script>", re.DOTALL)
INLINE_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
PANDAS_STYLE = re.compile(r"\s*<style scoped>.*?</style>", re.DOTALL)
HANDLER = re.compile(r'(<[a-z][^<>]*?) on([a-z]+)="([^"]*)"')
STYLED = re.compile(r'(<[a-z][^<>]*?) style="([^"]*)"')
CHARSET = re.compile(r"<meta charset=[^>]*>")

DOES = {"window.print()": "print", "toggleFullScreen()": "full-screen"}
"""What the theme's buttons say they do on a click, and the name under which page.js does it."""

SPARE_STYLES = {"text-align: right;"}
"""Styles of elements that our style sheets overrule anyway: pandas writes this on the head of a table."""


def restrict(html: str) -> tuple[str, list[str]]:
    """Return the page with its policy, and what it holds that no policy can allow, in words."""
    problems: list[str] = []

    def bind(found: re.Match[str]) -> str:
        start, event, code = found.groups()
        if event != "click" or code not in DOES:
            problems.append(f"holds on{event}={code[:60]!r}, which no policy allows")
        return f'{start} data-does="{DOES.get(code, "")}"'

    def unstyle(found: re.Match[str]) -> str:
        start, style = found.groups()
        if style not in SPARE_STYLES:
            problems.append(f"holds style={style[:60]!r}, which no policy allows")
        return start

    html = STYLED.sub(unstyle, HANDLER.sub(bind, PANDAS_STYLE.sub("", html)))
    scripts = _digests(INLINE_SCRIPT.findall(html))
    styles = _digests(INLINE_STYLE.findall(html))
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *styles],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    html, placed = CHARSET.subn(lambda found: f"{found[0]}\n{tag}", html, count=1)
    return html, problems if placed else [*problems, "says no character set, after which the policy stands"]


def _digests(texts: list[str]) -> list[str]:
    """Return each text's digest as a policy names it, in order, once."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in dict.fromkeys(texts)
    ]
