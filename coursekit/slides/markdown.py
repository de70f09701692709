"""Markdown of lessons and guides as HTML for a slide: blocks, sentences, and citations in short words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from coursekit.data import load
from coursekit.faults import CourseError, Fault
from coursekit.scripts import opening

Label = Callable[[str], str]
"""Returns what stands for a cited key: ``Fearon, 1995``."""

ROLE = re.compile(r"\{([\w:]+)\}`[^`]*`")
DIRECTIVE = re.compile(r"\{([\w-]+)\}\s*(.*)")
KNOWN_HTML = re.compile(r'<br ?/?>|</span>|<span(?: lang="[\w-]+"| dir="(?:ltr|rtl)")*>')
OPTION = re.compile(r":([\w-]+):\s*(.*)")
SENTENCE_END = re.compile(r"[.?!…][\"”’'*)\]]*\s+(?=[\"“‘'*(`\[{]*[\w{])")
FAIR = 110
"""Words of a paragraph with citations that a slide still shows whole."""

ABBREVIATION = re.compile(r"(?:\b(?:vs|no|cf|Mr|Ms|Dr|St|e\.g|i\.e|c|p)|\b[A-Z])\.$")


@dataclass(frozen=True)
class Piece:
    """A block of Markdown.

    Attributes:
        kind: ``heading``, ``paragraph``, ``list``, ``table``, ``quote``, ``callout`` or ``other``.
        text: its Markdown without the mark of its kind; rows of a table and code as they stand.
        items: the entries of a list.
        level: that of a heading.
        ordered: whether a list is numbered.
        title: that of a callout.
        kinds: the class of a callout, such as ``note``.
    """

    kind: str
    text: str
    items: tuple[str, ...] = ()
    level: int = 0
    ordered: bool = False
    title: str = ""
    kinds: str = ""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": True})
    parser.enable(["table", "smartquotes"]).disable("image")
    parser.use(colon_fence_plugin).use(myst_role_plugin).use(attrs_plugin, spans=True, allowed=["lang"])
    for name, rule in {"myst_role": _role, "span_open": _span, "link_open": _open, "link_close": _close}.items():
        parser.add_render_rule(name, rule)
    parser.add_render_rule("colon_fence", _fence)
    for name in ("html_inline", "html_block"):
        parser.add_render_rule(name, _html)
    return parser


def pieces(markdown: str) -> list[Piece]:
    """Return the blocks of a text, in order."""
    lines = markdown.splitlines()
    tokens = _parser().parse(markdown)
    return [_piece(token, tokens[at:], lines) for at, token in enumerate(tokens) if token.level == 0 and token.map]


def _piece(token: Token, rest: list[Token], lines: list[str]) -> Piece:
    source = "\n".join(lines[slice(*token.map)] if token.map else [])
    if token.type == "heading_open":
        return Piece("heading", rest[1].content, level=int(token.tag[1]))
    if token.type == "paragraph_open":
        return Piece("paragraph", rest[1].content)
    if token.type in ("bullet_list_open", "ordered_list_open"):
        return Piece("list", source, tuple(_items(rest, lines)), ordered=token.type.startswith("ordered"))
    if token.type == "blockquote_open":
        return Piece("quote", "\n".join(re.sub(r"^\s*> ?", "", line) for line in source.splitlines()))
    if token.type == "colon_fence":
        return _callout(token)
    return Piece("table" if token.type == "table_open" else "other", source)


def _items(tokens: list[Token], lines: list[str]) -> Iterator[str]:
    """Yield the entries of the list that the tokens begin with, unindented."""
    for token in tokens:
        if token.level == 0 and token.type.endswith("list_close"):
            return
        if token.level == 1 and token.type == "list_item_open" and token.map:
            first, *others = lines[slice(*token.map)]
            mark = len(first) - len(re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", first))
            yield "\n".join([first[mark:], *(line[mark:] for line in others)]).strip()


def _callout(token: Token) -> Piece:
    found = DIRECTIVE.match(token.info.strip())
    kind, title = found.groups() if found else ("", "")
    options, body = {}, token.content.splitlines()
    while body and (option := OPTION.match(body[0])):
        options[option[1]] = option[2].strip()
        body.pop(0)
    name = options.get("class", "" if kind == "admonition" else kind)
    return Piece("callout", "\n".join(body).strip(), title=title or kind.capitalize(), kinds=name)


# --- Sentences ----------------------------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph of Markdown; emphasis, quotations and brackets are never cut in two."""
    flat = " ".join(text.split())
    found, start = [], 0
    for match in SENTENCE_END.finditer(flat):
        part = flat[start : match.end()].strip()
        if _whole(part) and not ABBREVIATION.search(part):
            found.append(part)
            start = match.end()
    return [*found, rest] if (rest := flat[start:].strip()) else found


