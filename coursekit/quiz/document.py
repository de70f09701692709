"""What a file of questions holds, and the line and character of each part."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any, NoReturn

from coursekit.faults import CourseError, Fault

MAX_DEPTH = 20
MAX_PARTS = 200_000
"""A bound on what aliases of aliases can unfold to."""

Trail = tuple[str | int, ...]
"""The way to a part of a file: names of fields and numbers of entries, from 0."""

Place = tuple[int, int]
"""Line and character, both from 1."""


@dataclass
class Document:
    """What a file holds and where.

    Attributes:
        file: its name as shown to people.
        value: dictionaries, lists, text, numbers, truth values and None.
        places: where each part would be mended: at a value itself, but at the name of a field that holds several.
        names: where the name of each field stands.
        origins: where parts come from, if this was made of a file of another form: places are those of the file.
    """

    file: str
    value: Any = None
    places: dict[Trail, Place] = field(default_factory=dict)
    names: dict[Trail, Place] = field(default_factory=dict)
    origins: dict[Trail, Trail] | None = None

    def fault(self, path: Trail, value: str, reason: str, remedy: str, named: bool = False) -> Fault:
        """Return a fault of a part, or of the nearest part around it that there is.

        Args:
            path: the way to the part.
            value: what stands there, if that helps to find it.
            reason: what is wrong.
            remedy: what to do.
            named: whether the name of the field is at fault, not what it holds.
        """
        if self.origins is not None:
            path = next(self.origins[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.origins)
        known = self.names if named else self.places
        around = (self.places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.places)
        row, character = known.get(path) or next(around, (1, 1))
        return Fault(self.file, row, column(path), value, reason, remedy, character)


def column(path: Trail) -> str:
    """Return the way to a part as an author counts: ``questions.1.text``."""
    return ".".join(str(part) if isinstance(part, str) else str(part + 1) for part in path)


class Lines:
    """Line and character of an offset into a text."""

    def __init__(self, text: str) -> None:
        """Note where each line of the text starts."""
        self.length = len(text)
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n|[\n\r\x85\u2028\u2029]", text))]

    def place(self, offset: int | None) -> Place:
        """Return the place of an offset; None is the end."""
        at = self.length if offset is None else offset
        row = bisect_right(self.starts, at)
        return row, at - self.starts[row - 1] + 1


class Parts:
    """What reading YAML and reading JSON share."""

    def __init__(self, file: str, text: str) -> None:
        """Begin with a text; ``file`` is its name as shown to people."""
        self.text = text
        self.found = Document(file)

    def document(self) -> Document:
        """Return what the text holds."""
        raise NotImplementedError

    def stop(self, place: Place, reason: str, remedy: str, value: str = "") -> NoReturn:
        """Give up at a place."""
        raise CourseError(Fault(self.found.file, place[0], "", value, reason, remedy, place[1]))

    def visit(self, path: Trail, place: Place) -> None:
        """Note the place of a part, and stop at what has no end."""
        self.found.places[path] = place
        if len(path) > MAX_DEPTH:
            self.stop(place, "nested too deeply", "see CONTRIBUTING.md")
        if len(self.found.places) > MAX_PARTS:
            self.stop(place, "its aliases unfold without end", "write them out")

    def name(self, path: Trail, place: Place, known: Container[Any]) -> None:
        """Note the place of the name of a field, which must not stand twice."""
        if path[-1] in known:
            self.stop(place, "stands twice here", "keep one", str(path[-1]))
        self.found.names[path] = place

    def settle(self, path: Trail, value: Any) -> Any:
        """Return the value of a field; what holds several things is mended at its name."""
        if isinstance(value, dict | list):
            self.found.places[path] = self.found.names[path]
        return value

    def letters(self, text: str, place: Place) -> str:
        """Return text with pairs of surrogates joined; one alone is no letter, and no file could hold it."""
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            odd = next(letter for letter in text if "\ud800" <= letter <= "\udfff")
            self.stop(place, f"holds half a letter (\\u{ord(odd):x})", "write the letter itself")
