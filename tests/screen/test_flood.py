"""Floods: nothing is lost, and the keys work meanwhile."""
import os
import signal

import pytest

from deadline import SLOW
from panes import Shows

COUNT = 50000 if SLOW == 1 else 10000
TOPICS = 200


@pytest.fixture
def broker(make_broker):
    """One that drops nothing of its own accord, as it would from 1,000 waiting messages on."""
    return make_broker(extra="max_queued_messages 0\nmax_inflight_messages 0\n")


def flood(client, first, last):
    """Publish messages `first` to `last`, spread over the topics; the last one has arrived at the broker."""
    for number in range(first, last):
        client.publish("flood/%d" % (number % TOPICS), b"%d" % number, qos=0)
    client.publish("flood/%d" % (last % TOPICS), b"%d" % last)


def spaced(number):
    return "{:,}".format(number).replace(",", " ")


def wait_all(dashboard, count):
    """Wait until the details of the one device say that it has got so many messages."""
    dashboard.key("enter")
    dashboard.wait_for("%s messages, the last one" % spaced(count), timeout=60)
    dashboard.wait_for("lag 0")


def test_none_lost_and_keys_work(broker, watch):
    dashboard = watch(broker)
    with broker.client() as client:
        client.publish("flood/0", b"0")
        dashboard.wait_for(Shows("flood"))
        flood(client, 1, COUNT // 2)
        for key, seen in (("?", "Keys in"), ("esc", "q quit"), ("6", "subscribed to"), ("1", "flood")):
            dashboard.key(key)
            dashboard.wait_for(seen)
        flood(client, COUNT // 2 + 1, COUNT - 1)
    wait_all(dashboard, COUNT)
    dashboard.wait_for("msg/s")


def test_none_lost_while_frozen(broker, watch):
    dashboard = watch(broker)
    with broker.client() as client:
        client.publish("flood/0", b"0")
        dashboard.wait_for(Shows("flood"))
        dashboard.kill(signal.SIGSTOP)
        os.waitid(os.P_PID, dashboard.pid, os.WSTOPPED)
        flood(client, 1, COUNT // 2)
        dashboard.kill(signal.SIGCONT)
        flood(client, COUNT // 2 + 1, COUNT - 1)
    wait_all(dashboard, COUNT)


def count_up(client, last):
    """Publish 300 numbers of one device within a moment, and a last one."""
    for number in range(300):
        client.publish("hall/counter", b'{"n":%d.5,"door":"shut"}' % number, qos=0)
    client.publish("hall/counter", b'{"n":%s,"door":"shut"}' % last.encode())


@pytest.mark.parametrize("density", ["full", "compact", "list"])
def test_the_last_of_many_is_what_is_seen(broker, watch, density):
    dashboard = watch(broker, "--density", density)
    with broker.client() as client:
        client.publish("hall/counter", b'{"n":1.125,"door":"shut"}')
        dashboard.wait_for("1.125")
        for last in ("88.375", "77.625", "66.875"):
            count_up(client, last)
            dashboard.wait_for(last)
        dashboard.key("enter")
        count_up(client, "55.125")
        dashboard.wait_for("1 205 messages, the last one")
        assert "55.125" in dashboard.text()
        dashboard.key("esc", "/")
        dashboard.send("n>90\r")
        count_up(client, "44.375")
        dashboard.wait_for("No device matches")
        count_up(client, "99.375")
        dashboard.wait_for("99.375")


def test_more_than_the_inbox_holds(broker, watch):
    """3 MiB wait while the program is frozen: more than it keeps in memory. So the broker has to wait."""
    dashboard = watch(broker)
    with broker.client() as client:
        client.publish("flood/0", b"0")
        dashboard.wait_for(Shows("flood"))
        with dashboard.stalled():
            for number in range(1, 300):
                client.publish("flood/%d" % (number % TOPICS), b"x" * 10240)
    wait_all(dashboard, 300)


def test_more_topics_and_devices_than_allowed(broker, watch):
    dashboard = watch(broker, "--max-topics", "20", "--max-devices", "5")
    with broker.client() as client:
        for number in range(100):
            client.publish("site/%d" % number, b'{"n":1}', qos=0)
        client.publish("site/0", b'{"n":77}')
    dashboard.wait_for("77")
    dashboard.wait_for("5 devices")
    dashboard.wait_for("FULL: 95 messages unplaced")
