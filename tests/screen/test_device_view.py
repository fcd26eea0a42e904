"""The device view: time lines of states, the table of numbers, and the plot with its cursor."""
import re

import pytest

from box import status
from panes import Shows

CURVE = re.compile("[⠁-⣿]{3}")
SECONDS = r"\d\d:\d\d:\d\d"


@pytest.fixture
def details(watch, broker):
    """details(*arguments, **options) -> the device view of a box that has just opened its hatch."""
    def start(*arguments, **options):
        terminal = watch(broker, *arguments, **options)
        with broker.client() as client:
            for number, hatch in enumerate(("closed", "closed", "opening", "opening", "opened")):
                client.publish("dbx/dbx-01/status", status(hatch, temperature=24 + number, humidity=41, battery=80))
                terminal.wait_for("%s.0" % (24 + number))
        terminal.key("enter")
        terminal.wait_for("States")
        return terminal

    return start


def test_time_lines_and_plot(details):
    dashboard = details(size=(40, 120))
    dashboard.wait_for(re.compile("hatch +○ OPENED"))
    dashboard.wait_for(re.compile(r"hatch .*[▁▒▆]"))
    dashboard.wait_for(CURVE)
    dashboard.wait_for("temp °C  warn > 40; alarm > 55")
    dashboard.wait_for(re.compile(r"┤.*\n(.*\n)*.*└─.*┬"))       # both axes
    dashboard.wait_for(re.compile(r"\n +%s +%s +%s" % ((SECONDS,) * 3)))
    dashboard.wait_for(re.compile(r"temp +28\.0 °C +24\.0 +\d+\.\d +28\.0"))
    dashboard.key("left")
    dashboard.wait_for(re.compile(SECONDS + r"  temp [\d. to]+ °C  hatch \w+  lift down"))
    dashboard.key("(")                                           # what works in a replay as well
    dashboard.wait_for("▲")
    dashboard.key("right", "0")
    dashboard.wait_for("temp °C  warn > 40")
    dashboard.wait_gone("▲")


def test_choosing_and_adding_numbers(details):
    dashboard = details(size=(40, 120))
    dashboard.wait_for("▸ temp")
    dashboard.key("enter", "down")
    dashboard.wait_for("▸ humidity")
    dashboard.wait_for("humidity %  1 temp °C")
    dashboard.key("down", "enter", "up")
    dashboard.wait_for("humidity %  2 battery %  1 temp °C")
    dashboard.wait_for(re.compile(r"\n +2 battery"))
    dashboard.key("left")
    dashboard.wait_for(re.compile(SECONDS + r"  humidity .+  battery .+  temp "))
    dashboard.key("0", "down", "enter")                          # out again
    dashboard.wait_gone("2 battery")


def test_zoom_and_range(details):
    dashboard = details()
    dashboard.wait_for("last 1 min")
    dashboard.key("<", "-")
    dashboard.wait_for("last 5 min")
    dashboard.key(">")
    dashboard.wait_for("last 2 min")
    dashboard.key("0")
    dashboard.wait_for("last 1 min")
    dashboard.key("down", "A")
    dashboard.wait_for("last 1 min, range")
    dashboard.wait_for(re.compile(r"\n +100┤(.*\n)+ +0┤"))


def test_small_and_ascii(details):
    dashboard = details(size=(24, 80), env={"LANG": "C"})
    dashboard.wait_for(re.compile(r"> temp +28\.0 degC +24\.0"))
    dashboard.wait_for(re.compile(r"\n +28\.?0?\+.*[.':]"))
    dashboard.wait_for(re.compile(r"hatch .*[_/=]\n"))
    dashboard.wait_for(re.compile(r"\+--.*\+--.*\n +%s" % SECONDS))


def test_a_slow_line_gets_no_plot(details):
    dashboard = details("--slow")
    dashboard.wait_for("▸ temp")
    dashboard.wait_for("Commands")
    assert not CURVE.search(dashboard.text())


def test_a_silent_device_is_not_shown_as_live(details, broker):
    dashboard = details(size=(40, 120))
    broker.pub("dbx/dbx-01/alive", "0")
    dashboard.wait_for("OFFLINE since")
    dashboard.wait_for(re.compile(r"hatch .* · *\n|hatch .*[▁▒▆] *\n"))


def test_many_numbers(watch, broker):
    dashboard = watch(broker)
    broker.pub("plant/hall", "{%s}" % ",".join('"n%02d":%d' % (n, n) for n in range(40)))
    dashboard.wait_for(Shows("plant/hall", "n00"))
    dashboard.key("enter")
    dashboard.wait_for("1-5 of 40")
    dashboard.key(*["down"] * 12)
    dashboard.wait_for("▸ n12")
    dashboard.wait_for("9-13 of 40")
