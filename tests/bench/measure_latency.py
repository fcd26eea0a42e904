"""100,000 messages a second and a recording: how soon is a key answered, and a device's change on the screen?"""
import collections
import random
import tempfile

import effort
import keys
import place
from answering import ECHOED, answers, arrows
from broker import tool
from contenders import RecordingDashboard, Subscriber
from flooding import Flooding
from header import Header
from rawtty import RawTty
from running import Usage
from table import Figure, percentile

RATE, TOPICS = 100000, 24
ROUNDS, KEYS, CHANGES = 3, 100, 40
SETTLE, WINDOW, GAP, TIMEOUT = 1.0, 1.0, (0.15, 0.25), 5.0
DEVICE = "a/watched"        # before all others: its pane is on the screen
NAMES = ["bench/device-%04d" % number for number in range(8)]
HOME = keys.sequence("home", "xterm-256color", True).encode()


def word(number):
    """A word of which no letter is that of the one before: a screen sends only what differs."""
    return "".join(chr(ord("A") + (7 * number + 3 * place_of) % 26) for place_of in range(6))


def _changes(tty, flood, out):
    """Milliseconds from when a device's new state was sent until it is on the terminal."""
    for number in range(effort.amount(CHANGES)):
        tty.pump(random.uniform(*GAP))  # so that it meets any moment between two frames
        tty.mark()
        begin = flood.publish(DEVICE + "/state", '{"mood":"%s"}' % word(number))
        out.append(1000 * (tty.wait(word(number), timeout=TIMEOUT) - begin))


def _dashboard(folder, out):
    with Flooding(messages=0, rate=RATE, topics=TOPICS, wait=1) as flood, \
            RecordingDashboard(flood, folder) as client:
        tty = client.tty
        flood.when("ready", meanwhile=lambda: tty.pump(0.02))
        client.ready()
        flood.publish(DEVICE + "/state", '{"mood":"%s"}' % word(CHANGES))
        flood.go()
        tty.look(HOME, r"(?s)%s .*%s " % (DEVICE, NAMES[-1]), TIMEOUT)
        header, usage = Header(tty), Usage(tty.pid)
        tty.pump(WINDOW)
        out["cpu"].append(usage.cpu_percent())
        answers(tty, arrows([DEVICE, *NAMES]), effort.amount(KEYS), out["keys"])
        _changes(tty, flood, out["changes"])
        values = header.values()
        out["lag"].append(values["lag"])
        out["rate"].append(values["rate"])
        flood.stop()
        flood.when("ended", meanwhile=lambda: tty.pump(0.02))
        tty.look(b"", r"lag 0 ", TIMEOUT)
        out["lost"].append(flood.sent + 2 + effort.amount(CHANGES) - client.received())


def _echo(folder, out):
    """The same keys on a terminal that echoes, while mosquitto_sub takes the load."""
    with Flooding(messages=0, rate=RATE, topics=TOPICS) as flood, Subscriber(flood, folder) as client, \
            RawTty(["cat"], raw=True) as echo:
        flood.when("began")
        echo.pump(SETTLE)
        usage = Usage(client.pid)
        echo.pump(WINDOW)
        out["cpu reference"].append(usage.cpu_percent())
        answers(echo, ECHOED, effort.amount(KEYS), out["keys reference"])


def _print(out):
    """The same changes, printed by mosquitto_sub, which leaves out the others."""
    leaves_out = ["-t", "#", "-T", "bench/#"]
    with Flooding(messages=0, rate=RATE, topics=TOPICS) as flood, \
            RawTty([tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", str(flood.port), *leaves_out]) as tty:
        flood.when("began", meanwhile=lambda: tty.pump(0.02))
        tty.pump(SETTLE)
        _changes(tty, flood, out["changes reference"])


def measure():
    out = collections.defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder:
        for _ in range(effort.rounds(ROUNDS)):
            _dashboard(folder, out)
            _echo(folder, out)
            _print(out)
    return [
        _figure("at %d messages a second, recording: a key answered" % RATE, out, "keys", 20,
                "cat echoing it at the same load"),
        _figure("  a device's change on the screen", out, "changes", 100, "mosquitto_sub prints it"),
        Figure("  CPU", "%", out["cpu"], out["cpu reference"], "mosquitto_sub > /dev/null"),
        Figure("  rate in the header", "/s", out["rate"], digits=0),
        Figure("  lag in the header", "ms", out["lag"], digits=0),
        Figure("  messages lost", "", out["lost"], goal=0, digits=0, must=True),
    ]


def _figure(title, out, name, goal, reference):
    late = percentile(out[name + " reference"], 99)
    return Figure("%s (%d)" % (title, len(out[name])), "ms", out[name], out[name + " reference"],
                  "%s, 99 of 100: %.1f" % (reference, late), goal,
                  summary=("99 of 100:", percentile(out[name], 99)))
