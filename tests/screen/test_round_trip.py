"""What a broker delivers, recorded and sent to another broker, is there the same as it was here: byte for byte."""
import random

import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from logged import LoggedProcess
from program import TELLTALE
from terminal import clean_environment

SPECIAL = [
    b"", b" ", b"\x00", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf{}", b"on", b"21.5 \xc2\xb0C", b"{", b"[1,",
    b"1", b"-1", b"0", b"-0", b"1.0", b"-0.0", b"1e400", b"-1e400", b"1e-7", b"1E5", b"1e5", b"0.30000000000000004",
    b"9223372036854775807", b"9223372036854775808", b"-9223372036854775808", b"-9223372036854775809",
    b"18446744073709551615", b"12345678901234567890123456789.123456789", b"1.10", b"0.1e1", b"01", b"1.", b".5", b"NaN",
    b"Infinity", b"true", b"false", b"null", b"True", b" 1", b"1 ", b"1\n", b"\t{}\r\n", b'"text"', b'""', b'"\\u0000"',
    b'"\\ud800"', b'"\\ud83d\\udea2"', b'"\\u00e4"', b'"\xc3\xa4"', b'"\\/"', b'"\xff"', b'"\x01"', b"'x'", b"{}", b"[]",
    b"{ }", b"[ ]", b'{"a":1}', b'{"a": 1}', b'{"a" : 1}', b'{"a": 1,"b":2}', b'{"a":1, "b":2}', b'{"a":1,"a":2}',
    b'{"a":{"b":1,"b":2}}', b'{"":1}', b'{"$set":{"x":1}}', b'{"a":{"$date":1}}', b'{"$oid":"x"}', b'{"a.b":1}',
    b'{".":1}', b'{"a$b":1}', b'{"a\\u0000b":1}', b'{"\\u0061":1}', b'{"_id":1,"kind":"end","mono":2}', b'{"a":"\\u0000"}',
    b'{"a":[1,2.0,{"b":null}]}', b"[1, 2, 3]", b"[1,2, 3]", b'{"a":9007199254740993}', b'{"a":1}{"b":2}', b'{"a":1}\x00',
    b"[" * 64 + b"]" * 64, b"[" * 65 + b"]" * 65, b"[" * 200 + b"]" * 200, b"[" * 5000, b'{"a":' * 200 + b"1" + b"}" * 200,
    b'{"Time":"2022-12-27T15:06:08","Switch10\xf4\x02\x00\x1btele/HASS_STATE{"Version":"8.2.0"',
    b"\x1b[31mred\x1b[0m", bytes(range(256)), b"x" * 70_000, b"[" + b"1," * 300_000 + b"1]", b"x" * 3_000_000,
]


# -- chance -----------------------------------------------------------------------------------------------


def text(chance, least=0):
    """Without U+FEFF, which paho doesn't take in properties."""
    return "".join(chance.choice("abc xyz/\u00e4\u20ac\u2028\U0001f6a2{}[]:,.$") for _ in range(chance.randrange(least, 9)))


def number(chance):
    digits = "".join(chance.choice("0123456789") for _ in range(chance.choice((1, 2, 3, 6, 17, 25))))
    return chance.choice((
        str(chance.randrange(-1000, 1000)), str(chance.getrandbits(64) - (1 << 63)), repr(chance.uniform(-1e3, 1e3)),
        repr(chance.uniform(-1, 1) * 10.0 ** chance.randrange(-320, 308)), "0." + digits, "7" + digits + ".5",
        "%.*f" % (chance.randrange(9), chance.uniform(0, 99)), "%.3e" % chance.uniform(-9, 9), "-0", "1E5", "2.50"))


def string(chance):
    escapes = ("", "", "", "\\n", '\\"', "\\\\", "\\/", "\\u0000", "\\u001f", "\\u00e4", "\\ud83d\\udea2", "\\ud800")
    return '"%s%s%s"' % (text(chance), chance.choice(escapes), text(chance))


def value(chance, colon, comma, depth=0):
    """JSON with separators of the caller's choice."""
    kind = chance.randrange(9 if depth < 5 else 6)
    if kind < 3:
        return number(chance)
    if kind < 6:
        return chance.choice(("null", "true", "false", string(chance)))
    parts = [value(chance, colon, comma, depth + 1) for _ in range(chance.randrange(5))]
    if kind == 6:
        return "[%s]" % comma.join(parts)
    return "{%s}" % comma.join(string(chance) + colon + part for part in parts)


def payload(chance):
    kind = chance.randrange(5)
    if kind == 0:
        return chance.randbytes(chance.randrange(60))
    if kind == 1:
        return text(chance).encode()
    colon, comma = chance.choice(((":", ","), (": ", ", "), (": ", ","), (" : ", " , ")))
    made = bytearray(chance.choice(("", "", "", " ", "\n")).encode() + value(chance, colon, comma).encode())
    if kind == 2 and made:
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def properties(chance):
    """Of MQTT 5; by the names that paho has for them."""
    made = {"PayloadFormatIndicator": chance.randrange(2), "MessageExpiryInterval": chance.randrange(10_000, 1 << 32),
            "ContentType": text(chance, 1), "ResponseTopic": "answers/%d" % chance.randrange(9),
            "CorrelationData": chance.randbytes(chance.randrange(9)),
            "UserProperty": [(text(chance), text(chance)) for _ in range(1 + chance.randrange(3))]}
    return {name: made[name] for name in made if chance.random() < 0.2}


def packed(properties_by_name):
    properties_of_paho = Properties(PacketTypes.PUBLISH)
    for name, each in properties_by_name.items():
        setattr(properties_of_paho, name, each)
    return properties_of_paho


def found(message):
    """(payload, QoS, properties) of what a client has received; the seconds that may have passed are cut off."""
    names = ("PayloadFormatIndicator", "MessageExpiryInterval", "ContentType", "ResponseTopic", "CorrelationData",
             "UserProperty")
    seen = {name: getattr(message.properties, name) for name in names if hasattr(message.properties, name)}
    return message.payload, message.qos, rounded(seen)


def rounded(properties_by_name):
    expiry = properties_by_name.get("MessageExpiryInterval")
    return {**properties_by_name, **({"MessageExpiryInterval": (expiry + 300) // 1000} if expiry else {})}


# -- the way ----------------------------------------------------------------------------------------------


@pytest.fixture
def brokers(make_broker):
    """Two that drop nothing that a client is slow to take."""
    return [make_broker(extra="max_queued_messages 0\n") for _ in range(2)]


@pytest.fixture
def recorder(home, tmp_path):
    """recorder(broker, count) -> (a running `telltale record` that ends after so many messages, its file)."""
    running = []

    def start(broker, count):
        path = tmp_path / "round.bson"
        argv = [TELLTALE, "record", "-h", "127.0.0.1", "-p", str(broker.port), "-V", "5", "-q", "2", "-o", str(path),
                "--count", str(count)]
        running.append(LoggedProcess(argv, env=clean_environment(home, "xterm", None), cwd=str(home)))
        broker.wait_subscribed()
        return running[-1], path

    yield start
    for process in running:
        process._process.kill()


@pytest.fixture
def round_trip(brokers, recorder, command):
    """round_trip(sent, kept=()) -> {topic: a message as the second broker had it}. Each of `sent` and of `kept`
    (published before the recording begins, with retain) is (topic, payload, QoS, properties by name)."""
    def take(sent, kept=()):
        with brokers[0].client() as publisher, brokers[1].client() as observer:
            for topic, content, qos, props in kept:
                publisher.publish(topic, content, qos, True, packed(props))
            process, path = recorder(brokers[0], len(sent) + len(kept))
            for topic, content, qos, props in sent:
                publisher.publish(topic, content, qos, False, packed(props))
            process.reap()
            observer.subscribe(("#", SubscribeOptions(qos=2, retainAsPublished=True)), 0)
            ended = command("replay", "--publish", path, "-h", "127.0.0.1", "-p", brokers[1].port, "-V", "5", "--speed",
                            "max")
            assert ended.returncode == 0, ended.stderr
            received = [observer.wait_message(timeout=20) for _ in range(len(sent) + len(kept))]
        return {message.topic: message for message in received}

    return take


def check(received, sent, retain=False):
    for topic, content, qos, props in sent:
        same = found(received[topic]) == (content, qos, rounded(props)) and received[topic].retain == retain
        assert same, "%s: %r became %r" % (topic, (content[:300], qos, props), str(found(received[topic]))[:600])


# -- the tests --------------------------------------------------------------------------------------------


def test_special_payloads(round_trip):
    sent = [("special/%d" % i, content, i % 3, {}) for i, content in enumerate(SPECIAL)]
    check(round_trip(sent), sent)


@pytest.mark.parametrize("seed", range(3))
def test_random_messages(round_trip, seed):
    chance = random.Random(seed)
    sent = [("random/%s/%d" % (text(chance), i), payload(chance), chance.randrange(3), properties(chance))
            for i in range(500)]
    check(round_trip(sent), sent)


def test_what_the_broker_had_kept(round_trip):
    chance = random.Random(7)
    kept = [("kept/%d" % i, payload(chance) or b"x", i % 3, properties(chance)) for i in range(20)]
    sent = [("live/%d" % i, payload(chance), i % 3, properties(chance)) for i in range(20)]
    received = round_trip(sent, kept)
    check(received, sent)
    check(received, kept, retain=True)


def test_twenty_megabytes(round_trip):
    content = random.Random(1).randbytes(20_000_000)
    json = b'{"a": [%s]}' % b", ".join(b"%d" % i for i in range(2_500_000))
    received = round_trip([("bytes", content, 1, {"ContentType": "x"}), ("json", json, 0, {}), ("small", b"1", 2, {})])
    assert len(json) > 20_000_000
    assert (received["bytes"].payload == content, received["json"].payload == json) == (True, True)
    assert (received["bytes"].properties.ContentType, received["small"].payload) == ("x", b"1")


def test_many_properties(round_trip):
    pairs = [("name %d" % (i % 10), "x" * (i % 50)) for i in range(500)]
    sent = [("many", b"1", 1, {"UserProperty": pairs, "CorrelationData": bytes(range(256)) * 200})]
    check(round_trip(sent), sent)
