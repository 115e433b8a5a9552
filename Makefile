# The commands of the project; each is a script, so that it can also be run by itself.
.DEFAULT_GOAL := help
.PHONY: run test test-thorough quick lint format types check demo bench lock help

run: ## The site with demo data on http://127.0.0.1:$PORT/ (default 8000)
	@scripts/run

test: ## All tests, on SQLite and on PostgreSQL when one is reachable
	@scripts/test

test-thorough: ## The same with long random runs, from a seed that it prints; SEED=n repeats one
	@scripts/test-thorough

quick: ## Under a minute: faults, tests without a database, and those that belong to changed files
	@scripts/quick

lint: ## Faults in code and templates, imports that go up
	@scripts/check lint

format: ## Put code and templates in the house's form
	@scripts/check format

types: ## The type checker
	@scripts/check types

check: ## Everything but the tests: lint, types, migrations, deployment, locks
	@scripts/check

demo: ## Load the demo issues, outlets and accounts; safe to repeat
	@scripts/demo

bench: ## Measure speed and memory
	@scripts/bench

lock: ## Write the requirements files from pyproject.toml (UPGRADE=1: newest versions)
	@scripts/lock

help: ## This list
	@sed -n 's/^\([a-z-]*\): ## \(.*\)/make \1\t\2/p' Makefile | expand -t 20
