"""Arguments that name nothing, or what no file can be called: said in a line, with nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.__main__ import main

ODD = {
    "nothing": "",
    "too long": "x" * 5000,
    "a zero byte": "a\0b",
    "half a letter": "\ud800",
    "a line end": "a\nb",
    "not there": "no/such/file",
    "up and away": "../../etc/nowhere",
    "a folder": ".",
    "a device": "/dev/zero",
    "the system's root": "/",
    "a pattern": "*",
    "another script": "صلح",
    "an escape": "\x1b[31mred",
    "a format": "%s{0}",
}
READERS = {
    "refresh": ["refresh", "{}"],
    "quiz check": ["quiz", "check", "{}"],
    "quiz preview": ["quiz", "preview", "--no-open", "{}"],
    "quiz report": ["quiz", "report", "{}"],
    "export a bank": ["export", "moodle", "{}"],
    "export a path": ["export", "gift", "./{}.yml"],
    "a lesson": ["notebooks", "--for", "students", "out", "{}"],
}
USAGE = {
    "no command": [],
    "no such command": ["bake"],
    "no such option": ["check", "--fast"],
    "no format": ["export"],
    "no such format": ["export", "word"],
    "no audience": ["notebooks", "out"],
    "no such audience": ["notebooks", "--for", "parents", "out"],
    "no folder": ["notebooks", "--for", "students"],
    "no quiz command": ["quiz"],
    "no name": ["quiz", "new"],
    "two names": ["quiz", "new", "a", "b"],
    "an argument too many": ["check", "data"],
    "port 0": ["serve", "--port", "0"],
    "a port too high": ["serve", "--port", "65536"],
    "a port below": ["serve", "--port=-1"],
    "a port in words": ["serve", "--port", "http"],
    "a port with a fraction": ["serve", "--port", "80.5"],
    "a port without end": ["serve", "--port", "9" * 5000],
    "a port of nothing": ["serve", "--port", ""],
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("command", READERS)
def test_what_names_nothing_is_refused(refused, command: str, odd: str) -> None:
    refused(*(argument.replace("{}", ODD[odd]) for argument in READERS[command]))


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd not in ("a format",)])
def test_no_bank_gets_an_odd_name(refused, odd: str) -> None:
    refused("quiz", "new", ODD[odd])


@pytest.mark.parametrize("kind", USAGE)
def test_wrong_usage_is_told(refused, kind: str) -> None:
    refused(*USAGE[kind], statuses=(2,))


@pytest.mark.parametrize("odd", [odd for odd in ODD if odd not in ("a folder", "the system's root")])
def test_a_root_that_is_no_course_is_told(tmp_path: Path, monkeypatch, capsys, odd: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--root", ODD[odd] or "nowhere", "check"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize("named", ["", "/nowhere", "/dev/null", "\udcff"])
def test_a_root_in_the_environment_that_is_no_course_is_told(tmp_path: Path, monkeypatch, capsys, named: str) -> None:
    monkeypatch.setenv("COURSEKIT_ROOT", named or str(tmp_path))
    assert main(["quiz", "check"]) == 1
    assert "no data/datapackage.json" in capsys.readouterr().err


FOLDERS = ["a folder with blanks", "Папка", "مجلد صلح", "é è", "a'b\"c", "-dash", "100%", "a\nb"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_course_may_stand_in_a_folder_of_any_name(course: Path, tmp_path: Path, capsys, folder: str) -> None:
    moved = course.rename(tmp_path / folder)
    for command in (
        ["quiz", "check"],
        ["export", "worksheet", "-o", str(tmp_path / f"out {folder}")],
        ["notebooks", "--for", "instructors", str(tmp_path / f"handout {folder}")],
        ["quiz", "new", "another"],
    ):
        assert main([f"--root={moved}", *command]) == 0, capsys.readouterr().err
    assert (tmp_path / f"out {folder}" / "01-sample.worksheet.html").is_file()


# What a shell does to a command


def started(course: Path, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coursekit", "--root", str(course), *arguments]
    return subprocess.run(command, text=True, check=False, timeout=60, stderr=subprocess.PIPE, **options)


def test_a_name_of_odd_bytes_is_told(course: Path, tmp_path: Path) -> None:
    done = started(course, "quiz", "check", os.fsdecode(b"b\xff\xfe.yml"), stdout=subprocess.PIPE, cwd=tmp_path)
    assert done.returncode == 1
    assert "missing" in done.stdout
    assert not done.stderr


def test_a_reader_who_goes_away_is_no_error(course: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = started(course, "quiz", "report", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_no_room_for_the_output_is_told(course: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = started(course, "quiz", "report", stdout=full)
    assert done.returncode == 1
    assert done.stderr == "the output: No space left on device -> make room on the disk, then run the command again\n"
