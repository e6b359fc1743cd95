# The commands a person needs: run, test, bench, soak, screenshots.

PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test bench load soak observatory screenshots lint format

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

format: $(VENV)/.installed-dev
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .
	@git ls-files -- '*.html' '*.txt' | grep '^templates/' | xargs $(BIN)/djade --target-version 5.2

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This needs Python 3.11 or newer: say which with make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.txt
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

# The tools' list takes in the application's: one installation for both.
$(VENV)/.installed-dev: $(VENV)/bin/python requirements.txt requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch $(VENV)/.installed $@
