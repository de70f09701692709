"""Making pages light: what is kept, what goes, and that a theme which changed is noticed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import tinycss2

from coursekit.light import ThemeChanged, assets, heights, lighten
from coursekit.light.heights import mark_heights
from coursekit.light.icons import shrink_icons
from coursekit.light.mentions import Mentions
from coursekit.light.policy import digest, restrict
from coursekit.light.purge import purge, shorten

PAGE = '<p class="note big" id="top" data-mode="x"><a href="y.html">a</a></p>'


def mentions(html=PAGE, script=""):
    found = Mentions()
    found.add_page(html)
    found.add_script(script)
    return found


def test_what_a_script_never_makes_counts_only_where_a_page_holds_it():
    found = Mentions(never={"menu", "note"})
    found.add_page(PAGE)
    found.add_script('make("menu"); make("note")')
    assert not found.match(tinycss2.parse_component_value_list(".menu"))
    assert found.match(tinycss2.parse_component_value_list(".note"))


def matches(selector, **given):
    return mentions(**given).match(tinycss2.parse_component_value_list(selector))


@pytest.mark.parametrize(
    "selector",
    [
        "p.note.big",
        "#top > a:hover",
        ".note:not(.never)::before",
        ":is(.never, .big) a",
        "[data-mode]",
        'p[data-mode="x"]',
        "a[href$='.html']",
        "html body *",
        ":root",
        "::selection",
    ],
)
def test_a_selector_that_a_page_can_match_is_kept(selector):
    assert matches(selector)


@pytest.mark.parametrize(
    "selector",
    [".never", "p .never", "a.note", "#bottom", "table", "[data-never]", 'p[data-mode="z"]', ":is(.never, #bottom) a"],
)
def test_a_selector_that_no_page_can_match_goes(selector):
    assert not matches(selector)


@pytest.mark.parametrize(
    ("selector", "script"),
    [
        (".show", 'menu.classList.toggle("show")'),
        (".shown.note", 'add("shown")'),
        ("#made", "section.id = 'made'"),
        ("dialog[open], p[open]", 'p.setAttribute("open", "")'),
        ('html[data-theme="dark"]', 'root.dataset.theme = "dark"'),
    ],
)
def test_what_scripts_add_keeps_its_look(selector, script):
    parts = selector.split(", ")
    assert matches(parts[-1], script=script)
    assert not matches(parts[-1])


def test_what_a_script_only_looks_for_is_not_added():
    assert not matches(".banner", script='document.querySelector(".banner")')


def test_rules_are_cut_selector_by_selector_and_inside_groups():
    css = """/* gone */ .note , .never { color : red }
    @media print { .never { top: 0 } #top { left: 0 } } @media screen { .never { top: 0 } }"""
    assert purge(css, mentions()) == ".note{color:red}@media print{#top{left:0}}"


def test_properties_animations_and_fonts_stay_only_if_something_uses_them():
    css = """
    :root { --used: var(--through); --through: 1px; --unused: 2px; --by-other: 3px }
    .note { margin: var(--used); animation: turn 1s; font-family: "Face One" }
    @keyframes turn { to { rotate: 1turn } } @keyframes never { to { top: var(--never-far, 0) } }
    @font-face { font-family: "Face One"; src: url(one.ttf) } @font-face { font-family: "Face Two"; src: url(two.ttf) }
    """
    out = purge(css, mentions(), [".x { padding: var(--by-other) }"])
    assert "--through:1px" in out
    assert "--by-other:3px" in out
    assert "@keyframes turn" in out
    assert "Face One" in out
    for gone in ("--unused", "never", "Face Two"):
        assert gone not in out


def test_notices_stay_and_strings_are_not_touched():
    assert purge('/*! (c) */ .note::after { content: "a  /* b */" }', mentions()) == (
        '/*! (c) */.note::after{content:"a  /* b */"}'
    )
    assert shorten('/* x */ a  { content: "  /* y */" }\n') == 'a { content: "  /* y */" }'


@pytest.mark.parametrize("css", [".note { .inner { top: 0 } }", ".note { top: 0 } }"])
def test_a_style_sheet_that_is_not_understood_is_an_error(css):
    with pytest.raises(ValueError, match="line 1"):
        purge(css, mentions())


def test_an_icon_without_a_font_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"U\+F00D"):
        shrink_icons('.x{content:"\uf00d"}', tmp_path)


