"""Every view, cell by cell, at two sizes: text and colours, in UTF-8 and ASCII, in colour and mono."""
import pytest

import goldens
import scenery

SIZES = ((24, 80), (40, 120))
# name, and the keys that lead there from the devices view and back
VIEWS = (
    ("devices", (), ()),
    ("compact", ("Z",), ()),
    ("list", ("Z",), ("Z",)),
    ("device", ("enter",), ("1",)),
    ("topics", ("2", "down", "down", "down"), ("1",)),
    ("messages", ("3",), ("1",)),
    ("commands", ("4",), ("1",)),
    ("alerts", ("5",), ("1",)),
    ("log", ("6",), ("1",)),
    ("help", ("?",), ("1",)),
)


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return scenery.plant().save(tmp_path_factory.mktemp("scenery") / "plant.bson")


@pytest.fixture
def stage(telltale, plant):
    """stage(size, ascii, mono): the replay of the plant, stopped at a moment."""
    def start(size, ascii_only, mono):
        env = {"TZ": "UTC", "LANG": "C" if ascii_only else "C.UTF-8", **({"NO_COLOR": "1"} if mono else {})}
        terminal = telltale("replay", plant, env=env, size=size)
        terminal.wait_for("REPLAY")
        terminal.send(" @+85s\r")
        terminal.wait_for("1:25 / 1:30")
        return terminal
    return start


@pytest.mark.parametrize("size", SIZES, ids="{0[1]}x{0[0]}".format)
@pytest.mark.parametrize("charset", ("utf8", "ascii"))
@pytest.mark.parametrize("colour", ("colour", "mono"))
def test_every_view(stage, size, charset, colour):
    terminal = stage(size, charset == "ascii", colour == "mono")
    for name, there, back in VIEWS:
        terminal.key(*there)
        golden = "%s-%dx%d-%s-%s" % (name, size[1], size[0], charset, colour)
        if goldens.WRITING:
            goldens.write(terminal, golden)
        goldens.check(terminal, golden)
        terminal.key(*back)
