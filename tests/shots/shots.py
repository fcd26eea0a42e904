#!/usr/bin/env python3
"""Screenshots of the real program: shots.py OUTDIR [NAME…] writes NAME.png and NAME.txt for each shot.

themes.png is made of the shots of all themes. Each shot is a row of SHOTS: how the program is started, what is done
to it, and what must stand on the screen before the picture is taken.
"""
import argparse
import re
import sys
import tempfile
from pathlib import Path
from typing import Dict, NamedTuple, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "screen"))

from program import TELLTALE        # noqa: E402
from render import render           # noqa: E402
from sheet import sheet             # noqa: E402
from terminal import Terminal       # noqa: E402


class Shot(NamedTuple):
    """`steps` are (verb, value): "wait" a text or regex, "gone" the same, "key" names, "send" a text."""
    name: str
    steps: Tuple[Tuple[object, ...], ...]
    argv: Tuple[str, ...] = ("demo",)
    size: Tuple[int, int] = (24, 80)
    first: Tuple[Tuple[str, object], ...] = ()  # done in a demo before, which records into RECORDING
    env: Dict[str, str] = {}
    scheme: str = "dark"
    term: str = "xterm-256color"


RECORDING = "night.bson"
READY = ("wait", re.compile("dbx-04.*weather", re.DOTALL))
YES = (("wait", "send it"), ("send", "y"))
OPENING = (("send", "o"), *YES, ("wait", "OPENING"))
OPENED = (*OPENING, ("wait", "acknowledged"))
GRAPHS = ("wait", re.compile("dbx-01.*[▁▂▃▄▅▆▇█]{4}", re.DOTALL))
RECORD = (("send", "R"), ("wait", "record to"), ("send", "\x15" + RECORDING + "\r"), ("wait", "REC"))
FORM = (("send", "4"), ("wait", "outcome"), ("send", "+"), ("wait", "publish a message"), ("send", "\x15home/lights/set\t"),
        ("send", '{"on": false}'), ("wait", "false}"), ("key", "tab"), ("send", "1"), ("key", "tab"), ("send", "y"))
PUBLISHED = (*FORM, ("key", "enter"), *YES, ("wait", "accepted after"))
SENT = (("send", "r"), ("wait", "refused"), *OPENED, ("send", "r"), *YES, ("wait", "raise_lift acknowledged"), *PUBLISHED,
        ("send", "1c"), ("wait", "close_hatch refused"), ("send", "l"), *YES, ("send", "4"), ("wait", "waiting"))
MARK = (("send", "M"), ("wait", "mark:"), ("send", "the hatch sticks\r"), ("wait", "marked in"))
NIGHT = (READY, *RECORD, *OPENED, *MARK, ("send", "r"), *YES, ("wait", re.compile("raise_lift acknowledged")),
         ("wait", "NEW"), ("send", "R"), ("wait", "recorded "))
CURVE = re.compile("[⠀-⣿]{6}")
FULL = tuple(("wait", re.compile("[▁▂▃▄▅▆▇█]{%d}" % width)) for width in (14, 22, 30, 37))
COMPACT = re.compile("hatch . OPEN[A-Z]+ +lift")
ALERTS = (("wait", re.compile("[3-9] alerts NEW")), ("send", "5"), ("wait", "Over"))
LARGE = (40, 120)
TOPIC = (("send", "2/dbx-01/status\r"), ("wait", "1 of "), ("key", "esc"), ("gone", "1 of "))
HUGE = (60, 200)

THEMES = tuple(sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "themes").glob("*.theme")))
LIGHT = ("light", "colour-blind-light")         # they keep the terminal's own background
THEME_SHOTS = tuple(
    Shot("theme-" + name, (READY, *OPENED, ("send", "r"), *YES, GRAPHS, ("wait", re.compile("RAISING"))),
         argv=("demo", "--theme", name), size=(30, 100), env={"COLORTERM": "truecolor"},
         scheme="light" if name in LIGHT else "dark") for name in THEMES)


