"""What a dashboard's header says, while it runs."""
import re

from emulator import Screen
from rawtty import text_of

LAG = re.compile(r"lag [\d ]+, (\d+) ms|lag 0")
RATE = re.compile(r" {2}(\d[\d ]*) msg/s")
FULL = re.compile(r"FULL: (\d+) messages unplaced")


def _number(text):
    return int(text.replace(" ", ""))


class Header:
    """Of a RawTty. Made, it has everything drawn anew, so that the emulator need not have seen what was before."""

    def __init__(self, tty):
        self._tty, self._at = tty, len(tty.seen)
        self._screen = Screen(tty.size[1], tty.size[0])
        tty.send(b"\x0c")

    def row(self):
        """Its text, by what has been read until now."""
        self._screen.feed(bytes(self._tty.seen[self._at:]))
        self._at = len(self._tty.seen)
        return text_of(self._screen).splitlines()[0]

    def values(self):
        """{"lag": milliseconds, "rate": messages a second, "unplaced": messages}, whatever stands there."""
        row, found = self.row(), {}
        for name, pattern in (("lag", LAG), ("rate", RATE), ("unplaced", FULL)):
            match = pattern.search(row)
            if match:
                found[name] = _number(match.group(1) or "0")
        return found
