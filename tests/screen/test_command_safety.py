"""Commands that must not be: without a yes, from pasted text, twice, kept by the broker, proven by old news."""
import pytest

import mqtt_packets as mqtt
from box import Box, status
from panes import Shows

OPEN = '{"command":"open_hatch"}'
LOWER = '{"command":"lower_lift"}'
WIDE = (24, 89)


@pytest.fixture
def dashboard(broker, box, watch):
    terminal = watch(broker, size=WIDE)
    box.report()
    terminal.wait_for(Shows("dbx-01", "hatch ● CLOSED"))
    return terminal


@pytest.fixture
def fake(make_fake_broker):
    """A broker that confirms no publication."""
    return make_fake_broker(puback=False)


@pytest.fixture
def fake_dashboard(fake, watch):
    terminal = watch(fake, size=WIDE)
    fake.publish("dbx/dbx-01/status", status())
    terminal.wait_for(Shows("dbx-01", "hatch ● CLOSED"))
    return terminal


def order(terminal, key):
    terminal.key(key)
    terminal.wait_for("send it")
    terminal.key("y")
    terminal.wait_gone("send it")


def wait_logged(terminal, *texts):
    """Wait until the log says so, where a line has room; then back to the panes."""
    terminal.resize(24, 130)
    terminal.key("6")
    for text in texts:
        terminal.wait_for(text)
    terminal.key("1")
    terminal.resize(*WIDE)


def orders(fake):
    return [payload.decode() for topic, payload, _, _ in fake.published if topic == "dbx/dbx-01/do"]


# -- the question -------------------------------------------------------------------------------------------------

def test_the_question_says_everything(dashboard):
    dashboard.key("o")
    dashboard.wait_for("send it")
    for text in ("dbx-01: send open_hatch?", "dbx/dbx-01/do", OPEN, "hatch=opened, reported within 15 s"):
        dashboard.wait_for(text)


@pytest.mark.parametrize("no", ["n", "esc"])
def test_no_means_no(dashboard, box, broker, no):
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.key(no)
    dashboard.wait_gone("send it")
    order(dashboard, "l")
    assert box.wait_order() == "lower_lift"     # had the other one been sent, it would have come first
    assert box.all_orders(dashboard, broker) == [LOWER]


def test_enter_means_yes(dashboard, box):
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.key("enter")
    assert box.wait_order() == "open_hatch"


def test_other_keys_answer_nothing(dashboard, box, broker):
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.key("q", "o", "x", "Y", "space", "tab", "up", "f5", "1", "?", "/")
    dashboard.paste("y\n")
    dashboard.wait_for("send it")
    dashboard.key("n")
    dashboard.wait_gone("send it")
    dashboard.wait_for("dbx-01")
    assert box.all_orders(dashboard, broker) == []


@pytest.mark.parametrize("burst", ["oy", "oy\r", "o\r", "oyoyoy\r\r"])
def test_a_yes_in_the_same_breath_does_not_count(dashboard, box, broker, burst):
    dashboard.send(burst)
    dashboard.wait_for("send it")       # the question stands, and now it has been seen
    dashboard.key("n")
    dashboard.wait_gone("send it")
    assert box.all_orders(dashboard, broker) == []


@pytest.mark.parametrize("sequence", ["\x1bOo", "\x1b[99;5o", "\x1b[?1;2o"])
def test_keys_that_the_terminal_type_does_not_know_are_no_letters(dashboard, box, broker, sequence):
    dashboard.send(sequence)
    dashboard.key("?")
    dashboard.wait_for("Keys in the devices view")      # so no question stood, which would have taken the key
    dashboard.key("esc")
    dashboard.wait_gone("Keys in the devices view")
    assert box.all_orders(dashboard, broker) == []


# -- pasted text ----------------------------------------------------------------------------------------------------

def test_pasted_text_triggers_nothing(dashboard, box, broker):
    assert dashboard.bracketed_paste
    dashboard.paste("oy\no\ny\nq")
    dashboard.wait_for("pasted text is ignored here")
    assert "send it" not in dashboard.text()
    assert box.all_orders(dashboard, broker) == []


def test_pasted_text_does_not_answer(dashboard, box, broker):
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.paste("y\n")
    dashboard.wait_for("pasted text is ignored here")
    dashboard.wait_for("send it")
    dashboard.paste("n")
    dashboard.key("esc")
    dashboard.wait_gone("send it")
    assert box.all_orders(dashboard, broker) == []


