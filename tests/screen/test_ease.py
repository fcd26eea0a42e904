"""What makes it easy: the prompt, copying, searching, freezing, the mouse."""
import re
import threading

import pytest

from box import Box, status
from panes import Shows
from pointer import click, osc52, wheel
from recordings import Recording
from program import config_folder


@pytest.fixture
def boxes(watch, broker):
    """The dashboard with two boxes."""
    terminal = watch(broker)
    for name in ("dbx-01", "dbx-02"):
        broker.pub("dbx/%s/status" % name, status(temperature=24.1))
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    terminal.wait_for(Shows("dbx-02", "CLOSED"))
    return terminal


def stands(text, row=-2):
    return lambda terminal: terminal.line(row) == text


# -- the prompt -------------------------------------------------------------------------------------------------------

def test_the_prompt_completes_and_acts(boxes):
    boxes.send(":")
    boxes.wait_for(re.compile(r"open DEVICE +shows everything about a device"))
    boxes.send("so")
    boxes.key("tab")
    boxes.wait_for(stands(":sort"))
    boxes.wait_for("activity")
    boxes.key("tab", "tab", "tab")
    boxes.wait_for(stands(":sort alert"))
    boxes.wait_for(re.compile(r"^»alert", re.MULTILINE))
    boxes.key("enter")
    boxes.wait_for("by alert")
    boxes.send(":open dbx-02\r")
    boxes.wait_for("dbx-02  DBX drone box")
    boxes.send(":view log\r")
    boxes.wait_for("subscribed to '#'")
    boxes.send(":devices\r")        # an action by its name
    boxes.wait_for("by alert")
    boxes.send(":q\r")
    assert boxes.wait_exit() == 0


def test_the_prompt_says_what_it_expected(boxes):
    for line, said in (("sotr", "did you mean :sort?"), ("sort colour", "expected one of: name seen alert activity"),
                       ("open nobody", "there is no device of the name 'nobody'"), ("set", "set: expected an option"),
                       ("set host x", "found 'host', expected an option"), ("set frame-rate 900", "from 1 to 60"),
                       ("mark", "mark does nothing here now"), ("go-to 3:00", "go-to does nothing here now"),
                       ("redraw x", "redraw takes no argument"), ("send fly", "has no command 'fly'")):
        boxes.send(":%s\r" % line)
        boxes.wait_for(said)


def test_the_prompt_sends_a_command_and_asks_before(boxes, broker):
    with broker.client() as client:
        box = Box(client, "dbx-02")
        boxes.send(":open dbx-02\r:send open_hatch\r")
        boxes.wait_for("y send it")
        boxes.send("y")
        assert box.wait_order() == "open_hatch"


def test_lines_typed_before(boxes):
    boxes.send(":set slow true\r")
    boxes.wait_for("slow is true now")
    boxes.send(":set slow false\r:begun")
    for key, line in (("up", ":set slow false"), ("up", ":set slow true"), ("up", ":set slow true"),
                      ("down", ":set slow false"), ("down", ":begun")):
        boxes.key(key)
        boxes.wait_for(stands(line))
    boxes.key("esc")
    boxes.send("/dbx-02\r")
    boxes.wait_gone(Shows("dbx-01"))
    boxes.key("esc")
    boxes.wait_for(Shows("dbx-01"))
    boxes.send("/")
    boxes.key("up")     # a filter works while it is typed
    boxes.wait_gone(Shows("dbx-01"))
    boxes.wait_for(stands("/dbx-02"))


# -- copying ----------------------------------------------------------------------------------------------------------

def test_what_is_copied_reaches_the_terminal(boxes):
    boxes.send("Y")
    boxes.wait_for("copied 6 bytes of name")
    assert boxes.raw.count(b"\x1b]52;") == 1 and osc52("dbx-01") in boxes.raw
    boxes.send("6")
    line = boxes.wait_for(re.compile(r"^ *[\d:]+ (subscribed to .*)$", re.MULTILINE))[1]
    boxes.send("y")
    boxes.wait_for("copied %d bytes of the lowest line" % len(line))
    assert osc52(line) in boxes.raw
    boxes.send("?Y")
    boxes.wait_for("nothing is chosen here")
    boxes.send("q1y")
    boxes.wait_for(re.compile(r"copied \d+ bytes of (?!name|the lowest)"))
    assert boxes.raw.count(b"\x1b]52;") == 3


def test_inside_tmux_it_is_sent_in_both_ways(watch, broker):
    terminal = watch(broker, env={"TMUX": "/tmp/tmux-0/default,1,0"})
    broker.pub("dbx/dbx-01/status", status())
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    terminal.send("Y")
    terminal.wait_for("copied 6 bytes")
    assert osc52("dbx-01") + b"\x1bPtmux;\x1b" + osc52("dbx-01") + b"\x1b\\" in terminal.raw


