"""How fast messages are taken that come as fast as they are read: telltale beside mosquitto_sub and the limit."""
import collections
import sys
import tempfile

import contenders
import effort
import place
from certificates import Authority
from contenders import Dashboard, JsonSubscriber, Recorder, RecordingDashboard, Subscriber, settled
from flooding import Flooding
from running import Others, cpu_seconds, peak_mb
from table import Figure, Grid

ROUNDS, MESSAGES = 3, 2000000
USUAL_PAYLOAD = 150
MORE_ROUNDS = 2             # of those cases that the goals are about
LOOK, LONGEST = 0.02, 300.0  # seconds

# longer: how many times as many messages telltale gets, so that what a new topic costs at first isn't what is measured; as
# many with few topics, since a file in memory that is four times as large costs more than four times as much
Case = collections.namedtuple("Case", "name messages options longer", defaults=(1,))
USUAL = Case("200 topics", MESSAGES, {"topics": 200}, 4)
MANY = Case("20 000 topics", MESSAGES, {"topics": 20000}, 4)
CASES = (
    USUAL,
    MANY,
    Case("200 000 topics", MESSAGES, {"topics": 200000}),
    Case("payloads of 20 bytes", MESSAGES, {"payload": 20}),
    Case("payloads of 64 KiB", MESSAGES // 200, {"payload": 64 << 10}),
    Case("payloads of 1 MiB", MESSAGES // 4000, {"payload": 1 << 20, "topics": 16}),
    Case("QoS 1", MESSAGES // 4, {"qos": 1}),
    Case("QoS 2", MESSAGES // 4, {"qos": 2}),
)
ENCRYPTED = Case("TLS", MESSAGES // 2, {"tls": True})

Taken = collections.namedtuple("Taken", "rate cpu peak lost others")


def _take(kind, case, folder, authority):
    """One contender takes one load."""
    options = dict(case.options)
    tls = authority.issue("server") if options.pop("tls", False) else None
    if tls:
        options.update(certificate=tls[0], key=tls[1])
    longer = case.longer if kind.name.startswith("telltale") else 1
    messages = effort.amount(int(case.messages * longer * kind.share), 100)
    with Flooding(messages=messages, wait=1, **options) as flood, \
            kind(flood, folder, authority.cert if tls else None) as client:
        flood.when("ready", meanwhile=lambda: client.pump(LOOK))
        client.ready()
        if kind.overhead is not None and place.in_memory():
            place.warm(folder, messages * (options.get("payload", USUAL_PAYLOAD) + kind.overhead))
        before, others = cpu_seconds(client.pid), Others(client.pid, flood.pid)
        began = flood.go()
        ended = settled(client, flood.when("ended", LONGEST, lambda: client.pump(LOOK)))
        cpu, peak, busy = cpu_seconds(client.pid) - before, peak_mb(client.pid), others.percent()
        received = client.received()
    lost = None if received is None else messages + 1 - received
    return Taken(messages / (ended - began) / 1000, 1e6 * cpu / messages, peak, lost, busy)


def _cases(number):
    """What the round of that number has."""
    if number >= effort.rounds(ROUNDS):
        return USUAL, MANY
    return CASES + (ENCRYPTED,) if place.has_tls() else CASES


def _round(number, folder, authority):
    """{(case name, kind): Taken}"""
    taken = {}
    for case in _cases(number):
        for kind in contenders.EVERY:
            taken[case.name, kind] = got = _take(kind, case, folder, authority)
            lost = "  LOST %d" % got.lost if got.lost else ""
            print("  %-22s %-26s %8.1f k/s %7.2f µs%s" % (case.name, kind.name, got.rate, got.cpu, lost),
                  file=sys.stderr)
    return taken


# --- what comes of it --------------------------------------------------------------------------------------

def _grids(rounds):
    grids = Grid("messages a second", "thousands"), Grid("CPU a message", "µs"), Grid("peak memory", "MB")
    for taken in rounds:
        for (case, kind), got in taken.items():
            for grid, value in zip(grids, (got.rate, got.cpu, got.peak)):
                grid.add(case, kind.name, value)
    return grids


def _ratio(rounds, field, ours, theirs):
    """Pair by pair within a round. ours, theirs: (case, kind)."""
    return [getattr(taken[ours[0].name, ours[1]], field) / getattr(taken[theirs[0].name, theirs[1]], field)
            for taken in rounds]


def _goals(rounds):
    full, bare, sub = (USUAL, RecordingDashboard), (USUAL, Dashboard), (USUAL, Subscriber)
    everything = [got for taken in rounds for got in taken.values()]
    lost = [got.lost for got in everything if got.lost is not None]
    return [
        Figure("recording dashboard : mosquitto_sub > /dev/null", "", _ratio(rounds, "rate", full, sub), least=3,
               digits=2),
        Figure("recording dashboard : mosquitto_sub -F %J > file", "",
               _ratio(rounds, "rate", full, (USUAL, JsonSubscriber)), least=10, digits=2),
        Figure("the same at 20 000 topics : at 200", "", _ratio(rounds, "rate", (MANY, RecordingDashboard), full),
               least=0.8, digits=2),
        Figure("its CPU a message : mosquitto_sub's", "", _ratio(rounds, "cpu", full, sub), goal=0.4, digits=2),
        Figure("dashboard : mosquitto_sub > /dev/null", "", _ratio(rounds, "rate", bare, sub), digits=2),
        Figure("record : mosquitto_sub > /dev/null", "", _ratio(rounds, "rate", (USUAL, Recorder), sub), digits=2),
        Figure("what others took of the machine meanwhile", "%", [got.others for got in everything], digits=0),
        Figure("messages lost, all runs together", "", [sum(map(abs, lost))], goal=0, digits=0, must=True),
    ]


def measure():
    rounds = []
    with tempfile.TemporaryDirectory(prefix="telltale-bench-", dir=place.in_memory()) as folder:
        authority = Authority(folder)
        for number in range(effort.rounds(ROUNDS + MORE_ROUNDS)):
            print("round %d" % (number + 1), file=sys.stderr)
            rounds.append(_round(number, folder, authority))
    return [*_grids(rounds), *_goals(rounds)]
