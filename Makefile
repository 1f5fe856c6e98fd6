# Makes the environment from the lock, then hands over to Invoke: `make build` is `invoke build`.

PYTHON ?= python3
BIN := .venv/bin
INVOKE := @$(BIN)/invoke
PIP := @$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help build publish serve check similar deploy ping start new tags guids import-wordpress benchmark clean test lint screenshots lock
help: .venv/ready
	$(INVOKE) --list

build publish serve check ping start new tags guids benchmark clean: .venv/ready
	$(INVOKE) $@

similar: .venv/ready
	$(INVOKE) $@ "$(SLUG)"

deploy: .venv/ready
	$(INVOKE) $@ "$(TARGET)"

import-wordpress: .venv/ready
	$(INVOKE) $@ "$(EXPORT)"

test lint screenshots lock: .venv/ready-to-test
	$(INVOKE) $@

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/ready-to-test: .venv/ready requirements-test.txt
	$(PIP) -r requirements-test.txt
	@touch $@
