"""The full check of the tables: all faults at once, each with its place and its remedy.

Three layers, so that one fault is reported once: the files and their text (:mod:`coursekit.rawtable`); types,
allowed values and keys, checked by frictionless against ``data/datapackage.json``; what frictionless has no
words for (:mod:`coursekit.rules`, :mod:`coursekit.ties`). Frictionless is slow to import, so it is imported when it is
needed.
"""

from __future__ import annotations

import re
from copy import deepcopy
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from coursekit import project, rules, ties
from coursekit.data import DESCRIPTOR, descriptor
from coursekit.faults import CourseError, Fault
from coursekit.rawtable import TYPES, Found, Table, check_text, names, read


def validate(root: Path | None = None) -> list[Fault]:
    """Check every table of ``data/`` and its description.

    Args:
        root: the project folder; found from the current folder by default.

    Returns:
        All faults, sorted by place; none if the data is sound.
    """
    try:
        folder = root or project.root()
        package = descriptor(folder)
    except project.ProjectNotFound as error:
        return [Fault(DESCRIPTOR, reason="not found here or above", remedy=str(error).rpartition(": ")[2])]
    except CourseError as error:
        return error.faults
    found = Found()
    check_descriptor(package, (folder / DESCRIPTOR).read_text(encoding="utf-8"), found)
    if found.faults:  # nothing can be held against a description that is wrong itself
        return sorted(found.faults)
    tables = {}
    for resource in package["resources"]:
        table = read(folder, resource, found)
        if table:
            tables[table.name] = table
            check_text(table, found)
    declared = {resource["path"] for resource in package["resources"]}
    for path in sorted((folder / "data").glob("*.csv")):
        if path.name not in declared:
            found.add(f"data/{path.name}", f"not declared in {DESCRIPTOR}", "describe it there, or remove it")
    check_types_and_keys(package, tables, found)
    rules.check(tables, found, complete=len(tables) == len(package["resources"]))
    ties.check(tables, package, found)
    return sorted(found.faults)


def check_descriptor(package: dict[str, Any], text: str, found: Found) -> None:
    """Check the descriptor against the project's own wishes, then against the standard."""
    misread = False
    for check in (check_wishes, check_standard):
        try:
            if not found.faults:
                check(package, text, found)
        except Exception:  # both may stumble over a list where a name should be, and the like
            misread = True
    if misread and not found.faults:
        found.add(DESCRIPTOR, "an entry has an unexpected shape", "compare it with the Data Package standard")


def check_standard(package: dict[str, Any], text: str, found: Found) -> None:
    """Check the descriptor against the Data Package standard."""
    from frictionless import Package

    for breach in Package.validate_descriptor(deepcopy(package)).errors:
        found.add(DESCRIPTOR, f"breaks the Data Package standard: {breach.note}", "mend this entry")


def check_wishes(package: dict[str, Any], text: str, found: Found) -> None:
    """Check names, paths, types, descriptions and keys in the descriptor."""
    resources = {resource["name"]: resource for resource in package["resources"]}
    columns = {name: {f["name"] for f in r["schema"]["fields"]} for name, r in resources.items()}

    def add(reason: str, remedy: str, value: str, *place: str) -> None:
        position = 0
        for name in place:
            named = re.compile(rf'"name":\s*"{re.escape(name)}"').search(text, position)
            position = named.start() if named else position
        found.add(DESCRIPTOR, reason, remedy, text.count("\n", 0, position) + 1, ".".join(place), value)

    paths: set[str] = set()
    if len(resources) < len(package["resources"]):
        found.add(DESCRIPTOR, "two tables have the same name", "give each table its own name")
    for name, resource in resources.items():
        path, schema = resource["path"], resource["schema"]
        if path in paths:
            add("the file is declared for two tables", "declare each file once", path, name)
        paths.add(path)
        if resource.get("format", "csv") != "csv" or resource.get("encoding", "utf-8") != "utf-8":
            add("not declared as CSV in UTF-8", 'use "format": "csv", "encoding": "utf-8"', path, name)
        if len(columns[name]) < len(schema["fields"]):
            add("two columns have the same name", "give each column its own name", "", name)
        if schema.get("missingValues", [""]) != [""]:
            add("empty cells are not what is missing", 'write "missingValues": [""]', "", name)
        if not names(schema.get("primaryKey", [])):
            add("no primary key", "name the columns that tell the rows apart", "", name)
        for column in schema["fields"]:
            place, kind = (name, column["name"]), column.get("type", "string")
            if not str(column.get("description", "")).strip():
                add("the column has no description", "say in a sentence what it holds", "", *place)
            if kind not in TYPES:
                add("unknown type", f"use one of: {', '.join(TYPES)}", str(kind), *place)
            if column.get("loadAs", "datetime") != "datetime":
                add("unknown way to load a column", 'write "loadAs": "datetime"', str(column["loadAs"]), *place)
            if kind == "list" and not column.get("delimiter"):
                add("a list without its delimiter", 'add "delimiter": ";"', "", *place)
            constraints = column.get("constraints", {})
            try:
                re.compile(constraints.get("pattern", ""))
            except (re.error, TypeError, AttributeError):
                add("the pattern is not a regular expression", "mend the pattern", str(constraints), *place)
        pointers = [
            (k.get("fields", []), {"resource": "", **k.get("reference", {})}) for k in schema.get("foreignKeys", [])
        ]
        pointers += [
            (c["name"], {"resource": i.get("resource"), "fields": i.get("field")})
            for c in schema["fields"]
            if (i := c.get("itemsReference", {})) != {}
        ]
        if key := names(schema.get("primaryKey", [])):
            pointers.append((key, {"fields": key}))
        for own, reference in pointers:
            target = reference.get("resource") or name
            there = names(reference.get("fields") or [])
            lost = {f"{name}.{c}" for c in names(own) if c not in columns[name]}
            lost |= {f"{target}.{c}" for c in there if c not in columns.get(target, set())}
            itself = "resource" in reference and (target, there) == (name, names(own))
            if lost or itself or not there or len(there) != len(names(own)):
                reason = "a key without its columns, or with columns that are not declared"
                add(reason, "mend the key", ", ".join(sorted(lost)), name)


