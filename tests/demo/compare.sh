#!/usr/bin/env bash
# Watches one simulated customer in two flows on a virtual display: plays, steps, goes back, and lets a passer-by press a key while somebody is exposed
# and while nobody is. Leaves pictures under target/demo/compare/.
# Usage: tests/demo/compare.sh PATH-TO-CARDLAST [WIDTHxHEIGHT]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
cardlast=$1
size=${2:-1920x1080}
SHOTS=target/demo/compare
LOG=$SHOTS/compare.log
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
ROOM=$(mktemp -d)
KIOSK='' XVFB=''

# Ends only what was started here.
clean_up() {
    for process in $KIOSK $XVFB; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$ROOM"
}
trap clean_up EXIT

mkfifo "$ROOM/display"
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$ROOM/display" >/dev/null 2>&1 &
XVFB=$!
read -r -t 30 number <"$ROOM/display" || { echo "demo: the virtual display does not start" >&2; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY

"$cardlast" atm --compare --seed 1 --customer 3 --language en --window "$size" --landmarks >"$LOG" 2>"$SHOTS/compare.err" &
KIOSK=$!

# shellcheck source=lib.sh
. "$here/lib.sh"

xdotool search --sync --name '^cardlast atm$' windowfocus >/dev/null
says() { until_true 30 has_text "$1" || fail "nothing says /$1/"; }
silent() { until_true 30 lacks_text "$1" || fail "something says /$1/"; }
lacks_text() { ! has_text "$1"; }

see compare
says '^When both have finished'
silent '^Exposed: '
picture start

# Nobody is exposed: a stranger's key takes nothing at either machine.
tap '^A passer-by presses a key$'
says '^It changed the choice\.'
says '^It did nothing that matters\.$'
silent '^Taken by strangers'

# Card and code first: the menu stands open for whoever presses next.
for _ in 1 2 3 4; do tap '^Step$'; done
says '^Exposed: a stranger’s key takes money$'
says '^Not exposed$'
tap '^A passer-by presses a key$'
says '^It took €100\.00 at once\.$'
says '^Taken by strangers: €100\.00$'
says '^Money lost: none$'
picture exposed

# Back to before it happened.
tap '^Back$'
silent '^Taken by strangers'
silent '^Exposed: '
xdotool key Home
silent '^It changed the choice'

# From there to the end, at sixty-four times the speed of life.
tap '^Speed 64×$'
tap '^Play$'
says '^Cash machine, code last: 1\.7 s faster and 24\.7 s less exposed'
says 'under assumed times'
picture end
tap '^Next customer$'
says '^Customer 4$'

# The same customer in words, without a window.
"$cardlast" simulate atm-pin-last --seed 1 --replay 3 | grep -q '37\.25 s .*Cash taken (got what they came for)' || fail 'the words tell another session'

kill -TERM "$KIOSK"
wait "$KIOSK"
KIOSK=''
echo "One customer was watched in two flows. Pictures are in $SHOTS/."
