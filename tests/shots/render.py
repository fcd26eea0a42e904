"""A picture of an emulator's screen: a window with a title bar and the cells, at twice the usual size."""
from typing import Dict, NamedTuple

from PIL import Image, ImageDraw

import fonts
import glyphs

CELL = (18, 36)
FONT_PIXELS = 30
PADDING, TITLE_HEIGHT, BORDER = 16, 56, 2


class Scheme(NamedTuple):
    """The colours of the terminal's window."""
    background: str
    foreground: str
    frame: str
    title: str
    colours: Dict[str, str]


NAMES = [bright + name for bright in ("", "bright")
         for name in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")]
SCHEMES = {
    "dark": Scheme("#12161d", "#d3d7de", "#2a303b", "#9aa3b2", dict(zip(NAMES, (
        "#1d222b", "#e5636f", "#7fc379", "#e0b45c", "#64a3f0", "#c283e0", "#56b8c4", "#c3c8d1",
        "#6b7482", "#ff7f8a", "#9ade93", "#f6cf7d", "#8abcff", "#d9a2f3", "#7ad4df", "#f4f6f9")))),
    "light": Scheme("#fcfcfa", "#2b303a", "#dcdfe4", "#5b6472", dict(zip(NAMES, (
        "#2b303a", "#c4253a", "#2f7d32", "#9a6700", "#1f5fbf", "#8a35a8", "#0f7683", "#d5d8de",
        "#6e7683", "#d93a4d", "#3f9442", "#b57b00", "#3a78d8", "#a24fc0", "#178c9b", "#ffffff")))),
}


def render(screen, title, scheme="dark"):
    """An image (palette mode) of an emulator.Screen."""
    return _Picture(screen, SCHEMES[scheme]).draw(title)


class _Picture:
    def __init__(self, screen, scheme):
        self.screen, self.scheme = screen, scheme
        self.size = (screen.columns * CELL[0] + 2 * (PADDING + BORDER),
                     screen.lines * CELL[1] + TITLE_HEIGHT + 2 * PADDING + BORDER)
        self.image = Image.new("RGB", self.size, scheme.frame)
        self.pen = ImageDraw.Draw(self.image)

    def draw(self, title):
        self._window(title)
        for y in range(self.screen.lines):
            row = self.screen.row(y)
            for x, cell in enumerate(row):
                if cell.data:
                    wide = x + 1 < len(row) and row[x + 1].data == ""
                    self._cell(x, y, cell, 2 if wide else 1)
        return self.image.quantize(256, dither=Image.Dither.NONE)

    def _window(self, title):
        width, height = self.size
        self.pen.rectangle((BORDER, TITLE_HEIGHT, width - BORDER - 1, height - BORDER - 1),
                           fill=self.scheme.background)
        for number, name in enumerate(("red", "yellow", "green")):
            x, y = 32 + number * 36, TITLE_HEIGHT // 2
            self.pen.ellipse((x - 10, y - 10, x + 10, y + 10), fill=self.scheme.colours[name])
        self.pen.text((width / 2, TITLE_HEIGHT / 2), title, fill=self.scheme.title, font=fonts.font(26), anchor="mm")

    def _cell(self, x, y, cell, span):
        left, top = BORDER + PADDING + x * CELL[0], TITLE_HEIGHT + PADDING + y * CELL[1]
        size = (CELL[0] * span, CELL[1])
        ink, paper = self._colours(cell, x, y)
        box = (left, top, left + size[0] - 1, top + size[1] - 1)
        if paper != self.scheme.background:
            self.pen.rectangle(box, fill=paper)
        if cell.data != " " and not cell.hidden:
            mask = glyphs.glyph(cell.data[0], size) or fonts.character(cell.data, size, FONT_PIXELS, cell.bold)
            self.image.paste(ink, (left, top), mask)
        for wanted, line in ((cell.underscore, top + size[1] - 4), (cell.strikethrough, top + size[1] // 2)):
            if wanted:
                self.pen.rectangle((left, line, box[2], line + 1), fill=ink)

    def _colours(self, cell, x, y):
        """(ink, paper) as it appears, the cursor's block included."""
        ink = self._colour(cell.fg, self.scheme.foreground)
        paper = self._colour(cell.bg, self.scheme.background)
        if cell.reverse:
            ink, paper = paper, ink
        if cell.dim:
            ink = _mix(ink, paper, 0.45)
        cursor = self.screen.cursor
        if 25 in self.screen.private_modes and (x, y) == (cursor.x, cursor.y):
            ink, paper = paper, ink
        return ink, paper

    def _colour(self, name, default):
        if name == "default":
            return default
        return self.scheme.colours.get(name) or "#" + name


def _mix(colour, other, share):
    """`colour` with a share of `other` in it."""
    pairs = ((int(colour[at:at + 2], 16), int(other[at:at + 2], 16)) for at in (1, 3, 5))
    return "#%02x%02x%02x" % tuple(round(one + (two - one) * share) for one, two in pairs)
