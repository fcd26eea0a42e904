"""What the kernel says about a process, and programs without a terminal."""
import os
import subprocess
import sys
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """CPU time of all threads: to the nanosecond where the kernel counts it, else in clock ticks."""
    try:
        tasks = os.listdir("/proc/%d/task" % pid)
        used = sum(int(Path("/proc/%d/task/%s/schedstat" % (pid, task)).read_text().split()[0]) for task in tasks)
        if used > 0:
            return used / 1e9
    except OSError:
        pass
    fields = Path("/proc/%d/stat" % pid).read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def machine_seconds():
    """CPU time of everything on this machine, and what its host took away."""
    user, nice, system, _, _, *interrupts = map(int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9])
    return (user + nice + system + sum(interrupts)) / TICK


class Others:
    """What everybody else takes of the machine's cores, from when this is made. pids: of whom it doesn't count."""

    def __init__(self, *pids):
        self._pids = pids
        self._begin, self._before = time.monotonic(), self._used()

    def _used(self):
        return machine_seconds() - sum(map(cpu_seconds, self._pids)) - time.process_time()

    def percent(self):
        """Of all cores; at least 0: the machine's time is counted in ticks."""
        passed = time.monotonic() - self._begin
        return max(0, 100 * (self._used() - self._before) / passed / os.cpu_count())


def _field(path, name):
    for line in Path(path).read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise OSError("no %s in %s" % (name, path))


def wakeups(pid):
    """Voluntary context switches of all threads: how often it went to sleep."""
    return sum(_field("/proc/%d/task/%s/status" % (pid, task), "voluntary_ctxt_switches")
               for task in os.listdir("/proc/%d/task" % pid))


def resident_mb(pid):
    return _field("/proc/%d/status" % pid, "VmRSS") * 1024 / 1e6


def descriptors(pid):
    """How many it has open."""
    return len(os.listdir("/proc/%d/fd" % pid))


def threads(pid):
    return len(os.listdir("/proc/%d/task" % pid))


def peak_mb(pid):
    """The most that was ever resident."""
    return _field("/proc/%d/status" % pid, "VmHWM") * 1024 / 1e6


def proportional_mb(pid):
    """Its pages, those shared with others by its part."""
    return _field("/proc/%d/smaps_rollup" % pid, "Pss") * 1024 / 1e6


class Usage:
    """CPU and wake-ups of a process from when this is made."""

    def __init__(self, pid):
        self.pid = pid
        self._cpu, self._wakeups, self._begin = cpu_seconds(pid), wakeups(pid), time.monotonic()

    def cpu_percent(self):
        """Of one core."""
        return 100 * (cpu_seconds(self.pid) - self._cpu) / (time.monotonic() - self._begin)

    def wakeups_per_second(self):
        return (wakeups(self.pid) - self._wakeups) / (time.monotonic() - self._begin)


class Quiet:
    """A program whose output nobody reads; in a `with`, at the end of which it is ended."""

    def __init__(self, argv):
        self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL)
        self.pid = self._process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(10)


class Flood:
    """flood.py, started; in a `with`."""

    def __init__(self, port, rate, seconds, devices):
        script = str(Path(__file__).with_name("flood.py"))
        self._process = subprocess.Popen([sys.executable, script, str(port), str(rate), str(seconds), str(devices)],
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout.readline() == "started\n", "the flood does not start"
        self.pid = self._process.pid

    @property
    def running(self):
        return self._process.poll() is None

    def report(self):
        """What it prints at the end, once it has ended."""
        return self._process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()
