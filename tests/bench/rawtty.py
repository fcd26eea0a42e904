"""A program on a pseudo-terminal whose bytes are looked at as they come, without an emulator in between.

Everything happens in the caller's thread: whoever waits reads, and gets the time at which the bytes were there.
"""
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
import tty

from emulator import Screen
from program import config_folder
from terminal import clean_environment

CHUNK = 65536
SIZE = (50, 160)


class NotSeen(Exception):
    """What was waited for did not come."""


class RawTty:
    """Starts `argv` at once; use it in a `with`. Times are seconds of time.monotonic().

    size: (rows, columns). raw: the terminal neither echoes nor gathers lines, even if the program doesn't ask.
    profiles: {name: text}, which lie beside the program's config.
    """

    def __init__(self, argv, size=SIZE, raw=False, profiles=None):
        self.size = size
        self.seen = bytearray()
        self._home = tempfile.TemporaryDirectory(prefix="telltale-bench-")
        for name, text in (profiles or {}).items():
            place_of_it = config_folder(self._home.name) / "profiles" / (name + ".profile")
            place_of_it.parent.mkdir(parents=True, exist_ok=True)
            place_of_it.write_text(text, encoding="utf-8")
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        if raw:
            tty.setraw(slave)
        stamp, stamp_writer = os.pipe()

        def prepare():
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            os.write(stamp_writer, struct.pack("d", time.monotonic()))

        self._process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, cwd=self._home.name,
                                         env=clean_environment(self._home.name, "xterm-256color", None),
                                         start_new_session=True, preexec_fn=prepare)
        self.pid = self._process.pid
        self.started = struct.unpack("d", os.read(stamp, 8))[0]  # just before exec
        for fd in (slave, stamp, stamp_writer):
            os.close(fd)
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)

    # -- reading ------------------------------------------------------------------------------------------

    def _read(self, until):
        """Read once, if something comes before that time. Returns the time it was there, or None."""
        left = until - time.monotonic()
        if not self._poll.poll(max(0, left) * 1000):
            return None
        now = time.monotonic()
        try:
            self.seen += os.read(self._master, CHUNK)
        except OSError:  # the other side is closed
            raise NotSeen("the program ended: %r" % bytes(self.seen[-300:])) from None
        return now

    def pump(self, seconds):
        """Read what comes during that time. Returns the number of bytes."""
        before, until = len(self.seen), time.monotonic() + seconds
        while time.monotonic() < until:
            self._read(until)
        return len(self.seen) - before

    def wait(self, *texts, timeout=5):
        """Read until all the texts have come since the last mark(). Returns when the last of them had; now, if it
        was read already."""
        wanted = [text.encode() for text in texts]
        at = time.monotonic()
        until = at + timeout
        while True:
            wanted = [text for text in wanted if self.seen.find(text, self._mark) < 0]
            if not wanted:
                return at
            at = self._read(until)
            if at is None:
                raise NotSeen("%s did not come within %g s" % (wanted, timeout))

    _mark = 0

    def mark(self):
        self._mark = len(self.seen)

    def send(self, keys):
        """Types; returns the time just before."""
        now = time.monotonic()
        os.write(self._master, keys)
        return now

    # -- looking, while nothing is timed ------------------------------------------------------------------

    def look(self, keys, pattern, timeout=5):
        """Type, have the screen drawn anew, and read on until the pattern matches it. Returns the match."""
        screen, until = Screen(self.size[1], self.size[0]), time.monotonic() + timeout
        at = len(self.seen)
        self.send(keys + b"\x0c")
        while self._read(until):
            while self._read(0):
                pass
            screen.feed(bytes(self.seen[at:]))
            at = len(self.seen)
            match = re.search(pattern, text_of(screen))
            if match:
                return match
        raise NotSeen("nothing matches %r on\n%s" % (pattern, text_of(screen)))

    # -- the end ------------------------------------------------------------------------------------------

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self.pump(0.02)
            for _ in range(100):
                if self._process.poll() is not None:
                    break
                self.pump(0.02)
            else:
                self._process.kill()
        except NotSeen:
            pass
        self._process.wait(10)
        os.close(self._master)
        self._home.cleanup()


def text_of(screen):
    return "\n".join("".join(cell.data for cell in screen.row(row)) for row in range(screen.lines))
