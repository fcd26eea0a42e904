"""Screens as files: what stands in every cell, and in which colours and attributes.

A file holds the rows, without the blanks at their ends; then, for each row, how many cells are drawn how, by letters; then
what the letters mean. TELLTALE_GOLDENS=write makes them anew from what is seen: read the difference before it is kept.
"""
import difflib
import itertools
import os
import string
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "goldens"
WRITING = os.environ.get("TELLTALE_GOLDENS") == "write"
LETTERS = "." + string.ascii_letters + string.digits
SETTLED = 1.0       # seconds without a change before a golden is written


def style(cell):
    """Colours and attributes in words, as far as they are seen: of a blank there is only its background. "" is the
    terminal's own."""
    blank = cell.data == " "
    words = ["on %s" % cell.bg] if cell.bg != "default" else []
    if cell.fg != "default" and (not blank or cell.reverse):
        words.insert(0, cell.fg)
    seen = ("underscore", "reverse") if blank else ("bold", "dim", "italics", "underscore", "blink", "reverse")
    return " ".join(words + [name for name in seen if getattr(cell, name)])


class Picture:
    """What a terminal shows at a moment."""

    def __init__(self, rows, styles):
        self.rows, self.styles = rows, styles   # a text a row; {(row, column): style}

    @classmethod
    def of(cls, terminal):
        with terminal.frozen() as screen:
            cells = [screen.row(y) for y in range(screen.lines)]
        rows = ["".join(cell.data for cell in row) for row in cells]
        styles = [[style(cell) for cell in row] for row in cells]
        return cls(rows, styles)

    def text(self):
        return "\n".join("|" + row.rstrip() for row in self.rows)

    def dressed(self):
        """The letters and their meanings."""
        meanings = [""] + sorted({one for row in self.styles for one in row} - {""})
        letter = dict(zip(meanings, LETTERS))
        rows = ["|" + " ".join("%d%s" % (len(list(run)), one) for one, run in itertools.groupby(letter[one] for one in row))
                for row in self.styles]
        return "\n".join(rows + ["%s %s" % (letter[one], one or "plain") for one in meanings])

    def __str__(self):
        return "%s\n\n%s\n" % (self.text(), self.dressed())


def _settled(terminal):
    """Its picture, once it has stopped to change."""
    last, since = None, time.monotonic()
    while time.monotonic() - since < SETTLED:
        now = str(Picture.of(terminal))
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(0.05)
    return last


def write(terminal, name):
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / (name + ".txt")).write_text(_settled(terminal))


def check(terminal, name):
    """Wait until the terminal shows what the golden of that name holds."""
    wanted = (FOLDER / (name + ".txt")).read_text()
    try:
        terminal.wait_for(lambda _: str(Picture.of(terminal)) == wanted)
    except AssertionError as error:
        seen = str(Picture.of(terminal))
        raise AssertionError("%s isn't what tests/screen/goldens/%s.txt holds:\n%s" % (
            name, name, "\n".join(difflib.unified_diff(wanted.split("\n"), seen.split("\n"), "wanted", "seen",
                                                       lineterm="", n=0)))) from error