SHOTS = (
    Shot("demo", (READY, *OPENED, ("send", "r"), *YES, GRAPHS, ("wait", re.compile("RAISING|acknowledged"))),
         size=(30, 100)),
    Shot("demo-80x24", (("wait", "greenhouse"), *OPENING)),
    Shot("demo-120x40", (READY, *OPENED, GRAPHS), size=LARGE),
    Shot("demo-200x60", (("wait", "dbx-30"), *OPENED, GRAPHS), argv=("demo", "--devices", "60", "--rate", "5"), size=HUGE),
    Shot("demo-40x10", (("wait", "dbx-01"), *OPENING), size=(10, 40)),
    Shot("question", (("wait", "greenhouse"), ("send", "o"), ("wait", "send it"))),
    Shot("refused", (("wait", re.compile("dbx-01.*CLOSED", re.DOTALL)), ("send", "r"), ("wait", "refused"))),
    Shot("filter", (("wait", "greenhouse"), ("send", "/dbx"), ("gone", "greenhouse"))),
    Shot("prompt", (("wait", "greenhouse"), ("send", ":s"), ("wait", "sort ORDER"), ("key", "tab"), ("wait", "»send"))),
    Shot("prompt-ascii", (("wait", "dbx-01"), ("send", ":set "), ("wait", "frame-rate")), env={"LANG": "C"}, size=(10, 40)),
    Shot("frozen", (READY, *OPENING, ("send", "P"), ("wait", re.compile("[1-9][0-9]* messages since"))), size=LARGE),
    Shot("search", (READY, ("key", "?"), ("wait", "Keys in"), ("send", "/device\rn"), ("wait", "n next match")), size=LARGE),
    Shot("offline", (READY, ("wait", "OFFLINE since")), size=LARGE),
    Shot("device", (READY, *OPENED, ("key", "enter"), ("wait", "Sent before"),
                    ("wait", re.compile("temp .*[▁▂▃▄▅▆▇]{8}")), *FULL), size=LARGE),
    Shot("compact", (("wait", "greenhouse"), *OPENING, ("send", "Z"), ("wait", COMPACT))),
    Shot("compact-200x60", (("wait", "dbx-30"), *OPENED, ("send", "Z"), ("wait", COMPACT)), argv=("demo", "--devices", "90", "--rate", "5"), size=HUGE),
    Shot("list", (("wait", "dbx-05"), *OPENING, ("send", "ZZ*"), ("wait", "dbx-20")), argv=("demo", "--devices", "60", "--rate", "5")),
    Shot("list-120x40", (("wait", "dbx-10"), *OPENED, ("send", "ZZG"), ("key", "down", "down"), ("send", "*"),
                         ("wait", "pinned"), ("wait", "OFFLINE since")), argv=("demo", "--devices", "40"), size=LARGE),
    Shot("groups", (READY, *OPENED, ("send", "G"), ("wait", "DBX drone box  4"), GRAPHS), size=LARGE),
    Shot("device-80x24", (("wait", "greenhouse"), *OPENED, ("key", "enter"), ("wait", "Numbers"), ("wait", CURVE))),
    Shot("device-200x60", (READY, *OPENED, ("key", "enter"), ("send", " "), ("key", "down"), ("wait", CURVE),
                           ("key", "left", "left", "left"), ("wait", "opened")), size=HUGE),
    Shot("device-light", (READY, *OPENED, ("key", "enter"), ("wait", CURVE)), argv=("demo", "--theme", "light"), size=LARGE,
         scheme="light"),
    Shot("device-mono", (("wait", "greenhouse"), *OPENED, ("key", "enter"), ("wait", CURVE), ("key", "left"), ("wait", "▲")),
         argv=("demo", "--theme", "mono")),
    Shot("list-ascii", (("wait", "dbx-05"), *OPENING, ("send", "ZZ"), ("wait", "dbx-20")), argv=("demo", "--devices", "60"),
         env={"LANG": "C"}),
    Shot("device-ascii", (("wait", "greenhouse"), *OPENED, ("key", "enter"), ("wait", "Numbers"), ("wait", "'")),
         env={"LANG": "C"}),
    Shot("help", (READY, ("key", "?"), ("wait", "Keys everywhere")), size=LARGE),
    Shot("help-80x24", (("wait", "greenhouse"), ("key", "?"), ("wait", "Keys in"))),
    Shot("log", (READY, *OPENED, ("send", "6"), ("wait", "acknowledged after")), size=LARGE),
    Shot("commands", (READY, *SENT), size=LARGE),
    Shot("commands-80x24", (("wait", "greenhouse"), *OPENED, *PUBLISHED, ("key", "down"))),
    Shot("publish", (READY, *OPENED, *FORM), size=LARGE),
    Shot("publish-80x24", (("wait", "greenhouse"), *OPENED, *FORM)),
    Shot("publish-question", (READY, *OPENED, *FORM, ("key", "enter"), ("wait", "send it")), size=LARGE),
    Shot("clear-retained", (READY, ("send", "4"), ("send", "X"), ("wait", "clear retained"), ("send", "dbx\r"), ("wait", "clear them"))),
    Shot("topics", (READY, *OPENED, *TOPIC, ("wait", re.compile("was .*was ", re.DOTALL))), size=LARGE),
    Shot("topics-80x24", (("wait", "greenhouse"), *TOPIC, ("wait", "was "))),
    Shot("topics-200x60", (("wait", "greenhouse"), *TOPIC, ("wait", "was ")), argv=("demo", "--devices", "20", "--rate", "5"),
         size=HUGE),
    Shot("topics-history", (READY, *OPENED, *TOPIC, ("send", "H"), ("wait", "message 1 of 1")), size=LARGE),
    Shot("messages", (READY, *OPENED, ("send", "3"), ("wait", re.compile("( [0-9]{2}:.*\\n){30}"))), size=LARGE),
    Shot("messages-80x24", (("wait", "greenhouse"), ("send", "3"), ("wait", re.compile("( [0-9]{2}:.*\\n){16}")), ("send", " "),
                            ("wait", "9 more"))),
    Shot("alerts", ALERTS + (("key", "A"), ("wait", "seen by")), argv=("demo", "--devices", "12"), size=LARGE),
    Shot("alerts-80x24", ALERTS, argv=("demo", "--devices", "12")),
    Shot("alerts-none", (("wait", "greenhouse"), ("send", "5"), ("wait", "Nothing is wrong"))),
    Shot("record", (READY, *RECORD, *OPENED, ("send", "M"), ("wait", "mark:"), ("send", "the hatch st")), size=(30, 100)),
    Shot("replay", (("wait", "REPLAY"), ("send", " "), ("key", "home"), ("send", "]"), ("wait", "open_hatch asked"), ("send", "]"),
                    ("wait", "mark: the hatch sticks")), ("replay", RECORDING), size=(30, 100),
         first=NIGHT),
    Shot("replay-80x24", (("wait", "REPLAY"), ("send", "@"), ("wait", "go to")), ("replay", RECORDING), first=NIGHT),
    Shot("replay-help", (("wait", "REPLAY"), ("send", " ?"), ("wait", "Keys")), ("replay", RECORDING), size=LARGE, first=NIGHT),
    Shot("no-broker", (("wait", "Next try"),), argv=("-p", "1")),
    Shot("light", (("wait", "greenhouse"), *OPENED), argv=("demo", "--theme", "light"), scheme="light"),
    Shot("mono", (("wait", "greenhouse"), *OPENING), argv=("demo", "--theme", "mono")),
    Shot("ascii", (("wait", "greenhouse"), *OPENING), env={"LANG": "C"}),
    Shot("8-colours", (("wait", "greenhouse"), *OPENING), term="xterm"),
    Shot("16-colours", (("wait", "greenhouse"), *OPENING), term="xterm-16color"),
    Shot("choosing-a-theme", (READY, *OPENED, ("send", "T"), ("wait", "theme 1 of"), ("key", *["down"] * 8), ("wait", "theme 9 of")),
         size=(30, 100), env={"COLORTERM": "truecolor"}),
    *THEME_SHOTS,
)


