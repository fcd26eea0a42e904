"""A cell of the screen, and how SGR sequences (CSI … m) change its colours and attributes."""
from typing import NamedTuple

from pyte.graphics import FG_BG_256

COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ATTRIBUTES = {1: "bold", 2: "dim", 3: "italics", 4: "underscore", 5: "blink", 7: "reverse", 8: "hidden",
              9: "strikethrough", 21: "underscore"}
ENDS = {22: ("bold", "dim"), 23: ("italics",), 24: ("underscore",), 25: ("blink",), 27: ("reverse",),
        28: ("hidden",), 29: ("strikethrough",)}


class Cell(NamedTuple):
    """One cell. Colours: "default", a name ("red", "brightred") or six hex digits."""
    data: str = " "
    fg: str = "default"
    bg: str = "default"
    bold: bool = False
    dim: bool = False
    italics: bool = False
    underscore: bool = False
    blink: bool = False
    reverse: bool = False
    hidden: bool = False
    strikethrough: bool = False


def palette(index):
    """A number of the 256-colour palette as a Cell's colour."""
    if index < 8:
        return COLOURS[index]
    return "bright" + COLOURS[index - 8] if index < 16 else FG_BG_256[index & 255]


def select(attrs, params):
    """The Cell `attrs` as an SGR with `params` ("1;38;5;208", "4:3", "") leaves it."""
    codes = [[int(number or 0) for number in part.split(":")] for part in params.split(";")]
    while codes:
        code, *details = codes.pop(0)
        if code not in (38, 48):
            attrs = _plain(attrs, code, details)
            continue
        if not details:
            details = [part[0] for part in codes]
            del codes[:2 if details[:1] == [5] else 4]
        elif details[0] == 2 and len(details) > 4:
            del details[1]      # the colour space
        attrs = attrs._replace(**{"fg" if code == 38 else "bg": _extended(details)})
    return attrs


def _extended(details):
    if details[:1] == [5] and len(details) > 1:
        return palette(details[1])
    return "%02x%02x%02x" % tuple(details[1:4]) if len(details) > 3 else "default"


def _plain(attrs, code, details):
    if code == 0:
        return Cell()
    if code in ATTRIBUTES:
        return attrs._replace(**{ATTRIBUTES[code]: not (code == 4 and details == [0])})
    if code in ENDS:
        return attrs._replace(**dict.fromkeys(ENDS[code], False))
    ground, index = ("fg", code - 30) if code < 40 or 90 <= code < 98 else ("bg", code - 40)
    if index == 9:
        return attrs._replace(**{ground: "default"})
    if 0 <= index < 8:
        return attrs._replace(**{ground: palette(index)})
    return attrs._replace(**{ground: palette(index - 52)}) if 60 <= index < 68 else attrs
