"""Give a page a Content-Security-Policy that lets nothing run or load but what the book is made of.

The policy stands in the page, so that it holds on any host and in files. Of the scripts and styles that stand in the
page it names those that are known, by their digests. What would need more (handlers and styles in attributes) is taken
out. All else that could run, load or lead away is a problem for a person to look at, wherever it came from: the theme,
or the output of a notebook that somebody sent.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Container

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/)[^>]*>(.*?)</script>", re.DOTALL)
INLINE_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
PANDAS_STYLE = re.compile(r"\s*<style scoped>.*?</style>", re.DOTALL)
HANDLER = re.compile(r'(<[a-z][^<>]*?) on([a-z]+)="([^"]*)"')
STYLED = re.compile(r'(<[a-z][^<>]*?) style="([^"]*)"')
SCRIPT_TAG = re.compile(r"<(script)\b([^>]*)>", re.IGNORECASE)
PLAIN_ATTRIBUTES = re.compile(r"(?!.*\ssrc=.*\ssrc=)(?:\s+[a-z-]+(?:=\"[^\"]*\")?)*\s*", re.DOTALL)
"""How scripts of the theme and of the course are written; in any other way one could hide from what judges them."""

LEADS_AWAY = re.compile(
    r"<(?:base|iframe|frame|object|embed|applet|portal|fencedframe)\b|<meta\b[^>]*\bhttp-equiv\b[^>]*>"
    r"|<link\b[^>]*\brel\s*=\s*[\"']?(?:dns-prefetch|preconnect|prerender|import)\b",
    re.IGNORECASE,
)
"""What puts another page in this one, or this reader on another page, or tells another host."""

CHARSET = re.compile(r"<meta charset=[^>]*>")

DOES = {"window.print()": "print", "toggleFullScreen()": "full-screen"}
"""What the theme's buttons say they do on a click, and the name under which page.js does it."""

SPARE_STYLES = {"text-align: right;"}
"""Styles of elements that our style sheets overrule anyway: pandas writes this on the head of a table."""


def restrict(html: str, known: Container[str] = ()) -> tuple[str, list[str]]:
    """Return the page with its policy, and what it holds that no policy can allow, in words.

    Args:
        html: the page.
        known: the scripts and styles that may stand in a page, by their digests.
    """
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
    problems += _unknown_tags(html)
    allowed: dict[str, list[str]] = {}
    for what, pattern in (("script", INLINE_SCRIPT), ("style", INLINE_STYLE)):
        texts = list(dict.fromkeys(pattern.findall(html)))
        allowed[what] = [f"'{digest(text)}'" for text in texts if digest(text) in known]
        problems += [
            f"holds a {what} that is not known: {' '.join(text.split())[:60]!r} ({digest(text)})"
            for text in texts
            if digest(text) not in known
        ]
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *allowed["script"]],
        "style-src": ["'self'", *allowed["style"]],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'
    html, placed = CHARSET.subn(lambda found: f"{found[0]}\n{tag}", html, count=1)
    return html, problems if placed else [*problems, "says no character set, after which the policy stands"]


def digest(text: str) -> str:
    """Return a text's digest as a policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _unknown_tags(html: str) -> list[str]:
    """Return in words what a policy would not stop and no page of the course holds."""
    odd = [
        found[0]
        for found in SCRIPT_TAG.finditer(html)
        if found[1] != "script" or not PLAIN_ATTRIBUTES.fullmatch(found[2])
    ]
    return [f"holds {tag[:60]!r}, which is not known" for tag in [*odd, *LEADS_AWAY.findall(html)]]
