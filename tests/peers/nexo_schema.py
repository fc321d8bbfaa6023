"""Every message against the schema that the terminal's maker publishes. Arguments: the schema, the messages."""

import collections
import copy
import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

schema_file, messages_file = sys.argv[1:]
with open(schema_file, encoding="utf-8") as file:
    description = json.load(file)
assert validator_for({"$schema": "https://json-schema.org/draft/2020-12/schema"}) is Draft202012Validator


def validator(name):
    root = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    return Draft202012Validator(root)


validators = {name: validator(name) for name in ("SaleToPOIRequest", "SaleToPOIResponse")}
kinds = collections.Counter()
seen = {}
with open(messages_file, encoding="utf-8") as file:
    lines = file.read().splitlines()[::2]
wrong = []
for line in lines:
    ((name, message),) = json.loads(line).items()
    for error in validators[name].iter_errors(message):
        wrong.append(f"{'/'.join(map(str, error.path))}: {error.message}\n  {line}")
    kind = next(key for key in message if key != "MessageHeader")
    kinds[kind] += 1
    seen.setdefault(kind, (name, message))
if wrong:
    sys.exit(f"{len(wrong)} faults, the first:\n{wrong[0]}")

# A judge that finds nothing must be seen to find something.
name, payment = seen["PaymentRequest"]
seeded = []
for spoil in (
    lambda it: it["PaymentRequest"]["PaymentTransaction"]["AmountsReq"].update(RequestedAmount="12.50"),
    lambda it: it["PaymentRequest"]["PaymentTransaction"]["AmountsReq"].update(Currency="eur"),
    lambda it: it["MessageHeader"].update(ServiceID="12345678901"),
    lambda it: it["PaymentRequest"].pop("SaleData"),
    lambda it: it["MessageHeader"].update(MessageType="Question"),
):
    spoilt = copy.deepcopy(payment)
    spoil(spoilt)
    seeded.append(any(validators[name].iter_errors(spoilt)))
assert all(seeded), f"seeded faults that were not found: {seeded}"
print(f"{len(lines)} messages valid, of {len(kinds)} kinds; {len(seeded)} seeded faults found")
