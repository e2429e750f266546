#!/usr/bin/env bash
# Runs the acceptance suites of dialects, with a simulated ONVIF camera beside them: conformance.sh FOLDER NAME...
#
# A test that Tests/dialects/awaiting.txt names is not counted, and must not pass: what it waits for is there then. One that
# Tests/dialects/mistaken.txt names is not run.
set -uo pipefail
cd "$(dirname "$0")/.."
suites=$1
shift
export NIGHTJAR_BIN=${NIGHTJAR_BIN:-.build/debug/nightjar}
export ONVIF_HOST=127.0.0.1 ONVIF_USER=admin ONVIF_PASSWORD=secret-17
ONVIF_PORT=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export ONVIF_PORT

# A search asks where everyone listens; several cameras may listen there.
"$NIGHTJAR_BIN" camera --listen 127.0.0.1:0 --onvif "$ONVIF_HOST:$ONVIF_PORT" --discovery "$ONVIF_HOST:3702" \
    --user "$ONVIF_USER" --password "$ONVIF_PASSWORD" >/dev/null &
camera=$!
trap 'kill $camera' EXIT

failed=0
for name in "$@"; do
    mapfile -t awaiting < <(grep "^test_$name.py::" Tests/dialects/awaiting.txt)
    mapfile -t mistaken < <(grep "^test_$name.py::" Tests/dialects/mistaken.txt)
    pytest=(.venv/bin/python -m pytest -q -rsfE -p no:cacheprovider --rootdir "$suites")
    "${pytest[@]}" "${awaiting[@]/#/--deselect=}" "${mistaken[@]/#/--deselect=}" "$suites/test_$name.py" || failed=1
    [ ${#awaiting[@]} -gt 0 ] || continue
    if passed=$("${pytest[@]}" --tb=no -rp "${awaiting[@]/#/$suites/}" | grep '^PASSED'); then
        echo "These pass, though Tests/dialects/awaiting.txt says that they wait:" "$passed"
        failed=1
    fi
done
exit $failed
