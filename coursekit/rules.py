"""Rules about several rows of a table for which the data package has no words.

Rules about one row are in :mod:`coursekit.rowrules`, and are checked from here.
"""

from __future__ import annotations

from coursekit.rawtable import Found, Table, names
from coursekit.rowrules import RULES, Rule, first_day

IN_ORDER = {"events": "date", "documents": "date"}
"""Tables whose rows stand in order of a partial date."""

BY_KEY = (
    *("article_paragraphs", "article_terms", "claims", "indicators", "interests", "positions", "predictions"),
    *("relations", "sources"),
)
"""Tables whose rows stand in order of their keys: a new row has its place, and none is lost among others."""

USED = {
    "events": ("no actor takes part in it", "add its actors to event_actors, or remove it"),
}
"""Tables each of whose keys another table must point to. Sources are not among them: a lesson may cite one alone."""


def check(tables: dict[str, Table], found: Found, complete: bool) -> None:
    """Note what breaks a rule; ``complete`` says whether all declared tables could be read."""
    for table in tables.values():
        for rule in RULES.get(table.name, ()):
            if set(rule.columns) <= set(table.fields):
                check_rows(table, rule, found)
        items_exist(table, tables, found)
        no_repeated_rows(table, found)
        if table.name in IN_ORDER:
            rows_in_order(table, IN_ORDER[table.name], found)
        if table.name in BY_KEY:
            keys_in_order(table, found)
        if complete and table.name in USED:
            keys_are_used(table, tables, found)


def check_rows(table: Table, rule: Rule, found: Found) -> None:
    """Note the rows that break a rule about one row."""
    for number, row in enumerate(table.rows):
        if found.sound(table, number, *rule.columns) and rule.broken(*(row[c] for c in rule.columns)):
            found.cell(table, number, rule.columns[0], rule.reason, rule.remedy)


def items_exist(table: Table, tables: dict[str, Table], found: Found) -> None:
    """Every item of a list must be a value of the column its ``itemsReference`` names."""
    for column, described in table.fields.items():
        reference = described.get("itemsReference")
        if not reference or reference["resource"] not in tables:
            continue
        known = {row[reference["field"]] for row in tables[reference["resource"]].rows}
        for number, row in enumerate(table.rows):
            cell = row[column]
            unknown = [i for i in cell.split(described["delimiter"]) if i not in known] if cell else []
            if unknown:
                reason = f"no {reference['field']} {', '.join(unknown)} in the table {reference['resource']}"
                found.cell(table, number, column, reason, "correct the item, or add the row it names")


def no_repeated_rows(table: Table, found: Found) -> None:
    """No row may say the same as an earlier one under another key."""
    if len(table.key) != 1 or set(table.fields) == set(table.key):
        return
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(table.rows):
        content = tuple(cell for column, cell in row.items() if column != table.key[0])
        first = seen.setdefault(content, table.lines[number])
        if first != table.lines[number]:
            reason = f"the row says the same as line {first} under another key"
            found.cell(table, number, table.key[0], reason, "remove one of the two")


def rows_in_order(table: Table, column: str, found: Found) -> None:
    """The rows must stand in order of a date, so that a reader of the file finds them."""
    latest = ""
    for number, row in enumerate(table.rows):
        if not found.sound(table, number, column):
            continue
        day = first_day(row[column])
        if day < latest:
            found.cell(table, number, column, f"earlier than a row above ({latest})", "move the row up")
        latest = max(latest, day)


def keys_in_order(table: Table, found: Found) -> None:
    """The rows must stand in order of their keys, numbers by their size."""
    whole = {column for column in table.key if table.fields[column].get("type") == "integer"}
    before: list[int | str] = []
    for number, row in enumerate(table.rows):
        if found.sound(table, number, *table.key):
            key: list[int | str] = [int(row[column]) if column in whole else row[column] for column in table.key]
            if key < before:
                found.cell(table, number, table.key[0], "before the row above, by its key", "move the row up")
            before = key


def keys_are_used(table: Table, tables: dict[str, Table], found: Found) -> None:
    """Every key must be pointed to by a row of some table that names it in a foreign key."""
    used: set[str] = set()
    pointed = False
    for other in tables.values():
        for key in other.schema.get("foreignKeys", []):
            if key["reference"]["resource"] == table.name:
                pointed = True
                used |= {row[names(key["fields"])[0]] for row in other.rows}
    for number, row in enumerate(table.rows):
        if pointed and row[table.key[0]] not in used:
            found.cell(table, number, table.key[0], *USED[table.name])
