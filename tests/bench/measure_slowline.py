"""How soon a key is answered on a line of 9,600 baud, while values change all the time; and how many bytes they take."""
import itertools
import os
import random
import time

import effort
import place
import plant
from rawtty import RawTty
from running import Flood
from table import Figure

LINE, STEPS = 960, 50       # bytes a second; how often in one the reader looks
SIZE, DEVICES, RATE = (24, 80), 24, 240
KEYS, SECONDS = 20, 20
TYPED = ((b"/", "clears"), (b"\x1b", "quit"))   # and what the hint bar says then


class SlowTty(RawTty):
    """At the end of a line that takes so many bytes a second. What waits in it waits in the kernel."""

    def _read(self, until):
        if not self._poll.poll(max(0, until - time.monotonic()) * 1000):
            return None
        data = os.read(self._master, LINE // STEPS)
        time.sleep(len(data) / LINE)
        self.seen += data
        return time.monotonic()


def _answers(tty, keys):
    times = []
    for key, answer in itertools.islice(itertools.cycle(TYPED), keys):
        tty.pump(random.uniform(0.5, 2.5))
        tty.mark()
        begin = tty.send(key)
        times.append(1000 * (tty.wait(answer, timeout=20) - begin))
    return times


def measure():
    keys, seconds = effort.amount(KEYS, 4), effort.amount(SECONDS, 5)
    with place.broker(DEVICES) as broker, Flood(broker.port, RATE, 600, DEVICES), \
            SlowTty([place.TELLTALE, "-h", "127.0.0.1", "-p", str(broker.port), "--slow"], SIZE) as tty:
        tty.wait("box-03", timeout=30)
        tty.pump(5)     # what is drawn first takes longer than anything later
        sent = [tty.pump(1) for _ in range(seconds)]
        times = _answers(tty, keys)
    return [
        Figure("key to its answer, 80x24, 9 600 baud, --slow", "ms", times, goal=1000),
        Figure("  bytes a second of what changes meanwhile", "B", sent, goal=LINE, digits=0),
    ]
