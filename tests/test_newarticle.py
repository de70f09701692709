"""Another article: a fresh folder is sound, and on a small made-up text checks, explorer, book and agreement work.

The text is an invented letter to an invented newspaper about the library of an invented town.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil

import pytest
import yaml

from coursekit.__main__ import main
from coursekit.data import descriptor, load
from coursekit.explore import explorer
from coursekit.faults import CourseError, Fault
from coursekit.newarticle import LESSON, new_article
from coursekit.newarticle.package import COLUMNS, packaged
from coursekit.publish import build

OURS = re.compile(r"20(?:18|26)|afghan|firstpost|taliban|moscow|russia|kabul|putin|washington", re.I)
PARAGRAPHS = [
    (0, "A closed door", "The headline asks whom a library serves that is closed.", 6),
    (1, "The short hours", "Since spring the library of Samplewick closes at noon. The librarian wants help.", 31),
    (2, "What should be done", "The council should open it on Sundays; then the hall will be full.", 24),
]
SOURCES = [
    ("minutes", "Minutes of the council", "Town of Samplewick", "2021-03-02", "https://example.org/minutes"),
    ("notice", "Notice on the door", "Library of Samplewick", "2021-06", "https://example.org/notice"),
]
WHY = ("medium", "One paper", "What the paper says of the hours.")
CLAIMS = [
    ("C001", 0, "A closed library serves nobody.", "evaluation", "headline, writer unknown", "none", "none", "no",
     "central", "false", "", "", *WHY, "", ""),
    ("C002", 1, "The hours were cut in spring.", "fact", "author", "none", "named_event", "yes",
     "central", "false", "contested", "supported", *WHY[:2], "Minutes found later say spring.", "minutes", "notice"),
    ("C003", 1, "The librarian wants help.", "attribution", "librarian", "none", "attributed", "part",
     "secondary", "false", "untraced", "untraced", *WHY, "notice", ""),
    ("C004", 2, "The council should open on Sundays.", "prescription", "author", "none", "none", "no",
     "central", "false", "", "", *WHY, "", ""),
    ("C005", 2, "On Sundays the hall will be full.", "prediction", "author", "boosted", "none", "yes",
     "central", "false", "not_due", "condition_not_met", *WHY, "minutes", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def fresh(root, tmp_path_factory):
    """A folder as the command writes it; not to be changed."""
    folder = tmp_path_factory.mktemp("desk") / "library-letter"
    assert main(["--root", str(root), "new-article", str(folder)]) == 0
    return folder


@pytest.fixture
def library(fresh, tmp_path):
    """The folder with the invented letter in its tables."""
    folder = shutil.copytree(fresh, tmp_path / "library-letter")
    path = folder / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    fields = {f["name"]: f for one in package["resources"] if one["name"] == "claims" for f in one["schema"]["fields"]}
    fields["speaker"]["constraints"]["enum"].append("librarian")
    fields["verdict_then"]["title"] = "Verdict then, on 3 May 2021"
    path.write_text(json.dumps(package, indent=2), encoding="utf-8")
    for name, rows in (("article_paragraphs", PARAGRAPHS), ("sources", SOURCES), ("claims", CLAIMS)):
        file = folder / "data" / f"{name}.csv"
        header = file.read_text(encoding="utf-8").split("\n")[0]
        with file.open("w", encoding="utf-8", newline="") as handle:
            handle.write(f"{header}\n")
            csv.writer(handle, lineterminator="\n").writerows(rows)
    return folder


def digests(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)}


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


# --- As it is written ----------------------------------------------------------------------------------------


def test_a_fresh_folder_is_sound_and_says_what_to_do(fresh, capsys):
    before = digests(fresh)
    assert main(["--root", str(fresh), "check"]) == 0, capsys.readouterr().out
    assert digests(fresh) == before
    assert len(load("claims", fresh)) == len(load("sources", fresh)) == 0
    readme = (fresh / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Library letter\n")
    assert re.findall(r"^(\d+)\. ", readme, re.M) == [str(number) for number in range(1, 11)]
    for named in re.findall(r"`((?:data|book|notebooks)/[\w./-]+|\w+\.yml)`", readme):
        assert (fresh / named).exists(), named
    assert not list(fresh.parent.glob(".*"))


def test_nothing_of_the_courses_own_article_is_in_it(fresh):
    for path in files(fresh):
        found = OURS.search(path.read_text(encoding="utf-8"))
        assert not found, (path, found)
    assert "{title}" not in "".join(path.read_text(encoding="utf-8") for path in files(fresh / "book"))


def test_its_columns_are_described_as_those_of_the_course(root, fresh):
    ours = {one["name"]: one["schema"] for one in descriptor(root)["resources"]}
    theirs = {one["name"]: one["schema"] for one in descriptor(fresh)["resources"]}
    assert list(theirs) == ["sources", "claims", "article_paragraphs"]
    for name, schema in theirs.items():
        assert {k: v for k, v in schema.items() if k != "fields"} == {
            k: v for k, v in ours[name].items() if k != "fields"
        }
        for mine, its in zip(ours[name]["fields"], schema["fields"], strict=True):
            if (name, mine["name"]) not in COLUMNS:
                constraints = {
                    k: v
                    for k, v in mine.get("constraints", {}).items()
                    if (mine["name"], k) != ("paragraph", "maximum")
                }
                assert its == mine | ({"constraints": constraints} if constraints else {})


def test_a_table_that_comes_along_needs_words_of_its_own(root):
    course = json.loads(json.dumps(descriptor(root)))
    claims = next(one for one in course["resources"] if one["name"] == "claims")
    claims["schema"]["foreignKeys"].append({"fields": "speaker", "reference": {"resource": "actors", "fields": "name"}})
    with pytest.raises(CourseError, match="'actors': no table to take over -> "):
        packaged(course, "a", "A")
    course["resources"].remove(claims)
    with pytest.raises(CourseError, match="'claims': no table to take over -> "):
        packaged(course, "a", "A")


def test_the_codebook_explains_every_code_and_no_other(fresh):
    text = (fresh / "book" / "codebook.md").read_text(encoding="utf-8")
    explained = {}
    for heading, section in re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", text, re.M | re.S):
        for column in heading.split(" and "):
            explained[column] = re.findall(r"^\| `(\w+)` \|", section, re.M)
    fields = {
        f["name"]: f
        for one in descriptor(fresh)["resources"]
        if one["name"] == "claims"
        for f in one["schema"]["fields"]
    }
    coded = {name: f["constraints"]["enum"] for name, f in fields.items() if "enum" in f.get("constraints", {})}
    assert set(coded) | {"implied"} == set(explained)
    for column, codes in coded.items():
        if column.startswith("verdict"):
            assert set(codes) <= set(explained[column]) <= set(coded["verdict_then"]) | set(coded["verdict_now"])
        elif column != "speaker":
            assert sorted(codes) == sorted(explained[column]), column


def test_the_book_is_configured_as_that_of_the_course_less_what_that_says_of_itself(
    root, project_copy, tmp_path, monkeypatch
):
    path = project_copy / "_config.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    found["launch_buttons"] = {"binderhub_url": "https://hub.example.org"}
    found["html"]["baseurl"] = "https://book.example.org/"
    found["repository"] = {"url": "https://code.example.org/ours"}
    path.write_text(yaml.safe_dump(found), encoding="utf-8")
    monkeypatch.setattr("coursekit.newarticle.refresh", lambda notebooks: None)
    text = (new_article(tmp_path / "letter", project_copy) / "_config.yml").read_text(encoding="utf-8")
    assert "example.org" not in text and "course team" not in text
    assert yaml.safe_load(text)["sphinx"] == found["sphinx"]


# --- What is refused -----------------------------------------------------------------------------------------


def test_nothing_is_overwritten(root, tmp_path, capsys):
    folder = tmp_path / "letter"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    before = digests(tmp_path)
    for target in (folder, folder / "mine.txt"):
        assert main(["--root", str(root), "new-article", str(target)]) == 1
        assert "holds something already -> name a new folder" in capsys.readouterr().err
    assert digests(tmp_path) == before and [path.name for path in tmp_path.iterdir()] == ["letter"]


def test_a_folder_within_a_course_or_without_a_name_is_refused(root, project_copy, tmp_path):
    with pytest.raises(CourseError, match=r"lies within the course project.* -> name a folder beside it: .*library$"):
        new_article(project_copy / "notebooks" / "library", root)
    with pytest.raises(CourseError, match="no name for a course -> "):
        new_article(tmp_path / "..." / "---", root)
    assert not (tmp_path / "...").exists()


@pytest.mark.parametrize("error", [CourseError(Fault("x", reason="broken")), KeyboardInterrupt()])
def test_what_fails_leaves_nothing(root, tmp_path, monkeypatch, error):
    def fail(notebooks):
        raise error

    monkeypatch.setattr("coursekit.newarticle.refresh", fail)
    (tmp_path / "letter").mkdir()
    with pytest.raises(type(error)):
        new_article(tmp_path / "letter", root)
    assert list(tmp_path.iterdir()) == [tmp_path / "letter"] and not any((tmp_path / "letter").iterdir())


# --- With a text ---------------------------------------------------------------------------------------------


def test_the_made_up_text_passes_all_checks(library, capsys):
    assert main(["--root", str(library), "check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("data/claims.csv", "C003,1,", "C003,7,", "claims.csv:4: paragraph: '7': no such paragraph in the table"),
        ("data/claims.csv", "C002,1", "C001,1", "claims.csv:3: claim_id: 'C001': the same as in line 2"),
        ("data/claims.csv", ",librarian,", ",baker,", "claims.csv:4: speaker: 'baker': not one of the allowed words"),
        ("data/claims.csv", "minutes,notice", "minutes,", "a contested claim without a source for each side"),
        ("data/sources.csv", "2021-03-02", "2021-03-32", "sources.csv:2: date: '2021-03-32'"),
        (f"data/quizzes/{LESSON}.yml", '["paragraph:1"]', '["claims:C099"]', "'claims:C099': no such key in claims"),
        ("book/index.md", "We read one text", "Of 47 people 12 read", "index.md:5: '47': a number without a cell"),
        ("words.yml", "[]", "[{id: a, kind: word, pattern: close, use: b, why: c}]", "'close': c (rule a)"),
        ("_toc.yml", f"file: notebooks/{LESSON}", "file: book/lost", "this lesson is not in the contents"),
    ],
)
def test_a_planted_fault_is_found(library, capsys, file, old, new, fault):
    path = library / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["--root", str(library), "check"]) == 1
    assert fault in capsys.readouterr().out


def test_the_explorer_shows_its_claims_and_its_day(library):
    page = explorer(library, "claims")
    for row in CLAIMS:
        assert page.count(f'data-claim="{row[0]}"') == 1 and row[2] in page
    assert "</span>, for 3 May 2021</span>" in page and "5 claims" in page
    assert '<div data-course="library-letter">' in page and '<option value="librarian">' in page
    assert not OURS.search(page)


def test_two_coders_of_it_are_compared(library, tmp_path, capsys):
    for name, kinds in (
        ("ada", "evaluation fact attribution prescription"),
        ("ben", "evaluation fact fact prescription"),
    ):
        rows = [f"C00{number},{kind},librarian" for number, kind in enumerate(kinds.split(), 1)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["claim_id,type,speaker", *rows]) + "\n")
    pair = [str(tmp_path / "ada.csv"), str(tmp_path / "ben.csv")]
    assert main(["--root", str(library), "agreement", *pair]) == 0
    shown = capsys.readouterr().out
    assert "kappa 0.67" in shown and "C003: attribution / fact" in shown and "the code librarian" in shown


@pytest.mark.long
def test_its_book_is_built_without_a_warning(library, capsys):
    book = build(library)
    assert "WARNING" not in capsys.readouterr().out
    page = (book / "book" / "explore" / "claims.html").read_text(encoding="utf-8")
    assert "A closed library serves nobody." in page and "explorer.js" in page
    lesson = (book / "notebooks" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert '<div class="quiz"' in lesson and '<figure class="chart"' in lesson
    assert "Contested" in (book / "book" / "tables" / "claims.html").read_text(encoding="utf-8").title()
    for path in book.rglob("*.html"):
        assert not re.search(r"5 November|Afghan", path.read_text(encoding="utf-8")), path
