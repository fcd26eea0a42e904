"""The house: a layer calls only itself and those before it, and a library is seen only where it belongs."""
import pathlib
import re

TOP = pathlib.Path(__file__).resolve().parents[2]

LAYERS = ("base", "core", "conf", "recording", "source", "ui", "app")

# A library's header, and the files that may include it (prefixes of paths below src/).
LIBRARIES = {
    "curses.h": ("ui/terminal.c", "ui/input.c", "ui/draw.c"),
    "mosquitto.h": ("source/mqtt", "app/sim", "app/keeper.c", "main.c"),
    "mqtt_protocol.h": ("source/mqtt", "app/sim"),
    "cjson/cJSON.h": ("core/value.c", "core/fleet_apply.c", "recording/bson_value.c", "app/sim"),
    "bson/bson.h": ("recording/",),
    "mongoc/mongoc.h": ("recording/mongo",),
    "confuse.h": ("conf/",),
    "curl/curl.h": ("source/http", "app/"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def sources():
    """Every C file and header of the program, as (path below the top, path below src/ or include/telltale/)."""
    for folder in ("src", "include/telltale"):
        for path in sorted((TOP / folder).rglob("*.[ch]")):
            yield path.relative_to(TOP), path.relative_to(TOP / folder)


def layer_of(place):
    """The layer of a path like core/fleet.c; None for main.c, which stands above them all."""
    return place.parts[0] if len(place.parts) > 1 else None


def upward(place, text):
    """The includes of a file that reach above its layer."""
    mine = layer_of(place)
    for _, name in INCLUDE.findall(text):
        parts = name.split("/")
        theirs = parts[1] if parts[0] == "telltale" and len(parts) > 2 else parts[0]
        if mine is not None and theirs in LAYERS and LAYERS.index(theirs) > LAYERS.index(mine):
            yield name


def trespassing(place, text):
    """The libraries that a file includes and must not see."""
    for _, name in INCLUDE.findall(text):
        if name in LIBRARIES and not str(place).startswith(LIBRARIES[name]):
            yield name


def found(check):
    """What a check finds in all files, as (file, include)."""
    return [(str(path), name) for path, place in sources()
            for name in check(place, (TOP / path).read_text(encoding="utf-8"))]


def test_every_file_stands_in_a_layer():
    assert {layer_of(place) for _, place in sources()} <= {*LAYERS, None}


def test_no_layer_calls_upward():
    assert found(upward) == []


def test_libraries_stay_where_they_belong():
    assert found(trespassing) == []


def test_the_check_itself():
    """An upward call and a library in the wrong place are found."""
    fleet, pane = pathlib.Path("core/fleet.c"), pathlib.Path("ui/pane.c")
    assert list(upward(fleet, '#include "telltale/ui/screen.h"\n')) == ["telltale/ui/screen.h"]
    assert list(upward(fleet, '#include "ui/private.h"\n')) == ["ui/private.h"]
    assert not list(upward(pane, '#include "telltale/core/fleet.h"\n#include <stdio.h>\n'))
    assert list(trespassing(pane, "#include <curses.h>\n")) == ["curses.h"]
    assert list(trespassing(pane, "# include <mosquitto.h>\n")) == ["mosquitto.h"]


def test_every_file_is_built():
    """What lies in src/ or include/ is in the makefile: nothing is forgotten in the archive."""
    makefile = (TOP / "Makefile.am").read_text(encoding="utf-8").replace("$(headers)", "include/telltale")
    assert not [str(path) for path, _ in sources() if str(path) not in makefile]
    units = (TOP / "tests" / "unit").glob("*.[ch]")
    assert not [path.name for path in units if f"tests/unit/{path.stem}" not in makefile]
