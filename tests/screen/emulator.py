"""The terminal's screen: pyte's, with what it lacks or gets wrong put right.

Added: dim, REP, SU/SD, CBT, the alternate screen, a record of private modes, wide and zero-width
characters. Put right: erasing takes the background colour alone (bce), as xterm does and ncurses expects;
inserted and deleted lines and characters; the cursor outside of the margins; resizing.
"""
import pyte
from wcwidth import wcwidth

import rendition
from escapes import Parser
from rendition import Cell

ALTERNATE = {47, 1047, 1049}
# 132 columns and reverse video: pyte would clear the screen and lose attributes; only their state is kept.
STATE_ONLY = {3, 5} | ALTERNATE


class Screen(pyte.Screen):
    """Rows and columns count from 0. Feed it bytes with `feed`."""

    def __init__(self, columns, lines):
        super().__init__(columns, lines)
        self._parser = Parser(self)
        self.feed = self._parser.feed
        self.unknown = self._parser.unknown

    default_char = Cell()

    def reset(self):
        super().reset()
        self.cursor.attrs = Cell()
        self.private_modes = {7, 25}
        self._main = None       # the main screen's lines while the alternate one is shown
        self._last = " "

    # -- reading ------------------------------------------------------------------------------------------

    def row(self, y):
        """The cells of a row; the right half of a wide character is a cell with data ""."""
        return [self.buffer[y][x] for x in range(self.columns)]

    # -- drawing ------------------------------------------------------------------------------------------

    def draw(self, data):
        charset = self.g1_charset if self.charset else self.g0_charset
        for char in data.translate(charset):
            width = wcwidth(char)
            if width > 0:
                self._put(char, width)
            elif width == 0:
                self._combine(char)

    def _put(self, char, width):
        if self.cursor.x + width > self.columns:
            if 7 in self.private_modes:
                self.next_line()
            else:
                self.cursor.x = max(self.columns - width, 0)
        if pyte.modes.IRM in self.mode:
            self.insert_characters(width)
        line, x = self.buffer[self.cursor.y], self.cursor.x
        self._break_wide(line, x)
        self._break_wide(line, x + width)
        line[x] = self.cursor.attrs._replace(data=char)
        if width == 2:
            line[x + 1] = self.cursor.attrs._replace(data="")
        self.cursor.x = x + width
        self._last = char

    def _break_wide(self, line, x):
        """Blank both halves of a wide character that has its right half at x."""
        if 0 < x < self.columns and line[x].data == "":
            line[x - 1] = line[x - 1]._replace(data=" ")
            line[x] = line[x]._replace(data=" ")

    def _combine(self, char):
        line, x = self.buffer[self.cursor.y], self.cursor.x - 1
        if x > 0 and line[x].data == "":
            x -= 1
        if x >= 0:
            line[x] = line[x]._replace(data=line[x].data + char)

    def repeat(self, count=1):
        """REP: the last character drawn, `count` more times."""
        self.draw(self._last * max(count, 1))

    def select_rendition(self, params):
        """SGR. `params` is the text between CSI and m."""
        self.cursor.attrs = rendition.select(self.cursor.attrs, params)

    # -- erasing, inserting, scrolling --------------------------------------------------------------------

    def _blank(self):
        return Cell(bg=self.cursor.attrs.bg)

    def _erase(self, y, start, end):
        self._break_wide(self.buffer[y], start)
        self._break_wide(self.buffer[y], end)
        self.buffer[y].update(dict.fromkeys(range(start, end), self._blank()))

    def erase_characters(self, count=1):
        x = min(self.cursor.x, self.columns - 1)
        self._erase(self.cursor.y, x, min(x + max(count, 1), self.columns))

    def erase_in_line(self, how=0):
        x = min(self.cursor.x, self.columns - 1)
        start, end = ((x, self.columns), (0, x + 1), (0, self.columns))[min(how, 2)]
        self._erase(self.cursor.y, start, end)

    def erase_in_display(self, how=0):
        if how > 2:
            return      # the scroll-back, which this terminal has none of
        rows = (range(self.cursor.y + 1, self.lines), range(self.cursor.y), range(self.lines))[how]
        for y in rows:
            self._erase(y, 0, self.columns)
        if how < 2:
            self.erase_in_line(how)

    def insert_characters(self, count=1):
        self._shift_cells(-max(count, 1))

    def delete_characters(self, count=1):
        self._shift_cells(max(count, 1))

    def _shift_cells(self, count):
        x = min(self.cursor.x, self.columns - 1)
        self._break_wide(self.buffer[self.cursor.y], x)
        cells = self.row(self.cursor.y)
        tail = _shifted(cells[x:], count, self._blank)
        self.buffer[self.cursor.y].update(enumerate(tail, x))
        if self.buffer[self.cursor.y][x].data == "":
            self.buffer[self.cursor.y][x] = self._blank()

    def _shift_lines(self, top, count):
        bottom = self._margins()[1]
        lines = [self.buffer[y] for y in range(top, bottom + 1)]
        self.buffer.update(enumerate(_shifted(lines, count, self._blank_line), top))

    def _blank_line(self):
        line = pyte.screens.StaticDefaultDict(Cell())
        line.update(dict.fromkeys(range(self.columns), self._blank()))
        return line

    def _margins(self):
        return self.margins or (0, self.lines - 1)

    def scroll_up(self, count=1):
        self._shift_lines(self._margins()[0], max(count, 1))

    def scroll_down(self, count=1):
        self._shift_lines(self._margins()[0], -max(count, 1))

    def insert_lines(self, count=1):
        self._shift_from_cursor(-max(count, 1))

    def delete_lines(self, count=1):
        self._shift_from_cursor(max(count, 1))

    def _shift_from_cursor(self, count):
        top, bottom = self._margins()
        if top <= self.cursor.y <= bottom:
            self._shift_lines(self.cursor.y, count)
            self.carriage_return()

    # -- moving -------------------------------------------------------------------------------------------

    def index(self):
        if self.cursor.y == self._margins()[1]:
            self.scroll_up()
        else:
            self.cursor_down()

    def reverse_index(self):
        if self.cursor.y == self._margins()[0]:
            self.scroll_down()
        else:
            self.cursor_up()

    def next_line(self):
        self.carriage_return()
        self.index()

    def cursor_up(self, count=1):
        top = self._margins()[0]
        self.cursor.y = max(self.cursor.y - max(count, 1), top if self.cursor.y >= top else 0)

    def cursor_down(self, count=1):
        bottom = self._margins()[1]
        self.cursor.y = min(self.cursor.y + max(count, 1), bottom if self.cursor.y <= bottom else self.lines - 1)

    def back_tab(self, count=1):
        for _ in range(max(count, 1)):
            self.cursor.x = max((stop for stop in self.tabstops if stop < self.cursor.x), default=0)

    def set_margins(self, top=0, bottom=0):
        bottom = min(bottom or self.lines, self.lines) - 1
        top = max(top, 1) - 1
        if top < bottom:
            whole = (top, bottom) == (0, self.lines - 1)
            self.margins = None if whole else pyte.screens.Margins(top, bottom)
            self.cursor_position()

    def save_cursor(self):
        self.savepoints.clear()
        super().save_cursor()

    def restore_cursor(self):
        saved = self.savepoints[:]
        super().restore_cursor()
        self.savepoints[:] = saved

    # -- modes and size -----------------------------------------------------------------------------------

    def set_private_mode(self, *numbers):
        self.private_modes.update(numbers)
        self.set_mode(*set(numbers) - STATE_ONLY, private=True)
        if ALTERNATE & set(numbers) and self._main is None:
            self.save_cursor()
            self._main = self.buffer.copy()
            self.buffer.clear()

    def reset_private_mode(self, *numbers):
        self.private_modes.difference_update(numbers)
        self.reset_mode(*set(numbers) - STATE_ONLY, private=True)
        if ALTERNATE & set(numbers) and self._main is not None:
            self.buffer.clear()
            self.buffer.update(self._main)
            self._main = None
            self.restore_cursor()

    def resize(self, lines, columns):
        """Cut or grow at the bottom and at the right, as an alternate screen does."""
        for y in [y for y in self.buffer if y >= lines]:
            del self.buffer[y]
        for line in self.buffer.values():
            for x in [x for x in line if x >= columns]:
                del line[x]
        self.lines, self.columns, self.margins = lines, columns, None
        self.tabstops = set(range(8, columns, 8))
        self.ensure_hbounds()
        self.ensure_vbounds()


def _shifted(items, count, blank):
    """The list moved left by `count` (right when negative), its length kept, filled up with blank()."""
    filling = [blank() for _ in range(min(abs(count), len(items)))]
    return items[count:] + filling if count > 0 else filling + items[:count]
