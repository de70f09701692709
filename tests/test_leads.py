"""Citations, links and addresses are followed while one writes, and not only by a build."""

from __future__ import annotations

import json

import pytest

from coursekit.leads import check_leads


def test_the_project_leads_nowhere_astray(root):
    assert "\n".join(map(str, check_leads(root))) == ""


@pytest.fixture
def small(root, tmp_path):
    for folder in ("data", "book/shelf", "notebooks", "coursekit/static"):
        (tmp_path / folder).mkdir(parents=True)
    fields = [{"name": "source_id", "type": "string"}]
    package = {"name": "small", "resources": [{"name": "sources", "path": "sources.csv", "schema": {"fields": fields}}]}
    (tmp_path / "data/datapackage.json").write_text(json.dumps(package))
    (tmp_path / "data/sources.csv").write_text("source_id\none-2018\n")
    (tmp_path / "book/references.bib").write_text("@book{two2019,\n title = {Two},\n}\n")
    (tmp_path / "book/there.md").write_text("# There\n")
    return tmp_path


WRONG = [
    ("Said {cite:p}`none-2018`.", "none-2018", "cites a source"),
    ("Said {cite:t}`one-2018, none`.", "none", "cites a source"),
    ("See [there](shelf/there.md).", "shelf/there.md", "a file that is not there"),
    ("See [there](../notebooks/01-x.ipynb#part).", "../notebooks/01-x.ipynb", "a file that is not there"),
    ('<script src="https://cdn.example/x.js"></script>', "https://cdn.example/x.js", "another host"),
    ("<link rel=stylesheet href=//cdn.example/x.css>", "//cdn.example/x.css", "another host"),
    ('<img alt=""\n src="http://cdn.example/x.png">', "http://cdn.example/x.png", "another host"),
    ("![Picture](https://cdn.example/x.png)", "https://cdn.example/x.png", "another host"),
    ("```{image} https://cdn.example/x.png\n```", "https://cdn.example/x.png", "another host"),
]


@pytest.mark.parametrize(("text", "value", "reason"), WRONG)
def test_what_leads_astray_is_named(small, text, value, reason):
    (small / "book/page.md").write_text(f"# Page\n\n{text}\n")
    (fault,) = check_leads(small)
    assert (fault.file, fault.row, fault.value) == ("book/page.md", 3, value)
    assert reason in fault.reason and fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Said {cite:p}`one-2018,two2019`.",
        "See [there](there.md#part), [elsewhere](https://example.org/a.md), [here](#part).",
        'Write `` {cite:p}`key` `` or `[text](gone.md)` or `<img src="https://a.b/c">`.',
        "````\n[text](gone.md)\n<script src='https://a.b/c'></script>\n````",
    ],
)
def test_what_is_there_and_what_is_code_is_left_alone(small, text):
    (small / "book/page.md").write_text(f"# Page\n\n{text}\n")
    assert check_leads(small) == []


def test_cells_and_what_they_show_are_read(small):
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "Said {cite:p}`none`."}}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "[there](../book/gone.md)"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [shown]},
    ]
    (small / "notebooks/01-x.ipynb").write_text(json.dumps({"cells": cells}))
    assert [(fault.row, fault.value) for fault in check_leads(small)] == [(1, "../book/gone.md"), (2, "none")]


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.css", '@import url("https://cdn.example/x.css");', 1),
        ("a.css", "b { background: url(//cdn.example/x.png) }", 1),
        ("a.css", "/* see https://example.org */\nb { background: url(x.png) }", 0),
        ("a.js", 'fetch("https://cdn.example/x")', 1),
        ("a.js", "// see https://example.org\nconst x = 1; // ratio", 0),
    ],
)
def test_scripts_and_styles_name_no_other_host(small, name, text, count):
    (small / "coursekit/static" / name).write_text(text)
    assert len(check_leads(small)) == count
