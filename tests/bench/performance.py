"""docs/performance.md: what was measured is written between the markers of its name; the rest is a person's."""
import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

import effort
import table
from broker import tool
from program import ROOT, TELLTALE

PAGE = ROOT / "docs" / "performance.md"


def _said(*argv):
    said = subprocess.run(argv, check=False, capture_output=True, text=True, cwd=str(ROOT), timeout=60)
    return (said.stdout + said.stderr).strip()


def _version(pattern, *argv):
    found = re.search(pattern, _said(*argv))
    return found.group(1) if found else "?"


def _processor():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return " ".join(found.group(1).split()) if found else platform.machine()


def machine():
    """What it was measured on, but not where."""
    kernel = ".".join(platform.release().split("-")[0].split(".")[:2])
    return "%d cores %s, %s %s" % (os.cpu_count(), _processor(), platform.system(), kernel)


def versions():
    """Of us and of what we are compared with."""
    ours, commit = _said(TELLTALE, "--version").partition("\n")[0], _said("git", "rev-parse", "--short", "HEAD")
    if re.fullmatch(r"[0-9a-f]{7,}", commit):
        ours += " (%s)" % commit
    return "%s, libmosquitto %s, mosquitto %s" % (
        ours, _version(r"libmosquitto (\d\S*\d)", tool("mosquitto_sub"), "--help"),
        _version(r"version (\d\S*)", tool("mosquitto"), "-h"))


def block(name, items, seconds):
    """What stands between the markers."""
    command = "./dev bench %s%s" % (name, " --quick" if effort.quick else "")
    heading = "*`%s`, %s, %.0f s: %s; %s. Median (least-most) of the rounds.*" % (
        command, datetime.date.today().isoformat(), seconds, machine(), versions())
    return "%s\n\n%s" % (heading, table.markdown(items))


def put(page, name, text):
    """The page with that text between the markers of the name."""
    begin, end = "<!-- bench %s -->\n" % name, "<!-- end of %s -->" % name
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        missing = (end if found else begin).strip()
        raise RuntimeError("there is no place for %s: %s is missing" % (name, missing))
    return before + begin + text + "\n" + end + after


def write(name, items, seconds):
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), name, block(name, items, seconds)), encoding="utf-8")
