#!/usr/bin/env python3
"""Prints the figures that telltale claims, each beside its goal and a reference measured in the same run.

bench.py [NAME...] measures all or those named; --list names them; --quick measures little, to try the bench
itself; --write puts what was measured into docs/performance.md too. TELLTALE is the program. Nothing is asserted of
speed: machines differ. The exit status is 1 only if something could not be measured, or if messages were lost.
"""
import argparse
import importlib
import os
import signal
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # for the flood, too
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screen"))

import effort  # noqa: E402
import performance  # noqa: E402
import table  # noqa: E402

NAMES = ("start", "visible", "frames", "load", "idle", "flood", "record", "replay", "throughput", "through", "latency",
         "memory", "slowline")


def module(name):
    return importlib.import_module("measure_" + name)


def arguments():
    parser = argparse.ArgumentParser(description="Prints what telltale costs and how fast it answers.")
    parser.add_argument("name", nargs="*", help="what to measure (default: everything)")
    parser.add_argument("--list", action="store_true", help="says what there is")
    parser.add_argument("--quick", action="store_true", help="measures little, to try the bench itself")
    parser.add_argument("--write", action="store_true", help="puts it into docs/performance.md too")
    given = parser.parse_args()
    unknown = [name for name in given.name if name not in NAMES]
    if unknown:
        parser.error("there is no %s; there is: %s" % (", ".join(unknown), ", ".join(NAMES)))
    return given


def measured(name):
    """What a module measures, or None; and how many seconds it took."""
    print("measuring: %s" % name, file=sys.stderr)
    begin = time.monotonic()
    try:
        return module(name).measure(), time.monotonic() - begin
    except Exception:  # the others can still be measured
        traceback.print_exc()
        return None, 0


def main():
    given = arguments()
    if given.list:
        for name in NAMES:
            print("%-10s %s" % (name, module(name).__doc__.splitlines()[0]))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` ends what it has started
    effort.quick = given.quick
    everything, failed, begin = [], [], time.monotonic()
    for name in given.name or NAMES:
        items, seconds = measured(name)
        if items is None:
            failed.append("NOT MEASURED: %s" % name)
            continue
        everything += items
        if given.write:
            performance.write(name, items, seconds)
    table.show(everything, "median (least-most) of several runs; %s; %.0f s" % (performance.machine(),
                                                                            time.monotonic() - begin))
    failed += ["MUST NOT BE: %s" % item.title.strip() for item in everything if item.must and not item.met()]
    for line in failed:
        print(line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
