# The two commands: `make run` and `make test`. Both make the environment when it is missing or out of date.
PYTHON ?= python3.11
export PORT ?= 8000
VENV = .venv
BIN = $(VENV)/bin
.PHONY: run test

$(VENV)/runtime.stamp: requirements.txt
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || { echo "Python's venv module is missing: apt-get install python3.11-venv"; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/development.stamp: requirements-dev.txt $(VENV)/runtime.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/runtime.stamp
	@$(BIN)/python manage.py first_start
	@exec $(BIN)/python manage.py serve

test: $(VENV)/development.stamp
	$(BIN)/python -m pytest
