"""JSON with the line and character of each part; Python's own reader tells no places."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from coursekit.quiz.document import Document, Lines, Parts, Trail


class Json(Parts):
    """Reads JSON part by part."""

    SPACE = re.compile(r"[ \t\n\r]*")
    STRING = json.JSONDecoder()
    SCALAR = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")

    def document(self) -> Document:
        """Return what the text holds."""
        self.lines = Lines(self.text)
        self.at = 0
        self._skip()
        if self.at == len(self.text):
            self.stop((1, 1), "the file is empty", "write a list of questions")
        self.found.value = self._value(())
        self._skip()
        if self.at < len(self.text):
            self._broken("more after the end")
        return self.found

    def _skip(self) -> str:
        """Go to the next character that counts, and return it."""
        if space := self.SPACE.match(self.text, self.at):
            self.at = space.end()
        return self.text[self.at : self.at + 1]

    def _broken(self, what: str) -> NoReturn:
        self.stop(self.lines.place(self.at), f"not JSON: {what}", "check commas, brackets and quotes")

    def _value(self, path: Trail) -> Any:
        sign = self._skip()
        place = self.lines.place(self.at)
        self.visit(path, place)
        if sign == "{":
            return self._fields(path)
        if sign == "[":
            return self._entries(path)
        if sign == '"':
            return self._string()
        scalar = self.SCALAR.match(self.text, self.at)
        if scalar is None:
            self._broken("a value is missing")
        self.at = scalar.end()
        try:
            return json.loads(scalar[0])
        except ValueError:
            self.stop(place, "cannot be read as JSON", "check the value", scalar[0])

    def _string(self) -> str:
        place = self.lines.place(self.at)
        try:
            text, self.at = self.STRING.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            self.at = error.pos
            self._broken(error.msg[0].lower() + error.msg[1:])
        return self.letters(text, place)

    def _entries(self, path: Trail) -> list[Any]:
        entries: list[Any] = []
        self.at += 1
        if self._skip() == "]":
            self.at += 1
            return entries
        while True:
            entries.append(self._value((*path, len(entries))))
            if self._next("]"):
                return entries

    def _fields(self, path: Trail) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        self.at += 1
        if self._skip() == "}":
            self.at += 1
            return fields
        while True:
            if self._skip() != '"':
                self._broken("the name of a field is missing")
            place = self.lines.place(self.at)
            key = self._string()
            self.name((*path, key), place, fields)
            if self._skip() != ":":
                self._broken("a colon is missing")
            self.at += 1
            fields[key] = self.settle((*path, key), self._value((*path, key)))
            if self._next("}"):
                return fields

    def _next(self, end: str) -> bool:
        """Go past a comma, or past the end of what is being read, and return whether it was the end."""
        sign = self._skip()
        if sign not in (",", end) or not sign:
            self._broken(f"a comma or {end} is missing")
        self.at += 1
        return sign == end
