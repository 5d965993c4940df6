# Each target calls one Python script; without make: python3 scripts/make.py up
PYTHON ?= python3
ARGS ?=
TARGETS := up test test-slow check lint pictures bench wheel lock set-up clean help

.PHONY: $(TARGETS)
.DEFAULT_GOAL := help

$(TARGETS):
	@$(PYTHON) scripts/make.py $@ $(ARGS)
