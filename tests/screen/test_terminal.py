"""Terminals: UTF-8 and ASCII, with many colours, few and none."""
import re

import pytest

from box import status
from panes import Shows
from program import ROOT, config_folder

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")


def colours(raw):
    """The numbers of all SGR that set a colour (39 and 49, the terminal's own, do not)."""
    numbers = [int(number or 0) for params in SGR.findall(raw) for number in re.split(b"[;:]", params)]
    return {number for number in numbers if 30 <= number <= 38 or 40 <= number <= 48 or 90 <= number <= 107}


def look_at_everything(dashboard, broker):
    """Let the program draw all that it can draw."""
    for payload in (status(temperature=24.1), status("opening", temperature=41.5, humidity=50),
                    status("opened", "raising", temperature=60, battery=3)):
        broker.pub("dbx/dbx-01/status", payload)
    broker.pub("dbx/dbx-02/status", "{}")
    broker.pub("dbx/dbx-02/alive", "0")
    broker.pub("häuser/küche/温度", "21.5 °C")
    broker.pub("häuser/küche/zustand", "ö" * 12)
    dashboard.wait_for("OFFLINE")
    dashboard.wait_for("60.0")
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.key("n")
    dashboard.wait_gone("send it")
    for keys, seen in ((["enter"], "States"), (["space"] * 3, "Last payload"), ("?", "Keys in"),
                       (["space"] * 3, "stored"), ("6", "dbx-02: offline"), ("1", "OFFLINE"), ("/", "Esc clears")):
        dashboard.key(*keys)
        dashboard.wait_for(seen)
    dashboard.key("esc")
    dashboard.wait_gone("Esc clears")


@pytest.mark.parametrize("options, env", [((), {"LANG": "C"}), ((), {"LANG": "C.UTF-8", "LC_ALL": "POSIX"}),
                                          (("--charset", "ascii"), {})])
def test_ascii(watch, broker, options, env):
    dashboard = watch(broker, *options, env=env)
    look_at_everything(dashboard, broker)
    dashboard.wait_for("+ dbx-01 ---")
    dashboard.wait_for("60.0 degC")
    dashboard.wait_for(re.compile(r"hatch +O OPENED"))
    dashboard.wait_for("h?user/k?che")
    dashboard.key("q")
    assert dashboard.wait_exit() == 0
    assert not [byte for byte in dashboard.raw if byte >= 0x80]


def test_utf8_where_the_locale_says_nothing(watch, broker):
    dashboard = watch(broker, "--charset", "utf8", env={"LANG": "C"})
    broker.pub("häuser/küche/温度", "21.5 °C")
    dashboard.wait_for(Shows("häuser/küche", "温度", "21.5 °C"))


@pytest.mark.parametrize("term", ["xterm-256color", "xterm-16color", "xterm", "vt100", "linux", "tmux-256color",
                                  "screen-256color", "vt220"])
def test_terminal_types(watch, broker, term):
    dashboard = watch(broker, "--charset", "ascii", term=term)
    look_at_everything(dashboard, broker)
    dashboard.wait_for(re.compile(r"^\+ dbx-01 -.*\n\| hatch +O OPENED +\d+s \|", re.MULTILINE))
    dashboard.key("right")
    dashboard.key("enter")
    dashboard.wait_for(re.compile(r"^ dbx-02  DBX", re.MULTILINE))
    dashboard.key("esc")
    dashboard.wait_gone("DBX")
    dashboard.key("/")
    dashboard.wait_for("Esc clears it")
    dashboard.send("xy")
    dashboard.key("backspace")
    dashboard.wait_for(lambda terminal: terminal.line(-2) == "/x")
    assert not dashboard.screen.unknown
    dashboard.key("ctrl-c")
    assert dashboard.wait_exit() == 0


EIGHT = set(range(30, 38)) | set(range(40, 48))
SIXTEEN = EIGHT | set(range(90, 98)) | set(range(100, 108))
ALL = SIXTEEN | {38, 48}


