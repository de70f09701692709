"""What the theme and its extensions load on a page, and what becomes of it."""

from __future__ import annotations

import re

from coursekit.light.policy import digest

STYLE, SCRIPT, SEARCH_SCRIPT = "_static/book.css", "_static/book.js", "_static/search.js"
"""What every page loads instead; the page of search results has a script of its own, which holds the other."""

BUNDLED = (
    "_static/documentation_options.js",
    "_static/scripts/sphinx-book-theme.js",
    "_static/scripts/pydata-sphinx-theme.js",
    "_static/copybutton.js",
)
"""Scripts that become part of the one script, in this order; our ``page.js`` comes after the first. What asks where
things are comes before what puts buttons between them."""

SEARCH = (
    "_static/doctools.js",
    "_static/language_data.js",
    "_static/searchtools.js",
    "_static/sphinx_highlight.js",
)
"""Scripts that only the page of search results uses; the search dialog leads there. The last one asks whether the
third is there, and then marks nothing; of the first the other pages use nothing."""

INDEX = "searchindex.js"
"""What is searched: results.js asks for it when there is something to look for."""

REPLACED = ("_static/scripts/fontawesome.js", "_static/scripts/bootstrap.js", "_static/clipboard.min.js")
"""Scripts that go: the icons come from the icon font, and page.js does what is used of the other two."""

TABS = "_static/design-tabs.js"
"""Loaded where there are tabs."""

OPTION = re.compile(r"\s*DOCUMENTATION_OPTIONS\.(?:pagename = '[^']*'|search_as_you_type = false);\s*")
"""Inline settings that nothing reads: the one for version menus, and the default of the other."""

THEIR_SCHEME = re.compile(
    r"""\s*document\.documentElement\.dataset\.mode = localStorage\.getItem\("mode"\) \|\| "(?:auto|light|dark|)";
    document\.documentElement\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "(?:auto|light|dark|)";\s*"""
)
OUR_SCHEME = """{ const root = document.documentElement.dataset;
root.mode = "auto";
try { if (location.protocol === "file:") document.cookie; root.mode = localStorage.getItem("mode") || "auto"; } catch {}
root.theme = root.mode !== "auto" ? root.mode
  : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"; }"""
"""Light or dark before the first paint. Theirs says *auto* on a first visit, for which there are no colours: the page
was drawn without, and styled and drawn anew when the script had come. No cookie is set or used: from a file, a page can
be read before Chromium's other process has heard whose page it is. Storage asked for so early is not bound
(``DOMStorageContextWrapper::IsRequestValid``): it is empty, and what is put in goes with the page. Asking for cookies
waits until that process has heard."""

INLINE = {
    digest(OUR_SCHEME),
    "sha256-mNyD6WQ4vKGmtbf2Mk6RMjMo7k6Ib4wzc6b1fvYgVHE=",  # puts the reader into the field of the page of results
    "sha256-C3nk0YHGM8DxSAqt/D7LJhnXw+LUypY+FxVXtw/fUEg=",  # hides what does nothing without scripts
}
"""The scripts and styles that may stand in a page. A digest of the theme's comes anew from the message that refuses it,
after a look at what it does."""

EXPECTED = {
    "_static/copybutton.js": r"new ClipboardJS\('\.copybtn', \{text: \w+\}\)",
    "_static/scripts/pydata-sphinx-theme.js": r'getElementById\("pst-search-dialog"\)',
    "_static/scripts/sphinx-book-theme.js": r"window\.toggleFullScreen",
}
"""What page.js and the pages rest on, by script."""