# A whole book in small: what the theme's pages load, and files of those names.

HEAD = """<html><head>
<meta charset="utf-8" />
<!-- styles -->
<link href="{root}_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="{root}_static/pygments.css" />
<link rel="stylesheet" type="text/css" href="{root}_static/course.css" />
{quiz}
<link rel="preload" as="script" href="{root}_static/scripts/bootstrap.js" />
{scripts}
<script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
<script data-cfasync="false">
    document.documentElement.dataset.mode = localStorage.getItem("mode") || "auto";
    document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";
  </script>
<script src="{root}searchindex.js"></script>
</head><body class="note"><div class="highlight"><pre><span class="n">a</span>

<span class="o">=</span> <span class="k">b</span></pre></div></body></html>
"""


@pytest.fixture
def book(tmp_path):
    static = tmp_path / "_static"
    for name in (*assets.BUNDLED, *assets.SEARCH, *assets.REPLACED, assets.INDEX):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'// a comment\n"{Path(name).stem}";', encoding="utf-8")
    expected = {
        "copybutton.js": "new ClipboardJS('.copybtn', {text: copyTargetText})",
        "scripts/pydata-sphinx-theme.js": 'getElementById("pst-search-dialog")',
        "scripts/sphinx-book-theme.js": "window.toggleFullScreen",
    }
    for name, text in expected.items():
        (static / name).write_text(";".join([text, *assets.PATCHED[f"_static/{name}"]]), encoding="utf-8")
    (static / "styles").mkdir()
    (static / "styles" / "theme.css").write_text('@import "../basic.css"; .never { top: 0 }', encoding="utf-8")
    (static / "basic.css").write_text(".note { background: url(file.png) }", encoding="utf-8")
    (static / "pygments.css").write_text(
        'html[data-theme="light"] .highlight { color: #111 }\nhtml[data-theme="light"] .highlight .n { color: #111 }\n'
        'html[data-theme="light"] .highlight .k { color: #222 }\n',
        encoding="utf-8",
    )
    (static / "course.css").write_text(".note { bottom: 0 } .never { top: 0 }", encoding="utf-8")
    (static / "quiz.css").write_text("form { top: 0 }", encoding="utf-8")
    (static / "quiz.js").write_text("// ours\nstart()", encoding="utf-8")
    write(tmp_path, "index.html")
    write(tmp_path, "search.html")
    quiz = '<link rel="stylesheet" href="../_static/quiz.css" /><script defer src="../_static/quiz.js"></script>'
    write(tmp_path, "notebooks/01-a.html", quiz=quiz)
    return tmp_path


def write(book, name, quiz="", more=""):
    root = "../" * name.count("/")
    names = (*assets.REPLACED, *assets.BUNDLED, *assets.SEARCH)
    scripts = "\n".join(f'<script src="{root}{script}?v=1"></script>' for script in names) + more
    (book / name).parent.mkdir(exist_ok=True)
    (book / name).write_text(HEAD.format(root=root, quiz=quiz, scripts=scripts), encoding="utf-8")


OURS = ["course.css", "quiz.css", "quiz.js"]


def light(book, name="notebooks/01-a.html"):
    return (book / name).read_text(encoding="utf-8")


