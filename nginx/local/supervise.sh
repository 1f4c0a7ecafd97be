#!/bin/bash
# supervise.sh PID_FILE PROGRAM [ARGUMENT…]: keeps one program running.
#
# The program gets this process's standard input. `spawn-fcgi -n -s SOCKET -- supervise.sh …` binds a socket once and gives
# it as standard input: it stays open while the program is started again, and what waits in its queue is not lost.
#
#   - a program that ends is started again: at once, or, where it has lived for less than half a second, after 0.1 s,
#     doubling up to 2 s; requests wait in the socket's queue meanwhile, so this is short for all but a crash loop
#   - SIGTERM is passed on (as STOP_SIGNAL, if set) and the program waited for
#   - a program that says that it cannot ever run (100: a wrong setting; 126, 127: it cannot be executed) ends this, too
#
# PID_FILE always holds the running program's process id.
set -uo pipefail

pid_file=$1
shift
name=${pid_file##*/}

# Started with `&`, the shell would replace standard input by /dev/null.
exec 3<&0

say() {
    printf '%(%F %T)T supervise: %s %s\n' -1 "$name" "$1"
}

# By rename: a reader never finds the file empty.
write_pid() {
    printf '%s\n' "$1" >"$pid_file.new" && mv -f -- "$pid_file.new" "$pid_file"
}

stopping=
child=
pass_on() {
    stopping=yes
    [ -z "$child" ] || kill -s "${STOP_SIGNAL:-TERM}" "$child" 2>/dev/null
}
trap pass_on TERM

# wait returns early when a signal is trapped; the child is gone only when kill cannot find it.
wait_for_child() {
    wait "$child"
    status=$?
    while kill -0 "$child" 2>/dev/null; do
        wait "$child"
        status=$?
    done
}

# Milliseconds.
pause=0
while [ -z "$stopping" ]; do
    started=${EPOCHREALTIME/[.,]/}
    "$@" <&3 3<&- &
    child=$!
    write_pid "$child"
    # The signal may have come before there was a child to pass it on to.
    [ -z "$stopping" ] || pass_on
    wait_for_child
    child=
    rm -f -- "$pid_file"
    [ -z "$stopping" ] || break
    case $status in
    100 | 126 | 127)
        say "cannot run (exit code $status)"
        exit "$status"
        ;;
    esac
    if [ $((${EPOCHREALTIME/[.,]/} - started)) -ge 500000 ]; then
        pause=0
        say "ended with $status, starts again"
        continue
    fi
    pause=$((pause == 0 ? 100 : pause * 2 > 2000 ? 2000 : pause * 2))
    seconds=$((pause / 1000)).$((pause / 100 % 10))
    say "ended with $status at once, starts again in $seconds s"
    sleep "$seconds" <&- 3<&- &
    wait $!
done
exit 0
