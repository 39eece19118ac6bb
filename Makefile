# Every target makes what it needs on first use, from hashed lock files: only python3 (3.11+), pip and make are assumed.
#
#   make install   the command at .venv/bin/motjuste
#   make demo      the main job on the embedded model, over an example
#   make test      the tests, against the built wheel
#   make test-packaging  the GitHub Action and the pre-commit hooks, installed from the last commit as users do
#   make fuzz      random bytes as prompts and eval sets, some seconds each
#   make check     format, lint, types, our own linter over our own prompts, architecture

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= python3
ARGS ?=
# Two workers: the suite is written for two cores. JOBS=0 runs in one process, for a debugger.
JOBS ?= 2
# Of each target of `make fuzz`.
FUZZ_SECONDS ?= 20
DEMO_PROMPT ?= examples/prompts/names.md
# One step with two proposals of the model beside those of the edit operators: about 300 calls, some five minutes.
DEMO_ARGS ?= --steps 1 --candidates 2

VENV := .venv
TEST_VENV := .venv-test
PIP_FLAGS := --disable-pip-version-check --no-input --quiet
# A PYTHONPATH that names the sources would shadow the wheel under test.
PYTEST_WHEEL := env -u PYTHONPATH -u PYTHONHOME MOTJUSTE_TEST_WHEEL=1 $(TEST_VENV)/bin/python -m pytest

SOURCES := $(shell find server/motjuste prompts -type f ! -name '*.pyc' 2>/dev/null)
OUR_PROMPTS := $(wildcard prompts examples)

.PHONY: help install demo test test-embedded test-packaging check check-format check-lint check-types check-prompts \
  check-architecture docs fmt fuzz bench bench-check bench-precision bench-smoke wheel lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: $(VENV)/.stamp-run
	@echo "$(VENV)/bin/motjuste is ready"

demo: $(VENV)/.stamp-run
	$(VENV)/bin/motjuste optimize $(DEMO_PROMPT) $(DEMO_ARGS) $(ARGS)

# What is tested is what is shipped: the wheel, in an environment that cannot import the sources.
# Tests marked `alone` measure time, so they run by themselves; pytest exits 5 when none is selected.
test: $(TEST_VENV)/.stamp-wheel
	$(PYTEST_WHEEL) -n 0 -m "alone and not embedded and not packaging" $(ARGS) || test $$? -eq 5
	$(PYTEST_WHEEL) -n $(JOBS) -m "not embedded and not alone and not packaging" $(ARGS)

# From the sources: what is installed here is the last commit, in environments that the tests make themselves.
test-packaging: $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pytest -n 0 -m packaging $(ARGS)

test-embedded: $(TEST_VENV)/.stamp-wheel
	$(PYTEST_WHEEL) -n 0 -m embedded $(ARGS)

# `make -k check` goes on after a failure and shows all of them.
check: check-format check-lint check-types check-prompts check-architecture

check-format: $(VENV)/.stamp-dev
	$(VENV)/bin/ruff format --check .

check-lint: $(VENV)/.stamp-dev
	$(VENV)/bin/ruff check .

check-types: $(VENV)/.stamp-dev
	$(VENV)/bin/mypy

check-prompts: $(VENV)/.stamp-dev
	$(VENV)/bin/motjuste check $(OUR_PROMPTS)

check-architecture: $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pytest -q -p no:randomly tests/test_architecture.py

fmt: $(VENV)/.stamp-dev
	$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	$(VENV)/bin/ruff format .

bench: $(VENV)/.stamp-dev
	$(VENV)/bin/python benchmarks/run.py $(ARGS)

# The rules over real prompt files, held against labels given by hand. ARGS=--write writes the table anew.
bench-precision: $(VENV)/.stamp-dev
	$(VENV)/bin/python benchmarks/precision.py $(ARGS)

# A short pass over every benchmark, to see that each still runs; its figures are not for publication.
bench-smoke: $(VENV)/.stamp-dev
	$(VENV)/bin/python benchmarks/run.py --smoke $(ARGS)

# The docs site, in build/site; a warning, a broken link or a missing anchor fails it.
docs: $(VENV)/.stamp-dev
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet $(ARGS)

# Random bytes as prompt files and as eval sets, for some seconds each. What is found is printed, to be made a test.
fuzz: $(VENV)/.stamp-dev .venv-fuzz/.stamp-fuzz
	PYTHONPATH=.venv-fuzz:server $(VENV)/bin/python tests/fuzz/fuzz_parse.py $(FUZZ_SECONDS)
	PYTHONPATH=.venv-fuzz:server $(VENV)/bin/python tests/fuzz/fuzz_evals.py $(FUZZ_SECONDS)

# The fuzzer's wheel is large and made for few platforms, so it stands apart from what developing takes.
.venv-fuzz/.stamp-fuzz: requirements/fuzz.txt $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --only-binary :all: --upgrade --target .venv-fuzz -r $<
	@touch $@

# Side by side with other linters of prompt files, installed for this alone.
bench-check: $(VENV)/.stamp-dev .venv-peers/.stamp-peers
	$(VENV)/bin/python benchmarks/check_speed.py $(ARGS)

.venv-peers/.stamp-peers: requirements/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install $(PIP_FLAGS) -r $<
	@touch $@

wheel: dist/.stamp-wheel
	@ls dist/*.whl

# Pins names, versions and hashes of every file of each version, so that one lock serves all platforms.
# To take newer versions: make lock ARGS=--upgrade
lock: $(VENV)/.stamp-dev
	$(call compile,run,--extra local)
	$(call compile,dev,--extra local --extra arrow --extra sql --extra mcp --extra dev --constraint requirements/run.lock)

compile = CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras $(2) $(ARGS) \
	  --output-file requirements/$(1).lock pyproject.toml requirements/also.in

clean:
	rm -rf $(VENV) $(TEST_VENV) .venv-peers .venv-fuzz dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment; a working one that somebody made already is kept. Debian splits ensurepip out of python3 (package
# python3-venv): without it, the system's pip puts pip into the new environment.
$(VENV)/.stamp-venv $(TEST_VENV)/.stamp-venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@if $(@D)/bin/python -m pip --version >/dev/null 2>&1; then :; \
	elif $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(PYTHON) -m venv --clear $(@D); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	  $(PYTHON) -m venv --clear --without-pip $(@D); \
	  $(PYTHON) -m pip --python $(@D)/bin/python install $(PIP_FLAGS) pip; \
	else echo "Python has neither ensurepip nor pip; on Debian: apt-get install python3-venv" >&2; exit 1; fi
	@touch $@

$(VENV)/.stamp-run: requirements/run.lock pyproject.toml $(VENV)/.stamp-venv
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/run.lock
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.lock $(VENV)/.stamp-run
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/dev.lock
	@touch $@

$(TEST_VENV)/.stamp-dev: requirements/dev.lock $(TEST_VENV)/.stamp-venv
	$(TEST_VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/dev.lock
	@touch $@

dist/.stamp-wheel: pyproject.toml README.md LICENSE $(SOURCES) $(TEST_VENV)/.stamp-dev
	@rm -rf dist
	$(TEST_VENV)/bin/python -m build --wheel --no-isolation --outdir dist .
	@touch $@

$(TEST_VENV)/.stamp-wheel: dist/.stamp-wheel
	$(TEST_VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --force-reinstall dist/*.whl
	@touch $@
