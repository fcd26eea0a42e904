"""The devices view: a pane for each device, what stands in it, focus, filter, sorting, the empty screen."""
import re

import pytest

from box import status
from panes import ONLINE, Shows, pane


def focused(name):
    """For wait_for: the pane with that title is the focused one, its title drawn in the border's colour."""
    def look(terminal):
        place = terminal.find("╭ %s " % name)
        return place and terminal.cell(place[0], place[1] + 2).bold and terminal.cell(*place).bold
    return look


def names(terminal):
    """The titles of the boxes that can be seen, in their order."""
    return re.findall(r"╭ (box-\d+) ", terminal.text())


@pytest.fixture
def crowd(watch, broker):
    """crowd(count, **options) -> the dashboard with so many boxes, box-000 and on."""
    def start(count, *arguments, **options):
        dashboard = watch(broker, *arguments, **options)
        with broker.client() as client:
            for number in range(count):
                client.publish("dbx/box-%03d/status" % number, status(temperature=number % 100), qos=0)
            client.publish("dbx/box-%03d/status" % (count - 1), status(temperature=99))
        dashboard.wait_for("%d devices" % count)
        return dashboard

    return start


# -- what stands in a pane ------------------------------------------------------------------------------------------

def test_a_box_opens_and_its_lift_goes_up(watch, broker):
    dashboard = watch(broker)
    for hatch, lift, seen in (("closed", "down", "hatch ● CLOSED"), ("opening", "down", "hatch ◒ OPENING"),
                              ("opened", "down", "hatch ○ OPENED"), ("opened", "raising", "lift △ RAISING"),
                              ("opened", "up", "lift ▲ UP"), ("opened", "lowering", "lift ▽ LOWERING"),
                              ("closing", "down", "hatch ◒ CLOSING")):
        broker.pub("dbx/dbx-01/status", status(hatch, lift))
        dashboard.wait_for(Shows("dbx-01", seen))
    dashboard.wait_for(Shows("dbx-01", "╰─o open c close r raise l lower ─"))


def test_a_slow_line_gets_numbers_without_graphs(watch, broker):
    """Keys are answered at once there too, and what changes is shown."""
    bars = re.compile("[▁▂▃▄▅▆▇]")
    usual, slow = watch(broker), watch(broker, "--slow")
    for temperature in (20, 21, 25):
        broker.pub("dbx/dbx-01/status", status(temperature=temperature))
    for dashboard in (usual, slow):
        dashboard.wait_for(Shows("dbx-01", "temp", "25.0 °C"))
    usual.wait_for(lambda terminal: bars.search(pane(terminal, "dbx-01")))
    assert not bars.search(pane(slow, "dbx-01"))
    slow.key("?")
    slow.wait_for("Keys in the devices view")
    slow.key("q")
    slow.wait_for(Shows("dbx-01", "25.0 °C"))


def test_states_that_nobody_has_described(watch, broker):
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", '{"hatch_status":7,"lift_status":"stuck"}')
    dashboard.wait_for(Shows("dbx-01", "hatch ? UNKNOWN (7)", "lift ? UNKNOWN (stuck)"))


def marked(terminal):
    """The labels of the lines with an exclamation mark at their end."""
    return [line.split()[1] for line in pane(terminal, "dbx-01").splitlines() if line.endswith("! │")]


def test_numbers_have_units_and_limits(watch, broker):
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", status(temperature=24.13, humidity=49, battery=81))
    dashboard.wait_for(Shows("dbx-01", "temp 24.1 °C", "humidity 49 %", "battery 81 %"))
    plain = dashboard.cell(*dashboard.find("24.1"))
    broker.pub("dbx/dbx-01/status", status(temperature=41.5, humidity=50, battery=9))
    dashboard.wait_for(Shows("dbx-01", "temp 41.5 °C", "battery 9 %"))
    dashboard.wait_for(lambda terminal: marked(terminal) == ["temp", "battery"])     # colour never stands alone
    warned, alarmed = dashboard.cell(*dashboard.find("41.5")), dashboard.cell(*dashboard.find("9 %"))
    assert len({plain[1:], warned[1:], alarmed[1:]}) == 3
    dashboard.wait_for("2 alerts")
    broker.pub("dbx/dbx-01/status", status(temperature=20, humidity=49, battery=80))
    dashboard.wait_gone("2 alerts")
    dashboard.wait_for(lambda terminal: marked(terminal) == [])


def test_devices_that_no_profile_knows(watch, broker):
    dashboard = watch(broker, size=(30, 89))
    broker.pub("house/kitchen/temperature", "21.5 °C")
    broker.pub("house/kitchen/window", "closed")
    broker.pub("plant/pump", '{"power":1250.5,"unit":"W","on":true,"at":"2026-01-01T00:00:00Z","deep":{"rpm":900}}')
    broker.pub("uptime", "123456")
    dashboard.wait_for(Shows("house/kitchen", "window ● closed", "temperature 21.5 °C"))
    dashboard.wait_for(Shows("plant/pump", "power 1 250.5", "on ● true", "deep.rpm 900"))
    dashboard.wait_for(Shows("uptime", "value 123 456"))
    assert "2026-01-01" not in dashboard.text()     # the broker's port may be 2026…