def _whole(text: str) -> bool:
    plain = ROLE.sub("", text)
    return (
        all(plain.count(mark) % 2 == 0 for mark in ("*", "`", '"'))
        and plain.count("(") == plain.count(")")
        and plain.count("[") == plain.count("]")
    )


def words(text: str) -> int:
    """Return the number of words of Markdown, without citations."""
    return len(re.findall(r"\w[\w’'-]*", ROLE.sub("", text)))


def cut(text: str, most: int) -> str:
    """Return the first sentences of a paragraph that together have at most so many words; the first in any case.

    What is all bold, as ``**When?**``, leads in the sentence after it and does not count as one.
    """
    kept: list[str] = []
    for sentence in sentences(text):
        only_lead = len(kept) == 1 and kept[0].startswith("**") and kept[0].rstrip(".?!:").endswith("**")
        if kept and not only_lead and words(" ".join([*kept, sentence])) > most:
            break
        kept.append(sentence)
    return " ".join(kept)


def fair(text: str, most: int) -> str:
    """Return what :func:`cut` does of a paragraph that cites nothing; one that cites is whole or ends before that.

    Where a source is cited, the next sentence may hold the other side's account: half of it would take a side. So a
    paragraph of more than :data:`FAIR` words is shown up to its first citation, of which nothing may be left.
    """
    if "{cite" not in text:
        return cut(text, most)
    if words(text) <= FAIR:
        return text
    uncited = takewhile(lambda sentence: "{cite" not in sentence, sentences(text))
    return cut(" ".join(uncited), most)


def plain(text: str) -> str:
    """Return the words of Markdown without markup and citations."""
    tokens = _parser().parseInline(" ".join(ROLE.sub("", text).split()))[0].children or []
    return "".join(token.content for token in tokens)


# --- HTML ---------------------------------------------------------------------------------------------------------


def block(text: str, label: Label) -> str:
    """Return Markdown as HTML; of raw HTML only line breaks and marks of a language are kept."""
    return str(_parser().render(text, {"label": label})).strip()


def inline(text: str, label: Label) -> str:
    """Return a line of Markdown as HTML for the inside of a heading or a list."""
    return str(_parser().renderInline(" ".join(text.split()), {"label": label}))


def _role(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    name, content = tokens[at].meta["name"], tokens[at].content
    if not name.startswith("cite"):
        return escape(content)
    labels = [environment["label"](key.strip()) for key in content.split(",")]
    if name == "cite:t":
        return "; ".join(escape(re.sub(r", (\S+)$", r" (\1)", label)) for label in labels)
    return f'<span class="cite">({escape("; ".join(labels))})</span>'


def _span(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    code = str(tokens[at].attrGet("lang") or "")
    return opening(code) if code else "<span>"


def _open(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    """Pages of the book are not beside a deck: only addresses of the web stay links."""
    address = str(tokens[at].attrGet("href") or "")
    leads = re.match(r"https?://", address)
    environment.setdefault("links", []).append(bool(leads))
    return f'<a href="{escape(address)}" rel="noreferrer">' if leads else ""


def _close(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    return "</a>" if environment["links"].pop() else ""


def _html(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    """What marks a language or breaks a line is kept; all other HTML is shown as it is written."""
    content = tokens[at].content
    return content if KNOWN_HTML.fullmatch(content) else escape(content)


def _fence(renderer: Any, tokens: list[Token], at: int, options: Any, environment: Any) -> str:
    callout = _callout(tokens[at])
    body = block(callout.text, environment["label"])
    return f'<div class="callout"><p><strong>{escape(callout.title)}</strong></p>{body}</div>'


# --- Citations ----------------------------------------------------------------------------------------------------


def labels(root: Path) -> Label:
    """Return what stands on a slide for a cited key: a publisher or an author, and a year.

    Raises:
        CourseError: when a key is asked for that is in neither ``data/sources.csv`` nor ``book/references.bib``.
    """
    from pybtex.database import parse_file

    from coursekit.sphinxext.bibliography import NameAndYear

    sources = load("sources", root).fillna({"publisher": "", "date": ""})
    known = {
        str(row.source_id): ", ".join(filter(None, (str(row.publisher), str(row.date)[:4])))
        for row in sources.itertuples()
    }
    references = root / "book" / "references.bib"
    if references.is_file():
        entries = parse_file(str(references), bib_format="bibtex").entries
        known |= {key: NameAndYear.label(entry) for key, entry in entries.items()}

    def label(key: str) -> str:
        if key not in known:
            remedy = "use a key of book/references.bib or data/sources.csv"
            raise CourseError(Fault("slides", value=key, reason="a citation of what is not listed", remedy=remedy))
        return str(known[key])

    return label
