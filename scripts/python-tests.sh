#!/usr/bin/env bash
# Runs the tests of a folder, so many of its files at a time (0: one after the other): python-tests.sh Tests/EndToEnd 3
#
# These tests wait more than they work. Beside others, or on a machine that others use too, one can miss its time for no fault of the
# program's, so what fails is run again by itself, and that decides; more than six failures are no such thing. The long counts
# (NIGHTJAR_TEST_LONG=1) run one after the other, and print what they measure.
set -uo pipefail
cd "$(dirname "$0")/.."
folder=$1 workers=$2

pytest=(.venv/bin/python -m pytest -q -rsfxE "$folder")
[ -z "${NIGHTJAR_TEST_LONG:-}" ] || exec "${pytest[@]}" -s

"${pytest[@]}" -n "$workers" --dist loadfile --maxfail 8 --cache-clear --durations 15
code=$?
[ $code -eq 1 ] || exit $code
failed=$(.venv/bin/python -c 'import json; print(len(json.load(open(".pytest_cache/v/cache/lastfailed"))))')
[ "$failed" -le 6 ] || exit 1
echo "==> $failed failed beside others (above). What fails by itself, too, is broken; what does not is to be made steadier:"
exec "${pytest[@]}" --last-failed --last-failed-no-failures none
