# Qunjian: every command of the workshop. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# A distribution's Python is built with its own profile; one built from source mostly is not, and slower (decision 0018).
SYSTEM_PYTHON := /usr/bin/python3
PYTHON ?= $(shell $(SYSTEM_PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
  2> /dev/null && echo $(SYSTEM_PYTHON) || echo python3)
VENV := .venv
BIN := $(VENV)/bin
SEMGREP := .venv-semgrep
SBOM := .venv-sbom
UV := uv==0.13.9
DATABASE ?= all
# Two beside each other, the longest first; each tells what it found, whatever the others found.
CHECKS := check-types check-rules check-migrations check-contracts check-translations check-scripts check-form

.PHONY: help run install install-dev frontend frontend-dev translations test test-long drill check $(CHECKS) format lock sbom bench clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: install frontend translations ## Set up, migrate, load demonstration data once, serve on 127.0.0.1:8000
	@$(BIN)/python -m tools.run

install: $(VENV)/.runtime ## Make .venv with what the application runs on

install-dev: $(VENV)/.development ## Add what the tests and checks need

frontend: install ## Fetch the front-end packages and put their files in place
	@$(BIN)/python -m tools.frontend
	@$(BIN)/python -m tools.rare_fonts
	@$(BIN)/python -m tools.compressed

frontend-dev: install ## The same, with what only the tests need
	@$(BIN)/python -m tools.frontend --tests
	@$(BIN)/python -m tools.rare_fonts
	@$(BIN)/python -m tools.compressed

translations: install ## Merge the English catalogues into what the application reads
	@$(BIN)/python -m tools.translations compile

test: install-dev frontend-dev translations ## Run the tests on SQLite, then on PostgreSQL (DATABASE=sqlite or postgresql for one)
	@$(BIN)/python -m tools.test --database $(DATABASE) $(TESTS)

test-long: install-dev frontend-dev translations ## Tests and drill with nothing left out, for a release and every night
	@$(BIN)/python -m tools.test --whole --database $(DATABASE) $(TESTS)
	@$(BIN)/python -m tests.drill --whole --database $(DATABASE)

drill: install-dev frontend-dev translations ## Walk four working days in a browser on a fresh installation; open and read back all that they make
	@$(BIN)/python -m tests.drill --database $(DATABASE)

check: install-dev frontend-dev $(SEMGREP)/.made ## Lint, format, types, import contracts, our own rules, translations, migrations
	@$(MAKE) --no-print-directory --keep-going --jobs=2 $(CHECKS)

check-types:
	$(BIN)/mypy

check-rules:
	$(BIN)/python -m tools.own_rules

check-migrations:
	$(BIN)/python -m tools.migrations check

check-contracts:
	$(BIN)/lint-imports

check-translations:
	$(BIN)/python -m tools.translations check

check-scripts:
	$(BIN)/python -m tools.check_scripts

check-form:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install-dev frontend-dev ## Put the Python files and scripts into the house form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.check_scripts --write

lock: install-dev ## Write requirements*.txt and package-lock.json anew from what they are made of
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate \
	  requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate \
	  requirements-semgrep.in -o requirements-semgrep.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate \
	  requirements-sbom.in -o requirements-sbom.txt
	npm install --package-lock-only --ignore-scripts

sbom: $(SBOM)/.made ## The bill of materials (CycloneDX) of the pinned packages, into var/sbom
	@mkdir -p var/sbom
	@$(SBOM)/bin/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom/python.cdx.json
	@npm sbom --sbom-format cyclonedx --package-lock-only --omit dev > var/sbom/browser.cdx.json
	@ls var/sbom/*.cdx.json

bench: install-dev frontend translations ## Measure: requests a second, pages and exports at full size
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.maps

clean: ## Remove everything that set-up makes; keeps var/ with the data
	rm -rf $(VENV) .venv-node $(SEMGREP) $(SBOM) node_modules safety/web/static/vendor safety/web/static_compressed safety/papers/fonts .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov test-results
	find safety/translations -name '*.mo' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(BIN)/uv: | $(BIN)/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check '$(UV)' || echo 'uv is not to be had: pip does its work, more slowly'

# uv takes seconds where pip takes minutes; both read the same pinned files. Compiled once here, not at every start.
define pip_install
	@if [ -x $(BIN)/uv ] && $(BIN)/uv pip install -q --compile-bytecode --python $(2)/bin/python -r $(1); then :; else \
	  $(2)/bin/python -m pip install -q --disable-pip-version-check -r $(1); fi
endef

$(VENV)/.runtime: requirements.txt | $(BIN)/python $(BIN)/uv
	@echo 'installing the Python packages of requirements.txt'
	$(call pip_install,requirements.txt,$(VENV))
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	@echo 'installing the Python packages of requirements-dev.txt'
	$(call pip_install,requirements-dev.txt,$(VENV))
	@touch $@

# It asks for other versions of packages than ours and shares no environment with them.
$(SEMGREP)/.made: requirements-semgrep.txt | $(BIN)/python $(BIN)/uv
	@echo 'installing semgrep into $(SEMGREP)'
	@$(BIN)/python -m venv $(SEMGREP)
	$(call pip_install,requirements-semgrep.txt,$(SEMGREP))
	@touch $@

# Its defusedxml would change how workbooks are read where the tests run.
$(SBOM)/.made: requirements-sbom.txt | $(BIN)/python $(BIN)/uv
	@echo 'installing cyclonedx-bom into $(SBOM)'
	@$(BIN)/python -m venv $(SBOM)
	$(call pip_install,requirements-sbom.txt,$(SBOM))
	@touch $@
