"""A program on a pseudo-terminal of its own: started, read to the last byte, waited for.

A thread reads all the time, so the program never blocks on its output unless a test wants it to. The slave
side stays open here: its settings can be read after the program is gone. A second thread waits for the
program's end and leaves the reaping to the reader, so that the status appears after the last output byte.
"""
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import threading
import time

CHUNK = 65536
STEPS = 20      # a second, in which a slow line is read
FLAGS = {"ICANON": 3, "ECHO": 3, "ISIG": 3, "IEXTEN": 3, "ICRNL": 0, "IXON": 0, "OPOST": 1, "ONLCR": 1}


class TtyProcess:
    """`on_output(bytes)` and `on_pause()` are called in the reader thread; the latter whenever nothing more is
    waiting to be read, and after the end, when `status` is set. `rate`: the line takes so many bytes a second; 0: as
    many as there are."""

    def __init__(self, argv, env, size, cwd, on_output, on_pause, rate=0):
        self._on_output, self._on_pause = on_output, on_pause
        self.status = None
        self._rate = rate
        self._master, self._slave = os.openpty()
        self._wake_reader, self._wake = os.pipe()
        self._reading = threading.Lock()    # held while reading; held by a test to stall the terminal
        self._living = threading.Lock()     # held while reaping and signalling: a pid is never used too late
        self.set_size(*size)
        self._process = subprocess.Popen(argv, stdin=self._slave, stdout=self._slave, stderr=self._slave, env=env,
                                         cwd=cwd, start_new_session=True, preexec_fn=_take_terminal)
        self.pid = self._process.pid
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._await_end)]
        for thread in self._threads:
            thread.start()

    def _await_end(self):
        os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        os.write(self._wake, b"e")

    def _read(self):
        poller = select.poll()
        poller.register(self._master, select.POLLIN)
        poller.register(self._wake_reader, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poller.poll()}
            if self._wake_reader not in ready:
                self._drain(1 if self._rate else 256)
            elif os.read(self._wake_reader, 1) == b"q":
                return
            else:
                self._rate = 0
                while self._drain(256):
                    pass
                with self._living:
                    self.status = self._process.wait()
            self._on_pause()

    def _drain(self, reads):
        """Read until the kernel has nothing more. After that many reads it is True that there may be more: a
        flood must not silence on_pause."""
        poller = select.poll()
        poller.register(self._master, select.POLLIN)
        with self._reading:
            for _ in range(reads):
                if not poller.poll(0):
                    return False
                self._on_output(os.read(self._master, self._rate // STEPS or CHUNK))
                if self._rate:
                    time.sleep(1 / STEPS)       # so long is a byte on its way
        return True

    def stall(self):
        """Stop reading, like a terminal whose line is down; `resume` goes on."""
        self._reading.acquire()

    def resume(self):
        self._reading.release()

    def write(self, data):
        while data:
            data = data[os.write(self._master, data):]

    def set_size(self, rows, columns):
        """The kernel sends SIGWINCH to the foreground process group."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def flags(self):
        """The names out of FLAGS that are on in the terminal's settings now."""
        attributes = termios.tcgetattr(self._slave)
        return frozenset(name for name, field in FLAGS.items() if attributes[field] & getattr(termios, name))

    def kill(self, number):
        """Send a signal to the program, if it still runs."""
        with self._living:
            if self.status is None:
                os.kill(self.pid, number)

    def resume_if_stopped(self):
        """SIGCONT, but only to a program that needs it: it would confuse a LeakSanitizer at work."""
        with self._living:
            if self.status is None:
                with open("/proc/%d/stat" % self.pid, "rb") as stat:
                    if stat.read().rpartition(b")")[2].split()[0] == b"T":
                        os.kill(self.pid, signal.SIGCONT)

    def session(self):
        """{pid: command} of the processes alive in the program's session, itself included."""
        found = {}
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid, "rb") as stat:
                    name, _, fields = stat.read().decode(errors="replace").rpartition(")")
            except OSError:     # it ended meanwhile
                continue
            state, _, _, session = fields.split()[:4]
            if int(session) == self.pid and state not in "ZX":
                found[int(pid)] = name.partition("(")[2]
        return found

    def close(self):
        """End whatever is left and give everything back. Returns the session's {pid: command} that were left."""
        left = self.session()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self._threads[1].join()
        os.write(self._wake, b"q")
        self._threads[0].join()
        for fd in (self._master, self._slave, self._wake_reader, self._wake):
            os.close(fd)
        return left


def _take_terminal():
    """In the child: make standard input the controlling terminal of the new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
