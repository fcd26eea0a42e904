"""The other views, and windows of every size."""
import re
import signal

import pytest

from box import Box, status
from panes import Shows

SIZES = ((24, 80), (40, 120), (60, 200), (10, 40), (5, 20), (6, 25), (5, 3), (1, 1), (2, 200), (100, 10), (3, 40),
         (200, 300), (24, 80))


@pytest.fixture
def dashboard(watch, broker):
    terminal = watch(broker)
    broker.pub("dbx/dbx-01/status", status(temperature=24.1))
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    return terminal


def test_details(dashboard, broker):
    dashboard.resize(70, 100)
    payload = '{"hatch_status":3,"lift_status":0,"temperature":25.5,"nested":{"a":[1,2],"no":{}},"text":"h\\u00e4\\n"}'
    broker.pub("dbx/dbx-01/status", payload)
    dashboard.wait_for(Shows("dbx-01", "OPENING"))
    dashboard.key("enter")
    dashboard.wait_for("Last payload: JSON on dbx/dbx-01/status")
    for text in ("dbx-01  DBX drone box", "● online  2 messages, the last one", "◒ OPENING",
                 re.compile(r"temp +25\.5 °C +24\.1 +\S+ +25\.5"), "warn > 40; alarm > 55", "needs hatch=opened; done if lift=up within 20 s",
                 '{\n   "hatch_status": 3,\n   "lift_status": 0,\n',
                 '   "nested": {\n     "a": [\n       1,\n       2\n',
                 '     "no": {}\n', '   "text": "h\\u00e4\\n"\n }'):
        dashboard.wait_for(text)
    dashboard.wait_for(re.compile(r"dbx/dbx-01/status +2 x, %d B, \d+s ago" % len(payload)))


def test_details_follow_the_device(dashboard, broker):
    dashboard.resize(50, 120)
    dashboard.key("enter")
    dashboard.wait_for("1 message")
    broker.pub("dbx/dbx-01/status", status("opened", temperature=30))
    dashboard.wait_for("2 messages")
    dashboard.wait_for(re.compile(r"hatch +○ OPENED"))
    dashboard.wait_for('"temperature": 30')


def test_details_scroll_and_step_to_the_next_device(dashboard, broker):
    broker.pub("dbx/dbx-02/status", status())
    dashboard.wait_for(Shows("dbx-02", "CLOSED"))
    dashboard.key("enter")
    dashboard.wait_for("dbx-01  DBX drone box")
    dashboard.wait_for(re.compile(r"lines 1-21 of \d+"))
    dashboard.key("pgdn")
    dashboard.wait_for(re.compile(r"lines 1\d-"))
    dashboard.key("home")
    dashboard.wait_for("lines 1-21 of")
    dashboard.key("end")
    dashboard.wait_for(re.compile(r"-(\d+) of \1 *$", re.MULTILINE))
    dashboard.key("tab")
    dashboard.wait_for("dbx-02  DBX drone box")
    dashboard.key("shift-tab")
    dashboard.wait_for("dbx-01  DBX drone box")
    dashboard.key("esc")
    dashboard.wait_for(Shows("dbx-02", "CLOSED"))


def test_details_of_bytes_and_text(dashboard, broker):
    dashboard.resize(60, 100)
    for payload, kind, shown in ((b"\x00\x01\xfe\xffABC", "bytes", "000000  00 01 fe ff 41 42 43"),
                                 ("line one\nline two".encode(), "text", "line one\n line two"), (b"", "empty", "")):
        broker.pub("dbx/dbx-01/status", payload)
        if kind == "bytes":
            dashboard.key("enter")
        dashboard.wait_for("Last payload: %s on dbx/dbx-01/status" % kind)
        dashboard.wait_for(shown)


def test_help(dashboard):
    for key in ("?", "f1"):
        dashboard.key(key)
        dashboard.wait_for("Keys in the devices view")
        dashboard.wait_for("shows only what passes: a text")
        dashboard.key("end")
        dashboard.wait_for("stored")
        dashboard.key("esc")
        dashboard.wait_for(Shows("dbx-01"))
    dashboard.key("enter")
    dashboard.wait_for("States")
    dashboard.key("?")
    dashboard.wait_for("Keys in the device view")
    dashboard.key("q")
    dashboard.wait_for("States")        # back to where it was asked


def test_help_names_the_commands_of_the_device(dashboard):
    dashboard.resize(60, 100)
    dashboard.key("?")
    dashboard.wait_for("Commands of dbx-01")
    assert re.search(r"o +open_hatch \(asks before it sends\)", dashboard.text())


