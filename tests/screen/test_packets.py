"""Streams of packets that are cut at awkward places: each message arrives once, in order, byte for byte.

It is a recording that tells what arrived. With read-ahead some packets are taken from what was read, and the others
by libmosquitto; without it libmosquitto takes all: ./dev test runs this with both.
"""
import json
import random
import subprocess

import bson
import pytest

import mqtt_packets as mqtt
from deadline import SLOW, patience
from program import TELLTALE
from terminal import clean_environment

VERSIONS = pytest.mark.parametrize("version", ["mqttv311", "mqttv5"])
AHEAD = 256 * 1024      # that much is read ahead
PROPERTIES = [          # (packed, as they are recorded)
    (b"", None),
    (b"\x03" + mqtt.string("text/plain"), {"content_type": "text/plain", "user": []}),
    (b"\x26" + mqtt.string("place") + mqtt.string("attic"), {"user": [["place", "attic"]]}),
    (b"\x01\x01\x09" + mqtt.string(b"\x00\xff"), {"payload_format": 1, "correlation": b"\x00\xff", "user": []}),
]


class Stream:
    """The packets of a broker, and the messages that they are."""

    def __init__(self, version):
        self.v5 = version == "mqttv5"
        self.packets, self.messages = [], []
        self._identifier = 0

    def publish(self, topic, payload, qos=0, retain=False, properties=PROPERTIES[0]):
        self._identifier = self._identifier % 65535 + 1
        packed, recorded = properties if self.v5 else PROPERTIES[0]
        self.packets.append(mqtt.publish(topic, payload, qos, retain, self._identifier, self.v5, packed))
        if qos == 2:    # it counts from here on
            self.packets.append(mqtt.pubrel(self._identifier))
        self.messages.append((topic, payload, qos, retain, recorded))

    def ping(self):
        self.packets.append(mqtt.packet(mqtt.PINGRESP))

    def bytes(self):
        return b"".join(self.packets)


def message(document):
    """What a document of a recording says, as Stream has it."""
    payload = bytes(document["raw"]) if "raw" in document else document["payload"]
    if isinstance(payload, dict):
        payload = json.dumps(payload, separators=(",", ":"))
    return (document["meta"]["topic"], mqtt.as_bytes(payload), document["qos"], document.get("retain", False),
            document.get("props"))


@pytest.fixture
def recording(home, tmp_path):
    """recording(fake, version, count) -> a function that gives the messages recorded, once there are so many."""
    running = []

    def start(fake, version, count):
        path = tmp_path / ("%d.bson" % len(running))
        running.append(subprocess.Popen(
            [TELLTALE, "record", "-h", "127.0.0.1", "-p", str(fake.port), "-V", version, "-q", "2", "-o", str(path),
             "--count", str(count), "--quiet"], env=clean_environment(home, "xterm", None), cwd=str(home),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE))
        fake.wait_subscribed()

        def messages(process=running[-1]):
            said = process.communicate(timeout=patience(30))[1]
            assert process.returncode == 0, said.decode()
            documents = bson.decode_all(path.read_bytes())
            return [message(document) for document in documents if document["kind"] == "message"]

        return messages

    yield start
    for process in running:
        process.kill()
        process.wait()


def same(received, sent):
    """Messages can be large, and many: only the first difference is shown."""
    for number, (one, other) in enumerate(zip(received, sent)):
        if one != other:
            pytest.fail("message %d: %.300r came for %.300r" % (number, one, other))
    assert len(received) == len(sent)


def number_of(fake, kind):
    """How many packets of a kind the client has sent."""
    return sum(seen == kind for seen, _, _ in fake.packets)


def kinds(stream, number):
    """One of each kind of packet, around that number."""
    text = b"number %d" % number
    stream.publish("a/b", text)
    stream.publish("a/json", b'{"n":%d,"t":21.5}' % number)
    stream.publish("a/one", text, qos=1)
    stream.ping()
    stream.publish("a/b", text + b"\xff\x00", retain=True)
    stream.publish("a/two", text, qos=2)
    for properties in PROPERTIES[1:] if stream.v5 else ():
        stream.publish("a/properties", text, qos=number % 3, properties=properties)
    stream.publish("a/\u00e4/\u00b0", text)
    stream.publish("a/nothing", b"")
    stream.publish("a/longer", b"%d " % number * 60)


@VERSIONS
def test_cut_everywhere(make_fake_broker, recording, version):
    """Each packet is cut at each of its offsets; each write has the rest of one and the beginning of the next."""
    fake, stream, pieces, rest = make_fake_broker(), Stream(version), [], b""
    sizes = Stream(version)
    kinds(sizes, 100)
    for offset in range(1, 40 if SLOW == 1 else 16):
        before = len(stream.packets)
        kinds(stream, 100 + offset)
        for packet in stream.packets[before:]:
            cut = min(offset, len(packet) - 1)
            pieces.append(rest + packet[:cut])
            rest = packet[cut:]
    received = recording(fake, version, len(stream.messages))
    fake.send_apart([*pieces, rest])
    same(received(), stream.messages)


