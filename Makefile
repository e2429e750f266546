# Nightjar. Two commands do everything on a Debian 12 machine with a Swift 6.3 toolchain:
#
#   make run     install what is missing, build, start a recorder with two simulated cameras
#   make test    install what is missing, build, run every test
#
# also: make test-long (the same tests with full counts), make fuzz (SECONDS=600 and TARGETS="…"), make bench (RUNS=1),
#       make bench-serving, bench-live and bench-screen (parts of bench), make format, make lint, make clean

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build build-debug test test-long fuzz bench bench-serving bench-live bench-screen format lint clean packages packages-test packages-bench packages-lint python

DATA ?= nightjar-data
SOURCES := Package.swift Sources Tests Fuzzing
BENCH_BUILD := .build-bench
FUZZ_BUILD := .build-fuzz
LIBAV := libavformat libavcodec libavutil

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,7p'

run: packages build
	@echo "==> Starting Nightjar with two simulated cameras; its data goes to $(DATA)"
	@exec .build/release/nightjar serve --demo --data-dir "$(DATA)"

build:
	@echo "==> Building Nightjar (release). The first build takes about 6 minutes on two idle cores, later ones seconds."
	swift build -c release --product nightjar
	swift build -c release --product nightjar-worker

build-debug:
	@echo "==> Building Nightjar and its tests (debug). The first build takes about 6 minutes on two idle cores."
	swift build --build-tests

# So many unit tests at a time: those that live in real time starve where two thousand begin at once.
test: packages-test python build-debug
	@echo "==> Running the unit and property tests"
	@set -o pipefail; SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=32 swift test --skip-build 2>&1 | tee .build/unit-tests.log \
		|| { echo "==> What failed:"; grep -a "✘" .build/unit-tests.log; exit 1; }
	@echo "==> Running the end-to-end tests"
	@scripts/python-tests.sh Tests/EndToEnd 3
	@echo "==> Running the web app's tests in Chromium"
	@scripts/python-tests.sh Tests/Browser 0

test-long: export NIGHTJAR_TEST_LONG = 1
test-long: test

# CONTRIBUTING.md tells of it.
fuzz: packages
	@echo "==> Building the fuzz targets (release, about 2 minutes the first time)"
	NIGHTJAR_FUZZ=1 swift build -c release --scratch-path $(FUZZ_BUILD) --product nightjar-fuzz
	@FUZZ_BUILD=$(FUZZ_BUILD) SECONDS_EACH=$(or $(SECONDS),600) TARGETS="$(TARGETS)" scripts/fuzz.sh

bench: packages-bench build $(BENCH_BUILD)/libav_recorder
	@echo "==> Measuring processor time and memory per camera (about 40 minutes)"
	@mkdir -p bench-results
	/usr/bin/python3 Benchmarks/bench.py --runs $(or $(RUNS),1) --json bench-results/bench.json
	@$(MAKE) --no-print-directory bench-serving
	@$(MAKE) --no-print-directory bench-live
	@$(MAKE) --no-print-directory bench-screen

bench-serving: packages-bench build
	@echo "==> Measuring how the API answers, alone and while 64 cameras are recorded (about 20 minutes)"
	@mkdir -p bench-results
	/usr/bin/python3 Benchmarks/serving.py --json bench-results/serving.json

bench-live: packages-bench packages-test python build
	@echo "==> Measuring live views: latency, viewers per core, viewers that are stuck, first pictures (about 10 minutes)"
	@mkdir -p bench-results
	/usr/bin/python3 Benchmarks/live.py --json bench-results/live.json
	/usr/bin/python3 Benchmarks/rtsp_viewers.py

bench-screen: packages-bench packages-test python build
	@echo "==> Measuring the web app in headless Chromium: 16 tiles, zooming the time line of a year, seeking (about 6 minutes)"
	@mkdir -p bench-results
	.venv/bin/python Benchmarks/screen.py --json bench-results/screen.json

# What Nightjar is compared with. After the packages, which bring the library.
$(BENCH_BUILD)/libav_recorder: Benchmarks/libav_recorder.c | packages-bench
	@mkdir -p $(@D)
	gcc -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror $< -o $@ -pthread $$(pkg-config --cflags --libs $(LIBAV))

format:
	swift format --in-place --recursive --parallel $(SOURCES)

# The web app is checked by its comments, with Debian's TypeScript (4.8).
lint: packages-lint
	swift format lint --strict --recursive --parallel $(SOURCES)
	tsc -p scripts/web-app

packages:
	@scripts/install-packages.sh build

packages-test:
	@scripts/install-packages.sh build test

packages-lint:
	@scripts/install-packages.sh lint

packages-bench:
	@scripts/install-packages.sh build bench

python:
	@scripts/install-python.sh

clean:
	rm -rf .build $(BENCH_BUILD) $(FUZZ_BUILD) .venv
