"""How hard a text is to read: syllables are counted nearly as people say them, and the grade follows its formula."""

from __future__ import annotations

import pytest

from coursekit.readability import grade, sentences, syllables

SPOKEN = {
    1: "the peace war talks asked signed states change years what through forced made says side scope house named",
    2: "moscow army people neighbours invite needed table places party process coded actor later weapon given "
    "conflict treaty report little alone nation special trial",
    3: "government Pakistan assembly attended minister policy article evidence partially seventeen November media "
    "actual important position",
    4: "Afghanistan commentary diplomacy particular participant security military negotiation contradicted original",
    5: "university humanitarian international unavoidable possibility examination",
}  # fmt: skip
WORDS = [(word, count) for count, line in SPOKEN.items() for word in line.split()]


def test_most_words_have_the_syllables_that_people_say():
    wrong = {word: syllables(word) for word, count in WORDS if syllables(word) != count}
    assert len(wrong) <= len(WORDS) * 0.1, wrong
    assert abs(sum(syllables(word) for word, _ in WORDS) / sum(count for _, count in WORDS) - 1) < 0.03


def test_sentences_end_where_they_end():
    assert sentences("One. Two; three: “four?” In 9.5 parts") == ["One", " Two", " three", " “four", " In 9.5 parts"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], 0.0),
        (["..."], 0.0),
        (["The cat sat. The dog ran."], 0.39 * 3 + 11.8 - 15.59),
        (["Afghanistan."], 0.39 + 11.8 * 4 - 15.59),
    ],
)
def test_grade_is_the_formula(texts, expected):
    assert grade(texts) == pytest.approx(expected)
