"""What a topic takes, whether ten million messages make it more, and what a million topics do."""
import collections
import subprocess
import tempfile
import time

import effort
import place
import trend
from contenders import Dashboard, settled
from flooding import Flooding
from header import Header
from running import resident_mb
from table import Figure

ROUNDS, A_ROUND, MILLIONS = 2, 1000000, 10
TOPICS, SECONDS = 2000, 3600    # a history of an hour, at one sample a second
LOOK, LONGEST = 0.05, 300.0
FILLED = 10.0                   # seconds until the journal is full, which takes so many messages a second
NUMBER, MOST_TOPICS = 10, 250000


class Plain(Dashboard):
    """With the limits that it has by itself."""

    arguments = []


class Unlimited(Dashboard):
    """As many devices as topics."""

    arguments = ["--max-devices", str(MOST_TOPICS)]


def _footprint(payload):
    """{what: value} as tests/bench/footprint prints it; every topic has a device and all that it should hold."""
    topics, seconds = effort.amount(TOPICS), effort.amount(SECONDS)
    said = subprocess.run([place.built("footprint"), str(topics), str(seconds), payload], check=True,
                          capture_output=True, text=True, timeout=600).stdout
    found = {name: float(value) for name, value in map(str.split, said.splitlines())}
    assert found["topics"] == found["devices"] == topics and found["histories"] >= topics, said
    return found


def _send(flood, client):
    """All of a load once, until the client has come to rest."""
    flood.go()
    settled(client, flood.when("ended", LONGEST, lambda: client.pump(LOOK)))


def _growth(folder, out):
    """Resident memory after each of ten million messages on the same topics."""
    with Flooding(messages=effort.amount(A_ROUND), wait=1) as flood, Plain(flood, folder) as client:
        flood.when("ready", meanwhile=lambda: client.pump(LOOK))
        full, samples = time.monotonic() + FILLED, []
        while time.monotonic() < full:
            _send(flood, client)
        for number in range(MILLIONS):
            _send(flood, client)
            samples.append((number, resident_mb(client.pid)))
        out["first"].append(samples[0][1])
        out["resident"].append(samples[-1][1])
        out["growth"].append(1000 * trend.growth(samples))


def _many(folder, kind, topics, out, name):
    """Each of so many topics once. Resident memory, and what the header says of those without a place."""
    with Flooding(messages=topics, topics=topics, payload=NUMBER, wait=1) as flood, kind(flood, folder) as client:
        flood.when("ready", meanwhile=lambda: client.pump(LOOK))
        _send(flood, client)
        header = Header(client.tty)
        client.pump(1)
        out[name].append(resident_mb(client.pid))
        out[name + " unplaced"].append(header.values().get("unplaced", 0))


def measure():
    out = collections.defaultdict(list)
    number, json = _footprint("number"), _footprint("json")
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder:
        for _ in range(effort.rounds(ROUNDS)):
            _growth(folder, out)
            _many(folder, Plain, effort.amount(1000000), out, "million")
            _many(folder, Unlimited, effort.amount(MOST_TOPICS), out, "most")
    return [
        Figure("a topic, its device, an hour of history: a number", "B", [number["bytes-a-topic"]], goal=1500,
               digits=0),
        Figure("  JSON of 150 bytes with seven numbers", "B", [json["bytes-a-topic"]], digits=0),
        Figure("growth over 10 million messages, 200 topics", "kB", out["growth"], goal=0, digits=0),
        Figure("  resident memory then", "MB", out["resident"], out["first"],
               "telltale after a million", digits=2),
        Figure("a million topics, usual limits: resident memory", "MB", out["million"]),
        Figure("  FULL, says the header: messages unplaced", "", out["million unplaced"], least=1, digits=0,
               must=True),
        Figure("250 000 topics, each a device: resident memory", "MB", out["most"]),
    ]