def test_alive_topic_and_last_will(watch, broker):
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", status(temperature=24))
    dashboard.wait_for(Shows("dbx-01", ONLINE, "temp 24.0 °C"))
    value = dashboard.cell(*dashboard.find("24.0"))
    broker.pub("dbx/dbx-01/alive", "0")
    dashboard.wait_for(Shows("dbx-01", "OFFLINE since", "temp 24.0 °C"))
    assert dashboard.cell(*dashboard.find("24.0")) != value
    dashboard.wait_for("1 silent")
    broker.pub("dbx/dbx-01/alive", "1")
    dashboard.wait_gone("OFFLINE")
    assert dashboard.cell(*dashboard.find("24.0")) == value


def test_silence(watch, broker):
    dashboard = watch(broker, "--stale-after", "1")
    broker.pub("garden/lamp", '{"power":3}')
    dashboard.wait_for(Shows("garden/lamp", "power 3", "●"))
    dashboard.wait_for(Shows("garden/lamp", "power 3", "SILENT since", "○"))
    broker.pub("garden/lamp", '{"power":4}')
    dashboard.wait_for(Shows("garden/lamp", "power 4", "●"))


def test_empty(watch, broker):
    dashboard = watch(broker)
    dashboard.wait_for("Connected to mqtt://127.0.0.1:%d. No message yet on '#'." % broker.port)
    dashboard.wait_for("telltale -t 'dbx/#'")
    dashboard.key("up", "down", "tab", "enter", "pgdn", "home", "end", "o", "S", "/")
    dashboard.wait_for("Esc clears it")
    dashboard.key("x", "enter", "esc", "enter")
    dashboard.wait_for("No message yet")


# -- many -------------------------------------------------------------------------------------------------------------

def test_three_hundred_devices(crowd):
    dashboard = crowd(300)
    dashboard.wait_for("1-6 of 300")
    dashboard.wait_for(focused("box-000"))
    dashboard.key("end")
    dashboard.wait_for(focused("box-299"))
    dashboard.wait_for("of 300")
    dashboard.key("home")
    dashboard.wait_for(focused("box-000"))
    for first in range(4, 300, 4):      # the focus goes two rows down, the row above it stays in sight
        dashboard.key("pgdn")
        dashboard.wait_for(focused("box-%03d" % first))
        dashboard.wait_for(lambda terminal, first=first: {"box-%03d" % number for number in range(first - 2, first + 2)}
                           <= set(names(terminal)))


def test_the_focus_goes_where_the_keys_say(crowd):
    dashboard = crowd(7)
    dashboard.wait_for(focused("box-000"))
    for key, name in (("right", "box-001"), ("down", "box-003"), ("left", "box-002"), ("up", "box-000"),
                      ("left", "box-000"), ("up", "box-000"), ("tab", "box-001"), ("tab", "box-002"),
                      ("shift-tab", "box-001"), ("end", "box-006"), ("down", "box-006"), ("right", "box-006"),
                      ("home", "box-000"), ("space", "box-004"), ("pgup", "box-000")):
        dashboard.key(key)
        dashboard.wait_for(focused(name))


def test_as_many_panes_in_a_row_as_fit(crowd):
    dashboard = crowd(12, size=(60, 200))
    for columns, across in ((200, 5), (120, 3), (80, 2), (60, 1), (30, 1)):
        dashboard.resize(60, columns)
        dashboard.wait_for(lambda terminal, across=across: terminal.line(1).count("╭") == across
                           and terminal.line(1).endswith("╮"))


def test_the_filter_works_as_it_is_typed(crowd):
    dashboard = crowd(30)
    dashboard.key("/")
    for number, first in enumerate(("box-000", "box-000", "box-000", "box-000", "box-000", "box-020", "box-027")):
        dashboard.key("box-027"[number])
        dashboard.wait_for(lambda terminal, end=number + 1: terminal.line(-2) == "/" + "box-027"[:end])
        dashboard.wait_for(lambda terminal, first=first: names(terminal)[0] == first)
    dashboard.wait_for(lambda terminal: names(terminal) == ["box-027"])
    dashboard.key("backspace", "enter")
    dashboard.wait_for(re.compile(r"^ /box-02 +\d+-\d+ of 10 of 30 *\n", re.MULTILINE))
    dashboard.key("esc")
    dashboard.wait_for(re.compile(r"^ +\d+-\d+ of 30 *\n", re.MULTILINE))


def test_a_filter_that_nothing_passes(crowd):
    dashboard = crowd(3)
    dashboard.key("/")
    dashboard.send("zebra")
    dashboard.wait_for("No device matches 'zebra'.")
    dashboard.wait_for("Esc shows all again.")
    dashboard.key("esc")
    dashboard.wait_for(Shows("box-000"))


