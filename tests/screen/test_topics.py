"""The tree of topics, the payload below it, and the history of a topic."""
import re

import pytest

from recordings import Recording

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0" + bytes(1000)


@pytest.fixture
def topics(watch, broker):
    terminal = watch(broker, size=(30, 100))
    terminal.send("2")
    terminal.wait_for("No message yet on '#'")
    return terminal


def row(name, *columns):
    """A row of the list: the name of a level and, in order, what stands behind it."""
    return re.compile(r"(?:^|[▸▾»] *| )%s .*%s" % (re.escape(name), ".*".join(map(re.escape, columns))), re.MULTILINE)


def choose(terminal, name):
    """Move down to a level, from the beginning of the list."""
    terminal.key("home")
    terminal.wait_for(lambda screen: "»" in screen.line(2))
    for _ in range(40):
        at = [line for line in terminal.lines() if line.startswith("»")]
        if at and re.match(r"»[ ▸▾]*%s( |$)" % re.escape(name), at[0]):
            return
        terminal.key("down")
        terminal.wait_for(lambda screen, before=at: [each for each in screen.lines() if each.startswith("»")] != before)
    raise AssertionError("no %r\n%s" % (name, terminal.drawing()))


def test_levels(topics, broker):
    broker.pub("dbx/b1/status", '{ "hatch": 1, "text": "x" }')
    broker.pub("dbx/b1/alive", "1", retain=True)
    broker.pub("dbx/b10/status", "open")
    broker.pub("dbx/b2/status", "shut")
    topics.wait_for("4 topics")
    topics.wait_for(row("status", "1", '{hatch: 1, text: "x"}'))
    topics.wait_for(row("dbx", "4", "4 topics"))
    names = [match.group(1) for match in re.finditer(r"[▾] (\S+)", topics.text())]
    assert names == ["dbx", "b1", "b2", "b10"]


def test_open_and_close(topics, broker):
    broker.pub("a/b/c", "deep")
    broker.pub("a/d", "flat")
    topics.wait_for(row("c", "deep"))
    choose(topics, "b")
    topics.key("left")
    topics.wait_gone(row("c", "deep"))
    topics.wait_for("▸ b")
    topics.key("right")
    topics.wait_for(row("c", "deep"))
    topics.key("home", "enter")
    topics.wait_gone(row("d", "flat"))
    topics.send("E")
    topics.wait_for(row("c", "deep"))
    topics.send("C")
    topics.wait_for("▸ a")


def test_payload_and_what_changed(topics, broker):
    broker.pub("plant/press", '{"force":12,"list":[1,2],"word":true}')
    topics.wait_for("1 topic")
    choose(topics, "press")
    topics.wait_for(re.compile(r"─ plant/press ─+ JSON, 37 B, .* ─"))
    topics.wait_for('"list": [\n      1,\n      2\n    ],')
    broker.pub("plant/press", '{"force":13,"list":[1,2],"more":0,"word":true}')
    topics.wait_for(re.compile(r'▎ +"force": 13,  was 12\n'))
    topics.wait_for(re.compile(r'▎ +"more": 0,  new\n'))
    topics.wait_for("2 changed")
    topics.send("X")
    topics.wait_for('{"force":13,"list":[1,2],"more":0,"word":true}')
    topics.send("X")
    topics.wait_for('000000  7b 22 66 6f 72 63 65 22')
    topics.send("X")
    topics.wait_for('"force": 13,  was 12')


def test_pictures_bytes_and_nothing(topics, broker):
    broker.pub("cam/still", PNG)
    topics.wait_for("PNG image, 640x480")
    choose(topics, "still")
    topics.wait_for("000000  89 50 4e 47")
    broker.pub("cam/still")
    topics.wait_for("The payload is empty.")


def test_history(topics, broker):
    with broker.client() as client:
        for number in range(5):
            client.publish("a/b", '{"n":%d}' % number)
            client.publish("a/other", "noise")
        topics.wait_for(row("b", "5"))
        choose(topics, "b")
        topics.send("H")
        topics.wait_for("history, newest first")
        shown = [int(n) for n in re.findall(r"\{n: (\d)\}", topics.text())]
        assert shown == [4, 3, 2, 1, 0]
        topics.wait_for('"n": 4  was 3')
        topics.key("down")
        topics.wait_for('"n": 3  was 2')
        topics.send("[")
        topics.wait_for('"n": 2  was 1')
        topics.send("]")
        topics.wait_for("message 2 of 5")
        client.publish("a/b", '{"n":5}')
        topics.wait_for("message 3 of 6")       # the one that is looked at stays
        topics.wait_for('"n": 3  was 2')
    topics.key("esc")
    topics.wait_gone("history, newest first")
    topics.wait_for(row("other", "5"))


