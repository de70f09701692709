"""The reference list: which works it holds is found out page by page."""

from __future__ import annotations

from sphinxcontrib.bibtex.citation_target import CitationTarget
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.roles import CitationRef

from coursekit.sphinxext.bibliography import Citations, by_page


def cited(page, *keys):
    return CitationRef("id", page, 1, [CitationTarget(key, "", "") for key in keys])


EVERY = [cited("b", "x"), cited("a", "y", "x"), cited("b", "z", "x"), cited("b", "y"), cited("a", "y"), cited("c")]


def test_a_page_cites_each_work_once_in_the_order_of_the_page():
    merged = [(one.docname, [target.key for target in one.targets]) for one in by_page(EVERY)]
    assert merged == [("b", ["x", "z", "y"]), ("a", ["y", "x"]), ("c", [])]


def test_what_was_cited_stays_as_it_was():
    before = [(one, list(one.targets)) for one in EVERY]
    by_page(EVERY)
    assert before == [(one, list(one.targets)) for one in EVERY]


def test_the_lists_are_found_from_pages_and_all_citations_stay_for_the_links_back(monkeypatch):
    asked = []

    def env_updated(self):
        asked.append(len(self.data["citation_refs"]))
        return []

    monkeypatch.setattr(BibtexDomain, "env_updated", env_updated)
    domain = Citations.__new__(Citations)
    domain.data = {"citation_refs": EVERY}
    assert domain.env_updated() == []
    assert asked == [3]
    assert domain.data["citation_refs"] is EVERY
