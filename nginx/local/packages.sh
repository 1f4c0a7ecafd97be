#!/bin/bash
# packages.sh: installs the Debian packages that are missing to build, run and test, after saying which.
#
# It leaves no service behind: while it installs, packages are kept from starting what they bring, and PostgreSQL's from
# making a cluster; an nginx that it installs does not start with the machine. `make run` starts an nginx and a PostgreSQL
# of its own; those that the machine has already are not touched.
set -euo pipefail

# libfcgi-dev, libpq-dev, libcurl4-openssl-dev, libssl-dev, pkg-config    to build
# nginx, spawn-fcgi, postgresql                                           to run
# hunspell-he                                                             for the search of Hebrew words
# curl                                                                    to ask whether it is up
wanted=(libfcgi-dev libpq-dev libcurl4-openssl-dev libssl-dev pkg-config nginx spawn-fcgi postgresql hunspell-he curl)

policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/shi.conf

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

list_missing() {
    local package
    missing=()
    for package in "${wanted[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
}

# Where sudo would ask for a password and nobody is there to give it, it says so itself.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Both files exist only while this script runs; a policy that the machine has already is left alone.
hold_services() {
    if [ ! -e "$policy" ]; then
        as_root install -m 755 /dev/stdin "$policy" <<<$'#!/bin/sh\nexit 101'
        made_policy=yes
    fi
    if ! is_installed postgresql; then
        as_root install -D -m 644 /dev/stdin "$cluster" <<<'create_main_cluster = false'
        made_cluster=yes
    fi
}

release_services() {
    [ -z "$made_policy" ] || as_root rm -f "$policy"
    [ -z "$made_cluster" ] || as_root rm -f "$cluster"
}

list_missing
[ "${#missing[@]}" -gt 0 ] || exit 0
if ! command -v apt-get >/dev/null; then
    echo "This is no Debian; install what these packages hold: ${missing[*]}" >&2
    exit 100
fi
echo "Installing Debian packages: ${missing[*]}"
made_policy='' made_cluster=''
trap release_services EXIT
hold_services
as_root apt-get update -q
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
if [[ " ${missing[*]} " == *' nginx '* ]] && command -v systemctl >/dev/null; then
    as_root systemctl --quiet disable nginx.service || true
fi
