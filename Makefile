# Two of these are all that a newcomer needs: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
STUDY := stancemap-demo

.PHONY: demo test check wheel bench format clean

demo: $(READY)  ## the main job on the bundled corpus; says where the report is
	$(BIN)/stancemap demo --out $(STUDY) --overwrite

test: $(READY)  ## all tests
	$(BIN)/python -m pytest

check: $(READY)  ## format, lint, types
	$(BIN)/ruff format --check pipeline tests benchmarks
	$(BIN)/ruff check pipeline tests benchmarks
	$(BIN)/mypy

wheel: $(READY)  ## build the wheel, install it alone elsewhere, run the demo there
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(PYTHON) tests/wheel_alone.py dist

bench: $(READY)  ## every figure that the documents quote
	$(BIN)/python benchmarks/all.py

format: $(READY)
	$(BIN)/ruff format pipeline tests benchmarks
	$(BIN)/ruff check --fix pipeline tests benchmarks

clean:
	rm -rf $(VENV) dist $(STUDY)

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "stancemap needs Python 3.11 or later; $(PYTHON) is older. Give one: make demo PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	touch $(READY)