def test_a_page_loads_one_style_sheet_and_one_script_and_its_own(book):
    lighten(book, OURS)
    text = light(book)
    assert text.count("<script") == 3
    assert assets.OUR_SCHEME in text
    assert text.count("<link") == 2
    for name in ("book.css", "quiz.css", "book.js", "quiz.js"):
        assert f"../_static/{name}" in text
    css = (book / "_static" / "book.css").read_text(encoding="utf-8")
    assert '.note{background:url("file.png")}' in css
    assert css.index(".note{background") < css.index(".note{bottom:0}"), "ours comes last"
    assert ".never" not in css
    assert not (book / "_static" / "scripts" / "bootstrap.js").exists()


def test_marks_of_a_page_are_curled(book):
    write(book, "marks.html", more="<p title=\"it's\">it's</p>")
    lighten(book, OURS)
    assert '<p title="it\'s">it’s</p>' in light(book, "marks.html")


def test_only_the_page_of_results_loads_what_searches(book):
    lighten(book, OURS)
    assert re.findall(r'src="([^"?]*)', light(book, "search.html")) == ["_static/search.js"]
    assert "search" not in light(book)
    script = (book / "_static" / "search.js").read_text(encoding="utf-8")
    for word in ("searchtools", "window.toggleFullScreen", "searchindex.js"):
        assert word in script
    assert "searchindex.js" not in (book / "_static" / "book.js").read_text(encoding="utf-8")


def test_a_script_waits_for_the_page_only_where_there_are_others(book):
    lighten(book, OURS)
    assert re.search(r'<script async src="_static/book.js\?v=', light(book, "index.html"))
    assert re.search(r'<script async src="_static/search.js\?v=', light(book, "search.html"))
    assert re.search(r'<script defer src="../_static/book.js\?v=', light(book))


def test_words_of_code_are_unwrapped_if_they_look_like_the_rest_and_lines_stay(book):
    lighten(book, OURS)
    assert '<pre>a\n\n= <span class="k">b</span></pre>' in light(book)
    assert "<!--" not in light(book)


def test_a_page_written_anew_joins_light_ones(book, tmp_path_factory):
    sources = tmp_path_factory.mktemp("sources") / "book"
    shutil.copytree(book, sources)
    lighten(book, OURS)
    before = {path: path.read_bytes() for path in sorted(book.rglob("*")) if path.is_file()}
    shutil.copytree(sources / "_static", book / "_static", dirs_exist_ok=True)  # as Sphinx does for every build
    for name in ("index.html", "search.html"):
        shutil.copy(sources / name, book / name)
    broken(book, "index.html", 'class="note"', 'class="note never"')
    lighten(book, OURS)
    assert ".never{" in (book / "_static" / "book.css").read_text(encoding="utf-8")
    version = re.search(r"book\.css\?v=\w+", light(book, "index.html"))[0]
    assert version in light(book), "a page that was not written anew asks for the style sheet of before"
    shutil.copytree(sources / "_static", book / "_static", dirs_exist_ok=True)
    for name in ("index.html", "search.html"):
        shutil.copy(sources / name, book / name)
    lighten(book, OURS)
    assert {path: path.read_bytes() for path in sorted(book.rglob("*")) if path.is_file()} == before


def broken(book, file, old, new):
    path = book / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.html", "scripts/bootstrap.js?v", "scripts/bootstrap-6.js?v", "bootstrap-6.js, a script"),
        ("index.html", "_static/copybutton.js", "https://cdn.example/c.js", "https://cdn.example/c.js"),
        ("index.html", "pagename = 'a'", "theme_switcher_json_url = 'a'", "a setting that is not known"),
        ("index.html", 'as="script" href="_static/scripts/bootstrap.js', 'href="_static/f.woff2', "f.woff2 ahead"),
        ("index.html", "_static/pygments.css", "_static/other.css", "different style sheets"),
        ("index.html", 'class="note"', 'data-bs-toggle="collapse"', "data-bs-toggle='collapse'"),
        ("index.html", 'class="note"', 'id="pst-collapse-sidebar-button"', "pst-collapse-sidebar-button"),
        ("_static/copybutton.js", "ClipboardJS", "Copier", "does not hold"),
        ("_static/scripts/pydata-sphinx-theme.js", "e.scrollWidth>", "e.scrollWidth >", "does not hold once"),
        ("index.html", 'class="note"', 'onclick="go()"', "onclick"),
        ("_static/basic.css", ".note {", '.note { content: "\uf00d";', "U+F00D"),
        ("_static/styles/theme.css", "../basic.css", "../basis.css", "basis.css"),
    ],
)
def test_a_theme_that_changed_is_an_error_that_says_what_and_where(book, file, old, new, said):
    broken(book, file, old, new)
    before = light(book)
    with pytest.raises(ThemeChanged) as caught:
        lighten(book, OURS)
    assert said in str(caught.value)
    assert "CONTRIBUTING.md" in str(caught.value)
    assert light(book) == before, "no page is changed"


