"""Where lessons can be run: buttons that `_config.yml` switches on, and the cell that fetches the course."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from browser_support import BOOK, LESSONS
from sphinx.errors import ConfigError
from sphinx_book_theme.header_buttons import update_context_with_repository_info
from sphinx_book_theme.header_buttons.launch import add_launch_buttons

from coursekit import places
from coursekit.__main__ import main
from coursekit.faults import CourseError
from coursekit.sphinxext import launch

PAGE = "notebooks/01-a"
ON = {
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
    "jupyterhub_url": "https://hub.example.edu",
}


def buttons(root: Path, address: str = "", lite: str = "", page: str = f"{PAGE}.ipynb", **urls: str) -> dict[str, str]:
    """Return the buttons of a page by their words, as Jupyter Book, the theme and the course make them in turn."""
    from jupyter_book.config import yaml_to_sphinx

    raw = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    raw["repository"]["url"] = address
    raw["launch_buttons"] |= urls
    options = yaml_to_sphinx(raw)[0]["html_theme_options"]
    config = SimpleNamespace(html_theme_options=options, html_context={}, course_lite=lite)
    launch.check(None, config)  # type: ignore[arg-type]
    name, _, ending = page.rpartition(".")
    env = SimpleNamespace(doc2path=lambda _: page, metadata={name: {}})
    app = SimpleNamespace(config=Config(config), env=env, builder=SimpleNamespace(theme_options=options))
    update_context_with_repository_info(app)
    context = {
        **config.html_context,
        "pagename": name,
        "page_source_suffix": f".{ending}",
        "sourcename": page,
        "header_buttons": [],
        "pathto": lambda path, _: "../" * name.count("/") + path,
    }
    add_launch_buttons(app, name, "", context, None)
    launch.finish_page(app, name, "", context, None)  # type: ignore[arg-type]
    groups = context["header_buttons"]
    assert len(groups) <= 1
    return {button["text"]: button["url"] for group in groups for button in group["buttons"]}


class Config:
    """The configuration as the theme asks for it: by attribute and by key."""

    def __init__(self, values: SimpleNamespace) -> None:
        self.__dict__.update(values.__dict__)

    def __getitem__(self, name: str) -> object:
        return self.__dict__[name]


def test_the_course_as_it_is_has_no_button(root):
    raw = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    address, branch = raw["repository"]["url"], raw["repository"]["branch"]
    if not address:
        assert buttons(root) == {}
        for lesson in LESSONS:
            assert "launch-buttons" not in (BOOK / "notebooks" / f"{lesson}.html").read_text(encoding="utf-8")
    assert branch


def test_with_an_address_there_is_a_button_for_each_place(root):
    assert buttons(root, "https://github.com/someone/some-course", **ON) == {
        "Binder": f"https://mybinder.org/v2/gh/someone/some-course/main?urlpath=lab/tree/{PAGE}.ipynb",
        "JupyterHub": "https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A//github.com/someone/some-course"
        f"&urlpath=lab/tree/some-course/{PAGE}.ipynb&branch=main",
        "Colab": f"https://colab.research.google.com/github/someone/some-course/blob/colab/{PAGE}.ipynb",
    }


def test_an_address_alone_or_a_page_without_code_has_none(root):
    assert buttons(root, "https://github.com/someone/some-course") == {}
    assert buttons(root, "https://github.com/someone/some-course", page="book/b.md", lite="lite", **ON) == {}


def test_a_book_with_a_browser_site_leads_to_it_with_no_address_at_all(root):
    assert buttons(root, lite="lite") == {"In this browser": f"../lite/lab/index.html?path={PAGE}.ipynb"}
    all_of_them = buttons(root, "https://github.com/someone/some-course", lite="lite", **ON)
    assert list(all_of_them) == ["Binder", "JupyterHub", "Colab", "In this browser"]


@pytest.mark.parametrize(
    ("address", "urls", "said"),
    [
        ("", {"colab_url": ON["colab_url"]}, "colab_url: a button for Colab needs the address of the repository"),
        ("github.com/a/b", {}, "write it as https://github.com/NAME/REPOSITORY"),
        ("https://github.com/a", {}, "write it as https://github.com/NAME/REPOSITORY"),
        ("https://github.com/a/b", {"jupyterhub_url": "javascript:alert(1)"}, "jupyterhub_url: 'javascript:"),
    ],
)
def test_a_button_that_could_lead_nowhere_is_refused_in_words(root, address, urls, said):
    with pytest.raises(ConfigError, match=said):
        buttons(root, address, **urls)


def with_address(project: Path, address: str, branch: str = "main") -> None:
    config = project / "_config.yml"
    raw = yaml.safe_load(config.read_text(encoding="utf-8"))
    raw["repository"] = {"url": address, "branch": branch}
    config.write_text(yaml.safe_dump(raw), encoding="utf-8")


def test_copies_for_colab_are_the_lessons_and_one_cell(project_copy, tmp_path, capsys):
    with_address(project_copy, "https://github.com/someone/some-course/")
    name = LESSONS[0]
    assert main(["--root", str(project_copy), "notebooks", "--for", "colab", str(tmp_path / "out"), name]) == 0
    copy = json.loads((tmp_path / "out" / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    lesson = json.loads((project_copy / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    added = [cell for cell in copy["cells"] if cell["id"] == places.CELL_ID]
    assert [cell for cell in copy["cells"] if cell not in added] == lesson["cells"]
    assert len(added) == 1
    assert next(cell for cell in copy["cells"] if cell["cell_type"] == "code") == added[0]
    source = "".join(added[0]["source"])
    assert '"https://github.com/someone/some-course"' in source
    assert '"--branch=main"' in source
    assert not (tmp_path / "out" / "data" / "assessments").exists()


@pytest.mark.parametrize(
    ("address", "branch", "said"),
    [
        ("", "main", "no address, so there is nothing to fetch"),
        ('https://github.com/a/b"], x := 1, ["', "main", "no address of a repository"),
        ("https://github.com/a/b", "--upload-pack=x", "no address of a repository"),
        ("file:///etc", "main", "no address of a repository"),
    ],
)
def test_no_cell_is_made_of_an_address_that_is_none(project_copy, tmp_path, address, branch, said):
    with_address(project_copy, address, branch)
    with pytest.raises(CourseError, match=said):
        places.set_up(project_copy, "colab")
    assert main(["--root", str(project_copy), "notebooks", "--for", "colab", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


RUN = """
import json, os, subprocess, sys
calls = []
def run(command, check):
    calls.append(command)
    if command[0] == "git":
        for name in ("notebooks", "data"):
            os.makedirs(f"{command[-1]}/{name}")
        open(f"{command[-1]}/data/datapackage.json", "w").close()
