"""The messages as they come: what stands in a line, pause, filter, the way to the topic."""
import re

import pytest

from mqtt_packets import publish
from recordings import Recording

TIME = r"\d\d:\d\d:\d\d\.\d\d\d"


@pytest.fixture
def messages(watch, broker):
    terminal = watch(broker, size=(24, 100))
    terminal.send("3")
    terminal.wait_for("No message yet on '#'")
    terminal.wait_for("-t 'dbx/#'")             # what to try
    return terminal


def line(topic, payload, mark=" +"):
    return re.compile(r"%s%s%s +%s *$" % (TIME, mark, re.escape(topic), re.escape(payload)), re.MULTILINE)


def test_lines(messages, broker):
    broker.pub("dbx/b1/status", '{ "hatch": 1,\n "text": "a b" }', qos=1)
    broker.pub("t/empty")
    broker.pub("t/bytes", b"\x00\xff")
    messages.wait_for(re.compile(TIME + r" +dbx/b1/status +\{hatch: 1, text: \"a b\"\}"))
    messages.wait_for(line("t/empty", "empty"))
    messages.wait_for(line("t/bytes", "00 ff"))
    messages.wait_for("3, following")


def test_hostile(messages, broker):
    broker.pub("t/\u202ex", b"\x1b[31mred \xc2\x9b2J")
    broker.pub("\u05e9\u05dc/\u4e2d\u6587", "\u4e2d\u6587\u4e2d".encode())
    messages.wait_for(line(r"t/\u202ex", r"\x1b[31mred \x9b2J"))
    messages.wait_for("\u4e2d\u6587\u4e2d")
    assert b"\x1b[31mred" not in messages.raw and b"\xc2\x9b" not in messages.raw


def test_retained_and_qos(watch, broker):
    broker.pub("kept/value", "7", retain=True, qos=1)
    terminal = watch(broker, "-q", "1", size=(24, 100))
    terminal.send("3")
    terminal.wait_for(line("kept/value", "7", " ◇ q1 +"))


def test_up_stops_following_and_the_end_goes_on(messages, broker):
    with broker.client() as client:
        for number in range(60):
            client.publish("a/count", "number %d" % number)
        messages.wait_for("number 59")
        messages.key("home")
        messages.wait_for(line("a/count", "number 0"))
        messages.wait_for("1-20 of 60")
        client.publish("a/count", "the last")
        messages.wait_for("of 61")
        assert "the last" not in messages.text()
        messages.key("end")
        messages.wait_for("the last")
        client.publish("a/count", "even later")
        messages.wait_for("even later")


def test_pause_keeps_counting(messages, broker):
    broker.pub("a/b", "before")
    messages.wait_for("before")
    messages.send(" ")
    messages.wait_for("paused, 0 more")
    with broker.client() as client:
        for number in range(3):
            client.publish("a/b", "meanwhile %d" % number)
    messages.wait_for("paused, 3 more")
    assert "meanwhile" not in messages.text()
    messages.send("H")
    messages.wait_for("meanwhile 2")
    assert "paused" not in messages.text()


def test_filter(messages, broker):
    broker.pub("dbx/b1/status", '{"temperature": 20}')
    broker.pub("dbx/b2/status", '{"temperature": 50}')
    broker.pub("other", "b1 is in the text")
    messages.wait_for("in the text")
    for words, there, gone in (("b1", "in the text", "temperature: 50"), ("dbx/+/status", "temperature: 50", "in the text"),
                               ("temperature>40", "temperature: 50", "temperature: 20"), ("/^oth/", "in the text", "dbx/")):
        messages.send("/" + words)
        messages.wait_gone(gone)
        messages.wait_for(there)
        messages.send("\r")
        messages.send("/\x15")
        messages.wait_for("temperature: 20")
        messages.send("\r")
    messages.send("/nothing\r")
    messages.wait_for("No message matches 'nothing'.")
    messages.key("esc")
    messages.wait_for("in the text")


def test_enter_shows_the_topic(messages, broker):
    broker.pub("plant/hall/press", '{"force": 12}')
    broker.pub("plant/door", "open")
    messages.wait_for(line("plant/door", "open"))
    messages.key("up", "enter")
    messages.wait_for("─ plant/hall/press ─")
    messages.wait_for('"force": 12')


def test_a_flood_says_what_it_left_out(watch, make_fake_broker):
    fake = make_fake_broker()
    terminal = watch(fake, size=(24, 100))
    terminal.send("3")
    fake.send(b"".join(publish("flood/x", "%d" % number) for number in range(20000)))
    terminal.wait_for(re.compile(r"\d+ \d\d\d more came than could be listed"))
    terminal.wait_for("following")


def test_in_a_replay(telltale, tmp_path):
    recording = Recording().head()
    for second in range(1, 101):
        recording.message(second, "count/er", {"n": second}, "count/er")
    replay = telltale("replay", recording.end(100).save(tmp_path / "a.bson"), size=(24, 80))
    replay.wait_for("REPLAY")
    replay.send(" 3")
    replay.key("home")
    replay.key("right")
    replay.wait_for("{n: 5}")
    assert "{n: 6}" not in replay.text()
    replay.key("end")
    replay.wait_for("{n: 100}")                 # with those before it, as if it had been watched
    replay.wait_for("{n: 95}")
    replay.send("[")
    replay.key("left")
    replay.wait_gone("{n: 100}")


@pytest.mark.parametrize("size, options", [((10, 40), ()), ((3, 20), ()), ((24, 80), ("--charset", "ascii"))])
def test_small_windows(watch, broker, size, options):
    terminal = watch(broker, *options, size=size)
    broker.pub("a/b", "payload")
    terminal.send("3")
    if size[0] >= 10:
        terminal.wait_for("payload")
    terminal.key("down", "up", "enter", "esc")
    terminal.send("q")
    terminal.send("q")
    assert terminal.wait_exit() == 0
