#!/bin/bash
# test.sh: builds, runs every test, checks, and sums up. `make test` calls it.
#
# The tests that need a database find the private cluster that is started here by SHI_TEST_PGHOST and SHI_TEST_PGPORT
# (superuser postgres); the acceptance tests start whole systems of their own with run.sh, from BUILD_DIR.
# Arguments go to `swift test`: `make test TESTS='--filter StoreTests'`.
set -uo pipefail

here=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
repository=$(realpath -- "$here/../..")
cd "$repository" || exit 111

"$here/packages.sh" || exit 111
BUILD_DIR=$(swift build --show-bin-path) || exit 1
export BUILD_DIR

# A new cluster each time, in its own short folder. The lock keeps a second `make test` of this repository away.
short=$("$here/folder.sh" "$repository/.build/test") || exit 111
exec 9<"$short"
flock -n 9 || { echo "make test: it is running in $repository already" >&2 && exit 111; }
# shellcheck disable=SC2317 # the trap calls it
stop_postgres() {
    "$here/postgres.sh" stop "$short/postgres"
    rm -rf -- "$short"
}
trap stop_postgres EXIT
trap 'exit 130' INT TERM HUP
"$here/postgres.sh" stop "$short/postgres"
rm -rf -- "$short/postgres/data"
"$here/postgres.sh" start "$short/postgres" || exit 111
export SHI_TEST_PGHOST=$short/postgres SHI_TEST_PGPORT=5432 SHI_TEST_PGUSER=postgres

log=$(mktemp)
started=$SECONDS
tests=0
run_tests() {
    swift test --skip-build "$@" 2>&1 | tee -a -- "$log"
    [ "${PIPESTATUS[0]}" = 0 ] || tests=1
}
swift build --build-tests || exit 1
if [ $# -gt 0 ]; then
    run_tests "$@"
else
    # In parts, each alone: what must happen in time is not tried while other tests keep every processor or, waiting for the
    # database, every thread busy. Whole systems come last.
    parts=('ConversationTests|EvalTests' 'HTTPClientTests|FastCGITests' 'AssistantTests' 'StoreTests|PostgresTests'
        'AcceptanceTests')
    run_tests --skip "$(IFS='|' && echo "${parts[*]}")"
    for part in "${parts[@]}"; do run_tests --filter "$part"; done
fi
duration=$((SECONDS - started))

echo
echo "---- summary ----"
"$here/check.sh"
checks=$?
# The test runner's own last words, such as "Test run with 120 tests in 9 suites passed after 60 seconds."
grep -o 'Test run with .*' -- "$log"
rm -f -- "$log"
echo "tests: $([ "$tests" = 0 ] && echo passed || echo FAILED) in $duration s, checks: $([ "$checks" = 0 ] && echo passed || echo FAILED)"
[ "$tests" != 0 ] || tests=$checks
exit "$tests"
