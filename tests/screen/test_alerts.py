"""The alerts view, and what an alert makes beside it: the header's count, the bell, a run of the user's program."""
import re

import pytest

from box import install_profile
from program import config_folder

PROFILE = """profile oven {
  topic = "oven/{device}/now"
  alive = "oven/{device}/alive"
  stale-after = 600
  status door { from = "door"  states = {"0=closed", "1=opened"}  alert opened { after = 0.2 } }
  metric heat { from = "heat"  unit = "°C"  decimals = 1  warn-above = 40  alarm-above = 55  hysteresis = 2 }
  metric soot { from = "soot"  alarm-above = 9  hysteresis = 1  for = 0.2 }
}
"""

# Writes what it was given, and when it has all of it, the file that the test waits for.
HOOK = """#!/bin/sh
{ env; echo "ARGUMENTS=$*"; readlink /proc/self/fd/1 > /dev/null; } > "$1/$$.new"
mv "$1/$$.new" "$1/$$.ran"
"""


@pytest.fixture
def oven(home, watch, broker):
    """oven(*arguments) -> the dashboard; oven.say(name, payload) publishes."""
    install_profile(home, PROFILE)

    def start(*arguments, **options):
        return watch(broker, *arguments, **options)

    start.say = lambda name, payload: broker.pub("oven/%s/now" % name, payload)
    return start


@pytest.fixture
def runs(home, tmp_path):
    """runs() -> what the alert-hook of the config was given, a dict for each run."""
    folder, program = tmp_path / "runs", tmp_path / "hook"
    folder.mkdir()
    program.write_text(HOOK)
    program.chmod(0o755)
    (config_folder(home) / "telltale.conf").write_text('alert-hook = {"%s", "%s", "--two words"}\n' % (program, folder))

    def read():
        texts = [path.read_text() for path in sorted(folder.glob("*.ran"))]
        return [dict(line.split("=", 1) for line in text.splitlines() if "=" in line) for text in texts]

    return read


def row(terminal, device):
    """The line of the list that a device stands in."""
    return next((" ".join(line.split()) for line in terminal.lines() if " %s " % device in line), "")


def has(device, *texts):
    def look(terminal):
        line = row(terminal, device)
        return line and all(text in line for text in texts)
    return look


def test_an_alert_comes_and_goes(oven):
    dashboard = oven()
    dashboard.key("5")
    dashboard.wait_for("Nothing is wrong.")
    dashboard.wait_for("An alert would be:")
    oven.say("north", '{"heat":41.5,"door":0}')
    dashboard.wait_for("1 alert NEW")
    dashboard.wait_for(has("north", "! warn", "heat", "41.5 °C, above 40", "NEW"))
    oven.say("south", '{"heat":56}')
    oven.say("south", '{"heat":70}')
    dashboard.wait_for("2 alerts NEW")
    dashboard.wait_for(has("south", "! ALARM", "heat", "56.0 °C, above 55"))
    assert dashboard.find("south")[0] < dashboard.find("north")[0]      # the worst first
    oven.say("north", '{"heat":39}')                                    # not far enough within the limit
    oven.say("north", '{"door":1}')
    dashboard.wait_for(has("north", "door", "opened for over 0.2 s"))
    oven.say("north", '{"heat":30,"door":0}')
    dashboard.wait_for("1 alert NEW")
    dashboard.wait_for(has("north", "✓ warn", "lasted"))
    dashboard.key("end", "enter")                                       # its device
    dashboard.wait_for("Numbers")
    dashboard.key("6")
    dashboard.wait_for("north: heat is 30.0 °C, within its limits again")
    dashboard.wait_for("north: door is opened for over 0.2 s")
    assert dashboard.text().count("north: heat is 41.5 °C, above 40") == 1


def test_acknowledging_and_muting(oven):
    dashboard = oven(size=(24, 120))
    oven.say("north", '{"heat":41}')
    oven.say("south", '{"heat":60}')
    dashboard.wait_for("2 alerts NEW")
    dashboard.key("5", "A")
    dashboard.wait_for(has("south", "seen by "))
    dashboard.wait_for("2 alerts, 1 NEW")
    dashboard.key("A")
    dashboard.wait_for("acknowledged already")
    dashboard.key("U")
    dashboard.wait_for("mute for: 1h")
    dashboard.send("\x15soon\r")
    dashboard.wait_for("expected a time such as 10m, 1h or 8h")
    dashboard.send("U\r")
    dashboard.wait_for(has("south", "muted 59m"))
    dashboard.wait_for("1 alert NEW")
    assert dashboard.find("south")[0] > dashboard.find("north")[0]      # what is muted comes last
    dashboard.key("end", "U")
    dashboard.wait_for("2 alerts, 1 NEW")
    dashboard.key("*")
    dashboard.wait_for("1 alert acknowledged")
    dashboard.wait_gone("NEW")
    dashboard.send("/sou\r")
    dashboard.wait_gone("north")
    dashboard.wait_for(has("south", "60.0 °C"))
    dashboard.key("esc")
    dashboard.wait_for(has("north", "seen by "))


def test_a_device_that_goes_away(oven, broker):
    dashboard = oven()
    oven.say("north", '{"heat":20}')
    broker.pub("oven/north/alive", "0")
    dashboard.key("5")
    dashboard.wait_for(has("north", "! warn", "offline", "NEW"))
    oven.say("north", '{"heat":20}')
    dashboard.wait_for(has("north", "✓ warn", "offline", "lasted"))


