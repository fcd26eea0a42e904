"""The soak: that a good program passes it, and that nothing else does."""
import os
import random
import signal
import subprocess
import sys

import pytest

import soak
import trend
from deadline import SLOW
from processes import descendants
from program import ROOT, TELLTALE

ALLOWED = {"resident memory": 1.0, "descriptors": 0.5, "threads": 0.5}
KEEPS_FREED = 1000      # MB that a sanitizer may take to notice uses after free


def start(*arguments):
    return subprocess.Popen([sys.executable, str(ROOT / "tests" / "bench" / "soak.py"), *arguments],
                            env={**os.environ, "TELLTALE": TELLTALE}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.timeout(300 * SLOW)
def test_a_short_one():
    ended = start("20s", "--allow", str(1.0 if SLOW == 1 else KEEPS_FREED))
    said = ended.communicate()[0]
    assert ended.returncode == 0, said
    assert said.splitlines()[0].startswith("00:00:") and said.splitlines()[-1].startswith("passed: "), said
    for what in ("resident memory", "restarts", "resizes", "recordings", "replays", "keys"):
        assert what in said


@pytest.mark.timeout(300 * SLOW)
def test_a_program_that_dies():
    running = start("1h")
    with running.stdout as output:
        assert "1 rounds" in output.readline()
        for pid, name in descendants(running.pid).items():
            if name == "telltale":
                os.kill(pid, signal.SIGKILL)
        said = output.read()
    assert running.wait() == 1 and "FAILED: at " in said, said


@pytest.mark.parametrize("text, seconds", [("90", 90), ("60s", 60), ("1.5h", 5400), ("15m", 900), ("1d", 86400)])
def test_durations(text, seconds):
    assert soak.duration(text) == seconds


# -- the judgement ------------------------------------------------------------------------------------------

def noisy(count, rise, noise=0.5):
    """Values that rise by so much in the end, in noise of a fixed seed."""
    chance = random.Random(7)
    return [(float(index), 20 + rise * index / count + chance.uniform(-noise, noise)) for index in range(count)]


@pytest.mark.parametrize("count", [7, 30, 400, 5000])
def test_noise_is_no_growth(count):
    assert abs(trend.growth(noisy(count, 0, 0.1))) < 0.2


@pytest.mark.parametrize("count", [12, 30, 400, 5000])
def test_growth_is_seen_through_noise(count):
    assert trend.growth(noisy(count, 8)) > 4


def test_what_happens_in_the_warm_up_does_not_count():
    assert trend.growth([(index, min(index, 3) * 10) for index in range(12)]) == 0


def test_outliers_do_not_count():
    samples = [(index, 100 if index in (5, 11, 19) else 20) for index in range(20)]
    assert trend.growth(samples) == 0


def test_too_few():
    assert trend.growth(noisy(6, 0)) is None
    assert soak.what_grew([], ALLOWED) == ["only 0 rounds: too few to judge"]


def samples_of(**rises):
    """Thirty rounds; what is named rises by so much a round."""
    base = {"resident memory": 20.0, "descriptors": 15, "threads": 2}
    return [soak.Sample(float(number), {name: value + number * rises.get(name.split()[0], 0)
                                        for name, value in base.items()}) for number in range(30)]


def test_nothing_grew():
    assert not soak.what_grew(samples_of(), ALLOWED)


@pytest.mark.parametrize("name, rise", [("resident", 0.06), ("descriptors", 1), ("descriptors", 0.1),
                                        ("threads", 1)])
def test_each_of_them_is_judged(name, rise):
    lines = soak.what_grew(samples_of(**{name: rise}), ALLOWED)
    assert len(lines) == 1 and lines[0].startswith(name)


def test_alarms_in_the_log():
    log = ("2026-01-01T00:00:00Z alarm lost the connection to mqtt://x:1: the broker closed it; next try in 1 s\n"
           "2026-01-01T00:00:00Z note mark: alarm\n2026-01-01T00:00:00Z alarm RECORDING STOPPED: disk full\n")
    assert soak.alarms(log) == [log.splitlines()[2]]