# The policy of a page -----------------------------------------------------------------------------------------------

BARE = '<html><head><meta charset="utf-8" />{head}</head><body>{body}</body></html>'


def policy_of(html):
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    return dict(rule.split(" ", 1) for rule in found[1].split("; "))


def test_the_policy_names_what_stands_in_the_page_and_nothing_more():
    page = BARE.format(head="<script>one()</script><style>a{top:0}</style>", body="")
    html, problems = restrict(page, {digest("one()"), digest("a{top:0}")})
    rules = policy_of(html)
    assert not problems
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    # openssl dgst -sha256 -binary | base64, of the text between the tags
    assert rules["script-src"] == "'self' 'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4='"
    assert rules["style-src"].startswith("'self' 'sha256-")
    assert html.index("Content-Security-Policy") < html.index("<script>"), "it holds for what follows it"


def test_what_a_policy_cannot_allow_is_bound_by_a_script_or_goes():
    body = (
        '<button class="b" onclick="window.print()">x</button><style scoped>b{}</style><tr style="text-align: right;">'
    )
    html, problems = restrict(BARE.format(head="", body=body))
    assert not problems
    assert '<button class="b" data-does="print">' in html
    assert "<tr>" in html
    assert "<style" not in html


@pytest.mark.parametrize(
    "body",
    ['<p onload="go()">', '<p onclick="go()">', '<p style="color: red">', '<a href="x" style="top:0">'],
)
def test_a_handler_or_a_style_that_is_not_known_is_a_problem(body):
    assert restrict(BARE.format(head="", body=body))[1]


@pytest.mark.parametrize(
    "body",
    [
        "<script>two()</script>",
        "<svg><script>two()</script></svg>",
        "<style>b{}</style>",
        "<SCRIPT src=x.js></SCRIPT>",
        "<script src='x.js'></script>",
        "<script src=x.js></script>",
        '<script/src="x.js"></script>',
        "<script title=' src=\"_static/book.js\"' src='x.js'></script>",
        '<script src="x.js" src="_static/book.js"></script>',
        '<iframe srcdoc="x"></iframe>',
        '<OBJECT data="x">',
        '<embed src="x">',
        '<base href="https://example.org/">',
        '<meta content="0;url=https://example.org/" http-equiv=refresh>',
        '<link rel="preconnect" href="https://example.org/">',
    ],
)
def test_what_is_not_known_gets_no_place_in_the_policy(body):
    html, problems = restrict(BARE.format(head="<script>one()</script>", body=body), {digest("one()")})
    assert len(problems) == 1
    rules = policy_of(html)
    assert rules["script-src"].count("sha256-") == 1
    assert "sha256-" not in rules["style-src"]


def test_a_page_without_a_character_set_is_a_problem():
    assert restrict("<html></html>")[1]


