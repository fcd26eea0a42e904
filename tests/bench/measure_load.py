"""An ordinary load: 24 devices with 1,000 messages a second together. CPU, bytes to the terminal, memory."""
import collections
import os
import subprocess
import tempfile
import time

import effort
import place
import plant
from program import TELLTALE
from running import Flood, Quiet, Usage, proportional_mb, resident_mb
from table import Figure

RATE = 1000
ROUNDS, SETTLE, WINDOW = 3, 1.5, 5.0
SETTLE_SLOW = 15.0  # until a line of 9,600 baud has taken the screen that was drawn anew
SLOW = "--slow"


def _is_option(word):
    """Whether this telltale knows it."""
    said = subprocess.run([TELLTALE, "--help"], check=True, capture_output=True, text=True).stdout
    return " %s " % word in said


def _note(pid, usage, out, name):
    out["cpu", name].append(usage.cpu_percent())
    out["wakeups", name].append(usage.wakeups_per_second())
    out["resident", name].append(resident_mb(pid))
    out["proportional", name].append(proportional_mb(pid))


def _watch(broker, out, name, *arguments, record=None):
    with place.dashboard(broker, *arguments) as tty:
        tty.wait(*plant.names())
        if record:
            place.start_recording(tty, record)
        tty.pump(SETTLE_SLOW if SLOW in arguments else SETTLE)
        usage = Usage(tty.pid)
        out["drawn", name].append(tty.pump(WINDOW) / WINDOW / 1000)
        _note(tty.pid, usage, out, name)


def _subscribe(broker, out):
    with Quiet(place.subscriber(broker)) as subscriber:
        time.sleep(SETTLE)
        usage = Usage(subscriber.pid)
        time.sleep(WINDOW)
        _note(subscriber.pid, usage, out, "mosquitto_sub")


def _figures(out, slow):
    quiet = "mosquitto_sub > /dev/null"
    rows = [
        Figure("CPU at %d messages a second, recording" % RATE, "%", out["cpu", "recording"],
               out["cpu", "mosquitto_sub"], quiet, 1, digits=2),
        Figure("  wake-ups", "/s", out["wakeups", "recording"], out["wakeups", "mosquitto_sub"], quiet, digits=0),
        Figure("  bytes to the terminal, %dx%d, 10 frames a second" % (place.SIZE[1], place.SIZE[0]), "kB/s",
               out["drawn", "recording"]),
        Figure("  CPU without recording", "%", out["cpu", "plain"], digits=2),
        Figure("  bytes to the terminal", "kB/s", out["drawn", "plain"]),
        Figure("  resident memory, %d devices" % plant.DEVICES, "MB", out["resident", "plain"],
               out["resident", "mosquitto_sub"], quiet, 15),
        Figure("  its proportional set", "MB", out["proportional", "plain"], out["proportional", "mosquitto_sub"],
               quiet),
    ]
    if slow:
        rows += [
            Figure("  with %s, recording: CPU" % SLOW, "%", out["cpu", "slow"], digits=2),
            Figure("  bytes to the terminal", "kB/s", out["drawn", "slow"], digits=2),
        ]
    return rows


def measure():
    out, slow = collections.defaultdict(list), _is_option(SLOW)
    with place.broker() as broker, Flood(broker.port, RATE, 600, plant.DEVICES), \
            tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder:
        for number in range(effort.rounds(ROUNDS)):
            _watch(broker, out, "recording", record=os.path.join(folder, "%d.bson" % number))
            _watch(broker, out, "plain")
            if slow:
                _watch(broker, out, "slow", SLOW, record=os.path.join(folder, "slow-%d.bson" % number))
            _subscribe(broker, out)
    return _figures(out, slow)