def test_the_filter_finds_states(crowd, broker):
    dashboard = crowd(3)
    broker.pub("dbx/box-001/status", status("opened"))
    broker.pub("dbx/box-002/alive", "0")
    dashboard.wait_for("OFFLINE")
    for text, name in (("opened", "box-001"), ("OFFLINE", "box-002")):
        dashboard.key("/", "ctrl-u")
        dashboard.send(text)
        dashboard.wait_for(lambda terminal: "1 of 3" in terminal.line(-2) or terminal.text().count("╭") == 1)
        dashboard.wait_for(Shows(name))
        dashboard.key("enter")


def test_sorting(crowd, broker):
    dashboard = crowd(4, "--stale-after", "600")
    dashboard.wait_for(Shows("box-003", "temp 99.0"))       # beyond a limit
    broker.pub("dbx/box-002/status", status(temperature=1))
    broker.pub("dbx/box-002/status", status(temperature=2))
    broker.pub("dbx/box-001/alive", "0")
    dashboard.wait_for("OFFLINE")

    dashboard.wait_for(lambda terminal: names(terminal) == ["box-000", "box-001", "box-002", "box-003"])
    for name, first in (("last seen", None), ("alert", "box-003"), ("activity", "box-002"), (None, "box-000")):
        dashboard.key("S")
        dashboard.wait_for("4, by " + name) if name else dashboard.wait_gone(", by ")
        if first:
            dashboard.wait_for(lambda terminal, first=first: names(terminal)[0] == first)


# -- densities, groups, pins ------------------------------------------------------------------------------------------

def test_densities(crowd, broker):
    dashboard = crowd(60)
    dashboard.key("Z")
    dashboard.wait_for(re.compile(r"│ hatch ● CLOSED  lift ▼ DOWN +││"))
    dashboard.wait_for(re.compile(r"│ temp 0\.0 °C +││ temp 1\.0 °C"))
    dashboard.key("Z")
    dashboard.wait_for("1-21 of 60")
    dashboard.wait_for(re.compile(r"^▸● box-000 +\d+s  ● CLOSED   ▼ DOWN     temp 0\.0 °C", re.MULTILINE))
    broker.pub("dbx/box-001/alive", "0")
    dashboard.wait_for(re.compile(r"^ × box-001 .*OFFLINE since", re.MULTILINE))
    dashboard.key("end")
    dashboard.wait_for(re.compile(r"^▸● box-059 .*temp 99\.0 °C !", re.MULTILINE))
    dashboard.wait_for("40-60 of 60")
    dashboard.key("pgup", "enter")
    dashboard.wait_for(re.compile(r"^ box-0[34]\d  DBX drone box", re.MULTILINE))
    dashboard.key("esc", "Z")
    dashboard.wait_for("╭ box-0")


def test_groups_and_pins(watch, broker):
    dashboard = watch(broker, "--group", "profile", "--density", "list")
    for name in ("dbx-01", "dbx-02"):
        broker.pub("dbx/%s/status" % name, status())
    broker.pub("house/kitchen", '{"window":"closed"}')
    dashboard.wait_for(re.compile(r"─ DBX drone box  2 ─+\n.* dbx-01 .*\n.* dbx-02 .*\n─+ without a profile  1 ─+\n.*kitchen"))
    dashboard.key("home", "down", "down", "*")
    dashboard.wait_for(re.compile(r"─ pinned  1 ─+\n▸. house/kitchen .*\n─+ DBX drone box  2 ─"))
    dashboard.key("G", "down")
    dashboard.wait_for(re.compile(r"─ pinned  1 ─+\n★. house/kitchen .*\n─+ dbx  2 ─"))
    dashboard.key("G")
    dashboard.wait_for(re.compile(r"★. house/kitchen .*\n.* dbx-01 .*\n.* dbx-02"))
    dashboard.key("Z")
    dashboard.wait_for(re.compile("╭ house/kitchen ─+ ★ "))
    dashboard.key("home", "*")
    dashboard.wait_gone("★")


def test_what_has_just_changed_glows(watch, broker):
    dashboard = watch(broker)
    for hatch in ("closed", "opening"):
        broker.pub("dbx/dbx-01/status", status(hatch))
        dashboard.wait_for(Shows("dbx-01", hatch.upper()))
    dashboard.wait_for(lambda terminal: terminal.cell(*terminal.find("OPENING")).bg != terminal.cell(*terminal.find("DOWN")).bg)
    dashboard.wait_for(lambda terminal: terminal.cell(*terminal.find("OPENING")).bg == terminal.cell(*terminal.find("DOWN")).bg)


def test_five_hundred_devices_scroll(crowd):
    dashboard = crowd(500, size=(40, 120))
    for density, first in (("full", 487), ("compact", 472), ("list", 464)):
        dashboard.key("end")
        dashboard.wait_for("%d-500 of 500" % first)
        dashboard.key("home")
        dashboard.wait_for(focused("box-000") if density != "list" else "▸● box-000")
        dashboard.key(*["pgdn"] * 3)
        dashboard.wait_gone("box-000")
        dashboard.key("home", "Z")
