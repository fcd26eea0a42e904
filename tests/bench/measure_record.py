"""Recording: how fast, in how many bytes, and how exactly in time it is sent again."""
import os
import re
import subprocess
import tempfile
import time

from broker import Broker, tool
from flooding import Flooding
from program import TELLTALE
from running import Quiet
from table import Figure

MESSAGES, TOPICS, ROUNDS, SECONDS = 400000, 200, 3, 6


def _messages_a_second(argv, output=subprocess.DEVNULL):
    """Runs a client that takes all messages and ends."""
    with Flooding(messages=MESSAGES, topics=TOPICS) as flood:
        client = subprocess.Popen([word.replace("PORT", str(flood.port)) for word in argv], stdin=subprocess.DEVNULL,
                                  stdout=output, stderr=subprocess.DEVNULL)
        began = flood.when("began")
        if client.wait(300) != 0:
            raise RuntimeError("%s failed" % argv[0])
        return MESSAGES / (time.clock_gettime(time.CLOCK_MONOTONIC) - began) / 1000


def _record(folder):
    path = os.path.join(folder, "record.bson")
    rate = _messages_a_second([TELLTALE, "record", "-h", "127.0.0.1", "-p", "PORT", "-o", path, "--overwrite",
                               "--count", str(MESSAGES)])
    return rate, os.path.getsize(path) / MESSAGES


def _subscribe_json(folder):
    path = os.path.join(folder, "subscribed.json")
    with open(path, "wb") as output:
        rate = _messages_a_second([tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", "PORT", "-t", "#", "-F", "%J",
                                   "-C", str(MESSAGES)], output)
    return rate, os.path.getsize(path) / MESSAGES


def _lateness(folder):
    """What replay --publish says of itself, at the recording's own speed: milliseconds late, 99 of 100."""
    path = os.path.join(folder, "paced.bson")
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as place_of_broker, Broker(place_of_broker) as broker:
        address = ["-h", "127.0.0.1", "-p", str(broker.port)]
        with Quiet([TELLTALE, "simulate", *address, "--devices", "10", "--rate", "10"]):
            subprocess.run([TELLTALE, "record", *address, "-o", path, "--overwrite", "--duration", str(SECONDS), "-t",
                            "+/+/status"], check=True, stderr=subprocess.DEVNULL, timeout=60)
        said = subprocess.run([TELLTALE, "replay", "--publish", *address, path], check=True, capture_output=True,
                              text=True, timeout=60).stderr
    found = re.search(r"99 of 100[^0-9]*([0-9.]+) ms", said)
    if not found:
        raise RuntimeError("no lateness in: " + said)
    return float(found.group(1))


def measure():
    ours, theirs, quiet = [], [], []
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder:
        for _ in range(ROUNDS):
            ours.append(_record(folder))
            theirs.append(_subscribe_json(folder))
            quiet.append(_messages_a_second([tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", "PORT", "-t", "#", "-C",
                                             str(MESSAGES)]))
        late = [_lateness(folder) for _ in range(ROUNDS)]
    to_file = "mosquitto_sub -F %J to a file"
    return [
        Figure("record: messages a second", "k/s", [rate for rate, _ in ours], [rate for rate, _ in theirs], to_file),
        Figure("  the same", "k/s", [rate for rate, _ in ours], quiet, "mosquitto_sub to /dev/null"),
        Figure("  bytes a message in the file", "B", [size for _, size in ours], [size for _, size in theirs], to_file),
        Figure("replay --publish: 99 of 100 are late by", "ms", late, goal=1, digits=3),
    ]
