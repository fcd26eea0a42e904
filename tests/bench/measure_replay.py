"""A recording of a million messages: opening it, going to places in it, exporting and importing it."""
import os
import subprocess
import tempfile
import time

import place
from flooding import Flooding
from mongo import connect
from program import TELLTALE
from table import Figure, percentile

MESSAGES, TOPICS, PLACES, ROUNDS = 1000000, 200, 100, 3
EXPORTED, PART = 200000, 20000  # messages that are exported; that go into a database


def _make(folder, messages, name):
    path = os.path.join(folder, name)
    with Flooding(messages=messages, topics=TOPICS) as flood:
        subprocess.run([TELLTALE, "record", "-h", "127.0.0.1", "-p", str(flood.port), "-o", path, "--count", str(messages)],
                       check=True, stderr=subprocess.DEVNULL, timeout=300)
    return path


def _seek(path):
    """{what: [milliseconds]} as tests/bench/seek prints it."""
    figures = {}
    for line in subprocess.run([place.built("seek"), path, str(PLACES)], check=True, capture_output=True, text=True,
                               timeout=300).stdout.splitlines():
        name, value = line.split()
        figures.setdefault(name, []).append(float(value))
    return figures


def _rate(argv, messages):
    """Thousands a second, of a program that runs through a file."""
    begin = time.monotonic()
    subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   timeout=600)
    return messages / (time.monotonic() - begin) / 1000


def _export(path):
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_rate([TELLTALE, "export", "--format", "canonical", path], EXPORTED))
        theirs.append(_rate([place.mongo_tool("bsondump"), path], EXPORTED))
    return Figure("export to canonical JSON", "k/s", ours, theirs, "bsondump")


def _restore(server, path, database):
    """What import does, by other means: mongorestore, and then the same indexes."""
    subprocess.run([place.mongo_tool("mongorestore"), "--quiet", "--uri", server.uri, "--db", database, "--collection",
                    "telemetry", path], check=True, timeout=600)
    with connect(server.uri) as client:
        for keys in (["meta.device", "ts"], ["meta.topic", "ts"], ["kind"]):
            client[database].telemetry.create_index([(key, 1) for key in keys])


def _import(folder, path):
    ours, theirs = [], []
    with place.mongo_server(folder) as server:
        for number in range(ROUNDS):
            ours.append(_rate([TELLTALE, "import", path, "--to", "%s/ours%d" % (server.uri.rstrip("/"), number)], PART))
            begin = time.monotonic()
            _restore(server, path, "theirs%d" % number)
            theirs.append(PART / (time.monotonic() - begin) / 1000)
    return Figure("import, with its indexes", "k/s", ours, theirs, "mongorestore, and the same indexes")


def measure():
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder:
        path = _make(folder, MESSAGES, "million.bson")
        rounds = [_seek(path) for _ in range(ROUNDS)]
        seeks = [value for figures in rounds for value in figures["seek"]]
        rows = [
            Figure("open a million messages", "ms", [figures["open"][0] for figures in rounds], goal=1000),
            Figure("  to its end, as the first thing", "ms", [figures["first-end"][0] for figures in rounds]),
            Figure("  to %d places" % PLACES, "ms", seeks, goal=200,
                   summary=("99 of 100 within", percentile(seeks, 99))),
        ]
        os.remove(path)
        rows.append(_export(_make(folder, EXPORTED, "exported.bson")))
        rows.append(_import(folder, _make(folder, PART, "part.bson")))
    return rows
