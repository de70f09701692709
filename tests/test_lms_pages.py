"""The pages on platforms: their tables say what the exported files hold, and their commands exist."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from quiz_samples import bank, one_of_each
from test_export import full

from coursekit.__main__ import parser
from coursekit.export.command import export
from coursekit.export.table import survivals
from coursekit.quiz.types import TYPES
from coursekit.sphinxext.instructors import ExportTable

PAGES = {"moodle": "moodle", "canvas": "qti12", "blackboard": "qti21"}
QTI12 = {
    **{"multiple_choice_question": "multiple choice", "multiple_answers_question": "multiple answers"},
    **{"true_false_question": "true/false", "numerical_question": "numerical", "essay_question": "essay"},
    **{"short_answer_question": "short answer", "matching_question": "matching", "text_only_question": "text only"},
    **{"fill_in_multiple_blanks_question": "blanks or lists", "multiple_dropdowns_question": "blanks or lists"},
}
"""The types in a file, as Canvas names them, in the words of the table."""
QTI21 = {
    **{"choiceInteraction": "choice", "textEntryInteraction": "text entry", "matchInteraction": "match"},
    **{"orderInteraction": "order", "inlineChoiceInteraction": "inline choice"},
    "extendedTextInteraction": "extended text",
}
"""The means to answer in a file, as the standard names them, in the words of the table."""


def kinds_in(name: str, content: bytes) -> list[str]:
    """Return what each question of an exported file is, read from the file alone."""
    if name == "moodle":
        found = [one.get("type") or "" for one in etree.fromstring(content).iter("question")]
        return [kind for kind in found if kind != "category"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        trees = {entry: etree.fromstring(packed.read(entry)) for entry in packed.namelist()}
    if name == "qti12":
        tree = next(tree for entry, tree in trees.items() if entry != "imsmanifest.xml")
        fields = tree.iterfind(".//{*}item/{*}itemmetadata/{*}qtimetadata/{*}qtimetadatafield")
        return [QTI12[f.findtext("{*}fieldentry")] for f in fields if f.findtext("{*}fieldlabel") == "question_type"]
    items = [trees[f"items/q{number}.xml"] for number in range(1, len(TYPES) + 1)]
    used = [{etree.QName(one).localname for one in item.iter(etree.Element)} & QTI21.keys() for item in items]
    return [", ".join(words for tag, words in QTI21.items() if tag in found) or "text only" for found in used]


@pytest.mark.parametrize("name", PAGES.values())
def test_the_table_says_what_the_files_hold(name: str, root: Path) -> None:
    done = export(name, [bank(*one_of_each())], root)
    assert kinds_in(name, next(iter(done.files.values()))) == [becomes for _, becomes, _, _ in survivals(name)]


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", PAGES.values())
def test_the_table_says_whatever_the_export_says(name: str, kind: str, root: Path) -> None:
    """Of a question with everything that its type can have; losses of numbers, such as points, are of one question."""
    said = {loss.words for loss in export(name, [bank(full(kind))], root).losses if not re.search(r"\d", loss.words)}
    listed = {row[0]: row for row in survivals(name)}[kind][3]
    assert {words for words in said if "Moodle knows" not in words} <= set(listed)
    assert not set(listed) & {*{row[0]: row for row in survivals(name)}[kind][2]}


@pytest.mark.parametrize(("platform", "name"), PAGES.items())
def test_each_page_has_its_table_and_commands_that_exist(platform: str, name: str, root: Path) -> None:
    text = (root / "instructor" / "lms" / f"{platform}.md").read_text(encoding="utf-8")
    assert f"{{course-export-table}} {name}\n" in text
    commands = re.findall(r"`python -m coursekit ([^`]+)`", text)
    assert any(line.startswith(f"export {name} ") for line in commands)
    assert any(f"--lms {platform} --names" in line for line in commands)
    for line in commands:
        parser().parse_args(line.split())


def test_an_unknown_format_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    directive = ExportTable.__new__(ExportTable)
    directive.arguments = ["scorm"]
    directive.error = ValueError  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="no format of this name: scorm; there are: moodle"):
        directive.run()
