#!/usr/bin/env bash
# A scripted customer pays at a terminal that speaks a real protocol: the kiosk in its window, `cardlast terminal emulate` in another
# process, a socket between them. What the terminal's own book says is held against the kiosk's orders.
# Usage: tests/demo/terminal.sh PATH-TO-CARDLAST
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
cardlast=$1
SHOTS=target/demo/terminal
LOG=$SHOTS/kiosk.log
rm -rf "$SHOTS"
mkdir -p "$SHOTS"
ROOM=$(mktemp -d)
KIOSK='' XVFB='' EMULATOR=''

# Ends only what was started here.
clean_up() {
    for process in $KIOSK $EMULATOR $XVFB; do kill "$process" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$ROOM"
}
trap clean_up EXIT

mkfifo "$ROOM/display"
Xvfb -displayfd 3 -screen 0 1080x1920x24 -nolisten tcp 3>"$ROOM/display" >/dev/null 2>&1 &
XVFB=$!
read -r -t 30 number <"$ROOM/display" || { echo "demo: the virtual display does not start" >&2; exit 1; }
export DISPLAY=:$number
unset WAYLAND_DISPLAY

# shellcheck source=lib.sh
. "$here/lib.sh"

# The line that says where it listens.
listening() { grep -q 'listens at' "$SHOTS/emulator.log" 2>/dev/null; }

buy() {
    see attract
    tap '^English$|^Take away$'
    [ "$(screen)" = menu ] || tap '^Take away$'
    see menu
    tap '^Burgers$'
    tap '^Add Classic burger$'
    tap '^See my order$'
    see review
    tap '^Pay .* by card$'
    see card
}

try() {
    protocol=$1 settings=$2
    printf 'tap\ndecline tap\n' >"$ROOM/customers.txt"
    KIOSK=$XVFB
    "$cardlast" terminal emulate "$protocol" --listen 127.0.0.1:0 --plan "$ROOM/customers.txt" --book "$SHOTS/$protocol.json" \
        "${@:3}" >"$SHOTS/emulator.log" 2>"$SHOTS/$protocol.err" &
    EMULATOR=$!
    until_true 30 listening || fail "the emulator does not listen"
    address=$(sed -n 's/.*listens at //p' "$SHOTS/emulator.log")
    printf 'terminal = "%s"\nmenu = "%s"\n%s\n' "$protocol" "$PWD/menu" "${settings//ADDRESS/$address}" >"$ROOM/kiosk.toml"
    "$cardlast" kiosk --config "$ROOM/kiosk.toml" --data "$ROOM/$protocol" --window 1080x1920 --landmarks >"$LOG" 2>"$SHOTS/kiosk.err" &
    KIOSK=$!
    # The first customer pays, and gets a number.
    buy
    see number
    picture "$protocol-number"
    tap '^Done|^Finish|^I am done'
    # The second one's card is refused, and the order is still there.
    buy
    see review
    picture "$protocol-declined"
    kill -TERM "$KIOSK"
    wait "$KIOSK" || fail "the kiosk did not end cleanly"
    KIOSK=$XVFB
    orders=$("$cardlast" orders list --config "$ROOM/kiosk.toml" --data "$ROOM/$protocol")
    echo "$orders"
    [ "$(grep -c 'card' <<<"$orders")" = 1 ] || fail "expected one order paid by card"
    charged=$(grep -c '"end": "confirmed"' "$SHOTS/$protocol.json")
    refused=$(grep -c '"end": "declined"' "$SHOTS/$protocol.json")
    [ "$charged $refused" = "1 1" ] || fail "the terminal's book says $charged charged, $refused refused"
    kill "$EMULATOR"
    wait "$EMULATOR" || true
    EMULATOR=''
}

try zvt $'[zvt]\naddress = "ADDRESS"'
try caisse-ap $'[caisse-ap]\naddress = "ADDRESS"'
(umask 077 && printf 'a long passphrase' >"$ROOM/nexo.secret")
try nexo $'[nexo]\nurl = "https://ADDRESS"\ncertificate = "ca.pem"\ncertificate_name = "terminal.cardlast.test"
sale_id = "kiosk-a"\npoi_id = "emulator-000000001"\nkey_identifier = "emulator"\npassphrase_file = "nexo.secret"' \
    --certificate "$ROOM/ca.pem" --passphrase-file "$ROOM/nexo.secret"
echo "Lunch was paid at a ZVT, at a Caisse-AP and at a nexo terminal. Pictures and the terminals' books are in $SHOTS/."
