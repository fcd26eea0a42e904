"""`telltale check`, and profiles and themes of the user's own."""
import pytest

from box import DOOR_PROFILE, install_profile, status
from panes import Shows
from program import ROOT, config_folder

DBX = (ROOT / "profiles" / "dbx.profile").read_text()


def check_failed(ended, *messages):
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[:-1] == ["telltale: " + message for message in messages]
    assert ended.stderr.splitlines()[-1].endswith(" not as expected")


def test_nothing_of_the_users_own(command):
    ended = command("check")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "those that are built in" in ended.stdout


def test_everything_good(command, home):
    folder = config_folder(home)
    (folder / "telltale.conf").write_text('theme = "mine"\nbroker home { host = "x" }\n')
    install_profile(home, DOOR_PROFILE, "door.profile")
    (folder / "themes").mkdir()
    (folder / "themes" / "mine.theme").write_text('inherit = "dark"\nalarm = "red bold"\n')
    ended = command("check")
    assert (ended.returncode, ended.stderr) == (0, "")
    for path in ("telltale.conf", "profiles/door.profile", "themes/mine.theme"):
        assert any(line.startswith("ok") and line.endswith(str(folder / path)) for line in ended.stdout.splitlines())


PROFILE_MISTAKES = [
    ("profile p {\n  topci = \"a/{device}\"\n}\n", "2: no such option 'topci'; did you mean 'topic'?"),
    ("profile p {\n  topic = \"a/#/b\"\n}\n", "2: topic: "),
    ("profile p {\n  topic = \"a/{device}\"\n  status s {\n    states = {\"0\"}\n  }\n}\n",
     "4: states: found '0', expected value=name, like '0=closed'"),
    ("profile p {\n  topic = \"a/{device}\"\n  status s { states = {\"0=off\"} }\n  command c {\n    key = \"q\"\n"
     "    topic = \"a/x\"\n  }\n}\n", "5: key = 'q': that key leaves the program, take another letter"),
    ("profile p {\n  topic = \"a/{device}\"\n  command c { key = \"a\"  topic = \"a/x\" }\n"
     "  command d {\n    key = \"a\"\n    topic = \"a/x\"\n  }\n}\n", "5: key = 'a' is taken by command 'c' already"),
    ("profile p {\n  topic = \"a/{device}\"\n  command c {\n    key = \"S\"\n    topic = \"a/x\"\n  }\n}\n",
     "4: key = 'S', expected one lower-case letter from a to z"),
    ("profile p {\n  topic = \"a/{device}\"\n  status s { states = {\"0=off\"} }\n  command c {\n    key = \"a\"\n"
     "    topic = \"a/x\"\n    expect = \"s=on\"\n  }\n}\n", "7: expect: status 's' has no state 'on'"),
    ("profile p {\n  topic = \"a/{device}\"\n  command c {\n    topic = \"a/x\"\n    requires = \"s=on\"\n  }\n}\n",
     "5: requires: the profile has no status 's'"),
    ("profile p {\n  topic = \"a/{device}\"\n  metric m {\n    warn-above = 5\n    alarm-above = 4\n  }\n}\n",
     "5: alarm-above = 4 is below warn-above = 5"),
    ("profile p {\n  topic = \"a/{device}\"\n  metric m {\n    decimals = 9\n  }\n}\n",
     "4: decimals = 9, expected 0 to 6"),
    ("profile p {\n  stale-after = 0\n}\n", "2: stale-after = 0, expected seconds from 1 to 10000000"),
    ("# nothing\n", "1: no profile in it; expected profile NAME { … }"),
]


@pytest.mark.parametrize("text, message", PROFILE_MISTAKES)
def test_mistakes_in_a_profile(command, home, text, message):
    path = install_profile(home, text)
    ended = command("check")
    line = ended.stderr.splitlines()[0]
    assert ended.returncode == 2 and line.startswith("telltale: %s:%s" % (path, message)), line
    assert message.endswith(": ") or line.endswith(message)
    dashboard = command()       # the dashboard does not start with half a profile either
    assert dashboard.returncode == 2 and dashboard.stderr == line + "\n"


@pytest.mark.parametrize("text, message", [
    ('inherit = "dark"\nalrm = "red"\n', "2: no such option 'alrm'; did you mean 'alarm'?"),
    ('inherit = "dark"\n\nalarm = "rde"\n', "3: alarm: "),
    ('inherit = "drak"\n', "1: inherit: there is no theme 'drak'; did you mean 'dark'?"),
    ('inherit = "test"\n', None),
    ('alarm = "red"\n', " the slot 'text' is not set, and no theme is inherited that sets it"),
])
def test_mistakes_in_a_theme(command, home, text, message):
    folder = config_folder(home) / "themes"
    folder.mkdir()
    (folder / "test.theme").write_text(text)
    ended = command("check")
    line = ended.stderr.splitlines()[0]
    assert ended.returncode == 2 and "test.theme:" in line
    if message:
        assert "test.theme:" + message in line
    dashboard = command("--theme", "test")
    assert dashboard.returncode == 2 and dashboard.stderr.count("\n") == 1


def test_several_mistakes_are_all_found(command, home):
    config = config_folder(home) / "telltale.conf"
    config.write_text("prot = 1\n")
    one = install_profile(home, PROFILE_MISTAKES[0][0], "one.profile")
    two = install_profile(home, PROFILE_MISTAKES[-1][0], "two.profile")
    check_failed(command("check"), "%s:1: no such option 'prot'; did you mean 'port'?" % config,
                 "%s:%s" % (one, PROFILE_MISTAKES[0][1]), "%s:%s" % (two, PROFILE_MISTAKES[-1][1]))


def test_files_by_name(command, tmp_path):
    (tmp_path / "good.profile").write_text(DOOR_PROFILE)
    (tmp_path / "bad.theme").write_text("nonsense = 1\n")
    ended = command("check", tmp_path / "good.profile", tmp_path / "bad.theme", tmp_path / "missing.conf")
    assert ended.returncode == 2 and "good.profile" in ended.stdout
    assert [line for line in ended.stderr.splitlines() if "bad.theme:1: " in line]
    assert [line for line in ended.stderr.splitlines() if "missing.conf: No such file" in line]


# -- in use -----------------------------------------------------------------------------------------------------------

def test_a_profile_of_the_users_own_wins_over_the_built_in_one(watch, broker, home):
    install_profile(home, DBX.replace("closed", "zu").replace('label = "open"', 'label = "auf"'))
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", status())
    dashboard.wait_for(Shows("dbx-01", "hatch · ZU", "o auf"))


def test_a_profile_for_something_new(watch, broker, home):
    install_profile(home, DOOR_PROFILE)
    dashboard = watch(broker)
    broker.pub("door/front/state", "1")
    broker.pub("dbx/dbx-01/status", status())
    dashboard.wait_for(Shows("front", "door ○ OPEN", "o open"))
    dashboard.wait_for(Shows("dbx-01", "hatch ● CLOSED"))


def test_two_files_for_the_same_profile(watch, broker, home):
    install_profile(home, DBX.replace("closed", "first"), "a.profile")
    install_profile(home, DBX.replace("closed", "second"), "b.profile")
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", status())
    dashboard.wait_for(Shows("dbx-01", "FIRST"))
