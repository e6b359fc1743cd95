# The commands a person needs: run, test, bench, soak, screenshots.

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Many processes read the same code: whoever starts first leaves it compiled for the others.
unexport PYTHONDONTWRITEBYTECODE

# uv takes seconds where pip takes a minute; where it finds no way out (a proxy that only pip knows, say), pip does it.
install = $(BIN)/python -m pip install --quiet uv==0.13.9 && \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --requirement $(1) || \
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --requirement $(1)

.PHONY: run test bench load soak observatory screenshots lint format constraints

run: $(VENV)/.installed
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_demo
	@echo "Serving at http://127.0.0.1:$(PORT)"
# The worker runs beside the server and ends with it, however that ends.
	@$(BIN)/python manage.py work & worker=$$!; \
	$(BIN)/python manage.py runserver 127.0.0.1:$(PORT) --noreload & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM HUP; \
	wait $$server

test: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.run $(TEST_OPTIONS)

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m bench

load: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.load

soak: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.soak

observatory: $(VENV)/.installed-dev
	@$(BIN)/python -m bench.observatory

screenshots: $(VENV)/.installed-dev
	@$(BIN)/python -m docs.take_screenshots

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@git ls-files -- '*.html' '*.txt' | grep '^templates/' | xargs $(BIN)/djade --target-version 5.2 --check

# What the packages bring along, in versions that fit: after a change of either list, and to take in newer ones.
constraints: $(VENV)/.installed-dev
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --no-annotate \
		--custom-compile-command "make constraints" requirements-dev.txt --output-file constraints.txt

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@git ls-files -- '*.html' '*.txt' | grep '^templates/' | xargs $(BIN)/djade --target-version 5.2

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer: say which with make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.txt constraints.txt
	@$(call install,requirements.txt)
	@touch $@

# The tools' list takes in the application's: one installation for both.
$(VENV)/.installed-dev: $(VENV)/bin/python requirements.txt requirements-dev.txt constraints.txt
	@$(call install,requirements-dev.txt)
	@touch $(VENV)/.installed $@
