#!/usr/bin/env python3
"""Prints the figures that telltale claims, each beside its goal and a reference measured in the same run.

bench.py [NAME...] measures all or those named; bench.py --list names them. TELLTALE is the program. Nothing is
asserted: machines differ. The exit status is 1 only if something could not be measured.
"""
import argparse
import importlib
import os
import platform
import signal
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # for the flood, too
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "screen"))

import table  # noqa: E402

NAMES = ("start", "visible", "load", "idle", "flood", "record", "replay")


def module(name):
    return importlib.import_module("measure_" + name)


def arguments():
    parser = argparse.ArgumentParser(description="Prints what telltale costs and how fast it answers.")
    parser.add_argument("name", nargs="*", help="what to measure (default: everything)")
    parser.add_argument("--list", action="store_true", help="says what there is")
    given = parser.parse_args()
    unknown = [name for name in given.name if name not in NAMES]
    if unknown:
        parser.error("there is no %s; there is: %s" % (", ".join(unknown), ", ".join(NAMES)))
    return given


def main():
    given = arguments()
    if given.list:
        for name in NAMES:
            print("%-8s %s" % (name, module(name).__doc__.splitlines()[0]))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` ends what it has started
    figures, failed, begin = [], [], time.monotonic()
    for name in given.name or NAMES:
        print("measuring: %s" % name, file=sys.stderr)
        try:
            figures += module(name).measure()
        except Exception:  # the others can still be measured
            traceback.print_exc()
            failed.append(name)
    table.show(figures, "median (least-most) of several runs; %s, %d cores, %.0f s" % (
        platform.machine(), os.cpu_count(), time.monotonic() - begin))
    for name in failed:
        print("NOT MEASURED: %s" % name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