def test_a_paste_of_any_length_and_cut_anywhere(dashboard, box, broker):
    dashboard.send("\x1b[200~" + "oy\r" * 20000)
    dashboard.send("oy\r\x1b[201~")
    dashboard.wait_for("pasted text is ignored here")
    order(dashboard, "l")
    assert box.wait_order() == "lower_lift"
    assert box.all_orders(dashboard, broker) == [LOWER]


def test_pasting_into_the_filter_works(dashboard, box):
    Box(box.client, "dbx-02").report()
    dashboard.wait_for(Shows("dbx-02", "CLOSED"))
    dashboard.key("/")
    dashboard.wait_for("Esc clears it")
    dashboard.paste("bx-02")
    dashboard.wait_gone(Shows("dbx-01"))
    dashboard.wait_for(lambda terminal: terminal.line(-2) == "/bx-02")
    dashboard.wait_for(Shows("dbx-02"))


# -- kept by nobody, sent once ----------------------------------------------------------------------------------------

def test_never_retained(dashboard, box, broker):
    order(dashboard, "o")
    assert box.wait_order() == "open_hatch"
    with broker.client() as anew:
        anew.subscribe("dbx/+/do")
        anew.publish("dbx/marker/do", b"marker")
        assert anew.wait_message("dbx/+/do").topic == "dbx/marker/do"   # a retained one would have come first
    assert box.all_orders(dashboard, broker) == [OPEN]


def test_not_sent_again_after_a_reconnect(fake_dashboard, fake):
    order(fake_dashboard, "o")
    fake.wait(lambda broker: broker.published)
    flags, _ = fake.wait_packet(mqtt.PUBLISH)
    assert flags & 1 == 0, "retained"
    fake.disconnect()
    wait_logged(fake_dashboard, "open_hatch failed after", "it may have arrived")
    fake.wait_subscribed()
    fake.publish("dbx/dbx-01/status", status(temperature=7))
    fake_dashboard.wait_for(Shows("dbx-01", "temp 7.0 °C", "✗ open_hatch failed"))
    order(fake_dashboard, "l")
    fake.wait(lambda broker: LOWER in orders(broker))
    assert orders(fake) == [OPEN, LOWER]


def test_every_session_starts_clean(fake_dashboard, fake):
    _, body = fake.wait_packet(mqtt.CONNECT)
    assert body[7] & 2, "clean session"     # after the name MQTT and the level


def test_not_sent_again_by_a_real_broker(dashboard, box, broker):
    order(dashboard, "o")
    assert box.wait_order() == "open_hatch"
    dashboard.wait_for(Shows("dbx-01", "» open_hatch accepted"))
    broker.restart()
    with broker.client() as anew:
        again = Box(anew)
        broker.wait_subscribed()
        again.report(temperature=8)
        dashboard.wait_for(Shows("dbx-01", "temp 8.0 °C", "open_hatch accepted"))
        again.report("opened")
        dashboard.wait_for(Shows("dbx-01", "✓ open_hatch acknowledged"))
        assert again.all_orders(dashboard, broker) == []


def test_lost_with_the_broker(dashboard, box, broker):
    broker.suspend()
    order(dashboard, "o")
    dashboard.wait_for(Shows("dbx-01", "» open_hatch sent"))
    broker.kill()
    dashboard.wait_for("dbx-01: open_hatch failed")     # above the hints, not hidden by the lost connection
    wait_logged(dashboard, "open_hatch failed after", "it may have arrived")
    broker.start()
    with broker.client() as anew:
        again = Box(anew)
        broker.wait_subscribed()
        again.report(temperature=9)
        dashboard.wait_for(Shows("dbx-01", "temp 9.0 °C", "✗ open_hatch failed"))
        assert again.all_orders(dashboard, broker) == []


# -- old news -----------------------------------------------------------------------------------------------------

def test_a_stored_status_acknowledges_nothing(fake, watch):
    fake.puback = True
    dashboard = watch(fake, size=WIDE)
    fake.publish("dbx/dbx-01/status", status())
    dashboard.wait_for(Shows("dbx-01", "hatch ● CLOSED"))
    order(dashboard, "o")
    dashboard.wait_for(Shows("dbx-01", "» open_hatch accepted"))
    fake.publish("dbx/dbx-01/status", status("opened"), retain=True)
    dashboard.wait_for(Shows("dbx-01", "hatch ○ OPENED stored", "» open_hatch accepted"))
    fake.publish("dbx/dbx-01/status", status("opened"))
    dashboard.wait_for(Shows("dbx-01", "hatch ○ OPENED", "✓ open_hatch acknowledged"))
