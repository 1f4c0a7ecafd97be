#!/bin/bash
# postgres.sh COMMAND FOLDER: a private PostgreSQL cluster in FOLDER/data, reached by the Unix socket in FOLDER (port 5432).
#
#   prepare  makes the cluster if there is none, writes its settings, clears away what a crash has left
#   run      prepares, and becomes the server (for a supervisor; SIGINT is its fast shutdown)
#   start    prepares, starts the server in the background, and returns when it answers
#   stop     ends the server, fast, and returns when it has ended
#
# FOLDER belongs to the user that the server runs as, mode 700 (folder.sh makes it so): that mode is what keeps others
# out, for inside everybody is trusted. PostgreSQL refuses to run as root: then it runs as user postgres.
set -euo pipefail

command=$1
folder=$(realpath -- "$2")
data=$folder/data

fail() {
    echo "postgres.sh: $1" >&2
    exit 111
}

# The programs of the newest version installed, or of the one that made the cluster.
find_programs() {
    local version
    version=$(cat -- "$data/PG_VERSION" 2>/dev/null) ||
        version=$(find /usr/lib/postgresql -maxdepth 1 -mindepth 1 -printf '%f\n' 2>/dev/null | sort -V | tail -n 1)
    programs=/usr/lib/postgresql/$version/bin
    [ -x "$programs/postgres" ] || fail "PostgreSQL${version:+ $version} is not installed"
}

# setpriv, not su: it becomes the command, so the process id stays and no process stands between.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        set -- setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    fi
    exec "$@"
}

# Made aside and renamed when whole, so that an initdb that was killed leaves nothing that looks like a cluster.
make_cluster() {
    [ ! -d "$data" ] || return 0
    rm -rf -- "$data.new"
    (as_owner "$programs/initdb" --pgdata="$data.new" --username=postgres --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --data-checksums >"$folder/initdb.log" 2>&1) ||
        fail "initdb has failed: $(tail -n 3 "$folder/initdb.log")"
    printf "include 'shi.conf'\n" >>"$data.new/postgresql.conf"
    mv -- "$data.new" "$data"
}

# Written at each start, so that a cluster of an earlier version gets the present settings.
write_settings() {
    (as_owner tee "$data/shi.conf" >/dev/null) <<END
# Written by postgres.sh at each start.

# Unix socket only: nothing of this cluster is reachable from the network.
listen_addresses = ''
port = 5432
unix_socket_directories = '$folder'

# What make run starts needs about half; the rest is for tests, psql and more copies.
max_connections = 200
shared_buffers = 256MB

# fsync and synchronous_commit stay on: what a webhook was told is safe must be safe. Writing whole pages again costs less
# often with room for the log, and less with compression.
max_wal_size = 1GB
wal_compression = on

# A statement ends when its program has died: a killed copy's locks do not last.
client_connection_check_interval = 2s

log_line_prefix = '%m [%p] %q%u %a '
log_lock_waits = on
timezone = 'UTC'
END
}

# The process ids of everything that runs in the data folder (the server and its children have it as current folder).
processes() {
    local link
    for link in /proc/[0-9]*/cwd; do
        if [ "$(readlink -- "$link" 2>/dev/null)" = "$data" ]; then
            link=${link#/proc/}
            printf '%s\n' "${link%/cwd}"
        fi
    done
}

# After a crash or a power cut postmaster.pid may name a process that is something else by now, and the server would not
# start. It may only go when nothing at all runs on the data; a server that is just ending gets ten seconds.
clear_crash() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        [ -n "$(processes)" ] || break
        sleep 0.1
    done
    [ -z "$(processes)" ] || fail "a PostgreSQL runs on $data already (process $(processes | head -n 1))"
    rm -f -- "$data/postmaster.pid"
}

prepare() {
    make_cluster
    clear_crash
    write_settings
}

cd /
export LC_ALL=C.UTF-8
find_programs
case $command in
prepare)
    prepare
    ;;
run)
    prepare
    as_owner "$programs/postgres" -D "$data"
    ;;
start)
    prepare
    as_owner "$programs/pg_ctl" start --pgdata="$data" --wait --timeout=60 --silent --log="$folder/server.log"
    ;;
stop)
    [ -n "$(processes)" ] || exit 0
    as_owner "$programs/pg_ctl" stop --pgdata="$data" --wait --timeout=60 --silent --mode=fast
    ;;
*)
    echo "postgres.sh: unknown command '$command'" >&2
    exit 100
    ;;
esac
