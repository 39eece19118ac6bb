# Every target makes what it needs on first use, from hashed lock files: only python3 (3.11+), pip and make are assumed.
#
#   make install   the command at .venv/bin/motjuste
#   make demo      the main job on the embedded model, over an example
#   make test      the tests, against the built wheel
#   make test-packaging  the GitHub Action and the pre-commit hooks, installed from the last commit as users do
#   make test-editors  real editors, installed first: Neovim, Emacs, and the packaged extension in VS Code (code-server)
#   make fuzz      random bytes as prompts and eval sets, some seconds each
#   make fuzz-editing  10,000 random scripts of edits, typed into the server
#   make fuzz-replies  100,000 garbled replies of optimizer models, held to their marks (some minutes)
#   make vsix      the VS Code extension, in build/motjuste.vsix; npm is needed as well
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
# Of `make fuzz-editing`: to look for findings twice a step takes far longer than to compare texts.
SCRIPTS ?= 10000
FINDING_SCRIPTS ?= 1000
# Of `make fuzz-replies`.
FUZZ_REPLIES ?= 100000
DEMO_PROMPT ?= examples/prompts/names.md
# One step with two proposals of the model beside those of the edit operators: about 400 calls, some six minutes.
DEMO_ARGS ?= --steps 1 --candidates 2

VENV := .venv
TEST_VENV := .venv-test
PIP_FLAGS := --disable-pip-version-check --no-input --quiet
# A PYTHONPATH that names the sources would shadow the wheel under test.
PYTEST_WHEEL := env -u PYTHONPATH -u PYTHONHOME MOTJUSTE_TEST_WHEEL=1 $(TEST_VENV)/bin/python -m pytest