@pytest.mark.parametrize("arguments, rings", [((), 1), (("--bell", "all"), 2), (("--bell", "none"), 0)])
def test_the_bell(oven, arguments, rings):
    dashboard = oven(*arguments)
    oven.say("north", '{"heat":41}')
    dashboard.wait_for("1 alert NEW")
    dashboard.key("5", "U")
    dashboard.wait_for("mute for")
    dashboard.key("enter")
    dashboard.wait_for(has("north", "muted"))
    oven.say("north", '{"heat":60}')                                    # worse, but muted
    dashboard.wait_for(has("north", "ALARM"))
    dashboard.wait_for(lambda terminal: terminal.raw.count(b"\a") == (1 if rings == 2 else 0))
    dashboard.wait_for(rang_long_ago)
    oven.say("south", '{"soot":10}')
    dashboard.wait_for("1 alert NEW")
    dashboard.wait_for(lambda terminal: terminal.raw.count(b"\a") == rings)


def rang_long_ago(dashboard):
    """What rings within a second rings once."""
    found = re.search(r"(\d)s +north", dashboard.text())
    return found and int(found.group(1)) >= 2


def test_the_hook(oven, runs):
    dashboard = oven("-u", "ann", env={"TELLTALE_PASSWORD": "secret", "KEPT": "yes"})
    oven.say("no\u202erth", '{"heat":41.5}')
    dashboard.wait_for(lambda _: len(runs()) == 1)
    run = runs()[0]
    assert {name: run.get("TELLTALE_ALERT_" + name) for name in
            ("STATE", "LEVEL", "KIND", "DEVICE", "WHAT", "VALUE", "TIMES", "LEFT_OUT")} == {
                "STATE": "raised", "LEVEL": "warn", "KIND": "limit", "DEVICE": "no\\u202erth", "WHAT": "heat",
                "VALUE": "41.5 °C", "TIMES": "1", "LEFT_OUT": "0"}
    assert run["TELLTALE_ALERT_TEXT"] == "no\\u202erth: heat is 41.5 °C, above 40"
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", run["TELLTALE_ALERT_SINCE"])
    assert run["TELLTALE_ALERT_URL"].startswith("mqtt://127.0.0.1")
    assert run["ARGUMENTS"].endswith("runs --two words") and run["KEPT"] == "yes"
    assert "TELLTALE_PASSWORD" not in run
    oven.say("no\u202erth", '{"heat":20}')
    dashboard.wait_for(lambda _: len(runs()) == 2)
    assert {run["TELLTALE_ALERT_STATE"] for run in runs()} == {"raised", "cleared"}
    for number in range(30):                                            # more than may be run at once
        oven.say("box-%d" % number, '{"heat":50}')
    dashboard.wait_for("30 alerts NEW")
    dashboard.wait_for(lambda _: len(runs()) >= 5)
    assert len(runs()) < 20


def test_a_hook_that_fails_is_said_once(oven, home):
    (config_folder(home) / "telltale.conf").write_text('alert-hook = "/nowhere/notify"\n')
    dashboard = oven()
    for number in range(3):
        oven.say("box-%d" % number, '{"heat":50}')
    dashboard.wait_for("3 alerts")
    dashboard.key("6")
    dashboard.wait_for("alert-hook /nowhere/notify: No such file")
    assert dashboard.text().count("No such file") == 1


def test_options_that_wont_do(telltale):
    for argument, message in ((("--alert-hook", "notify"), "expected a program's path that begins with /"),
                              (("--no-alert", "noise"), "expected one of: limit status stale offline command"),
                              (("--bell", "loud"), "expected one of: none alarm all")):
        program = telltale(*argument)
        assert program.wait_exit() == 2
        assert message in " ".join(program.text().split("\n")).replace("  ", " ") or message[:30] in program.text()


def test_a_replay_has_the_same_alerts(oven, telltale, home, tmp_path):
    path = tmp_path / "night.bson"
    dashboard = oven(size=(24, 120))
    dashboard.send("R")
    dashboard.wait_for("record to")
    dashboard.send("\x15%s\r" % path)
    dashboard.wait_for("REC 00")
    oven.say("north", '{"heat":41.5}')
    oven.say("south", '{"heat":60}')
    dashboard.wait_for("2 alerts NEW")
    dashboard.key("5", "A")
    dashboard.wait_for(has("south", "seen by "))
    oven.say("north", '{"heat":20}')
    dashboard.wait_for(has("north", "✓ warn"))
    seen = re.search(r"seen by \S+", row(dashboard, "south")).group()
    dashboard.key("R")
    dashboard.wait_for("recorded ")
    replay = telltale("replay", str(path), size=(24, 120))
    replay.wait_for("REPLAY")
    replay.key("5", "end")
    replay.wait_for("paused")    # what is said at the end would take the place of what "A" says
    replay.wait_for(has("south", "! ALARM", "60.0 °C, above 55", seen))
    replay.wait_for(has("north", "✓ warn", "41.5 °C, above 40"))
    replay.key("A")
    replay.wait_for("this is a REPLAY")
    replay.key("home")
    replay.wait_for("Nothing is wrong.")
