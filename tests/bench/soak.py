#!/usr/bin/env python3
"""A dashboard under a life that is hard on it, for as long as one likes: does anything grow, break or get lost?

soak.py [DURATION] (1h; 60s, 15m, 8h). Round after round: changing loads through a real mosquitto, keys, terminal
sizes, a recording that goes on over a restart of the broker, its check, its replay; then all is as it was before,
and resident memory, descriptors and threads are noted. A line a minute, and a verdict. The exit status is 1 if one
of these goes up, if the program ends or doesn't answer, if a recording isn't whole, or if the log has an alarm other
than the lost connections. TELLTALE is the program.
"""
import argparse
import collections
import os
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screen"))

import ordeal  # noqa: E402
import trend  # noqa: E402
from running import descriptors, resident_mb, threads  # noqa: E402

MINUTE = 60.0
LEAST_ROUNDS = trend.WARM_LEAST + trend.JUDGED      # fewer say nothing of a trend
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
EXPECTED = "lost the connection to"
WATCHED = {"resident memory": (resident_mb, "MB"), "descriptors": (descriptors, ""), "threads": (threads, "")}

Sample = collections.namedtuple("Sample", "time values")


def duration(text):
    """Seconds of 90, 90s, 15m, 8h or 1d."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text)
    if not match:
        raise argparse.ArgumentTypeError("found '%s', expected a time such as 90s, 15m or 8h" % text)
    return float(match.group(1)) * UNITS[match.group(2) or "s"]


def clock(seconds):
    return "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)


def look(pid, since):
    return Sample(time.monotonic() - since, {name: measure(pid) for name, (measure, _) in WATCHED.items()})


# --- the verdict -------------------------------------------------------------------------------------------

def what_grew(samples, allowed):
    """A line for everything that went up by more than is allowed. allowed: {name: how much}."""
    lines = []
    for name, (_, unit) in WATCHED.items():
        risen = trend.growth([(sample.time, sample.values[name]) for sample in samples])
        if risen is None:
            return ["only %d rounds: too few to judge" % len(samples)]
        if risen > allowed[name]:
            lines.append("%s grew by %s" % (name, ("%.2f %s" % (risen, unit)).rstrip()))
    return lines


def alarms(log):
    """The alarms in a log that nobody has brought about."""
    return [line for line in log.splitlines() if line.split(" ", 2)[1:2] == ["alarm"] and EXPECTED not in line]


# --- the run -----------------------------------------------------------------------------------------------

def report(sample, ordeal_now):
    values = "  ".join("%s %g%s" % (name, round(value, 2), " " + WATCHED[name][1] if WATCHED[name][1] else "")
                       for name, value in sample.values.items())
    done = ", ".join("%d %s" % (count, what) for what, count in ordeal_now.done.items())
    print("%s  %s  %s" % (clock(sample.time), values, done), flush=True)


def run(seconds, folder, samples):
    """Rounds until the time is over. Returns what went wrong; what was measured goes to `samples`."""
    since = said = time.monotonic()
    with ordeal.Ordeal(folder, calm=min(5.0, seconds / 100)) as under:
        try:
            while time.monotonic() < since + seconds or len(samples) < LEAST_ROUNDS:
                under.round()
                samples.append(look(under.pid, since))
                if time.monotonic() >= said + MINUTE or len(samples) == 1:
                    said = time.monotonic()
                    report(samples[-1], under)
            under.leave()
        except KeyboardInterrupt:
            pass  # judged by what there is
        except (AssertionError, OSError, RuntimeError) as error:
            return ["at %s: %s" % (under.doing, error)] + alarms(under.log())
        report(samples[-1], under)
        return alarms(under.log())


def main():
    parser = argparse.ArgumentParser(description="Runs a dashboard under hard conditions and watches what grows.")
    parser.add_argument("duration", nargs="?", type=duration, default=duration("1h"), help="90s, 15m, 8h (1h)")
    parser.add_argument("--allow", type=float, default=1.0, metavar="MB", help="how much memory may grow (1)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` ends what it has started
    samples = []
    with tempfile.TemporaryDirectory(prefix="telltale-soak-") as folder:
        wrong = run(given.duration, folder, samples)
    wrong = wrong or what_grew(samples, {"resident memory": given.allow, "descriptors": 0.5, "threads": 0.5})
    for line in wrong:
        print("FAILED: %s" % line)
    if not wrong:
        print("passed: %d rounds in %s, nothing grew, nothing was lost" % (len(samples), clock(samples[-1].time)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
