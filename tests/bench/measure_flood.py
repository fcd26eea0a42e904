"""50,000 messages a second through a real mosquitto: are keys answered, is anything lost, what does it cost?

The load comes and goes with each round, so that a round's messages can be counted to the last one. Generator,
broker, program and measuring process share the machine's cores.
"""
import collections
import json
import time

import keys
import place
import plant
from answering import ECHOED, answers, arrows
from header import Header
from rawtty import RawTty
from running import Flood, Quiet, Usage, resident_mb
from table import Figure, percentile

RATE = 50000
ROUNDS, KEYS_A_ROUND = 3, 100
SETTLE, WINDOW, LOOK = 1.5, 2.0, 1.0
WITH_KEYS, WITHOUT_LOOK = 10.0, 8.0  # seconds that a round's load lasts
HOME, ENTER, TAB = (keys.sequence(name, "xterm-256color", True).encode()
                                 for name in ("home", "enter", "tab"))
MESSAGES = r"([\d ]+) messages"


def _header(tty, out):
    """The lag and the rate that the header shows during a second of the load."""
    header, until = Header(tty), time.monotonic() + LOOK
    while time.monotonic() < until:
        tty.pump(0.1)
        values = header.values()
        if "lag" in values and "rate" in values:
            out["lag"].append(values["lag"])
            out["rate shown"].append(values["rate"])


def _received(tty):
    """How many messages telltale has counted, all devices together."""
    total = 0
    tty.look(HOME + ENTER, r"\A[^\n]*\n *%s " % plant.name(0))
    for index in range(plant.DEVICES):
        pattern = r"\A[^\n]*\n *%s [^\n]*\n[^\n]*? %s" % (plant.name(index), MESSAGES)
        match = tty.look(b"" if index == 0 else TAB, pattern)
        total += int(match.group(1).replace(" ", ""))
    return total


def _end_of(flood, tty):
    """Read on until the load has ended and telltale has taken all. Returns the load's report."""
    while flood.running:
        tty.pump(0.05)
    tty.look(b"", r"lag 0 ", timeout=20)
    tty.pump(1.5)  # the broker's counts are a second old
    return json.loads(flood.report())


def _watch(broker, out):
    """A round with telltale."""
    with place.dashboard(broker) as tty:
        tty.wait(*plant.names())
        tty.pump(0.3)
        dropped = place.dropped(broker)
        with Flood(broker.port, RATE, WITH_KEYS, plant.DEVICES) as flood:
            tty.pump(SETTLE)
            usage, busy = Usage(tty.pid), Usage(place.pid_of(broker))
            drawn = tty.pump(WINDOW) / WINDOW / 1000
            out["cpu"].append(usage.cpu_percent())
            out["broker"].append(busy.cpu_percent())
            out["drawn"].append(drawn)
            answers(tty, arrows(plant.names()), KEYS_A_ROUND, out["keys"])
            _header(tty, out)
            if not flood.running:
                out["problems"].append("the load ended before the last key")
            report = _end_of(flood, tty)
        out["rate"].append(report["sent"] / report["seconds"])
        out["lost"].append(report["sent"] + plant.DEVICES - _received(tty))
        out["dropped"].append(place.dropped(broker) - dropped)
        out["resident"].append(resident_mb(tty.pid))


def _subscribe(broker, out):
    """A round with mosquitto_sub in telltale's place, and a terminal on which cat echoes."""
    dropped = place.dropped(broker)
    with Quiet(place.subscriber(broker)) as subscriber, RawTty(["cat"], raw=True) as echo:
        with Flood(broker.port, RATE, WITHOUT_LOOK, plant.DEVICES) as flood:
            echo.pump(SETTLE)
            usage, busy = Usage(subscriber.pid), Usage(place.pid_of(broker))
            echo.pump(WINDOW)
            out["cpu reference"].append(usage.cpu_percent())
            out["broker reference"].append(busy.cpu_percent())
            answers(echo, ECHOED, KEYS_A_ROUND, out["keys reference"])
            while flood.running:
                echo.pump(0.05)
            report = json.loads(flood.report())
        echo.pump(1.5)
        out["rate reference"].append(report["sent"] / report["seconds"])
        out["dropped reference"].append(place.dropped(broker) - dropped)


def measure():
    out = collections.defaultdict(list)
    for _ in range(ROUNDS):
        with place.broker() as broker:
            _watch(broker, out)
        with place.broker() as broker:
            _subscribe(broker, out)
    assert not out["problems"], out["problems"]
    return _figures(out)


def _figures(out):
    instead = "mosquitto_sub to /dev/null instead"
    answered, echoed = percentile(out["keys"], 99), percentile(out["keys reference"], 99)
    late = sum(1 for time_taken in out["keys"] if time_taken > 20)
    return [
        Figure("messages a second through mosquitto", "/s", out["rate"], out["rate reference"], instead, digits=0),
        Figure("  ... as the header shows it", "/s", out["rate shown"], digits=0),
        Figure("  messages of a round lost", "", out["lost"], goal=0, digits=0),
        Figure("  dropped by mosquitto itself", "", out["dropped"], out["dropped reference"], instead, digits=0),
        Figure("  lag in the header", "ms", out["lag"], digits=0),
        Figure("  a key answered (%d keys, %d late)" % (len(out["keys"]), late), "ms", out["keys"],
               out["keys reference"], "cat echoing it at the same load, 99 of 100: %.1f" % echoed, 20,
               summary=("99 of 100:", answered)),
        Figure("  CPU", "%", out["cpu"], out["cpu reference"], instead),
        Figure("  CPU of mosquitto", "%", out["broker"], out["broker reference"], instead),
        Figure("  bytes to the terminal", "kB/s", out["drawn"]),
        Figure("  resident memory afterwards", "MB", out["resident"], goal=15),
    ]
