#!/bin/bash
# run.sh: runs the whole system on this machine, from programs that are built. `make run` builds and calls it.
#
# It starts a private PostgreSQL, installs and seeds the database, starts every copy of every program under
# supervise.sh, and nginx in front of them; waits until all of it answers; says what to try; and stops it all on
# Ctrl-C, SIGTERM or SIGHUP, or when a part of it cannot go on. Settings, all environment variables:
#
#   RUN_DIR         state, logs and addresses; one running system each (.run in the repository)
#   BUILD_DIR       where the programs are (.build/release)
#   PORT            nginx's port on 127.0.0.1; 0 picks a free one (8080)
#   COPIES_webhook  copies of webhook, and likewise _typing, _send, _status, _worker (2 each) and _sandbox (1)
#   THREADS         threads of each copy, for all programs (a number for each, see threads_of)
#   GATEWAY_URL     the gateway of the demo channel (the sandbox's)
#   GATEWAY_IDEMPOTENT=on    that gateway honours idempotencyKey (off; on for the sandbox's)
#   OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL    the model; without a key, answers come from the tenant's knowledge
#   MODEL=sandbox   the model that the sandbox plays, which recognises the words of voice notes too
#   KEEP=no         at the end, removes the database (for tests, whose RUN_DIR is used once)
#   ACCESS_LOG=1    nginx writes RUN_DIR/log/access.log
#   SHI_…           handed to every program as it is
#
# Who it runs as: everything runs as the user who called it. Called by root, PostgreSQL runs as postgres and nginx's
# workers as www-data, which both do by themselves; the programs stay root, because only root can be sure to reach the
# build and RUN_DIR under a private home, but without root's powers (see give_up_powers). It serves 127.0.0.1 only. In
# production each program has a user of its own: ../systemd.
set -euo pipefail

here=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
repository=$(realpath -- "$here/../..")
handlers=(webhook typing send status sandbox)

RUN_DIR=$(realpath -m -- "${RUN_DIR:-$repository/.run}")
BUILD_DIR=$(realpath -m -- "${BUILD_DIR:-$repository/.build/release}")
PORT=${PORT:-8080}
PATH=$PATH:/usr/sbin:/sbin

declare -A copies

say() { printf '%s\n' "$*"; }

# shellcheck source=processes.sh
. "$here/processes.sh"
# shellcheck source=database.sh
. "$here/database.sh"
# shellcheck source=programs.sh
. "$here/programs.sh"
# shellcheck source=site.sh
. "$here/site.sh"

# Ends with one line. The trap on EXIT stops what was started.
fail() {
    say "make run: $*" >&2
    exit 111
}

# ---- settings ----

is_number() { [[ $1 =~ ^(0|[1-9][0-9]{0,4})$ ]] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]; }

read_settings() {
    local name variable
    is_number "$PORT" 0 65535 || fail "PORT must be a number from 0 to 65535"
    for name in "${handlers[@]}" worker; do
        variable=COPIES_$name
        copies[$name]=${!variable:-2}
    done
    copies[sandbox]=${COPIES_sandbox:-1}
    for name in "${handlers[@]}"; do
        is_number "${copies[$name]}" 1 32 || fail "COPIES_$name must be a number from 1 to 32"
    done
    is_number "${copies[worker]}" 0 32 || fail "COPIES_worker must be a number from 0 to 32"
    [ -z "${THREADS:-}" ] || is_number "$THREADS" 1 256 || fail "THREADS must be a number from 1 to 256"
    [[ ${GATEWAY_URL:-http://} =~ ^https?:// ]] || fail "GATEWAY_URL must begin with http:// or https://"
    for name in "${handlers[@]}" worker; do
        [ -x "$BUILD_DIR/shi-$name" ] || fail "$BUILD_DIR/shi-$name is missing: build first (make build)"
    done
    # What the caller's shell says about other databases is not for this one.
    for variable in "${!PG@}"; do unset "$variable"; done
}

# More than nginx's workers × keepalive (write_upstreams); a waiting request holds a thread, so pools that wait get more.
threads_of() {
    case $1 in
    status) say "${THREADS:-4}" ;;
    typing) say "${THREADS:-16}" ;;
    # A stream of the model that hangs holds a thread for its whole time, and the gateway's sends wait behind it.
    sandbox) say "${THREADS:-512}" ;;
    *) say "${THREADS:-32}" ;;
    esac
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the kernel's range for outgoing connections, so that none of those takes it before nginx does.
choose_port() {
    local tries
    if [ "$PORT" != 0 ]; then
        ! port_is_taken "$PORT" || fail "port $PORT on 127.0.0.1 is taken; try PORT=8081, or PORT=0 for a free one"
        return
    fi
    for ((tries = 0; tries < 100; tries++)); do
        PORT=$((10000 + RANDOM % 20000))
        port_is_taken "$PORT" || return 0
    done
    fail "no free port found"
}

# ---- folders ----

