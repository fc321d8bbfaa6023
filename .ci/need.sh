#!/bin/sh
# Installs the Debian packages that a step needs, and only those that are absent, saying what and why.
# Usage: .ci/need.sh window|demo|test|peers|bench|fuzz
set -eu

window="libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0"
bench="$window xvfb"
demo="$window xvfb xauth xdotool imagemagick"
test="$demo xserver-xorg-core xserver-xorg-video-dummy gdb strace mount chromium espeak-ng speech-dispatcher at-spi2-core dbus gir1.2-atspi-2.0 libglib2.0-bin python3-gi"
fuzz="g++"
peers="tshark"

case "${1:-}" in
    window) packages=$window; why="to open the kiosk's window" ;;
    demo) packages=$demo; why="to show the kiosk on a virtual display, click on it and take pictures" ;;
    bench) packages=$bench; why="to measure the kiosk's window on a virtual display" ;;
    peers) packages=$peers; why="to have the bytes of card terminals read by a program of another hand" ;;
    fuzz) packages=$fuzz; why="to build libFuzzer" ;;
    test) packages=$test; why="to show the kiosk on virtual displays, to click on it and to touch it, to watch what it asks of the system, to look into its memory, to read the simulator's report in a browser, to hear the kiosk speak, and to read it as a screen reader does" ;;
    *) echo "usage: $0 window|demo|test|peers|bench|fuzz" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian system, so nothing is installed. Needed $why: $packages" >&2
    exit 0
fi

missing=""
for package in $packages; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "Installing$missing: needed $why."
if [ "$(id -u)" != 0 ]; then
    echo "That needs root. Please run: sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    # The list of packages may be old or absent on a fresh machine.
    apt-get update -qq
    apt-get install -y --no-install-recommends $missing >/dev/null
}
