# Two commands do all set-up: `make demo` and `make test`. Everything else is convenience.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
ARGS ?=

.PHONY: setup demo test lint format messages bench docs clean

setup:            ## Virtual environment, locked packages, islands, division tree
	@$(PYTHON) bootstrap.py

demo: setup       ## Play eighteen days in a city of 20.9 million and open their replay; ARGS=pidu-2020 for Pidu 2020
	@$(BIN)/fangxian demo --port $(PORT) $(ARGS)

test: setup       ## All tests; browser tests where a Chromium is found
	@$(BIN)/python -m pytest -n auto --maxprocesses 6 --dist loadscope --no-loadscope-reorder $(ARGS)
	@cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent test

lint: setup       ## Style, types, the house's import contract, catalogues, templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet src
	@cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent types

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: setup   ## Bring the catalogue up to date with the sources
	@$(BIN)/python scripts/messages.py

bench: setup      ## Tables of measured speed
	@$(BIN)/python -m bench $(ARGS)

docs:             ## The manual, in both languages, under build/docs
	@$(PYTHON) bootstrap.py docs
	@$(BIN)/mkdocs build --strict --quiet --site-dir build/docs

clean:            ## What was built; never the data
	@rm -rf .build build dist frontend/node_modules src/fangxian/ui/static/ui src/fangxian/response/jurisdiction/assets
