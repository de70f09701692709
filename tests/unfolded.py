"""What a reader sees of a page before anything is unfolded."""

from __future__ import annotations

from html.parser import HTMLParser


class Unfolded(HTMLParser):
    """Collects the text outside of folds, the words on the folds included."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.summary = False
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.depth += tag == "details"
        self.summary = self.summary or (tag == "summary" and self.depth == 1)

    def handle_endtag(self, tag) -> None:
        self.depth -= tag == "details"
        self.summary = self.summary and tag != "summary"

    def handle_data(self, data) -> None:
        if not self.depth or self.summary:
            self.text.append(data)


def unfolded(html: str) -> str:
    """Return the text of HTML that stands outside of folds."""
    parser = Unfolded()
    parser.feed(html)
    return " ".join(parser.text)
