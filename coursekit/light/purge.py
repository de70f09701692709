"""Cut style sheets down to what a set of pages can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import tinycss2

from coursekit.light.mentions import Mentions, split

NAME = re.compile(r"-{0,2}[A-Za-z_][\w-]*")
NOTICE = re.compile(r"/\*!.*?\*/", re.DOTALL)
SPARE = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*(?!!).*?\*/|\s+""", re.DOTALL)
WHOLE = re.compile(r"(?:html|:root)(?:\[[^\]]*\])?(?:,|$)")
"""Selectors of the whole page."""

GROUPS = {"media", "supports", "layer", "container"}
"""At-rules that hold rules."""

BY_NAME = {"font-face", "keyframes", "-webkit-keyframes"}
"""At-rules that do nothing unless a declaration names them."""


@dataclass
class Rule:
    """A rule that is kept: its declarations, or, of an at-rule, its content as it stands or the rules inside."""

    head: str
    declarations: list[tuple[str, str]]
    content: str = ""
    rules: list[Rule] | None = None
    name: str = ""
    """Of an at-rule that is kept only if a declaration names it: that name."""


def purge(css: str, mentions: Mentions, others: Iterable[str] = (), replaced: Iterable[str] = ()) -> str:
    """Return the part of a style sheet that pages can use; of its comments only notices (``/*! ... */``).

    Args:
        css: the text, its imports resolved.
        mentions: what the pages and their scripts hold.
        others: style sheets that stay as they are, and may use custom properties of this one.
        replaced: custom properties that another style sheet sets for the whole page, after this one does.

    Raises:
        ValueError: if the text holds what is no style sheet.
    """
    rules = list(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), mentions))
    used = set(mentions.words)
    for other in others:
        used |= set(NAME.findall(other))
    given = set(replaced)
    for rule in _all_rules(rules):
        if WHOLE.match(rule.head):
            rule.declarations = [pair for pair in rule.declarations if pair[0] not in given]
    values = _values_in_use(rules, used)
    return "".join([*NOTICE.findall(css), *(_text(rule, used, values) for rule in rules)])


def shorten(css: str) -> str:
    """Return a style sheet whole, without comments and with single spaces."""
    return SPARE.sub(lambda found: found[1] or (" " if found[0].isspace() else ""), css).strip()


def _kept(nodes: list[Any], mentions: Mentions) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "error":
            raise ValueError(f"line {node.source_line}: {node.message}")
        if node.type == "qualified-rule":
            alive = [_short(selector) for selector in split(node.prelude) if mentions.match(selector)]
            if alive and (declarations := _declarations(node.content)):
                yield Rule(",".join(alive), declarations)
        elif node.type == "at-rule":
            yield from _kept_at_rule(node, mentions)


def _kept_at_rule(node: Any, mentions: Mentions) -> Iterator[Rule]:
    keyword = node.lower_at_keyword
    head = f"@{node.at_keyword} {_short(node.prelude)}".strip()
    if keyword in GROUPS and node.content is not None:
        inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        if rules := list(_kept(inner, mentions)):
            yield Rule(head, [], rules=rules)
    elif keyword == "font-face":
        declarations = _declarations(node.content)
        yield Rule(head, declarations, name=_plain(dict(declarations).get("font-family", "")))
    elif keyword != "charset":
        content = "" if node.content is None else _short(node.content)
        yield Rule(head, [], content, name=_short(node.prelude) if keyword in BY_NAME else "")


def _declarations(content: list[Any]) -> list[tuple[str, str]]:
    """Return names and values. What browsers would skip as broken is skipped here too."""
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if nested := [node for node in found if node.type in ("qualified-rule", "at-rule")]:
        raise ValueError(f"line {nested[0].source_line}: a rule inside a rule, which is not looked into")
    return [
        (node.name, _short(node.value) + ("!important" if node.important else ""))
        for node in found
        if node.type == "declaration"
    ]


def _short(tokens: list[Any]) -> str:
    """Return tokens as text, without comments and with single spaces."""
    kept = [token for token in tokens if token.type != "comment"]
    text = "".join(" " if token.type == "whitespace" else token.serialize() for token in kept)
    return re.sub(r" ?([>,]) ?", r"\1", text.strip()) if "(" not in text and '"' not in text else text.strip()


def _plain(value: str) -> str:
    """Return a value as it reads: without quotation marks and escapes."""
    return re.sub(r"\\(.)", r"\1", value).replace('"', "").replace("'", "").lower()


def _values_in_use(rules: list[Rule], used: set[str]) -> list[str]:
    """Add to ``used`` all names that declarations in use hold, and return the values of these declarations."""
    waiting = list(_all_declarations(rules))
    values: list[str] = []
    while True:
        ready = [pair for pair in waiting if not pair[0].startswith("--") or pair[0] in used]
        if not ready:
            return values
        waiting = [pair for pair in waiting if pair not in ready]
        for _, value in ready:
            values.append(_plain(value))
            used |= set(NAME.findall(value))


def _all_declarations(rules: list[Rule]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        if not rule.head.startswith("@font-face"):
            yield from rule.declarations
        yield from _all_declarations(rule.rules or [])
        if rule.content:
            yield ("", rule.content)


def _all_rules(rules: list[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from _all_rules(rule.rules or [])


def _named(rule: Rule, used: set[str], values: list[str]) -> bool:
    """Say whether a declaration names a rule. Fonts have names of several words; a rule of frames has one, with which
    its own custom properties begin."""
    return rule.name in used or (rule.head == "@font-face" and any(rule.name in value for value in values))


def _text(rule: Rule, used: set[str], values: list[str]) -> str:
    if rule.name and not _named(rule, used, values):
        return ""
    if rule.rules is not None:
        inner = "".join(_text(inner, used, values) for inner in rule.rules)
        return f"{rule.head}{{{inner}}}" if inner else ""
    if rule.content:
        return f"{rule.head}{{{rule.content}}}"
    kept = [f"{name}:{value}" for name, value in rule.declarations if not name.startswith("--") or name in used]
    return f"{rule.head}{{{';'.join(kept)}}}" if kept else ""
