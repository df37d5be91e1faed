# `make site` builds the demo archive, `make test` runs every check. Both set up all that they need.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
APT := $(if $(filter 0,$(shell id -u)),,sudo )env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0
INSTALL := $(APT) install --yes --no-install-recommends

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test format clean

help:  ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST)

site: .venv/site.stamp  ## Build the demo archive into output/
	$(BIN)/sitegen build
	@echo 'To look at it: $(BIN)/sitegen serve, then open http://127.0.0.1:8000/'

test: .venv/test.stamp .venv/system.stamp tests/node_modules  ## Run the linters, the type checker and the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

format: .venv/test.stamp  ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## Remove all that was made here
	if [ -x $(BIN)/sitegen ]; then $(BIN)/sitegen clean; fi
	rm -rf .venv tests/node_modules dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -r {} +

# Debian keeps the part of Python that makes virtual environments in a package of its own.
.venv/pyvenv.cfg:
	$(if $(PYTHON),,$(error Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python))
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { set -x; $(APT) update && \
	$(INSTALL) $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); }
	$(PYTHON) -m venv .venv

.venv/site.stamp: pyproject.toml .venv/pyvenv.cfg
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[networks]'
	@touch $@

.venv/test.stamp: pyproject.toml .venv/pyvenv.cfg
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ .venv/site.stamp

# Chromium shows the pages, by way of Playwright (which needs libatomic); Java checks their HTML, Node their links.
.venv/system.stamp: .venv/pyvenv.cfg
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	/sbin/ldconfig -p | grep -q libatomic.so.1 || missing="$$missing libatomic1"; \
	command -v java >/dev/null || missing="$$missing default-jre-headless"; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	if [ "$$missing" ]; then set -x; $(APT) update && $(INSTALL) $$missing; fi
	@touch $@

# The checker's install script would fetch another Java.
tests/node_modules: tests/package.json .venv/system.stamp
	npm install --prefix tests --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@
