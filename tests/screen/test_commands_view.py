"""The commands view: the list and the steps, repeating, publishing through the form, clearing what is stored."""
import json

import pytest

from panes import Shows
from program import config_folder

WIDE = (30, 120)
SAVED = """message lights-off {
  topic = "home/lights/set"
  payload = '{"on": false}'
  qos = 1
  retain = true
}
message two-lines {
  topic = "home/display"
  payload = "first\\nsecond"
}
"""


@pytest.fixture
def dashboard(broker, box, watch):
    terminal = watch(broker, size=WIDE)
    box.report()
    terminal.wait_for(Shows("dbx-01", "hatch ● CLOSED"))
    return terminal


@pytest.fixture
def commands(broker, watch):
    """The commands view, with no device."""
    terminal = watch(broker, size=WIDE)
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    return terminal


def yes(terminal, keys):
    terminal.wait_for(keys)
    terminal.key("y")
    terminal.wait_gone(keys)


def order(terminal, key):
    terminal.key(key)
    yes(terminal, "send it")


def fill(terminal, topic, payload, qos, retain):
    """Fill the form in, up to the key that goes on."""
    terminal.key("+")
    terminal.wait_for("publish a message")
    terminal.send("\x15" + topic + "\t\x15" + payload + "\t" + qos + "\t" + retain)


def stored(broker, topic_filter="#"):
    """What the broker has stored, as a newcomer gets it: topic and payload."""
    with broker.client() as newcomer:
        newcomer.subscribe("the/end")
        newcomer.subscribe(topic_filter)
        newcomer.publish("the/end", b"")
        newcomer.wait_message("the/end")
        return sorted((message.topic, message.payload) for message in newcomer.messages if message.retain)


# -- the list ---------------------------------------------------------------------------------------------------------

def test_the_list_and_the_steps(dashboard, box):
    dashboard.key("r")
    dashboard.wait_for("raise_lift refused")
    order(dashboard, "o")
    box.wait_order()
    dashboard.key("4")
    for text in ("» accepted", "waiting", "hatch=opened, reported within 15 s", "dbx/dbx-01/do", '{"command":"open_hatch"}'):
        dashboard.wait_for(text)
    box.report("opened")
    dashboard.wait_for("✓ acknowledged")
    rows = dashboard.text().splitlines()
    newest, oldest = [row for row in rows if "open_hatch" in row][0], [row for row in rows if "raise_lift" in row][0]
    assert rows.index(newest) + 1 == rows.index(oldest)
    assert newest.startswith("»") and "hatch is opened" in newest and "✗ refused" in oldest
    dashboard.key("down")
    dashboard.wait_for("─ dbx-01: raise_lift ─")
    dashboard.wait_for("hatch is closed, it must be opened first")
    dashboard.wait_for("only if         hatch=opened")
    dashboard.send("/acknow\r")
    dashboard.wait_gone("raise_lift")
    dashboard.send("/nothing like this\r")
    dashboard.wait_for("No command passes the filter")
    dashboard.key("esc")
    dashboard.wait_for("raise_lift")


def test_again_asks_again(dashboard, box, broker):
    order(dashboard, "l")
    box.wait_order()
    box.report()
    dashboard.key("4")
    dashboard.wait_for("✓ acknowledged")
    dashboard.key("A")
    dashboard.wait_for("dbx-01: send lower_lift?")
    dashboard.key("n")
    dashboard.wait_for("– cancelled")
    dashboard.key("A")
    yes(dashboard, "send it")
    box.wait_order()
    dashboard.key("A")      # the same guards: it is under way
    dashboard.wait_for("it is under way already")
    assert len(box.all_orders(dashboard, broker)) == 2


# -- publishing -------------------------------------------------------------------------------------------------------

