"""Loads that C programs send: Flooding is a broker with one client, Publishing a client of a broker."""
import os
import select
import subprocess
import time

import place


class Sending:
    """A program that sends what tests/bench/load.c lists, as tests/bench/supply.h says; in a `with`. Times are of
    time.monotonic(). Options: messages, topics, payload, qos, window, rate, seconds, wait, certificate, key."""

    def __init__(self, program, *arguments, **options):
        words = [word for name, value in options.items() for word in ("--" + name, str(value))]
        self._process = subprocess.Popen([place.built(program), *words, *map(str, arguments)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self._process.pid
        self._read = b""

    # -- what it says -------------------------------------------------------------------------------------

    def line(self, timeout=0):
        """The next line as words; None if none comes within that many seconds."""
        until = time.monotonic() + timeout
        while b"\n" not in self._read:
            left = max(0, until - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                return None
            more = os.read(self._process.stdout.fileno(), 65536)
            if not more:
                raise RuntimeError("the load ended before it was wanted to")
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line.decode().split()

    def when(self, what, timeout=60, meanwhile=None):
        """The time that it says of `what`: ready, began, published, ended. meanwhile(): called again and again."""
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            words = self.line(0 if meanwhile else until - time.monotonic())
            if words and words[0] == what:
                if what == "ended":
                    self.sent = int(words[2])
                return float(words[1])
            if meanwhile and not words:
                meanwhile()
        raise RuntimeError("the load does not say %r within %g s" % (what, timeout))

    # -- what it is told ----------------------------------------------------------------------------------

    def _order(self, line):
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def go(self):
        """Begins, if it was told to wait; or begins again, once it has ended. Returns when it began."""
        self._order("go")
        return self.when("began")

    def publish(self, topic, payload):
        """Sends one message of its own between the others. Returns when."""
        self._order("publish %s %s" % (topic, payload))
        return self.when("published")

    def stop(self):
        """Has it send no more, and ask for the proof: "ended" comes."""
        self._order("stop")

    def close(self):
        """End it: whoever is connected notices."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


class Flooding(Sending):
    """playsbroker, waiting for its client at `port`; the last of its messages is one more than was asked for."""

    def __init__(self, **options):
        super().__init__("playsbroker", **options)
        self.port = int(self.line(10)[0])


class Publishing(Sending):
    """publishes, sending into the broker at that port."""

    def __init__(self, port, **options):
        super().__init__("publishes", port, **options)
