"""Run the lessons as Colab opens them: each notebook alone, in an environment that knows nothing of the course.

    python tests/bench/places.py                              the newest packages that pip finds
    python tests/bench/places.py --oldest                     the oldest that pyproject.toml allows
    python tests/bench/places.py --lock pyodide-lock.json     those of a release of Pyodide, as in the browser

The first cell of a copy has to fetch the package and the data; then every cell has to run. It is not part of
`make test`, since it makes an environment from PyPI. What it cannot show: Colab itself, and how its page draws.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from coursekit import project  # noqa: E402
from coursekit.places import COLAB, with_set_up  # noqa: E402


def wanted() -> list[str]:
    """Return what the extra `lessons` asks for."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["optional-dependencies"]["lessons"]


def constraints(oldest: bool, lock: Path | None) -> list[str]:
    """Return the versions to be held to; those of a lock only for what lessons import, and what comes with it."""
    if oldest:
        return [one.replace(">=", "==") + ("" if one.count(".") > 1 else ".*") for one in wanted()]
    if lock:
        packages = json.loads(lock.read_text(encoding="utf-8"))["packages"].values()
        names = {re.split("[<>=]", one)[0].lower() for one in wanted()} | {"pydantic-core", "numpy", "narwhals"}
        return [f"{one['name']}=={one['version']}" for one in packages if one["name"].lower() in names]
    return []


def copies(folder: Path, repository: Path) -> list[Path]:
    """Write each lesson with the first cell that Colab's copies have, and nothing beside it."""
    branch = subprocess.run(
        ["git", "-C", str(repository), "symbolic-ref", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    source = COLAB.format(address=repository.as_uri(), branch=branch)
    made = []
    for path in project.lessons(ROOT):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = {"cell_type": "code", "id": "set-up", "metadata": {}, "source": source, "outputs": []}
        made.append(folder / path.name)
        text = json.dumps(with_set_up(notebook, {**cell, "execution_count": None}))
        made[-1].write_text(text, encoding="utf-8")
    return made


class Elsewhere(AsyncKernelManager):
    """A kernel of another environment."""

    python = sys.executable

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """Return the command that starts it."""
        return [self.python, "-m", "ipykernel_launcher", "-f", self.connection_file]


def main() -> int:
    """Run all lessons and tell which cells fail; the exit status is 1 if one does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--oldest", action="store_true", help="the oldest packages that pyproject.toml allows")
    which.add_argument("--lock", type=Path, help="the versions of a release of Pyodide")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="names of lessons (default: all)")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held = folder / "constraints.txt"
        held.write_text("\n".join(constraints(options.oldest, options.lock)), encoding="utf-8")
        print(held.read_text() or "no versions held", flush=True)
        repository = folder / "course.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(repository)], check=True)
        venv.create(folder / "venv", with_pip=True)
        Elsewhere.python = str(folder / "venv" / "bin" / "python")
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COURSEKIT"))}
        clean |= {"PIP_CONSTRAINT": str(held), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
        command = [Elsewhere.python, "-m", "pip", "install", "--quiet", "ipykernel"]
        subprocess.run(command, env=clean, check=True, stderr=subprocess.DEVNULL)
        start = folder / "content"
        start.mkdir()
        for path in copies(start, repository):
            if options.lessons and path.stem not in options.lessons:
                continue
            notebook = nbformat.read(path, as_version=4)
            resources = {"metadata": {"path": str(start)}}
            client = NotebookClient(notebook, timeout=900, kernel_manager_class=Elsewhere, resources=resources)
            try:
                client.execute(env=clean)
                print(f"{path.stem}: all cells ran", flush=True)
            except CellExecutionError as error:
                failed += 1
                print(f"{path.stem}: {error}", flush=True)
    print(f"{failed} lessons failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
