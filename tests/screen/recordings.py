"""Recordings as the program writes them, made here: what is in them is known to the last byte."""
import datetime

import bson
from bson.binary import Binary
from bson.int64 import Int64

BEGIN = datetime.datetime(2026, 11, 24, 2, 0, tzinfo=datetime.timezone.utc)
SESSION = "0123456789abcdef01234567"
DOOR_PROFILE = """profile door {
  topic = "door/{device}/state"
  status door { from = "door"  states = {"0=shut", "1=open"} }
  metric force { from = "force"  unit = "N"  scale = 0.1 }
}
"""


def iso(seconds, begin=BEGIN):
    """The time so many seconds behind the beginning, as the program writes it."""
    return (begin + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Recording:
    """Documents and where each of them begins. Times are in seconds behind the beginning."""

    def __init__(self, begin=BEGIN, source="home"):
        self.begin, self.source = begin, source
        self.bytes, self.offsets = b"", []

    def add(self, kind, at, device=None, topic=None, **fields):
        meta = {"source": self.source}
        meta.update({"device": device} if device else {})
        meta.update({"topic": topic} if topic else {})
        return self.append({"_id": bson.ObjectId(), "kind": kind, "ts": self.begin + datetime.timedelta(seconds=at),
                            "mono": Int64(round(at * 1e9)), "meta": meta, **fields})

    def append(self, document):
        """Any document, as a dict or as bytes."""
        self.offsets.append(len(self.bytes))
        self.bytes += document if isinstance(document, bytes) else bson.encode(document)
        return self

    def head(self, at=0, session=SESSION, part=1, profiles=(), **fields):
        listed = [{"name": name, "origin": name + ".profile", "text": text} for name, text in profiles]
        return self.add("recording", at, **{
            "format": 1, "program": "telltale 1.0", "who": "me@here", "session": session, "part": part,
            "url": "mqtt://broker:1883", "protocol": "mqttv311", "filters": ["#"], "stale_after": Int64(300 * 10**9),
            "max_topics": Int64(1000), "max_devices": Int64(100), "profiles": listed, **fields})

    def message(self, at, topic, payload, device=None, **fields):
        if isinstance(payload, bytes):
            payload = Binary(payload)
        return self.add("message", at, device, topic, qos=0, **fields, payload=payload)

    def divided(self, at, topic, *pieces, device=None, of=None, first=0):
        """A message in pieces; or some of them: of says how many there should be."""
        of = of or len(pieces)
        whole = sum(map(len, pieces)) if of == len(pieces) else 10**6
        for index, piece in enumerate(pieces):
            self.message(at, topic, piece, device, part={"index": index + first, "of": of, "bytes": Int64(whole)})
        return self

    def command(self, at, order, step, device="box-1", **fields):
        ended = step not in ("asked", "sent", "accepted")
        return self.add("command", at, device, order=Int64(order), command="open_hatch", profile="dbx", step=step,
                        who="me@here", topic="dbx/box-1/do", payload="open", qos=1, **fields,
                        **({"outcome": step} if ended else {}))

    def link(self, at, state, text=""):
        return self.add("link", at, state=state, text=text)

    def alert(self, at, device, level="alarm", name="temperature", value=61.5):
        return self.add("alert", at, device, about="metric", name=name, level=level, value=value,
                        text="temperature is 61.5 °C")

    def mark(self, at, note):
        return self.add("mark", at, note=note)

    def gap(self, since, until, messages=-1, reason="there was no connection"):
        fields = {"from": self.begin + datetime.timedelta(seconds=since), "from_mono": Int64(round(since * 1e9)),
                  "lasted_ms": (until - since) * 1000.0}
        return self.add("gap", until, **fields, **({"messages": Int64(messages)} if messages >= 0 else {}),
                        reason=reason)

    def end(self, at, reason="interrupted", messages=0):
        return self.add("end", at, reason=reason, documents=Int64(len(self.offsets) + 1), messages=Int64(messages),
                        bytes=Int64(0))

    def save(self, path):
        path.write_bytes(self.bytes)
        return path


def night():
    """A bit of everything."""
    recording = Recording().head(profiles=[("door", DOOR_PROFILE)])
    recording.link(0, "up")
    recording.message(1, "door/front/state", {"door": 0, "force": 12}, "front")
    recording.message(2, "door/front/state", {"door": 1, "force": 305}, "front")
    recording.message(3, "garden/soil", "31 %", "garden", retain=True)
    recording.command(4, 1, "asked").command(4.5, 1, "sent").command(5, 1, "accepted", latency_ms=500.0)
    recording.command(6.25, 1, "acknowledged", latency_ms=1750.0)
    recording.alert(7, "front")
    recording.link(8, "down", "connection lost").gap(8, 9.5).link(9.5, "up")
    recording.mark(10, "hatch jam")
    recording.message(12, "door/back/state", {"door": 9}, "back")
    recording.message(13, "garden/raw", b"\x00\xff\x1b[31m", "garden")
    recording.command(14, 2, "asked").command(15, 2, "refused", reason="offline")
    recording.message(20, "garden/note", "wet \x1b]0;owned\x07 day", "garden")
    return recording.end(20, messages=6)
