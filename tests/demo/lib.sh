# Hands and eyes for a scripted customer: real clicks on the real window, found by their accessible names.
# Sourced by the scripts beside it. Needs DISPLAY, LOG (the kiosk's output) and SHOTS (a folder for pictures).

shot_count=0

# The newest settled frame: "screen NAME", then one line a landmark.
frame() { awk -F'\t' '/^screen\t/ { block = "" } /\t/ { block = block $0 "\n" } END { printf "%s", block }' "$LOG"; }

screen() { frame | awk -F'\t' 'NR == 1 { print $2 }'; }

fail() {
    echo "demo: $*" >&2
    echo "demo: the screen is \"$(screen)\" and shows:" >&2
    frame >&2
    exit 1
}

# until_true SECONDS COMMAND…: waits on a condition with a deadline.
until_true() {
    local deadline=$((SECONDS + $1)); shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        kill -0 "$KIOSK" 2>/dev/null || fail "the kiosk has ended"
        read -r -t 0.05 <> <(:) || true
    done
}

on_screen() { [ "$(screen)" = "$1" ]; }

see() { until_true 30 on_screen "$1" || fail "expected screen \"$1\""; }

# The centre of the first enabled landmark whose label matches an extended regular expression.
place_of() {
    frame | awk -F'\t' -v want="$1" 'NR > 1 && $2 == "enabled" && $1 != "label" && $8 ~ want {
        printf "%d %d\n", $4 + $6 / 2, $5 + $7 / 2; exit }'
}

# Whether any landmark, controls or not, says this.
has_text() { frame | awk -F'\t' -v want="$1" 'NR > 1 && $8 ~ want { found = 1 } END { exit !found }'; }

has() { [ -n "$(place_of "$1")" ]; }

tap() {
    until_true 30 has "$1" || fail "nothing to tap is called /$1/"
    local place; place=$(place_of "$1")
    # A mouse that jumps and presses at once would drag; a finger does not come from anywhere.
    # shellcheck disable=SC2086 # two numbers
    xdotool mousemove $place
    read -r -t 0.08 <> <(:) || true
    xdotool mousedown 1
    read -r -t 0.06 <> <(:) || true
    xdotool mouseup 1
    read -r -t 0.35 <> <(:) || true
}

picture() {
    shot_count=$((shot_count + 1))
    read -r -t 0.4 <> <(:) || true
    import -window root "$SHOTS/$(printf '%02d' "$shot_count")-$1.png"
}
