#!/bin/bash
# check.sh: what a change must pass before its tests are worth running: formatting, nginx's configuration, shell scripts.
# Warnings of the compiler need no check: they are errors.
set -uo pipefail

here=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
repository=$(realpath -- "$here/../..")
PATH=$PATH:/usr/sbin
failed=0

report() {
    if [ "$2" = 0 ]; then printf 'ok      %s\n' "$1"; else printf 'FAILED  %s\n' "$1" && failed=1; fi
}

check_format() {
    (cd "$repository" && swift format lint --strict --recursive Package.swift Sources Tests)
    report "swift format" $?
}

# A copy of the configuration that nginx can try as this user: the production site, its files elsewhere, the sandbox added.
copy_configuration() {
    local folder=$1 site=$repository/nginx/site part
    mkdir "$folder/site"
    for part in nginx.conf snippets locations; do ln -s "$repository/nginx/$part" "$folder/$part"; done
    sed "s|/run/nginx.pid|$folder/pid|; s|/var/log/nginx|$folder|" "$site/process.conf" >"$folder/site/process.conf"
    # Only root can become another user, and nginx warns of the line otherwise.
    [ "$(id -u)" = 0 ] || sed -i '/^user /d' "$folder/site/process.conf"
    {
        sed "s|/var/log/nginx|$folder|" "$site/files.conf"
        for part in client_body fastcgi proxy scgi uwsgi; do echo "${part}_temp_path $folder/$part;"; done
    } >"$folder/site/files.conf"
    {
        cat "$site/upstreams.conf"
        for part in sandbox sandbox_model; do echo "upstream $part { server unix:/run/shi/sandbox-1.sock; }"; done
    } >"$folder/site/upstreams.conf"
    { cat "$site/server.conf" && echo 'include locations/sandbox.conf;'; } >"$folder/site/server.conf"
}

# A warning is a failure, too.
check_nginx() {
    local folder output
    folder=$(mktemp -d)
    copy_configuration "$folder"
    if output=$(nginx -t -p "$folder" -c "$folder/nginx.conf" -e stderr 2>&1) && [[ $output != *'[warn]'* ]]; then
        report "nginx -t" 0
    else
        printf '%s\n' "$output"
        report "nginx -t" 1
    fi
    rm -rf -- "$folder"
}

# Where shellcheck is installed; it is not needed to build or run.
check_scripts() {
    command -v shellcheck >/dev/null || return 0
    (cd "$here" && shellcheck -x {run,supervise,postgres,folder,packages,check,test,eval}.sh ../../Tests/outside/llmock.sh)
    report "shellcheck" $?
}

check_format
check_nginx
check_scripts
exit "$failed"
