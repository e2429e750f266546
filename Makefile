# Nightjar. Two commands do everything on a Debian 12 machine with a Swift 6.3 toolchain:
#
#   make run     install what is missing, build, start a recorder with two simulated cameras
#   make test    install what is missing, build, run every test
#
# also: make test-long (the same tests with full counts), make bench, make format, make lint, make clean

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build build-debug test test-long bench format lint clean packages packages-test python

DATA ?= nightjar-data
SOURCES := Package.swift Sources Tests

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,8p'

run: packages build
	@echo "==> Starting Nightjar with two simulated cameras; its data goes to ./$(DATA)"
	@exec .build/release/nightjar serve --demo --data-dir "$(DATA)"

build:
	@echo "==> Building Nightjar (release). The first build takes about 6 minutes on two idle cores, later ones seconds."
	swift build -c release --product nightjar

build-debug:
	@echo "==> Building Nightjar and its tests (debug). The first build takes about 6 minutes on two idle cores."
	swift build --build-tests

test: packages-test python build-debug
	@echo "==> Running the unit and property tests"
	swift test --skip-build
	@echo "==> Running the end-to-end tests"
	.venv/bin/python -m pytest -q -rs $(if $(NIGHTJAR_TEST_LONG),-s) Tests/EndToEnd
	@echo "==> Running the web app's tests in Chromium"
	.venv/bin/python -m pytest -q -rs Tests/Browser

test-long: export NIGHTJAR_TEST_LONG = 1
test-long: test

bench: packages-test python build
	@echo "==> Measuring processor time and memory per camera (about six minutes)"
	.venv/bin/python Benchmarks/bench.py

format:
	swift format --in-place --recursive --parallel $(SOURCES)

lint:
	swift format lint --strict --recursive --parallel $(SOURCES)

packages:
	@scripts/install-packages.sh build

packages-test:
	@scripts/install-packages.sh build test

python:
	@scripts/install-python.sh

clean:
	rm -rf .build .venv
