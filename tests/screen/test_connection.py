"""The connection: no broker, one that comes, goes and comes back, one that misbehaves; filters."""
import re
import time

import pytest

import mqtt_packets as mqtt
from box import Box, status
from panes import ONLINE, Shows
from ports import free_port


def address(port):
    return "-h", "127.0.0.1", "-p", str(port)


def test_no_broker(telltale):
    port = free_port()
    dashboard = telltale(*address(port))
    dashboard.wait_for("No connection to mqtt://127.0.0.1:%d" % port)
    dashboard.wait_for("onnection refused")
    dashboard.wait_for("NOT CONNECTED")
    dashboard.wait_for("telltale demo")
    dashboard.wait_for("F5 tries now")
    dashboard.wait_for("F5 connect now")


def test_no_such_host(telltale):
    dashboard = telltale("-h", "no-such-host.invalid", size=(24, 100))
    dashboard.wait_for("No connection to mqtt://no-such-host.invalid:1883")
    dashboard.wait_for("host name not found")


def test_the_first_frame_comes_before_the_first_answer(telltale, make_fake_broker):
    fake = make_fake_broker(manner="silent")
    dashboard = telltale(*address(fake.port))
    dashboard.wait_for("Connecting to mqtt://127.0.0.1:%d ..." % fake.port)
    dashboard.wait_for("connecting")
    dashboard.key("q")
    assert dashboard.wait_exit() == 0


def test_a_key_tries_at_once(telltale, make_fake_broker):
    fake = make_fake_broker(connack=5)
    dashboard = telltale(*address(fake.port))
    dashboard.wait_for("F5 tries now")
    fake.connack = 0
    for key in ("f5", "ctrl-r"):
        pressed = time.monotonic()
        dashboard.key(key)
        fake.wait_subscribed()
        assert fake.attempts[-1] - pressed < 25     # by itself it would wait for 30 s and more
        dashboard.wait_for("Connected to")
        fake.connack = 5
        fake.disconnect()
        dashboard.wait_for("F5 tries now")
        fake.connack = 0


def test_comes_alive_when_the_broker_comes(telltale, make_broker, broker):
    broker.stop()
    dashboard = telltale(*address(broker.port))
    dashboard.wait_for("No connection to")
    broker.start()
    dashboard.wait_for("Connected to mqtt://127.0.0.1:%d. No message yet on '#'." % broker.port, timeout=20)


def test_restart_of_the_broker(watch, broker):
    dashboard = watch(broker)
    with broker.client() as client:
        Box(client).report(temperature=21.5)
        dashboard.wait_for(Shows("dbx-01", ONLINE, "temp 21.5 °C"))
    live = dashboard.cell(*dashboard.find("21.5"))
    broker.stop()
    dashboard.wait_for(Shows("dbx-01", "× no broker", "temp 21.5 °C"))
    dashboard.wait_for("NOT CONNECTED")
    dashboard.wait_for("lost the connection to mqtt://127.0.0.1:")
    place = dashboard.find("21.5")
    dashboard.wait_for(lambda terminal: terminal.cell(*place) != live)      # an old value is not shown as live
    broker.start()
    broker.wait_subscribed("#", timeout=20)
    dashboard.wait_for("connected again to")
    assert "NOT CONNECTED" not in dashboard.text()
    with broker.client() as client:
        Box(client).report(temperature=22.5)
        dashboard.wait_for(Shows("dbx-01", ONLINE, "temp 22.5 °C"))
    dashboard.wait_gone("no broker")
    assert dashboard.cell(*dashboard.find("22.5")) == live


def test_details_and_log_tell_of_the_loss(watch, broker):
    dashboard = watch(broker, size=(24, 120))
    with broker.client() as client:
        Box(client).report()
        dashboard.wait_for(Shows("dbx-01", "CLOSED"))
    dashboard.key("enter")
    dashboard.wait_for("online")
    broker.stop()
    dashboard.wait_for("no broker: these are its last values")
    dashboard.key("6")
    dashboard.wait_for(re.compile(r"lost the connection to mqtt://127.0.0.1:\d+: .*; next try in"))
    broker.start()
    dashboard.wait_for(re.compile("\n.*connected again to.*(?s:.*)\n"), timeout=20)


