"""What a planted fault is, and ways to change a number."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SKIPPED_NUMBERS = re.compile(
    r"\{[^{}\n]*\}`[^`]*`|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>|https?://\S+|^\s*(?:\d+\.|\(?\w+\)=)|^(?:```|:::).*$",
    re.MULTILINE,
)
"""Where a number is not read as one: roles, code, addresses, the numbers of a list, fences."""
WORDS = {
    "two": "three",
    "three": "four",
    "four": "five",
    "five": "six",
    "six": "seven",
    "seven": "eight",
    "eleven": "twelve",
}


@dataclass(frozen=True)
class Mutant:
    """One planted fault: the kind, what was done, and the files as they become (None: as they are)."""

    kind: str
    file: str
    what: str
    files: dict[str, bytes] = field(hash=False)
    cell: int = 0
    key: str = ""


Planter = Callable[[Path, random.Random], Iterator[Mutant]]
"""Yields faults of one kind without end."""


def mutant(kind: str, file: str, what: str, content: str | bytes, **more: Any) -> Mutant:
    return Mutant(kind, file, what, {file: content if isinstance(content, bytes) else content.encode()}, **more)


def other_number(text: str, rng: random.Random) -> str:
    """A number near another, written alike."""
    if "." in text:
        places = len(text.partition(".")[2])
        return f"{float(text) + rng.choice((-1, 1)) * 10**-places * rng.randint(1, 9):.{places}f}"
    value = int(text)
    return str(value + rng.choice((1, -1) if value > 1 else (1,)) * rng.choice((1, 1, 10 ** max(len(text) - 2, 0))))


def short(old: str, new: str) -> str:
    """Return two texts around the first place where they differ."""
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, at - 25)
    return f"{old[start : at + 15]!r} -> {new[start : at + 15]!r}"


def numbers_of(text: str) -> list[re.Match[str]]:
    blanked = SKIPPED_NUMBERS.sub(lambda m: re.sub(r"[^\n]", "\0", m[0]), text)
    return list(re.finditer(rf"(?<![\w.#-])\d+(?:[.,]\d+)*(?![\w-])|\b(?:{'|'.join(WORDS)})\b", blanked))


def other_number_in(text: str, rng: random.Random) -> str:
    numbers = numbers_of(text) or list(re.finditer(r"\d+", text))
    match = rng.choice(numbers)
    new = WORDS.get(match[0]) or re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 1) % 10), match[0])
    return text[: match.start()] + new + text[match.end() :]
