#!/usr/bin/env bash
# ZVT, judged by another hand: Wireshark's dissector reads both directions of sales, a decline, an abort, a reversal and an end of day, and
# must find nothing malformed, and every message that it knows. Usage: zvt.sh PROGRAM FOLDER. Without tshark it is skipped with a loud line.
set -euo pipefail
mkdir -p "$2"
folder=$(realpath "$2")

if ! command -v tshark >/dev/null; then
    echo "SKIPPED: there is no tshark; nobody else has judged ZVT" >&2
    exit 0
fi

echo "ZVT: conversations as they would be caught on a network"
ZVT_CAPTURES=$folder cargo test --quiet --test terminals conversations_can_be_caught >/dev/null

read_capture() {
    tshark -r "$folder/$1.pcap" -d tcp.port==20007,zvt -V 2>/dev/null
}

# A dissector that finds nothing wrong with what is broken judges nothing.
if ! read_capture broken | grep -q Malformed; then
    echo "the dissector does not notice a message that is broken" >&2
    exit 1
fi

# What must be seen in each, by class and instruction.
check() {
    name=$1
    shift
    read_capture "$name" >"$folder/$name.txt"
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
    echo "ZVT: $name: $(grep -c "^ZVT Protocol" "$folder/$name.txt") messages, none malformed"
}

