"""How the rows of each table are shown on the page of that table: what stands above the fold, and what behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """How the rows of a table are shown.

    Attributes:
        head: the heading of a row; its columns, in braces, are not repeated below it.
        group: the column by which rows stand together.
        folded: the columns that are always folded, and ``fold`` the words on the fold.
        later: a column with a date, and the last day that is not later. Of a row after that day the columns
            ``later_folded`` are folded too, under ``later_fold``.
        later_source: a column with a source. A row of the same year whose source is of a later day is later, too.
        dated: columns with a source, each with the columns that rest on it. Where the source is of a later day,
            it and they are folded, since a title alone can tell how things went.
        hidden: columns that are not shown.
    """

    head: str
    group: str
    folded: tuple[str, ...] = ()
    fold: str = ""
    later: tuple[str, str] = ("", "")
    later_folded: tuple[str, ...] = ()
    later_fold: str = ""
    later_source: str = ""
    dated: tuple[tuple[str, tuple[str, ...]], ...] = (("source_id", ()),)
    hidden: tuple[str, ...] = ()


PUBLISHED = "2018-11-05"
SAME_YEAR = "2018-12-31"  # where rows are dated by year, or state a position towards the meeting of that week
VERDICT = ("verdict_then", "verdict_now", "confidence", "confidence_reason", "verdict_reason")
OUTCOME = ("scorable", "why_not", "outcome", "what_happened", "key_dates")
BOTH_SOURCES = ("source_id", "second_source_id")

VIEWS = {
    "claims": View(
        head="{claim_id}. {claim}",
        group="paragraph",
        folded=(*VERDICT, *BOTH_SOURCES),
        fold="The course’s verdict on {claim_id}",
        dated=(),
    ),
    "predictions": View(
        head="{prediction_id}. {statement}",
        group="paragraph",
        folded=("kind", *OUTCOME, "resolution_criterion", "base_rate_hint", *BOTH_SOURCES),
        fold="What kind of statement {prediction_id} is, whether it can be scored, and what came of it",
        dated=(),
    ),
    "events": View(
        head="{date}: {title}",
        group="date",
        folded=("later",),
        fold="What became known, or came of it, after 5 November 2018",
        later=("date", PUBLISHED),
        later_folded=("outcome", "note", "source_id"),
        later_fold="Later: what came of it, and who was there",
        hidden=("date_precision",),
    ),
    "actors": View(
        head="{name}",
        group="kind",
        folded=("rest_of_2018", "aftermath"),
        fold="What came after 5 November 2018: {name}",
        dated=(("own_words_source_id", ("own_words_2018",)), ("source_id", ())),
        hidden=("actor_id", "name_languages"),
    ),
    "relations": View(
        head="{relation_id}. {source_actor_id} – {relation} – {target_actor_id} ({year}; {basis})",
        group="basis",
        later=("year", SAME_YEAR),
        later_folded=("note", "source_id"),
        later_fold="Later: what is said",
        later_source="source_id",
    ),
    "interests": View(head="{interest_id}. {actor_id}: {interest} ({basis})", group="actor_id"),
    "positions": View(
        head="{position_id}. {actor_id}, {as_of}",
        group="as_of",
        later=("as_of", SAME_YEAR),
        later_folded=("position", "grievance", "red_line", "source_id"),
        later_fold="Later: the position",
    ),
}
"""The tables that have an entry per row; ``event_actors`` stands with its events."""

SERIES = "indicators"
"""The table that has an entry per value of its first column, with its rows as a folded table."""

LATER_TITLE = "After 5 November 2018"
LATER_FOLD = "I have judged: show what came later"
SOURCE_FOLD = "Show the source, which is of a later day"


def is_later(table: str, row: dict[str, str], dates: dict[str, str]) -> bool:
    """Whether a row tells of the time after the article; ``dates`` are those of the sources, by key."""
    view = VIEWS[table]
    column, last = view.later
    if not column or row[column] > last:
        return bool(column)
    source = view.later_source
    return bool(source) and row[column] == PUBLISHED[:4] and is_after(dates.get(row[source], ""))


def is_after(date: str) -> bool:
    """Whether a day, month or year, written as far as it is known, may be after the day of the article."""
    return date > PUBLISHED or (date not in ("", PUBLISHED) and PUBLISHED.startswith(date))