@pytest.mark.parametrize("term, options, allowed", [
    ("xterm-256color", (), ALL), ("xterm-256color", ("--colours", "256"), ALL),
    ("xterm-256color", ("--colours", "16"), SIXTEEN), ("xterm-256color", ("--colours", "8"), EIGHT),
    ("xterm-16color", (), SIXTEEN), ("xterm", (), EIGHT), ("linux", (), EIGHT), ("vt100", (), set()),
])
def test_as_many_colours_as_there_are(watch, broker, term, options, allowed):
    dashboard = watch(broker, *options, term=term)
    look_at_everything(dashboard, broker)
    found = colours(dashboard.raw)
    assert found <= allowed, sorted(found)
    assert bool(found) == bool(allowed) and (38 in found) == (38 in allowed)


@pytest.mark.parametrize("options, env", [((), {"NO_COLOR": "1"}), (("--colours", "mono"), {}),
                                          (("--theme", "mono"), {})])
def test_no_colour_at_all(watch, broker, options, env):
    dashboard = watch(broker, *options, env=env)
    look_at_everything(dashboard, broker)
    assert not colours(dashboard.raw)


def test_an_empty_no_color_says_nothing(watch, broker):
    dashboard = watch(broker, env={"NO_COLOR": ""})
    look_at_everything(dashboard, broker)
    assert colours(dashboard.raw)


def test_what_is_asked_for_outweighs_no_color(watch, broker):
    dashboard = watch(broker, "--colours", "256", env={"NO_COLOR": "1"})
    look_at_everything(dashboard, broker)
    assert colours(dashboard.raw)


def test_themes_differ(watch, broker):
    seen = set()
    for theme in ("dark", "light", "mono"):
        dashboard = watch(broker, "--theme", theme)
        broker.pub("dbx/dbx-01/status", status(temperature=41.5))
        dashboard.wait_for(Shows("dbx-01", "temp 41.5"))
        with dashboard.frozen() as screen:
            seen.add(tuple(cell[1:] for row in range(4) for cell in screen.row(row)[:40]))
    assert len(seen) == 3


def test_a_theme_of_the_users_own(watch, broker, home):
    folder = config_folder(home) / "themes"
    folder.mkdir()
    (folder / "mine.theme").write_text('inherit = "dark"\nvalue = "#123456 on #654321 underline"\n')
    dashboard = watch(broker, "--theme", "mine")
    broker.pub("dbx/dbx-01/status", status(temperature=41.5))
    dashboard.wait_for(Shows("dbx-01", "temp 41.5"))
    broker.pub("dbx/dbx-01/status", status(temperature=21.5))
    dashboard.wait_for(Shows("dbx-01", "temp 21.5"))
    value = dashboard.cell(*dashboard.find("21.5"))
    assert value.underscore and value.bg not in ("default", value.fg)


@pytest.mark.parametrize("term", ["nonsense", "", "dumb", "unknown"])
def test_unknown_terminals(telltale, term):
    program = telltale(term=term, size=(24, 200))
    assert program.wait_exit() == 2
    lines = [line for line in program.lines() if line]
    assert len(lines) == 1 and lines[0].startswith("telltale: ") and "try TERM=xterm" in lines[0]
    assert not program.screen.unknown


def test_no_terminal(command, tmp_path, shell):
    ended = command()
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "telltale: the dashboard needs a terminal, and standard input is none\n"
    terminal = shell()
    terminal.send('$TELLTALE > %s/out; echo "status $?"\n' % tmp_path)
    terminal.wait_for("telltale: the dashboard needs a terminal, and standard output is none")
    terminal.wait_for("status 2")
    assert (tmp_path / "out").read_bytes() == b""


def test_themes_of_this_tree_are_those_that_are_built_in(command):
    assert {path.stem for path in (ROOT / "themes").glob("*.theme")} == set(
        re.findall(r"^ok +theme +(\S+)$", command("check").stdout, re.MULTILINE))
