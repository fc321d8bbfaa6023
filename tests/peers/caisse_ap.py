"""Caisse-AP by another hand: a shop program's builder and parser against the emulator, and against what the kiosk sends.

Arguments: the program, a folder, the folder with the package. The package is for Odoo, which is not here: what it needs of it is a few names.
"""

import json
import re
import signal
import subprocess
import sys
import types
from pathlib import Path

program, folder, package = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])


class Environment:
    """What the methods ask of their surroundings."""

    @staticmethod
    def _(text, *values, **names):
        return text % (names or values) if names or values else text

    def __getitem__(self, name):
        return types.SimpleNamespace(browse=lambda _id: Currency())


class Currency:
    name, decimal_places = "EUR", 2

    @staticmethod
    def compare_amounts(first, second):
        return (first > second) - (first < second)


def stand_in():
    odoo, exceptions = types.ModuleType("odoo"), types.ModuleType("odoo.exceptions")
    field = lambda *_args, **_names: None
    odoo.api = types.SimpleNamespace(model=lambda method: method, constrains=lambda *_names: lambda method: method)
    odoo.fields = types.SimpleNamespace(Selection=field, Char=field, Integer=field)
    odoo.models = types.SimpleNamespace(Model=object)
    exceptions.ValidationError = ValueError
    sys.modules.update({"odoo": odoo, "odoo.exceptions": exceptions})


def method(port):
    stand_in()
    source = package / "odoo/addons/l10n_fr_pos_caisse_ap_ip/models/pos_payment_method.py"
    names = {"__name__": "peer"}
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), names)
    found = names["PosPaymentMethod"]()
    found.env = Environment()
    found.fr_caisse_ap_ip_mode = "card"
    found.fr_caisse_ap_ip_address, found.fr_caisse_ap_ip_port = "127.0.0.1", port
    found.ensure_one = lambda: None
    found.browse = lambda _id: found
    return found


def main():
    plan, book = folder / "plan.txt", folder / "book.json"
    plan.write_text("tap\ndecline tap\ncancel\ntap fault:other-amount\ninsert code:1234\n", encoding="utf-8")
    book.unlink(missing_ok=True)
    command = [program, "terminal", "emulate", "caisse-ap", "--listen", "127.0.0.1:0", "--plan", plan, "--book", book]
    emulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)", emulator.stdout.readline()).group(1))
        peer = method(port)
        said = []
        for amount in (12.5, 8.9, 3.0, 5.0, 78.5):
            data = {"amount": amount, "currency_id": 1, "payment_method_id": 1, "timeout": 40_000}
            answer = peer.fr_caisse_ap_ip_send_payment(data)
            said.append(answer["payment_status"])
            if amount == 12.5:
                assert "CB sans contact" in answer["card_type"] and "AC-042001" in answer["transaction_id"], answer
            if amount == 8.9:
                assert "Refusée" in answer["error_message"], answer
            if amount == 3.0:
                assert "Abandon" in answer["error_message"], answer
        assert said == ["success", "failure", "failure", "issue", "success"], said
    finally:
        emulator.send_signal(signal.SIGTERM)
        emulator.wait(10)
    ends = [(line["amount"], line["end"]) for line in json.loads(book.read_text(encoding="utf-8"))]
    expected = [(1250, "confirmed"), (890, "declined"), (300, "not-charged"), (500, "confirmed"), (7850, "confirmed")]
    assert ends == expected, ends
    print(f"a shop's own program paid at the emulator: {said}; the book: {ends}")

    # And what the kiosk sends, as the tests keep it, read by the other parser and built again by the other builder.
    questions = (folder / "messages").read_text(encoding="ascii").splitlines()
    assert questions, "the tests kept some"
    for question in questions:
        fields = peer._fr_caisse_ap_ip_parse_answer(question)
        assert fields["CD"] == "0" and fields["CE"] == "978" and fields["BA"] == "0" and "BF" not in fields, fields
        assert peer._fr_caisse_ap_ip_prepare_msg(dict(fields)) == question, question
    print(f"{len(questions)} questions of the kiosk read and built again by another hand")


main()
