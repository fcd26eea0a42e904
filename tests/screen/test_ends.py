"""How the program ends, stops and goes on: whatever happens, the terminal is as it was."""
import os
import select
import signal

import pexpect
import pytest

from box import status
from deadline import patience
from panes import Shows
from program import TELLTALE
from rendition import Cell
from terminal import clean_environment


@pytest.fixture
def dashboard(watch, broker):
    terminal = watch(broker)
    broker.pub("dbx/dbx-01/status", status())
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    assert terminal.alt_screen and terminal.bracketed_paste and not terminal.cursor_visible
    assert not {"ICANON", "ECHO"} & terminal.termios()
    return terminal


def check_given_back(terminal):
    assert terminal.termios() >= {"ICANON", "ECHO", "ISIG", "ICRNL", "OPOST", "ONLCR"}
    assert terminal.cursor_visible and not terminal.alt_screen and not terminal.bracketed_paste
    assert not {1, 1000, 1002, 1003} & terminal.private_modes()     # application cursor keys, mouse
    assert terminal.screen.cursor.attrs == Cell()


@pytest.mark.parametrize("key", ["q", "f10", "ctrl-c"])
def test_left_by_key(dashboard, key):
    dashboard.key(key)
    assert dashboard.wait_exit() == 0
    check_given_back(dashboard)


@pytest.mark.parametrize("keys", ["6161616161616161", "\x1b[A\x1b[B\x1b[A\x1b[B", "/abcdef"])
def test_ctrl_c_in_the_same_breath(dashboard, keys):
    """It makes the kernel forget what was typed before, perhaps just when the program wants to read it."""
    dashboard.send(keys)
    dashboard.key("ctrl-c")
    assert dashboard.wait_exit() == 0
    check_given_back(dashboard)


@pytest.mark.parametrize("number, exit_status", [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 0)])
def test_ended_by_signal(dashboard, number, exit_status):
    dashboard.kill(number)
    assert dashboard.wait_exit() == exit_status
    check_given_back(dashboard)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL,
                                    signal.SIGQUIT])
def test_a_crash_gives_the_terminal_back(dashboard, number):
    dashboard.kill(number)
    assert dashboard.wait_exit() == -number
    check_given_back(dashboard)


@pytest.mark.parametrize("view", ["/", "enter", "o", "?", "6"])
def test_from_any_view(dashboard, view):
    dashboard.key(view)
    dashboard.wait_for({"/": "Esc clears", "enter": "States", "o": "send it", "?": "Keys in", "6": "subscribed"}[view])
    dashboard.key("ctrl-c")
    assert dashboard.wait_exit() == 0
    check_given_back(dashboard)


def test_frozen_and_continued(dashboard, broker):
    dashboard.kill(signal.SIGSTOP)
    os.waitid(os.P_PID, dashboard.pid, os.WSTOPPED)
    dashboard.screen.feed(b"\x1b[3;3HRUBBISH")
    broker.pub("dbx/dbx-01/status", status("opened"))
    dashboard.kill(signal.SIGCONT)
    dashboard.wait_for(Shows("dbx-01", "OPENED"))
    dashboard.wait_gone("RUBBISH")


def test_job_control(shell, broker):
    terminal = shell()
    terminal.send("echo before; $TELLTALE -h 127.0.0.1 -p %d\n" % broker.port)
    broker.wait_subscribed()
    for number in range(2):
        broker.pub("dbx/dbx-0%d/status" % number, status())
    terminal.wait_for(Shows("dbx-01", "CLOSED"))
    for hatch, key in (("opened", "right"), ("closing", "left")):
        terminal.key("ctrl-z")
        terminal.wait_for("Stopped")
        terminal.wait_for("before")         # what stood there before stands there again
        assert not terminal.alt_screen and terminal.cursor_visible
        terminal.send("echo still $((6*7))\n")
        terminal.wait_for("still 42")
        broker.pub("dbx/dbx-01/status", status(hatch))
        terminal.send("fg\n")
        terminal.wait_for(Shows("dbx-01", hatch.upper()))
        assert terminal.alt_screen and not {"ICANON", "ECHO"} & terminal.termios()
        terminal.key(key)                   # the first key counts already
        terminal.key("enter")
        terminal.wait_for("dbx-0%d  DBX drone box" % (key == "right"))
        terminal.key("esc")
        terminal.wait_for(Shows("dbx-01", hatch.upper()))
    terminal.key("q")
    terminal.wait_for("before")
    terminal.send('echo "status $?"\n')
    terminal.wait_for("status 0")


def hang_up(child):
    """Close the terminal's own side; returns how the program ended."""
    watch = os.pidfd_open(child.pid)
    os.close(child.child_fd)
    try:
        assert select.select([watch], [], [], patience(10))[0], "it goes on without a terminal"
    finally:
        os.close(watch)
    return os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])


def spawn(home, *arguments):
    return pexpect.spawn(TELLTALE, list(arguments), env=clean_environment(home, "xterm", {}), dimensions=(24, 80),
                         timeout=patience(10), encoding="utf-8")


def test_the_window_is_closed(home, broker):
    child = spawn(home, "-h", "127.0.0.1", "-p", str(broker.port))
    child.expect("Connected to")
    assert hang_up(child) == 129


def test_the_window_is_closed_while_the_question_stands(home, broker):
    child = spawn(home, "-h", "127.0.0.1", "-p", str(broker.port))
    broker.wait_subscribed()
    broker.pub("dbx/dbx-01/status", status())
    child.expect("CLOSED")
    child.send("o")
    child.expect("send it")
    assert hang_up(child) == 129


def test_a_terminal_that_hangs_loses_no_message(make_broker, watch):
    broker = make_broker(extra="max_queued_messages 0\n")
    dashboard = watch(broker, size=(40, 120))
    with broker.client() as client, dashboard.stalled():
        for number in range(5000):
            client.publish("site/%d/value" % (number % 10), b'{"n":%d}' % number, qos=0)
        client.publish("site/0/value", b'{"n":5000}')
    dashboard.wait_for(Shows("site/0/value", "n 5 000"))
    dashboard.key("enter")
    dashboard.wait_for("501 messages, the last one")


def test_ends_though_its_terminal_hangs(make_broker, watch):
    broker = make_broker()
    dashboard = watch(broker, size=(60, 200))
    with broker.client() as client, dashboard.stalled():
        for number in range(200):
            client.publish("site/%d/value" % number, b'{"n":%d}' % number)
        dashboard.kill(signal.SIGTERM)
    assert dashboard.wait_exit() == 143
    check_given_back(dashboard)