def test_each_section_that_may_wait_says_about_how_high_it_is():
    long = "<p>" + "word " * 400 + "</p>"
    code = "line\n" * 100
    drawing = '<div class="chart-narrow"><svg viewBox="0 0 300 900"></svg></div>'
    folded = f"<details><summary>More</summary>{long * 9}</details>"
    page = (
        '<article class="bd-article"><section id="a"><h1>A</h1><section id="first">1</section>'
        '<section id="second">2</section><section id="b"><p>Short.</p></section>'
        f'<section class="x" id="c-1">{long}<section id="d">{long}</section></section>'
        f'<section id="e"><pre>{code}</pre>{folded}</section>'
        f'<section id="f">{drawing}</section>'
        '<section id="choice"><input type="radio"><input type="checkbox"></section>'
        '<section id="text"><input type="text"></section><section id="plain"><p><input></p></section>'
        '<section id="list"><select><option>1</option></select></section>'
        '<section id="area"><textarea></textarea></section></section></article>'
    )
    marked = mark_heights(page)
    steps = {name: int(step) for step, name in re.findall(r'far-(\d+)" id="([^"]+)"', marked)}
    assert steps == {"b": 1, "c-1": 8, "e": 6, "f": 2, "choice": 1}, "not the first two, none with fields to fill in"
    assert re.sub(r' class="far-\d+"| far-\d+', "", marked) == page, "nothing else changes"
    assert all(f".far-{step}{{" in heights.STYLE for step in steps.values())
    assert mark_heights("<p>no article</p>") == "<p>no article</p>"


def test_each_question_beside_fields_to_fill_in_says_about_how_high_it_is():
    def question(key, field, words=100):
        return (
            f'<fieldset data-question-id="{key}" data-points="1"><legend>{"word " * words}</legend>{field}</fieldset>'
        )

    choice, text = '<input type="radio">', '<input type="text">'
    page = (
        '<article class="bd-article"><section id="a"><h1>A</h1>'
        f'<section id="first">{question("early", choice)}{text}</section><section id="second">2</section>'
        f'<section id="waits">{question("in-a-section-that-waits", choice)}</section>'
        f'<section id="quiz"><div class="quiz">{question("short", choice)}{question("filled", text)}'
        f"{question('long', choice, 300)}{question('listed', '<select></select>')}</div></section></section></article>"
    )
    marked = mark_heights(page)
    steps = {
        key: int(step) for step, key in re.findall(r'<fieldset class="far-entry-(\d+)" data-\S+="([^"]+)"', marked)
    }
    assert steps == {"short": 6, "long": 16}
    assert re.sub(r' class="far-(?:entry-)?\d+"', "", marked) == page, "nothing else changes"


def test_each_entry_of_a_long_list_that_may_wait_says_about_how_high_it_is():
    facts = "<dl><div><dt>Type</dt><dd>fact</dd></div></dl>"
    folded = f"<details><summary>More</summary>{'word ' * 900}</details>"
    short, long = f"<h3>A row</h3>{facts}{folded}", f"<h3>A row</h3><p>{'word ' * 80}</p><ul><li>one</li></ul>"
    rows = "".join(f'<li class="entry" data-n="{n}">{long if n % 2 else short}</li>' for n in range(12))
    page = (
        f'<article class="bd-article"><section id="a"><h1>A</h1><section id="b"><ul>{rows}</ul></section>'
        f'<section class="entry actor-card" id="c">{short}</section><div class="entry">{long}</div>'
        '<div class="entry-later">later</div></section></article>'
    )
    marked = mark_heights(page)
    steps = re.findall(r'<(?:li|section|div) class="entry(?: far-entry-(\d+))?[ "]', marked)
    assert steps == ["", "", "", "", "", "", "", "", "1", "5", "1", "5", "1", "5"], "two screens of a phone do not wait"
    assert re.sub(r" far-entry-\d+", "", marked) == page, "nothing else changes"
    assert all(f".far-entry-{step}{{" in heights.STYLE for step in filter(None, steps))


def test_another_choice_of_light_and_dark_is_noticed(book):
    page = book / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace('getItem("theme")', 'getItem("scheme")'), encoding="utf-8")
    with pytest.raises(ThemeChanged, match=r"index.html: holds a setting .*dataset.mode"):
        lighten(book, OURS)
