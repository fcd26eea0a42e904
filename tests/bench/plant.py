"""The simulated plant of all benchmarks: drone boxes that report 150 bytes of JSON each."""
import json

DEVICES = 24


def name(index):
    return "box-%02d" % index


def names(devices=DEVICES):
    return [name(index) for index in range(devices)]


def topic(device):
    return "dbx/%s/status" % device


def payload(number=0):
    """Message `number` of a device: its numbers move with every message, its hatch now and then."""
    values = {"hatch_status": number // 40 % 2, "lift_status": 0, "temperature": round(20 + number % 97 / 10, 1),
              "humidity": 40 + number % 31, "battery": 60 + number // 10 % 20, "sequence": number, "note": ""}
    bare = len(json.dumps(values, separators=(",", ":")))
    values["note"] = "x" * max(0, 150 - bare)
    return json.dumps(values, separators=(",", ":"))
