"""The reference list: labelled by name and year, as in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle

if TYPE_CHECKING:
    from pybtex.database import Entry


class NameAndYear(BaseLabelStyle):
    """Labels of the reference list as they stand in the text: ``Fearon, 1995``; a letter tells twins apart."""

    def format_labels(self, sorted_entries: list[Entry]) -> Iterator[str]:
        """Yield a label per entry, all different."""
        seen: Counter[str] = Counter()
        labels = [self.label(entry) for entry in sorted_entries]
        for label in labels:
            seen[label] += 1
            yield label + (chr(96 + seen[label]) if labels.count(label) > 1 else "")

    @staticmethod
    def label(entry: Entry) -> str:
        """Return what an entry is called in the text, twins not told apart."""
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = [" ".join(map(str, person.rich_last_names)) for person in people]
        shown = names[0] + " et al." if len(names) > 2 else " and ".join(names)
        return f"{shown or entry.key}, {entry.fields.get('year', 'n.d.')}"


class ReferenceStyle(PlainStyle):
    """The reference list: by name, with name and year instead of a number that stands nowhere else."""

    default_label_style = NameAndYear
