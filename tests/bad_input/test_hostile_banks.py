"""A bank with a script in every text: the author's preview and the pages that list questions show it as text."""

from __future__ import annotations

import re

import pytest
import yaml
from test_check_command import QUIZ
from test_export import ATTACK, DANGEROUS, Tags, hostile

from coursekit.__main__ import main
from coursekit.progress import progress_html
from coursekit.quiz.markup import render
from coursekit.quiz.preview import page

WAYS = {
    "preview": lambda bank: page(bank),
    "book": lambda bank: render("course", bank.quiz, bank.title, bank.questions),
    "book, with a part of that name": lambda bank: render("course", bank.quiz, bank.title, bank.questions, ATTACK),
    "a course of that name": lambda bank: render(ATTACK, bank.quiz, bank.title, bank.questions),
}


@pytest.mark.parametrize("way", WAYS)
def test_texts_stay_text(way: str) -> None:
    html = WAYS[way](hostile())
    body = html[html.index('<div class="quiz"') :]
    if way == "preview":
        assert html.count("<script>") == html.lower().count("<script") == 1
        assert re.search(r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]+'\"", html)
        assert "<title>Preview: &lt;script&gt;" in html
        body = body[: body.index("<script>")]
    assert body.count("&lt;script&gt;") >= 12
    for tag, attributes in Tags.of(body):
        assert tag not in DANGEROUS
        for name, value in attributes:
            assert not name.startswith("on")
            assert name != "style"
            assert name not in ("href", "src", "action") or not re.match(r"\s*(javascript|data|vbscript):", value or "")


def test_the_page_of_progress_shows_the_title_as_text(course, capsys) -> None:
    found = yaml.safe_load((course / QUIZ).read_text(encoding="utf-8"))
    found["title"] = ATTACK[:120]
    (course / QUIZ).write_text(yaml.safe_dump(found), encoding="utf-8")
    html = progress_html(course)
    assert "&lt;script&gt;alert(1)" in html
    assert not DANGEROUS.intersection(tag for tag, _ in Tags.of(html))


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system ['touch ran']", "!!python/name:os.system", "!x y"])
def test_yaml_calls_no_code(course, tmp_path, monkeypatch, capsys, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    path = course / QUIZ
    path.write_text(path.read_text(encoding="utf-8").replace("title: Sample", f"title: {text}"), encoding="utf-8")
    assert main(["--root", str(course), "quiz", "check"]) in (0, 1)
    assert "Traceback" not in "".join(capsys.readouterr())
    assert not list(tmp_path.rglob("ran"))
