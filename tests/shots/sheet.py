"""All themes in one picture: the same corner of the same screen in each, with its name above."""
from PIL import Image, ImageDraw

import fonts

ACROSS = 3
CORNER = (0, 56, 930, 400)      # of a shot: without its title bar; the header and the first pane
TILE = (465, 172)
LABEL, GAP = 40, 14
COLOURS = 48
PAPER, INK = "#20252d", "#d3d7de"


def sheet(pictures):
    """pictures: (name, path of a PNG) of each. Returns an image."""
    down = -(-len(pictures) // ACROSS)
    image = Image.new("RGB", (GAP + ACROSS * (TILE[0] + GAP), GAP + down * (TILE[1] + LABEL + GAP)), PAPER)
    pen = ImageDraw.Draw(image)
    for number, (name, path) in enumerate(pictures):
        left = GAP + number % ACROSS * (TILE[0] + GAP)
        top = GAP + number // ACROSS * (TILE[1] + LABEL + GAP)
        with Image.open(path) as picture:
            corner = picture.convert("RGB").crop(CORNER).resize(TILE, Image.Resampling.BOX)
        few = corner.quantize(COLOURS, dither=Image.Dither.NONE)    # of its own: all themes together have too many
        image.paste(few.convert("RGB"), (left, top + LABEL))
        pen.text((left + 2, top + LABEL / 2), name, fill=INK, font=fonts.font(22), anchor="lm")
    return image
