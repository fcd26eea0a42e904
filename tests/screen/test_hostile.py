"""Hostile bytes: nothing that came from the network reaches the terminal as it came."""
import json

import pytest

from box import status
from panes import Shows
from program import config_folder

# (what is sent, what is to be seen of it). None of these may arrive as it is.
TRICKS = {
    "title": (b"\x1b]0;PWNED\x07", r"\x1b]0;PWNED\x07"),
    "clipboard": (b"\x1b]52;c;Zm9v\x1b\\", r"\x1b]52;c;Zm9v\x1b"),
    "colour": (b"\x1b[35;5mX", r"\x1b[35;5mX"),
    "report": (b"\x1b[6nX", r"\x1b[6nX"),
    "dcs": (b"\x1bP+q436f\x1b\\", r"\x1bP+q436f"),
    "c1-csi": (b"\xc2\x9b35mX", r"\x9b35mX"),
    "c1-osc": (b"\xc2\x9d0;X\xc2\x9c", r"\x9d0;X"),
    "raw-c1": (b"\x9b35mX", r"\x9b35mX"),
    "backspace": (b"abc\x08\x08\x08X", r"abc\x08\x08\x08X"),
    "delete": (b"a\x7fX", r"a\x7fX"),
    "bidi": ("a\u202egnp.exe".encode(), r"a\u202egnp.exe"),
    "isolate": ("a\u2066b\u2069".encode(), r"a\u2066b\u2069"),
    "zero-width": ("a\u200bb".encode(), r"a\u200bb"),
    "tag": ("a\U000e0041b".encode(), r"a\U000e0041b"),
    "surrogate": (b"a\xed\xa0\x80b", r"a\xed\xa0\x80b"),
    "overlong": (b"a\xc0\xafb", r"a\xc0\xafb"),
    "cut": (b"a\xe2\x82", r"a\xe2\x82"),
    "bom": ("\ufeffa".encode(), r"\ufeffa"),
}
BY_NAME = pytest.mark.parametrize("trick", TRICKS)
WIDE = (40, 130)


@pytest.fixture
def fake(make_fake_broker):
    return make_fake_broker()


@pytest.fixture
def dashboard(watch, fake):
    return watch(fake, size=WIDE)


def check(dashboard, *hostile):
    """Nothing of it has come through, nothing has moved, and the program is there."""
    for each in hostile:
        assert each not in dashboard.raw
    assert b"PWNED\x07" not in dashboard.raw
    assert not dashboard.screen.unknown and dashboard.screen.title == ""
    assert dashboard.status is None
    dashboard.key("ctrl-c")
    assert dashboard.wait_exit() == 0


def as_json_text(raw):
    """A JSON string that means those bytes, every one of its characters escaped; None for broken UTF-8."""
    try:
        return json.dumps(raw.decode())
    except UnicodeDecodeError:
        return None


@BY_NAME
def test_payload(dashboard, fake, trick):
    hostile, seen = TRICKS[trick]
    fake.publish("lab/door/word", hostile)
    fake.publish("lab/end/value", b"1")
    dashboard.wait_for(Shows("lab/end", "value 1"))
    dashboard.key("enter")
    dashboard.wait_for("Last payload")
    try:
        hostile.decode()
        if not set(hostile) & {8, 7, 127}:
            dashboard.wait_for(seen.rstrip("\\"))
    except UnicodeDecodeError:
        dashboard.wait_for("Last payload: bytes on lab/door/word")
    dashboard.key("6", "1")
    check(dashboard, hostile)


@BY_NAME
def test_short_text_in_json(dashboard, fake, trick):
    hostile, seen = TRICKS[trick]
    text = as_json_text(hostile)
    if text is None:
        fake.publish("lab/door", b'{"word":"' + hostile + b'","n":7}')
        fake.publish("lab/end", b'{"n":1}')
        dashboard.wait_for(Shows("lab/end", "n 1"))
    else:
        fake.publish("lab/door", '{"n":7,"word":%s,%s:8}' % (text, text))
        dashboard.wait_for(Shows("lab/door", "n 7"))
        dashboard.key("enter")
        dashboard.wait_for("Numbers")
        dashboard.wait_for(seen.rstrip("\\")[:15])
    check(dashboard, hostile)


@BY_NAME
def test_topic(dashboard, fake, trick):
    """libmosquitto ends the connection over some of them, which is as good."""
    hostile, seen = TRICKS[trick]
    fake.publish(b"lab/" + hostile + b"/word", b"open")
    fake.publish(b"dbx/" + hostile + b"/status", status())
    dashboard.wait_for(lambda terminal: seen[:8] in terminal.text() or "NOT CONNECTED" in terminal.text())
    dashboard.key("enter", "6", "1")
    fake.wait_subscribed()
    fake.publish("lab/end", b'{"n":1}')
    dashboard.wait_for(Shows("lab/end", "n 1"), timeout=20)
    check(dashboard, hostile)


