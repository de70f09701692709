"""Words of the glossary in a text: the first use of each is found, and nothing that only looks like one."""

from __future__ import annotations

import json
import re

import pytest
from data_support import plant

from coursekit import terms


def found(text, *names):
    among = [terms.Term(name, "What it means.", terms.pattern(name)) for name in names]
    return [text[start:end] for start, end, _ in terms.first_uses(text, among)]


def test_a_course_without_a_glossary_links_no_words(project_copy):
    path = project_copy / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [one for one in package["resources"] if one["name"] != "glossary"]
    path.write_text(json.dumps(package), encoding="utf-8")
    assert terms.terms(project_copy) == []


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("Veto player", "Two veto players, one veto player.", ["veto players"]),
        ("Mediation", "Mediation, then mediation.", ["Mediation"]),
        ("Ceasefire", "A preceasefire, a ceasefire-like lull.", []),
        ("BATNA", "A batna, a BATNA.", ["BATNA"]),
        ("Taliban", "the taliban, the Taliban", ["taliban"]),
        ("Political office (Doha)", "The political\noffice in Doha", ["political\noffice"]),
        ("Islamic State, its Khorasan branch (IS-K)", "by IS-K in 2018", ["IS-K"]),
        ("Foreign Terrorist Organisations (US list)", "The US sent an observer.", []),
        ("Geneva Accords (1988)", "in 1988 the Geneva Accords", ["Geneva Accords"]),
    ],
)
def test_a_term_is_found_as_a_word(name, text, words):
    assert found(text, name) == words


def test_a_word_that_begins_a_name_is_no_term():
    assert found("Amnesty International on an amnesty", "Amnesty") == ["amnesty"]
    assert found("Amnesty was debated", "Amnesty") == ["Amnesty"]


def test_longer_terms_come_first_and_none_overlap(root):
    names = [term.name for term in terms.terms(root)]
    assert names == sorted(names, key=lambda name: (-len(name), name))
    assert found("the High Peace Council", "High Peace Council", "Peace") == ["High Peace Council"]


def test_everyday_words_are_left_out(root):
    names = {term.name for term in terms.terms(root)}
    assert "Taliban" in names
    assert not names & {"State", "Track", "Mention", "Position", "Interest"}


def test_a_definition_is_told_without_what_came_later(root):
    shown = terms.definitions(terms.terms(root))
    assert "emerged in 1994" in shown
    assert not re.search(r"\b(?:2019|20[2-9]\d)\b", shown)


def test_a_definition_stays_text(project_copy):
    plant(project_copy, "glossary", 1, definition="<script>alert(1)</script>")
    shown = terms.definitions(terms.terms(project_copy))
    assert "<script" not in shown
    assert "&lt;script" in shown


def test_only_links_of_terms_are_described():
    page = '<a class="term reference internal" href="../g.html#term-veto-player">v</a> <a href="../g.html#term-x">x</a>'
    described = terms.describe(page)
    assert 'aria-describedby="definition-veto-player">v</a>' in described
    assert described.endswith('<a href="../g.html#term-x">x</a>')
