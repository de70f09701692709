"""The reference list: labelled by name and year, as in the text; and found out quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pybtex.style.formatting.plain import Style as PlainStyle
from pybtex.style.labels import BaseLabelStyle
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

if TYPE_CHECKING:
    from pybtex.database import Entry


class Citations(BibtexDomain):
    """What is cited. For each entry of each list it goes through all citations: here, through the pages that cite.

    Else the time would grow with entries times citations: a book of 100 lessons has thousands of both.
    """

    def env_updated(self) -> Iterable[str]:
        """Find what belongs into which list, as the original does."""
        every = self.data["citation_refs"]
        self.data["citation_refs"] = by_page(every)
        try:
            return list(super().env_updated())
        finally:
            self.data["citation_refs"] = every


def by_page(citations: Iterable[CitationRef]) -> list[CitationRef]:
    """Return one citation for each page, of each work it cites, in the order in which it does first."""
    pages: dict[str, CitationRef] = {}
    for one in citations:
        page = pages.setdefault(one.docname, one._replace(targets=[]))
        known = {target.key for target in page.targets}
        page.targets.extend(target for target in one.targets if target.key not in known)
    return list(pages.values())


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
