"""Characters as masks, from DejaVu Sans Mono or, for what it lacks, from any font that has it."""
import functools
import subprocess
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu", "/usr/share/fonts/dejavu-sans-mono-fonts",
           "/usr/share/fonts/TTF")
MISSING = "\U0010fffd"      # private use: every font shows its "no such character" box


def _file(bold):
    name = "DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf"
    found = [Path(folder) / name for folder in FOLDERS if (Path(folder) / name).exists()]
    return str(found[0]) if found else _match("DejaVu Sans Mono" + (":bold" if bold else ""))


def _match(pattern):
    return subprocess.run(["fc-match", "-f", "%{file}", pattern], check=True, capture_output=True, text=True).stdout


@functools.lru_cache(None)
def font(pixels, bold=False):
    return ImageFont.truetype(_file(bold), pixels)


def _has(face, char):
    return bytes(face.getmask(char)) != bytes(face.getmask(MISSING))


@functools.lru_cache(None)
def character(char, size, pixels, bold=False):
    """The mask of one character (with what combines with it) on a cell of the size, on the usual baseline."""
    face = font(pixels, bold)
    baseline = round(size[1] / 2 + (face.getbbox("M", anchor="ls")[3] - face.getbbox("M", anchor="ls")[1]) / 2)
    if not _has(face, char[0]):
        face = ImageFont.truetype(_match(":charset=%x" % ord(char[0])), pixels)
    width = face.getlength(char)
    if width > size[0] + 1:
        face = face.font_variant(size=int(pixels * size[0] / width))
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).text((size[0] / 2, baseline), char, fill=255, font=face, anchor="ms")
    return mask.point([value // 32 * 255 // 7 for value in range(256)])     # few shades make a small PNG
