#!/usr/bin/env bash
# A scripted customer orders lunch on the real window, through real clicks, on a virtual display.
# Prints the transcript as it happens and leaves a picture of every screen under target/demo/.
# Usage: tests/demo/lunch.sh PATH-TO-CARDLAST
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
cardlast=$1
SHOTS=target/demo
LOG=$SHOTS/kiosk.log
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
DATA=$(mktemp -d)
KIOSK='' XVFB='' TAIL=''

# Ends only what was started here.
clean_up() {
    for process in $TAIL $KIOSK $XVFB; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$DATA"
}
trap clean_up EXIT

# The server chooses a free display and writes its number.
mkfifo "$DATA/display"
Xvfb -displayfd 3 -screen 0 1080x1920x24 -nolisten tcp 3>"$DATA/display" >/dev/null 2>&1 &
XVFB=$!
read -r -t 30 number <"$DATA/display" || { echo "demo: the virtual display does not start" >&2; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY
echo "The kiosk is on virtual display $DISPLAY. To watch it live: apt-get install x11vnc, then"
echo "    x11vnc -display $DISPLAY -localhost      and point a VNC viewer at localhost:5900"
echo

"$cardlast" kiosk --window 1080x1920 --data "$DATA/data" --narrate --landmarks >"$LOG" 2>"$SHOTS/kiosk.err" &
KIOSK=$!
tail -n +1 -F "$LOG" 2>/dev/null | grep --line-buffered '^+' &
TAIL=$!

# shellcheck source=lib.sh
. "$here/lib.sh"

see attract
picture attract
tap '^English$'
tap '^Take away$'

see menu
picture menu
tap '^Burgers$'
tap '^Cheeseburger,'

see product
picture product
tap 'Extras: Bacon'
tap '^Add ·'

see menu
tap '^Meals$'
tap '^Add Classic meal$'
tap '^One more Classic meal$'
picture cart
# Changed my mind: one is enough.
tap '^Undo$'
tap '^See my order$'

see review
picture review
tap '^Pay .* by card$'

# Only now does the terminal wake.
see card
picture card
tap '^Hold card here$'

see number
picture number
tap '^See the receipt$'
picture receipt
tap '^Close$'
tap '^Print a receipt$'
until_true 10 has_text 'Your receipt is printed' || fail 'the receipt was not printed'
tap '^Done|^Finish|^I am done'
see attract

# A second customer, in French, pays at the counter and changes their mind about the card first.
tap '^Sur place$'
see menu
tap '^Boissons fraîches$|^Burgers$'
tap '^Ajouter '
picture menu-fr
tap '^Voir ma commande$'
see review
tap 'par carte$'
see card
tap '^Annuler et garder'
see review
picture cancelled-fr
tap 'au comptoir$|à la caisse$'
see number
picture number-fr

orders=$("$cardlast" orders list --data "$DATA/data")
echo
echo "$orders"
echo
"$cardlast" orders receipt A01 --data "$DATA/data"
tickets=("$DATA"/data/training/kitchen/*.txt)
[ "${#tickets[@]}" -eq 2 ] || fail "expected two kitchen tickets, found ${#tickets[@]}"
cp "$DATA"/data/training/kitchen/* "$DATA"/data/training/receipts/* "$SHOTS/"
grep -q 'A01.*card' <<<"$orders" || fail "A01 is not there, paid by card"
grep -q 'A02.*counter' <<<"$orders" || fail "A02 is not there, to be paid at the counter"

# SIGTERM ends it cleanly.
kill -TERM "$KIOSK"
wait "$KIOSK" || fail "the kiosk did not end cleanly"
KIOSK=''
echo "Lunch was ordered twice. Pictures of every screen, tickets and receipt are in $SHOTS/."
