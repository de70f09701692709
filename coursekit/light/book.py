"""Give every page of a built book one style sheet and one script instead of all that its theme loads.

Pages are changed once: what has been made light is known by its style sheet, so that a build of some pages upon an
earlier one works too. Whatever is not as expected is an error: a theme that changed is looked at by a person.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.light import assets, heights
from coursekit.light.bundles import write_bundles
from coursekit.light.names import name_controls
from coursekit.light.policy import restrict
from coursekit.light.quotes import curl

LINK = re.compile(r"[ \t]*<link\b[^>]*>[ \t]*\n?")
SCRIPT = re.compile(r"[ \t]*<script\b([^>]*)>(.*?)</script>[ \t]*\n?", re.DOTALL)
ATTRIBUTE = re.compile(r'\b([\w-]+)="([^"]*)"')
VIEWPORT = re.compile(r'[ \t]*<meta name="viewport"[^>]*>')
VERSION = re.compile(r"(_static/(?:book\.css|book\.js|search\.js))\?v=\w*")
SPARE = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)|<!--.*?-->|\s*\n\s*", re.DOTALL)
"""Comments and the space around line ends, and what is to be left alone."""

TOGGLE = re.compile(r'data-bs-toggle="([^"]*)"')
OPERATOR = "o"
"""What Pygments calls an operator."""

GROUND = re.compile(r"(html\[[^\]]*\] \.highlight) \{[^}]*\bcolor: (#\w+)")
INK = re.compile(r"(html\[[^\]]*\] \.highlight) \.(\w+) \{ color: (#\w+) \}")


class ThemeChanged(Exception):
    """Pages are not as this package knows them; the message says where, what, and what to do."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the problems."""
        self.problems = sorted(set(problems))
        advice = "See `How pages are kept light` in CONTRIBUTING.md: read what changed, then correct coursekit/light."
        super().__init__("\n".join([*self.problems[:12], advice]))


@dataclass
class Page:
    """A page on its way from heavy to light."""

    path: Path
    name: str
    text: str
    styles: list[str] = field(default_factory=list)
    """Style sheets that go into the one style sheet, in their order."""
    scripts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        """The way from the page to the folder of the book."""
        return "../" * self.name.count("/")

    @property
    def is_light(self) -> bool:
        """Whether this has been done before."""
        return assets.STYLE in self.text

    def target(self, address: str) -> str:
        """Return the file an address names, from the folder of the book; an address of another host stays."""
        if re.match(r"[a-z][a-z0-9+.-]*:|//", address):
            return address
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), address.partition("?")[0]))


def lighten(folder: Path, own: Iterable[str]) -> None:
    """Make all pages in a folder light.

    Args:
        folder: the built book.
        own: names of our files in ``_static``. A page goes on loading them; style sheets lose comments and
            spare spaces, and one that all pages load becomes part of the common one.

    Raises:
        ThemeChanged: if something on a page is not known. No page has been changed then.
    """
    pages = _read(folder)
    fresh = [page for page in pages if not page.is_light]
    if not fresh:
        return
    ours = {f"_static/{name}" for name in own}
    common = set.intersection(*(set(_styles(page)) for page in fresh)) & ours
    for page in fresh:
        _links(page, ours - common)
        _scripts(page, ours)
    _plain_code(fresh, folder)
    for page in fresh:
        page.text = SPARE.sub(lambda found: found[1] or ("\n" if found[0].isspace() else ""), page.text)
    for page in fresh:
        page.text, unnamed = name_controls(page.text)
        page.text, unknown = restrict(heights.mark_heights(curl(page.text)), assets.INLINE)
        page.problems += [*unnamed, *unknown]
    problems = [f"{page.name}: {problem}" for page in pages for problem in [*page.problems, *_unknown_parts(page)]]
    sheets = {tuple(page.styles) for page in fresh}
    if len(sheets) > 1:
        problems.append(f"pages load different style sheets: {sorted(set.symmetric_difference(*map(set, sheets)))}")
    problems += _unexpected(folder)
    if problems:
        raise ThemeChanged(problems)
    theirs = sheets.pop()
    try:
        versions = write_bundles(folder, [page.text for page in pages], theirs, ours)
    except (OSError, ValueError) as error:
        raise ThemeChanged([str(error)]) from error
    for page in pages:
        text = VERSION.sub(lambda found: f"{found[1]}?v={versions[found[1]]}", page.text)
        if page in fresh or text != page.text:
            page.path.write_text(text, encoding="utf-8")
    _clear(folder, theirs)


