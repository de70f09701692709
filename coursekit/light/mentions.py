"""What a set of pages and their scripts hold, as far as a style sheet's selectors can ask for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

TAG = re.compile(r"""<([a-z][a-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([a-z_:@][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""", re.IGNORECASE)
CODE = re.compile(r"<(script|style)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
WORD = re.compile(r"-{0,2}[A-Za-z_](?:[\w-]*\w)?")
MADE = re.compile(r"(?<![.#\w-])[A-Za-z_][\w-]+\w(?![\w-])")
"""A word that may become a class or an id: a script that only looks for it writes a point or a hash before it. The
names of one or two letters in compressed scripts are no class."""

ANY_OF = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}
STYLE = re.compile(r'\sstyle="([^"]*)"')
UNASKED = re.compile(r'( (?:href|title|alt|content|aria-label|d|transform|x|y|x1|x2|y1|y2|width|height)=")[^"]*')
"""Values that no style sheet asks for by equality, and that differ from element to element."""

Need = tuple[str, str, str]
"""Kind (tag, class, id, attribute, value), name and, for a value, the value."""


class Mentions:
    """Elements of pages and words of scripts. A script's word may become any class, id or attribute."""

    def __init__(self, never: Iterable[str] = ()) -> None:
        """Start with nothing but the elements of an empty page.

        Args:
            never: classes and ids that scripts speak of, but never make on these pages.
        """
        self._never = frozenset(never)
        self._tags = {("html", ""), ("body", "")}
        self.words: set[str] = set()
        """Words of scripts and inline styles."""
        self._made: set[str] = set()

    def add_page(self, html: str) -> None:
        """Note the elements of a page, and the words of the scripts and styles in it."""
        for _, code in CODE.findall(html):
            self.add_script(code)
        for style in STYLE.findall(html):
            self.words |= set(WORD.findall(style))
        self._tags |= set(TAG.findall(UNASKED.sub(r"\1", CODE.sub(r"<\1>", html))))

    def add_script(self, code: str) -> None:
        """Note the words of a script."""
        self.words |= set(WORD.findall(code))
        self._made |= set(MADE.findall(code))

    @cached_property
    def _places(self) -> dict[Need, set[int]]:
        """For each need the elements that meet it, by number. To be read when all pages have been added."""
        places: dict[Need, set[int]] = defaultdict(set)
        for number, (tag, rest) in enumerate(self._tags):
            for need in _met(tag.lower(), rest):
                places[need].add(number)
        return places

    def match(self, selector: list[Any]) -> bool:
        """Say whether a selector, as tokens, may match now or after a script has run.

        Where elements stand to one another is not looked at: rather a rule too many than one too few.
        """
        return all(self._alive(compound) for compound in _compounds(selector))

    def _alive(self, compound: list[Any]) -> bool:
        needs, choices = _needs(compound)
        if not all(any(map(self.match, choice)) for choice in choices):
            return False
        found = [self._places.get(need, set()) for need in needs if not self._in_scripts(need)]
        return not found or bool(set.intersection(*found))

    def _in_scripts(self, need: Need) -> bool:
        kind, name, value = need
        if kind == "tag":
            return False
        if kind == "value":
            return value in self.words
        if kind == "attribute":
            return name in self.words or (name.startswith("data-") and _camel(name[5:]) in self.words)
        return name in self._made and name not in self._never


def _camel(name: str) -> str:
    """Return what a script calls a data attribute: ``sort-key`` is ``dataset.sortKey``."""
    return re.sub(r"-(\w)", lambda found: found[1].upper(), name)


def _met(tag: str, rest: str) -> Iterator[Need]:
    """Yield all that an element meets."""
    yield ("tag", tag, "")
    for found, *texts in ATTRIBUTE.findall(rest):
        name, value = found.lower(), "".join(texts)
        yield ("attribute", name, "")
        yield ("value", name, value)
        if name == "class":
            yield from (("class", word, "") for word in value.split())
        elif name == "id":
            yield ("id", value, "")


def _needs(compound: list[Any]) -> tuple[list[Need], list[list[list[Any]]]]:
    """Return what an element must meet, and lists of selectors of which it must match one each."""
    needs: list[Need] = []
    choices = []
    before = ""
    for token in compound:
        if token.type == "ident" and before != ":":
            needs.append(("class" if before == "." else "tag", token.value, ""))
        elif token.type == "hash":
            needs.append(("id", token.value, ""))
        elif token.type == "[] block":
            needs += _attribute(token.content)
        elif token.type == "function" and token.lower_name in ANY_OF:
            choices.append(split(token.arguments))
        before = token.value if token.type == "literal" else ""
    return needs, choices


def _attribute(tokens: list[Any]) -> list[Need]:
    """Return an attribute selector as needs: its value only where it has to be equal, and is kept by a page."""
    words = [token for token in tokens if token.type != "whitespace"]
    name = words[0].value
    equal = len(words) > 2 and words[1] == "=" and not UNASKED.match(f' {name}="')
    return [("attribute", name, "")] + ([("value", name, words[2].value)] if equal else [])


def split(tokens: list[Any]) -> list[list[Any]]:
    """Split a list of selectors at its commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _compounds(selector: list[Any]) -> Iterator[list[Any]]:
    """Yield the parts of a selector that speak of one element each."""
    compound: list[Any] = []
    for token in selector:
        if token.type in ("whitespace", "comment") or token in (">", "+", "~"):
            if compound:
                yield compound
            compound = []
        else:
            compound.append(token)
    if compound:
        yield compound
