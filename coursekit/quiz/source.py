"""Files of question banks as data: YAML, or JSON from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from coursekit.faults import CourseError, Fault
from coursekit.quiz.document import Document, Lines, Parts, Place, Trail
from coursekit.quiz.jsonsource import Json

MAX_BYTES = 2_000_000
KEPT = 256
"""Files whose content stays at hand, since many checks ask for it: two for each of a hundred lessons, and some."""


def shown(path: Path) -> str:
    """Return the name of a file as shown to people: without the folders above ``data``."""
    whole = path.absolute()
    return f"data/{whole.parent.name}/{path.name}" if whole.parent.parent.name == "data" else str(path)


def parse(file: str, content: bytes) -> Document:
    """Return what the content of a file means: JSON if the file's name says so, else YAML.

    Raises:
        CourseError: if it is neither, or holds what cannot be shown.
    """
    text = _text(file, content)
    parts = Json(file, text) if file.endswith(".json") else _Yaml(file, text)
    try:
        return parts.document()
    except (RecursionError, ValueError) as error:
        raise CourseError(Fault(file, reason=f"cannot be read ({error})", remedy="check the values")) from None


def read_content(path: Path) -> bytes:
    """Return the content of a file.

    Raises:
        CourseError: if it cannot be read, or is too large.
    """
    file = shown(path)
    try:
        if path.exists() and not path.is_file():  # a folder, or a device that never ends
            raise CourseError(Fault(file, reason="cannot be read (not a file)", remedy="name a file"))
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CourseError(Fault(file, reason="the file is missing", remedy="check the name")) from None
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        raise CourseError(Fault(file, reason=reason, remedy="check the file")) from None
    if len(content) > MAX_BYTES:
        raise CourseError(Fault(file, reason=f"larger than {MAX_BYTES:,} bytes", remedy="split the bank"))
    return content


def _text(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, character = Lines(content[: error.start].decode("utf-8-sig")).place(None)
        fault = Fault(file, row, reason="not UTF-8", remedy="save it as UTF-8", character=character)
        raise CourseError(fault) from None


class _Loader(yaml.SafeLoader):
    """YAML as editors read it (version 1.2): ``yes`` and ``12:30`` are text, and ``010`` is ten."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


TAG = "tag:yaml.org,2002:"
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NULLS = ("", "~", "null", "Null", "NULL")
_Loader.add_implicit_resolver(f"{TAG}bool", re.compile(f"^(?:{'|'.join(TRUTHS)})$"), list("tTfF"))
_Loader.add_implicit_resolver(f"{TAG}null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(f"{TAG}int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    f"{TAG}float",
    re.compile(
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+.0123456789"),
)


@lru_cache(maxsize=KEPT)
def composed(text: str) -> yaml.Node | None:
    """Return the nodes of a text, which nobody may change: one check of a course reads a bank several times.

    Raises:
        yaml.YAMLError: if it is no YAML.
        RecursionError: if it is too deep.
    """
    return _Loader(text).get_single_node()


def texts(node: yaml.Node | None, fields: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the texts in fields of these names, at any depth, each with its line; what an alias repeats once.

    Raises:
        RecursionError: if the nodes are too deep.
    """
    yield from _texts(node, "", fields, set())


def _texts(node: yaml.Node | None, key: str, fields: frozenset[str], seen: set[int]) -> Iterator[tuple[int, str]]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _texts(value, str(name.value), fields, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item, key, fields, seen)
    elif isinstance(node, yaml.ScalarNode) and key.lower() in fields:
        yield node.start_mark.line + 1, node.value


class _Yaml(Parts):
    """Reads YAML node by node."""

    def document(self) -> Document:
        try:
            node = composed(self.text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self.stop(place, f"not YAML: {error.problem or error.context}", "check indentation, colons and quotes")
        except yaml.reader.ReaderError as error:
            code = error.character if isinstance(error.character, int) else ord(error.character)
            place = Lines(self.text).place(error.position)
            self.stop(place, f"not YAML: it holds the character U+{code:04X}", "remove the character")
        except yaml.YAMLError as error:
            self.stop((1, 1), f"not YAML: {' '.join(str(error).split())}", "check indentation, colons and quotes")
        if node is None:
            self.stop((1, 1), "the file is empty", "write quiz:, title: and questions:")
        self.found.value = self._plain(node, ())
        return self.found

    def _plain(self, node: yaml.Node, path: Trail) -> Any:
        place = _place(node)
        self.visit(path, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, number)) for number, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, child in node.value:
                here = _place(key_node)
                key = self.letters(str(key_node.value), here) if isinstance(key_node, yaml.ScalarNode) else "?"
                self.name((*path, key), here, result)
                result[key] = self.settle((*path, key), self._plain(child, (*path, key)))
            return result
        return self._scalar(node, place)

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        text = self.letters(str(node.value), place)
        kind = node.tag.removeprefix(TAG)
        try:
            if kind == "bool":
                return TRUTHS[text]
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(re.sub(r"\.(?=[inIN])", "", text))
        except (KeyError, ValueError):  # an odd tag, or more digits than any number has
            self.stop(place, "cannot be read as YAML", "check the value", text)
        return None if kind == "null" and text in NULLS else text


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1
