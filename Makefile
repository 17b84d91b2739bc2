# `make run`, `make test`, and `make test-slow` for what takes long. Each makes the environment when it is missing or old.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV = .venv
BIN = $(VENV)/bin
.PHONY: run test test-slow runtime development

run: runtime
	@$(BIN)/python manage.py first_start
	@exec $(BIN)/python manage.py serve

test: development
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow"

test-slow: development
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

# What was installed last is kept beside it: a checkout of another version is noticed, whatever its files' dates.
define install
	@cmp -s $(1).txt $(VENV)/$(1).installed || { echo "Installing $(1).txt …" && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1).txt && \
	    cp $(1).txt $(VENV)/$(1).installed; }
endef

runtime: $(BIN)/python
	$(call install,requirements)

development: $(BIN)/python
	$(call install,requirements-dev)

$(BIN)/python:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	    { echo "Python 3.11 or newer is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
	    { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
