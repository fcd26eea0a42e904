"""The processes that a program starts, however they detach themselves; and waiting for their end."""
import os
import select
import time

from deadline import patience


def _stat(pid):
    """(parent, command) of a living process; None if there is none."""
    try:
        with open("/proc/%s/stat" % pid, "rb") as stat:
            name, _, fields = stat.read().decode(errors="replace").rpartition(")")
    except OSError:
        return None
    state, parent = fields.split()[:2]
    return None if state in "ZX" else (int(parent), name.partition("(")[2])


def descendants(ancestor):
    """{pid: command} of the living children of a process, their children, and so on."""
    living = {int(pid): _stat(pid) for pid in os.listdir("/proc") if pid.isdigit()}
    living = {pid: stat for pid, stat in living.items() if stat}
    found, wanted = {}, {ancestor}
    while wanted:
        wanted = {pid for pid, (parent, _) in living.items() if parent in wanted and pid not in found}
        found.update((pid, living[pid][1]) for pid in wanted)
    return found


class Watched:
    """Processes that will have to be gone. Made while they live, so that no pid is mistaken for a later one's."""

    def __init__(self, pids):
        self._open = {os.pidfd_open(pid): pid for pid in pids}

    def wait_gone(self, timeout=10):
        end = time.monotonic() + patience(timeout)
        while self._open:
            ended, _, _ = select.select(list(self._open), [], [], max(end - time.monotonic(), 0))
            assert ended, "still running: %s" % list(self._open.values())
            for handle in ended:
                os.close(handle)
                del self._open[handle]
