"""Commands: every outcome that the dashboard may claim, with devices that do only what the test says."""
import pytest

from box import DOOR_PROFILE, Box, Door, install_profile
from panes import Shows

WIDE = (24, 89)     # two panes in a row, as with 80 columns, and room for the longest notices


@pytest.fixture
def dashboard(broker, box, watch):
    """The dashboard with one live box, its hatch closed and its lift down."""
    terminal = watch(broker, size=WIDE)
    box.report()
    terminal.wait_for(Shows("dbx-01", "hatch ● CLOSED", "lift ▼ DOWN"))
    return terminal


@pytest.fixture
def door(broker, client, watch, home):
    """(dashboard, Door): a live door, shut."""
    install_profile(home, DOOR_PROFILE)
    terminal, door = watch(broker, size=WIDE), Door(client)
    door.report("0")
    terminal.wait_for(Shows("front", "SHUT"))
    return terminal, door


def order(terminal, key):
    """Ask for the command and say yes."""
    terminal.key(key)
    terminal.wait_for("send it")
    terminal.key("y")
    terminal.wait_gone("send it")


def test_only_the_device_acknowledges(dashboard, box, broker):
    order(dashboard, "o")
    assert box.wait_order() == "open_hatch"
    dashboard.wait_for(Shows("dbx-01", "hatch ● CLOSED", "» open_hatch accepted"))
    box.report("opening")
    dashboard.wait_for(Shows("dbx-01", "hatch ◒ OPENING", "» open_hatch accepted"))
    box.report("opened")
    dashboard.wait_for(Shows("dbx-01", "hatch ○ OPENED", "✓ open_hatch acknowledged"))
    dashboard.wait_for("dbx-01: open_hatch acknowledged after")
    dashboard.key("6")
    for step in ("asked", "sent", "accepted", "acknowledged after"):
        dashboard.wait_for("dbx-01: open_hatch " + step)
    assert box.all_orders(dashboard, broker) == ['{"command":"open_hatch"}']


def test_the_whole_way_of_a_drone(dashboard, box):
    for key, command, meanwhile, afterwards in (
            ("o", "open_hatch", ("opening", "down"), ("opened", "down")),
            ("r", "raise_lift", ("opened", "raising"), ("opened", "up")),
            ("l", "lower_lift", ("opened", "lowering"), ("opened", "down")),
            ("c", "close_hatch", ("closing", "down"), ("closed", "down"))):
        order(dashboard, key)
        assert box.wait_order() == command
        box.report(*meanwhile)
        box.report(*afterwards)
        dashboard.wait_for(Shows("dbx-01", "✓ %s acknowledged" % command))


def test_what_was_so_before_the_order_proves_nothing_against_it(dashboard, box):
    order(dashboard, "o")
    box.wait_order()
    box.report("closed", temperature=31.5)
    dashboard.wait_for(Shows("dbx-01", "temp 31.5 °C", "» open_hatch accepted"))
    box.report("opened")
    dashboard.wait_for(Shows("dbx-01", "✓ open_hatch acknowledged"))


def test_contradicted_by_turning_back(dashboard, box):
    order(dashboard, "o")
    box.wait_order()
    box.report("opening")
    dashboard.wait_for(Shows("dbx-01", "OPENING"))
    box.report("closed")
    dashboard.wait_for("dbx-01: open_hatch contradicted after")
    dashboard.wait_for("the device reports hatch closed again")
    dashboard.wait_for(Shows("dbx-01", "✗ open_hatch contradicted"))


def test_contradicted_by_the_opposite(dashboard, box):
    order(dashboard, "o")
    box.wait_order()
    box.report("closing")
    dashboard.wait_for("the device reports hatch closing")
    dashboard.wait_for(Shows("dbx-01", "hatch ◒ CLOSING", "✗ open_hatch contradicted"))


def test_timed_out(door, broker):
    dashboard, device = door
    order(dashboard, "o")
    assert device.wait_order() == "open"
    dashboard.wait_for(Shows("front", "✗ open timed out"))
    dashboard.wait_for("front: open timed out after 1")
    dashboard.wait_for("no door=open within 1 s")
    assert b"\a" in dashboard.raw
    device.report("1")      # too late to change what was said
    dashboard.wait_for(Shows("front", "OPEN", "✗ open timed out"))
    assert device.all_orders(dashboard, broker) == ["open"]


def test_failed_because_the_device_reports_an_alarm(door):
    dashboard, device = door
    order(dashboard, "o")
    device.wait_order()
    device.report("9")
    dashboard.wait_for("front: open failed after")
    dashboard.wait_for(Shows("front", "JAMMED", "✗ open failed"))
    dashboard.wait_for("the device reports door jammed")


def test_without_a_question_and_without_proof(door, broker):
    dashboard, device = door
    dashboard.key("r")
    assert device.wait_order() == "ring"
    dashboard.wait_for("front: ring accepted")
    dashboard.wait_for("the device confirms nothing")
    assert device.all_orders(dashboard, broker) == ["ring"]


