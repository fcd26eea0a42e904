"""The same through a real mosquitto that is given more than it can take: the broker has to be the limit."""
import collections
import tempfile
import time

import effort
import place
from broker import Broker
from contenders import Dashboard, RecordingDashboard, Subscriber, settled
from flooding import Publishing
from header import Header
from running import cpu_seconds
from table import Figure

ROUNDS, MESSAGES, TOPICS = 3, 1000000, 200
UNLIMITED = place.EXTRA + "max_queued_messages 0\n"  # or it would drop what a client hasn't read yet
LOOK, LAG_LOOK, LONGEST = 0.02, 0.25, 300.0


def _publish(broker, pump):
    """Send it all. Returns (how many, when it began, when the broker had read the last)."""
    with Publishing(broker.port, messages=effort.amount(MESSAGES), topics=TOPICS, wait=1) as publishing:
        publishing.when("ready", meanwhile=pump)
        began = publishing.go()
        ended = publishing.when("ended", LONGEST, pump)
        return publishing.sent, began, ended


def _alone(out):
    """A round without any subscriber: what the broker can read."""
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder, \
            Broker(folder, extra=UNLIMITED) as broker:
        sent, began, ended = _publish(broker, lambda: time.sleep(LOOK))
        out["rate", None].append(sent / (ended - began) / 1000)


def _watch_lag(client, lags):
    """A pump that notes now and then what the header says of the lag."""
    header, last = Header(client.tty), [time.monotonic()]

    def pump():
        client.pump(LOOK)
        if time.monotonic() > last[0] + LAG_LOOK:
            last[0] = time.monotonic()
            lags.extend(value for name, value in header.values().items() if name == "lag")
    return pump


def _round(kind, out):
    """A round with that subscriber."""
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder, \
            Broker(folder, extra=UNLIMITED) as broker, kind(broker, folder) as client:
        broker.wait_log(" 1 #")
        client.ready()
        before = cpu_seconds(client.pid)
        lag = out["lag", kind]
        pump = (lambda: client.pump(LOOK)) if kind is Subscriber else _watch_lag(client, lag)
        sent, began, ended = _publish(broker, pump)
        ended = settled(client, ended)
        out["rate", kind].append(sent / (ended - began) / 1000)
        out["cpu", kind].append(1e6 * (cpu_seconds(client.pid) - before) / sent)
        received = client.received()
        dropped = place.dropped(broker)
        out["dropped", kind].append(dropped)
        if received is not None:
            out["lost"].append(sent - received - dropped)


def _figures(out, kind, title):
    """Of one kind of dashboard, beside mosquitto_sub."""
    instead = "mosquitto_sub > /dev/null instead"
    ratio = [ours / theirs for ours, theirs in zip(out["cpu", kind], out["cpu", Subscriber])]
    return [
        Figure("through mosquitto, %s" % title, "k/s", out["rate", kind], out["rate", Subscriber], instead, digits=0),
        Figure("  CPU a message", "µs", out["cpu", kind], out["cpu", Subscriber], instead, digits=2),
        Figure("  its ratio", "", ratio, goal=1, digits=2),
        Figure("  lag in the header", "ms", out["lag", kind], goal=100, digits=0,
               summary=("most:", max(out["lag", kind]))),
        Figure("  dropped by mosquitto itself", "", out["dropped", kind], out["dropped", Subscriber], instead,
               digits=0),
    ]


def measure():
    out = collections.defaultdict(list)
    for _ in range(effort.rounds(ROUNDS)):
        _alone(out)
        for kind in (Subscriber, Dashboard, RecordingDashboard):
            _round(kind, out)
    return [
        *_figures(out, Dashboard, "dashboard"),
        *_figures(out, RecordingDashboard, "recording dashboard"),
        Figure("  messages lost", "", out["lost"], goal=0, digits=0, must=True),
        Figure("  mosquitto alone", "k/s", [], out["rate", None], "no subscriber at all", digits=0),
    ]
