"""Colours: chosen live, exact where the terminal has them, and found again; keys that are other ones."""
import re
import stat

import pytest

from box import DOOR_PROFILE, install_profile, status
from panes import Shows
from program import config_folder

EXACT = {"COLORTERM": "truecolor"}
THEMES = 15


@pytest.fixture
def dashboard(watch, broker):
    def start(*arguments, shows=Shows("dbx-01", "CLOSED"), **options):
        terminal = watch(broker, *arguments, **options)
        broker.pub("dbx/dbx-01/status", status(temperature=24.1))
        terminal.wait_for(shows)
        return terminal

    return start


def colour_of(text):
    """For wait_for: (ink, paper) of the first cell of a text."""
    def look(terminal):
        place = terminal.find(text)
        cell = place and terminal.cell(*place)
        return cell and (cell.fg, cell.bg)

    return look


def has_colours(text, *colours):
    return lambda terminal: colour_of(text)(terminal) == colours


def leave(terminal):
    terminal.key("ctrl-c")
    assert terminal.wait_exit() == 0


def state_file(home):
    return home / ".local" / "state" / "telltale" / "screen"


# -- choosing ---------------------------------------------------------------------------------------------------------

def test_themes_are_shown_while_one_chooses(dashboard):
    terminal = dashboard("--theme", "gruvbox", env=EXACT)
    gruvbox = ("b8bb26", "282828")
    terminal.wait_for(has_colours("● CLOSED", *gruvbox))
    terminal.key("T")
    terminal.wait_for(re.compile(r"theme 10 of %d" % THEMES))
    terminal.wait_for("Enter keeps it")
    terminal.key("down", "down")
    terminal.wait_for(has_colours("● CLOSED", "a3be8c", "2e3440"))      # nord
    terminal.wait_for("● nord")
    terminal.key("o", "1", "?")                                         # the keys of what lies behind it do nothing
    terminal.key("esc")
    terminal.wait_gone("theme 12 of")
    terminal.wait_for(has_colours("● CLOSED", *gruvbox))
    terminal.key("T", "up")
    terminal.wait_for(has_colours("● CLOSED", "50fa7b", "282a36"))      # dracula
    terminal.key("enter")
    terminal.wait_gone("theme 9 of")
    terminal.wait_for(has_colours("● CLOSED", "50fa7b", "282a36"))
    terminal.key("T")
    terminal.wait_for("theme 9 of")                                     # where one left off
    terminal.key("home")
    terminal.wait_for("theme 1 of")
    terminal.key("end")
    terminal.wait_for("theme %d of" % THEMES)
    terminal.resize(8, 30)
    terminal.wait_for("● tokyo-night")
    terminal.resize(3, 8)
    terminal.resize(24, 80)
    terminal.wait_for("● tokyo-night")
    assert "send it" not in terminal.text()


def test_themes_of_the_users_own(dashboard, home):
    folder = config_folder(home) / "themes"
    folder.mkdir()
    (folder / "mine.theme").write_text('inherit = "nord"\nstate-rest = "#123456 on #abcdef"\n')
    (folder / "broken.theme").write_text('warn = "nothing"\n')
    terminal = dashboard(size=(30, 120), env=EXACT)
    terminal.key("T", "end")
    terminal.wait_for("theme %d of %d" % (THEMES + 2, THEMES + 2))
    terminal.wait_for(has_colours("● CLOSED", "123456", "abcdef"))
    terminal.key("up")
    terminal.wait_for("broken.theme:1: warn: found 'nothing'")
    terminal.wait_for(has_colours("● CLOSED", "123456", "abcdef"))      # what can't be shown changes nothing
    leave(terminal)


def test_without_colours_there_is_nothing_to_choose(dashboard):
    terminal = dashboard(env={"NO_COLOR": "1"})
    terminal.key("T")
    terminal.wait_for("there are no colours here")
    terminal.key("S")
    terminal.wait_for("by last seen")


@pytest.mark.parametrize("term, arguments, env, colours", [
    ("xterm-256color", ("--colours", "truecolor"), {}, ("a3be8c", "2e3440")),
    ("xterm-direct", (), {}, ("a3be8c", "2e3440")),
    ("xterm-256color", (), {}, ("afaf87", "303030")),                   # the nearest of 256
    ("xterm-256color", ("--colours", "256"), EXACT, ("afaf87", "303030")),
    ("xterm-256color", (), {**EXACT, "STY": "1.screen"}, ("afaf87", "303030")),
    ("xterm-16color", (), {}, ("green", "black")),
])
def test_as_exact_as_the_terminal_can(dashboard, term, arguments, env, colours):
    terminal = dashboard("--theme", "nord", *arguments, term=term, env=env)
    terminal.wait_for(has_colours("● CLOSED", *colours))
    assert b"\x1b]4;" not in terminal.raw                               # its palette is left alone


