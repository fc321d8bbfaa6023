#!/usr/bin/env bash
# A desktop session of its own with an accessibility bus and a virtual display, and on it the program and a reader of another hand.
# Usage: session.sh first|later STORY.py PROGRAM ARGUMENTS...
# With "first" readers are awaited when the program starts; with "later" somebody switches one on while it runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
when=$1
story=$2
shift 2
if [ -z "${SESSION_OF_ITS_OWN:-}" ]; then
    SESSION_OF_ITS_OWN=yes exec dbus-run-session -- bash "$0" "$when" "$story" "$@"
fi
folder=$(mktemp -d)
launcher='' server='' program=''

# Ends only what was started here.
clean_up() {
    for process in $program $launcher $server; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

mkfifo "$folder/display"
Xvfb -displayfd 3 -screen 0 1080x1920x24 -nolisten tcp 3>"$folder/display" >/dev/null 2>&1 &
server=$!
read -r -t 30 number <"$folder/display" || { echo "the virtual display does not start" >&2; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY

/usr/libexec/at-spi-bus-launcher --launch-immediately &
launcher=$!
status() {
    gdbus call --session --timeout 20 --dest org.a11y.Bus --object-path /org/a11y/bus \
        --method org.freedesktop.DBus.Properties.Set org.a11y.Status IsEnabled "<$1>" >/dev/null
}
gdbus wait --session --timeout 20 org.a11y.Bus
if [ "$when" = first ]; then status true; else status false; fi

"$@" --data "$folder/data" >"$folder/out" 2>&1 &
program=$!
if [ "$when" = later ]; then
    # Up and drawn before anybody listens.
    timeout 30 xdotool search --sync --onlyvisible --name cardlast >/dev/null
    status true
fi
if ! timeout 120 /usr/bin/python3 "$here/$story"; then
    echo "What the program said:" >&2
    tail -20 "$folder/out" >&2
    exit 1
fi
