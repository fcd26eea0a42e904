"""Recordings as our program writes them, made here: what is in them is known to the last byte."""
import datetime

import bson
from bson.int64 import Int64

BEGIN = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.timezone.utc)
MILLISECOND = 1_000_000     # in nanoseconds


def document(kind, seconds, device=None, topic=None, **fields):
    """One document, `seconds` behind the beginning."""
    meta = {"source": "home"}
    if device:
        meta["device"] = device
    if topic:
        meta["topic"] = topic
    return {"_id": bson.ObjectId(), "kind": kind, "ts": BEGIN + datetime.timedelta(seconds=seconds),
            "mono": Int64(seconds * 1000 * MILLISECOND), "meta": meta, **fields}


def message(seconds, device, payload, **fields):
    """A device's status."""
    return document("message", seconds, device, "dbx/%s/status" % device, qos=0, payload=payload, **fields)


def enclosed(documents, seconds):
    """The documents with the first and the last one that a recording has."""
    return [document("recording", 0, format=1, program="telltale 0.1.0", session="5" * 24, part=1), *documents,
            document("end", seconds, reason="interrupted", documents=Int64(len(documents) + 1))]


def recording(count):
    """The documents of a recording with so many messages, one a second, of three devices."""
    return enclosed([message(second, "dbx-%02d" % (second % 3), {"temperature": 20.0 + second % 10, "hatch_status": 1})
                     for second in range(count)], count)


def encoded(documents):
    """The bytes of the file."""
    return b"".join(map(bson.encode, documents))


def write(path, documents):
    """The file."""
    path.write_bytes(encoded(documents))
    return path