def test_the_background_is_kept_or_painted(dashboard):
    terminal = dashboard("--theme", "light", env=EXACT)
    with terminal.frozen() as screen:
        assert screen.buffer[15][60].bg == "default"
    leave(terminal)
    terminal = dashboard("--theme", "solarized-light", env=EXACT)
    terminal.wait_for(has_colours("● CLOSED", "647300", "fdf6e3"))
    with terminal.frozen() as screen:
        assert {cell.bg for row in range(1, 20) for cell in screen.row(row)} == {"fdf6e3"}


# -- kept between runs ------------------------------------------------------------------------------------------------

def test_the_screen_is_found_as_it_was_left(dashboard, home):
    terminal = dashboard()
    terminal.key("S")
    terminal.wait_for("by last seen")
    terminal.key("T", "down", "enter", "6")
    terminal.wait_for("subscribed to")
    leave(terminal)
    kept = state_file(home)
    assert set(kept.read_text().splitlines()[1:]) == {"theme = light", "sort = seen", "view = log"}
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700 and len(list(kept.parent.iterdir())) == 1

    terminal = dashboard(shows="subscribed to")
    terminal.key("1")
    terminal.wait_for("by last seen")
    terminal.key("T")
    terminal.wait_for("● light")
    leave(terminal)
    assert "view = devices" in kept.read_text()                         # and only that has changed
    assert "theme = light" in kept.read_text()

    terminal = dashboard("--sort", "name", "--theme", "dark")           # what is said outweighs it, and isn't kept
    assert "by last seen" not in terminal.text()
    leave(terminal)
    assert "theme = light" in kept.read_text() and "sort = seen" in kept.read_text()

    terminal = dashboard("--no-state")
    assert "by last seen" not in terminal.text()
    terminal.key("S", "S")
    terminal.wait_for("by alert")
    leave(terminal)
    assert "sort = seen" in kept.read_text()


def test_a_state_that_is_none_is_said_in_the_log(dashboard, home):
    kept = state_file(home)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"theme = \x1b]0;evil\x07\nview = nowhere\nview = device\nsort = seen\n")
    terminal = dashboard()
    terminal.wait_for("by last seen")
    terminal.key("6")
    terminal.wait_for(re.compile("'view = device' won't do"))
    assert b"\x1b]0;evil" not in terminal.raw
    leave(terminal)


def test_a_replay_has_the_theme_and_keeps_nothing(telltale, command, broker, home, tmp_path):
    broker.pub("dbx/dbx-01/status", status(), retain=True)
    path = tmp_path / "one.bson"
    assert command("record", "-h", "127.0.0.1", "-p", broker.port, "--count", "1", "-o", path).returncode == 0
    kept = state_file(home)
    kept.parent.mkdir(parents=True)
    kept.write_text("theme = nord\nview = log\n")
    replay = telltale("replay", path, env=EXACT)
    replay.wait_for(has_colours("hatch", "7b88a1", "2e3440"))           # dimmed: it was only stored
    replay.key("T", "down")
    replay.wait_for(has_colours("hatch", "6c8289", "002b36"))           # the arrow is the list's, and not the replay's
    replay.key("enter")
    leave(replay)
    assert kept.read_text() == "theme = nord\nview = log\n"


# -- keys -------------------------------------------------------------------------------------------------------------

def test_keys_are_what_the_config_says(dashboard, home):
    (config_folder(home) / "telltale.conf").write_text(
        'bind devices { open = "x Enter"  sort = none }\nbind everywhere { log = "F2"  quit = "Q" }\n')
    terminal = dashboard(size=(40, 160))
    terminal.wait_for(re.compile(r"F2 log .*x details .*Q quit"))
    terminal.key("x")
    terminal.wait_for("States")
    terminal.key("esc")
    terminal.wait_for(Shows("dbx-01"))
    terminal.key("S", "6")                                              # they have lost their meaning
    terminal.key("f2")
    terminal.wait_for("subscribed to")
    terminal.key("1", "?")
    terminal.wait_for(re.compile(r"x Enter +shows everything about"))
    assert re.search(r"^ *- +sorts by", terminal.text(), re.MULTILINE) or "sorts by" not in terminal.text()
    terminal.key("Q", "Q")
    assert terminal.wait_exit() == 0


def test_a_key_that_sends_a_command_is_not_given_away(command, home):
    path = config_folder(home) / "telltale.conf"
    path.write_text('\nbind devices { open = "o" }\n')
    message = ("telltale: %s:2: open: the key 'o' sends the command open_hatch of the profile dbx; expected another one\n" % path)
    assert command("check").stderr.startswith(message)
    install_profile(home, DOOR_PROFILE.replace('key = "r"', 'key = "x"'))
    path.write_text('bind everywhere {\n  sort = "x"\n}\n')
    assert "2: sort: the key 'x' sends the command ring of the profile door" in command("check").stderr
