"""A broker that misbehaves on demand: refuses, hangs up, says nothing, denies filters, sends raw bytes.

It knows just enough of MQTT 3.1.1 and 5 for that. One thread serves all connections.
"""
import contextlib
import selectors
import socket
import threading
import time
from types import SimpleNamespace

import mqtt_packets as mqtt
from deadline import patience, wait_on
from ports import bind_free


class FakeBroker:
    """Runs from its making to `close`. All options may be changed between connections.

    connack: the code or MQTT 5 reason to answer CONNECT with; 0 accepts.
    reason_string: sent along with a refusal, in MQTT 5.
    manner: "answer"; "drop" closes each connection at once; "silent" reads and never says a word.
    suback: {filter: code}, the others are granted as QoS 0. puback: False leaves PUBLISH unacknowledged.
    pingresp: False leaves PINGREQ unanswered. greeting: raw packets sent after the first SUBACK.
    chatter: raw packets sent ten times a second from then on.
    """

    def __init__(self, connack=0, reason_string=None, manner="answer", suback=None, puback=True, pingresp=True,
                 greeting=(), chatter=b""):
        self.connack, self.reason_string, self.manner = connack, reason_string, manner
        self.suback, self.puback, self.pingresp = suback or {}, puback, pingresp
        self.greeting, self.chatter = greeting, chatter
        self.attempts = []      # monotonic times of accepted TCP connections
        self.packets = []       # (kind, flags, body) received
        self.published = []     # (topic, payload, QoS, identifier) received
        self._changed = threading.Condition()
        self._listener = bind_free_listener()
        self.port = self._listener.getsockname()[1]
        self._connections = {}
        self._wake, self._woken = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        for readable in (self._listener, self._woken):
            self._selector.register(readable, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    # -- the thread ---------------------------------------------------------------------------------------

    def _serve(self):
        while True:
            for key, _ in self._selector.select(0.1 if self.chatter else None):
                if key.fileobj is self._woken:
                    return
                with self._changed:
                    if key.fileobj is self._listener:
                        self._accept()
                    elif key.fileobj in self._connections:
                        self._receive(key.fileobj)
                    self._changed.notify_all()
            if self.chatter:
                self._talk()

    def _talk(self):
        with self._changed:
            for connection, state in self._connections.items():
                if state.subscribed:
                    _write(connection, self.chatter)

    def _accept(self):
        connection, _ = self._listener.accept()
        self.attempts.append(time.monotonic())
        if self.manner == "drop":
            connection.close()
            return
        self._connections[connection] = SimpleNamespace(buffer=bytearray(), v5=False, subscribed=False)
        self._selector.register(connection, selectors.EVENT_READ)

    def _receive(self, connection):
        state = self._connections[connection]
        try:
            data = connection.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            self._hang_up(connection)
            return
        state.buffer += data
        while connection in self._connections:
            received = mqtt.split(state.buffer)
            if not received:
                break
            self.packets.append(received)
            if self.manner == "answer":
                self._answer(connection, state, *received)

    def _hang_up(self, connection):
        del self._connections[connection]
        self._selector.unregister(connection)
        connection.close()

    def _answer(self, connection, state, kind, flags, body):
        if kind == mqtt.CONNECT:
            state.v5 = mqtt.connect_version(body) == 5
            extra = mqtt.properties(self.reason_string) if state.v5 else b""
            _write(connection, mqtt.packet(mqtt.CONNACK, bytes([0, self.connack]) + extra))
            if self.connack:
                self._hang_up(connection)
        elif kind == mqtt.SUBSCRIBE:
            codes = bytes(self.suback.get(name, 0) for name in mqtt.subscribe_filters(body, state.v5))
            _write(connection, mqtt.packet(mqtt.SUBACK, body[:2] + (b"\x00" if state.v5 else b"") + codes))
            if not state.subscribed:
                state.subscribed = True
                _write(connection, b"".join(self.greeting))
        elif kind == mqtt.UNSUBSCRIBE:
            _write(connection, mqtt.packet(mqtt.UNSUBACK, body[:2] + (b"\x00\x00" if state.v5 else b"")))
        elif kind == mqtt.PUBLISH:
            self._take(connection, mqtt.published(flags, body, state.v5))
        elif kind == mqtt.PUBREL:
            _write(connection, mqtt.packet(mqtt.PUBCOMP, body[:2]))
        elif kind == mqtt.PINGREQ and self.pingresp:
            _write(connection, mqtt.packet(mqtt.PINGRESP))
        elif kind == mqtt.DISCONNECT:
            self._hang_up(connection)

    def _take(self, connection, message):
        self.published.append(message)
        _, _, qos, identifier = message
        if qos and self.puback:
            answer = mqtt.PUBACK if qos == 1 else mqtt.PUBREC
            _write(connection, mqtt.packet(answer, identifier.to_bytes(2, "big")))

    # -- the test's side ----------------------------------------------------------------------------------

    def wait(self, predicate, timeout=10):
        """Wait until the function of this broker is truthy; returns its value."""
        with self._changed:
            value = wait_on(self._changed, lambda: predicate(self), timeout)
            assert value, "attempts %d, packets %s" % (len(self.attempts), [kind for kind, _, _ in self.packets])
            return value

    def wait_attempts(self, count, timeout=10):
        """Wait until there have been that many connections; returns their times."""
        self.wait(lambda broker: len(broker.attempts) >= count, timeout)
        return list(self.attempts)

    def wait_packet(self, kind, timeout=10):
        """Wait for a packet of that kind (mqtt_packets.SUBSCRIBE, …); returns the first one's (flags, body)."""
        return self.wait(lambda broker: next((rest for seen, *rest in broker.packets if seen == kind), None), timeout)

    def wait_subscribed(self, _topic_filter="#", timeout=10, **_):
        """Wait until a client is connected and has got a SUBACK, for whatever filter."""
        self.wait(lambda broker: any(state.subscribed for state in broker._connections.values()), timeout)

    def send(self, raw):
        """Send bytes, whatever they are, to every client."""
        with self._changed:
            for connection in self._connections:
                _write(connection, raw)

    def send_apart(self, pieces):
        """Send each piece of bytes once the client has read all before it. For one client."""
        for piece in pieces:
            with self._changed:
                connection, = self._connections
                _write(connection, piece)
            wait_read(connection)

    def publish(self, topic, payload=b"", **options):
        """Send a PUBLISH to every client, in its version; the topic may be any bytes."""
        with self._changed:
            for connection, state in self._connections.items():
                _write(connection, mqtt.publish(topic, payload, v5=state.v5, **options))

    def disconnect(self, reason=None):
        """Hang up on every client; with an MQTT 5 reason, tell it first."""
        with self._changed:
            for connection in list(self._connections):
                if reason is not None:
                    _write(connection, mqtt.packet(mqtt.DISCONNECT, bytes([reason, 0])))
                self._hang_up(connection)

    def close(self):
        self._wake.send(b"q")
        self._thread.join()
        for connection in list(self._connections):
            self._hang_up(connection)
        self._selector.close()
        for each in (self._listener, self._wake, self._woken):
            each.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _write(connection, data):
    """Send; a client that is gone meanwhile is noticed by the next read."""
    with contextlib.suppress(ConnectionError):
        connection.sendall(data)


def wait_read(connection, timeout=10):
    """Wait until the other end, on this machine, has read all that was sent: the kernel is asked, it tells nobody."""
    ends = [":%04X" % end[1] for end in (connection.getpeername(), connection.getsockname())]
    deadline = time.monotonic() + patience(timeout)
    while _unread(*ends):
        assert time.monotonic() < deadline, "it doesn't read"
        threading.Event().wait(0.001)


def _unread(local, remote):
    """Whether a TCP connection has bytes that were not read, or is gone; ends are ports as the kernel has them."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            _, here, there, _, queues, *_ = line.split()
            if here.endswith(local) and there.endswith(remote):
                return int(queues.partition(":")[2], 16) > 0
    return True


def bind_free_listener():
    """A listening socket; another process may have been quicker with the same port."""
    while True:
        bound = bind_free()
        try:
            bound.listen()
            return bound
        except OSError:
            bound.close()
