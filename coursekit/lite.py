"""The course with no server: a JupyterLite site that runs Python in the reader's browser, in a book that leads to it.

The book is an edition of its own, ``_build/site``: the students' book, its lessons with one more button, and the site
in its folder ``lite``. Nothing of the site is loaded by a page of the book, nor packed into the file to take away.
JupyterLite has an environment of its own; what it needs and what the site holds besides the lessons is listed in
``deploy/lite``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import yaml

from coursekit.faults import CourseError, Fault
from coursekit.files import replace_folder, write
from coursekit.handouts import hand_out
from coursekit.instructors import overlaid, settings
from coursekit.project import read_text
from coursekit.publish import Edition, Runner, build, run_jupyter_book
from coursekit.secret import check_given

EDITION = Edition("site", "work-site", "built-from-site.json", "build-site.lock")
PLACE = "lite"
"""The folder of the book in which the site lies."""

WHEELS = "deploy/lite/wheels.txt"
EPOCH = "315532800"
"""The first time that a ZIP file can tell: the same package makes the same wheel on any day."""

PURE = ("--only-binary=:all:", "--python-version=3.14", "--implementation=py", "--abi=none", "--platform=any")

Maker = Callable[[Path, Path], None]


def build_lite(
    root: Path, python: Path, pyodide: str = "", runner: Runner | None = None, maker: Maker | None = None
) -> Path:
    """Build the site and the book around it, and return the book's folder, ``_build/site``.

    Args:
        root: the project folder.
        python: the Python of an environment with JupyterLite.
        pyodide: where Pyodide is: a folder or an archive that becomes part of the site, or an address; by default
            the site loads the release that JupyterLite names from its makers' address, when a lesson is run.
        runner: as in :func:`coursekit.publish.build`.
        maker: makes the site of the files in its first argument in its second; JupyterLite by default.

    Raises:
        CourseError: if JupyterLite or pip fails, or the book does, or the site would give something away.
    """
    work = root / "_build" / "lite"
    files, site = work / "files", work / "site"
    for folder in (files, site):
        shutil.rmtree(folder, ignore_errors=True)
    print("Writing the lessons for the browser ...", flush=True)
    hand_out(root, "lite", files)
    (maker or partial(make_site, root, python, pyodide))(files, site)
    if not (site / "lab" / "index.html").is_file():
        raise CourseError(Fault("_build/lite", reason="JupyterLite wrote no site", remedy="see its messages above"))
    if faults := check_given(site, root):
        raise CourseError(faults)
    config = work / "_config.yml"
    above = {"sphinx": {"config": {"course_lite": PLACE}}}
    whole = overlaid(settings(root, "_config.yml"), above)
    write(config, yaml.safe_dump(whole, sort_keys=False, allow_unicode=True).encode())
    book = build(root, False, runner or partial(run_jupyter_book, options=["--config", str(config)]), EDITION)
    _put(site, book / PLACE)
    return book


def make_site(root: Path, python: Path, pyodide: str, files: Path, site: Path) -> None:
    """Let JupyterLite make a site of lessons and data, with the package and what it needs as wheels.

    Raises:
        CourseError: if one of the programs is missing or fails.
    """
    work = site.parent
    python = python.absolute()  # programs start in another folder; not resolved: it would leave its environment
    wheels = work / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    print("Gathering packages for the browser ...", flush=True)
    own = ("--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(root))
    _run([sys.executable, "-m", "pip", "wheel", "--quiet", *own], work, {"SOURCE_DATE_EPOCH": EPOCH})
    write(work / "wheels.txt", pinned(root).encode())
    theirs = ("--no-deps", "--require-hashes", *PURE, "--dest", str(wheels), "--requirement", "wheels.txt")
    _run([str(python), "-m", "pip", "download", "--quiet", *theirs], work)
    print("Building the site, about a minute ...", flush=True)
    options = ["--contents", str(files), "--output-dir", str(site), "--apps", "lab", "--no-sourcemaps"]
    for wheel in sorted(wheels.glob("*.whl")):
        options += ["--piplite-wheels", str(wheel)]
    ours = work / "static" / "pyodide"  # where JupyterLite takes it from without being asked
    shutil.rmtree(ours, ignore_errors=True)
    if pyodide and Path(pyodide).is_dir():
        shutil.copytree(pyodide, ours)
    elif pyodide:
        options += ["--pyodide", pyodide if "://" in pyodide else str(Path(pyodide).resolve())]
    (work / ".jupyterlite.doit.db").unlink(missing_ok=True)  # what it remembers is of a site that is no more
    _run([str(python), "-m", "jupyterlite_core", "build", *options], work)


def pinned(root: Path) -> str:
    """Return the entries of ``requirements.txt``, with version and digests, of the packages that the site needs."""
    listed = (line.partition("#")[0].strip() for line in read_text(root / WHEELS).splitlines())
    names = {name for name in listed if name}
    entries = re.split(r"\n(?=\S)", read_text(root / "requirements.txt"))
    return "\n".join(entry for entry in entries if entry.partition("==")[0] in names) + "\n"


def _run(command: list[str], folder: Path, above: Mapping[str, str] | None = None) -> None:
    """Run a program; its messages are shown only if it fails."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment = clean | {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **(above or {})}
    called = " ".join(command[2:4])
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        reason, remedy = f"cannot be run ({error.strerror})", "run `make lite`, which makes the environment"
        raise CourseError(Fault(command[0], reason=reason, remedy=remedy)) from None
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        reason = f"{called} ended with status {done.returncode}"
        raise CourseError(Fault("deploy/lite", reason=reason, remedy="see its last messages above"))


def _put(site: Path, place: Path) -> None:
    """Put a copy of the site in its place within the book, at once."""
    new = place.with_name(f"{place.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(site, new)
    replace_folder(new, place)
