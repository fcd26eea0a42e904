"""What the tests of `telltale import` share: recordings as lists of documents, and a program that is looked at
while it runs."""
import subprocess

import bson

from program import TELLTALE
from recordings import Recording
from terminal import clean_environment


def start(home, *arguments, env=None):
    """`telltale import` as subprocess.Popen, without a terminal."""
    return subprocess.Popen([TELLTALE, "import", *map(str, arguments)], env=clean_environment(home, "xterm", env),
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            encoding="utf-8", start_new_session=True)


def message(at, payload, device="dbx-01"):
    """The document of a message."""
    return bson.decode(Recording().message(at, "dbx/%s/status" % device, payload, device).bytes)


def recorded(count):
    """The documents of a recording with so many messages, one a second, of three devices."""
    recording = Recording().head()
    for second in range(count):
        device = "dbx-%02d" % (second % 3)
        recording.message(second, "dbx/%s/status" % device, {"temperature": 20.0 + second % 10}, device)
    return bson.decode_all(recording.end(count, messages=count).bytes)


def encoded(documents):
    """Documents as bytes."""
    return b"".join(map(bson.encode, documents))


def by_id(documents):
    """Documents in the order of their _id."""
    return sorted(documents, key=lambda each: each["_id"])


def write(path, documents):
    """A file of documents."""
    path.write_bytes(encoded(documents))
    return path