def test_long_payload_scrolls(topics, broker):
    broker.pub("a/long", "\n".join("line %d" % number for number in range(80)))
    topics.wait_for("1 topic")
    choose(topics, "long")
    topics.wait_for("more lines: Tab")
    topics.key("tab")
    topics.key("end")
    topics.wait_for("line 79")
    topics.key("tab", "up")
    topics.wait_for("1 topic below, 1 message")


def test_filter(topics, broker):
    broker.pub("dbx/b1/status", '{"temperature": 20}')
    broker.pub("dbx/b2/status", '{"temperature": 50}')
    broker.pub("house/kitchen", "21 C")
    topics.wait_for("3 topics")
    for words, count, gone in (("b1", "1 of 3", "kitchen"), ("dbx/#", "2 of 3", "kitchen"), ("temperature>40", "1 of 3", "b1")):
        topics.send("/" + words)
        topics.wait_gone(re.compile(r"[▸▾ ] " + gone))
        topics.send("\r")
        topics.wait_for(count)
        topics.key("esc")
        topics.wait_for("kitchen")
    topics.send("/nothing\r")
    topics.wait_for("No topic matches 'nothing'.")


def test_who_floods(topics, broker):
    broker.pub("a/quiet", "1")
    with broker.client() as client:
        for _ in range(50):
            client.publish("b/loud", "1")
        topics.wait_for(row("loud", "50"))
    topics.send("S")
    topics.wait_for("by rate")
    topics.wait_for(lambda screen: screen.find("loud")[0] < screen.find("quiet")[0])


def test_hostile_names(topics, broker):
    broker.pub("x/\u202eevil/\u4e2d\u6587/\u05e9\u05dc\u05d5\u05dd", '{"\u202ekey": "\u200b"}'.encode())
    topics.wait_for(r"\u202eevil")
    topics.wait_for("\u4e2d\u6587")
    choose(topics, "\u05e9\u05dc\u05d5\u05dd")
    topics.wait_for(r'"\u202ekey": "\u200b"')
    assert "\u202e" not in topics.text()


def test_many_topics(topics, broker):
    with broker.client() as client:
        for number in range(3000):
            client.publish("plant/hall%d/m%d/state" % (number % 10, number), "%d" % number, qos=0)
        topics.wait_for("3 000 topics", timeout=20)
    topics.wait_for(row("hall9", "300 topics"))
    assert "m9 " not in topics.text()           # too many to be opened at once
    topics.send("/m2345")
    topics.wait_for(re.compile(r"»[ ▸▾]*state .* 2345"))
    topics.send("\r")
    topics.key("esc")
    topics.wait_for("3 000 topics")


def test_in_a_replay(telltale, tmp_path):
    recording = Recording().head()
    for second in range(1, 101):
        recording.message(second, "count/er", {"n": second}, "count/er")
        recording.message(second, "count/other", "x", "count/other")
    replay = telltale("replay", recording.end(100).save(tmp_path / "a.bson"), size=(30, 100))
    replay.wait_for("REPLAY")
    replay.send(" ")
    replay.key("home", "right")
    replay.send("2")
    replay.wait_for(row("er", "5", "0.8", "{n: 5}"))
    replay.key("down")
    replay.wait_for('"n": 5  was 4')
    replay.key("end")
    replay.wait_for('"n": 100  was 99')         # what is chosen stays, there and back
    replay.key("left")
    replay.wait_for('"n": 95  was 94')
    replay.send("H")
    replay.wait_for("message 1 of 95")


@pytest.mark.parametrize("size, options", [((10, 40), ()), ((3, 20), ()), ((24, 80), ("--charset", "ascii")), ((60, 200), ())])
def test_windows(watch, broker, size, options):
    terminal = watch(broker, *options, size=size)
    broker.pub("a/b", '{"n": 1, "deg": "°"}')
    terminal.send("2")
    if size[0] >= 10:
        terminal.wait_for(re.compile(r"[▾-] a .*\n.* b "))
    terminal.key("down", "tab", "up", "tab", "enter")
    terminal.send("HXE[")
    terminal.key("esc", "esc", "esc")
    if "ascii" in options:
        assert not re.search(r"[^\x00-\x7f]", terminal.text())
    terminal.send("q")
    terminal.send("q")
    assert terminal.wait_exit() == 0


def test_from_a_device_to_its_topic(topics, broker):
    broker.pub("dbx/b2/status", '{"hatch_status":1}')
    broker.pub("dbx/b1/status", '{"hatch_status":0}')
    topics.send("1")
    topics.wait_for(re.compile("╭ b1 .*╭ b2 "))
    topics.send("/b2\r")
    topics.wait_gone("╭ b1 ")
    topics.key("enter")
    topics.wait_for("b2  DBX drone box")
    topics.send("2")
    topics.wait_for(re.compile(r"^─ dbx/b2/status ─", re.MULTILINE))
