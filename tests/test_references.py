"""References: from what a quiz writes to a link on the built page."""

from __future__ import annotations

import re

import pytest
import yaml

from coursekit.data import load
from coursekit.pages import sources
from coursekit.publish import run_jupyter_book
from coursekit.quiz.check import known_keys
from coursekit.references import link, source_pages, targets, titles
from coursekit.sphinxext.references import tell_once

SPAN = '<span class="quiz-reference" data-reference="{}">{}</span>'


@pytest.fixture(scope="module")
def found(root):
    return targets(root)


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("claims:C026", "book/tables/claims#claims-c026"),
        ("events:moscow-format-2017-04", "book/tables/events#events-moscow-format-2017-04"),
        ("events:moscow-format-2018-11", "book/tables/events-later#events-moscow-format-2018-11"),
        ("event_actors:moscow-format-2018-11", "book/tables/events-later#events-moscow-format-2018-11"),
        ("actors:afghan_government", "book/tables/actors#actors-afghan-government"),
        ("indicators:rs_districts_share", "book/tables/indicators#indicators-rs-districts-share"),
        ("paragraph:4", "book/source-companion#paragraph-4"),
        ("article_paragraphs:4", "book/source-companion#paragraph-4"),
        ("article_terms:4", "book/source-companion#paragraph-4"),
        ("sources:aa-2018-conference-ends", "book/sources/0-c#source-aa-2018-conference-ends"),
        ("glossary:Moscow Format", "book/glossary#term-moscow-format"),
        ("claims:", "book/tables/claims"),
    ],
)
def test_a_reference_leads_to_its_row(found, reference, target):
    assert found[reference] == target


@pytest.mark.parametrize("reference", ["claims:C999", "claims", "nothing:C026", "paragraph:15", ""])
def test_what_names_no_row_leads_nowhere(found, reference):
    assert reference not in found


def test_whatever_the_check_of_quizzes_lets_pass_has_a_target(found, root):
    known = {f"{table}:{key}" for table, keys in known_keys(root).items() if table != "cite" for key in keys}
    assert len(known) > 1000
    assert not known - found.keys()


@pytest.mark.parametrize("name", ["glossary", "tables/actors"])
def test_a_page_whose_name_says_later_takes_nothing_over_that_has_no_later_rows(found, project_copy, name):
    (project_copy / "book" / f"{name}-later.md").write_text("# Other words\n", encoding="utf-8")
    assert targets(project_copy) == found


def test_a_link_keeps_the_words_and_the_selectors_of_the_quiz():
    html = f"<p>See: {SPAN.format('claims:C026', 'claim C026')}; {SPAN.format('a:b', 'a &amp; b')}.</p>"
    addresses = {"claims:C026": 'c.html?a&b="2"#x', "a:b": "d.html"}
    assert link(html, addresses.get) == (
        '<p>See: <a class="quiz-reference" data-reference="claims:C026" '
        'href="c.html?a&amp;b=&quot;2&quot;#x">claim C026</a>; '
        '<a class="quiz-reference" data-reference="a:b" href="d.html">a &amp; b</a>.</p>'
    )


def test_a_reference_with_odd_signs_is_looked_up_as_it_was_written():
    asked = []
    link(SPAN.format("glossary:&quot;A &amp; B&quot; &lt;x&gt;", "term"), asked.append)
    assert asked == ['glossary:"A & B" <x>']