def test_the_form_sends_exactly_that(commands, client, broker):
    client.subscribe("a/#", qos=2)
    fill(commands, "a/b c", '{"x":\t"\\n ü"}'.replace("\t", " "), "2", "y")
    commands.key("enter")
    commands.wait_for("publish message to a/b c?")
    commands.wait_for("RETAINED: kept for whoever comes later")
    yes(commands, "send it")
    message = client.wait_message("a/b c")
    assert (message.payload, message.qos) == ('{"x": "\\n ü"}'.encode(), 2)
    commands.wait_for("✓ accepted")
    assert stored(broker, "a/#") == [("a/b c", '{"x": "\\n ü"}'.encode())]
    commands.key("A")
    yes(commands, "send it")
    assert client.wait_message("a/b c").payload == message.payload
    fill(commands, "a/b c", "", "0", "n")
    commands.key("enter")
    commands.wait_for("(empty)")
    yes(commands, "send it")
    assert client.wait_message("a/b c").payload == b""
    commands.wait_for("with QoS 0 the broker confirms nothing")
    assert stored(broker, "a/#") != []


def test_what_is_wrong_in_the_form(commands):
    for topic, complaint in (("a/#", "a message goes to one topic: '#' stands for several"), ("", "a message needs a topic")):
        fill(commands, topic, "x", "0", "n")
        commands.key("enter")
        commands.wait_for(complaint)
        commands.key("esc")
        commands.wait_gone("publish a message")
    fill(commands, "a", "", "0", "n")
    commands.key("up", "up")
    commands.paste("long " * 300)
    commands.wait_for("what was pasted is too long")
    commands.key("esc")
    commands.wait_gone("publish a message")
    commands.wait_for("No command has been sent yet")


def test_pasted_text_fills_a_field_and_answers_nothing(commands, client):
    client.subscribe("a/#")
    fill(commands, "a/b", "", "1", "n")
    commands.key("up", "up")
    commands.paste('{\n"y": 1}\ny')
    commands.wait_for('{ "y": 1} y')
    commands.key("enter", "enter", "enter")
    commands.wait_for("send it")
    commands.paste("y\n")
    commands.wait_for("pasted text is ignored here")
    commands.key("n")
    commands.wait_for("– cancelled")
    client.publish("a/end", b"")
    assert client.wait_message("a/#").topic == "a/end"


@pytest.mark.parametrize("burst", ["+\x15a/b\ty\ty\ty\ry\r", "+\x15a/b\r\r\r\r\ry"])
def test_a_yes_in_the_same_breath_does_not_count(commands, client, burst):
    client.subscribe("a/#")
    commands.send(burst)
    commands.wait_for("send it")
    commands.key("n")
    commands.wait_for("– cancelled")
    client.publish("a/end", b"")
    assert client.wait_message("a/#").topic == "a/end"


def test_saved_messages(home, broker, client, watch):
    (config_folder(home) / "telltale.conf").write_text(SAVED)
    client.subscribe("home/#")
    terminal = watch(broker, size=(24, 80))
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    for keys, name, topic, payload in ((("enter",), "lights-off", "home/lights/set", b'{"on": false}'),
                                       (("down", "enter"), "two-lines", "home/display", b"first\nsecond")):
        terminal.key("+")
        terminal.wait_for("2 in the config")
        terminal.key("up", "enter")
        terminal.wait_for("saved messages")
        terminal.key("up", *keys)
        terminal.wait_for("publish a message")
        terminal.key("enter", "enter", "enter")
        terminal.wait_for("publish %s to %s?" % (name, topic))
        yes(terminal, "send it")
        assert client.wait_message(topic).payload == payload
    assert stored(broker, "home/#") == [("home/lights/set", b'{"on": false}')]


def test_check_names_the_line(home, command):
    config = config_folder(home) / "telltale.conf"
    config.write_text(SAVED + 'message bad {\n  topic = "a/+"\n}\n')
    result = command("check")
    assert result.returncode == 2
    assert "telltale.conf:12: topic: a message goes to one topic: '+' stands for several" in result.stderr


def test_the_broker_refuses(make_broker, watch):
    terminal = watch(make_broker(acl="topic read #\n"), "-V", "mqttv5", size=WIDE)
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    fill(terminal, "a/b", "x", "1", "n")
    terminal.key("enter")
    yes(terminal, "send it")
    terminal.wait_for("✗ failed")
    terminal.wait_for("the broker refused it: not authorised")


