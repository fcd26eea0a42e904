"""MQTT packets, put together and taken apart byte by byte: also ones that no decent library would send."""
import struct

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = 1, 2, 3, 4, 5, 6, 7
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = 8, 9, 10, 11, 12, 13, 14


def length(number):
    """A variable byte integer."""
    out = bytearray()
    while True:
        number, digit = divmod(number, 128)
        out.append(digit | (128 if number else 0))
        if not number:
            return bytes(out)


def packet(kind, body=b"", flags=0):
    return bytes([kind << 4 | flags]) + length(len(body)) + body


def string(value):
    """A length and bytes; text becomes UTF-8, bytes are taken as they are."""
    data = as_bytes(value)
    return struct.pack(">H", len(data)) + data


def as_bytes(value):
    return value.encode() if isinstance(value, str) else value


def properties(reason_string=None):
    """MQTT 5 properties: none, or a reason string."""
    return length(0) if reason_string is None else _counted(b"\x1f" + string(reason_string))


def _counted(body):
    return length(len(body)) + body


def publish(topic, payload=b"", qos=0, retain=False, identifier=1, v5=False, packed=b""):
    """A PUBLISH; topic and payload are text or any bytes, so are its MQTT 5 properties."""
    head = string(topic) + (struct.pack(">H", identifier) if qos else b"") + (_counted(packed) if v5 else b"")
    return packet(PUBLISH, head + as_bytes(payload), qos << 1 | bool(retain))


def pubrel(identifier):
    return packet(PUBREL, struct.pack(">H", identifier), 2)


def split(buffer):
    """Take the first packet off a bytearray: (kind, flags, body), or None while it is not complete."""
    size, shift, position = 0, 0, 1
    while True:
        if position >= len(buffer):
            return None
        size |= (buffer[position] & 127) << shift
        shift += 7
        position += 1
        if not buffer[position - 1] & 128:
            break
    if len(buffer) < position + size:
        return None
    kind, flags, body = buffer[0] >> 4, buffer[0] & 15, bytes(buffer[position:position + size])
    del buffer[:position + size]
    return kind, flags, body


def connect_version(body):
    """The protocol level of a CONNECT: 4 is MQTT 3.1.1, 5 is MQTT 5."""
    return body[2 + struct.unpack_from(">H", body)[0]]


def subscribe_filters(body, v5):
    """The filters of a SUBSCRIBE as text."""
    position = 2 + (1 + body[2] if v5 else 0)
    filters = []
    while position < len(body):
        size = struct.unpack_from(">H", body, position)[0]
        filters.append(body[position + 2:position + 2 + size].decode())
        position += 2 + size + 1
    return filters


def published(flags, body, v5):
    """(topic, payload, QoS, packet identifier or None) of a PUBLISH; its properties have to be short."""
    size, qos = struct.unpack_from(">H", body)[0], flags >> 1 & 3
    topic, rest = body[2:2 + size], body[2 + size:]
    identifier = None
    if qos:
        identifier, rest = struct.unpack_from(">H", rest)[0], rest[2:]
    return topic.decode(), rest[1 + rest[0]:] if v5 else rest, qos, identifier