def test_log(dashboard, broker):
    dashboard.key("6")
    dashboard.wait_for("connected to mqtt://127.0.0.1:%d" % broker.port)
    dashboard.wait_for("subscribed to '#' with QoS 0")
    broker.pub("dbx/dbx-01/alive", "0")
    dashboard.wait_for("dbx-01: offline")
    for number in range(40):
        broker_says(broker, number)
    dashboard.wait_for(re.compile(r"lines \d+-(\d+) of \1"))       # the newest stay in sight
    dashboard.key("home")
    dashboard.wait_for("lines 1-21 of")
    dashboard.wait_for("subscribed to '#'")
    dashboard.key("1")
    dashboard.wait_for(Shows("dbx-01"))


def broker_says(broker, number):
    """Something that the program notes."""
    broker.pub("dbx/dbx-01/alive", str(number % 2))


def test_keys_of_one_view_do_nothing_in_another(dashboard, broker):
    with broker.client() as client:
        box = Box(client)
        dashboard.key("6")
        dashboard.wait_for("subscribed to '#'")
        dashboard.key("o", "S", "tab", "left")
        dashboard.key("1")
        dashboard.wait_for(Shows("dbx-01"))
        assert "send it" not in dashboard.text()
        assert box.all_orders(dashboard, broker) == []


def test_ctrl_l_draws_everything_anew(dashboard):
    dashboard.screen.feed(b"\x1b[5;5HRUBBISH")
    dashboard.wait_for("RUBBISH")
    dashboard.key("ctrl-l")
    dashboard.wait_gone("RUBBISH")


def says_too_small(terminal):
    """Or as much of that as there is room for."""
    line = terminal.line(0)
    return line and "too small".startswith(line.rstrip("…"))


# -- sizes ------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("view", ["", "enter", "?", "2", "3", "4", "5", "6", "/", "o"])
def test_every_size_at_any_moment(dashboard, broker, view):
    if view:
        dashboard.key(view)
    for number, (rows, columns) in enumerate(SIZES):
        dashboard.resize(rows, columns)
        broker.pub("dbx/dbx-01/status", status(temperature=number))
        if rows < 5 or columns < 20:
            dashboard.wait_for(says_too_small)
        else:
            dashboard.wait_for(lambda terminal: "127.0.0.1" in terminal.line(0) or "device" in terminal.line(0))
    dashboard.key("esc", "1")
    dashboard.wait_for(Shows("dbx-01", "temp %d.0 °C" % (len(SIZES) - 1)))
    assert dashboard.status is None


def test_smaller_and_back_before_the_program_looks(dashboard):
    """The size is what it was, but the terminal has cut what it showed."""
    dashboard.screen.feed(b"\x1b[2J")
    dashboard.kill(signal.SIGWINCH)
    dashboard.wait_for(Shows("dbx-01", "temp 24.1 °C"))
    dashboard.wait_for(lambda terminal: "q quit" in terminal.line(-1))


def test_a_storm_of_sizes(dashboard):
    for number in range(300):
        dashboard.resize(1 + number * 7 % 60, 1 + number * 13 % 200)
    dashboard.resize(24, 80)
    dashboard.wait_for(lambda terminal: "q quit" in terminal.line(-1))
    dashboard.wait_for(Shows("dbx-01", "temp 24.1 °C"))


@pytest.mark.parametrize("size", [(24, 80), (40, 120), (60, 200), (10, 40), (5, 20), (5, 3)])
def test_starts_in_a_window_of_any_size(watch, broker, size):
    dashboard = watch(broker, size=size)
    broker.pub("dbx/dbx-01/status", status())
    dashboard.wait_for(says_too_small if size == (5, 3) else "dbx-01")
    dashboard.key("q")
    assert dashboard.wait_exit() == 0


def test_the_log_is_filtered(dashboard):
    dashboard.key("6")
    dashboard.wait_for("subscribed to '#'")
    dashboard.send("/connected to")
    dashboard.wait_gone("subscribed to '#'")
    dashboard.wait_for("connected to mqtt://")
    dashboard.key("enter")
    dashboard.wait_for("/connected to")
    dashboard.key("esc")                # the filter first, then the view
    dashboard.wait_for("subscribed to '#'")
    dashboard.key("esc")
    dashboard.wait_for(Shows("dbx-01"))


def test_devices_by_topic_and_by_value(dashboard, broker):
    broker.pub("dbx/dbx-02/status", status(temperature=51))
    dashboard.wait_for(Shows("dbx-02"))
    for words, shown, hidden in (("temperature>50", "dbx-02", "dbx-01"), ("dbx/dbx-01/#", "dbx-01", "dbx-02"),
                                 ("/bx-0[2-9]$/", "dbx-02", "dbx-01")):
        dashboard.send("/" + words + "\r")
        dashboard.wait_gone(Shows(hidden))
        dashboard.wait_for(Shows(shown))
        dashboard.key("esc")
        dashboard.wait_for(Shows(hidden))
