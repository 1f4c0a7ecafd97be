# site.sh: how run.sh writes nginx's site folder (see ../nginx.conf) and starts nginx. Sourced by run.sh.
# shellcheck shell=bash

# upstream POOL PROGRAM KEEPALIVE: the reasons for each directive are in ../site/upstreams.conf.
upstream() {
    local copy line
    printf 'upstream %s {\n    zone %s 64k;\n    least_conn;\n' "$1" "$1"
    for line in 'max_fails=0' 'max_fails=0 backup'; do
        for ((copy = 1; copy <= copies[$2]; copy++)); do
            printf '    server unix:%s/sockets/%s-%s.sock %s;\n' "$short" "$2" "$copy" "$line"
        done
    done
    if [ "$3" -gt 0 ]; then printf '    keepalive %s;\n' "$3"; fi
    printf '}\n'
}

write_upstreams() {
    upstream webhook webhook 4
    upstream typing typing 0
    upstream send send 0
    upstream status status 1
    upstream sandbox sandbox 4
    upstream sandbox_model sandbox 0
}

# A path as a value in nginx's configuration.
quoted() {
    local path=${1//\\/\\\\}
    printf '"%s"' "${path//\"/\\\"}"
}

write_process() {
    # Without root there is no other user to become, and nginx warns about the line.
    if [ "$(id -u)" = 0 ]; then say "user www-data;"; fi
    say "worker_processes 2;"
    say "worker_rlimit_nofile $open_files;"
    say "worker_shutdown_timeout 5s;"
    say "pid $(quoted "$RUN_DIR/pids/nginx");"
    say "error_log $(quoted "$RUN_DIR/log/nginx.log") warn;"
}

# One folder for each kind of temporary file that nginx may want, whether this system causes it or not.
write_files() {
    local kind
    for kind in client_body fastcgi proxy scgi uwsgi; do say "${kind}_temp_path $short/temporary/$kind;"; done
    if [ "${ACCESS_LOG:-}" = 1 ]; then
        grep -v '^access_log' "$repository/nginx/site/files.conf"
        say "access_log $(quoted "$RUN_DIR/log/access.log") timing buffer=64k flush=1s;"
    else
        say "access_log off;"
    fi
}

write_server() {
    say "listen 127.0.0.1:$PORT backlog=4096;"
    say "include locations/sandbox.conf;"
}

# The same nginx.conf, snippets and locations as in production, with a site folder of this run.
write_nginx() {
    local part site=$RUN_DIR/nginx/site
    for part in nginx.conf snippets locations; do
        ln -sfn -- "$repository/nginx/$part" "$RUN_DIR/nginx/$part"
    done
    write_process >"$site/process.conf"
    write_files >"$site/files.conf"
    write_upstreams >"$site/upstreams.conf"
    write_server >"$site/server.conf"
}

# Errors before it has read its configuration go to standard error, not to where Debian's nginx would log.
start_nginx() {
    start nginx QUIT nginx -p "$RUN_DIR/nginx" -c "$RUN_DIR/nginx/nginx.conf" -e stderr -g 'daemon off;'
}
