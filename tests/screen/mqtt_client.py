"""The tests' own MQTT client: sees what the program under test sends, and plays devices."""
import threading
from types import SimpleNamespace

import paho.mqtt.client as paho

from deadline import patience, wait_on


class Client:
    """Connected when made. `messages` holds everything received: topic, payload, qos, retain, properties."""

    def __init__(self, port, user=None, password=None, cafile=None, protocol=paho.MQTTv5):
        self.messages = []
        self._pending = []
        self._acknowledged = set()
        self._connected = None
        self._changed = threading.Condition()
        self._paho = paho.Client(paho.CallbackAPIVersion.VERSION2, protocol=protocol)
        self._paho.on_connect = self._on_connect
        self._paho.on_subscribe = self._on_subscribe
        self._paho.on_message = self._on_message
        if user is not None:
            self._paho.username_pw_set(user, password)
        if cafile is not None:
            self._paho.tls_set(str(cafile))
        self._paho.connect("127.0.0.1", port)
        self._paho.loop_start()
        with self._changed:
            wait_on(self._changed, lambda: self._connected is not None, 10)
        assert self._connected is not None and not self._connected.is_failure, self._connected

    def _on_connect(self, _client, _data, _flags, reason, _properties):
        with self._changed:
            self._connected = reason
            self._changed.notify_all()

    def _on_subscribe(self, _client, _data, identifier, reasons, _properties):
        with self._changed:
            self._acknowledged.add(identifier)
            self._changed.notify_all()

    def _on_message(self, _client, _data, message):
        received = SimpleNamespace(topic=message.topic, payload=message.payload, qos=message.qos,
                                   retain=message.retain, properties=message.properties)
        with self._changed:
            self.messages.append(received)
            self._pending.append(received)
            self._changed.notify_all()

    def subscribe(self, topic_filter, qos=1):
        """Returns when the broker has acknowledged it."""
        with self._changed:
            _, identifier = self._paho.subscribe(topic_filter, qos)
            assert wait_on(self._changed, lambda: identifier in self._acknowledged, 10), "no SUBACK"

    def publish(self, topic, payload=b"", qos=1, retain=False, properties=None):
        """Returns when it is sent (QoS 0) or the broker has it."""
        sent = self._paho.publish(topic, payload, qos, retain, properties)
        sent.wait_for_publish(patience(10))
        assert sent.is_published(), "the broker did not take the message on " + topic

    def wait_message(self, topic_filter="#", timeout=10):
        """The first message matching the filter that no earlier call has returned."""
        def take():
            for message in self._pending:
                if paho.topic_matches_sub(topic_filter, message.topic):
                    self._pending.remove(message)
                    return message
            return None

        with self._changed:
            message = wait_on(self._changed, take, timeout)
            assert message, "no message on %r; received: %s" % (
                topic_filter, [(seen.topic, seen.payload) for seen in self.messages])
            return message

    def close(self):
        self._paho.disconnect()
        self._paho.loop_stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
