#!/usr/bin/env bash
# llmock.sh: PyPI's llmock, somebody else's stand-in for OpenAI's API, in a folder of its own. Tests try our client and our
# worker on it, since a server that we wrote ourselves would share our misunderstandings.
#
#   llmock.sh install FOLDER       makes FOLDER a Python environment with llmock in it, unless it is one already
#   llmock.sh port                 prints a port of 127.0.0.1 that is free
#   llmock.sh serve FOLDER PORT    serves it on 127.0.0.1, for ten minutes at most; what it prints goes to FOLDER/serve.log
set -euo pipefail

version=0.2.2
folder=${2:-}

install() {
    mkdir -p -- "$(dirname -- "$folder")"
    exec 9>"$folder.lock"
    flock 9
    [ ! -e "$folder/llmock-$version" ] || return 0
    rm -rf -- "$folder"
    python3 -m venv -- "$folder"
    timeout 300 "$folder/bin/pip" --quiet --disable-pip-version-check install "llmock==$version"
    touch -- "$folder/llmock-$version"
}

case $1 in
install) install ;;
port) python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' ;;
# The limit ends it where the tests that started it were killed.
serve) exec timeout 600 "$folder/bin/llmock" serve --host 127.0.0.1 --port "$3" --log-level warning \
    >"$folder/serve.log" 2>&1 ;;
*) exit 100 ;;
esac
