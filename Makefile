# The two commands: `make run` and `make test`. Both make the environment when it is missing or out of date.
PYTHON ?= python3.11
PORT ?= 8000
BIND = $(or $(TCZ_BIND),127.0.0.1)
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
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@echo "TCZ: http://$(BIND):$(PORT)/admin/ (Ctrl-C stops it)"
	@exec $(BIN)/python -m uvicorn cms.asgi:application --host $(BIND) --port $(PORT) --no-access-log

test: $(VENV)/development.stamp
	$(BIN)/python -m pytest
