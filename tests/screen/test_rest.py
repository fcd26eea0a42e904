"""At rest: a program that is left open for a year does nothing that nobody asked for."""
from pathlib import Path

from panes import Shows


def reads(dashboard):
    """How often the thread that draws has read something, in vain or not: it does so in every turn."""
    said = Path("/proc/%d/task/%d/io" % (dashboard.pid, dashboard.pid)).read_text()
    return int(dict(line.split(": ") for line in said.splitlines())["syscr"])


def test_a_change_that_glows_is_no_reason_to_be_busy(broker, watch):
    """The frame without the glow waits for its time, like any other."""
    dashboard = watch(broker, "--frame-rate", "1")
    for state in ("open", "shut"):
        broker.pub("lab/door", state)
        dashboard.wait_for(Shows("lab", state))
    before = reads(dashboard)
    for level in range(101, 105):
        broker.pub("lab/level", str(level))
        dashboard.wait_for(Shows("lab", "level", str(level)))
    assert reads(dashboard) - before < 500
