"""What a dashboard goes through in a soak: one round has everything, and ends as it began."""
import collections
import os
import random
import subprocess
import time
from pathlib import Path

import place
from broker import Broker
from deadline import patience
from flooding import Publishing
from program import TELLTALE
from terminal import Terminal

SIZE = (30, 100)
SIZES = ((10, 40), (24, 80), (50, 160), (8, 200), (60, 30), (1, 1), (40, 120))
KEYS = ("tab", "enter", "down", "pgdn", "end", "esc", "up", "home", "shift-tab", "6", "pgup", "1", "S", "ctrl-l",
        "right", "left", "?", "down", "esc")
REPLAY_KEYS = ("space", "end", "left", "[", "]", ",", ".", "home", "right", "+", "+", "space")
LOADS = (   # what comes one after the other; the topics are the same in all
    {"rate": 2000},
    {"rate": 400, "payload": 64 << 10},
    {"rate": 2000, "qos": 1},
    {"rate": 2000, "qos": 2},
    {"rate": 20000, "payload": 20},
)
TOPICS = 40
LOAD_SECONDS = 0.15         # at least that long each: all topics get something of it
LIFE = 7 * 86400            # of a load, if nobody ends it


class Ordeal:
    """In a `with`. `done` counts what was done, `doing` says what is being done; every wait has a deadline, and
    what doesn't come is an AssertionError with the screen in it. calm: seconds of nothing but load, at most, in a
    round."""

    def __init__(self, folder, calm=0.0):
        self._folder, self._calm = Path(folder), calm
        self._random = random.Random(1)
        self._load = None
        self.done = collections.Counter()
        self.doing = "the start"

    def __enter__(self):
        self._broker = Broker(self._folder / "broker", extra="max_queued_messages 0\n").start()
        self._terminal = self._open("-h", "127.0.0.1", "-p", self._broker.port, "-q", "2", "--log-file",
                                    self._folder / "log")
        self.pid = self._terminal.pid
        try:
            self._broker.wait_subscribed()
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._end_load()
        self._terminal.close()
        self._broker.kill()

    def _open(self, *arguments, size=SIZE):
        return Terminal([TELLTALE, *arguments], size=size, cwd=self._folder)

    def log(self):
        path = self._folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    # -- a round ------------------------------------------------------------------------------------------

    def round(self):
        recording = self._folder / ("%d.bson" % self.done["rounds"])
        for self.doing, step, *arguments in (
                ("the first loads", self._loads), ("beginning to record", self._record, recording),
                ("keys", self._keys), ("sizes", self._sizes), ("the broker's restart", self._restart),
                ("the second loads", self._loads), ("more keys", self._keys),
                ("the recording's end", self._stop, recording), ("its replay", self._replay, recording),
                ("coming to rest", self._rest)):
            step(*arguments)
            assert self._terminal.status is None, "the program ended: " + self._terminal.drawing()
        os.remove(recording)
        self.done["rounds"] += 1

    def leave(self):
        """Quit, as a user does."""
        self.doing = "quitting"
        self._terminal.key("q")
        status = self._terminal.wait_exit()
        assert status == 0, "it ended with status %d" % status

    # -- load ---------------------------------------------------------------------------------------------

    def _end_load(self):
        if self._load:
            self._load.__exit__()
            self._load = None

    def _begin_load(self, options):
        self._end_load()
        self._load = Publishing(self._broker.port, messages=0, topics=TOPICS, seconds=LIFE, **options)
        self._load.when("began")
        self.done["loads"] += 1

    def _loads(self):
        for options in LOADS:
            self._begin_load(options)
            time.sleep(LOAD_SECONDS + self._random.uniform(0, self._calm / len(LOADS)))
        self._terminal.wait_for("msg/s")

    # -- what a person does -------------------------------------------------------------------------------

    def _keys(self):
        for key in self._random.sample(KEYS, len(KEYS)):
            self._terminal.key(key)
            self.done["keys"] += 1
        self._home()

    def _home(self):
        """From wherever the keys have led, to the devices; and it has to answer."""
        self._terminal.key("esc")
        self._terminal.key("1")
        self._terminal.wait_for("q quit")
        self._terminal.key("?")
        self._terminal.wait_for("Keys in")
        self._terminal.key("1")
        self._terminal.wait_for("q quit")

    def _sizes(self):
        for size in self._random.sample(SIZES, len(SIZES)):
            before = len(self._terminal.raw)
            self._terminal.resize(*size)
            self._terminal.wait_for(lambda terminal, seen=before: len(terminal.raw) > seen)
            self.done["resizes"] += 1
        self._terminal.resize(*SIZE)
        self._terminal.wait_for("q quit")

    def _restart(self):
        """The broker goes, and the load with it; both come again."""
        self._end_load()
        self._broker.restart()
        self._terminal.key("f5")  # else it would wait longer each time
        self._broker.wait_subscribed(timeout=60)
        self._begin_load(LOADS[0])
        self.done["restarts"] += 1

    # -- recording ----------------------------------------------------------------------------------------

    def _record(self, path):
        self._terminal.key("R")
        self._terminal.wait_for("record to:")
        self._terminal.send("\x15%s\r" % path)
        self._terminal.wait_for("REC 00:0")

    def _stop(self, path):
        self._terminal.key("R")
        self._terminal.wait_for("recorded ", timeout=30)
        checked = subprocess.run([TELLTALE, "info", "--check", str(path)], capture_output=True, text=True,
                                 check=False, timeout=patience(120))
        assert checked.returncode == 0, "the recording isn't whole: " + checked.stdout + checked.stderr
        self.done["recordings"] += 1

    def _replay(self, path):
        terminal = self._open("replay", path)
        try:
            terminal.wait_for("REPLAY")
            for key in REPLAY_KEYS:
                terminal.key(key)
            terminal.key("q")
            status = terminal.wait_exit(30)
            assert status == 0, "the replay ended with status %d" % status
        finally:
            terminal.close()
        self.done["replays"] += 1

    # -- rest ---------------------------------------------------------------------------------------------

    def _rest(self):
        """As before the round: no load, everything taken, nothing recorded."""
        time.sleep(self._random.uniform(0, self._calm))
        self._end_load()
        self._terminal.wait_for("lag 0", timeout=30)
        self._terminal.wait_gone("REC 0")
        self._terminal.forget()
