# database.sh: how run.sh brings up the database. Sourced by run.sh.
# shellcheck shell=bash

start_postgres() {
    local limit=$((SECONDS + 60))
    # In a session of its own, so that a Ctrl-C does not break into making the cluster.
    setsid --wait "$here/postgres.sh" prepare "$short/postgres" || fail "no database"
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every psql.
    STOP_SIGNAL=INT supervise postgres "$here/supervise.sh" "$RUN_DIR/pids/postgres" "$here/postgres.sh" run "$short/postgres"
    export PGHOST=$short/postgres PGPORT=5432 PGUSER=postgres
    until psql -X -q -d postgres -c 'select' >/dev/null 2>&1; do
        is_alive postgres || fail "PostgreSQL did not start: $(tail -n 1 "$RUN_DIR/log/postgres.log")"
        [ "$SECONDS" -lt "$limit" ] || fail "PostgreSQL does not answer (see $RUN_DIR/log/postgres.log)"
        sleep 0.1
    done
}

run_sql() {
    psql -X -q -v ON_ERROR_STOP=1 -d shi "$@" >"$RUN_DIR/log/install.log" 2>&1 ||
        fail "the database was not set up: $(grep -m 1 -E 'ERROR|FATAL|error:' "$RUN_DIR/log/install.log")"
}

install_database() {
    local variables=(-v url="$url")
    if [ "$(psql -X -A -t -d postgres -c "select 1 from pg_database where datname = 'shi'")" != 1 ]; then
        psql -X -q -d postgres -c 'create database shi'
    fi
    export PGDATABASE=shi
    run_sql -f "$repository/sql/install.sql"
    if [ -n "${GATEWAY_URL:-}" ]; then
        variables+=(-v gateway_url="$GATEWAY_URL" -v idempotent="${GATEWAY_IDEMPOTENT:-off}")
    fi
    # The secret goes by the environment: arguments can be read by every user of the machine.
    SHI_GATEWAY_SECRET=$secret run_sql "${variables[@]}" -f "$repository/sql/demo.sql"
}

# The secret is made once and kept: who was told it yesterday may come back.
read_secret() {
    if [ ! -s "$RUN_DIR/secret" ]; then
        od -A n -t x1 -N 24 /dev/urandom | tr -d ' \n' >"$RUN_DIR/secret"
    fi
    secret=$(cat -- "$RUN_DIR/secret")
}

# For shells and tests: `. .run/env`. Mode 600 by the umask.
write_env() {
    local name
    {
        for name in SHI_URL SHI_INTERNAL_SECRET PGHOST PGPORT PGDATABASE PGUSER; do
            printf "export %s='%s'\n" "$name" "${!name//\'/\'\\\'\'}"
        done
    } >"$RUN_DIR/env.new"
    mv -f -- "$RUN_DIR/env.new" "$RUN_DIR/env"
}
