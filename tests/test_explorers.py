"""Explorers: every row once, linked, complete without a script, and nothing told before its time."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser

import pytest
from data_support import plant

from coursekit.data import load
from coursekit.explore import EXPLORERS, explorer
from coursekit.faults import CourseError
from coursekit.references import targets
from coursekit.rows import PUBLISHED
from coursekit.views import is_after

TABLES = {"timeline": "events", "claims": "claims", "network": "relations"}
HOSTILE = '"><script>alert(1)</script>{0}{claim_id}'
VOID = {"path", "circle", "input", "br"}


class Parsed(HTMLParser):
    """What stands in an explorer: entries, what is folded, choices of the filter, and the drawing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.stack, self.entries, self.ties, self.options = html, [], [], [], {}
        self.open_text, self.folded_text, self.attributes, self.select = "", "", [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.stack.append((tag, found))
        if tag == "li" and found.get("class") == "entry":
            later = any("explorer-later" in a.get("class", "") for t, a in self.stack if t == "details")
            self.entries.append({**found, "later": later, "text": "", "references": []})
        if "data-reference" in found and self.within("h3"):
            self.entries[-1]["references"].append(found["data-reference"])
        if tag == "g" and "tie" in found.get("class", "").split():
            self.ties.append(found)
        if tag == "path" and self.within("g"):
            self.ties[-1]["dashes"] = found.get("stroke-dasharray", "")
        if tag == "select":
            self.select = found.get("name", "judge")
            self.options[self.select] = []
        if tag == "option":
            self.options[self.select].append(found["value"])

    def within(self, tag):
        return any(one == tag for one, _ in self.stack)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop()[0] == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if self.within("details"):
            self.folded_text += f"{data}\n"
        else:
            self.open_text += f"{data}\n"
        if any(t == "li" and found.get("class") == "entry" for t, found in self.stack):
            self.entries[-1]["text"] += data


@pytest.fixture(scope="module")
def found(root):
    return {name: Parsed(explorer(root, name)) for name in EXPLORERS}


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_row_is_there_once_and_leads_to_its_own_place(found, root, name):
    table = load(TABLES[name], root)
    references = [reference for entry in found[name].entries for reference in entry["references"]]
    assert Counter(references) == Counter(f"{TABLES[name]}:{key}" for key in table.iloc[:, 0])
    assert not found[name].stack
    known = targets(root)
    led = re.findall(r'data-reference="([^"]*)"', found[name].html)
    assert {reference for reference in led if "#" not in known.get(reference, "")} == set()


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_choice_finds_an_entry_and_every_value_can_be_chosen(found, name):
    for control, options in found[name].options.items():
        if control in ("judge", "then", "now"):
            continue
        of = "year" if control in ("from", "to") else control
        values = {value for entry in found[name].entries for value in entry[f"data-{of}"].split()}
        assert options[0] == ""
        assert set(options[1:]) == values
        assert len(options) == len(set(options))


@pytest.mark.parametrize("name", EXPLORERS)
def test_no_key_of_an_actor_or_event_is_shown(found, root, name):
    shown = found[name].open_text + found[name].folded_text
    shown += "\n".join(value for _, attribute, value in found[name].attributes if attribute != "data-reference")
    keys = [key for key in load("actors", root)["actor_id"] if "_" in key] + list(load("events", root)["event_id"])
    assert len(keys) > 150
    assert [key for key in keys if re.search(rf"\b{re.escape(key)}\b", shown)] == []


@pytest.mark.parametrize("name", EXPLORERS)
def test_nothing_but_markup_stands_in_the_page(found, name):
    for tag, attribute, _ in found[name].attributes:
        assert tag not in ("script", "style")
        assert attribute != "style"
        assert not attribute.startswith("on")
    assert "<details open" not in found[name].html
    form = next(a for t, a, _ in found[name].attributes if t == "form" and a == "hidden")
    assert form, "without a script the filter would be a dead control"


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_page_stays_light(found, root, name):
    static = [root / "coursekit" / "static" / f"explorer.{kind}" for kind in ("js", "css")]
    own = found[name].html + "".join(path.read_text(encoding="utf-8") for path in static)
    assert len(gzip.compress(own.encode(), 9)) < 35_000


def test_a_verdict_stands_in_a_closed_fold_and_nowhere_else(found, root):
    page, table = found["claims"], load("claims", root)
    for column in ("verdict_reason", "confidence_reason"):
        for text in table[column].dropna():
            assert text in page.folded_text
            assert text not in page.open_text
    for words in ("Verdict then, on", "Verdict now, on", "Checkable:", "Weight"):
        assert words not in page.open_text
    for entry in page.entries:
        told = {name for name in entry if name.startswith("data-")}
        assert told == {"data-paragraph", "data-type", "data-speaker", "data-checkable"}, "the filter would tell it"
    folds = [a for t, a in re.findall(r"<(details)([^>]*)>", page.html)]
    assert len(folds) == len(table)
    given = Counter(re.search(r'data-then="([^"]*)"', fold)[1] for fold in folds)
    assert given["not-checkable"] == table["verdict_then"].isna().sum() > 0


def test_the_reader_judges_by_the_scale_of_the_codebook(found, root):
    scale = load("claims", root)["verdict_then"].cat.categories
    options = found["claims"].options["judge"]
    assert options[0] == "" and options[-1] == "not-checkable"
    assert {option.replace("-", "_") for option in options[1:-1]} == set(scale)


def test_what_the_reader_is_led_to_is_called_so(found, root):
    table = load("claims", root)
    implied = set(table.loc[table["implied"], "claim_id"])
    assert implied
    called = {e["references"][0].partition(":")[2] for e in found["claims"].entries if "Implied" in e["text"]}
    assert called == implied


def test_later_events_are_folded_and_what_came_of_them_is_left_to_their_rows(found, root):
    page, table = found["timeline"], load("events", root).set_index("event_id")
    for entry in page.entries:
        row = table.loc[entry["references"][0].partition(":")[2]]
        later = str(row["date"].date()) > PUBLISHED
        assert entry["later"] == later
        assert (row["outcome"] in entry["text"]) is not later
        if later:
            assert not re.search("Participant|Concerned", entry["text"]) and row["title"] not in page.open_text
    days = [re.search(r'<time datetime="([^"]*)"', text)[1] for text in page.html.split('<li class="entry"')[1:]]
    assert days == sorted(days)
    line = page.html.index('<p class="explorer-day">')
    assert page.html.index('class="explorer-group explorer-later"') > line > page.html.index("explorer-list")


def test_dates_are_as_exact_as_they_are_known(found, root):
    table = load("events", root).set_index("event_id")
    text = {e["references"][0].partition(":")[2]: e["text"] for e in found["timeline"].entries}
    for key, row in table.iterrows():
        month = row["date"].strftime("%B %Y")
        words = {"day": f"{row['date'].day} {month}", "month": month, "year": f"{row['date'].year}"}
        assert text[key].startswith(f"{words[row['date_precision']]}: ")


def later_ties(table, root):
    """Ties of later years, and those of 2018 that a source of a later day tells."""
    sources = load("sources", root)
    known = dict(zip(sources["source_id"], sources["date"].fillna("").astype(str), strict=True))
    after = table["source_id"].map(lambda key: is_after(known.get(key, ""))).astype(bool)
    return ((table["year"] > 2018) | ((table["year"] == 2018) & after)).astype(bool)


def test_a_charge_is_dashed_and_a_reported_fact_is_a_whole_line(found, root):
    table = load("relations", root)
    drawn = table[~later_ties(table, root)]
    ties = found["network"].ties
    assert Counter(tie["data-basis"] for tie in ties) == Counter(drawn["basis"].str.replace("_", "-"))
    dashes = {}
    for tie in ties:
        assert f"tie-{tie['data-basis']}" in tie["class"].split()
        dashes.setdefault(tie["data-basis"], set()).add(tie["dashes"])
    assert dashes.pop("reported-fact") == {""}
    assert all(len(kinds) == 1 and "" not in kinds for kinds in dashes.values())
    assert len(set.union(*dashes.values())) == len(dashes), "two kinds of tie are drawn alike"


def test_a_charge_stands_apart_with_what_is_said_about_it(found, root):
    page, table = found["network"], load("relations", root).set_index("relation_id")
    later = later_ties(table.reset_index(), root).set_axis(table.index)
    assert later.any()
    for entry in page.entries:
        row = table.loc[entry["references"][0].partition(":")[2]]
        assert entry["data-basis"] == row["basis"].replace("_", "-")
        assert entry["later"] == later[row.name]
        assert (row["note"] in entry["text"]) is not entry["later"]
        assert ("a charge that the article" in entry["text"]) == (row["basis"] == "article_allegation")
    groups = re.findall(r'<section class="explorer-group"><h2>(.*?)</h2>(.*?)</section>', page.html, re.DOTALL)
    assert [len(set(re.findall(r'data-basis="([^"]*)"', group))) for _, group in groups] == [1] * 4
    assert groups[0][0] == "Reported as a fact"


def test_the_drawing_is_told_in_words_with_each_basis_counted_apart(found, root):
    table = load("relations", root)
    counts = table[~later_ties(table, root)]["basis"].value_counts()
    told = next(v for t, a, v in found["network"].attributes if t == "svg" and a == "aria-label")
    assert f"reported as a fact {counts['reported_fact']};" in told
    assert f"a charge that the article makes or passes on {counts['article_allegation']};" in told
    assert "Russian Federation" in told


@pytest.mark.parametrize("name", EXPLORERS)
def test_the_page_is_the_same_on_every_machine(root, found, name):
    code = (
        f"from pathlib import Path; from coursekit.explore import explorer; print(explorer(Path(r'{root}'), '{name}'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kabul", "PYTHONUTF8": "1"}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment, cwd=root)
    assert there.stdout.decode().replace("\r\n", "\n").strip() == found[name].html


