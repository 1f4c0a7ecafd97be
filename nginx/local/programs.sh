# programs.sh: how run.sh starts the copies of each program, and what each is told. Sourced by run.sh.
# shellcheck shell=bash

choose_model() {
    if [ "${MODEL:-}" = sandbox ]; then
        export OPENAI_API_KEY=sandbox OPENAI_BASE_URL=$url/sandbox/model/v1 OPENAI_MODEL=sandbox SHI_MODEL_DIALECT=openai
        export SHI_TRANSCRIBE_BASE_URL=$url/sandbox/model/v1 SHI_TRANSCRIBE_API_KEY=sandbox
    fi
    model=none
    [ -z "${OPENAI_API_KEY:-}" ] || model=${OPENAI_MODEL:-gpt-4o-mini}
}

# environment NAME COPY: sets the array `environment` to all that one copy gets. Nothing else of the caller's environment is
# passed on: a program sees just the secrets that it needs.
environment() {
    local name=$1 copy=$2 variable
    environment=(PATH=/usr/bin:/bin LANG=C.UTF-8 PGHOST="$PGHOST" PGPORT="$PGPORT" PGDATABASE=shi PGUSER="shi_$name"
        PGAPPNAME="$name-$copy")
    for variable in "${!SHI_@}"; do
        case $variable in
        SHI_URL | SHI_INTERNAL_SECRET | SHI_SECOND_API_KEY | SHI_TRANSCRIBE_API_KEY) ;;
        *) environment+=("$variable=${!variable}") ;;
        esac
    done
    case $name in
    worker)
        environment+=(SHI_WORKER_NAME="worker-$copy" SHI_MEDIA_DIR="${SHI_MEDIA_DIR:-$RUN_DIR/media}")
        for variable in OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL SHI_SECOND_API_KEY SHI_TRANSCRIBE_API_KEY https_proxy HTTPS_PROXY no_proxy NO_PROXY; do
            [ -z "${!variable:-}" ] || environment+=("$variable=${!variable}")
        done
        return
        ;;
    webhook) environment+=(SHI_INTERNAL_SECRET="$secret" SHI_SPOOL_DIR="${SHI_SPOOL_DIR:-$RUN_DIR/spool}") ;;
    typing | send) environment+=(SHI_INTERNAL_SECRET="$secret") ;;
    sandbox)
        environment+=(SHI_INTERNAL_SECRET="$secret" SHI_SANDBOX_DIR="$RUN_DIR/sandbox" SHI_SANDBOX_MODEL="$model"
            SHI_WEBHOOK_URL="$url/webhook/whatsapp/incoming")
        ;;
    esac
    environment+=(SHI_THREADS="$(threads_of "$name")")
}

# As root, a program keeps root's files (see the top) but none of root's powers over the system and other processes.
give_up_powers() {
    powers=()
    if [ "$(id -u)" = 0 ]; then
        powers=(setpriv --no-new-privs --inh-caps=-all "--bounding-set=-all,+dac_override" --)
        "${powers[@]}" true 2>/dev/null || powers=()
    fi
}

# nginx's workers connect to the socket: as root they are www-data.
start_handler() {
    local label=$1-$2 owner=() environment=()
    environment "$1" "$2"
    if [ "$(id -u)" = 0 ]; then owner=(-U www-data); fi
    supervise "$label" \
        spawn-fcgi -n -b 1024 -M 0600 "${owner[@]}" -s "$short/sockets/$label.sock" -- \
        "$here/supervise.sh" "$RUN_DIR/pids/$label" "${powers[@]}" "$BUILD_DIR/shi-$1"
}

start_worker() {
    local environment=()
    environment worker "$1"
    supervise "worker-$1" \
        "$here/supervise.sh" "$RUN_DIR/pids/worker-$1" "${powers[@]}" "$BUILD_DIR/shi-worker" </dev/null
}

start_programs() {
    local name copy
    for name in "${handlers[@]}"; do
        for ((copy = 1; copy <= copies[$name]; copy++)); do start_handler "$name" "$copy"; done
    done
    for ((copy = 1; copy <= copies[worker]; copy++)); do start_worker "$copy"; done
}
