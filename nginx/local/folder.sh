#!/bin/bash
# folder.sh RUN_DIR: makes the short folder that belongs to RUN_DIR, and prints its path.
#
# Sockets and the database's files cannot lie in RUN_DIR itself: a socket's path has 107 bytes at most, and as root the
# database runs as user postgres and nginx's workers as www-data, who cannot enter a private home. So they lie in
# /var/tmp/shi-HASH, where HASH stands for RUN_DIR, with the modes set here whatever the umask:
#
#   /var/tmp/shi-HASH            711  others may pass through, not look around
#   /var/tmp/shi-HASH/sockets    711  the FastCGI sockets; each says itself who may connect
#   /var/tmp/shi-HASH/temporary  711  nginx's temporary files
#   /var/tmp/shi-HASH/postgres   700  cluster, socket and log of PostgreSQL, owned by the user that it runs as
set -euo pipefail

run_dir=$(realpath -m -- "$1")
short=/var/tmp/shi-$(printf %s "$run_dir" | sha256sum | cut -c 1-12)

# Anybody may create names in /var/tmp: a folder that is there must be ours, and no link.
own_folder() {
    mkdir -m "$2" -- "$1" 2>/dev/null || true
    if [ -L "$1" ] || [ ! -d "$1" ] || [ ! -O "$1" ]; then
        echo "folder.sh: $1 exists and does not belong to this user" >&2
        exit 111
    fi
    chmod "$2" -- "$1"
}

own_folder "$short" 711
own_folder "$short/sockets" 711
own_folder "$short/temporary" 711
if [ "$(id -u)" = 0 ]; then
    install -d -m 700 -o postgres -g postgres -- "$short/postgres"
else
    own_folder "$short/postgres" 700
fi
printf '%s\n' "$short"
