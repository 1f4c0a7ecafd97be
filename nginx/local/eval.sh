#!/bin/bash
# eval.sh: scores the assistant with the dialogues of Tests/dialogues. `make eval` builds and calls it.
#
# It starts a whole private system with run.sh, gives its database what the evaluation needs (Sources/eval/evaluation.sql),
# lets shi-eval talk to it, and stops and removes everything. Settings, all environment variables:
#
#   MODEL, OPENAI_…   the model, as for run.sh; without one the local rung is scored
#   BUILD_DIR         where the programs are (.build/release)
#   EVAL_…            see shi-eval --help: EVAL_ONLY=booking runs one category; what did not hold is in EVAL_OUTPUT
#                     (.build/eval.json)
#   KEEP_LOGS=yes     leaves the system's folder with its logs
set -euo pipefail

here=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
repository=$(realpath -- "$here/../..")
BUILD_DIR=$(realpath -m -- "${BUILD_DIR:-$repository/.build/release}")
export EVAL_DIALOGUES=${EVAL_DIALOGUES:-$repository/Tests/dialogues} EVAL_OUTPUT=${EVAL_OUTPUT:-$repository/.build/eval.json}

fail() {
    echo "make eval: $*" >&2
    exit 111
}

# The folder is used once, and run.sh removes the database itself.
folder=$(mktemp -d /tmp/shi-eval-XXXXXX)
: >"$folder/run.out"
system=

# shellcheck disable=SC2317 # the trap calls it
stop_system() {
    if [ -n "$system" ]; then
        kill -TERM "$system" 2>/dev/null || true
        wait "$system" || true
    fi
    if [ "${KEEP_LOGS:-}" = yes ]; then echo "The logs are in $folder/log."; else rm -rf -- "$folder"; fi
}
trap stop_system EXIT
trap 'exit 130' INT TERM HUP

start_system() {
    RUN_DIR=$folder BUILD_DIR=$BUILD_DIR PORT=${PORT:-0} KEEP=no setsid "$here/run.sh" >"$folder/run.out" 2>&1 &
    system=$!
    until grep -q 'Ctrl-C stops everything' "$folder/run.out"; do
        kill -0 "$system" 2>/dev/null || fail "the system did not start: $(tail -n 1 "$folder/run.out")"
        sleep 0.2
    done
}

# The name of the model that run.sh has chosen. The sandbox's says back what it is asked: it is no model to score.
model_name() {
    if [ "${MODEL:-}" = sandbox ] || [ -z "${OPENAI_API_KEY:-}" ]; then
        echo none
    else
        echo "${OPENAI_MODEL:-gpt-4o-mini}"
    fi
}

[ -x "$BUILD_DIR/shi-eval" ] || fail "$BUILD_DIR/shi-eval is missing: build first (make build)"
EVAL_MODEL=${EVAL_MODEL:-$(model_name)}
export EVAL_MODEL
start_system
# shellcheck disable=SC1091 # run.sh writes it
. "$folder/env"
psql -X -q -v ON_ERROR_STOP=1 -f "$repository/Sources/eval/evaluation.sql" || fail "evaluation.sql failed"
"$BUILD_DIR/shi-eval"
