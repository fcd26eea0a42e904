"""The mouse and the clipboard in each view: what is pointed at, what is dragged, what is copied."""
import re

import pytest

from box import status
from panes import Shows
from pointer import click, drag, osc52, wheel

READ = re.compile(r"^ [\d:]{8}  temp [\d.]+", re.MULTILINE)           # what the plot's cursor reads
NOTHING = re.compile(r"^ [\d:]{8}  (?!.*temp [\d.])", re.MULTILINE)    # before the first value


@pytest.fixture
def plant(watch, broker):
    """Two boxes and a room on a large window."""
    terminal = watch(broker, size=(40, 120))
    for name, temperature in (("dbx-01", 24.1), ("dbx-02", 31.5)):
        broker.pub("dbx/%s/status" % name, status(temperature=temperature))
    broker.pub("room/a", '{"t":1}')
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    terminal.wait_for(Shows("dbx-02", "CLOSED"))
    terminal.wait_for(Shows("room/a", "t 1"))
    return terminal


def chosen(*words):
    """The line that is chosen has the words."""
    return lambda terminal: any(line.startswith("»") and all(word in line for word in words) for line in terminal.lines())


def test_panes(plant):
    click(plant, *plant.find("dbx-02"))
    plant.send("o")
    plant.wait_for("dbx-02: send open_hatch?")
    plant.wait_for("n don't")
    plant.send("n")
    plant.wait_gone("send open_hatch?")
    click(plant, *plant.find("room/a"), times=2)
    plant.wait_for(re.compile(r"^ room/a +● online", re.MULTILINE))


def test_the_plots_cursor_is_dragged(plant, broker):
    click(plant, *plant.find("dbx-01"), times=2)
    plant.wait_for("temp °C")
    for temperature in range(20, 40):
        broker.pub("dbx/dbx-01/status", status(temperature=temperature))
    plant.wait_for(re.compile(r"▸ temp +39\.0"))
    row, column = plant.find("temp °C")
    drag(plant, row + 4, 100, 110, 118)
    plant.wait_for(READ)
    drag(plant, row + 4, 118, 80, 40)
    plant.wait_for(NOTHING)
    plant.send("0")
    plant.wait_for("temp °C")


def test_topics(plant, broker):
    plant.send("2")
    plant.wait_for("3 topics")
    click(plant, *plant.find("room"), times=2)
    plant.wait_for("▸ room")
    at = plant.find("status")
    click(plant, *at)
    plant.wait_for(chosen("status"))
    plant.send("y")
    plant.wait_for(re.compile(r"copied \d+ bytes of payload"))
    assert osc52(status(temperature=24.1)) in plant.raw
    plant.send("Y")
    plant.wait_for("copied 17 bytes of topic")
    assert osc52("dbx/dbx-01/status") in plant.raw


def test_messages(plant, broker):
    plant.send("3")
    plant.wait_for(chosen("room/a"))
    click(plant, *plant.find("dbx/dbx-02/status"))
    plant.wait_for(chosen("dbx/dbx-02/status"))
    plant.send("y")
    plant.wait_for("bytes of payload")
    assert osc52(status(temperature=31.5)) in plant.raw
    plant.send("Y")
    plant.wait_for("copied 17 bytes of topic")
    assert osc52("dbx/dbx-02/status") in plant.raw
    click(plant, *plant.find("dbx/dbx-01/status"), times=2)
    plant.wait_for(re.compile(r"^─ dbx/dbx-01/status ─", re.MULTILINE))
    plant.send("3")
    plant.key("end")
    for number in range(1000, 1060):    # more digits in a row than the time has
        broker.pub("count", str(number))
    plant.wait_for(chosen("count", "1059"))
    wheel(plant, "up")
    wheel(plant, "up")
    plant.wait_gone(chosen("count", "1059"))


def test_alerts_and_commands(plant, broker):
    broker.pub("dbx/dbx-01/status", status(temperature=61))
    broker.pub("dbx/dbx-02/status", status(temperature=62))
    plant.wait_for("2 alerts")
    plant.send("5")
    plant.wait_for(re.compile("dbx-01.*temp.*above 55"))
    for name in ("dbx-02", "dbx-01"):
        click(plant, *plant.find(name))
        plant.wait_for(chosen(name))
    plant.send("y")
    plant.wait_for(re.compile(r"copied \d+ bytes of alert"))
    click(plant, *plant.find("dbx-02"), times=2)
    plant.wait_for(re.compile(r"^ dbx-02 +DBX drone box", re.MULTILINE))
