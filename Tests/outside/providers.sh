#!/usr/bin/env bash
# providers.sh: PyPI's `twilio` (Twilio's own library) and `pywa` (a WhatsApp Cloud API framework), in a folder of their own.
# providers.py holds our webhooks, and the sandbox, against what these make and take: a sandbox that we wrote ourselves would
# share our misunderstandings.
#
#   providers.sh install FOLDER    makes FOLDER a Python environment with both in it, unless it is one already
#   providers.sh run FOLDER        runs the checks; SHI_URL, SHI_INTERNAL_SECRET and PG* name the system (its file env)
set -euo pipefail

here=$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")
twilio=9.13.0
pywa=4.5.0
folder=${2:-}

install() {
    mkdir -p -- "$(dirname -- "$folder")"
    exec 9>"$folder.lock"
    flock 9
    [ ! -e "$folder/twilio-$twilio-pywa-$pywa" ] || return 0
    rm -rf -- "$folder"
    python3 -m venv -- "$folder"
    timeout 300 "$folder/bin/pip" --quiet --disable-pip-version-check install "twilio==$twilio" "pywa==$pywa"
    touch -- "$folder/twilio-$twilio-pywa-$pywa"
}

case $1 in
install) install ;;
# The limit ends it where the tests that started it were killed.
run) exec timeout 300 "$folder/bin/python" "$here/providers.py" "$here/../fixtures/cloud" ;;
*) exit 100 ;;
esac