NODE_VERSION := 24.21.0
CODE_SERVER_VERSION := 4.139.1
VSCODE := .editors/code-server/node_modules/code-server/lib/vscode
NPM_FLAGS := --silent --no-fund --no-audit
NODE := PATH="$(CURDIR)/.editors/node/node_modules/.bin:$$PATH"
CLIENT_SOURCES := $(wildcard client/src/*.ts)
SOURCES := $(shell find server/motjuste prompts -type f ! -name '*.pyc' 2>/dev/null)
# Optimizers of prompts that `make bench-method` measures.
METHOD_PEERS := gepa dspy textgrad promptolution
OUR_PROMPTS := $(wildcard prompts examples)

.PHONY: help install demo test test-embedded test-packaging test-editors check check-format check-lint check-types check-prompts \
  check-architecture check-client docs fmt fuzz fuzz-editing fuzz-replies bench bench-check bench-lsp bench-method bench-precision bench-smoke wheel vsix lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: $(VENV)/.stamp-run
	@echo "$(VENV)/bin/motjuste is ready"

demo: $(VENV)/.stamp-run
	$(VENV)/bin/motjuste optimize $(DEMO_PROMPT) $(DEMO_ARGS) $(ARGS)

# What is tested is what is shipped: the wheel, in an environment that cannot import the sources.
# Tests marked `alone` measure time, so they run by themselves; pytest exits 5 when none is selected.
test: $(TEST_VENV)/.stamp-wheel
	$(PYTEST_WHEEL) -n 0 -m "alone and not embedded and not packaging and not editors" $(ARGS) || test $$? -eq 5
	$(PYTEST_WHEEL) -n $(JOBS) -m "not embedded and not alone and not packaging and not editors" $(ARGS)

# From the sources: what is installed here is the last commit, in environments that the tests make themselves.
test-packaging: $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pytest -n 0 -m packaging $(ARGS)

# Real editors. What was seen is kept as pictures in build/editors.
test-editors: $(VENV)/.stamp-editors .editors/.stamp-terminal .editors/.stamp-code-server .editors/.stamp-chromium build/motjuste.vsix
	$(VENV)/bin/python -m pytest -n 0 -m editors tests/editors $(ARGS)

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

# Random scripts of edits: the server's text is the editor's, and a text read little by little has the findings of one read
# at once.
fuzz-editing: $(VENV)/.stamp-dev
	MOTJUSTE_SCRIPTS=$(SCRIPTS) $(VENV)/bin/python -m pytest -q -p no:randomly --hypothesis-seed 0 -n $(JOBS) --timeout 1800 tests/lsp/test_editing.py
	MOTJUSTE_SCRIPTS=$(FINDING_SCRIPTS) $(VENV)/bin/python -m pytest -q -p no:randomly --hypothesis-seed 0 -n $(JOBS) --timeout 1800 tests/lint/test_incremental.py

fuzz-replies: $(VENV)/.stamp-dev
	PYTHONPATH=server $(VENV)/bin/python tests/fuzz/fuzz_replies.py $(FUZZ_REPLIES)

# The fuzzer's wheel is large and made for few platforms, so it stands apart from what developing takes.
.venv-fuzz/.stamp-fuzz: requirements/fuzz.txt $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --only-binary :all: --upgrade --target .venv-fuzz -r $<
	@touch $@

# Side by side with other linters of prompt files, installed for this alone.
bench-check: $(VENV)/.stamp-dev .venv-peers/.stamp-peers
	$(VENV)/bin/python benchmarks/check_speed.py $(ARGS)

# Side by side with other language servers. The one for YAML is left out where there is no npm.
bench-lsp: $(VENV)/.stamp-dev .venv-peers/.stamp-peers .venv-peers/.stamp-npm-peers
	$(VENV)/bin/python benchmarks/lsp_peers.py $(ARGS)

# What the search gains and costs; `ARGS=--acceptance` for ours alone, ARGS=--peers (or none) beside other optimizers of prompts,
# each in an environment of its own of some 350 to 700 MB.
bench-method: $(VENV)/.stamp-dev $(if $(or $(findstring --peers,$(ARGS)),$(if $(ARGS),,none)),$(METHOD_PEERS:%=.venv-peers-%/.stamp-peers))
	$(VENV)/bin/python benchmarks/method.py $(or $(ARGS),--peers)

.venv-peers-%/.stamp-peers: requirements/peers-%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install $(PIP_FLAGS) -r $<
	@touch $@

.venv-peers/.stamp-peers: requirements/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install $(PIP_FLAGS) -r $<
	@touch $@

.venv-peers/.stamp-npm-peers: .venv-peers/.stamp-peers
	if command -v npm >/dev/null; then npm install --no-audit --no-fund --silent --prefix .venv-peers yaml-language-server@2.0.0; fi
	@touch $@

wheel: dist/.stamp-wheel
	@ls dist/*.whl

# One file for all platforms: the bundled client, and of Python what `motjuste server` needs for findings.
vsix: build/motjuste.vsix
	@ls -l $<

build/motjuste.vsix: package.json client/README.md CHANGELOG.md LICENSE .vscodeignore client/out/extension.js \
    client/bundled/.stamp-bundle $(wildcard client/media/* client/syntaxes/* client/walkthrough/* examples/prompts/names.*)
	@mkdir -p build
	$(NODE) node_modules/.bin/vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links --readme-path client/README.md --out $@ >build/vsce.log \
	  || { cat build/vsce.log >&2; exit 1; }

check-client: node_modules/.stamp-client
	$(NODE) node_modules/.bin/tsc -p client

client/out/extension.js: node_modules/.stamp-client $(CLIENT_SOURCES) client/tsconfig.json
	$(NODE) node_modules/.bin/tsc -p client
	$(NODE) node_modules/.bin/esbuild client/src/extension.ts --bundle --platform=node --format=cjs --target=node20 \
	  --external:vscode --minify --log-level=warning --outfile=$@

client/bundled/.stamp-bundle: client/bundle.py client/standins/rpds.py requirements/run.lock dist/.stamp-wheel
	$(TEST_VENV)/bin/python client/bundle.py dist/*.whl client/bundled
	@touch $@

node_modules/.stamp-client: package-lock.json .npmrc .editors/.stamp-node
	$(NODE) npm ci --ignore-scripts --no-progress
	@touch $@

# The Node.js that the extension's tools and the tests' editor need; Debian's is too old for both.
.editors/.stamp-node:
	@command -v npm >/dev/null || { echo "npm is needed; on Debian: apt-get install npm" >&2; exit 1; }
	@mkdir -p .editors/node
	npm install $(NPM_FLAGS) --prefix .editors/node node@$(NODE_VERSION)
	@touch $@

# VS Code as code-server. Its own install script wants another Node.js, so its steps are taken here one by one.
.editors/.stamp-code-server: .editors/.stamp-node
	@rm -rf .editors/code-server && mkdir -p .editors/code-server
	$(NODE) npm install $(NPM_FLAGS) --ignore-scripts --prefix .editors/code-server code-server@$(CODE_SERVER_VERSION)
	cd $(VSCODE) && $(NODE) npm install $(NPM_FLAGS) --omit=dev --ignore-scripts
	cd $(VSCODE) && $(NODE) npm rebuild --silent @vscode/spdlog @vscode/native-watchdog
	cd $(VSCODE)/extensions && $(NODE) npm install $(NPM_FLAGS) --omit=dev --ignore-scripts
	@touch $@

.editors/.stamp-chromium:
	@command -v chromium >/dev/null || { apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends chromium; }
	@mkdir -p $(@D) && touch $@

# Where apt-get cannot be run, the tests of an editor that is missing are skipped, each with its reason.
.editors/.stamp-terminal:
	@{ command -v nvim && command -v emacs; } >/dev/null || { ! command -v apt-get >/dev/null || test "$$(id -u)" != 0; } \
	  || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
	    --no-install-recommends neovim emacs-nox elpa-eglot >/dev/null; }
	@mkdir -p $(@D) && touch $@

$(VENV)/.stamp-editors: requirements/editors.txt $(VENV)/.stamp-dev
	$(VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --require-hashes -r $<
	@touch $@

# Pins names, versions and hashes of every file of each version, so that one lock serves all platforms.
# To take newer versions: make lock ARGS=--upgrade
lock: $(VENV)/.stamp-dev
	$(call compile,run,--extra local)
	$(call compile,dev,--extra local --extra arrow --extra sql --extra mcp --extra dev --constraint requirements/run.lock)

compile = CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras $(2) $(ARGS) \
	  --output-file requirements/$(1).lock pyproject.toml requirements/also.in

clean:
	rm -rf $(VENV) $(TEST_VENV) .venv-peers .venv-peers-* .venv-fuzz dist build .editors node_modules client/out client/bundled .mypy_cache .ruff_cache .pytest_cache .hypothesis
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