PATCHED = {
    "_static/scripts/pydata-sphinx-theme.js": {
        "e.tabIndex=e.scrollWidth>e.clientWidth||e.scrollHeight>e.clientHeight?0:-1": "markScroller(e)",
        'function e(e){"loading"!=document.readyState?e():document.addEventListener("DOMContentLoaded",e)}': (
            "const e=afterPaint;"
        ),
        '"complete"===document.readyState?I():window.addEventListener("load",I)': "afterPaint(I)",
        'return o.querySelector(":is(h1,h2,h3,h4,h5,h6)")||o': "return o",
        "if(o)return;const t=e.filter(e=>e.isIntersecting).pop();if(!t)return;const n=t.target;s(a.get(n))": (
            "for(const t of e)t.target.seen=t.isIntersecting;if(o)return;"
            "const t=Array.from(a.keys()).filter(e=>e.seen).pop();t&&s(a.get(t))"
        ),
        "e(async function(){await Promise.allSettled([O(),N()]);"
        'const e=document.querySelector(".pst-async-banner-revealer");if(!e)return;'
        'e.classList.remove("d-none");const t=Array.from(e.children).reduce((e,t)=>e+t.offsetHeight,0);'
        'e.style.setProperty("height",`${t}px`),setTimeout(()=>{e.style.setProperty("height","auto")},320)}),': "",
    },
    "_static/scripts/sphinx-book-theme.js": {
        'var e=e=>{"loading"!=document.readyState?e():document.addEventListener?document.addEventListener('
        '"DOMContentLoaded",e):document.attachEvent("onreadystatechange",(function(){"complete"==document.readyState&&e()}))'
        "};": "var e=afterPaint;",
        'e((function(){[".theme-switch-button",".search-button",".primary-toggle",".secondary-toggle"].forEach((e=>{'
        'const t=document.querySelector(e);t&&t.addEventListener("click",(()=>{t.blur()}),!0)}))})),': "",
        'e((function(){var e=[".bd-header-announcement",".bd-header",".bd-header-article",".bd-sidebar-primary",'
        '".bd-sidebar-secondary",".bd-footer-article",".bd-footer-content",".bd-footer"].join(",");'
        'document.querySelectorAll(e).forEach((e=>{e.classList.add("noprint")}))})),': "",
    },
    "_static/copybutton.js": {
        "runWhenDOMLoaded(addCopyButtonToCodeCells)": "afterPaint(addCopyButtonToCodeCells)",
    },
}
"""What a script does, and what it does instead, both to the letter. To measure every table and block of code would lay
out the whole page before a reader can use it; page.js measures what is near. What the theme does when a page has been
read, and the buttons of code, wait until it was drawn too: a reader sees the page first, and who asks where things are
does not ask before they have a place. The contents of a page mark where a reader is by the section that is there, not
by a heading that comes by: a reader who goes on by the page may never meet it. Four buttons gave up the focus when
pressed, and whoever goes by keyboard was back at the top of the page. A banner for news of releases is made room for by
laying out the page anew; there is none. What is not to be printed is looked for by eight names in all of the page:
page.css says it instead."""

CHEAPER = {
    "legend+*": "fieldset>:not(legend)",
    "div.cell details.hide[open]>summary~*": "div.cell details.hide[open]>:not(summary)",
}
"""Selectors of the theme, and what stands for them. A browser keeps such rules by the classes and attributes before the
sign, not by names: these two had it style, with every element put in anywhere, all that the parent holds."""

TOGGLES = {"dropdown", "tooltip"}
"""The uses of Bootstrap (data-bs-toggle) that page.js knows."""

UNKNOWN = {"pst-collapse-sidebar-button", "version-switcher__container", "bd-header-announcement"}
"""Parts of the theme that need what is left out; this course's configuration has none of them."""

NEVER_MADE = {
    *("list-group-item", "list-group-item-action", "pst-button-link-to-stable-version", "pst-squeeze"),
    *("margin", "margin-caption", "marginnote", "sidenote", "sidebar", "full-width", "thebe-launch-button"),
    *("dropdown-menu-dark", "tooltip", "progress", "row", "hint", "important", "far"),
}
"""Classes that scripts name, or that are words of theirs, but that they give to nothing: their style goes too, unless
a page has them."""

LEFT_OVER = ("_static/**/*.map", "_static/vendor/**/*", "_static/locales/**/*", "_static/**/*webpack-macros.html")
"""Files that no page asks for: Sphinx copies them anew for each build."""
