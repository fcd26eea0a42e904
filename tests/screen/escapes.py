"""Cuts a terminal's byte stream into text, control characters and escape sequences.

pyte's own parser ignores charsets in UTF-8 mode, mistakes private sequences (CSI > … m) for public ones
and cannot skip DCS strings; this one follows xterm and hands what it finds to an emulator.Screen.
"""
import codecs
import re

CONTROLS = {"\a": "bell", "\b": "backspace", "\t": "tab", "\n": "linefeed", "\v": "linefeed",
            "\f": "linefeed", "\r": "carriage_return", "\x0e": "shift_out", "\x0f": "shift_in"}

ESCAPES = {"7": "save_cursor", "8": "restore_cursor", "D": "index", "E": "next_line", "H": "set_tab_stop",
           "M": "reverse_index", "c": "reset", "#8": "alignment_display"}

# (private marker, intermediates, final): method
CSI = {("", "", final): method for final, method in {
    "@": "insert_characters", "A": "cursor_up", "B": "cursor_down", "C": "cursor_forward",
    "D": "cursor_back", "E": "cursor_down1", "F": "cursor_up1", "G": "cursor_to_column",
    "H": "cursor_position", "J": "erase_in_display", "K": "erase_in_line", "L": "insert_lines",
    "M": "delete_lines", "P": "delete_characters", "S": "scroll_up", "T": "scroll_down",
    "X": "erase_characters", "Z": "back_tab", "`": "cursor_to_column", "a": "cursor_forward",
    "b": "repeat", "c": "report_device_attributes", "d": "cursor_to_line", "e": "cursor_down",
    "f": "cursor_position", "g": "clear_tab_stop", "h": "set_mode", "l": "reset_mode",
    "n": "report_device_status", "r": "set_margins"}.items()}
CSI.update({("?", "", "h"): "set_private_mode", ("?", "", "l"): "reset_private_mode"})

# Understood, and without effect on the picture: keypad mode, window operations, cursor shape, soft reset,
# key and title modes.
IGNORED_ESCAPES = {"=", ">", "\\", "<"}
IGNORED_CSI = {("", "", "s"), ("", "", "t"), ("", "", "u"), ("", " ", "q"), ("", "!", "p"), ("?", "", "c"),
               ("?", "", "m"), (">", "", "c"), (">", "", "m"), (">", "", "q"), (">", "", "t"), (">", "", "u"),
               ("<", "", "u")}

TOKEN = re.compile(r"""
    (?P<text>[^\x00-\x1f\x7f-\x9f]+)
  | (?P<control>[\x00-\x1a\x1c-\x1f\x7f])
  | (?:\x1b\[|\x9b) (?P<private>[<=>?]?) (?P<params>[0-9:;]*) (?P<intermediate>[ -/]*) (?P<final>[@-~])
  | \x1b\] (?: R | P[0-9a-fA-F]{7} )                                    # the Linux console's palette
  | (?:\x1b\]|\x9d) (?P<osc>[^\x07\x1b\x9c]*) (?:\x07|\x1b\\|\x9c)
  | (?:\x1b[PX^_]|[\x90\x98\x9e\x9f]) [^\x1b\x9c]* (?:\x1b\\|\x9c)        # DCS, SOS, PM, APC
  | \x1b (?P<escape>[ -/]*[0-OQ-WYZ\\`-~])
""", re.VERBOSE)

# The beginning of a sequence whose rest has not arrived yet.
UNFINISHED = re.compile(r"""
    (?: \x1b
      | (?:\x1b\[|\x9b) [<=>?]?[0-9:;]*[ -/]*
      | (?:\x1b\]|\x9d) [^\x07\x1b\x9c]* \x1b?
      | (?:\x1b[PX^_]|[\x90\x98\x9e\x9f]) [^\x1b\x9c]* \x1b?
      | \x1b[ -/]+ ) \Z
""", re.VERBOSE)


class Parser:
    """Feeds a Screen; every sequence that it does not know is kept in `unknown`."""

    def __init__(self, screen):
        self.screen = screen
        self.unknown = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data):
        """Take bytes as they come; a sequence may be cut anywhere."""
        text = self._rest + self._decoder.decode(data)
        self._rest = ""
        position = 0
        while position < len(text):
            token = TOKEN.match(text, position)
            if token:
                self._dispatch(token)
                position = token.end()
            elif UNFINISHED.match(text, position):
                self._rest = text[position:]
                return
            else:
                self.unknown.append(text[position:position + 8])
                position += 1

    def _dispatch(self, token):
        kind = token.lastgroup
        if kind == "text":
            self.screen.draw(token["text"])
        elif kind == "control":
            if token["control"] in CONTROLS:
                getattr(self.screen, CONTROLS[token["control"]])()
        elif kind == "final":
            self._csi(token)
        elif kind == "osc":
            self._osc(token["osc"])
        elif kind == "escape":
            self._escape(token["escape"])

    def _csi(self, token):
        key = (token["private"], token["intermediate"], token["final"])
        if key == ("", "", "m"):
            self.screen.select_rendition(token["params"])
            return
        params = [int(number or 0) for number in token["params"].replace(":", ";").split(";")]
        if key in CSI:
            getattr(self.screen, CSI[key])(*(params if token["params"] else ()))
        elif key not in IGNORED_CSI:
            self.unknown.append(token[0])

    def _escape(self, sequence):
        if sequence in ESCAPES:
            getattr(self.screen, ESCAPES[sequence])()
        elif sequence[0] in "()":
            self.screen.define_charset(sequence[1:], sequence[0])
        elif sequence not in IGNORED_ESCAPES and sequence[0] not in "%*+":
            self.unknown.append("\x1b" + sequence)

    def _osc(self, content):
        code, _, argument = content.partition(";")
        if code in ("0", "2"):
            self.screen.set_title(argument)
