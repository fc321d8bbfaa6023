#!/usr/bin/env bash
# nexo, judged by others: the published schema, and the terminal maker's own library as client of the emulator and reader of our messages.
# Usage: nexo.sh PROGRAM FOLDER. What is out of reach is skipped with a loud line.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(realpath "$2")
schema=$here/../../../shared/oracles/TerminalAPI-v1.json

skip() { echo "SKIPPED: $*" >&2; }

echo "nexo: every message of the tests"
messages=$folder/messages
NEXO_MESSAGES=$messages cargo test --quiet --test exchanges nexo:: >/dev/null
test -s "$messages"

if [ ! -f "$schema" ]; then
    skip "the schema of nexo messages is not there ($schema); no message was held against it"
elif ! python3 -c 'import jsonschema' 2>/dev/null && ! { python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet jsonschema; }; then
    skip "PyPI's jsonschema cannot be had; no nexo message was held against its schema"
else
    python=python3
    [ -x "$folder/venv/bin/python" ] && python=$folder/venv/bin/python
    "$python" "$here/nexo_schema.py" "$schema" "$messages"
fi

if ! command -v npm >/dev/null; then
    skip "there is no npm; the terminal maker's library has not judged nexo"
elif ! npm install --prefix "$folder/npm" --silent --no-audit --no-fund @adyen/api-library@32.1.0; then
    skip "npm's @adyen/api-library cannot be had; the terminal maker's library has not judged nexo"
else
    timeout 120 node "$here/nexo.js" "$program" "$messages" "$folder" "$folder/npm/node_modules"
fi