subprocess.run = run
exec(sys.argv[1])
exec(sys.argv[1])  # a second time, as readers do
os.chdir(sys.argv[2])
exec(sys.argv[1])  # and after the kernel was started again, which begins in the first folder
print(json.dumps([calls, os.path.relpath(os.getcwd(), sys.argv[2])]))
"""


@pytest.mark.parametrize("home", [True, False])
def test_the_cell_fetches_the_course_where_there_is_none_and_else_does_nothing(project_copy, tmp_path, home):
    with_address(project_copy, "https://github.com/someone/some-course")
    start = project_copy / "notebooks" if home else tmp_path / "elsewhere"
    start.mkdir(exist_ok=True)
    source = places.set_up(project_copy, "colab")["source"]
    done = subprocess.run(
        [sys.executable, "-c", RUN, source, str(start)], cwd=start, capture_output=True, text=True, check=True
    )
    calls, now = json.loads(done.stdout.splitlines()[-1])
    if home:
        assert (calls, now) == ([], ".")
        return
    assert now == "course/notebooks"
    assert len(calls) == 2
    assert calls[0][:2] == ["git", "clone"] and calls[0][-2:] == ["https://github.com/someone/some-course", "course"]
    assert calls[1][1:4] == ["-m", "pip", "install"] and calls[1][-1] == "./course[lessons]"


def test_what_a_place_installs_is_what_lessons_import(root):
    """The extra `lessons` names every package that a lesson's kernel loads and Python or Jupyter do not bring."""
    import tomllib

    named = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    packages = {one.split(">=")[0].lower().replace("-", "_") for one in named["lessons"]}
    modules = {"markdown_it_py": "markdown_it", "pyyaml": "yaml"}
    known = {modules.get(name, name) for name in packages} | {"coursekit", "traitlets", "IPython", "pydantic_core"}
    code = "import sys, coursekit.charts, coursekit.data, coursekit.quiz as q; q.Quiz; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root).stdout
    files = [path for path in (root / "coursekit").rglob("*.py") if module_name(path, root) in loaded.split()]
    assert len(files) > 20
    missing = {
        word
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if (parts := line.split()) and len(parts) > 1 and parts[0] in ("import", "from")
        for word in [parts[1].split(".")[0]]
        if word not in sys.stdlib_module_names and word not in known
    }
    assert not missing


def module_name(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def test_on_colab_a_chart_is_html(monkeypatch):
    import altair as alt
    import pandas as pd

    from coursekit.charts import MIME_TYPE, figure

    bars = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    chart = figure(bars, name="a", caption="What.", alt_text="One bar.")
    assert set(chart._repr_mimebundle_()) == {MIME_TYPE, "text/plain"}
    monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace())
    shown = chart._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"} and "vegaEmbed" in shown["text/html"]
    assert alt.renderers.active == "default", "what others have chosen stays"


def test_the_image_is_made_of_the_projects_own_pins(root):
    """What repo2docker reads: it takes `-r` as a hint to copy all files first, and runs postBuild at the end."""
    lines = (root / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert "-r ../requirements.txt" in lines
    trial = (root / "deploy" / "hub" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    fetches = [line for line in lines if line.startswith("nbgitpuller==")]
    assert fetches and fetches[0] in trial, "the hub that was measured has another version"
    version = (root / "binder" / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    needed = (
        (root / "pyproject.toml").read_text(encoding="utf-8").partition('requires-python = ">=')[2].partition('"')[0]
    )
    assert tuple(map(int, version.split("."))) >= tuple(map(int, needed.split(".")))
    build = root / "binder" / "postBuild"
    assert build.stat().st_mode & 0o100
    assert "--editable" not in build.read_text(encoding="utf-8"), "a student's files lie over the folder on a hub"
