#!/usr/bin/env bash
# Makes .venv with what the end-to-end tests and the benchmark need from PyPI, unless it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=scripts/requirements.txt
if [ -f .venv/installed.txt ] && cmp -s "$wanted" .venv/installed.txt; then
    echo "==> Python packages: all are there"
    exit 0
fi
echo "==> Installing Python packages into .venv"
# Debian's own Python, so that the tests do not depend on another one that happens to be first in PATH.
/usr/bin/python3 -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check -r "$wanted"
cp "$wanted" .venv/installed.txt