def follow(terminal, steps):
    verbs = {"wait": terminal.wait_for, "gone": terminal.wait_gone, "key": terminal.key, "send": terminal.send}
    for verb, *values in steps:
        verbs[verb](*values) if verb in ("key", "send") else verbs[verb](*values, timeout=60)


def take(shot, folder):
    """Run the program, follow the steps, write the picture and the text."""
    with tempfile.TemporaryDirectory(prefix="telltale-shots-") as place:
        if shot.first:
            with Terminal([TELLTALE, "demo"], env=shot.env, size=LARGE, cwd=place) as terminal:
                follow(terminal, shot.first)
        with Terminal([TELLTALE, *shot.argv], env=shot.env, size=shot.size, term=shot.term, cwd=place) as terminal:
            follow(terminal, shot.steps)
            with terminal.frozen() as screen:
                picture = render(screen, " ".join(("telltale",) + shot.argv), shot.scheme)
                text = terminal.text()
    picture.save(folder / (shot.name + ".png"), optimize=True)
    (folder / (shot.name + ".txt")).write_text(text + "\n", encoding="utf-8")


def take_sheet(folder):
    """All themes in one picture."""
    path = folder / "themes.png"
    sheet([(name, folder / ("theme-%s.png" % name)) for name in THEMES]).save(path, optimize=True)
    print(path)


def main():
    names = [shot.name for shot in SHOTS]
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, metavar="OUTDIR")
    arguments.add_argument("names", nargs="*", metavar="NAME", help="one of: " + ", ".join(names))
    chosen = arguments.parse_args()
    unknown = set(chosen.names) - set(names)
    if unknown:
        arguments.error("no such shot: " + ", ".join(sorted(unknown)))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        if not chosen.names or shot.name in chosen.names:
            take(shot, chosen.folder)
            print(chosen.folder / (shot.name + ".png"))
    taken = {shot.name for shot in SHOTS if not chosen.names or shot.name in chosen.names}
    if taken.issuperset(shot.name for shot in THEME_SHOTS):
        take_sheet(chosen.folder)


if __name__ == "__main__":
    main()
