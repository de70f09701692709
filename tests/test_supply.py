"""What the course takes from others: each package for a reason, by its digest; workflows that may do little."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import licences
import newest
import pytest
import yaml
from browser_support import ROOT
from repeat import files

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LITE = ROOT / "deploy" / "lite" / "requirements.txt"
PINNED_LISTS = [ROOT / "requirements.txt", LITE, *sorted((ROOT / "tests" / "pins").glob("*.txt"))]
WRITERS = {
    "publish.yml": {"deploy": {"pages": "write", "id-token": "write"}},
    "colab.yml": {"copies": {"contents": "write"}},
}
"""The jobs that may write, and what: the site, and the branch that Colab opens."""

FREE = re.compile(r"MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software|Artistic|LGPL|Unlicense|CC0|Zlib")
OTHERS = re.compile(rb"/\*!|@licen[sc]e|Copyright \(c\) (?!2026 The course team)")
"""What stands at the head of other people's scripts and styles."""


def test_each_package_is_asked_for_with_a_reason():
    assert not [name for name, reason in licences.asked().items() if not reason]
    assert len(licences.asked()) > 20


@pytest.mark.parametrize("path", PINNED_LISTS, ids=lambda path: path.name)
def test_each_package_is_pinned_by_version_and_digest(path):
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+( ; [^\\]+)? \\\n", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


def test_what_is_asked_for_is_pinned():
    assert licences.asked().keys() <= licences.pinned().keys(), "run `make pin`"
    for path in (ROOT / "tests" / "pins").glob("*.in"):
        assert versions(path) == versions(path.with_suffix(".txt")), f"{path.name}: run `make pin`"


def test_the_site_in_the_browser_is_made_with_the_versions_of_the_project():
    wanted, got, ours = versions(LITE.with_suffix(".in")), versions(LITE), dict(versions(ROOT / "requirements.txt"))
    assert len(wanted) == 2
    assert set(wanted) <= set(got), "run `make pin`"
    assert [(name, version) for name, version in got if ours.get(name, version) != version] == [], "run `make pin`"


def versions(path: Path) -> list[tuple[str, str]]:
    """Return the packages that a list pins, each with its version, in order of name."""
    found = re.findall(r"^([\w.-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted((re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in found)


def test_the_list_of_licences_is_that_of_the_packages():
    assert licences.LIST.read_text(encoding="utf-8") == licences.listed(), "run `make licences`"


def test_every_licence_is_known_and_free():
    names = [name for name, condition in licences.pinned().items() if not condition]
    odd = {name: words for name in names if not FREE.search(words := licences.licence(name))}
    assert not odd, "look at these licences before they come in"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_reads_only_and_names_exact_versions(path):
    text = path.read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    assert flow["permissions"] == {"contents": "read"}
    writers = {name: job["permissions"] for name, job in flow["jobs"].items() if "permissions" in job}
    assert writers == WRITERS.get(path.name, {})
    for job in flow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"actions/[a-z-]+@(v\d+\.\d+\.\d+|[0-9a-f]{40})", step["uses"]), step["uses"]
            assert not re.search(r"\b(curl|wget|pip|npm|npx)\b", step.get("run", "")), "fetches past the pinned lists"
    assert "pull_request_target" not in text
    assert "secrets." not in text


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    assert program, "zizmor is not installed: make the environment anew"
    options = ["--offline", "--no-progress", "--persona=pedantic", "--min-severity=low"]
    return subprocess.run([program, *options, str(folder)], capture_output=True, text=True, encoding="utf-8")


def test_zizmor_finds_nothing_in_the_workflows():
    done = zizmor(ROOT / ".github")
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_what_is_planted(tmp_path):
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    path = tmp_path / ".github" / "workflows" / "test.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("actions/checkout@v4.2.2", "stranger/checkout@main"))
    done = zizmor(tmp_path / ".github")
    assert done.returncode != 0
    assert "unpinned-uses" in done.stdout


def test_files_of_others_are_listed_with_their_digest():
    listed = {}
    for sums in (name for name in files(ROOT) if Path(name).name == "SHA256SUMS"):
        for line in (ROOT / sums).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                digest, name = line.split("  ", 1)
                listed[Path(sums).with_name(name).as_posix()] = digest
    assert listed
    for name, digest in listed.items():
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == digest, f"{name} is not what it was"
        assert list((ROOT / name).parent.glob("*LICEN*")), f"{name}: its licence is not beside it"
    for name in files(ROOT):
        kind = Path(name).suffix
        if kind in {".js", ".mjs", ".css"} and OTHERS.search((ROOT / name).read_bytes()[:4000]):
            assert name in listed, f"{name} looks like a file of others: list it in SHA256SUMS beside it"
        assert kind not in {".woff", ".woff2", ".ttf", ".otf", ".wasm", ".whl", ".jar", ".so", ".dll", ".exe"} or (
            name in listed
        ), f"{name}: list it in SHA256SUMS beside it"


def test_the_environment_is_installed_by_digest_and_in_ci_from_wheels():
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes $(WHEELS) -r requirements.txt" in make
    assert "--require-hashes $(WHEELS) -r deploy/lite/requirements.txt" in make
    assert "--no-deps --no-build-isolation --editable ." in make, "coursekit brings nothing with it"
    assert "--generate-hashes" in make
    assert "WHEELS=--only-binary=:all:" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


BEFORE = "altair==6.3.0 \\\n    --hash=sha256:0\nanyio==4.16.0 \\\nzipp==1.0 \\\n"
AFTER = "altair==6.4.0 \\\n    --hash=sha256:1\nanyio==4.16.0 \\\naaa==2.0 \\\n"


def test_the_weekly_report_names_what_moved():
    rows = newest.moved(BEFORE, AFTER).splitlines()[2:]
    assert rows == ["| **altair** | 6.3.0 | 6.4.0 |", "| aaa | – | 2.0 |", "| zipp | 1.0 | – |"]
    assert newest.moved(BEFORE, BEFORE) == "No version moved.\n"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (
            "\x1b[31mFAILED tests/test_a.py::test_b - assert 1 == 2\x1b[0m\n1 failed, 2 passed in 3 s\n",
            "test_b - assert",
        ),
        ("coursekit/a.py:3: error: odd  [arg-type]\nFound 1 error in 1 file\n", "coursekit/a.py:3: error: odd"),
        ("book/index.md:1: 'x': no such key -> add it\nmake: *** [Makefile:44: test] Error 1\n", "[Makefile:44: test]"),
        ("some other end\n", "some other end"),
    ],
)
def test_the_weekly_report_names_what_broke(log, said):
    report = newest.broken(log)
    assert report.startswith("What broke:")
    assert said in report
    assert "\x1b" not in report


def test_the_weekly_report_says_that_nothing_broke():
    assert newest.broken("all good\n==== 1523 passed in 300.12s (0:05:00) ====\n") == "Nothing broke.\n"
    assert newest.broken("1523 passed, 1 skipped in 300.12s\n") == "Nothing broke.\n"
    assert newest.broken("") == "The tests did not run: see the steps before.\n"
