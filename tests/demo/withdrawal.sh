#!/usr/bin/env bash
# A scripted customer takes cash out of the on-screen cash machine, through real clicks and a keyboard, on a virtual display.
# Prints the transcript as it happens and leaves a picture of every screen under target/demo/atm/.
# Usage: tests/demo/withdrawal.sh PATH-TO-CARDLAST [WIDTHxHEIGHT]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
cardlast=$1
size=${2:-1080x1920}
SHOTS=target/demo/atm
LOG=$SHOTS/atm.log
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
ROOM=$(mktemp -d)
KIOSK='' XVFB='' TAIL=''

# Ends only what was started here.
clean_up() {
    for process in $TAIL $KIOSK $XVFB; do kill "$process" 2>/dev/null || true; done
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

"$cardlast" --data "$ROOM/data" atm --window "$size" --narrate --landmarks >"$LOG" 2>"$SHOTS/atm.err" &
KIOSK=$!
tail -n +1 -F "$LOG" 2>/dev/null | grep --line-buffered '^+' &
TAIL=$!

# shellcheck source=lib.sh
. "$here/lib.sh"

# Nobody manages windows here, so nobody gives this one the keyboard.
xdotool search --sync --name '^cardlast atm$' windowfocus >/dev/null

press() { xdotool key "$1"; read -r -t 0.15 <> <(:) || true; }

see welcome
picture welcome-fr
tap '^Langue : Français$'
tap '^English$'
picture welcome

# Forty euros, chosen, confirmed; only then is there a card.
tap '^Cash$'
see amount
picture amount
tap '^€40\.00$'
see confirm
picture confirm
tap '^Yes, €40\.00$'
see card
picture card
tap '^Put the card in$'
see pin
for digit in 0 0 0 0; do tap "^Key $digit\$"; done
picture pin
tap '^Green key, OK$'
until_true 20 has_text 'That code was wrong' || fail 'a wrong code goes unnoticed'
picture pin-wrong
for digit in 1 2 3 4; do press "$digit"; done
press Return
see bank
picture bank
see take-card
picture take-card
tap '^Take the card$'
see counting
picture counting
see take-cash
picture take-cash
tap '^Take €40\.00$'
see receipt
picture receipt
tap '^Yes, print it$'
until_true 20 has '^Take the receipt$' || fail 'no receipt came out'
picture goodbye
tap '^Take the receipt$'
until_true 30 on_screen welcome || fail 'the machine keeps its goodbye'

# The balance asks for a card and is no payment.
tap '^Langue : Français$'
tap '^English$'
tap '^Balance$'
see card
tap '^Put the card in$'
see pin
for digit in 1 2 3 4; do press "$digit"; done
press Return
see take-card
tap '^Take the card$'
until_true 20 has_text '€802\.13' || fail 'the account does not know of the withdrawal'
picture balance
press F5
see welcome

kill -TERM "$KIOSK"
wait "$KIOSK"
KIOSK=''
echo
echo "Cash was taken out and the balance asked for. Pictures of every screen are in $SHOTS/."
