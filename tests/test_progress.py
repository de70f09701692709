"""The page of progress as it stands without a script, the places where quizzes are shown, and the quiz to try."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser

import pytest
import yaml
from browser_support import BOOK, LESSONS

from coursekit import progress, project
from coursekit.data import load
from coursekit.lessons import check_lessons
from coursekit.project import quizzes
from coursekit.quiz.bank import read_bank
from coursekit.quiz.places import page_of, places
from coursekit.quiz.types import TYPES

TOUR = "how-quizzes-work"
HOSTILE = '"><script>alert(1)</script>'


class Tags(HTMLParser):
    """The start tags of a piece of HTML, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def page(root):
    return Tags(progress.progress_html(root))


def test_every_quiz_has_a_row_that_tells_the_script_what_is_asked(root, page):
    rows = {
        a["data-quiz-id"]: json.loads(a["data-questions"]) for t, a in page.tags if t == "tr" and "data-quiz-id" in a
    }
    banks = {path.stem: read_bank(path) for path in quizzes(root)}
    assert rows == {
        name: [[q.id, q.fingerprint, q.points, int(q.confidence)] for q in bank.questions]
        for name, bank in banks.items()
    }
    links = {attributes["data-reference"] for _, attributes in page.tags if "data-reference" in attributes}
    assert links == {f"quiz:{name}" for name in banks}
    assert set(LESSONS) < set(banks)


def test_the_sum_is_that_of_the_rows(root):
    html = progress.progress_html(root)
    cells = [
        tuple(map(int, found)) for found in re.findall(r'"answered">(\d+)</td><td data-show="points">(\d+)<', html)
    ]
    *rows, total = cells
    assert total == tuple(map(sum, zip(*rows, strict=True)))


def test_without_a_script_nothing_looks_clickable(page):
    buttons = [place for place, (tag, _) in enumerate(page.tags) if tag in ("button", "input")]
    hidden = [place for place, (tag, a) in enumerate(page.tags) if tag == "div" and "hidden" in a]
    assert len(buttons) >= 5
    assert len(hidden) == 3
    assert min(buttons) > max(hidden), "a button stands before the hidden section of tools"
    assert not [a for _, a in page.tags for name in a if name.startswith("on") or name == "style"]
    assert "script" not in {tag for tag, _ in page.tags}


def test_texts_of_banks_stay_text(project_copy):
    path = project_copy / "data" / "quizzes" / f"{TOUR}.yml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["title"] = HOSTILE
    next(q for q in document["questions"] if q["type"] == "forecast")["text"] = HOSTILE
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    html = progress.progress_html(project_copy)
    assert html.count("&lt;script&gt;") == 2
    assert "script" not in {tag for tag, _ in Tags(html).tags}


def test_a_course_without_forecasts_has_no_table_of_them(project_copy):
    for path in project.quizzes(project_copy):
        if any(question.type == "forecast" for question in read_bank(path).questions):
            path.unlink()
    assert "forecast" not in progress.progress_html(project_copy)


def test_the_script_is_small_asks_nobody_and_writes_no_html():
    text = progress.script()
    assert len(gzip.compress(text.encode(), mtime=0)) < 4_000
    for word in (
        "import ",
        "fetch",
        "XMLHttp",
        "WebSocket",
        "sendBeacon",
        "innerHTML",
        "outerHTML",
        "eval",
        "http",
        "/**",
    ):
        assert word not in text, word


# Where quizzes are shown


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("```{course-quiz} some-quiz\n```", [("some-quiz", 3)]),
        (":::{course-quiz} some-quiz\n:part: one\n:::", [("some-quiz", 3)]),
        (":::{admonition} Try\n\n```{course-quiz} some-quiz\n```\n:::", [("some-quiz", 5)]),
        ("````\n```{course-quiz} some-quiz\n```\n````", []),
        ("````{code-block} md\n```{course-quiz} some-quiz\n```\n````", []),
        ("`{course-quiz} some-quiz`", []),
    ],
)
def test_a_directive_on_a_page_is_found_and_an_example_of_one_is_not(project_copy, markdown, found):
    (project_copy / "book" / "extra.md").write_text(f"# Extra\n\n{markdown}\n")
    assert [(p.quiz, p.line) for p in places(project_copy) if p.page == "book/extra"] == found


def test_a_quiz_leads_to_its_lesson_or_to_the_page_that_shows_it(root):
    for lesson in LESSONS:
        assert page_of(lesson, root) == f"notebooks/{lesson}"
    assert page_of(TOUR, root) == "book/try-the-questions"
    assert page_of("nothing", root) is None


def test_objectives_of_a_quiz_on_a_page_are_not_those_of_a_lesson(project_copy):
    path = project_copy / "data" / "quizzes" / f"{TOUR}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("objective: 1\n", "objective: 19\n"), encoding="utf-8")
    assert not check_lessons(project_copy)


# The quiz to try


@pytest.fixture
def tour(root):
    return read_bank(root / "data" / "quizzes" / f"{TOUR}.yml")


def test_every_kind_of_question_can_be_tried_once(tour):
    assert sorted(question.type for question in tour.questions) == sorted(TYPES)
    assert sum(bool(question.hints) for question in tour.questions) >= 3
    assert sum(question.confidence for question in tour.questions if question.points) >= 2


def test_what_it_says_of_the_tables_is_so(root, tour):
    questions = {question.type: question for question in tour.questions}
    words = load("article_paragraphs", root).set_index("paragraph")["tokens"].drop(0)
    opened = questions["forecast_outcome"]
    assert opened.opens == f"{TOUR}/{questions['forecast'].id}"
    assert (opened.outcome == "happened") == (words.idxmax() >= 8)
    assert f"paragraph {words.idxmax()}" in opened.explanation
    assert f"has {len(words)} paragraphs" in questions["forecast"].text
    assert opened.base_rate == (words.index >= 8).mean()
    term = load("glossary", root).set_index("term").loc["Ceasefire"]
    for name in (term["term_dari"], term["term_russian"]):
        assert f"[{name}]{{" in questions["short_text"].text


# The built book and the guide


def test_scripts_are_loaded_where_they_are_needed():
    loaded = {}
    for page in BOOK.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        loaded[page.relative_to(BOOK).as_posix()] = re.findall(r'<script[^>]* src="[^"]*/(quiz|progress)\.js', html)
    assert loaded["book/progress.html"] == ["quiz", "progress"]
    assert loaded["book/try-the-questions.html"] == ["quiz"]
    assert [page for page, names in loaded.items() if "progress" in names] == ["book/progress.html"]


def test_the_built_page_links_every_quiz(root):
    html = (BOOK / "book" / "progress.html").read_text(encoding="utf-8")
    for path in quizzes(root):
        row = re.search(rf'<tr data-quiz-id="{path.stem}".*?</tr>', html, re.DOTALL)[0]
        target = (BOOK / "book" / re.search(r'href="([^"#]+)', row)[1]).resolve()
        assert target.relative_to(BOOK.resolve()).with_suffix("").as_posix() == page_of(path.stem, root)


def test_the_example_in_the_guide_is_an_answer_of_today(root, tour):
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", guide, re.DOTALL))
    assert example["course"] == project.course_name(root)
    for name, answer in example["quizzes"][TOUR]["answers"].items():
        question = next(question for question in tour.questions if question.id == name)
        assert answer["hash"] == question.fingerprint
        assert answer["share"] == question.grade(answer["response"])
