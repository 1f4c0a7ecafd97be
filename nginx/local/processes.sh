# processes.sh: how run.sh starts and stops processes. Sourced by run.sh.
# shellcheck shell=bash

# Process ids of what was started, by label: postgres, nginx, webhook-1, worker-2, ...
declare -A pid_of=()
environment=()

# start LABEL SIGNAL COMMAND…: in the background, in a session of its own, so that Ctrl-C reaches this script alone. Should
# this script be killed, the kernel sends the SIGNAL.
#
# Where the caller has an array `environment`, the command gets that and nothing else of this script's. It is exported, not
# given to env as arguments: those can be read by every user of the machine.
start() {
    local label=$1 signal=$2
    shift 2
    (
        if [ "${#environment[@]}" -gt 0 ]; then
            while read -r name; do unset "$name"; done < <(compgen -e)
            export "${environment[@]}"
        fi
        exec setpriv --pdeathsig "$signal" setsid "$@"
    ) >>"$RUN_DIR/log/$label.log" 2>&1 8>&- &
    pid_of[$label]=$!
}

supervise() {
    local label=$1
    shift
    start "$label" TERM "$@"
}

is_alive() { kill -0 "${pid_of[$1]}" 2>/dev/null; }

any_alive() {
    local label
    for label in "$@"; do
        if is_alive "$label"; then return 0; fi
    done
    return 1
}

# stop SIGNAL SECONDS LABEL…: asks, waits, and after SECONDS kills what is left, children included.
stop() {
    local signal=$1 limit=$((SECONDS + $2)) label
    shift 2
    for label in "$@"; do kill -s "$signal" "${pid_of[$label]}" 2>/dev/null; done
    while any_alive "$@" && [ "$SECONDS" -lt "$limit" ]; do sleep 0.05; done
    for label in "$@"; do
        if is_alive "$label"; then say "$label did not end in time: killed"; fi
        kill -KILL -- "-${pid_of[$label]}" 2>/dev/null
        wait "${pid_of[$label]}" 2>/dev/null
    done
}

labels_of() {
    local name=$1 label
    for label in "${!pid_of[@]}"; do
        if [ "${label%-*}" = "$name" ]; then say "$label"; fi
    done
}

# In the order in which nothing is cut off: no new requests; those begun end; jobs end or are given back; the database.
stop_all() {
    local code=$? name running=()
    # A second Ctrl-C changes nothing: every wait below has its limit.
    trap '' INT TERM HUP
    set +e
    if [ "${#pid_of[@]}" -gt 0 ]; then
        say "Stopping"
        for name in "${handlers[@]}"; do mapfile -t -O "${#running[@]}" running < <(labels_of "$name"); done
        if [ -n "${pid_of[nginx]:-}" ]; then stop QUIT 8 nginx; fi
        stop TERM 12 "${running[@]}"
        mapfile -t running < <(labels_of worker)
        stop TERM 12 "${running[@]}"
        if [ -n "${pid_of[postgres]:-}" ]; then stop TERM 30 postgres; fi
        rm -f -- "$RUN_DIR"/pids/*
    fi
    if [ "${KEEP:-}" = no ]; then rm -rf -- "$short"; fi
    exit "$code"
}
