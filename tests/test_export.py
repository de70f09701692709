"""What holds for every export: nothing is dropped unsaid, nothing runs, the same bank gives the same bytes."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from copy import deepcopy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree
from quiz_samples import bank, one_of_each, question

from coursekit.__main__ import main
from coursekit.export import FORMATS
from coursekit.export.command import export, told
from coursekit.export.features import ANSWERS, FEATURES, FIELDS, possible, texts, used
from coursekit.export.model import Export
from coursekit.export.table import profiles, table
from coursekit.quiz.types import TYPES, Bank

KINDS = {partial["type"]: partial for partial in one_of_each()}
FEEDBACK = {"right": "on right", "wrong": "on wrong"}
UNTEXTUAL = {"id", "type", "part", "level", "difficulty", "opens", "outcome", "references", "unit", "belongs"}


def read(files: dict[str, bytes]) -> str:
    """Return all words of exported files, out of archives and databases, with entities decoded."""
    parts = []
    for content in files.values():
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                parts += [
                    _database(packed.read(n)) if n.endswith(".anki2") else packed.read(n).decode()
                    for n in packed.namelist()
                ]
        else:
            parts.append(content.decode())
    text = "\n".join(parts)
    for _ in range(3):  # XML, HTML in it, and the gaps of Moodle in that
        text = html.unescape(text)
    return re.sub(r"\\(.)", r"\1", text)


def _database(content: bytes) -> str:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    rows = connection.execute("select flds, tags from notes").fetchall()
    return "\n".join(str(part) for row in rows for part in row)


def full(kind: str, **more: Any) -> dict[str, Any]:
    """Return a question of a type with everything that it can have."""
    whole = question(
        {**deepcopy(KINDS[kind]), "hints": ["hint one", "hint two"], "part": "judge", "level": "recall"}, "q1"
    )
    if kind not in ("forecast", "forecast_outcome"):
        whole["points"] = 3
    if kind == "numeric":
        whole["alternatives"] = [{"range": [20, 30], "feedback": "on twenty"}]
        whole["tolerance"] = 0.5
    if kind == "ordering":
        whole["items"] = [{**step, "note": f"note on {step['id']}"} for step in whole["items"]]
    if kind == "gaps":
        whole["gaps"] = whole["gaps"][:1]
        whole["passage"] = "The meeting of [[month]] 2018."
    return {**whole, **more}


def lettered(whole: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a question in which every text has a word of its own, and the texts by those words."""
    words: dict[str, str] = {}

    def mark(value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: mark(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [mark(item, name) for item in value]
        if not isinstance(value, str) or name in UNTEXTUAL:
            return value
        words.setdefault(value, f"zq{len(words)}x")
        return f"{value} {words[value]}" if not value.endswith("}") else value.replace("]{", f" {words[value]}]{{")

    return mark(whole, ""), words


def of(name: str, *wholes: dict[str, Any], root: Path) -> Export:
    one = Bank.model_validate({"quiz": "01-sample", "title": "Sample", "questions": list(wholes)})
    return export(name, [one], root)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", FORMATS)
def test_every_text_is_in_the_file_or_among_the_losses(name: str, kind: str, root: Path):
    whole, _ = lettered(full(kind))
    done = of(name, whole, root=root)
    shown, said = read(done.files), {loss.words for loss in done.losses}
    if any("left out" in words for words in said):
        assert not any(f"zq{n}x" in shown for n in range(40))
        return
    one = Bank.model_validate({"quiz": "01-sample", "title": "Sample", "questions": [whole]}).questions[0]
    checked = 0
    for path, text in texts(one):
        token = re.search(r"zq\d+x", text)
        assert token, text
        checked += 1
        words = profiles()[name].loss(kind, FIELDS[path])
        if token[0] not in shown:
            assert words in said and words, f"{path} is dropped unsaid"
        if words and "dropped" in words:
            assert token[0] not in shown, f"{path} is there, though said to be dropped"
    assert checked >= 3


CHANGES: list[tuple[str, dict[str, Any]]] = [
    *((kind, {"confidence": kind != "judgement"}) for kind in TYPES),
    *((kind, {"hints": ["another hint"]}) for kind in TYPES),
    *((kind, {"explanation": "another word"}) for kind in TYPES),
    *((kind, {"references": ["claims:C099"]}) for kind in TYPES),
    *(
        (kind, {field: value})
        for kind in TYPES
        for field, value in (("objective", 9), ("difficulty", "hard"), ("part", "p9"))
    ),
    *((kind, {"points": 7}) for kind in TYPES if not kind.startswith("forecast")),
    *((kind, {"shuffle": kind == "judgement"}) for kind in ("single_choice", "multiple_choice", "judgement")),
    ("numeric", {"tolerance": 0.25}),
    ("numeric", {"tolerance": None, "relative_tolerance": 0.1}),
    ("numeric", {"answer": None, "tolerance": None, "range": [1, 7]}),
    ("numeric", {"answer": None, "tolerance": None, "range": [1, 7], "half_open": True}),
    ("numeric", {"unit": "camels"}),
    ("numeric", {"alternatives": [{"answer": 70, "feedback": "on seventy"}]}),
    ("numeric", {"mistakes": [{"answer": 80, "feedback": "on eighty"}]}),
    ("short_text", {"accepted": ["Herat"]}),
    ("true_false", {"answer": True}),
    ("forecast_outcome", {"opens": "01-sample/another"}),
    ("forecast_outcome", {"outcome": "void"}),
    ("forecast_outcome", {"base_rate": 0.75}),
]


@pytest.mark.parametrize("name", FORMATS)
def test_every_field_changes_the_file_or_is_a_loss(name: str, root: Path):
    """A field that changes neither the file nor what is said is dropped in silence."""
    before = {kind: of(name, full(kind), root=root) for kind in TYPES}
    for kind, change in CHANGES:
        after = of(name, full(kind, **change), root=root)
        lost = any(profiles()[name].loss(kind, FIELDS.get(path, "")) for path in change)
        lost |= after.losses != before[kind].losses  # said of one value alone
        lost |= any("left out" in one.words for one in after.losses)
        assert after.files != before[kind].files or lost, (kind, change)


def test_a_half_open_range_is_told_apart_or_said(root: Path):
    for name in FORMATS:
        closed = {"type": "numeric", "level": "recall", "range": [1, 7]}
        one, other = (of(name, question({**closed, "half_open": half}), root=root) for half in (False, True))
        assert one.files != other.files or one.losses != other.losses, name


def test_every_field_of_every_type_belongs_to_a_feature():
    for kind in TYPES:
        assert possible(kind) <= set(FEATURES), kind
        (one,) = bank(full(kind)).questions
        assert used(one) <= possible(kind), kind
    assert set(FIELDS.values()) - {""} <= set(FEATURES)
    assert set(FIELDS) >= ANSWERS


@pytest.mark.parametrize("name", FORMATS)
def test_a_profile_speaks_of_types_and_features_there_are(name: str):
    profile = profiles()[name]
    assert set(profile.becomes) | set(profile.left_out) == set(TYPES)
    assert set(profile.turned) <= set(profile.becomes)
    for key in profile.lost:
        kind, _, feature = key.rpartition(".")
        assert feature in FEATURES and (not kind or feature in possible(kind)), key


def test_languages_and_formulas_are_held_or_said(root: Path):
    text = "In [کابل]{lang=prs} and $x^2$ they met."
    for name, profile in profiles().items():
        one = question({**KINDS["single_choice"], "level": "recall", "text": text})
        done = of(name, one, root=root)
        shown, said = read(done.files), [loss.words for loss in done.losses]
        assert ("lang" in shown and "prs" in shown) or profile.loss("single_choice", "languages") in said, name
        assert 'dir="rtl"' in shown or profile.loss("single_choice", "languages") in said, name
        assert "<math" in shown or "m:math" in shown or profile.loss("single_choice", "formulas") in said, name


def test_losses_are_told_by_question(root: Path):
    lines = told(export("gift", [bank(*one_of_each())], root).losses)
    assert len(lines) == len({line.partition(":")[0] for line in lines})
    assert "01-sample / q9: GIFT has room for one gap in a question, and this has 2 -> left out" in lines
    assert any(line.startswith("01-sample / q8: GIFT has no ordering questions: becomes a matching") for line in lines)


ATTACK = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ]]> &lt;script> [a](javascript:alert(3)) {1:SA:=x} "
    "[sound:x.mp3] [latex]x[/latex] {{Answer}}"
)
DANGEROUS = {"script", "img", "iframe", "object", "embed", "svg", "style", "base", "meta", "link"}


