"""What a broker says when it does not want us: every CONNACK in words."""
import re

import pytest

# MQTT 3.1.1, table 3.1
V3 = {1: "unacceptable protocol version", 2: "identifier rejected", 3: "server unavailable",
      4: "bad user name or password", 5: "not authorised"}

# MQTT 5, table 3-1
V5 = {0x80: "unspecified error", 0x84: "unacceptable protocol version", 0x85: "identifier rejected",
      0x86: "bad user name or password", 0x87: "not authorised", 0x88: "server unavailable", 0x89: "server busy",
      0x8a: "banned", 0x97: "quota exceeded", 0x9d: "server moved", 0x9f: "connection rate exceeded"}

ABOUT_CREDENTIALS = {4, 5, 0x86, 0x87, 0x8a}


def check_refusal(dashboard, fake, code, words):
    dashboard.wait_for("the broker refused the connection: " + words)
    found = dashboard.wait_for(re.compile(r"Next try in (?:(\d+) min )?(\d+)(?:\.\d)? s"))
    pause = 60 * int(found[1] or 0) + int(found[2])
    # nobody's account gets locked because a dashboard stands on a desk with an old password
    assert pause >= 20 if code in ABOUT_CREDENTIALS else pause <= 2
    fake.connack = 0
    dashboard.key("f5")
    dashboard.wait_for("Connected to")


@pytest.mark.parametrize("code", V3)
def test_connack(telltale, make_fake_broker, code):
    fake = make_fake_broker(connack=code)
    check_refusal(telltale("-h", "127.0.0.1", "-p", str(fake.port)), fake, code, V3[code])


@pytest.mark.parametrize("code", V5)
def test_connack_of_mqtt_5(telltale, make_fake_broker, code):
    fake = make_fake_broker(connack=code, reason_string="because")
    check_refusal(telltale("-h", "127.0.0.1", "-p", str(fake.port), "-V", "mqttv5"), fake, code, V5[code])


def test_the_brokers_own_words_are_shown_clean(telltale, make_fake_broker):
    fake = make_fake_broker(connack=0x87, reason_string="go\u202eaway")
    dashboard = telltale("-h", "127.0.0.1", "-p", str(fake.port), "-V", "mqttv5", size=(24, 100))
    dashboard.wait_for("not authorised (go\\u202eaway)")


def test_a_code_that_nobody_knows(telltale, make_fake_broker):
    fake = make_fake_broker(connack=99)
    telltale("-h", "127.0.0.1", "-p", str(fake.port)).wait_for("unknown result code")


@pytest.mark.parametrize("version", ["mqttv31", "mqttv311", "mqttv5"])
def test_every_version_is_spoken(watch, broker, version):
    dashboard = watch(broker, "-V", version)
    broker.pub("dbx/dbx-01/status", '{"hatch_status":1}')
    dashboard.wait_for("OPENED")


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n" + b"<p>" * 40, b"\x00" * 64,
                                    b"\xff" * 64, b"SSH-2.0-x\r\n"], ids=["http", "zeros", "ones", "ssh"])
def test_what_speaks_no_mqtt(telltale, make_fake_broker, answer):
    fake = make_fake_broker(manner="silent")
    dashboard = telltale("-h", "127.0.0.1", "-p", str(fake.port))
    fake.wait(lambda broker: broker.packets)
    fake.send(answer)
    fake.disconnect()
    dashboard.wait_for("NOT CONNECTED")
    dashboard.wait_for("No connection to")
