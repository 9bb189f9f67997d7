# Everything runs through .venv, which the first target makes. Python 3.11, make and git suffice.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
MANAGE := $(BIN)/python example_project/manage.py
SQLITE := env -u DATABASE_URL
# A file's tests stay together: what a whole file stands on is made once, and not by each worker.
SPREAD := -n auto --dist loadfile --no-loadscope-reorder
FAST := -m "not browser and not packaging"
.PHONY: help venv fill empty demo test check test-pg test-browser bench messages docs

help:
	@echo "make demo | test | check | test-pg | test-browser | bench | messages | docs"

# What stands before the first [tool…] of pyproject.toml are the dependencies; while they are as
# .venv was filled, nothing is installed again.
venv: .venv/filled ;
.venv/filled: pyproject.toml
	@sed '/^\[tool/,$$d' $< | cmp -s - $@ && touch $@ || $(MAKE) --no-print-directory fill

fill:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=python3.11" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(MAKE) --no-print-directory empty
	@$(PIP) --editable '.[dev]'
	@sed '/^\[tool/,$$d' pyproject.toml > .venv/filled

# Debian's Python comes without ensurepip; its pip, where there is one, then helps out.
empty:
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || \
	  { $(PYTHON) -m venv --clear --without-pip .venv && \
	    $(PYTHON) -m pip --python $(BIN)/python install -qq pip; } 2>/dev/null || \
	  { echo "Python came without venv. On Debian: apt-get install python3-venv" >&2; exit 1; }

demo: venv
	@mkdir -p var
	@$(SQLITE) $(MANAGE) migrate --verbosity 0
	@$(SQLITE) $(MANAGE) demo
	@[ "$(SERVE)" = 0 ] || $(SQLITE) $(MANAGE) runserver 127.0.0.1:8000

test: venv
	@$(SQLITE) $(BIN)/pytest $(SPREAD) $(FAST)

check: venv docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(SQLITE) $(BIN)/pytest -q -n auto tests/architecture

docs: venv
	$(BIN)/sphinx-build -E -W --keep-going -q docs docs/_build

test-pg: export DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
test-pg: venv
	@$(BIN)/pytest $(SPREAD) -m "(database or postgres) and not browser and not packaging"

test-browser: venv
	@$(PIP) --editable '.[dev,browser]'
	@$(SQLITE) $(BIN)/pytest -n auto -m browser

bench: venv
	@$(BIN)/python -m tests.bench

# Gathers the sentences to translate, then compiles what is translated. Needs GNU gettext.
messages: venv
	mkdir -p dvcq_workflow/locale
	cd dvcq_workflow && ../$(BIN)/python -P -m django makemessages --locale vi --no-obsolete --add-location file
	cd dvcq_workflow && ../$(BIN)/python -P -m django compilemessages --locale vi
