# The course, by command. `make` alone lists the commands.
# Needed: make and Python 3.11 or later. Everything else is fetched into .venv on first use.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
UV     := 0.13.9
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE  # tests start hundreds of processes: modules are compiled once, not by each of them

# Stamps, named by content: the environment is made anew when requirements.txt changes, and not before.
ENV := $(VENV)/.requirements-$(shell cksum < requirements.txt | cut -d' ' -f1)
PKG := $(VENV)/.package-$(shell cksum < pyproject.toml | cut -d' ' -f1)

LITE := _build/lite/env
COMPILE = _build/pin/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make pin"

.PHONY: help book instructor-book slides lite serve lab test test-all check types refresh mutants bench pin repeat licences clean
.DEFAULT_GOAL := help

help:  ## list the commands
	@echo "Commands (the first one run also makes the environment, in about two minutes):"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

book: $(PKG)  ## build the book into _build/html
	@$(PY) -m coursekit book

instructor-book: $(PKG)  ## build the book for those who teach into _build/instructor: with answers, not to be published
	@$(PY) -m coursekit instructor-book

slides: $(PKG)  ## make slides of the lessons: _build/slides for a class, _build/instructor-slides with notes (not to be published)
	@$(PY) -m coursekit slides $(LESSON)

lite: $(PKG)  ## build the book with lessons that run in the browser, with no server, into _build/site (PYODIDE=folder: not from the internet)
	@$(LITE)/bin/python -c 'import jupyterlite_core' 2>/dev/null || $(PYTHON) -m venv --clear $(LITE)
	@$(LITE)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes $(WHEELS) -r deploy/lite/requirements.txt
	@$(PY) -m coursekit lite $(LITE)/bin/python $(if $(PYODIDE),--pyodide $(PYODIDE))

serve: $(PKG)  ## show the built book at http://localhost:8000 (PORT=8080 for another port, SITE=yes for the book that `make lite` made)
	@$(PY) -m coursekit serve $(if $(PORT),--port $(PORT)) $(if $(SITE),--site)

lab: $(PKG)  ## open the lessons in JupyterLab (LAB="--no-browser" and the like are passed on)
	@$(PY) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks $(LAB)

test: $(PKG)  ## check style, types, data, book, notebooks, and pages in a browser: of what is asked of every page, a sample (minutes)
	@$(PY) tests/find_browser.py --install $(if $(ALL),,--lean)
	@$(PY) -m ruff check coursekit tests
	@$(PY) -m ruff format --check coursekit tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync check types book slides $(if $(ALL),instructor-book)
	@$(PY) -m pytest -n 2 --dist worksteal --durations=10 $(if $(ALL),,-m "not long")

test-all:  ## the same with every page, every lesson in JupyterLab, long searches for bad input, whole builds: before a change is landed
	@$(MAKE) --no-print-directory test ALL=yes

check: $(PKG)  ## check tables, quizzes, notebooks and prose; takes seconds
	@$(PY) -m coursekit check

types: $(PKG)
	@$(PY) -m mypy

refresh: $(PKG)  ## run the notebooks again and store their outputs (NOTEBOOK=notebooks/... for one)
	@$(PY) -m coursekit refresh $(NOTEBOOK)

mutants: $(PKG)  ## plant faults in copies of the project and see which check notices each (MUTANTS="--share 0.1": fewer)
	@$(PY) tests/mutants/mutants.py $(MUTANTS)

bench: $(PKG)  ## measure pages and builds, and write the table in README.md (BENCH=--all: all pages, pages of others, growing books, installation too)
	@$(PY) tests/find_browser.py --install
	@$(PY) tests/bench/bench.py $(BENCH)

repeat: $(PKG)  ## make everything twice in different places and tell what differs; takes minutes
	@$(PY) tests/repeat.py $(REPEAT)

licences: $(PKG)  ## write LICENSE-PACKAGES.md, the licences of all packages
	@$(PY) tests/licences.py --write

pin:  ## make requirements.txt, with hashes, from requirements.in (PIN=--upgrade for newer versions)
	@$(PYTHON) -m venv _build/pin
	@_build/pin/bin/python -m pip install --quiet uv==$(UV)
	@$(COMPILE) --fork-strategy fewest $(PIN) requirements.in -o requirements.txt
	@$(COMPILE) --fork-strategy fewest --no-annotate $(PIN) -c requirements.txt \
	  deploy/lite/requirements.in -o deploy/lite/requirements.txt
	@for name in anki node pyslet; do \
	  $(COMPILE) --no-deps --no-annotate tests/pins/$$name.in -o tests/pins/$$name.txt || exit 1; done
	@echo "requirements.txt is up to date with requirements.in, and so are the lists of tests/pins and deploy/lite"

clean:  ## remove what was built (the environment is .venv: remove it by hand)
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find coursekit tests -name __pycache__ -prune -exec rm -rf {} +

$(ENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or later is needed; '$(PYTHON)' is not. Name another: make PYTHON=python3.12 book" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making the environment in $(VENV) (once, about two minutes) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --disable-pip-version-check --require-hashes $(WHEELS) -r requirements.txt
	@touch $@

$(PKG): $(ENV)
	@$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@