def hostile() -> Bank:
    wholes = []
    for kind in TYPES:
        whole = full(kind)

        def infect(value: Any, name: str = "") -> Any:
            if isinstance(value, dict):
                return {key: infect(item, key) for key, item in value.items()}
            if isinstance(value, list):
                return [infect(item, name) for item in value]
            plain_text = isinstance(value, str) and name not in UNTEXTUAL - {"unit"} and not value.endswith("}")
            return f"{value} {ATTACK}"[: 60 if name == "unit" else 2000] if plain_text else value

        wholes.append({**infect(whole), "id": kind.replace("_", "-")})
    return Bank.model_validate({"quiz": "01-sample", "title": ATTACK[:120], "questions": wholes})


class Tags(HTMLParser):
    """The tags of a piece of HTML with their attributes, as a browser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    @classmethod
    def of(cls, text: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
        tags = cls()
        tags.feed(text)
        return tags.found


def fragments(files: dict[str, bytes], name: str) -> list[str]:
    """Return each piece of HTML in a file, as the program that reads it would take it."""
    if name == "worksheet":
        return [content.decode() for content in files.values()]
    pieces: list[str] = []
    for content in files.values():
        documents = [content]
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if name == "anki":
                    return _database(packed.read("collection.anki2")).split("\x1f")
                documents = [packed.read(entry) for entry in packed.namelist()]
        for document in documents:
            tree = etree.fromstring(document)
            if name == "qti21":
                pieces.append(etree.tostring(tree, encoding="unicode"))
            elif name == "moodle":
                pieces += [one.findtext("text") or "" for one in tree.iter() if one.get("format") == "html"]
                pieces += [one.text or "" for one in tree.iter("hint")]
            else:
                pieces += [one.text or "" for one in tree.iter("{*}mattext") if one.get("texttype") == "text/html"]
    return pieces


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("key", "gift")])  # gift: test_export_gift
def test_hostile_text_stays_text(name: str, root: Path):
    pieces = fragments(export(name, [hostile()], root).files, name)
    assert sum("alert(1)" in piece for piece in pieces) >= 1
    for piece in pieces:
        for tag, attributes in Tags.of(piece):
            if name != "worksheet" or tag not in ("style", "meta"):  # its own, in its head
                assert tag not in DANGEROUS, piece
            for attribute, value in attributes:
                assert not attribute.startswith("on"), piece
                assert attribute not in ("href", "src") or not (value or "").lstrip().startswith("javascript:"), piece
        if name == "anki":
            assert "[sound:" not in piece and "[latex]" not in piece and "{{" not in piece


@pytest.mark.parametrize("name", FORMATS)
def test_control_characters_stop_no_export(name: str, root: Path):
    wild = bank({**KINDS["single_choice"], "level": "recall", "text": "a\x01b\x0bc\x1bd\uffffe"})
    done = export(name, [wild], root)
    assert "a\ufffdb\ufffdc\ufffdd\ufffde" in read(done.files)
    assert any("control characters" in loss.words for loss in done.losses)


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bank_gives_the_same_bytes(name: str, project_copy: Path, tmp_path: Path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for seed, folder in enumerate(folders):
        command = [sys.executable, "-m", "coursekit", "--root", str(project_copy), "export", name, "-o", str(folder)]
        environment = {
            "PYTHONHASHSEED": str(seed),
            "PYTHONPATH": str(Path(__file__).parent.parent),
            "TZ": f"UTC-{seed}",
        }
        done = subprocess.run(command, env={**environment, "PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        time.sleep(1.1 * (seed == 0))  # a clock in the file would show
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first and first == second


def thousand(number: int) -> Bank:
    whole = [full(kind, level="recall") for kind in TYPES]
    return Bank.model_validate(
        {"quiz": "01-sample", "title": "Many", "questions": [{**whole[n % 12], "id": f"q{n}"} for n in range(number)]}
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", FORMATS)
def test_a_thousand_questions_take_seconds(name: str, root: Path):
    export(name, [thousand(12)], root)  # imports, and what is kept for the next time
    taken = {}
    for number in (250, 1000):
        many = thousand(number)
        start = time.process_time()
        export(name, [many], root)
        taken[number] = time.process_time() - start
    print(f"{name}: {taken[250]:.2f} s for 250 questions, {taken[1000]:.2f} s for 1,000")
    assert taken[1000] < 10
    assert taken[1000] < 8 * taken[250] + 0.5, "four times the questions should take about four times as long"


def test_the_command_writes_and_says_what_is_lost(project_copy: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--root", str(project_copy), "export", "gift"]) == 0
    out, err = capsys.readouterr()
    folder = project_copy / "_build" / "export"
    banks = sorted(path.stem for path in (project_copy / "data" / "quizzes").glob("*.yml"))
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.gift.txt" for name in banks]
    assert out.count("wrote ") == len(banks) and "questions lost something" in out
    assert all(re.match(r"[a-z0-9-]+ / [a-z0-9-]+: \S", line) for line in err.splitlines())


def test_the_command_takes_names_and_paths(project_copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    name = next((project_copy / "data" / "quizzes").glob("*.yml")).stem
    elsewhere = tmp_path / "midterm.yml"
    whole = {"quiz": "midterm", "title": "Midterm", "questions": [full("single_choice")]}
    elsewhere.write_text(yaml.safe_dump(whole), encoding="utf-8")
    final = {**whole, "quiz": "final"}
    (project_copy / "data" / "assessments" / "final.yml").write_text(yaml.safe_dump(final), encoding="utf-8")
    arguments = [
        "--root",
        str(project_copy),
        "export",
        "key",
        name,
        str(elsewhere),
        "final",
        "-o",
        str(tmp_path / "out"),
    ]
    assert main(arguments) == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {f"{name}.key.txt", "midterm.key.txt", "final-graded.key.txt"}
    assert re.search(r"\d+ of \d+ questions lost something|nothing was lost", capsys.readouterr().out)


@pytest.mark.parametrize("name", FORMATS)
def test_graded_questions_are_exported_under_names_of_their_own(name: str, project_copy: Path, tmp_path: Path, capsys):
    """The same lesson's practice bank, exported into the same folder, stays as it was."""
    lesson = next((project_copy / "data" / "assessments").glob("*.yml")).stem
    command, into = ["--root", str(project_copy), "export", name], ["-o", str(tmp_path / "out")]
    assert main([*command, lesson, *into]) == 0
    practice = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert main([*command, "--assessments", *into]) == 0
    capsys.readouterr()
    graded = {path for path in (tmp_path / "out").iterdir() if path not in practice}
    assert graded and all(path.read_bytes() == content for path, content in practice.items())
    if name != "anki":  # which is one deck for all
        banks = list((project_copy / "data" / "assessments").glob("*.yml"))
        assert {path.name.partition(".")[0] for path in graded} == {f"{bank.stem}-graded" for bank in banks}