# -- the mouse --------------------------------------------------------------------------------------------------------

def test_a_click_in_the_hint_bar_is_its_key(boxes):
    assert {1002, 1006} <= boxes.private_modes()
    click(boxes, *boxes.find("? help"))
    boxes.wait_for("Keys in the devices view")
    click(boxes, *boxes.find("Esc back"))
    boxes.wait_for(Shows("dbx-01", "CLOSED"))
    click(boxes, *boxes.find(": command"))
    boxes.wait_for("Enter does it")
    boxes.send("view log")
    click(boxes, *boxes.find("Enter does it"))
    boxes.wait_for("subscribed to '#'")
    boxes.send("q:quit\r")
    assert boxes.wait_exit() == 0 and not boxes.mouse


@pytest.mark.parametrize("columns", [100, 80, 65, 50, 40])
def test_the_hint_bar_is_never_cut(boxes, columns):
    known = {"2-6 views", "R record", "Enter details", "/ filter", "S sort", "Z size", "G group", ": command", "P freeze",
             "y copy", "* pin", "T theme", "? help", "q quit"}

    def whole(terminal):
        words = [word.strip() for word in terminal.line(-1).split("  ")]
        return len(terminal.line(0)) <= columns and {"Enter details", "? help", "q quit"} <= set(words) <= known

    boxes.resize(24, columns)
    boxes.wait_for(whole)
    boxes.send("6")
    boxes.wait_for(lambda terminal: "Esc back" in terminal.line(-1) and "? help" in terminal.line(-1))


def test_the_wheel_scrolls_and_a_question_is_not_clicked_away(boxes, broker):
    with broker.client() as client:
        box = Box(client)
        boxes.key("enter")
        boxes.wait_for("lines 1-21 of")
        wheel(boxes, "down")
        boxes.wait_for("lines 4-24 of")
        wheel(boxes, "up")
        boxes.wait_for("lines 1-21 of")
        boxes.send("o")
        boxes.wait_for("y send it")
        click(boxes, *boxes.find("y send it"))
        click(boxes, *boxes.find("n don't"))
        click(boxes, *boxes.find("Esc sends nothing"))
        boxes.send("\x1b[M !!\x1b[M#oy\x1b[<0;1")     # old reports are no keys, and a broken one is nothing
        boxes.send("Xn")
        boxes.wait_gone("y send it")
        assert box.all_orders(boxes, broker) == []


def test_the_mouse_can_be_off(watch, broker):
    terminal = watch(broker, "--mouse", "off")
    broker.pub("dbx/dbx-01/status", status())
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    assert not terminal.mouse
    terminal.send(":set mouse on\r")
    terminal.wait_for("mouse is on now")
    assert terminal.mouse
    terminal.send(":set mouse off\r")
    terminal.wait_for("mouse is off now")
    assert not terminal.mouse
    terminal.key("ctrl-c")
    assert terminal.wait_exit() == 0
    assert terminal.raw.count(b"\x1b[?1002h") == 1


def test_the_mouse_is_given_back_after_a_crash(boxes):
    boxes.kill(11)
    boxes.wait_exit()
    assert not boxes.mouse


# -- searching --------------------------------------------------------------------------------------------------------

def is_reverse(terminal, text):
    place = terminal.find(text)
    return place and terminal.cell(*place).reverse


def test_next_and_previous_match(boxes, broker):
    broker.pub("dbx/dbx-02/status", status("opened"))
    boxes.wait_for(Shows("dbx-02", "OPENED"))
    boxes.send("n")
    boxes.wait_for("nothing was sought yet")
    boxes.send("/opened\r")
    boxes.wait_gone(Shows("dbx-01"))
    boxes.key("esc")
    boxes.wait_for(Shows("dbx-01"))
    boxes.key("home")
    boxes.send("n\r")                   # the words are kept, and Enter opens what they lead to
    boxes.wait_for("dbx-02  DBX drone box")
    boxes.send("?/fullscreen\r")
    boxes.wait_for("nothing matches 'fullscreen' here")
    boxes.send("/contradicted\r")
    boxes.wait_for(lambda terminal: is_reverse(terminal, "refused, failed"))
    boxes.send("q6n")
    boxes.wait_for("nothing matches 'contradicted' here")
    boxes.send("/subscribed\r")
    boxes.wait_gone("connected to")
    boxes.key("backspace")
    boxes.wait_for("connected to")
    boxes.send("N")
    boxes.wait_for(lambda terminal: is_reverse(terminal, "subscribed to"))


