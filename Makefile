# Everything runs in .venv, which is built from the lock when it is missing or older than the lock.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
export DAGSTER_DISABLE_TELEMETRY := yes
# A developer's own home must not leak into tests and demos.
unexport ANBAR_HOME DAGSTER_HOME

.PHONY: help install demo test lint types imports check-defs docs docs-check unit acceptance bench bench-formats lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(READY) ## Build .venv from the lock, every file checked against its hash

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: install ## Load the sample dumps and show what to ask
	@rm -rf data/demo
	$(BIN)/anbar run tests/fixtures/samples --home data/demo
	@echo
	@echo "Try:"
	@echo "  $(BIN)/anbar sql \"select channel_name, post_count, original_post_count from mart.post_frequency_monthly\" --home data/demo"
	@echo "  $(BIN)/anbar sql \"select topic_label, post_count, share from mart.topic_trend_monthly order by 2 desc\" --home data/demo"
	@echo "  $(BIN)/anbar sql \"select file_name, stage, record_count, observation_count, artifact_count, residual from dq.ledger\" --home data/demo"

test: lint types imports check-defs docs-check unit ## The gate: lint, types, import contracts, definitions, docs, tests

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

check-defs: install
	$(BIN)/dg check defs

docs: install ## Write the generated parts of the documentation
	$(BIN)/python -m orchestration.docs

docs-check: install
	$(BIN)/python -m orchestration.docs --check

unit: install
	$(BIN)/pytest -n auto --dist loadfile

acceptance: install ## Slower checks on real dumps, other DuckDB versions, crashes at random moments
	$(BIN)/pytest -m acceptance

bench: install ## Speed and memory of the whole path, step by step, as ratios to a floor of the same run
	$(BIN)/python -m benchmarks.pipeline

bench-formats: install ## The same of parsing, format by format
	$(BIN)/python -m benchmarks.formats

lock: ## Resolve the dependencies of pyproject.toml anew (needs uv)
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra dev --output-file requirements.lock pyproject.toml

clean: ## Remove the environment and caches
	rm -rf .venv data/demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
