"""What a terminal sends for the mouse (mode 1006), and what it is sent for the clipboard (OSC 52)."""
import base64

WHEEL = {"up": 64, "down": 65}


def _event(button, row, column, end):
    return "\x1b[<%d;%d;%d%s" % (button, column + 1, row + 1, end)


def click(terminal, row, column, times=1):
    """The left button, pressed and let go; rows and columns count from 0."""
    terminal.send((_event(0, row, column, "M") + _event(0, row, column, "m")) * times)


def drag(terminal, row, column, *columns):
    """The left button, pressed and moved along the row to each of the columns, and let go there."""
    moves = "".join(_event(32, row, to, "M") for to in columns)
    terminal.send(_event(0, row, column, "M") + moves + _event(0, row, columns[-1], "m"))


def wheel(terminal, direction, row=5, column=5):
    terminal.send(_event(WHEEL[direction], row, column, "M"))


def osc52(data):
    """What puts a text or bytes into the terminal's clipboard."""
    return b"\x1b]52;c;%s\x07" % base64.b64encode(data.encode() if isinstance(data, str) else data)
