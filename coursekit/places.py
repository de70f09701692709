"""Places that start a notebook without the course: Colab, and Python in the browser.

There the first code cell has to fetch the package and the data. The lessons stay as they are; that cell is added to
the copies made for a place (``python -m coursekit notebooks --for PLACE``), and does nothing where the course is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from coursekit.faults import CourseError, Fault
from coursekit.settings import read_settings

COLAB_BRANCH = "colab"
"""The branch of the repository with the copies that Colab opens: made by a command, never edited."""

CELL_ID = "set-up"
NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)*\Z")
ADDRESS = re.compile(r"https://[\w.-]+(?:/[\w.-]+)+\Z")

COLAB = """\
# Fetches the course, with its data, where a notebook is opened alone, as on Colab. Does nothing elsewhere.
import os, subprocess, sys
if not os.path.exists("../data/datapackage.json"):
    if not os.path.isdir("course"):
        print("Fetching the course, about a minute ...")
        subprocess.run(["git", "clone", "--quiet", "--depth=1", "--branch={branch}",
                        "{address}", "course"], check=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet",
                        "./course[lessons]"], check=True)
    os.chdir("course/notebooks")"""

LITE = """\
# Fetches the course's package into this browser, once a session. Takes a minute.
import piplite
await piplite.install("coursekit[lessons]")"""

PLACES = ("colab", "lite")


def set_up(root: Path, place: str) -> dict[str, Any]:
    """Return the cell that fetches the course at a place.

    Raises:
        CourseError: if the place needs the address of the repository, and ``_config.yml`` names none.
    """
    source = LITE
    if place == "colab":
        address, branch = repository(root)
        source = COLAB.format(address=address, branch=branch)
    return {
        "cell_type": "code",
        "id": CELL_ID,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def with_set_up(notebook: dict[str, Any], cell: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with a cell before its first code cell."""
    cells = notebook["cells"]
    first = next((number for number, one in enumerate(cells) if one["cell_type"] == "code"), len(cells))
    return {**notebook, "cells": [*cells[:first], cell, *cells[first:]]}


def whole_texts(notebook: dict[str, Any]) -> bytes:
    """Return the bytes of a notebook whose texts are not split into lines.

    A Jupyter server puts the lines of a stored notebook together before a page gets it; JupyterLite does not, and its
    table of contents then fails.
    """
    import nbformat

    joined = nbformat.reads(json.dumps(notebook), as_version=4)
    return (json.dumps(joined, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def repository(root: Path) -> tuple[str, str]:
    """Return the address of the repository and its branch, as ``_config.yml`` names them.

    Raises:
        CourseError: if there is no address yet, or one that a command must not be made of.
    """
    file = "_config.yml"
    found = read_settings(root, file).get("repository")
    found = found if isinstance(found, dict) else {}
    address, branch = str(found.get("url") or "").rstrip("/"), str(found.get("branch") or "main")
    if not address:
        reason, remedy = "no address, so there is nothing to fetch", "fill in url under repository"
        raise CourseError(Fault(file, 0, "repository", "", reason, remedy))
    if not ADDRESS.match(address) or not NAME.match(branch) or branch.startswith("-"):
        remedy = "write it as https://github.com/NAME/REPOSITORY and the name of a branch"
        raise CourseError(Fault(file, 0, "repository", f"{address} {branch}", "no address of a repository", remedy))
    return address, branch
