"""What it costs when nothing happens: connected, all devices silent; and the same while it records."""
import collections
import contextlib
import os
import tempfile

import effort
import place
import plant
from running import Quiet, Usage
from table import Figure
from wire import Publisher, packet

SILENT = 20.0            # seconds before the first look
WINDOWS, WINDOW = 4, 5.0


def _a_few_messages(publisher, ttys):
    """So that there is something to show, and to record."""
    for number in range(10):
        publisher.send(b"".join(packet(plant.topic(name), plant.payload(number)) for name in plant.names()))
        for tty in ttys:
            tty.pump(0.1)


def _watch(pids, ttys, out):
    """One window, of all at the same time. pids: {name: process}; ttys: {name: terminal}."""
    usages = {name: Usage(pid) for name, pid in pids.items()}
    drawn = collections.Counter()
    for _ in range(int(WINDOW / 0.1)):
        for name, tty in ttys.items():
            drawn[name] += tty.pump(0.1 / len(ttys))
    for name, usage in usages.items():
        out["cpu", name].append(usage.cpu_percent())
        out["wakeups", name].append(usage.wakeups_per_second())
        out["drawn", name].append(drawn[name] / WINDOW)


def measure():
    out = collections.defaultdict(list)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="telltale-bench-"))
        broker = stack.enter_context(place.broker())
        publisher = stack.enter_context(Publisher(broker.port))
        subscriber = stack.enter_context(Quiet(place.subscriber(broker)))
        ttys = {name: stack.enter_context(place.dashboard(broker)) for name in ("ours", "recording")}
        for tty in ttys.values():
            tty.wait(*plant.names())
        place.start_recording(ttys["recording"], os.path.join(folder, "idle.bson"))
        _a_few_messages(publisher, ttys.values())
        pids = {"mosquitto_sub": subscriber.pid, **{name: tty.pid for name, tty in ttys.items()}}
        _watch(pids, ttys, collections.defaultdict(list))
        for tty in ttys.values():
            tty.pump(effort.amount(SILENT - WINDOW) / len(ttys))
        for _ in range(effort.rounds(WINDOWS)):
            _watch(pids, ttys, out)
    beside = "mosquitto_sub, at the same time"
    return [
        Figure("idle CPU, %d silent devices" % plant.DEVICES, "%", out["cpu", "ours"], out["cpu", "mosquitto_sub"],
               beside, 0.2, digits=3),
        Figure("  wake-ups", "/s", out["wakeups", "ours"], out["wakeups", "mosquitto_sub"], beside),
        Figure("  bytes to the terminal", "B/s", out["drawn", "ours"], digits=0),
        Figure("  the same while it records: CPU", "%", out["cpu", "recording"], goal=0.2, digits=3),
        Figure("  wake-ups", "/s", out["wakeups", "recording"]),
    ]
