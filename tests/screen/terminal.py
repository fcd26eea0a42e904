"""A program on a real terminal, as a person sees and operates it.

Rows and columns count from 0. Every wait has a deadline, looks at whole reads only, and on failure shows the
screen. While the program holds a synchronized update open (mode 2026) nothing is looked at.
"""
import contextlib
import os
import re
import signal
import tempfile
import threading

import keys
from deadline import patience, wait_on
from emulator import ALTERNATE, Screen
from tty_process import TtyProcess

MOUSE_MODES = {9, 1000, 1002, 1003}
PASSED_ON = re.compile(r"(A|L|T|M|UB)SAN_OPTIONS|LLVM_PROFILE_FILE|GCOV_PREFIX.*|TERMINFO(_DIRS)?")


def clean_environment(home, term, extra):
    """The least a program needs. `extra` is laid over it; a value of None removes a name."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TERM": term, "SHELL": "/bin/sh"}
    for name, folder in (("CONFIG", ".config"), ("DATA", ".local/share"), ("STATE", ".local/state"),
                         ("CACHE", ".cache")):
        env["XDG_%s_HOME" % name] = os.path.join(str(home), folder)
    env.update({name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)})
    env.update(extra or {})
    return {name: value for name, value in env.items() if value is not None}


class Terminal:
    """Starts `argv` at once. `home` is its HOME (an own, empty one if not given), `cwd` its folder (`home`), `rate` how
    many bytes a second its line takes (0: any)."""

    def __init__(self, argv, env=None, size=(24, 80), term="xterm-256color", home=None, cwd=None,
                 ending=signal.SIGHUP, rate=0):
        self._ending = ending
        self._own_home = None if home else tempfile.TemporaryDirectory(prefix="telltale-home-")
        home = home or self._own_home.name
        self.term = term
        self.argv = [str(argument) for argument in argv]
        self.screen = Screen(size[1], size[0])
        self.screen.write_process_input = self.send
        self._raw = bytearray()
        self._changed = threading.Condition()
        self._leftover = None
        self._process = TtyProcess(self.argv, clean_environment(home, term, env), size, str(cwd or home),
                                   self._feed, self._notify, rate)
        self.pid = self._process.pid

    def _feed(self, data):
        with self._changed:
            self._raw += data
            self.screen.feed(data)

    def _notify(self):
        with self._changed:
            self._changed.notify_all()

    # -- to the program -----------------------------------------------------------------------------------

    def send(self, data):
        """Type text or bytes."""
        self._process.write(data.encode() if isinstance(data, str) else data)

    def key(self, *names):
        """Press named keys ("up", "shift-tab", "f5", "ctrl-z", see keys.py); a single character is itself."""
        for name in names:
            self.send(name if len(name) == 1 else keys.sequence(name, self.term, 1 in self.screen.private_modes))

    def paste(self, text):
        """Paste: in brackets if the program has asked for it, else just as typed text. As every terminal does,
        line ends become carriage returns."""
        text = text.replace("\n", "\r")
        self.send("\x1b[200~%s\x1b[201~" % text if self.bracketed_paste else text)

    def resize(self, rows, columns):
        with self._changed:
            self.screen.resize(rows, columns)
        self._process.set_size(rows, columns)

    def kill(self, number=signal.SIGTERM):
        self._process.kill(number)

    @contextlib.contextmanager
    def stalled(self):
        """Meanwhile nothing is read from the program: its terminal is a line that hangs."""
        self._process.stall()
        try:
            yield
        finally:
            self._process.resume()

    # -- from the program ---------------------------------------------------------------------------------

    @property
    def raw(self):
        """Every byte that the program has written."""
        with self._changed:
            return bytes(self._raw)

    def forget(self):
        """Begin `raw` anew: what a program writes in hours is much."""
        with self._changed:
            self._raw.clear()

    @contextlib.contextmanager
    def frozen(self):
        """The emulator.Screen, which does not change meanwhile: for looking at many cells of one moment."""
        with self._changed:
            yield self.screen

    def line(self, row):
        """The text of a row, without the blanks at its end. A negative row counts from the bottom."""
        with self._changed:
            return "".join(cell.data for cell in self.screen.row(row % self.screen.lines)).rstrip()

    def lines(self):
        with self._changed:
            return [self.line(row) for row in range(self.screen.lines)]

    def text(self):
        return "\n".join(self.lines())

    def region(self, row, column, rows, columns):
        """The text of a rectangle."""
        with self._changed:
            picked = [self.screen.row(y)[column:column + columns] for y in range(row, row + rows)]
        return "\n".join("".join(cell.data for cell in cells).rstrip() for cells in picked)

    def cell(self, row, column):
        """A rendition.Cell: data, fg, bg, bold, dim, italics, underscore, blink, reverse, hidden, …"""
        with self._changed:
            return self.screen.buffer[row][column]

    def find(self, text):
        """(row, column) of the first place where the text stands within one row, or None."""
        with self._changed:
            for row in range(self.screen.lines):
                cells = [cell.data for cell in self.screen.row(row)]
                at = "".join(cells).find(text)
                if at >= 0:
                    return row, _column(cells, at)
        return None

    def cursor(self):
        with self._changed:
            return self.screen.cursor.y, min(self.screen.cursor.x, self.screen.columns - 1)

    def private_modes(self):
        """The numbers of the private modes that are on (CSI ? n h)."""
        with self._changed:
            return frozenset(self.screen.private_modes)

    alt_screen = property(lambda self: bool(ALTERNATE & self.private_modes()))
    bracketed_paste = property(lambda self: 2004 in self.private_modes())
    cursor_visible = property(lambda self: 25 in self.private_modes())
    mouse = property(lambda self: bool(MOUSE_MODES & self.private_modes()))

    def termios(self):
        """The names of the terminal settings that are on, out of tty_process.FLAGS; also after the end."""
        return self._process.flags()

    @property
    def status(self):
        """None while the program runs, then its exit status, or minus the signal that ended it."""
        return self._process.status

    # -- waiting ------------------------------------------------------------------------------------------

    def wait_for(self, what, timeout=10):
        """Wait until a text stands on the screen, a compiled regex matches text() (its match is returned), or
        a function of this Terminal returns something true (which is returned)."""
        return self._wait(lambda: self._look(what), what, timeout)

    def wait_gone(self, what, timeout=10):
        """Wait until what wait_for would find is not there."""
        self._wait(lambda: not self._look(what), "the end of %r" % (what,), timeout)

    def wait_exit(self, timeout=10):
        """Wait for the program's end; returns `status`. All its output is on the screen then."""
        with self._changed:
            if not wait_on(self._changed, lambda: self.status is not None, timeout):
                self._fail("the program's end", timeout)
            return self.status

    def _look(self, what):
        if callable(what):
            return what(self)
        return what.search(self.text()) if hasattr(what, "search") else what in self.text()

    def _wait(self, predicate, what, timeout):
        found = []

        def settled():
            if 2026 in self.screen.private_modes and self.status is None:
                return False
            found[:] = [predicate()]
            return found[0] or self.status is not None

        with self._changed:
            wait_on(self._changed, settled, timeout)
            if not any(found):
                self._fail(what, timeout)
            return found[0]

    def _fail(self, what, timeout):
        state = "still running" if self.status is None else "ended with status %d" % self.status
        raise AssertionError("waited %g s for %r; the program is %s\n%s" % (
            patience(timeout), what, state, self.drawing()))

    def drawing(self):
        """The screen in a frame, with what cannot be seen in it below."""
        with self._changed:
            edge = "+" + "-" * self.screen.columns + "+"
            rows = ["|%-*s|" % (self.screen.columns, line) for line in self.lines()]
            return "\n".join([edge, *rows, edge, "cursor %s  modes %s  argv %s" % (
                self.cursor(), sorted(self.private_modes()), self.argv)])

    # -- the end ------------------------------------------------------------------------------------------

    def close(self):
        """Close the window: SIGHUP (or the `ending` that was asked for), then SIGKILL to what is left of the
        session. Returns {pid: command} of what had to be killed: a program that does not obey, children it has
        left behind. May be called twice."""
        if self._leftover is None:
            self.kill(self._ending)
            self._process.resume_if_stopped()
            with self._changed:
                wait_on(self._changed, lambda: self.status is not None, 10)
            self._leftover = self._process.close()
            if self._own_home:
                self._own_home.cleanup()
        return self._leftover

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _column(cells, at):
    """The column of the cell in which the character with index `at` of the joined cells stands."""
    for column, data in enumerate(cells):
        if at < len(data):
            return column
        at -= len(data)
    return len(cells)