def check_types_and_keys(package: dict[str, Any], tables: dict[str, Table], found: Found) -> None:
    """Let frictionless check types, constraints and keys, and put its findings in our words.

    It gets the cells as read, not the files, so that one unreadable file does not hide the faults of the
    others; keys that point into an unreadable table are left out.
    """
    from frictionless import Package

    resources = []
    for name, table in tables.items():
        schema = deepcopy(table.schema)
        schema["foreignKeys"] = [
            k for k in schema.get("foreignKeys", []) if (k["reference"].get("resource") or name) in tables
        ]
        data = [list(table.fields), *(list(row.values()) for row in table.rows)]
        resources.append({"name": name, "type": "table", "data": data, "schema": schema})
    if not resources:
        return
    try:
        for resource in Package.from_descriptor({"name": "tables", "resources": resources}).resources:
            with resource:
                for row in resource.row_stream:
                    for finding in row.errors:
                        explain(finding, tables[resource.name], found)
    except Exception as error:  # whatever it meets in a description that has passed its own check
        found.add(DESCRIPTOR, f"the tables cannot be held against it: {error}", "mend the entry named")


def explain(finding: Any, table: Table, found: Found) -> None:
    """Put a finding of frictionless about a row or a cell in plain words."""
    number = finding.row_number - 2
    row = table.rows[number]
    if finding.type in ("type-error", "constraint-error"):
        column = finding.field_name
        found.cell(table, number, column, *wrong_cell(finding, table.fields[column], table))
    elif finding.type in ("unique-error", "primary-key"):
        columns = table.key if finding.type == "primary-key" else [finding.field_name]
        if not found.sound(table, number, *columns):
            return
        if not any(row[c] for c in columns):
            reason, remedy = "the key is empty", "fill it in"
        else:
            first = next(n for n, other in enumerate(table.rows) if all(other[c] == row[c] for c in columns))
            reason = f"the same as in line {table.lines[first]}"
            remedy = "give each row its own key, or remove one of the two"
        value = ", ".join(row[c] for c in columns)
        found.add(table.file, reason, remedy, table.lines[number], ", ".join(columns), value)
    elif finding.type == "foreign-key":
        columns, target = finding.field_names, finding.reference_name or table.name
        if found.sound(table, number, *columns):
            keys = ", ".join(finding.reference_field_names)
            reason = f"no such {keys} in the table {target}"
            remedy = f"correct it, or add the row to {target}"
            value = ", ".join(row[c] for c in columns)
            found.add(table.file, reason, remedy, table.lines[number], ", ".join(columns), value)
    elif found.sound(table, number):
        found.add(table.file, f"the row does not fit {DESCRIPTOR}", "compare the two", table.lines[number])


def wrong_cell(finding: Any, column: dict[str, Any], table: Table) -> tuple[str, str]:
    """Return what is wrong with a cell, and the remedy."""
    if finding.type == "type-error":
        reason, remedy = TYPES[column.get("type", "string")]
        words = {
            "true": column.get("trueValues", ["true"])[0],
            "false": column.get("falseValues", ["false"])[0],
            "delimiter": column.get("delimiter"),
        }
        return reason, remedy.format(**words)
    rule = (re.findall(r'constraint "(\w+)"', finding.note) or [""])[0]
    limit = column.get("constraints", {}).get(rule)
    if rule == "required":
        return "the cell is empty", "fill it in"
    if rule == "enum":
        choices = [str(choice) for choice in limit]
        near = choices if len(choices) <= 12 else get_close_matches(finding.cell, choices, 3, 0)
        return "not one of the allowed words", f"use one of: {', '.join(near)}"
    if rule == "pattern":
        cells = (row[column["name"]] for row in table.rows)
        model = next((cell for cell in cells if cell and re.fullmatch(limit, cell)), "")
        return "not written in the declared form", f"write it like {model}" if model else f"match {limit}"
    if rule in ("minimum", "maximum"):
        word, way = ("less", "more") if rule == "minimum" else ("more", "less")
        return f"{word} than {limit}", f"write {limit} or {way}"
    return f"breaks the rule {rule} = {limit} of the column", f"see the column in {DESCRIPTOR}"
