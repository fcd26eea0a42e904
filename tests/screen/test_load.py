"""The programs with which ./dev bench and ./dev soak make loads: what they send, to the last identifier."""
import collections
import socket
import ssl
import struct

import pytest

import mqtt_packets as mqtt
import place
from deadline import patience
from flooding import Flooding, Publishing

LAST = "bench/end/state"
Message = collections.namedtuple("Message", "topic qos mid payload")


class Client:
    """Connected to a Flooding and subscribed; what it acknowledges is up to the test."""

    def __init__(self, port, context=None):
        self._socket = socket.create_connection(("127.0.0.1", port), patience(10))
        if context:
            self._socket = context.wrap_socket(self._socket, server_hostname="localhost")
        self._read = bytearray()
        self.send(mqtt.packet(mqtt.CONNECT, mqtt.string("MQTT") + b"\x04\x02\x00\x00" + mqtt.string("test")))
        assert self.next() == (mqtt.CONNACK, 0, b"\x00\x00")
        self.send(mqtt.packet(mqtt.SUBSCRIBE, b"\x00\x07" + mqtt.string("#") + b"\x01", 2))
        assert self.next() == (mqtt.SUBACK, 0, b"\x00\x07\x01")

    def send(self, data):
        self._socket.sendall(data)

    def acknowledge(self, kind, mid):
        self.send(mqtt.packet(kind, struct.pack(">H", mid), 2 if kind == mqtt.PUBREL else 0))

    def next(self):
        """(kind, flags, body) of the next packet."""
        while True:
            packet = mqtt.split(self._read)
            if packet:
                return packet
            more = self._socket.recv(1 << 16)
            if not more:
                raise EOFError
            self._read += more

    def message(self):
        kind, flags, body = self.next()
        assert kind == mqtt.PUBLISH and not flags & 9, (kind, flags)
        qos, end = flags >> 1, 2 + struct.unpack_from(">H", body)[0]
        mid = struct.unpack_from(">H", body, end)[0] if qos else None
        return Message(body[2:end].decode(), qos, mid, body[end + (2 if qos else 0):])

    def ping(self):
        """Everything that was sent before the answer."""
        self.send(b"\xc0\x00")
        packets = []
        while not packets or packets[-1][0] != mqtt.PINGRESP:
            packets.append(self.next())
        return packets[:-1]

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def prove(flood, client):
    """Take the message that ends it, and acknowledge it: that ends it."""
    last = client.message()
    assert last.topic == LAST and last.qos == 1
    client.acknowledge(mqtt.PUBACK, last.mid)
    flood.when("ended")


def test_qos_0_and_the_proof():
    with Flooding(messages=1000, topics=50) as flood, Client(flood.port) as client:
        topics = collections.Counter(client.message().topic for _ in range(1000))
        assert len(topics) == 50 and set(topics.values()) == {20}
        assert flood.when("began") and flood.line() is None
        prove(flood, client)
        assert flood.sent == 1000


def test_qos_1_within_its_window():
    with Flooding(messages=25, qos=1, window=10) as flood, Client(flood.port) as client:
        mids = [struct.unpack_from(">H", body, 2 + body[1])[0] for _, _, body in client.ping()]
        assert len(mids) == 10
        client.acknowledge(mqtt.PUBACK, mids.pop(4))
        for _ in range(15):
            mids.append(client.message().mid)
            assert len(set(mids)) == len(mids)
            client.acknowledge(mqtt.PUBACK, mids.pop(0))
        assert not client.ping()        # nine are open, and as long as that is so there is no end
        for mid in mids:
            client.acknowledge(mqtt.PUBACK, mid)
        prove(flood, client)


def test_an_identifier_in_flight_is_never_used_again():
    with Flooding(messages=70000, payload=10, qos=1) as flood, Client(flood.port) as client:
        held = client.message().mid
        for _ in range(69999):
            mid = client.message().mid
            assert mid not in (0, held)
            client.acknowledge(mqtt.PUBACK, mid)
        client.acknowledge(mqtt.PUBACK, held)
        prove(flood, client)


def test_qos_2_in_four_steps():
    with Flooding(messages=30, qos=2, window=30) as flood, Client(flood.port) as client:
        mids = [client.message().mid for _ in range(30)]
        for mid in mids:
            client.acknowledge(mqtt.PUBREC, mid)
            assert client.next() == (mqtt.PUBREL, 2, struct.pack(">H", mid))
        assert not client.ping()        # all are received, none is released: the end has to wait
        for mid in mids:
            client.acknowledge(mqtt.PUBCOMP, mid)
        prove(flood, client)


def test_a_wrong_acknowledgement_ends_it():
    with Flooding(messages=5, qos=1) as flood, Client(flood.port) as client:
        mid = client.message().mid
        client.acknowledge(mqtt.PUBACK, mid + 1000)
        with pytest.raises((EOFError, ConnectionError)):
            while True:
                client.next()


def test_a_rate_is_kept():
    with Flooding(messages=100, rate=1000) as flood, Client(flood.port) as client:
        began = flood.when("began")
        for _ in range(100):
            client.message()
        client.acknowledge(mqtt.PUBACK, client.message().mid)
        assert flood.when("ended") - began >= 0.1


def test_it_waits_and_obeys():
    with Flooding(messages=0, topics=1, wait=1) as flood, Client(flood.port) as client:
        flood.when("ready")
        flood.publish("own/topic", '{"a b": 1}')
        assert client.message() == Message("own/topic", 0, None, b'{"a b": 1}')
        flood.go()
        assert client.message().topic == "bench/device-0000/state"
        flood.stop()
        while client.message().topic != LAST:
            pass


def test_once_more():
    with Flooding(messages=30, topics=3, wait=1, qos=1) as flood, Client(flood.port) as client:
        for _ in range(3):
            flood.go()
            for _ in range(30):
                client.acknowledge(mqtt.PUBACK, client.message().mid)
            prove(flood, client)
            assert flood.sent == 30


@pytest.mark.parametrize("size", [10, 20, 150, 200, 1000, 65536, 1 << 20])
def test_sizes_of_payloads(size):
    with Flooding(messages=20, topics=2, payload=size) as flood, Client(flood.port) as client:
        sizes = {len(client.message().payload) for _ in range(20)}
    assert sizes == {size} if size >= 200 else max(sizes) <= size * 1.1


def test_a_million_topics():
    with Flooding(messages=1000000, topics=1000000, payload=10) as flood, Client(flood.port) as client:
        assert client.message().topic == "bench/device-0000/state"
        assert client.message().topic == "bench/device-0001/state"


@pytest.mark.skipif(not place.has_tls(), reason="built without OpenSSL")
def test_tls(authority, server_certificate):
    certificate, key = server_certificate
    context = ssl.create_default_context(cafile=authority.cert)
    with Flooding(messages=5000, certificate=certificate, key=key) as flood, Client(flood.port, context) as client:
        for _ in range(5000):
            client.message()
        prove(flood, client)


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_into_a_real_broker(broker, qos):
    with broker.client() as client:
        client.subscribe("bench/#")
        with Publishing(broker.port, messages=500, topics=10, qos=qos, window=20) as publishing:
            publishing.when("ended")
            assert publishing.sent == 500
        topics = collections.Counter(client.wait_message("bench/#", timeout=20).topic for _ in range(500))
        assert len(topics) == 10 and set(topics.values()) == {50}