# -- clearing ---------------------------------------------------------------------------------------------------------

def test_clearing_lists_asks_and_clears(broker, client, watch):
    kept = [("b/1", b"x"), ("c", b"x")]
    for number in range(40):
        client.publish("a/%02d" % number, b"x", retain=True)
    client.publish("a", b"x", retain=True)
    for topic, payload in kept:
        client.publish(topic, payload, retain=True)
    terminal = watch(broker, size=(24, 80))
    client.publish("a/00", b"live, and not stored")
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    terminal.send("Xa\r")
    terminal.wait_for("clear 41 retained messages: a/#?")
    terminal.wait_for("a/00")
    assert "b/1" not in terminal.text() and "a/39" not in terminal.text()
    terminal.key("pgdn", "pgdn", "pgdn", "pgdn", "pgdn")
    terminal.wait_for("a/39")
    terminal.key("n")
    terminal.wait_for("– cancelled")
    assert len(stored(broker)) == 43
    terminal.key("A")
    yes(terminal, "clear them")
    terminal.wait_for("the broker has accepted all 41")
    assert stored(broker) == kept
    terminal.send("Xa/#\r")
    terminal.wait_for("the broker has nothing stored for 'a/#'")


def test_only_what_is_subscribed_to_can_be_cleared(broker, client, watch):
    client.publish("b/1", b"x", retain=True)
    terminal = watch(broker, "-t", "a/#", size=WIDE)
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    terminal.send("Xb\r")
    terminal.wait_for("'b/#' isn't subscribed to")
    terminal.wait_for("No command has been sent yet")
    assert stored(broker) == [("b/1", b"x")]


def test_read_only_publishes_and_clears_nothing(broker, watch):
    terminal = watch(broker, "--read-only", size=WIDE)
    terminal.key("4")
    terminal.wait_for("No command has been sent yet")
    assert "publish" not in terminal.text().splitlines()[-1]
    for key in "+X":
        terminal.key(key)
        terminal.wait_for("read-only: nothing is published")
        terminal.key("ctrl-l")
    assert "publish a message" not in terminal.text()


# -- recorded ---------------------------------------------------------------------------------------------------------

def test_recorded_and_replayed(broker, box, dashboard, telltale, command, tmp_path):
    file = tmp_path / "one.bson"
    dashboard.key("R")
    dashboard.wait_for("record to")
    dashboard.send("\x15%s\r" % file)
    dashboard.wait_for("REC")
    order(dashboard, "o")
    box.wait_order()
    box.report("opened")
    dashboard.wait_for("open_hatch acknowledged")
    dashboard.key("4")
    fill(dashboard, "a/b", '{"on": true}', "1", "y")
    dashboard.key("enter")
    yes(dashboard, "send it")
    dashboard.wait_for("message accepted")
    dashboard.key("R")
    dashboard.wait_for("recorded ")
    info = command("info", file)
    assert info.returncode == 0 and "a/b" in info.stdout and "message  accepted" in info.stdout
    orders = json.loads(command("info", "--json", file).stdout)["commands"]
    assert [(each["topic"], each["outcome"]) for each in orders] == [("dbx/dbx-01/do", "acknowledged"), ("a/b", "accepted")]
    assert '"retain":true' in command("export", file).stdout.replace(" ", "")
    replay = telltale("replay", str(file), size=WIDE)
    replay.wait_for("REPLAY")
    replay.key("space", "end", "4")
    replay.wait_for("✓ acknowledged")
    for text in ("─ a/b: message ─", '{"on": true}', "QoS 1, retained", "✓ accepted"):
        replay.wait_for(text)
    replay.key("A")
    replay.wait_for("this is a REPLAY: no command is sent")
    replay.key("X")
    replay.wait_for("this is a REPLAY: nothing is published")
    replay.key("+")     # the player's: faster
    replay.wait_for("(2x)")
