"""Box-drawing, block and braille characters, drawn so that they meet their neighbours without a gap.

Their Unicode names say all that is needed: "BOX DRAWINGS DOWN HEAVY AND RIGHT LIGHT". A glyph is a mask, an
image of mode "L" in the size of a cell.
"""
import re
import unicodedata

from PIL import Image, ImageChops, ImageDraw

LIGHT, HEAVY, DOUBLE_OUTER, DOUBLE_INNER = 2, 4, 8, 4
SMOOTH = 4      # curves and dots are drawn this much larger, then reduced
WEIGHTS = {"LIGHT": "light", "SINGLE": "light", "HEAVY": "heavy", "DOUBLE": "double"}
ARMS = {"LEFT": ("LEFT",), "RIGHT": ("RIGHT",), "UP": ("UP",), "DOWN": ("DOWN",),
        "HORIZONTAL": ("LEFT", "RIGHT"), "VERTICAL": ("UP", "DOWN")}
DASHES = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}
SHADES = {"LIGHT": 64, "MEDIUM": 128, "DARK": 192}
EIGHTHS = {"ONE EIGHTH": 1, "ONE QUARTER": 2, "THREE EIGHTHS": 3, "HALF": 4, "FIVE EIGHTHS": 5,
           "THREE QUARTERS": 6, "SEVEN EIGHTHS": 7}


def glyph(char, size):
    """The mask of a character that is drawn here, or None for one that a font has to draw."""
    code = ord(char)
    if 0x2500 <= code < 0x2580:
        return _box(unicodedata.name(char)[len("BOX DRAWINGS "):], size)
    if 0x2580 <= code < 0x25A0:
        return _block(unicodedata.name(char), size)
    if 0x2800 <= code < 0x2900:
        return _braille(code - 0x2800, size)
    return None


def _smooth(size, draw):
    """The mask that draw(ImageDraw, scale) makes, without jagged edges."""
    large = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH))
    draw(ImageDraw.Draw(large), SMOOTH)
    return large.reduce(SMOOTH)


# -- lines ----------------------------------------------------------------------------------------------------

def _box(name, size):
    if "DIAGONAL" in name:
        return _smooth(size, lambda draw, scale: _diagonals(draw, scale, name, size))
    if "ARC" in name:
        return _smooth(size, lambda draw, scale: _arc(draw, scale, name.split(), size))
    dash = re.search("(DOUBLE|TRIPLE|QUADRUPLE) DASH", name)
    if dash:
        return _dashes(name.replace(dash[0], ""), DASHES[dash[1]], size)
    return _lines(_weights(name), size)


def _weights(name):
    """{"LEFT": "light", …} from "LEFT HEAVY AND RIGHT LIGHT" or "LIGHT DOWN AND RIGHT"."""
    weights, weight = {}, None
    for part in name.split(" AND "):
        words = part.split()
        weight = next((WEIGHTS[word] for word in words if word in WEIGHTS), weight)
        for word in words:
            weights.update(dict.fromkeys(ARMS.get(word, ()), weight))
    return weights


def _lines(weights, size):
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    double = [arm for arm, weight in weights.items() if weight == "double"]
    for thickness, colour in ((DOUBLE_OUTER, 255), (DOUBLE_INNER, 0)):
        for arm in double:
            _arm(draw, arm, thickness, size, colour)
    for arm, weight in weights.items():
        if weight != "double":
            _arm(draw, arm, HEAVY if weight == "heavy" else LIGHT, size, 255)
    return mask


def _arm(draw, arm, thickness, size, colour):
    """A line from an edge's middle to the centre and half its thickness beyond."""
    middle_x, middle_y, half = size[0] // 2, size[1] // 2, thickness // 2
    left, top, right, bottom = middle_x - half, middle_y - half, middle_x + half, middle_y + half
    left, right = (0 if arm == "LEFT" else left), (size[0] if arm == "RIGHT" else right)
    top, bottom = (0 if arm == "UP" else top), (size[1] if arm == "DOWN" else bottom)
    draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)


def _dashes(name, count, size):
    solid = _lines(_weights(name), size)
    gaps = Image.new("L", size, 255)
    draw = ImageDraw.Draw(gaps)
    along = 1 if "VERTICAL" in name else 0
    for number in range(count):
        start = round((number + 0.65) * size[along] / count)
        end = round((number + 1) * size[along] / count) - 1
        draw.rectangle((0, start, size[0], end) if along else (start, 0, end, size[1]), fill=0)
    return ImageChops.multiply(solid, gaps)


def _arc(draw, scale, words, size):
    right, down = "RIGHT" in words, "DOWN" in words
    radius, half = size[0] / 2, LIGHT / 2
    x = size[0] / 2 + (radius if right else -radius)        # the centre of the quarter circle
    y = size[1] / 2 + (radius if down else -radius)
    box = (x - radius - half, y - radius - half, x + radius + half, y + radius + half)
    start = {(True, True): 180, (False, True): 270, (False, False): 0, (True, False): 90}[right, down]
    draw.arc([round(value * scale) for value in box], start, start + 90, fill=255, width=LIGHT * scale)
    left = size[0] / 2 - half
    top, bottom = (y, size[1]) if down else (0, y)
    draw.rectangle((left * scale, top * scale, (left + LIGHT) * scale - 1, bottom * scale - 1), fill=255)


def _diagonals(draw, scale, name, size):
    width, height = size[0] * scale, size[1] * scale
    if "UPPER RIGHT" in name or "CROSS" in name:
        draw.line((width, 0, 0, height), fill=255, width=LIGHT * scale)
    if "UPPER LEFT" in name or "CROSS" in name:
        draw.line((0, 0, width, height), fill=255, width=LIGHT * scale)


# -- blocks ---------------------------------------------------------------------------------------------------

def _block(name, size):
    shade = re.fullmatch("(LIGHT|MEDIUM|DARK) SHADE", name)
    if shade:
        return Image.new("L", size, SHADES[shade[1]])
    if name == "FULL BLOCK":
        return Image.new("L", size, 255)
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for box in _quadrants(name) if name.startswith("QUADRANT") else [_eighths(name)]:
        left, top, right, bottom = (round(part * size[axis % 2] / 8) for axis, part in enumerate(box))
        draw.rectangle((left, top, right - 1, bottom - 1), fill=255)
    return mask


def _quadrants(name):
    for vertical, horizontal in re.findall("(UPPER|LOWER) (LEFT|RIGHT)", name):
        left, top = (4 if horizontal == "RIGHT" else 0), (4 if vertical == "LOWER" else 0)
        yield left, top, left + 4, top + 4


def _eighths(name):
    """(left, top, right, bottom) in eighths of the cell, from "LOWER THREE EIGHTHS BLOCK"."""
    side, amount = re.fullmatch("(LOWER|UPPER|LEFT|RIGHT) (.*) BLOCK", name).groups()
    part = EIGHTHS[amount]
    return {"LOWER": (0, 8 - part, 8, 8), "UPPER": (0, 0, 8, part), "LEFT": (0, 0, part, 8),
            "RIGHT": (8 - part, 0, 8, 8)}[side]


def _braille(bits, size):
    places = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))
    step_x, step_y = size[0] / 2, size[1] / 4
    radius = min(step_x, step_y) * 0.36

    def dots(draw, scale):
        for number, (column, row) in enumerate(places):
            if bits >> number & 1:
                x, y = (column + 0.5) * step_x, (row + 0.5) * step_y
                draw.ellipse([value * scale for value in (x - radius, y - radius, x + radius, y + radius)], fill=255)

    return _smooth(size, dots)
