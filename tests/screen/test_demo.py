"""The demo: devices at once, orders that work, a box that dies and comes back; and nothing is left behind."""
import os
import signal

import pytest

from panes import ONLINE, Shows
from processes import Watched, descendants


@pytest.fixture
def demo(telltale, tmp_path):
    """demo(*arguments) -> (dashboard, its temporary folder, {pid: command} of the other processes)."""
    def start(*arguments, **options):
        folder = tmp_path / "tmp"
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
        dashboard = telltale("demo", *arguments, env={"TMPDIR": str(folder)}, **options)
        dashboard.wait_for(Shows("dbx-01", "hatch ● CLOSED"))
        return dashboard, folder, descendants(dashboard.pid)

    return start


def named(processes, name):
    return [pid for pid, command in processes.items() if command == name]


def test_devices_and_orders(demo):
    dashboard, _, _ = demo(size=(40, 120))
    for name in ("dbx-01", "dbx-02", "dbx-03", "dbx-04", "house/kitchen", "sensors/greenhouse"):
        dashboard.wait_for(Shows(name))
    dashboard.wait_for("7 devices")
    dashboard.key("o")
    dashboard.wait_for("send it")
    dashboard.key("y")
    dashboard.wait_for(Shows("dbx-01", "OPENING", "open_hatch"))
    dashboard.wait_for(Shows("dbx-01", "OPENED", "✓ open_hatch acknowledged"))
    dashboard.key("q")
    assert dashboard.wait_exit() == 0


def test_the_first_pane_comes_quickly(demo):
    dashboard, _, _ = demo("--devices", "1")
    dashboard.wait_for("1 device")
    assert "2 devices" not in dashboard.text()


def test_many_devices(demo):
    dashboard, _, _ = demo("--devices", "200", "--rate", "5", size=(40, 120))
    dashboard.wait_for("200 devices", timeout=20)
    dashboard.key("end")
    dashboard.wait_for("of 200")


@pytest.mark.timeout(180)
def test_a_box_dies_and_comes_back(demo):
    dashboard, _, _ = demo()
    dashboard.wait_for(Shows("dbx-04", "OFFLINE since"), timeout=60)
    dashboard.wait_for(Shows("dbx-04", ONLINE), timeout=40)


@pytest.mark.parametrize("how", ["q", "ctrl-c", signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_behind(demo, how):
    dashboard, folder, others = demo()
    assert len(named(others, "mosquitto")) == 1
    watched = Watched(others)
    assert list(folder.iterdir()) == []
    if isinstance(how, str):
        dashboard.key(how)
    else:
        dashboard.kill(how)
    dashboard.wait_exit()
    watched.wait_gone()
    assert list(folder.iterdir()) == []


def test_a_killed_dashboard_takes_the_rest_along(demo):
    dashboard, folder, others = demo()
    watched = Watched(others)
    dashboard.kill(signal.SIGKILL)
    watched.wait_gone()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("victim", ["telltale", "mosquitto"])
def test_the_dashboard_says_so_when_its_broker_is_killed(demo, victim):
    dashboard, _, others = demo(size=(24, 100))
    watched = Watched(others)
    os.kill(named(others, victim)[0], signal.SIGKILL)
    dashboard.wait_for("the demo's own broker has ended")
    watched.wait_gone()
    dashboard.wait_for(Shows("dbx-01", "× no broker"))
    dashboard.key("q")
    assert dashboard.wait_exit() == 0


def test_two_demos_side_by_side(demo, telltale):
    demo()
    telltale("demo").wait_for(Shows("dbx-01", "CLOSED"))


def test_the_terminals_keys_do_not_reach_the_others(demo):
    """Ctrl-Z and Ctrl-C go to the dashboard alone."""
    dashboard, _, others = demo()
    dashboard.kill(signal.SIGSTOP)
    os.waitid(os.P_PID, dashboard.pid, os.WSTOPPED)
    assert descendants(dashboard.pid) == others
    dashboard.kill(signal.SIGCONT)
    dashboard.wait_for(Shows("dbx-01", ONLINE))
    assert "no broker" not in dashboard.text()


def test_a_folder_that_cannot_be_written(telltale, tmp_path):
    program = telltale("demo", env={"TMPDIR": str(tmp_path / "missing")}, size=(24, 200))
    assert program.wait_exit() == 2
    program.wait_for("telltale: can't write into '%s'" % (tmp_path / "missing"))


def test_without_a_terminal_nothing_stays(command):
    ended = command("demo")
    assert ended.returncode == 2
    assert ended.stderr == "telltale: the dashboard needs a terminal, and standard input is none\n"


def test_nothing_covers_the_bad_news(demo):
    dashboard, _, others = demo(size=(24, 100))
    os.kill(named(others, "mosquitto")[0], signal.SIGKILL)
    dashboard.wait_for("NOT CONNECTED")
    dashboard.key("f5", "o")
    dashboard.wait_for("the demo's own broker has ended; leave with q and start the demo again")
    dashboard.key("6")
    dashboard.wait_for(lambda terminal: terminal.text().count("the demo's own broker has ended") == 2)