def test_a_reference_that_leads_nowhere_stays_words():
    assert link(SPAN.format("claims:C999", "claim C999"), lambda _: None) == "claim C999"


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """A book of few pages, one of them with references, and the warnings of its build."""
    from shutil import copy, copytree

    project = tmp_path_factory.mktemp("references")
    copytree(root / "data", project / "data")
    (project / "book" / "deep").mkdir(parents=True)
    for folder in ("references", "sources"):
        copytree(root / "book" / folder, project / "book" / folder)
    for name in ("references.bib", "references.md", "sources.md"):
        copy(root / "book" / name, project / "book" / name)
    (project / "book" / "static").mkdir()
    copy(root / "book" / "static" / "favicon.svg", project / "book" / "static" / "favicon.svg")
    copy(root / "_config.yml", project / "_config.yml")
    pages = ["book/sources", *sorted(set(source_pages(root).values())), "book/references", "book/references/a-m"]
    pages.append("book/references/n-z")
    contents = {"format": "jb-book", "root": "book/deep/quiz", "chapters": [{"file": page} for page in pages]}
    (project / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    references = ["sources:aa-2018-conference-ends", "cite:wickham2014", "cite:aa-2018-conference-ends", "claims:C999"]
    spans = "\n".join(f"<p>{SPAN.format(reference, 'words')}</p>" for reference in [*references, "cite:entman1993"])
    text = f"# Quiz\n\nTidy {{cite:p}}`wickham2014`.\n\n<div>\n{spans}\n</div>\n"
    (project / "book" / "deep" / "quiz.md").write_text(text, encoding="utf-8")
    work = tmp_path_factory.mktemp("work")
    warnings = run_jupyter_book(project, work)
    return warnings, (work / "_build" / "html" / "book" / "deep" / "quiz.html").read_text(encoding="utf-8")


def test_references_of_a_built_page_are_links(built):
    _, html = built
    links = dict(re.findall(r'<a class="quiz-reference" data-reference="([^"]+)" href="([^"]+)">words</a>', html))
    assert links == {
        "sources:aa-2018-conference-ends": "../sources/0-c.html#source-aa-2018-conference-ends",
        "cite:wickham2014": "../references.html#cite-wickham2014",
        "cite:aa-2018-conference-ends": "../sources/0-c.html#source-aa-2018-conference-ends",
    }
    assert '<span class="quiz-reference' not in html


def test_a_reference_that_leads_nowhere_is_a_warning_of_the_build(built):
    warnings = [line for line in built[0] if "leads nowhere" in line]  # others are of pages left out of this book
    assert len(warnings) == 2, warnings
    # No such row; and an entry of references.bib that no page cites, so that it stands in no list.
    for reference in ("claims:C999", "cite:entman1993"):
        (line,) = [line for line in warnings if reference in line]
        assert "book/deep/quiz.md" in line
        assert "leads nowhere ->" in line


def test_a_reader_sees_the_title_of_a_row_instead_of_its_key():
    html = '<span class="quiz-reference" data-reference="events:doha-2020">event doha-2020</span>'
    titles = {"events:doha-2020": "Talks & signature (2020-02-29)"}
    linked = link(html, lambda _: "events.html#x", lambda key: titles.get(key, ""))
    assert linked.endswith(">event: Talks &amp; signature (2020-02-29)</a>")
    assert link(html, lambda _: None, lambda key: titles.get(key, "")) == "event doha-2020"


def test_a_citation_tells_its_work_once():
    works = (("a", "A. One."), ("b", "B. Two."), ("a", "A. One."))
    links = [f'<a class="reference internal" href="../r.html#cite-{key}" title="{told}">' for key, told in works]
    assert tell_once("".join(links)) == "".join([links[0], links[1], links[0].replace(' title="A. One."', "")])


def test_events_and_sources_have_titles_and_claims_keep_their_numbers(root):
    known = titles(root)
    assert known["events:moscow-format-2017-04"] == "First Moscow Format meeting, eleven states (2017-04-14)"
    assert "claims:C026" not in known


def test_a_source_leads_to_the_page_of_its_letter(root, tmp_path):
    from shutil import copytree

    listed = source_pages(root)
    assert {key[0] for key in load("sources", root)["source_id"]} <= listed.keys()
    assert all((root / f"{page}.md").is_file() for page in listed.values())
    copytree(root / "data", tmp_path / "data")
    assert targets(tmp_path)["sources:aa-2018-conference-ends"] == "book/sources#source-aa-2018-conference-ends"
    assert "source-aa-2018-conference-ends" in sources(root, listed["a"].rpartition("/")[2])
    assert "source-aa-2018-conference-ends" not in sources(root, "b-z")
