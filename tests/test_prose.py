"""Numbers in prose: what must have a cell or a source beside it, and what is free."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coursekit.prose import check_prose, numbers, passages


def found(markdown: str) -> list[str]:
    return [value for p in passages(markdown) if not p.cited for _, value in numbers(p)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Then 12 states came.", ["12"]),
        ("Then 3 states came.", ["3"]),
        ("Then eleven states came.", ["eleven"]),
        ("Twenty-one states came.", ["Twenty-one"]),
        ("About a hundred came.", ["hundred"]),
        ("Dozens of people came.", ["Dozens"]),
        ("Hundreds of thousands left.", ["Hundreds of thousands"]),
        ("Five thousand left.", ["Five thousand"]),
        ("Two hundred and fifty left.", ["Two hundred and fifty"]),
        ("It rose by 5 percent.", ["5 percent"]),
        ("It rose by five percent.", ["five percent"]),
        ("It rose by 5.5%.", ["5.5%"]),
        ("The UN counted 10,993 of them.", ["10,993"]),
        ("There were 1,999 of them.", ["1,999"]),
        ("Between 84 and 103 people died.", ["84", "103"]),
        ("It cost $300 million.", ["$300 million"]),
        ("It cost 2.5 billion dollars.", ["2.5 billion"]),
        ("In 2018 it counted 407 districts.", ["407"]),
        ("Round 3 was held.", ["3"]),
        ("## The 55.5 percent", ["55.5 percent"]),
        ("**65** of them", ["65"]),
        ("[all 65](https://example.org/44)", ["65"]),
        ("![a map of 34 provinces](map-2.svg)", ["34"]),
        ("> A quotation of 14 words", ["14"]),
        ("- one\n- 45 of them", ["45"]),
        ("| a | b |\n|---|---|\n| 50 | 60 |", ["50", "60"]),
        (":::{admonition} All 52\n:class: note\n\nInside 53.\n:::", ["52", "53"]),
        ("::::{note}\n:::{tip}\nDeep 54.\n:::\n::::", ["54"]),
        ("```{note}\n:class: tip\n\nInside 55.\n```", ["55"]),
        ("Text[^1]\n\n[^1]: In all 65.", ["65"]),
        ("<div>In all 67.</div>", ["67"]),
        ("It was 2018 percent.", ["2018 percent"]),
    ],
)
def test_number_is_found(text: str, values: list[str]) -> None:
    assert found(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "9 November 2018", "November 2018", "November 5, 2018", "5 Nov 2018", "2018-11-09", "2018-11", "in 2018",
        "the 1980s", "2016-2018", "2001–2021", "2018/19", "9–10 November", "30 and 31 May", "18/19 to 23/24 March",
        "from 15 May 1988 to 15 February 1989", "the 27th", "the 20th century", "in 1893", "9/11", "mid-2018",
        "paragraph 4", "paragraphs 4 and 5", "paragraphs 1, 2 and 14", "paragraphs 12–14", "Lesson 7",
        "lessons 1, 7, 8 and 11", "Part 2", "part twelve", "exercise 3", "question 12", "step 2", "version 2.1",
        "chapters 1 to 3", "section 2.4", "resolution 1325", "90 minutes", "a 90-minute session", "three hours",
        "ten days", "forty years", "5 to 10 years", "a hundred days", "17 months", "a three-month dispute",
        "third", "the twenty-first round", "two", "nine states", "half of ten", "C028", "R111 and P01", "Mi-35M",
        "IC-814", "S/2025/796", "CC BY 4.0", "CC BY-SA 4.0", "Python 3.12", "release 1.0.4", "18:38", "18:38:12",
        "5 pm", "https://example.org/45/46", "isis_45", "tass-2017-skip-moscow", "(1) this and (2) that",
        "`45` and ``46 47``", "$x = 45$", "{glue}`45`", "{{ 45 }}", "<!-- 45 -->", "[text](page-45.md)",
        "Seventeen years of war", "counted from 1",
    ],
)  # fmt: skip
def test_number_is_free(text: str) -> None:
    assert found(f"We say {text} here.") == []


@pytest.mark.parametrize(
    "text",
    [
        "In all 45 {cite:p}`key`.",
        "In all 45 {cite:t}`key` and 46.",
        "In all\n45 of them\n{cite}`key`.",
        "- In all 45 {cite:p}`key`.",
        "- In all 45.\n\n  See {cite:p}`key`.",
        "| a | b |\n|---|---|\n| 45 | {cite:p}`key` |",
        ":::{note}\nIn all 45 {cite:p}`key`.\n:::",
    ],
)
def test_number_with_a_source_is_free(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "In all 45.\n\nSee {cite:p}`key`.",
        "- In all 45.\n- See {cite:p}`key`.",
        "- See {cite:p}`key`.\n  - In all 45.",
        "| a | b |\n|---|---|\n| 45 | c |\n| d | {cite:p}`key` |",
        "See {term}`key`: in all 45.",
        "See `{cite}`: in all 45.",
    ],
)
def test_source_elsewhere_does_not_count(text: str) -> None:
    assert found(text) == ["45"]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: All 45\n---\n\nText.",
        "```python\nx = 45\n```",
        "```{code-cell}\nx = 45\n```",
        "    indented = 45",
        "```{math}\nx = 45\n```",
        ":::{figure} picture-45.svg\n:width: 450\n\nA caption.\n:::",
        "```{note}\n---\nwidth: 45\n---\nText.\n```",
        "```{image} picture-45.svg\n:width: 450\n```",
        "% a comment of 45 words",
        "(target-45)=\n# Heading",
        "11. one\n12. two",
        "## 1.2 Heading",
        "## 3. Heading",
        "### Exercise 12: Who sat where",
        "$$\n45\n$$",
    ],
)
def test_what_is_not_prose_is_free(text: str) -> None:
    assert found(text) == []


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    page = "---\na: 1\n---\n# Title\n\nFirst line\nand 12 here.\n\n"
    page += ":::{admonition} Title\n:class: note\n\nBox\nof 13.\n:::\n\n- a\n- 14\n"
    (tmp_path / "book" / "page.md").write_text(page)
    assert [(f.file, f.row, f.value) for f in check_prose(tmp_path)] == [
        ("book/page.md", 7, "12"),
        ("book/page.md", 13, "13"),
        ("book/page.md", 17, "14"),
    ]


def test_notebook_cells_are_counted_from_one(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "\n", "Text."]},
        {"cell_type": "code", "source": ["x = 45  # 46"], "outputs": [{"data": {"text/markdown": ["47"]}}]},
        {"cell_type": "markdown", "source": "In all 48."},
    ]
    path = tmp_path / "notebooks" / "01-one.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    (fault,) = check_prose(tmp_path)
    assert (fault.file, fault.row, fault.value) == ("notebooks/01-one.ipynb", 3, "48")
    assert "cite its source" in str(fault)
    path.write_text("{")
    assert "not a notebook" in str(check_prose(tmp_path)[0])


def test_the_project_passes(root: Path) -> None:
    faults = check_prose(root)
    assert not faults, "\n".join(map(str, faults))
