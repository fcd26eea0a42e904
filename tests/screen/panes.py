"""Panes of the devices view, found by their titles."""
import re


def pane(terminal, name):
    """The text of the pane with that title, its borders included; "" where it is not on the screen."""
    corner = terminal.find("╭ %s " % name)
    if not corner:
        return ""
    row, column = corner
    with terminal.frozen() as screen:
        right = next((x for x in range(column, screen.columns) if screen.buffer[row][x].data == "╮"), None)
        bottom = next((y for y in range(row, screen.lines) if screen.buffer[y][column].data == "╰"), screen.lines - 1)
    if right is None:
        return ""
    return terminal.region(row, column, bottom - row + 1, right - column + 1)


ONLINE = re.compile(r"● \d+s ╮")   # in the pane's title: how long ago it was heard of


class Shows:
    """For Terminal.wait_for and wait_gone: the pane of a device holds all the texts, which may be patterns. Any run
    of blanks counts as one: Shows("dbx-01", "hatch ● CLOSED", "temp 24.1 °C")."""

    def __init__(self, name, *texts):
        self.name, self.texts = name, texts

    def __call__(self, terminal):
        words = " ".join(pane(terminal, self.name).split())
        return bool(words) and all(
            text.search(words) if isinstance(text, re.Pattern) else text in words for text in self.texts)

    def __repr__(self):
        return "%s in the pane %s" % (", ".join(map(repr, self.texts)) or "anything", self.name)
