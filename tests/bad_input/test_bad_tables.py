"""Tables of any bytes: the check names what is wrong, and loading says it too or gives a table; nothing falls over."""

from __future__ import annotations

import csv
import io
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bad_data import COLUMNS, ROWS, package, trim
from test_check_command import content

from coursekit.data import load
from coursekit.faults import CourseError
from coursekit.validate import validate

SAMPLES = 60
FILE = "data/actors.csv"
GOOD = f"{','.join(COLUMNS['actors'])}\n{ROWS['actors']}\n"
HEAD = GOOD.partition("\n")[0]
WRONG = {
    "UTF-8 with a mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-32": GOOD.encode("utf-32"),
    "Latin-1": GOOD.replace("Βήτα", "Bêta").encode("latin-1"),
    "Windows-1251": GOOD.replace("Βήτα", "Бета").encode("cp1251"),
    "half a letter": GOOD.encode().replace("Βήτα".encode(), b"\xed\xa0\x80"),
    "cut in a letter": GOOD.encode()[: GOOD.encode().index("Β".encode()) + 1],
    "CRLF": GOOD.replace("\n", "\r\n").encode(),
    "CR": GOOD.replace("\n", "\r").encode(),
    "a zero": GOOD.replace("Alpha", "Al\0pha").encode(),
    "zeros": bytes(500),
    "a ZIP archive": b"PK\x03\x04" + bytes(100),
    "a workbook's page": b"<html><table><tr><td>actor_id</td></tr></table></html>",
    "JSON": b'[{"actor_id": "alpha"}]',
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "bars": GOOD.replace(",", "|").encode(),
    "single quotation marks": GOOD.replace("We want talks", "'We, want, talks'").encode(),
    "an open quotation mark": GOOD.replace("Alpha", '"Alpha').encode(),
    "a quotation mark within": GOOD.replace("Alpha", '"Al"pha"').encode(),
    "a cell too many": GOOD.replace("Alpha", "Alpha,x").encode(),
    "a cell too few": GOOD.replace("alpha,", "alpha").encode(),
    "a header alone, cut": HEAD[:-3].encode(),
    "no header": GOOD.partition("\n")[2].encode(),
    "the header twice": f"{HEAD}\n{GOOD}".encode(),
    "columns without end": f"{HEAD}{',' * 50_000}\n".encode(),
    "a cell without end": GOOD.replace("Alpha", "a" * 200_000).encode(),
    "a line mark of Unicode": GOOD.replace("Alpha", "Al\u2028pha").encode(),
    "a vertical tab": GOOD.replace("Alpha", "Al\vpha").encode(),
    "turned writing": GOOD.replace("Alpha", "Al\u202epha").encode(),
    "a replacement sign": GOOD.replace("Alpha", "Al\ufffdpha").encode(),
    "empty lines": f"{GOOD}\n\n".encode(),
    "only line ends": b"\n\n\n",
    "empty": b"",
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_table_that_is_none_is_named(course: Path, kind: str) -> None:
    content(FILE, WRONG[kind])(course)
    faults = [fault for fault in validate(course) if fault.file == FILE]
    assert faults
    assert len(faults) < 10, "an avalanche"
    for fault in faults:
        assert fault.reason
        assert fault.remedy
        assert len(str(fault)) < 600


@pytest.mark.parametrize("kind", [kind for kind in WRONG if WRONG[kind][:3] in (b"PK\x03", b"", b"\xff\xfe", b"[{")])
def test_no_command_reads_on(refused, course: Path, kind: str) -> None:
    content("_config.yml", b"title: A course\n")(course)
    content(FILE, WRONG[kind])(course)
    for command in ("book", "report"):
        assert FILE in refused(command)


KEPT = tempfile.TemporaryDirectory(prefix="coursekit-fuzz-")  # until the tests have ended


@lru_cache(maxsize=1)
def small() -> Path:
    """Return a project of the tables alone."""
    import json

    root = Path(KEPT.name)
    (root / "data").mkdir()
    (root / "data" / "datapackage.json").write_text(json.dumps(package()), encoding="utf-8")
    for name, rows in ROWS.items():
        (root / "data" / f"{name}.csv").write_bytes(f"{','.join(COLUMNS[name])}\n{rows}\n".encode())
    trim(root, {"actors", "sources"})
    return root


CELLS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(['"', "\n", "\r", "\0", ",", "2018-13-01"])


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", escapechar="\\").writerows(rows)
    return f"{HEAD}\n{text.getvalue()}".encode()


@settings(max_examples=SAMPLES, deadline=None)
@given(st.binary(max_size=150).map(lambda tail: HEAD.encode() + b"\n" + tail) | st.lists(st.lists(CELLS)).map(written))
def test_any_bytes_are_a_table_or_a_fault(raw: bytes) -> None:
    (small() / FILE).write_bytes(raw)
    faults = [fault for fault in validate(small()) if fault.file == FILE]
    assert all(fault.reason and fault.remedy for fault in faults)
    try:
        table = load("actors", small())
    except CourseError as error:
        assert faults, error
    else:
        assert list(table.columns) == list(COLUMNS["actors"])
