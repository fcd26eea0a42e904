"""Recordings that are cut short or taken away while they are read, as when a stick is pulled out: no one dies of it."""
import os
import signal
import subprocess

import pytest

from deadline import patience
from logged import LoggedProcess
from mongo_proxy import MongoProxy
from panes import Shows
from program import TELLTALE
from recordings import Recording
from terminal import clean_environment

LOST = "was changed or taken away while it was read; from offset "


def large(path, count=200, seconds=1):
    """A recording of many pages: a message of 10 KB every so many seconds, each on a topic of its own."""
    recording = Recording().head()
    for number in range(count):
        text = "%d %s" % (number, "x" * 10_000)
        recording.message(number * seconds, "site/d%d/text" % number, text, "d%d" % number)
    return recording.end(count * seconds, messages=count).save(path)


def empty(path):
    os.truncate(path, 0)


# -- in the dashboard -------------------------------------------------------------------------------------


@pytest.fixture
def replay(telltale, tmp_path):
    """A replay of large() and its file, at its beginning."""
    path = large(tmp_path / "b.bson")
    terminal = telltale("replay", path)
    terminal.wait_for(Shows("site/d0"))
    return terminal, path


@pytest.mark.parametrize("keys", [["end"], [" ", "end", "home"], ["right", "right", "right"], [".", ".", "+", "+"],
                                  ["["]])
def test_replay(replay, keys):
    terminal, path = replay
    empty(path)
    terminal.key(*keys)
    terminal.wait_for("A FILE WAS CHANGED OR TAKEN AWAY: what is lost isn't shown: b.bson")
    terminal.key("home", "6", "1", "q")
    assert terminal.wait_exit() == 0
    assert not terminal.alt_screen and {"ICANON", "ECHO"} <= terminal.termios()


def test_what_is_left_is_shown(replay):
    terminal, path = replay
    os.truncate(path, path.stat().st_size // 2)
    terminal.key("end")
    terminal.wait_for("A FILE WAS CHANGED")
    terminal.wait_for("100 devices")
    terminal.key("q")
    assert terminal.wait_exit() == 0


def test_another_bus_error_is_a_crash(replay):
    terminal, _ = replay
    terminal.kill(signal.SIGBUS)
    assert terminal.wait_exit() == -signal.SIGBUS
    assert not terminal.alt_screen and {"ICANON", "ECHO"} <= terminal.termios()


# -- elsewhere --------------------------------------------------------------------------------------------


@pytest.fixture
def endless(tmp_path):
    """A recording with a hole in it that takes a good while to be read, and next to nothing on the disk."""
    path = Recording().head().message(1, "a", "1").save(tmp_path / "b.bson")
    os.truncate(path, 1 << 28)
    return path


def yield_to_others():
    """So that it is looked at in time on a busy machine."""
    os.nice(19)


def stop_when_mapped(process, path):
    """Stops a program that has begun to read a file. Nobody tells when that is: it is looked at all the time."""
    while str(path) not in open("/proc/%d/maps" % process.pid, encoding="utf-8").read():
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)


@pytest.mark.parametrize("words", [["info"], ["info", "--check"], ["info", "--json"], ["export"],
                                   ["repair", "-o", "new.bson"]])
def test_file_after_file(home, endless, words):
    process = subprocess.Popen([TELLTALE, *words, str(endless)], env=clean_environment(home, "xterm", None),
                               cwd=str(home), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True, preexec_fn=yield_to_others)
    stop_when_mapped(process, endless)
    empty(endless)
    process.send_signal(signal.SIGCONT)
    said = process.communicate(timeout=patience(30))[1]
    assert process.returncode in (1, 2) and LOST in said, said      # 2: it was just being opened


def test_publish(home, broker, tmp_path):
    path = large(tmp_path / "b.bson")
    with broker.client() as client:
        client.subscribe("#")
        run = LoggedProcess([TELLTALE, "replay", "--publish", str(path), "-h", "127.0.0.1", "-p", str(broker.port)],
                            env=clean_environment(home, "xterm", None), cwd=str(home))
        assert client.wait_message().topic == "site/d0/text"
        empty(path)
        run.reap()
    assert run._process.returncode == 1 and LOST in run.story(), run.story()
    assert "telltale: sent " in run.story()


def test_import(command, shared_mongo_server, tmp_path):
    """What was sent before is there; the batch under way is not."""
    path, sizes = large(tmp_path / "b.bson", 1100, 0.1), []

    def meddle(sent):
        if sent.name == "insert":
            sizes.append(len(sent.documents))
            empty(path)

    with MongoProxy(shared_mongo_server, meddle) as proxy:
        ended = command("import", path, "--to=mongodb://%s/vanishing" % proxy.address)
    assert ended.returncode == 1 and LOST in ended.stderr, ended.stderr
    said = "telemetry: {:,} inserted".format(sizes[0]).replace(",", " ")
    assert len(sizes) == 1 and said in ended.stdout, ended.stdout