def _clear(folder: Path, styles: Iterable[str]) -> None:
    """Remove what no page asks for any more."""
    for pattern in (*assets.LEFT_OVER, *assets.BUNDLED, *assets.SEARCH, *assets.REPLACED, *styles):
        for path in folder.glob(pattern):
            if path.is_file():
                path.unlink()
    for path in sorted(folder.glob("_static/**/"), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def _read(folder: Path) -> list[Page]:
    """Return all pages that the theme made, in order."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("_"):
            found.append(Page(path, name, path.read_text(encoding="utf-8")))
    return [page for page in found if "_static/" in page.text]  # others only lead on to a page


def _styles(page: Page) -> list[str]:
    links = [dict(ATTRIBUTE.findall(link)) for link in LINK.findall(page.text)]
    return [page.target(link["href"]) for link in links if link.get("rel") == "stylesheet"]


def _links(page: Page, kept: set[str]) -> None:
    """Put the one style sheet in the place of all that are not kept; leave out what scripts no longer need."""

    def replace(found: re.Match[str]) -> str:
        link = dict(ATTRIBUTE.findall(found[0]))
        target = page.target(link.get("href", ""))
        if link.get("rel") == "stylesheet" and target not in kept:
            page.styles.append(target)
            first = len(page.styles) == 1
            return f'<link rel="stylesheet" href="{page.root}{assets.STYLE}?v=" />\n' if first else ""
        if link.get("rel") in ("preload", "modulepreload", "prefetch"):
            if target not in (*assets.BUNDLED, *assets.REPLACED):
                page.problems.append(f"loads {target} ahead, which is not known")
            return ""
        return found[0]

    page.text = LINK.sub(replace, page.text)
    first = VIEWPORT.search(page.text)
    if first:
        page.text = page.text[: first.end()] + VIEWPORT.sub("", page.text[first.end() :])


def _scripts(page: Page, own: set[str]) -> None:
    """Put the one script in the place of those it is made of, and judge all others.

    Where it is the only one it waits for nothing: deferred, it would run in one go with the first styling of a small
    page. Where there are others, a reader wants to answer a question before the theme has marked where the page is.
    """
    theirs = {*assets.BUNDLED, *assets.SEARCH, *assets.REPLACED}
    bundle, parts = assets.SCRIPT, {*assets.BUNDLED}
    if page.name == "search.html":
        bundle, parts = assets.SEARCH_SCRIPT, {*assets.BUNDLED, *assets.SEARCH}
    others = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal others
        tag = dict(ATTRIBUTE.findall(found[1]))
        if "src" not in tag:
            return _inline(page, found)
        target = page.target(tag["src"])
        first = parts.isdisjoint(page.scripts)
        page.scripts.add(target)
        if target in parts and first:
            return f'<script defer src="{page.root}{bundle}?v="></script>\n'
        if target in theirs or target == assets.INDEX or (target == assets.TABS and "sd-tab-" not in page.text):
            return ""
        if target not in own and target != assets.TABS:
            page.problems.append(f"loads {target}, a script that is not known")
        others += 1
        return found[0] if "defer" in found[1] else found[0].replace("<script", "<script defer", 1)

    page.text = SCRIPT.sub(replace, page.text)
    if not others:
        page.text = page.text.replace("<script defer", "<script async")
    for name in theirs - page.scripts:
        page.problems.append(f"does not load {name}, as the theme's pages did")


def _inline(page: Page, found: re.Match[str]) -> str:
    if assets.OPTION.fullmatch(found[2]):
        return ""
    if assets.THEIR_SCHEME.fullmatch(found[2]):
        return f"<script>{assets.OUR_SCHEME}</script>\n"
    if "DOCUMENTATION_OPTIONS" in found[2] or "dataset.theme" in found[2]:
        page.problems.append(f"holds a setting that is not known: {found[2].strip()[:80]}")
    return found[0]


def _plain_code(pages: list[Page], folder: Path) -> None:
    """Unwrap words of code whose colour is that of the code around them in every scheme, and operators.

    The theme gives operators, every third span of a lesson, the colour of strings.
    """
    sheet = folder / "_static" / "pygments.css"
    css = sheet.read_text(encoding="utf-8") if sheet.is_file() else ""
    ground = dict(GROUND.findall(css))
    inks: dict[str, set[bool]] = {}
    for scheme, name, colour in INK.findall(css):
        inks.setdefault(name, set()).add(ground.get(scheme) == colour)
    plain = "|".join(sorted({OPERATOR, *(name for name, same in inks.items() if same == {True})}))
    span = re.compile(rf'<span class="(?:{plain})">([^<]*)</span>')
    for page in pages:
        page.text = span.sub(r"\1", page.text)


def _unknown_parts(page: Page) -> list[str]:
    """Return what a page holds that needs scripts left out."""
    toggles = set(TOGGLE.findall(page.text)) - assets.TOGGLES
    parts = [f"uses data-bs-toggle={name!r}, which page.js does not know" for name in toggles]
    return parts + [f"holds {name}, which is not known" for name in assets.UNKNOWN if name in page.text]


def _unexpected(folder: Path) -> list[str]:
    """Return which scripts do not hold what page.js and the pages rest on."""
    problems = []
    for name, pattern in assets.EXPECTED.items():
        path = folder / name
        if path.is_file() and not re.search(pattern, path.read_text(encoding="utf-8")):
            problems.append(f"{name}: does not hold {pattern!r} any more")
    for name, changes in assets.PATCHED.items():
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.is_file() else None
        problems += [
            f"{name}: does not hold once {old!r}" for old in changes if text is not None and text.count(old) != 1
        ]
    return problems
