# Inloop. `make help` lists what there is. Needs git, make and Python 3.11 or newer; everything else comes from the locks.
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock messages lint types templates scripts translations locks runtime dev
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
TESTS ?= tests
DEMO ?= 1

export DEMO
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Front-end sources and translations; what they become is not committed.
ASSETS := $(shell find app/static -path app/static/dist -prune -o -type f -print)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))

help:  ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime  ## Set up and start Inloop with a demo region: http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL, DEMO=0)
	@exec $(PY) -m flask start

test: dev  ## Set up and run every test, on real parts (one file: TESTS=tests/events)
	@$(PY) -m pytest --numprocesses auto --dist worksteal $(TESTS)

check: lint types templates scripts translations locks  ## Lint, format, types, templates, scripts, translations, locks
	@echo 'All checks passed.'

bench: dev  ## Measure Inloop against a bare Flask view; writes bench/results.md
	@$(PY) -m bench.run

lock: runtime $(VENV)-lock/.ready  ## Resolve the dependencies anew: requirements*.txt and package-lock.json
	@tools/lock $(VENV)-lock/bin/uv

messages: dev  ## Collect the texts of code and templates into the translation files
	@$(PY) -m tools.translations update

# --- the pieces of check ---

lint: dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo 'Not formatted. Run: .venv/bin/ruff format .'; exit 1; }

types: dev
	@$(PY) -m mypy

templates: dev
	@$(PY) -m djlint --quiet --lint templates

scripts: dev
	@node_modules/.bin/biome lint --error-on-warnings app/static tools

translations: dev
	@$(PY) -m tools.translations check

locks:
	@! grep -nE '"resolved"|://|index-url|find-links' requirements.txt requirements-dev.txt || { echo 'A lock file names a host. Run: make lock'; exit 1; }
	@! grep -n '"resolved"' package-lock.json || { echo 'package-lock.json names a host. Run: make lock'; exit 1; }

# --- setting up: every step once, and again only when its lock or source is newer ---

runtime: $(VENV)/.runtime node_modules/.runtime app/static/dist/.built $(CATALOGUES)

dev: $(VENV)/.dev node_modules/.dev .browser/.unpacked app/static/dist/.built $(CATALOGUES)

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Inloop needs Python 3.11 or newer. Name one: make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv'; exit 1; }
	@echo 'Making a private Python environment in $(VENV) ...'
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.runtime: requirements.txt | $(PY)
	@echo 'Installing the Python packages (once, about a minute) ...'
	@$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(PY)
	@echo 'Installing the Python packages and the test tools (once, about two minutes) ...'
	@$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $(VENV)/.runtime $@

node_modules/.runtime: package-lock.json | $(VENV)/.runtime
	@echo 'Installing the front-end packages ...'
	@npm ci --omit=dev --loglevel=error
	@touch $@

node_modules/.dev: package-lock.json | $(VENV)/.dev
	@echo 'Installing the front-end packages and test tools ...'
	@npm ci --loglevel=error
	@touch node_modules/.runtime $@

app/static/dist/.built: package.json package-lock.json $(ASSETS) | node_modules/.runtime
	@echo 'Building the front end ...'
	@npm run --silent build
	@touch $@

%.mo: %.po | $(VENV)/.runtime
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@

.browser/.unpacked: node_modules/.dev tools/unpack_browser.mjs
	@echo 'Unpacking the browser for the tests ...'
	@node tools/unpack_browser.mjs .browser
	@touch $@

$(VENV)-lock/.ready: | $(PY)
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet uv==0.13.9
	@touch $@