@pytest.mark.parametrize(
    ("banks", "said"),
    [
        (["no-such"], "no bank of this name -> there are: "),
        (["no-such.yml"], "the file is missing"),
        (["data/quizzes/01-reading-the-source.yml", "copy/01-reading-the-source.yml"], "one would overwrite the other"),
    ],
)
def test_a_wrong_bank_is_a_message(banks, said, project_copy: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(project_copy)
    (project_copy / "copy").mkdir()
    source = project_copy / "data" / "quizzes" / "01-reading-the-source.yml"
    (project_copy / "copy" / source.name).write_bytes(source.read_bytes())
    assert main(["export", "key", *banks, "-o", "out"]) == 1
    assert said in capsys.readouterr().err
    assert not (project_copy / "out").exists()


def test_help_teaches(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    text = capsys.readouterr().out
    assert all(name in text and words in text for name, words in FORMATS.items())
    assert "examples:" in text and "standard error" in text


def test_checking_loads_no_export():
    code = "import sys, coursekit.__main__; print({'lxml', 'genanki', 'pandas', 'pydantic'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.strip() == "set()"


def test_the_table_in_contributing_is_what_the_code_says(root: Path):
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = text.partition("<!-- export:start -->\n")[2].partition("\n<!-- export:end -->")[0]
    assert found == table(), f"put this between the marks in CONTRIBUTING.md:\n{table()}"
