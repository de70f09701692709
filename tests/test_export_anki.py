"""The deck, imported into a new collection by Anki's own library."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quiz_samples import bank, one_of_each
from readers import ask

from coursekit.data import load
from coursekit.export.command import export

ROOT = Path(__file__).resolve().parent.parent
NASTY = r"<script>alert(1)</script> [sound:x.mp3] [latex]\input{x}[/latex] [$]x[/$] {{Answer}} {{c1::x}} \\(x\\)"


@lru_cache(maxsize=1)
def opened() -> dict[str, Any]:
    """A deck of one question of each type, and a hostile one."""
    kinds = [{**partial, "level": "recall", "hints": ["a hint"]} for partial in one_of_each()]
    hostile = {"type": "true_false", "answer": True, "level": "recall", "text": NASTY, "explanation": NASTY}
    reason = {"type": "true_false", "answer": True, "level": "reason"}
    done = export("anki", [bank(*kinds, hostile, reason)], ROOT)
    assert "01-sample / q14: the deck holds questions of level recall, and this is reason -> left out" in map(
        str, done.losses
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "course.apkg"
        path.write_bytes(done.files["course.apkg"])
        return ask("anki", "read_apkg.py", [str(path)])


def test_every_note_arrives():
    deck, terms = opened(), len(load("glossary", ROOT))
    questions = 12 - 3 + 1  # of each type but judgement and forecasts, and the hostile one
    assert deck["found"] == deck["new"] == len(deck["notes"]) == terms + questions
    assert deck["cards"] == 2 * terms + questions
    assert [name.rpartition("::")[2] for name in deck["decks"] if "::" in name] == ["Glossary", "Sample"]


def test_terms_come_back_as_they_stand_in_the_table():
    notes = {note["Term"]: note for note in opened()["notes"] if "Term" in note}
    for row in load("glossary", ROOT).to_dict("records"):
        note = notes[row["term"].replace("&", "&amp;").replace("'", "&#x27;").replace('"', "&quot;")]
        for field, column, marks in (
            ("Dari", "term_dari", 'lang="prs" dir="rtl"'),
            ("Pashto", "term_pashto", 'lang="ps" dir="rtl"'),
            ("Russian", "term_russian", 'lang="ru" dir="ltr"'),
        ):
            word = row[column]
            assert note[field] == (f"<span {marks}>{word}</span>" if isinstance(word, str) else "")


def test_a_question_asks_on_its_front_and_answers_on_its_back():
    shown = [one for one in opened()["shown"] if "What is it?" in one["front"]]
    assert len(shown) == 9
    for one in shown:
        assert "Because it is." in one["back"] and "Because it is." not in one["front"]
        assert "a hint" in one["front"]
    assert "Right:" in shown[0]["back"] and "Right:" not in shown[0]["front"]


def test_hostile_text_makes_no_sound_no_formula_and_no_script():
    (card,) = [one for one in opened()["shown"] if "alert(1)" in one["front"]]
    assert card["sounds"] == 0
    for side in (card["front"], card["back"]):
        assert "<script" not in side
        assert not re.search(r"<img|\[latex\]|\[sound|\\\(", side)
        assert "&#91;latex]" in side
