# `make demo` and `make test` set up everything they need, from nothing.
PYTHON ?= python3
PORT ?= 8000
PATIENTS ?= 40
SEED ?= 1
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test bench lint messages css lock clean

demo: .venv/.runtime
	@$(BIN)/tracker demo --patients $(PATIENTS) --seed $(SEED) --port $(PORT)

test: .venv/.test .venv/.browser
	@$(BIN)/python -m pytest -n 3 --dist worksteal

bench: .venv/.test
	@$(BIN)/python -m benchmarks

lint: .venv/.test
	@$(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports

# What is used of Bootstrap's style, after a template or Bootstrap has changed.
css: .venv/.runtime
	@$(BIN)/python -m tracker.web.bootstrap_parts

.venv/bin/python:
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the product needs …"
	@$(PIP) install -q --require-hashes -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: requirements-test.lock .venv/.runtime
	@echo "Installing what the tests need …"
	@$(PIP) install -q --require-hashes -r requirements-test.lock
	@touch $@

# An installed Chromium is used; else the system's package, else Playwright's own.
.venv/.browser: .venv/.test
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  command -v google-chrome >/dev/null || \
	  { echo "Installing Chromium …"; \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	    else $(BIN)/playwright install chromium; fi; }
	@touch $@

messages: .venv/.runtime
	@$(BIN)/python -m tracker.translations.extracting $(NEW)

lock:
	pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host -o requirements.lock pyproject.toml
	pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --extra test -c requirements.lock \
	  -o requirements-test.lock pyproject.toml

clean:
	rm -rf .venv instance .pytest_cache .mypy_cache .ruff_cache
