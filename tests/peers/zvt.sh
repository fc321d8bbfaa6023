#!/usr/bin/env bash
# ZVT, judged by another hand: Wireshark's dissector reads both directions of sales, a decline, an abort, a reversal and an end of day, and
# must find nothing malformed, and every message that it knows; and the zvt crate must read in them what our codec reads.
# Usage: zvt.sh PROGRAM FOLDER; the program is not needed. What cannot be had is skipped with a loud line.
set -euo pipefail
mkdir -p "$2"
folder=$(realpath "$2")

here=$(cd "$(dirname "$0")" && pwd)

echo "ZVT: conversations as they would be caught on a network"
ZVT_CAPTURES=$folder cargo test --quiet --test terminals conversations_can_be_caught >/dev/null

if CARGO_TARGET_DIR=$folder/oracle cargo build --quiet --locked --manifest-path "$here/zvt-oracle/Cargo.toml"; then
    "$folder/oracle/debug/zvt-oracle" "$folder/messages"
else
    echo "SKIPPED: the zvt crate cannot be had; it has not judged our messages" >&2
fi

if ! command -v tshark >/dev/null; then
    echo "SKIPPED: there is no tshark; Wireshark's dissector has not judged ZVT" >&2
    exit 0
fi

read_capture() {
    tshark -r "$folder/$1.pcap" -d tcp.port==20007,zvt -V 2>/dev/null >"$folder/$1.txt"
}

# A dissector that finds nothing wrong with what is broken judges nothing.
read_capture broken
if ! grep -q Malformed "$folder/broken.txt"; then
    echo "the dissector does not notice a message that is broken" >&2
    exit 1
fi

# What must be seen in each, by class and instruction.
check() {
    name=$1
    shift
    read_capture "$name"
    if grep -n "Malformed" "$folder/$name.txt"; then
        echo "ZVT: $name: something in it is malformed; see $folder/$name.txt" >&2
        exit 1
    fi
    for word in "$@"; do
        grep -q "$word" "$folder/$name.txt" || {
            echo "ZVT: $name: the dissector has not seen \"$word\"; see $folder/$name.txt" >&2
            exit 1
        }
    done
    echo "ZVT: $name: $(grep -c "^ZVT Kassenschnittstelle" "$folder/$name.txt") messages, none malformed"
}

check sale "Registration (0x0600)" "Authorisation (0x0601)" "Status Information (0x040f)" "Intermediate Status Information (0x04ff)" \
    "Print Text Block (0x06d3)" "Completion (0x060f)" "Currency Code: EUR" "Terminal ID: 52523535" \
    "Card number: ?*4242" "Card name: Mastercard" "Contract number (0x2a)" "Card type (0x1f12)"
check sale-by-code "Authorisation (0x0601)" "Completion (0x060f)"
check decline "Status Information (0x040f)" "Abort (0x061e)"
check abort "Abort (0x061e)"
check reversal "Reversal (0x0630)" "Completion (0x060f)"
check end-of-day "End Of Day (0x0650)" "Status Information (0x040f)"
