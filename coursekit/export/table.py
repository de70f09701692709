"""What each format holds: the table in CONTRIBUTING.md, which a test compares, and those of the instructors' pages."""

from __future__ import annotations

from importlib import import_module

from coursekit.export import FORMATS
from coursekit.export.features import FEATURES, possible
from coursekit.export.model import Profile
from coursekit.quiz.types import TYPES


def profiles() -> dict[str, Profile]:
    """Return the profile of each format."""
    return {name: import_module(f"coursekit.export.{name}").PROFILE for name in FORMATS}


def table() -> str:
    """Return two Markdown tables: what becomes of each type, and of what a question may have."""
    known = profiles()
    lines = [_row(["type", *known]), _row(["---"] * (len(known) + 1))]
    lines += [_row([f"`{kind}`", *(one.becomes.get(kind, "left out") for one in known.values())]) for kind in TYPES]
    lines += ["", _row(["what a question may have", *known]), _row(["---"] * (len(known) + 1))]
    lines += [_row([words, *(_held(one, name) for one in known.values())]) for name, words in FEATURES.items()]
    return "\n".join(lines)


def survivals(name: str) -> list[tuple[str, str, list[str], list[str]]]:
    """Return for each type of question what a format makes of it.

    Args:
        name: a format, as in ``FORMATS``.

    Returns:
        By type: its name, what it becomes, what is kept of whatever such a question may have, and what is said of the
        rest at export.
    """
    profile = profiles()[name]
    rows: list[tuple[str, str, list[str], list[str]]] = []
    for kind in TYPES:
        if kind not in profile.becomes:
            rows.append((kind, "left out", [], [profile.left_out.get(kind, f"{profile.name} has no such question")]))
            continue
        features = [feature for feature in FEATURES if feature in possible(kind)]
        said = [profile.turned[kind]] if kind in profile.turned else []
        said += [words for feature in features if (words := profile.loss(kind, feature))]
        kept = [FEATURES[feature] for feature in features if not profile.loss(kind, feature)]
        rows.append((kind, profile.becomes[kind], kept, list(dict.fromkeys(said))))
    return rows


def _held(profile: Profile, feature: str) -> str:
    """Return in a word whether a feature is held by the types that the format has and that can have it."""
    lost = {bool(profile.loss(kind, feature)) for kind in profile.becomes if feature in possible(kind)}
    return {(): "–", (False,): "yes", (True,): "said", (False, True): "by type"}[tuple(sorted(lost))]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
