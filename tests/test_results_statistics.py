"""The statistics of class results: against other people's programs, and against a class whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from class_files import Truth, expected, plant, write
from quiz_samples import question

from coursekit.results.analysis import analyse
from coursekit.results.items import Course
from coursekit.results.statistics import alpha, correlation, discriminations, feldt, wilson
from coursekit.results.tally import gather

SMALL = np.array([
    [1, 1, 0, 1, 0, 0], [1, 1, 0, 1, 0, 0.5], [1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 1, 1.5], [1, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0.5], [1, 1, 0, 1, 0, 1.5], [0, 0, 0, 0, 0, 1], [1, 1, 0, 0, 1, 1], [1, 0, 0, 0, 0, 0],
    [1, 1, 0, 1, 1, 0.5], [1, 1, 1, 1, 0, 1], [1, 1, 1, 1, 0, 1], [1, 1, 1, 0, 1, 2], [1, 1, 0, 1, 0, 1.5],
    [0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 0, 1], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 1], [1, 1, 0, 0, 1, 0.5],
    [0, 1, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 2], [1, 1, 0, 0, 0, 0.5],
])  # fmt: skip
"""Points of 24 invented students on six questions."""

EXAMPLE = np.array([
    [3, 2, 2, 4, 1, 4, 5, 1, 4, 3], [5, 5, 4, 6, 3, 5, 1, 2, 5, 5], [7, 5, 3, 5, 5, 6, 4, 3, 3, 6],
    [2, 3, 4, 3, 3, 2, 2, 2, 6, 6], [6, 5, 5, 6, 5, 4, 4, 4, 6, 7], [1, 2, 2, 3, 4, 2, 5, 2, 3, 5],
    [4, 3, 3, 5, 3, 5, 2, 1, 2, 4], [2, 5, 4, 4, 3, 7, 2, 2, 4, 6], [6, 2, 5, 5, 5, 1, 6, 5, 2, 3],
    [5, 2, 4, 6, 4, 3, 5, 3, 1, 7], [4, 1, 3, 5, 2, 5, 3, 2, 3, 4], [4, 4, 2, 3, 2, 5, 3, 4, 2, 3],
    [5, 5, 5, 6, 2, 3, 3, 2, 4, 4], [6, 5, 5, 5, 4, 2, 2, 1, 4, 6], [4, 4, 3, 5, 5, 3, 1, 3, 2, 3],
], dtype=float)  # fmt: skip
"""The example of pingouin's documentation of Cronbach's alpha: 15 subjects, 10 items."""


@pytest.mark.parametrize(
    ("scores", "value", "interval", "level"),
    [  # pingouin 0.6.0, cronbach_alpha, which rounds intervals to three digits
        (SMALL, 0.7332110091743119, (0.525, 0.870), 0.95),
        (SMALL, 0.7332110091743119, (0.567, 0.853), 0.9),
        (EXAMPLE, 0.5917188485995826, (0.195, 0.840), 0.95),
    ],
)
def test_alpha_is_pingouins(scores, value, interval, level):
    found = alpha(scores)
    assert found == pytest.approx(value, abs=1e-12)
    assert feldt(found, *scores.shape, level) == pytest.approx(interval, abs=6e-4)


@pytest.mark.parametrize(
    ("coefficient", "students", "items", "interval"),
    [
        (0.913, 873, 20, (0.9044024, 0.9211588)),  # C. Evans, feldt1.return, MRC Cognition and Brain Sciences Unit
    ],
)
def test_the_interval_is_that_of_a_published_example(coefficient, students, items, interval):
    assert feldt(coefficient, students, items) == pytest.approx(interval, abs=1e-6)


def test_the_worked_out_kr_20_is_cronbachs_alpha():
    ones = SMALL[:, :5]
    p, n, k = ones.mean(axis=0), len(ones), ones.shape[1]
    kr20 = k / (k - 1) * (1 - (p * (1 - p)).sum() * n / (n - 1) / ones.sum(axis=1).var(ddof=1))
    assert alpha(ones) == pytest.approx(kr20, abs=1e-12)


def test_discrimination_is_scipys_point_biserial_with_the_rest():
    scipys = [  # scipy 1.17.1, stats.pointbiserialr(item, total - item); the last, not dichotomous, by stats.pearsonr
        *(0.5457607401403548, 0.787137896205363, 0.5871363659930634, 0.4203403085230309, 0.13128846905460945),
        0.4422866120300647,
    ]
    assert discriminations(SMALL) == pytest.approx(scipys, abs=1e-12)
    with_itself = [correlation(column, SMALL.sum(axis=1)) for column in SMALL.T]
    assert all(own > rest for own, rest in zip(with_itself, scipys, strict=True)), "the item is in no sum but its own"


@pytest.mark.parametrize(
    ("hits", "trials", "interval"),
    [  # scipy 1.17.1, stats.binomtest(...).proportion_ci(method="wilson")
        (7, 10, (0.39677814746114526, 0.892208732593699)),
        (0, 12, (0.0, 0.24249400665524085)),
        (300, 305, (0.9622047445963566, 0.9929778954755188)),
    ],
)
def test_the_interval_of_a_share_is_scipys(hits, trials, interval):
    assert wilson(hits, trials) == pytest.approx(interval, abs=1e-12)


def test_what_does_not_exist_is_none():
    same = np.ones((40, 3))
    assert alpha(same) is None and discriminations(same) == [None] * 3
    assert alpha(SMALL[:2]) is None and alpha(SMALL[:, :1]) is None
    assert wilson(0, 0) is None and correlation(np.ones(2), np.ones(2)) is None


# A class with known truth

STUDENTS, QUESTIONS = 1500, 24


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The results of a class whose difficulties and slopes are known, and what must come out."""
    root = tmp_path_factory.mktemp("planted")
    (root / "data" / "quizzes").mkdir(parents=True)
    (root / "data" / "datapackage.json").write_text('{"name": "planted", "resources": []}')
    options = [{"id": "a", "correct": True}, {"id": "b"}, {"id": "c"}, {"id": "d"}]
    kind = {"type": "single_choice", "options": options, "confidence": True}
    bank = {
        "quiz": "01-planted",
        "title": "Planted",
        "questions": [question(kind, f"q{number}") for number in range(QUESTIONS)],
    }
    (root / "data" / "quizzes" / "01-planted.yml").write_text(yaml.safe_dump(bank), encoding="utf-8")
    course = Course(root)
    write(root / "answers", course, course.items, STUDENTS)
    answers, left = gather(root / "answers", course, root)
    assert not left
    return analyse(answers, course, root), expected(plant(QUESTIONS))


