"""As much of MQTT 3.1.1 as it takes to publish: packets are made beforehand, sending one is a single write."""
import socket

CONNECT = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x00\x00\x00"  # clean session, no keep-alive, the broker names us
PING, PONG = b"\xc0\x00", b"\xd0\x00"


def packet(topic, payload, retain=False):
    """A PUBLISH of QoS 0."""
    topic, payload = topic.encode(), payload.encode()
    rest = 2 + len(topic) + len(payload)
    head = bytearray([0x31 if retain else 0x30])
    while rest > 127:
        head.append(rest % 128 | 128)
        rest //= 128
    head.append(rest)
    return bytes(head) + len(topic).to_bytes(2, "big") + topic + payload


class Publisher:
    """Connected to the broker at that loopback port when made."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send(CONNECT)
        assert self._receive(4)[3] == 0, "the broker refuses the publisher"

    def send(self, packets):
        """Waits while the broker takes no more."""
        self._socket.sendall(packets)

    def settle(self):
        """Returns when the broker has read everything sent so far."""
        self.send(PING)
        assert self._receive(2) == PONG

    def _receive(self, size):
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            assert more, "the broker ended the connection of the publisher"
            data += more
        return data

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
