# make demo   set up, issue, fill and verify the shipped samples
# make test   set up, run all tests
# make check  style, types, layers, and tests with branch coverage but for the long comparisons, which make test runs
# make bench  speed beside other programs on the same files, written to tests/benchmarks/结果.md
# make manual make the manuals in samples/ anew, with pictures of the workbooks as they are now
# make bundle what installs this without a network, in build/

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench manual bundle clean

demo: .venv/run
	$(BIN)/xlgen demo -o demo

test: .venv/test
	$(BIN)/pytest

check: .venv/check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report=term -m "not thorough"

bench: .venv/bench
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.batch
	$(BIN)/python -m tests.benchmarks.many

manual: .venv/test
	$(BIN)/python -m tests.make_manual

bundle: .venv/test
	$(BIN)/python -m tests.make_bundle build

clean:
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage

.venv/made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: .venv/made pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/test: .venv/made pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@ .venv/run

.venv/bench: .venv/made pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test,bench]'
	touch $@ .venv/test .venv/run

.venv/check: .venv/made pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test,check]'
	touch $@ .venv/test .venv/run
