#!/usr/bin/env python3
"""Screenshots of the real program: shots.py OUTDIR [NAME…] writes NAME.png and NAME.txt for each shot.

Each shot is a row of SHOTS: how the program is started, what is done to it, and what must stand on the screen
before the picture is taken.
"""
import argparse
import re
import sys
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
    env: Dict[str, str] = {}
    scheme: str = "dark"
    term: str = "xterm-256color"


READY = ("wait", "dbx-01")
LARGE = (40, 120)

SHOTS = (
    Shot("demo", (READY,)),
    Shot("demo-large", (READY,), size=LARGE),
    Shot("question", (READY, ("key", "o"), ("wait", re.compile("open.hatch.*\\?", re.DOTALL)))),
    Shot("device", (READY, ("key", "enter"), ("wait", "temperature")), size=LARGE),
    Shot("help", (READY, ("key", "?"), ("wait", re.compile("help", re.IGNORECASE))), size=LARGE),
    Shot("theme-dark", (READY,), argv=("demo", "--theme", "dark")),
    Shot("theme-light", (READY,), argv=("demo", "--theme", "light"), scheme="light"),
    Shot("theme-mono", (READY,), argv=("demo", "--theme", "mono")),
    Shot("ascii", (READY,), env={"LANG": "C"}),
)


def take(shot, folder):
    """Run the program, follow the steps, write the picture and the text."""
    with Terminal([TELLTALE, *shot.argv], env=shot.env, size=shot.size, term=shot.term) as terminal:
        verbs = {"wait": terminal.wait_for, "gone": terminal.wait_gone, "key": terminal.key, "send": terminal.send}
        for verb, value in shot.steps:
            verbs[verb](value)
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