@pytest.mark.parametrize("table", ["actors", "claims", "events", "event_actors", "relations", "sources"])
def test_every_cell_stays_text(project_copy, root, table):
    for column in load(table, root).columns:
        if not (table == "event_actors" and column == "event_id"):
            plant(project_copy, table, 1, **{column: HOSTILE})
    for name in EXPLORERS:
        Parsed(html := explorer(project_copy, name))
        assert "<script" not in html


@pytest.mark.parametrize("table", ["claims", "events", "relations"])
def test_empty_cells_are_left_out(project_copy, root, table):
    for column in list(load(table, root).columns)[1:]:
        plant(project_copy, table, 1, **{column: ""})
    for name in EXPLORERS:
        assert "<dd></dd>" not in explorer(project_copy, name)


def test_an_explorer_that_does_not_exist_is_named(root):
    with pytest.raises(CourseError, match=r"maps.*no such explorer.*timeline, claims, network"):
        explorer(root, "maps")


def test_the_day_of_the_verdict_is_that_of_the_columns_title(project_copy):
    def words():
        return re.search(r"Your verdict on <span[^>]*></span>, for ([^<]*)<", explorer(project_copy, "claims"))[1]

    assert words() == "5 November 2018"
    package = project_copy / "data" / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    package.write_text(
        text.replace("Verdict then, on 5 November 2018", "Verdict then, on 1 May 1900"), encoding="utf-8"
    )
    assert words() == "1 May 1900"
    package.write_text(text.replace("Verdict then, on 5 November 2018", "Verdict then"), encoding="utf-8")
    assert words() == "the day of publication"


def test_an_explorer_says_which_course_it_belongs_to(root):
    assert explorer(root, "claims").startswith('<div data-course="reading-the-afghan-peace-process">')