def test_dropped_at_once_is_not_tried_in_a_hurry(telltale, make_fake_broker):
    fake = make_fake_broker(manner="drop")
    dashboard = telltale(*address(fake.port))
    times = fake.wait_attempts(4, timeout=15)
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    assert all(gap > least for gap, least in zip(gaps, (0.49, 0.99, 1.99))), gaps
    dashboard.wait_for("No connection to")
    dashboard.wait_for(re.compile("onnection (lost|reset)"))


def test_silence_is_given_up(telltale, make_fake_broker):
    fake = make_fake_broker(manner="silent")
    dashboard = telltale(*address(fake.port))
    fake.wait_packet(mqtt.CONNECT)
    dashboard.wait_for("no answer within 15 s", timeout=20)
    assert len(fake.attempts) == 1
    fake.manner = "answer"
    dashboard.key("f5")
    dashboard.wait_for("Connected to")


def test_frozen_broker_is_noticed(watch, broker):
    dashboard = watch(broker, "-k", "5")
    broker.suspend()
    dashboard.wait_for("NOT CONNECTED", timeout=30)
    dashboard.wait_for(re.compile("keep-alive|connection lost"))    # the header is drawn first
    broker.resume()
    dashboard.wait_for("Connected to", timeout=30)


def test_leaves_while_the_broker_is_frozen(watch, broker):
    dashboard = watch(broker)
    broker.suspend()
    dashboard.key("q")
    assert dashboard.wait_exit() == 0
    broker.resume()


# -- filters --------------------------------------------------------------------------------------------------------

def test_several_filters(watch, broker):
    dashboard = watch(broker, "-t", "dbx/+/status", "-t", "house/#")
    for topic in ("dbx/b1/status", "garden/b2/status", "house/b3/status"):
        broker.pub(topic, status())
    dashboard.wait_for(Shows("b1", "CLOSED"))
    dashboard.wait_for(Shows("house/b3", "hatch_status"))
    assert "b2" not in dashboard.text()
    dashboard.wait_for("2 devices")


@pytest.mark.parametrize("filters", [("#", "a/#"), ("a/b/x", "a/#"), ("a/+/x", "a/b/+"), ("a/b/#", "a/b/#")])
def test_overlapping_filters_deliver_once(telltale, broker, filters):
    options = [option for topic_filter in filters for option in ("-t", topic_filter)]
    dashboard = telltale(*address(broker.port), *options)
    widest = "#" if "#" in filters else "a/#" if "a/#" in filters else filters[1]
    broker.wait_subscribed(widest)
    for number in range(3):
        broker.pub("a/b/x", '{"n":%d}' % number)
    dashboard.wait_for(Shows("a/b/x", "n 2"))
    dashboard.key("enter")
    dashboard.wait_for("3 messages, the last one")


def test_a_filter_that_another_one_covers_is_noted(telltale, broker):
    dashboard = telltale(*address(broker.port), "-t", "a/b/x", "-t", "a/#")
    broker.wait_subscribed("a/#")
    dashboard.key("6")
    dashboard.wait_for("'a/b/x' is not subscribed to: 'a/#' covers it")


def test_a_refused_filter_is_named_and_the_others_go_on(telltale, make_fake_broker):
    fake = make_fake_broker(suback={"secret/#": 0x80})
    dashboard = telltale(*address(fake.port), "-t", "secret/#", "-t", "dbx/#")
    fake.wait(lambda broker: sum(kind == mqtt.SUBSCRIBE for kind, _, _ in broker.packets) == 2)
    dashboard.wait_for("The broker refused the filter 'secret/#'.")
    fake.publish("dbx/dbx-01/status", status())
    dashboard.wait_for(Shows("dbx-01", "CLOSED"))
    dashboard.key("6")
    dashboard.wait_for("secret/#")


def test_quality_of_service(watch, broker):
    watch(broker, "-q", "2")
    assert broker.wait_log(" 2 #")


def test_disconnected_with_a_reason(watch, make_fake_broker):
    fake = make_fake_broker()
    dashboard = watch(fake, "-V", "mqttv5")
    fake.disconnect(0x8e)
    dashboard.wait_for("another client took the session over")


def test_two_dashboards_do_not_fight(watch, broker):
    first, second = watch(broker), watch(broker)
    broker.pub("dbx/dbx-01/status", status())
    for dashboard in (first, second):
        dashboard.wait_for(Shows("dbx-01", "CLOSED"))
        assert "connected again" not in dashboard.text()
