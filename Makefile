# `make run` opens the map, `make test` runs the tests; each sets up what it needs first and is quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST := 127.0.0.1
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run test lint build assets world screenshot benchmark clean

help:  ## say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.ready: requirements.txt
	@echo "Setting up $(VENV) with the packages of requirements.txt (about a minute, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@echo "Adding the packages of requirements-dev.txt"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

static/vendor/.ready: package.json package-lock.json scripts/assets.py $(VENV)/.ready
	@echo "Installing the map assets of package-lock.json into static/vendor"
	@$(BIN)/python scripts/assets.py
	@touch $@

world: $(VENV)/.ready  ## compile the world gazetteer into the cache folder, where it is missing
	@$(BIN)/python -m geo.world

assets: static/vendor/.ready  ## install the map's scripts and styles, pinned by package-lock.json

run: $(VENV)/.ready static/vendor/.ready world  ## open the map on http://127.0.0.1:8501
	@echo "The map: http://$(HOST):$(PORT) (Ctrl+C ends it)"
	@$(BIN)/streamlit run streamlit_app.py --server.address $(HOST) --server.port $(PORT)

test: $(VENV)/.ready-dev static/vendor/.ready world lint  ## check style, types and data, then run every test, in a real browser too
	@$(BIN)/python -m geo build --check
	@$(BIN)/python -m pytest

lint: $(VENV)/.ready-dev  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

build: $(VENV)/.ready  ## compile seeds/ to data/
	@$(BIN)/python -m geo build

screenshot: $(VENV)/.ready-dev static/vendor/.ready  ## draw the README's pictures in a real browser
	@$(BIN)/python scripts/screenshot.py

benchmark: $(VENV)/.ready-dev  ## time the parts beside what one would use instead
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean:  ## remove what set-up and tests made
	@rm -rf $(VENV) static/vendor node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
