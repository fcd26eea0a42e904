"""What a whole frame of each view costs with 100 topics and with 10,000: drawing should cost what is visible."""
import collections
import statistics
import tempfile

import effort
import place
from broker import Broker
from running import cpu_seconds
from table import Figure
from wire import Publisher, packet

FEW, MANY, OF_A_DEVICE = 100, 10000, 10
ROUNDS, FRAMES, WARM = 3, 60, 5
SIZE = (40, 120)
VIEWS = (("devices", b"1"), ("topics", b"2"), ("messages", b"3"), ("commands", b"4"), ("alerts", b"5"), ("log", b"6"))
AGAIN = b"\x0c"             # draws the whole screen anew
LAST = "help"               # stands in its last row


def _fill(port, topics):
    with Publisher(port) as publisher:
        for number in range(topics):
            publisher.send(packet("plant/m-%05d/s-%d" % divmod(number, OF_A_DEVICE), "%d.5" % (number % 90), retain=True))
            if number % 500 == 499:
                publisher.settle()
        publisher.settle()


def _frame(tty):
    tty.mark()
    tty.send(AGAIN)
    tty.wait(LAST)
    tty.pump(0.002)


def _milliseconds(tty, key):
    """CPU of a frame of that view: the median of some."""
    tty.send(key)
    for _ in range(WARM):
        _frame(tty)
    costs = []
    for _ in range(effort.amount(FRAMES, 10)):
        before = cpu_seconds(tty.pid)
        _frame(tty)
        costs.append(1000 * (cpu_seconds(tty.pid) - before))
    return statistics.median(costs)


def _views(topics):
    """{view: milliseconds}"""
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder, Broker(folder) as broker:
        _fill(broker.port, topics)
        tty = place.dashboard(broker, size=SIZE)
        with tty:
            tty.look(b"", r"\b%d devices" % (topics // OF_A_DEVICE), timeout=20)
            return {name: _milliseconds(tty, key) for name, key in VIEWS}


def measure():
    few, many = collections.defaultdict(list), collections.defaultdict(list)
    for _ in range(effort.rounds(ROUNDS)):
        for topics, costs in ((FEW, few), (MANY, many)):
            for name, cost in _views(topics).items():
                costs[name].append(cost)
    figures = []
    for name, _ in VIEWS:
        figures.append(Figure("a frame of the %s view, %d topics" % (name, MANY), "ms", many[name], few[name],
                              "with %d topics" % FEW, digits=2))
        figures.append(Figure("  the one : the other", "", [a / b for a, b in zip(many[name], few[name])], goal=2, digits=2))
    return figures
