"""Cards of actors and the cases of parties: every row is there, and 2018 stands before what came later."""

from __future__ import annotations

import re

import pytest
from data_support import plant
from unfolded import unfolded

from coursekit import cards, companion
from coursekit.coverage import lessons
from coursekit.references import raw_tables
from coursekit.scripts import LANGUAGES, spans

HOSTILE = '"><script>alert(1)</script>'
LATER_YEAR = re.compile(r"\b(?:2019|20[2-9]\d)\b")


def html(sections):
    return "".join(text for _, _, text in sections)


def test_every_actor_has_a_card_and_a_link_to_it(root):
    shown = html(cards.actors(root))
    for row in raw_tables(root)["actors"].rows:
        place = cards.anchor(row["actor_id"])
        assert shown.count(f'id="{place}"') == 1
        assert shown.count(f'href="#{place}"') == 1
        assert f'data-reference="actors:{row["actor_id"]}"' in shown


def test_a_card_shows_2018_and_folds_what_came_after(root):
    shown = html(cards.actors(root))
    seen = unfolded(shown)
    assert not LATER_YEAR.search(seen)
    folded = 0
    for row in raw_tables(root)["actors"].rows:
        text = re.sub(r"\s+", " ", seen)
        assert row["position_2018"] in text
        for column in ("aftermath", "rest_of_2018"):
            if len(row[column]) > 20:
                folded += 1
                assert row[column] not in text
    assert folded > 80


@pytest.mark.parametrize("column", ["name", "name_local", "home", "one_line", "own_words_2018", "aftermath"])
def test_cells_of_cards_stay_text(project_copy, column):
    plant(project_copy, "actors", 1, **{column: HOSTILE})
    assert "<script" not in html(cards.actors(project_copy))
    assert "&lt;script" in html(cards.actors(project_copy))


@pytest.mark.parametrize("column", ["position", "grievance", "red_line", "basis"])
def test_cells_of_cases_stay_text(project_copy, column):
    plant(project_copy, "positions", 1, **{column: HOSTILE})
    assert "<script" not in html(cards.positions(project_copy))


def test_names_have_their_language_and_direction():
    shown = spans("شورا / د شورا", "prs;ps")
    assert '<span lang="prs" dir="rtl">شورا</span> (Dari)' in shown
    assert '<span lang="ps" dir="rtl">' in shown
    assert spans("Россия / РФ", "ru").count('lang="ru" dir="ltr"') == 2
    assert spans("a / b / c", "ru;ps") == '<bdi lang="">a / b / c</bdi>'


def test_every_name_in_another_script_has_a_known_language(root):
    for row in raw_tables(root)["actors"].rows:
        codes = [code for code in row["name_languages"].split(";") if code]
        assert set(codes) <= set(LANGUAGES), row["actor_id"]
        assert bool(codes) == bool(row["name_local"]), row["actor_id"]
        assert len(codes) in (0, 1, len(row["name_local"].split(" / "))), row["actor_id"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("No bases [inferred].", 'No bases <em class="inferred">(the course’s inference)</em>.'),
        ("No [inferred from x].", 'No <em class="inferred">(the course’s inference, from x)</em>.'),
        ("No [second part inferred].", 'No <em class="inferred">(second part: the course’s inference)</em>.'),
        ("[as said]", "[as said]"),
    ],
)
def test_what_the_course_inferred_says_so(cell, told):
    assert cards.marked(cell) == told


def test_every_position_is_told_and_those_after_2018_are_folded(root):
    shown = html(cards.positions(root))
    seen = unfolded(shown)
    for row in raw_tables(root)["positions"].rows:
        first = row["position"].split(".")[0]
        assert first in shown
        assert (first in seen) == (row["as_of"] <= "2018-12-31")
    assert "Asked for seats in any talks" in seen


def test_the_companion_names_what_the_lessons_name(root):
    shown = companion.crossings(root)
    named = set.union(*(lesson.claims for lesson in lessons(root)))
    known = {row["claim_id"] for row in raw_tables(root)["claims"].rows}
    assert set(re.findall(r'data-reference="claims:(C\d+)"', shown)) == named & known
    assert shown.count("<tr>") == 1 + 15
    assert 'data-reference="quiz:' in shown