def test_names_through_a_real_broker_into_log_and_question(watch, broker, home, tmp_path):
    name = "a\u202eb\u200bc\u2066"
    dashboard = watch(broker, "--log-file", str(tmp_path / "log"), size=WIDE)
    broker.pub("dbx/%s/status" % name, status())
    dashboard.wait_for(Shows(r"a\u202eb\u200bc\u2066", "CLOSED"))
    dashboard.key("o")
    dashboard.wait_for(r"a\u202eb\u200bc\u2066: send open_hatch?")
    dashboard.wait_for(r"dbx/a\u202eb\u200bc\u2066/do")
    dashboard.key("n")
    broker.pub("dbx/%s/alive" % name, "0")
    dashboard.key("6")
    dashboard.wait_for(r"a\u202eb\u200bc\u2066: offline")
    check(dashboard, "\u202e".encode(), "\u200b".encode(), "\u2066".encode())
    log = (tmp_path / "log").read_text()
    assert r"a\u202eb\u200bc\u2066: offline" in log and not set(log) & set(name[1::2])
    assert list(config_folder(home).iterdir()) == []


def test_a_broker_with_a_hostile_name(telltale):
    dashboard = telltale("-h", "\x1b]0;PWNED\x07host", size=WIDE)
    dashboard.wait_for("NOT CONNECTED")
    check(dashboard, b"\x1b]0;PWNED")


def test_a_hostile_filter(watch, fake):
    dashboard = watch(fake, "-t", "a\u202eb/#", size=WIDE)
    dashboard.wait_for(r"No message yet on 'a\u202eb/#'")
    check(dashboard, "\u202e".encode())


def test_marks_piled_up(dashboard, fake):
    fake.publish("lab/zalgo", json.dumps({"word": "Z" + "\u0300" * 25 + "!", "n": 1}))
    dashboard.wait_for(Shows("lab/zalgo", "n 1"))
    check(dashboard, ("\u0300" * 4).encode())


# -- shapes and sizes ---------------------------------------------------------------------------------------------

SHAPES = {
    "empty": b"", "nul": b"\x00", "nuls": b"\x00" * 5000, "deep": b"[" * 200 + b"]" * 200,
    "deep-objects": b'{"a":' * 200 + b"1" + b"}" * 200, "deeper": b"[" * 100000, "open": b'{"a":[1,2,{"b":',
    "comma": b'{"a":1,}', "word": b"{nonsense}", "quote": b'{"a":"', "escape": b'{"a":"\\', "two": b'{"a":1}{"b":2}',
    "nul-in-json": b'{"a":"x\x00y","b":1}', "numbers": b'{"a":1e999,"b":-1e999,"c":1e-400,"d":99999999999999999999,'
    b'"e":-0,"f":0.1,"g":1e308}', "nan": b"NaN", "inf": b"-inf", "twice": b'{"a":1,"a":2}', "no-name": b'{"":1," ":2}',
    "many": b"{" + b",".join(b'"k%d":%d' % (i, i) for i in range(5000)) + b"}",
    "many-texts": b"{" + b",".join(b'"k%d":"v%d"' % (i, i) for i in range(5000)) + b"}",
    "list": json.dumps(list(range(5000))).encode(), "long-name": b'{"' + b"n" * 100000 + b'":1}',
    "long-text": b'{"a":"' + b"x" * 100000 + b'"}', "long-line": b"y" * 100000, "blanks": b" \r\n\t" * 1000,
    "bool": b"true", "null": b"null", "string": b'"text"', "units": b"12 \xc2\xb0C", "comma-number": b"1,5",
}


def test_every_shape_of_payload(watch, broker):
    dashboard = watch(broker, size=WIDE)
    for rounds in range(2):
        for name, payload in SHAPES.items():
            broker.pub("shape/%s" % name, payload)
            if rounds == 0:
                dashboard.key("enter")
                broker.pub("dbx/%s/status" % name, payload)
            else:
                dashboard.key("1", "tab")
    broker.pub("shape/last", b'{"n":42}')
    dashboard.key("1", "/", "ctrl-u")
    dashboard.send("shape/last")
    dashboard.key("enter")
    dashboard.wait_for(Shows("shape/last", "n 42"))
    check(dashboard)


@pytest.mark.parametrize("kind, payload", [
    ("text", b"line\n" * 212000), ("JSON", b'{"a":[' + b"1," * 530000 + b'1],"n":7}'),
    ("bytes", bytes(range(256)) * 4096)])
def test_a_megabyte(watch, broker, kind, payload):
    dashboard = watch(broker, size=WIDE)
    broker.pub("lab/large", b'{"n":1}')
    broker.pub("lab/large", payload)
    dashboard.wait_for(Shows("lab/large"))
    dashboard.key("enter")
    dashboard.wait_for("2 messages")
    dashboard.wait_for("Last payload: %s on lab/large" % kind)
    dashboard.wait_for("2 x, 1.0 MiB, ")
    dashboard.key("end")
    dashboard.wait_for("... the first")
    dashboard.key("home", "1")
    dashboard.wait_for(Shows("lab/large"))
    check(dashboard)


def test_topics_of_every_length(watch, broker):
    dashboard = watch(broker, size=WIDE)
    for topic in ("x", "/", "//", "a//b", "/lead", "trail/", " ", "l/" * 199 + "l", "t" * 20000, "dbx//status",
                  "dbx/" + "n" * 5000 + "/status", "温" * 3000, "$nothing"):
        broker.pub(topic, '{"n":5}')
        dashboard.key("end", "enter", "o", "esc", "esc", "1")
    broker.pub("end/last", '{"n":42}')
    dashboard.key("/", "ctrl-u")
    dashboard.send("end/last")
    dashboard.key("enter")
    dashboard.wait_for(Shows("end/last", "n 42"))
    check(dashboard)
