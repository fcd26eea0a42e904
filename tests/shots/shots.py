#!/usr/bin/env python3
"""Screenshots of the real program: shots.py OUTDIR [NAME…] writes NAME.png and NAME.txt for each shot.

Each shot is a row of SHOTS: how the program is started, what is done to it, and what must stand on the screen
before the picture is taken.
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
from terminal import Terminal       # noqa: E402


class Shot(NamedTuple):
    """`steps` are (verb, value): "wait" a text or regex, "gone" the same, "key" a name, "send" a text."""
    name: str
    steps: Tuple[Tuple[str, object], ...]
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
MARK = (("send", "M"), ("wait", "mark:"), ("send", "the hatch sticks\r"), ("wait", "marked in"))
NIGHT = (READY, *RECORD, *OPENED, *MARK, ("send", "r"), *YES, ("wait", re.compile("raise_lift acknowledged")),
         ("wait", "NEW"), ("send", "R"), ("wait", "recorded "))
ALERTS = (("wait", re.compile("[3-9] alerts NEW")), ("send", "5"), ("wait", "Over"))
LARGE = (40, 120)
HUGE = (60, 200)


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
    Shot("offline", (READY, ("wait", "OFFLINE since")), size=LARGE),
    Shot("device", (READY, *OPENED, ("key", "enter"), ("wait", "Sent before"),
                    ("wait", re.compile("temp .*[▁▂▃▄▅▆▇]{8}"))), size=LARGE),
    Shot("device-80x24", (("wait", "greenhouse"), ("key", "enter"), ("wait", "Numbers"))),
    Shot("help", (READY, ("key", "?"), ("wait", "Signs")), size=LARGE),
    Shot("help-80x24", (("wait", "greenhouse"), ("key", "?"), ("wait", "Keys in"))),
    Shot("log", (READY, *OPENED, ("send", "6"), ("wait", "acknowledged after")), size=LARGE),
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
)


def follow(terminal, steps):
    verbs = {"wait": terminal.wait_for, "gone": terminal.wait_gone, "key": terminal.key, "send": terminal.send}
    for verb, value in steps:
        verbs[verb](value) if verb in ("key", "send") else verbs[verb](value, timeout=60)


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


if __name__ == "__main__":
    main()
