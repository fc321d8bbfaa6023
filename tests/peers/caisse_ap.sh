#!/usr/bin/env bash
# Caisse-AP, judged by others: a shop program's builder and parser (AGPL; fetched for the test, never part of this program).
# Usage: caisse_ap.sh PROGRAM FOLDER. What is out of reach is skipped with a loud line.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(realpath "$2")

echo "Caisse-AP: every question of the tests"
CAISSE_AP_MESSAGES=$folder/messages cargo test --quiet --test exchanges caisse_ap:: >/dev/null
if ! command -v python3 >/dev/null; then
    echo "SKIPPED: there is no python3; nobody else has judged Caisse-AP" >&2
elif ! python3 -m pip download --quiet --no-deps --dest "$folder" odoo-addon-l10n_fr_pos_caisse_ap_ip==19.0.1.0.0.3; then
    echo "SKIPPED: PyPI's odoo-addon-l10n_fr_pos_caisse_ap_ip cannot be had; nobody else has judged Caisse-AP" >&2
else
    rm -rf "$folder/package"
    python3 -m zipfile -e "$folder"/odoo_addon_l10n_fr_pos_caisse_ap_ip-*.whl "$folder/package"
    timeout 120 python3 "$here/caisse_ap.py" "$program" "$folder" "$folder/package"
fi