# -- freezing ---------------------------------------------------------------------------------------------------------

def test_frozen_it_stays_as_it_is_and_sends_nothing(boxes, broker):
    with broker.client() as client:
        box = Box(client)
        boxes.send("P")
        boxes.wait_for(re.compile(r"FROZEN at [\d:]+, \d+s ago; 0 messages since; P goes on"))
        assert "FROZEN" in boxes.line(0)
        with boxes.frozen():
            before = boxes.lines()[1:-2]
        for number in range(3):
            box.report("opened", temperature=30 + number)
        boxes.wait_for("3 messages since")
        assert boxes.lines()[1:-2] == before
        boxes.send("o")
        boxes.wait_for("FROZEN: what is seen is old, so nothing is sent")
        boxes.send(":send open_hatch")
        boxes.wait_for(stands(":send open_hatch"))      # the prompt's list stands before the view, and goes again
        boxes.key("enter")
        boxes.wait_for(lambda terminal: terminal.lines()[1:-2] == before)
        boxes.send("yY")
        boxes.wait_for("FROZEN: what would be copied has changed")
        boxes.send("q")                                 # goes on, and does no more
        boxes.wait_for(Shows("dbx-01", "OPENED", "32.0"))
        boxes.wait_gone("FROZEN")
        assert box.all_orders(boxes, broker) == [] and b"]52;" not in boxes.raw


def test_what_ends_a_freeze(boxes, broker):
    boxes.send("P")
    boxes.wait_for("messages since")
    boxes.resize(30, 90)
    boxes.wait_for("no longer FROZEN")
    boxes.send(":freeze\r")
    boxes.wait_for("messages since")
    assert "freezes" not in boxes.text() and boxes.find("\u256d dbx-02")
    boxes.send("6")
    boxes.wait_for("subscribed to")
    assert "messages since" not in boxes.text()


def test_help_for_one_thing(boxes):
    boxes.send(":help host")
    boxes.wait_for(re.compile(r"host HOST +the broker's name"))
    boxes.key("esc")
    boxes.send(":help density\r")
    boxes.wait_for(re.compile(r"density \(Z\): .*; --density SIZE"))
    boxes.send(":help nonsense\r")
    boxes.wait_for("no action and no option 'nonsense'")


# -- a slow line ------------------------------------------------------------------------------------------------------

LINE = 960      # bytes a second: 9,600 baud


def change_all_the_time(broker, ended):
    """Publish other values of two devices, ten times a second."""
    number = 0
    with broker.client() as client:
        while not ended.wait(0.1):
            number += 1
            for name in ("dbx-01", "dbx-02"):
                client.publish("dbx/%s/status" % name, status(temperature=20 + number * 7 % 50 / 10, humidity=number % 100))


def test_a_key_is_answered_on_a_slow_line(watch, broker):
    """Between a key and its effect stands less than a second's worth of bytes, though values change all the time."""
    ended = threading.Event()
    changing = threading.Thread(target=change_all_the_time, args=(broker, ended))
    terminal = watch(broker, "--slow", size=(12, 80), rate=LINE)
    changing.start()
    try:
        terminal.wait_for(Shows("dbx-02", "humidity"))
        terminal.send("/")      # what is drawn first takes seconds
        terminal.wait_for(stands("/"))
        for key, effect in (("esc", stands("")), ("/", stands("/")), ("x", stands("/x"))):
            before = len(terminal.raw)
            terminal.key(key)
            terminal.wait_for(effect)
            assert len(terminal.raw) - before < LINE
    finally:
        ended.set()
        changing.join()


# -- a replay ---------------------------------------------------------------------------------------------------------

def test_in_a_replay(telltale, tmp_path):
    Recording().head().message(0, "home/kitchen", "21 C").mark(30, "the hatch sticks").message(
        90, "home/kitchen", "23 C").save(tmp_path / "night.bson")
    terminal = telltale("replay", tmp_path / "night.bson")
    terminal.wait_for("REPLAY")
    terminal.send(" :go-to mark:hatch\r")
    terminal.wait_for(re.compile(r"0:30 / 1:30"))
    terminal.send(":seconds-on\r")         # an action of the replay by its name
    terminal.wait_for(re.compile(r"0:35 / 1:30"))
    terminal.send("P")
    terminal.wait_for("this is a REPLAY: Space stops its clock")
    terminal.send(":send x\r")
    terminal.wait_for("send does nothing here now")
    terminal.send("Y")
    terminal.wait_for("copied 4 bytes of name")
    assert osc52("home") in terminal.raw
