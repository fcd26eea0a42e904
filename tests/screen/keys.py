"""What a terminal sends for a named key. Arrows, home and end depend on the application cursor mode."""
import string

CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}

PLAIN = {"enter": "\r", "tab": "\t", "shift-tab": "\x1b[Z", "esc": "\x1b", "space": " ", "backspace": "\x7f",
         "insert": "\x1b[2~", "delete": "\x1b[3~", "pgup": "\x1b[5~", "pgdn": "\x1b[6~",
         "shift-left": "\x1b[1;2D", "shift-right": "\x1b[1;2C", "ctrl-left": "\x1b[1;5D", "ctrl-right": "\x1b[1;5C",
         "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
         "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~",
         "f12": "\x1b[24~"}
PLAIN.update({"ctrl-" + letter: chr(ord(letter) & 31) for letter in string.ascii_lowercase})
PLAIN.update({"ctrl-\\": "\x1c"})

VT_HOME_END = {"home": "\x1b[1~", "end": "\x1b[4~"}
BY_TERM = {
    "linux": {**VT_HOME_END, "shift-tab": "\x1b\t", "f1": "\x1b[[A", "f2": "\x1b[[B", "f3": "\x1b[[C",
              "f4": "\x1b[[D", "f5": "\x1b[[E"},
    "tmux": VT_HOME_END,
    "screen": VT_HOME_END,
}


def sequence(name, term, application_mode):
    """The bytes of key `name` on terminal type `term`, as text. KeyError for a name nobody knows."""
    special = BY_TERM.get(term.split("-")[0], {})
    if name in special:
        return special[name]
    if name in CURSOR:
        return ("\x1bO" if application_mode else "\x1b[") + CURSOR[name]
    return PLAIN[name]