def test_refused_by_the_guard(dashboard, box, broker):
    dashboard.key("r")
    dashboard.wait_for("dbx-01: raise_lift refused: hatch is closed, it must be opened first")
    dashboard.wait_for(Shows("dbx-01", "✗ raise_lift refused"))
    assert "send it" not in dashboard.text()
    assert box.all_orders(dashboard, broker) == []


def test_refused_by_what_changed_while_the_question_stood(dashboard, box, broker):
    box.report("opened")
    dashboard.wait_for(Shows("dbx-01", "OPENED"))
    dashboard.key("r")
    dashboard.wait_for("send it")
    box.report("closed", temperature=12.3)
    dashboard.wait_for(lambda terminal: "12.3" in terminal.text())
    dashboard.key("y")
    dashboard.wait_for("raise_lift refused: hatch is closed")
    assert box.all_orders(dashboard, broker) == []


def test_refused_by_read_only(watch, broker, box):
    dashboard = watch(broker, "--read-only")
    box.report()
    dashboard.wait_for(Shows("dbx-01", "CLOSED"))
    dashboard.wait_for("READ-ONLY")
    dashboard.key("o")
    dashboard.wait_for("dbx-01: open_hatch refused: read-only")
    assert box.all_orders(dashboard, broker) == []


def test_refused_by_an_offline_device(dashboard, box, broker):
    box.alive("0")
    dashboard.wait_for(Shows("dbx-01", "OFFLINE since"))
    dashboard.key("o")
    dashboard.wait_for("open_hatch refused: dbx-01 is offline")
    box.alive("1")
    dashboard.wait_gone("OFFLINE")
    order(dashboard, "o")
    assert box.wait_order() == "open_hatch"
    assert box.all_orders(dashboard, broker) == ['{"command":"open_hatch"}']


def test_refused_where_only_stored_messages_are_known(watch, broker, box):
    box.report(retain=True)
    dashboard = watch(broker)
    dashboard.wait_for(Shows("dbx-01", "STORED values, nothing live yet", "CLOSED stored"))
    dashboard.key("o")
    dashboard.wait_for("open_hatch refused: nothing live was heard from dbx-01 yet")
    assert box.all_orders(dashboard, broker) == []


def test_refused_without_a_connection(dashboard, broker):
    broker.stop()
    dashboard.wait_for(Shows("dbx-01", "no broker"))
    dashboard.key("o")
    dashboard.wait_for("open_hatch refused: there is no connection to the broker")
    assert "send it" not in dashboard.text()


def test_refused_while_under_way(dashboard, box, broker):
    order(dashboard, "o")
    box.wait_order()
    dashboard.key("o")
    dashboard.wait_for("open_hatch refused: it is under way already")
    dashboard.wait_for(Shows("dbx-01", "» open_hatch accepted"))    # the one that is under way stays in sight
    box.report("opened")
    dashboard.wait_for(Shows("dbx-01", "✓ open_hatch acknowledged"))
    assert box.all_orders(dashboard, broker) == ['{"command":"open_hatch"}']


def test_replaced_by_its_opposite(dashboard, box):
    order(dashboard, "o")
    box.wait_order()
    box.report("opening")
    dashboard.wait_for(Shows("dbx-01", "OPENING"))
    order(dashboard, "c")
    assert box.wait_order() == "close_hatch"
    box.report("closing")
    box.report("closed")
    dashboard.wait_for(Shows("dbx-01", "✓ close_hatch acknowledged"))
    dashboard.key("6")
    dashboard.wait_for("open_hatch replaced")
    assert "contradicted" not in dashboard.text()


def test_failed_because_the_broker_refuses_it(make_broker, watch):
    broker = make_broker(acl="topic read #\nuser box\ntopic readwrite #\n")
    with broker.client(user="box", password=None) as client:
        dashboard, box = watch(broker, "-V", "mqttv5", size=WIDE), Box(client)
        box.report()
        dashboard.wait_for(Shows("dbx-01", "CLOSED"))
        order(dashboard, "o")
        dashboard.wait_for("open_hatch failed after")
        dashboard.wait_for("the broker refused it: not authorised")
        assert box.all_orders(dashboard, broker) == []


def test_each_device_has_its_own(dashboard, box, client):
    other = Box(client, "dbx-02")
    other.report()
    dashboard.wait_for(Shows("dbx-02", "CLOSED"))
    order(dashboard, "o")
    dashboard.key("right")
    order(dashboard, "o")
    assert box.wait_order() == other.wait_order() == "open_hatch"
    other.report("opened")
    dashboard.wait_for(Shows("dbx-02", "OPENED", "✓ open_hatch acknowledged"))
    dashboard.wait_for(Shows("dbx-01", "CLOSED", "» open_hatch accepted"))


def test_from_the_details(dashboard, box):
    dashboard.key("enter")
    dashboard.wait_for("States")
    order(dashboard, "o")
    assert box.wait_order() == "open_hatch"
    box.report("opened")
    dashboard.wait_for("open_hatch acknowledged after")
    dashboard.key("end")
    dashboard.wait_for("✓ open_hatch acknowledged")