def test_planted_difficulty_is_recovered(planted):
    quiz, (facility, _, _) = planted[0].quizzes[0], planted[1]
    error = np.sqrt(facility * (1 - facility) / STUDENTS)
    found = np.array([one.facility for one in quiz.items])
    assert (np.abs(found - facility) < 4 * error).all()
    assert np.ptp(facility) > 0.5, "or nothing was planted"


def test_planted_discrimination_is_recovered(planted):
    quiz, (_, rest, _) = planted[0].quizzes[0], planted[1]
    found = np.array([one.discrimination for one in quiz.items])
    assert (np.abs(found - rest) < 4 * (1 - rest**2) / np.sqrt(STUDENTS)).all()
    assert np.ptp(rest) > 0.3, "or nothing was planted"
    slopes = np.array([truth.slope for truth in plant(QUESTIONS)])
    weakest = [one.item.number for one in quiz.items if "hardly goes with the rest" in " ".join(one.faults)]
    assert weakest and max(slopes[weakest]) < np.median(slopes)


def test_planted_reliability_is_within_its_interval(planted):
    quiz, truth = planted[0].quizzes[0], planted[1][2]
    assert quiz.alpha == pytest.approx(truth, abs=0.02)
    assert quiz.interval[0] < truth < quiz.interval[1]
    assert quiz.dichotomous and quiz.finished == STUDENTS


def test_planted_confidence_is_recovered(planted):
    shares = [step.right / step.given for step in planted[0].calibration]
    assert shares[0] < 0.5 < shares[1] < 0.8 < shares[2]
    assert sum(step.given for step in planted[0].calibration) == STUDENTS * QUESTIONS


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Coverage of 95 percent over made classes; one in which it were a one-sided or a 90 percent one would fail."""
    draw, truths = np.random.default_rng(8), [Truth(1, float(b)) for b in np.linspace(-1, 1, 10)]
    truth, held = expected(truths)[2], 0
    for _ in range(400):
        ability = draw.normal(size=150)
        b = np.array([one.difficulty for one in truths])
        scores = (draw.random((150, 10)) < 1 / (1 + np.exp(-(ability[:, None] - b)))).astype(float)
        low, high = feldt(alpha(scores), 150, 10)
        held += low < truth < high
    assert 0.92 < held / 400 < 0.98
