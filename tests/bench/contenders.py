"""Those who take the same load in turn: each connects to a playsbroker, and is looked at while it takes it all."""
import json
import os
import signal
import subprocess
import time

import place
from broker import tool
from program import TELLTALE
from rawtty import RawTty
from running import cpu_seconds

MOST_DEVICES = "1000000"    # so that nothing is left out where there are many topics
LAST_STEP = 60.0            # seconds
LOOK, BUSY = 0.02, 0.25     # seconds; which share of them is work
QUIET_LOOKS = 8             # longer than a frame, until which a few messages may wait
LONGEST = 300.0
RECORDED = 250              # bytes of a document beside its payload, at most


class Contender:
    """In a `with`. share: of a load's messages, how many it gets; slow ones get fewer. overhead: bytes that it writes for
    each message beside its payload; None: it writes no file.

    flood: the playsbroker, which waits, or a broker; folder: for its files; cafile: with TLS.
    """

    name, share, overhead = "", 1.0, None

    def __init__(self, flood, folder, cafile=None):
        self.flood, self.port, self.folder = flood, str(flood.port), folder
        self.tls = ["--cafile", str(cafile)] if cafile else []
        self._process = None

    def ready(self):
        """Once it has subscribed: does what is to be done before the load begins."""

    def pump(self, seconds):
        time.sleep(seconds)

    def received(self):
        """How many messages it has taken, as far as it can tell: None. It may end on that."""
        return None

    def _start(self, argv, output=subprocess.DEVNULL):
        self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL,
                                         cwd=self.folder)
        self.pid = self._process.pid

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait(LAST_STEP)


class Subscriber(Contender):
    name, share = "mosquitto_sub > /dev/null", 0.25
    arguments, file = [], os.devnull

    def __enter__(self):
        argv = [tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", self.port, "-t", "#", "-q", "1"]
        with open(os.path.join(self.folder, self.file), "wb") as output:
            self._start(argv + self.arguments + self.tls, output)
        return self


class JsonSubscriber(Subscriber):
    name, share, overhead = "mosquitto_sub -F %J > file", 0.06, 120
    arguments, file = ["-F", "%J"], "subscribed.json"


class BareLoop(Contender):
    name = "libmosquitto, bare loop"

    def __enter__(self):
        self._start([place.built("bareloop"), self.port, *self.tls[1:]], subprocess.PIPE)
        return self

    def received(self):
        """It says it when the connection ends."""
        self.flood.close()
        return int(self._process.stdout.readline().split()[1])

    def __exit__(self, *_):
        super().__exit__()
        self._process.stdout.close()


def taken_out(path):
    """How many messages are in a recording, which has to be whole; it is removed."""
    said = subprocess.run([TELLTALE, "info", "--json", path], check=True, capture_output=True, timeout=600).stdout
    summary = json.loads(said)
    assert all(file["closed"] for file in summary["files"]) and not summary["damages"], "the recording isn't whole"
    os.remove(path)
    return summary["messages"]


class Recorder(Contender):
    name, overhead = "telltale record", RECORDED

    def __enter__(self):
        self._path = os.path.join(self.folder, "recorder.bson")
        self._start([TELLTALE, "record", "-h", "127.0.0.1", "-p", self.port, "-q", "1", "-o", self._path,
                     "--overwrite", "--quiet", "--max-devices", MOST_DEVICES, *self.tls])
        return self

    def received(self):
        self._process.send_signal(signal.SIGINT)
        self._process.wait(LAST_STEP)
        return taken_out(self._path)


class Dashboard(Contender):
    name = "telltale"
    arguments = ["--max-devices", MOST_DEVICES]

    def __enter__(self):
        self.tty = RawTty([TELLTALE, "-h", "127.0.0.1", "-p", self.port, "-q", "1", *self.arguments, *self.tls])
        self.pid = self.tty.pid
        return self

    def ready(self):
        self.tty.wait("quit")

    def pump(self, seconds):
        self.tty.pump(seconds)

    def __exit__(self, *_):
        self.tty.__exit__()


class RecordingDashboard(Dashboard):
    name, overhead = "telltale, recording", RECORDED

    def ready(self):
        super().ready()
        self._path = os.path.join(self.folder, "dashboard.bson")
        place.start_recording(self.tty, self._path)

    def received(self):
        place.stop_recording(self.tty, LAST_STEP)
        return taken_out(self._path)


EVERY = (Subscriber, JsonSubscriber, BareLoop, Recorder, Dashboard, RecordingDashboard)


def settled(client, since):
    """When it had done all its work: what has come may still wait in its queues."""
    last, quiet = since, 0
    while quiet < QUIET_LOOKS:
        before, begin = cpu_seconds(client.pid), time.monotonic()
        client.pump(LOOK)
        now = time.monotonic()
        if cpu_seconds(client.pid) - before > BUSY * (now - begin):
            last, quiet = now, 0
        else:
            quiet += 1
        if now > since + LONGEST:
            raise RuntimeError("%s doesn't come to rest" % client.name)
    return last
