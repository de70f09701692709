"""Pages and notebooks that somebody sent: building the book runs nothing of theirs and shows no file from elsewhere.

Each attack is a page of its own; one build with Sphinx and MyST-NB meets them all, and must warn of each. A warning is
an error when the course is built, so that no book is put in place.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from sphinx.testing.util import SphinxTestApp
from test_check_command import CELL, LESSON, in_notebook, notebook

from coursekit import sphinxext
from coursekit.data import load
from coursekit.faults import CourseError
from coursekit.handouts import hand_out
from coursekit.lessons import check_lessons
from coursekit.notebooks import check_notebook
from coursekit.publish import fingerprint
from coursekit.sphinxext import guard

SECRET = "root:x:0:0"
RUN = "from pathlib import Path; Path('RAN').write_text('x')"
OUT = "../../../outside/secret"


def asking(**metadata) -> str:
    """Return a notebook whose metadata say how it is to be built."""
    found = notebook()
    found["metadata"] |= metadata
    found["cells"][1]["source"] = RUN
    return json.dumps(found)


def fetching() -> str:
    """Return a notebook that asks another host in its prose."""
    found = notebook()
    found["cells"][0]["source"] = ["# A\n", "```{csv-table} T\n", ":url: http://127.0.0.1:9/x\n", "```\n"]
    return json.dumps(found)


PAGES = {
    "forced.ipynb": (asking(mystnb={"execution_mode": "force"}), "says itself how it is to be built"),
    "inline.ipynb": (asking(mystnb={"execution_mode": "inline"}), "says itself how it is to be built"),
    "plugin.ipynb": (asking(mystnb={"render_plugin": "os"}), "says itself how it is to be built"),
    "settings.ipynb": (asking(myst={"enable_extensions": ["substitution"]}), "says itself how it is to be built"),
    "notebook.md": (
        f"---\nfile_format: mystnb\nkernelspec:\n  name: python3\nmystnb:\n  execution_mode: force\n---\n"
        f"# A\n\n```{{code-cell}}\n{RUN}\n```\n",
        "asks to be run",
    ),
    "jupytext.md": (
        "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n"
        f"kernelspec:\n  name: python3\n---\n# A\n\n```{{code-cell}}\n{RUN}\n```\n",
        "asks to be run",
    ),
    "download.md": (f"# A\n\n{{download}}`x <{OUT}.txt>`\n", "no file of the project"),
    "link.md": (f"# A\n\n[x]({OUT}.txt)\n", "no file of the project"),
    "included.md": (f"# A\n\n```{{include}} {OUT}.txt\n```\n", "no file of the project"),
    "literal.md": (f"# A\n\n```{{literalinclude}} {OUT}.txt\n```\n", "no file of the project"),
    "picture.md": (f"# A\n\n![x]({OUT}.png)\n", "no file of the project"),
    "figure.md": (f"# A\n\n```{{figure}} {OUT}.png\n```\n", "no file of the project"),
    "table.md": (f"# A\n\n```{{csv-table}} T\n:file: {OUT}.txt\n```\n", "no file of the project"),
    "raw.md": (f"# A\n\n```{{raw}} html\n:file: {OUT}.txt\n```\n", "no file of the project"),
    "rst.md": (f"# A\n\n```{{eval-rst}}\n.. include:: {OUT}.txt\n```\n", "no file of the project"),
    "fetched.md": ("# A\n\n```{raw} html\n:url: http://127.0.0.1:9/x\n```\n", "asks another host"),
    "fetched-table.md": ("# A\n\n> ```{csv-table} T\n> :url: http://127.0.0.1:9/x\n> ```\n", "asks another host"),
    "fetched-cell.ipynb": (fetching(), "asks another host"),
    "linked.md": ("# A\n\n![x](linked.png)\n", "no file of the project"),
}
CONFIGURATION = """
import sys
extensions = ["myst_nb"]
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence"]
exclude_patterns = ["_build"]
html_theme = "basic"
def setup(app):
    from coursekit.sphinxext import guard
    app.connect("source-read", guard.disarm)
    app.connect("env-updated", guard.check_files)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> SimpleNamespace:
    """All attacks, built; and the files from elsewhere that they reach for."""
    top = tmp_path_factory.mktemp("hostile")
    project, outside = top / "project", top / "outside"
    (project / "deep" / "er").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    (outside / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n" + SECRET.encode())
    (project / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    for name, (text, _) in PAGES.items():
        (project / "deep" / "er" / name).write_text(text, encoding="utf-8")
    (project / "deep" / "er" / "linked.png").symlink_to(outside / "secret.png")
    pages = "\n".join(f"deep/er/{name.partition('.')[0]}" for name in PAGES)
    (project / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{pages}\ngood\n```\n", encoding="utf-8")
    (project / "good.md").write_text("# Good\n\n{download}`x <good.txt>`\n", encoding="utf-8")
    (project / "good.txt").write_text("good", encoding="utf-8")
    before = Path.cwd()
    app = SphinxTestApp("html", srcdir=project, freshenv=True)
    try:
        app.build()
        return SimpleNamespace(top=top, project=project, said=re.sub(r"\x1b\[[\d;]*m", "", app.warning.getvalue()))
    finally:
        app.cleanup()
        os.chdir(before)


@pytest.mark.parametrize("name", PAGES)
def test_an_attack_is_a_warning(built: SimpleNamespace, name: str) -> None:
    lines = [line for line in built.said.splitlines() if f"deep/er/{name}" in line and "WARNING" in line]
    assert any(PAGES[name][1] in line for line in lines), "\n".join(lines) or built.said


def test_nothing_of_theirs_ran(built: SimpleNamespace) -> None:
    assert not list(built.top.rglob("RAN"))
    assert not Path("RAN").exists()


def test_what_is_in_order_is_no_warning(built: SimpleNamespace) -> None:
    assert "good" not in built.said


def test_the_course_is_built_with_this_guard() -> None:
    app = MagicMock()
    sphinxext.setup(app)
    connected = [call.args[:2] for call in app.connect.call_args_list]
    assert ("source-read", guard.disarm) in connected
    assert ("env-updated", guard.check_files) in connected


# The check says so before


ACTIVE = [
    "<script>alert(1)</script>",
    "<SCRIPT src=//hit.invalid/x.js></SCRIPT>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='https://hit.invalid'></iframe>",
    "<img src=x onerror=alert(1)>",
    "<div\nonclick = 'x()'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<meta http-equiv=refresh content='0;url=//hit.invalid'>",
    "<base href=//hit.invalid>",
    "<link rel=stylesheet href=//hit.invalid/x.css>",
    "<object data=x></object>",
    "<embed src=x>",
]


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml"])
@pytest.mark.parametrize("html", ACTIVE)
def test_an_output_that_runs_or_loads_is_a_fault(course: Path, html: str, kind: str) -> None:
    output = {"output_type": "display_data", "metadata": {}, "data": {kind: html}}
    in_notebook(lambda found: found.update(cells=[found["cells"][0], {**CELL, "outputs": [output]}]))(course)
    (fault,) = check_notebook(course / LESSON)
    assert "its output holds" in fault.reason


def test_a_notebook_that_says_how_it_is_built_is_a_fault(course: Path) -> None:
    in_notebook(lambda found: found["metadata"].update(mystnb={"execution_mode": "force"}))(course)
    (fault,) = check_notebook(course / LESSON)
    assert "only _config.yml does" in fault.reason


@pytest.mark.parametrize("name", ["data/extra.csv", "book/extra.md", "notebooks/02-extra.ipynb", "data/quizzes/x.yml"])
def test_a_link_out_of_the_project_is_refused(course: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    (course / name).symlink_to(tmp_path / "secret")
    assert name in [fault.file for fault in check_lessons(course) if fault.reason == "is a link to elsewhere"]
    with pytest.raises(CourseError, match="is a link to elsewhere"):
        fingerprint(course)
    if name.startswith("data/"):
        with pytest.raises(CourseError, match="is a link to elsewhere"):
            hand_out(course, "students", tmp_path / "out")
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "..\\secret.csv", "a/../../secret.csv"])
def test_a_table_stands_in_the_folder_of_the_data(course: Path, path: str) -> None:
    descriptor = course / "data" / "datapackage.json"
    found = json.loads(descriptor.read_text(encoding="utf-8"))
    found["resources"][0]["path"] = path
    descriptor.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(CourseError, match="leads out of the folder"):
        load(found["resources"][0]["name"], course)