make_folders() {
    umask 077
    mkdir -p -- "$RUN_DIR"/{log,pids,sandbox,media,nginx/site} || fail "cannot write to $RUN_DIR"
    short=$("$here/folder.sh" "$RUN_DIR") || fail "no folder for sockets"
    ln -sfn -- "$short/postgres" "$RUN_DIR/postgres"
    ln -sfn -- "$short/sockets" "$RUN_DIR/sockets"
}

# The last resort, such as for nginx's workers when their master and run.sh were both killed. A process that has our lock
# open is ours, whatever its id and name.
kill_leftovers() {
    local lock process
    for lock in /proc/[0-9]*/fd/9; do
        process=${lock#/proc/} process=${process%%/*}
        if [ "$process" != $$ ] && [ "$lock" -ef "$short" ]; then kill -KILL "$process" || true; fi
    done
}

# Two locks. The first is this script's alone: it tells whether a run is active. The second, on the short folder, is inherited
# by everything that is started: it is free only when nothing of an earlier run is left, even if that run.sh was killed. It
# also keeps systemd's cleaning of /var/tmp away from the folder.
take_locks() {
    exec 8>>"$RUN_DIR/lock" 9<"$short"
    flock -n 8 || fail "it is running in $RUN_DIR already (process $(cat -- "$RUN_DIR/pids/run" 2>/dev/null))"
    if ! flock -n 9; then
        say "Waiting for the processes of an earlier run to end"
        flock -w 15 9 || kill_leftovers
        flock -w 5 9 || fail "processes of an earlier run in $RUN_DIR do not end (they hold a lock on $short)"
    fi
    rm -f -- "$RUN_DIR"/pids/* "$short"/sockets/*
    printf '%s\n' "$$" >"$RUN_DIR/pids/run"
}

rotate_logs() {
    local log
    for log in "$RUN_DIR"/log/*.log; do
        if [ -f "$log" ] && [ "$(stat -c %s -- "$log")" -gt 10000000 ]; then
            mv -f -- "$log" "$log.1"
        fi
    done
}

# ---- the whole ----

answers() { curl -s -f --noproxy '*' --max-time 5 -o /dev/null "$url$1"; }

# Ends with a line if something that was started has ended: nothing that runs here ends by itself.
check_alive() {
    local label log
    for label in "${!pid_of[@]}"; do
        if ! is_alive "$label"; then
            log=$RUN_DIR/log/$label.log
            fail "$label has ended; the last line of its log: $(grep -v ' supervise: ' "$log" | tail -n 1) (see $log)"
        fi
    done
}

wait_until_ready() {
    local limit=$((SECONDS + 60)) ready=/readyz
    # Without a worker the system never calls itself ready.
    if [ "${copies[worker]}" = 0 ]; then ready=/healthz; fi
    until answers "$ready" && answers /sandbox/; do
        check_alive
        [ "$SECONDS" -lt "$limit" ] ||
            fail "not ready within a minute: $ready says $(curl -s --noproxy '*' --max-time 5 "$url$ready"); logs are in $RUN_DIR/log"
        sleep 0.1
    done
}

welcome() {
    local env=$RUN_DIR/env answers_from=$model
    if [ "$RUN_DIR" = "$PWD/.run" ]; then env=.run/env; fi
    if [ "$model" = none ]; then answers_from="the tenant's knowledge; set OPENAI_API_KEY to ask a model"; fi
    cat <<END

Shi runs at $url          (answers come from: $answers_from)

  Chat with it:            $url/sandbox/
  Look into the database:  . $env && psql
  Read the logs:           $RUN_DIR/log
  See what was delivered:  curl '$url/sandbox/log?since=0'
  Post a message to it:

    . $env
    curl "\$SHI_URL/webhook/whatsapp/incoming" -H "X-Internal-Secret: \$SHI_INTERNAL_SECRET" \\
      -H 'Content-Type: application/json' -d '{"tenantId":"business_1","payload":{"type":"notify","messages":[{
        "key":{"remoteJid":"972500000001@s.whatsapp.net","fromMe":false,"id":"TRY-'\$(date +%s%N)'"},
        "messageTimestamp":'\$(date +%s)',"pushName":"Dana","message":{"conversation":"שלום, יש דירת 3 חדרים?"}}]}}'

Ctrl-C stops everything.
END
}

main() {
    read_settings
    make_folders
    take_locks
    trap stop_all EXIT
    trap 'exit 0' INT TERM HUP
    choose_port
    rotate_logs
    url=http://127.0.0.1:$PORT
    open_files=$(ulimit -H -n)
    if [ "$open_files" = unlimited ] || [ "$open_files" -gt 16384 ]; then open_files=16384; fi
    ulimit -S -n "$open_files"
    read_secret
    start_postgres
    install_database
    SHI_URL=$url SHI_INTERNAL_SECRET=$secret write_env
    choose_model
    give_up_powers
    start_programs
    write_nginx
    start_nginx
    wait_until_ready
    welcome
    while true; do
        wait -n || true
        check_alive
    done
}

main