@VERSIONS
def test_a_byte_at_a_time(make_fake_broker, recording, version):
    fake, stream = make_fake_broker(), Stream(version)
    kinds(stream, 1)
    received = recording(fake, version, len(stream.messages))
    fake.send_apart([stream.bytes()[at:at + 1] for at in range(len(stream.bytes()))])
    same(received(), stream.messages)
    ones, twos = (sum(each[2] == qos for each in stream.messages) for qos in (1, 2))
    fake.wait(lambda broker: [number_of(broker, kind) for kind in (mqtt.PUBACK, mqtt.PUBREC, mqtt.PUBCOMP)]
              == [ones, twos, twos])


@VERSIONS
@pytest.mark.parametrize("seed", range(2))
def test_as_fast_as_it_goes(make_fake_broker, recording, version, seed):
    """In pieces of any size; what is larger than what is read ahead, or just as large, lies between."""
    chance, fake, stream = random.Random(seed), make_fake_broker(), Stream(version)
    for number in range(2000 if SLOW == 1 else 500):
        kinds(stream, number)
        if number % 100 == 50:
            size = chance.choice((AHEAD - 9, AHEAD - 8, AHEAD, AHEAD + 1, 2 * AHEAD, 3_000_000))
            stream.publish("a/huge", b"x" * size, qos=chance.randrange(3))
    received = recording(fake, version, len(stream.messages))
    data, at = stream.bytes(), 0
    while at < len(data):
        size = chance.choice((1, 2, 3, 50, 1000, 30_000, AHEAD))
        fake.send(data[at:at + size])
        at += size
    same(received(), stream.messages)


# What libmosquitto says to topics. One of QoS 1 is always its own to judge.
TAKEN, REFUSED = "taken", "refused"
TOPICS = {
    b"a b/c~!": TAKEN, "\u00e4/\u20ac/\U0001f6a2".encode(): TAKEN, b"a/+": TAKEN, b"a/#": TAKEN, b"/": TAKEN,
    b"": REFUSED, b"a\x00b": REFUSED, b"a\x01b": REFUSED, b"a\x1f": REFUSED, b"a\x7fb": REFUSED,
    "a\u0085b".encode(): REFUSED, "a\ufdd0".encode(): REFUSED, "a\uffff".encode(): REFUSED,
    b"a\xff": REFUSED, b"a\xc0\xaf": REFUSED, b"a\xed\xa0\x80": REFUSED, b"a\xe2\x82": REFUSED,
}


@VERSIONS
@pytest.mark.parametrize("qos", [0, 1])
@pytest.mark.parametrize("topic", TOPICS)
def test_topics_as_libmosquitto_takes_them(make_fake_broker, recording, version, qos, topic):
    fake, v5 = make_fake_broker(), version == "mqttv5"
    received = recording(fake, version, 3)
    fake.send(b"".join((mqtt.publish("a", b"before", v5=v5), mqtt.publish(topic, b"x", qos, v5=v5),
                        mqtt.publish("a", b"after", v5=v5))))
    if TOPICS[topic] is REFUSED:
        fake.wait_attempts(2)
        fake.wait_subscribed()
        fake.send(mqtt.publish("a", b"again", v5=v5) * 2)
    seen = [(each[0].encode(errors="surrogatepass"), each[1]) for each in received()]
    if TOPICS[topic] is REFUSED:
        assert seen == [(b"a", b"before"), (b"a", b"again"), (b"a", b"again")]
    else:
        assert seen == [(b"a", b"before"), (topic, b"x"), (b"a", b"after")]


# -- keep-alive, while nothing comes but packets that libmosquitto doesn't see --------------------------------------


@VERSIONS
def test_a_broker_that_answers_no_ping_is_given_up(watch, make_fake_broker, version):
    fake = make_fake_broker(pingresp=False)
    dashboard = watch(fake, "-k", "5", "-V", version)
    fake.chatter = mqtt.publish("a/b", b"1", v5=version == "mqttv5")
    fake.send(fake.chatter)
    fake.wait_attempts(2, timeout=30)
    assert number_of(fake, mqtt.PINGREQ)
    dashboard.key("6")
    dashboard.wait_for("lost the connection")


@VERSIONS
def test_a_broker_that_answers_is_not(watch, make_fake_broker, version):
    fake = make_fake_broker(chatter=mqtt.publish("a/b", b"1", v5=version == "mqttv5"))
    dashboard = watch(fake, "-k", "5", "-V", version)
    # there is no second one unless the answer to the first was taken for one
    fake.wait(lambda broker: number_of(broker, mqtt.PINGREQ) >= 2, timeout=30)
    assert len(fake.attempts) == 1 and "NOT CONNECTED" not in dashboard.text()
