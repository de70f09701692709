"""Stems of English words for the search index, found once a word: pages of a course use the same words again."""

from __future__ import annotations

from functools import cache

from sphinx.search.en import SearchEnglish


class English(SearchEnglish):
    """Sphinx's own, which forgets its stems after each page; finding them was a twentieth of the build."""

    def init(self, options: dict[str, str]) -> None:
        """Start without stems."""
        super().init(options)
        self._kept = cache(super().stem)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return self._kept(word)
