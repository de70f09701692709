"""Words and names: each rule finds what it is for, and leaves alone what is right, quoted or a name."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from coursekit.faults import CourseError
from coursekit.prose import passages
from coursekit.words import CHART, RULES, Rulebook, Text, check_text, check_words, load_rules

WRONG = [
    ("hibatullah", "Haibatullah spoke."),
    ("baradar", "Mullah Baradar was freed."),
    ("baradar", "Abdul Ghani Brothers was freed."),
    ("mansour", "Akhtar Mansoor was killed."),
    ("stanikzai", "Abbas Stanekzai led them."),
    ("muttaqi", "Amir Khan Motaqi came."),
    ("sirajuddin-haqqani", "Siraj Haqqani came."),
    ("hakim-haqqani", "Abdul Hakim Ishaqzai came."),
    ("ghani", "Ashraf Ghani Ahmadzai spoke."),
    ("abdullah", "Dr Abdullah spoke."),
    ("karzai", "Hamid Karzay spoke."),
    ("atmar", "Haneef Atmar spoke."),
    ("mohib", "Hamdollah Mohib spoke."),
    ("rabbani", "Borhanuddin Rabbani spoke."),
    ("din-mohammad", "Hajji Deen Mohammad spoke."),
    ("sarabi", "Habiba Surabi spoke."),
    ("koofi", "Fawzia Kofi spoke."),
    ("noor", "Ata Mohammad Noor came."),
    ("noor", "Atta Muhammad Noor came."),
    ("raziq", "General Razik came."),
    ("hekmatyar", "Hikmatyar came."),
    ("najibullah", "Najib stayed."),
    ("khalilzad", "Zalmay Khalizad came."),
    ("kabulov", "Qabulov came."),
    ("lavrov", "Sergei Lavrov came."),
    ("qureshi", "Shah Mehmood Qureshi came."),
    ("bajwa", "Qamar Jawed Bajwa came."),
    ("asia-bibi", "Aasia Bibi was acquitted."),
    ("mazar", "In Mazar-i-Sharif."),
    ("lashkar-gah", "In Lashkargah."),
    ("provinces", "In Bamiyan."),
    ("turkey", "Envoys from Türkiye came."),
    ("is-k", "Fighters of ISIS-K came."),
    ("is-k", "Fighters of Daesh came."),
    ("al-qaeda", "Leaders of al-Qaeda came."),
    ("al-qaeda", "Leaders of Al-Qaida came."),
    ("ttp", "The Tehrik-e-Taliban Pakistan came."),
    ("tlp", "The Tehrik-e-Labbaik came."),
    ("haqqani-network", "The Haqqani network came."),
    ("lashkar-e-taiba", "The Lashkar-e-Tayyiba came."),
    ("etim", "The East Turkistan Islamic Movement came."),
    ("hezb", "The Hizb-i Islami came."),
    ("jamiat", "The Jamiat-i Islami came."),
    ("high-peace-council", "The HPC came."),
    ("loya-jirga", "A loya jirga met."),
    ("ulema", "The ulama met."),
    ("moscow-format", "The Moscow Process grew."),
    ("moscow-format", "The Moscow format grew."),
    ("political-office", "The Doha office sent five men."),
    ("taliban-spelling", "The Talibans came."),
    ("taliban-plural", "The Taliban was ready."),
    ("terrorist", "Terrorists came."),
    ("terrorist", "A terrorist group came."),
    ("terrorism", "They fought terrorism together."),
    ("militant", "Militants came."),
    ("militant", "Cross-border militancy grew."),
    ("regime", "The regime sent envoys."),
    ("puppet", "The puppet sent envoys."),
    ("proxy", "Their proxies came."),
    ("liberation", "After the liberation of the city."),
    ("fall", "After the fall of Kabul."),
    ("fall", "The city fell to the Taliban."),
    ("victory", "After their victory."),
    ("victory", "They were defeated."),
    ("flee", "The president had hastily fled."),
    ("flee", "Ghani fled."),
    ("collapse", "The government collapsed."),
    ("warlord", "A warlord came."),
    ("invasion", "After the invasion of 1979."),
    ("occupation", "Under Soviet occupation."),
    ("retreat", "The retreat of 1989."),
    ("retreat", "After the pull-out."),
    ("haven", "The sanctuary across the border."),
    ("admit", "Moscow admitted the contacts."),
    ("expose", "The report exposes the aim."),
    ("insist", "Kabul insisted on it."),
    ("claim-verb", "Pakistan claims that it lost much."),
    ("claim-verb", "The ministry claimed to know."),
    ("duplicity", "The epicentre of it."),
    ("spoiler", "A spoiler came."),
    ("so-called", "The so-called border."),
    ("people-not-water", "A wave of refugees came."),
    ("women-and-children", "Many women and children."),
    ("peacemaker", "Russia as a peacemaker."),
    ("kabul-administration", "The Kabul administration said no."),
    ("afghani", "Afghanis came."),
    ("verdict-word", "The claim is false."),
    ("verdict-word", "The claim was debunked."),
    ("percent", "It rose by 5%."),
    ("percent", "It rose by 5 per cent."),
    ("american-date", "On November 9, 2018 they met."),
    ("british-spelling", "The defense ministry."),
    ("british-spelling", "We analyze it."),
]


@cache
def rulebook() -> Rulebook:
    return load_rules()


def rules_broken(text: str, reported: bool = False) -> list[str]:
    book = rulebook()
    kinds = ["name"] if reported else ["name", "word"]
    return [
        fault.reason.rpartition("(rule ")[2].rstrip(")")
        for passage in passages(text)
        for kind in kinds
        for fault in check_text(Text("book/a.md", passage.line, "", passage.text), passage.text, book, kind)
    ]


@pytest.mark.parametrize(("rule", "text"), WRONG)
def test_rule_finds(rule: str, text: str) -> None:
    assert rules_broken(text) == [rule]


def test_every_rule_has_an_example() -> None:
    assert {rule.id for rule in rulebook().rules} == {rule for rule, _ in WRONG}


@pytest.mark.parametrize(
    "text",
    [
        "The Taliban are ready; the return of the Taliban was expected.",
        "Masoom Stanekzai led the team.",
        "Atta Mohammad Noor governed Balkh from Mazar-e Sharif.",
        "Kofi Annan spoke; Abdullah Abdullah spoke; Abdul Ghani Baradar spoke.",
        "Al-Qaeda, IS-K, the Haqqani Network, Lashkar-e-Taiba, Tehrik-e Taliban Pakistan (TTP).",
        "Tehreek-e-Labbaik Pakistan (TLP), Hezb-i-Islami, Jamiat-e Islami, the Ulema and a Loya Jirga.",
        "The Republic of Türkiye, or Turkey.",
        "The press name is Moscow Process; the official one is Moscow Format.",
        "The Taliban political office in Doha; the UN mission in Kabul.",
        "It is listed as a foreign terrorist organisation by the United States since 2012.",
        "Russia had listed the Taliban as terrorist since 2003.",
        "A counter-terrorism pledge, and the war on terror.",
        "The sanctions regime of resolution 1988.",
        "A proxy for violence.",
        "People fled from the fighting, and escaped by road.",
        "The truce collapsed; the bridge had collapsed; an economic collapse.",
        "Pakistan denied that there was any sanctuary.",
        "US officials spoke of safe havens, a charge that Pakistan rejected.",
        "He was admitted to hospital.",
        "The claims of the article; a claim that can be checked; claims that are hedged.",
        "Islamic State claimed responsibility; the Taliban claimed it.",
        "Who calls it an invasion, and who calls it help?",
        "The afghani fell against the dollar.",
        "She was right to ask. It is true that few came.",
        "It rose by 5 percent on 9 November 2018.",
        "He said “the terrorist regime fled”, and she said 'puppet'.",
        'The word ‘warlord’ isn’t ours; nor is "puppet".',
        "*Warlord* is a word; `warlord` is code; afghan_warlords is an id.",
        "See [the page](https://example.org/taliban-regime) {cite:p}`khaama-2022-taliban-regime`.",
        "The source khaama-2022-taliban-regime says so.",
        "They told us; US troops left; Brothers in arms.",
        "The Shanghai Cooperation Organisation; the Afghan National Defense and Security Forces.",
    ],
)
def test_rule_leaves_alone(text: str) -> None:
    assert rules_broken(text) == []


def test_others_words_are_free_but_names_are_not() -> None:
    assert rules_broken("The regime and al-Qaida.", reported=True) == ["al-qaeda"]


def test_apostrophes_are_no_quotation_marks() -> None:
    assert rules_broken("The talks' host and the regime's envoy.") == ["regime"]
    assert rules_broken("The talks’ host and the regime’s envoy.") == ["regime"]


@pytest.fixture
def course(root: Path, tmp_path: Path) -> Path:
    """A course with some tables of this one and room for a lesson, a page and a quiz."""
    (tmp_path / "data" / "quizzes").mkdir(parents=True)
    (tmp_path / "book").mkdir()
    (tmp_path / "notebooks").mkdir()
    for name in ("datapackage.json", "sources.csv", "claims.csv", "interests.csv"):
        (tmp_path / "data" / name).write_bytes((root / "data" / name).read_bytes())
    return tmp_path


def places(course: Path) -> list[tuple[str, int, str, str]]:
    return [(f.file, f.row, f.column, f.value) for f in sorted(check_words(course, rulebook()))]


def test_page(course: Path) -> None:
    (course / "book" / "page.md").write_text("# Title\n\nA line,\nthe regime.\n\n:::{note} Of puppets\nx\n:::\n")
    assert places(course) == [("book/page.md", 4, "", "regime"), ("book/page.md", 6, "", "puppets")]


def test_notebook(course: Path) -> None:
    title = next(csv.DictReader((course / "data" / "sources.csv").open(encoding="utf-8")))["title"]
    chart = {
        "description": "Bars: al-Qaida",
        "usermeta": {"name": "x", "caption": "By the regime"},
        "encoding": {"x": {"title": "Militants", "field": "warlord"}},
        "datasets": {"d": [{"a": "Daesh"}]},
    }
    outputs = [
        {"data": {CHART: chart, "text/plain": "Figure: the regime"}},
        {"data": {"text/html": f"<style>.regime</style><td>{title}</td><td>a puppet</td>", "text/plain": "puppet"}},
        {"text": ["the\n", "strongman\n"]},
        {"data": {"text/markdown": "The **regime** and `regime`"}},
    ]
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "\n", "The regime."]},
        {"cell_type": "code", "source": "regime = 1", "outputs": outputs},
    ]
    (course / "notebooks" / "01-one.ipynb").write_text(json.dumps({"cells": cells}))
    name = "notebooks/01-one.ipynb"
    assert places(course) == [
        (name, 1, "", "regime"),
        *((name, 2, "output", word) for word in sorted(
            ["al-Qaida", "regime", "Militants", "Daesh", "puppet", "strongman", "regime"]
        )),
    ]  # fmt: skip


def test_quiz(course: Path) -> None:
    bank = (
        "quiz: 01-regime\nquestions:\n  - id: regime\n    text: Which regime?\n    options:\n"
        "      - {id: a, text: A puppet, feedback: The warlord}\n    feedback: {true: Invasion, false: no}\n"
        "    references: [regime]\n    hints: [Not the regime]\n    passage: The puppet [[a]]\n"
        "    pairs:\n      - {id: regime, item: A regime, match: A warlord}\n"
    )
    (course / "data" / "quizzes" / "01-one.yml").write_text(bank)
    name = "data/quizzes/01-one.yml"
    assert places(course) == [
        (name, 4, "", "regime"),
        (name, 6, "", "puppet"),
        (name, 6, "", "warlord"),
        (name, 7, "", "Invasion"),
        (name, 9, "", "regime"),
        (name, 10, "", "puppet"),
        (name, 12, "", "regime"),
        (name, 12, "", "warlord"),
    ]


def test_tables(course: Path) -> None:
    path = course / "data" / "interests.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[3][2] = "Keep the regime"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)
    assert places(course) == [("data/interests.csv", 4, "interest", "regime")]


def test_titles_of_sources_and_reported_claims_are_free_where_shown(course: Path) -> None:
    def row(table: str, word: str) -> str:
        path = course / "data" / f"{table[0]}.csv"
        return next(
            cell[table[1]] for cell in csv.DictReader(path.open(encoding="utf-8")) if word in cell[table[1]].lower()
        )

    title, claim = row(("sources", "title"), "militant"), row(("claims", "claim"), "warlord")
    (course / "book" / "page.md").write_text(f"See {title} here.\n\nWe read: {claim}\n")
    assert places(course) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{id: a, kind: word, pattern: '(', use: b, why: c}", "not a regular expression"),
        ("{id: a, kind: word, pattern: b, use: c}", "no why"),
        ("{id: a, kind: other, pattern: b, use: c, why: d}", "kind is not"),
    ],
)
def test_bad_rules_are_refused(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "words.yml"
    path.write_text(f"rules:\n  - {entry}\n")
    with pytest.raises(CourseError, match=message):
        load_rules(path)


@pytest.mark.parametrize("content", ["- a", "rules: x", "rules: [x]", "reported: [{a: b}]", "rules: [", "rules:"])
def test_what_is_no_list_of_rules_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "words.yml").write_text(content)
    with pytest.raises(CourseError, match=r"words\.yml: not rules in YAML -> "):
        load_rules(tmp_path / "words.yml")


def test_a_course_may_have_rules_of_its_own(project_copy: Path) -> None:
    rule = "{id: borrow, kind: word, pattern: '\\bregister\\b', use: catalogue, why: one word}"
    (project_copy / "words.yml").write_text(f"rules:\n  - {rule}\n")
    (project_copy / "book" / "page.md").write_text("A register of the terrorist regime.\n")
    found = [fault.value for fault in check_words(project_copy) if fault.file == "book/page.md"]
    assert found == ["register"]


def test_columns_named_by_the_rules_exist(root: Path) -> None:
    described = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    columns = {f"{r['name']}.{f['name']}" for r in described["resources"] for f in r["schema"]["fields"]}
    book = load_rules(RULES)
    assert book.reported | book.exempt <= columns


def test_the_project_passes(root: Path) -> None:
    faults = check_words(root)
    assert not faults, "\n".join(map(str, sorted(faults)))
