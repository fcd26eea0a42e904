"""Recording on a real broker: what is in the file, however the recording ends; and the same screen again from it."""
import datetime
import json
import os
import random
import re
import resource
import signal
import struct
import subprocess
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import bson
import pytest

from deadline import patience
from mongo_tools import bsondump
from panes import Shows, pane
from program import ROOT, TELLTALE
from ports import free_port
from recordings import BEGIN, Recording
from terminal import clean_environment


def start(home, broker, *arguments, **options):
    """`telltale record` without a terminal."""
    return subprocess.Popen([TELLTALE, "record", "-h", "127.0.0.1", "-p", str(broker.port), *map(str, arguments)],
                            env=clean_environment(home, "xterm", {}), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
                            **options)


def ended(process, timeout=30):
    """(exit code, what it said)."""
    said = process.communicate(timeout=patience(timeout))
    return process.returncode, said[1]


def whole(data):
    """The documents of a file, and how many bytes of a cut one follow."""
    documents, at = [], 0
    while len(data) - at >= 4:
        length = struct.unpack_from("<i", data, at)[0]
        assert 5 <= length <= 16 << 20, "no document at %d" % at
        if length > len(data) - at:
            break
        documents.append(bson.decode(data[at:at + length]))
        at += length
    return documents, len(data) - at


def read(path):
    """All documents; every one of them is whole."""
    documents, rest = whole(path.read_bytes())
    assert rest == 0
    return documents


def of_kind(documents, kind):
    return [document for document in documents if document["kind"] == kind]


class Numbers(threading.Thread):
    """Publishes messages with numbers and the time until it is told to stop. Use it in a `with`."""

    def __init__(self, broker, pause, payload=b""):
        super().__init__(daemon=True)
        self._broker, self._pause, self._payload = broker, pause, payload
        self._stop_now = threading.Event()
        self.sent = 0

    def run(self):
        with self._broker.client() as client:
            while not self._stop_now.wait(self._pause):
                for _ in range(50):
                    self.sent += 1
                    client.publish("numbers/one", json.dumps({"n": self.sent, "at": time.time(),
                                                              "more": self._payload.decode()}))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._stop_now.set()
        self.join(patience(20))


def until(condition, timeout=20):
    """Waits for a condition by looking at a file that another process writes: there is nothing to be woken by."""
    end = time.monotonic() + patience(timeout)
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        threading.Event().wait(0.02)


def messages_in(path):
    return len(of_kind(whole(path.read_bytes())[0], "message")) if path.exists() else 0


def test_count_and_what_is_said(home, broker, tmp_path):
    path = tmp_path / "a.bson"
    recorder = start(home, broker, "-o", path, "--count", 3, "-t", "door/#")
    broker.wait_subscribed("door/#")
    for number in range(5):
        broker.pub("door/%d" % number, '{"open": %s}' % ("true" if number else "false"))
    code, said = ended(recorder)
    assert code == 0 and "recorded 3 messages" in said
    documents = read(path)
    assert [each["kind"] for each in documents if each["kind"] != "link"] == ["recording"] + 3 * ["message"] + ["end"]
    assert [each["meta"]["topic"] for each in of_kind(documents, "message")] == ["door/0", "door/1", "door/2"]
    assert of_kind(documents, "message")[0]["payload"] == {"open": False}
    assert documents[0]["filters"] == ["door/#"] and documents[0]["profiles"][0]["name"] == "dbx"
    assert documents[-1]["messages"] == 3 and documents[-1]["documents"] == len(documents)
    assert path.stat().st_mode & 0o777 == 0o600


def test_never_over_another_file(home, broker, tmp_path):
    path = tmp_path / "a.bson"
    path.write_text("mine")
    code, said = ended(start(home, broker, "-o", path, "--duration", 60))
    assert code == 2 and "is there already" in said and path.read_text() == "mine"
    code, said = ended(start(home, broker, "-o", path, "--duration", "500ms", "--overwrite"))
    assert code == 0 and read(path)[0]["kind"] == "recording"


@pytest.mark.parametrize("number, code, reason", [(signal.SIGINT, 0, "interrupted"), (signal.SIGTERM, 143, "terminated"),
                                                  (signal.SIGHUP, 129, "hung up")])
def test_a_signal_closes_the_file(home, broker, tmp_path, number, code, reason):
    path = tmp_path / "a.bson"
    recorder = start(home, broker, "-o", path)
    broker.wait_subscribed()
    broker.pub("a/b", "1")
    until(lambda: messages_in(path) == 1)
    recorder.send_signal(number)
    assert ended(recorder)[0] == code
    assert read(path)[-1]["kind"] == "end" and read(path)[-1]["reason"] == reason


def test_split_and_keep(home, broker, tmp_path):
    with Numbers(broker, 0.005):
        code, said = ended(start(home, broker, "-o", tmp_path / "a.bson", "--count", 1500, "--split", "40k", "--keep", 3))
    assert code == 0, said
    parts = sorted(tmp_path.glob("a-*.bson"))
    heads = [read(part)[0] for part in parts]
    assert len(parts) == 3 and all(part.stat().st_size <= 40 * 1024 for part in parts)
    assert len({head["session"] for head in heads}) == 1
    numbers = [head["part"] for head in heads]
    assert numbers[0] > 1 and numbers == list(range(numbers[0], numbers[0] + 3))
    counted = [message["payload"]["n"] for part in parts for message in of_kind(read(part), "message")]
    assert counted == list(range(counted[0], counted[0] + len(counted))), "a message is lost between two parts"


def test_split_where_parts_are_there_already(home, broker, tmp_path):
    """Said before anything is recorded, not an hour later; --overwrite takes their places."""
    (tmp_path / "a-0002.bson").write_text("mine")
    words = ("-o", tmp_path / "a.bson", "--split", "1s", "--duration", "1500ms")
    code, said = ended(start(home, broker, *words))
    assert code == 2 and "a-0002.bson: is there already" in said and "--overwrite" in said
    assert [path.name for path in tmp_path.glob("a*")] == ["a-0002.bson"]
    with Numbers(broker, 0.02):
        code, said = ended(start(home, broker, *words, "--overwrite"))
    assert code == 0 and "the last of its files is %s" % (tmp_path / "a-0002.bson") in said, said
    assert [read(tmp_path / name)[0]["part"] for name in ("a-0001.bson", "a-0002.bson")] == [1, 2]


def test_a_part_that_turns_up_meanwhile(home, broker, tmp_path):
    """What was recorded isn't in the file that is named as the trouble, but in the one before it."""
    recorder = start(home, broker, "-o", tmp_path / "a.bson", "--split", "20k")
    until((tmp_path / "a-0001.bson").exists)
    (tmp_path / "a-0002.bson").write_text("mine")
    with Numbers(broker, 0.005):
        code, said = ended(recorder)
    count = len(of_kind(read(tmp_path / "a-0001.bson"), "message"))
    assert code == 1 and "RECORDING STOPPED: %s: is there already" % (tmp_path / "a-0002.bson") in said
    words = r"; %d messages? \([^)]*\) (is|are) safe in %s\n" % (count, tmp_path / "a-0001.bson")
    assert re.search(words, said), said
    assert (tmp_path / "a-0002.bson").read_text() == "mine"


def test_the_files_before_the_one_that_failed(home, broker, tmp_path):
    recorder = start(home, broker, "-o", tmp_path / "a.bson", "--split", "20k")
    until((tmp_path / "a-0001.bson").exists)
    (tmp_path / "a-0004.bson").write_text("mine")
    with Numbers(broker, 0.005):
        code, said = ended(recorder)
    count = sum(len(of_kind(read(path), "message")) for path in tmp_path.glob("a-000[123].bson"))
    assert code == 1 and "a-0004.bson: is there already" in said
    assert re.search(r"; %d messages \([^)]*\) in all, the last of the files is %s\n" % (
        count, tmp_path / "a-0003.bson"), said), said


def test_without_a_connection(home, make_fake_broker, tmp_path):
    """There is a file, but it isn't what was asked for."""
    path, port, words = tmp_path / "a.bson", free_port(), ("--overwrite", "--duration", "%g" % patience(1))
    code, said = ended(start(home, SimpleNamespace(port=port), "-o", path, *words))
    assert code == 1 and "there was no connection to mqtt://127.0.0.1:%d: " % port in said, said
    assert "onnection refused" in said and read(path)[-1]["kind"] == "end"
    fake = make_fake_broker(connack=5)
    code, said = ended(start(home, fake, "-o", path, *words))
    assert code == 1 and "there was no connection" in said and "not authori" in said, said
    fake = make_fake_broker(manner="silent")
    code, said = ended(start(home, fake, "-o", path, *words))
    assert code == 1 and said.endswith("there was no connection to mqtt://127.0.0.1:%d\n" % fake.port), said


def test_a_connection_without_messages_is_no_failure(home, broker, tmp_path):
    code, said = ended(start(home, broker, "-o", tmp_path / "a.bson", "--duration", "%g" % patience(1)))
    assert code == 0 and "recorded 0 messages" in said


@pytest.mark.parametrize("words, said", [(["--split", "100"], "with its unit"), (["--keep", "3"], "--split is missing"),
                                         (["--duration", "soon"], "expected a time")])
def test_wrong_options(home, broker, tmp_path, words, said):
    code, text = ended(start(home, broker, "-o", tmp_path / "a.bson", *words))
    assert code == 2 and said in text and not (tmp_path / "a.bson").exists()


def test_no_password_in_the_file(home, make_broker, tmp_path):
    broker, path = make_broker(password=("anna", "s3cret-word")), tmp_path / "a.bson"
    recorder = subprocess.Popen([TELLTALE, "record", "-L", "mqtt://anna:s3cret-word@127.0.0.1:%d" % broker.port, "-o",
                                 str(path), "--count", "1"], env=clean_environment(home, "xterm", {}),
                                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    broker.wait_subscribed()
    broker.pub("a/b", "1")
    said = recorder.communicate(timeout=patience(30))[1]
    assert recorder.returncode == 0 and messages_in(path) == 1
    assert b"s3cret-word" not in path.read_bytes() and "s3cret-word" not in said


def test_reconnects_and_the_gap_between(home, broker, tmp_path):
    path = tmp_path / "a.bson"
    recorder = start(home, broker, "-o", path)
    broker.wait_subscribed()
    broker.kill()
    broker.restart()
    until(lambda: of_kind(whole(path.read_bytes())[0], "gap"))
    recorder.send_signal(signal.SIGINT)
    assert ended(recorder)[0] == 0
    documents = read(path)
    states = [link["state"] for link in of_kind(documents, "link") if link["state"] in ("up", "down")]
    assert states == ["up", "down", "up"]
    gap = of_kind(documents, "gap")[0]
    assert gap["lasted_ms"] > 0 and gap["from"] <= gap["ts"]


def test_limit_of_file_sizes(home, broker, tmp_path):
    path = tmp_path / "a.bson"

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000))

    with Numbers(broker, 0.005):
        code, said = ended(start(home, broker, "-o", path, preexec_fn=limit))
    assert code == 1 and "RECORDING STOPPED" in said and "File too large" in said and "are safe in it\n" in said
    assert len(of_kind(read(path), "message")) > 20


def test_folder_that_goes(home, broker, tmp_path):
    path = tmp_path / "folder" / "a.bson"
    path.parent.mkdir()
    with Numbers(broker, 0.01):
        recorder = start(home, broker, "-o", path)
        until(lambda: messages_in(path) > 0)
        path.unlink()
        path.parent.rmdir()
        code, said = ended(recorder)
    assert code == 1 and "was removed" in said and "gone with it" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_a_full_disk_ends_the_recording_only(run, broker, tmp_path):
    """In the dashboard, on a small file system of its own: it goes on, and R begins again where there is room."""
    script = "mount -t tmpfs -o size=300k none '%s' && exec '%s' -h 127.0.0.1 -p %d" % (tmp_path, TELLTALE, broker.port)
    with Numbers(broker, 0.002, b"x" * 400):
        terminal = run(["unshare", "-m", "sh", "-c", script], size=(30, 120))
        terminal.wait_for("numbers/one")
        terminal.send("R")
        terminal.wait_for("record to:")
        terminal.send("\x15%s/a.bson\r" % tmp_path)
        terminal.wait_for("RECORDING STOPPED", timeout=30)
        terminal.wait_for("RECORDING FAILED")
        terminal.send("R")
        terminal.wait_for("record to:")
        terminal.send("\x15/dev/shm/telltale-test-%d.bson\r" % broker.port)
        terminal.wait_for("REC 00:00:0")
        terminal.send("R")
        terminal.wait_for("recorded ")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    path = Path("/dev/shm/telltale-test-%d.bson" % broker.port)
    try:
        gap = of_kind(read(path), "gap")
        assert gap and gap[0]["messages"] > 0 and "failed" in gap[0]["reason"]
    finally:
        path.unlink()


def test_kill_at_any_moment(home, broker, tmp_path, mongo_tools):
    """Never more than the last second is lost, and MongoDB's own tool reads what is there. What counts is when the
    publisher had sent it; a busy machine may bring it to the recorder later, so there is room for that."""
    chance = random.Random(20261124)
    with Numbers(broker, 0.002):
        for round_ in range(12):
            path = tmp_path / ("%d.bson" % round_)
            recorder = start(home, broker, "-o", path)
            until(lambda: messages_in(path) > 0)
            threading.Event().wait(chance.uniform(0, 1.2))  # the moment is chance: that's the test
            killed = time.time()
            recorder.kill()
            ended(recorder)
            documents, rest = whole(path.read_bytes())
            messages = of_kind(documents, "message")
            assert killed - messages[-1]["payload"]["at"] < 1 + patience(4), "more than a second is lost"
            numbers = [message["payload"]["n"] for message in messages]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            dumped = bsondump(path)
            assert len(dumped.documents) == len(documents) and dumped.code == (1 if rest else 0)


def test_stopped_process_loses_nothing(home, broker, tmp_path):
    path = tmp_path / "a.bson"
    recorder = start(home, broker, "-o", path, "-q", "1", "--count", 400)
    broker.wait_subscribed()
    recorder.send_signal(signal.SIGSTOP)
    with broker.client() as client:
        for number in range(400):
            client.publish("a/b", str(number), qos=1)
    recorder.send_signal(signal.SIGCONT)
    assert ended(recorder)[0] == 0
    assert [message["payload"] for message in of_kind(read(path), "message")] == list(range(400))


# -- the dashboard and the replay ---------------------------------------------------------------------------


STATES = re.compile(r"[>]?\d+[smhd]\b|[▁-█]+")


def shown(terminal, names):
    """The panes without ages: what was before the recording began is known for less long in it. And without graphs:
    they go on between the mark and our look at the live screen, by a column or two."""
    return [" ".join(STATES.sub("", pane(terminal, name)).split()) for name in names]


def test_names_that_can_not_be_recorded_to(watch, broker, tmp_path):
    """Nothing is said of options that the dashboard hasn't."""
    (tmp_path / "mine.bson").write_text("mine")
    live = watch(broker, size=(24, 100 + len(str(tmp_path))))
    live.wait_for("Connected")
    for name, said in ((tmp_path / "mine.bson", "is there already; choose another name"),
                       (tmp_path, "is there already; choose another name"), ("-", "-: standard output is no file"),
                       (tmp_path / "no" / "a.bson", "can't be created: No such file or directory")):
        live.send("R")
        live.wait_for("record to:")
        live.send("\x15%s\r" % name)
        live.wait_for(said)
    assert (tmp_path / "mine.bson").read_text() == "mine" and "--overwrite" not in live.text()


def test_a_name_in_the_home_folder(watch, broker, home):
    """As a shell reads it."""
    live = watch(broker, size=(24, 100))
    live.wait_for("Connected")
    begin_recording(live, "~/a.bson")
    live.send("R")
    live.wait_for("recorded 0 messages")
    assert read(Path(home) / "a.bson")[-1]["kind"] == "end"


def begin_recording(terminal, path):
    terminal.send("R")
    terminal.wait_for("record to:")
    terminal.send("\x15%s\r" % path)
    terminal.wait_for("REC 00:00:0")


def test_the_same_screen_again(watch, telltale, broker, tmp_path):
    path, names = tmp_path / "night.bson", ("box-1", "lab/room", "home/kitchen")
    live = watch(broker, size=(30, 120))
    broker.pub("dbx/box-1/alive", "1")
    broker.pub("dbx/box-1/status", '{"hatch_status":0,"lift_status":0,"temperature":24.5}')
    live.wait_for("CLOSED")
    begin_recording(live, path)
    broker.pub("lab/room", '{"co2":412,"light":"on"}')
    broker.pub("home/kitchen/temperature", "21.5 \N{DEGREE SIGN}C")
    broker.pub("dbx/box-1/status", '{"hatch_status":3,"lift_status":0,"temperature":56.5}')
    live.wait_for("OPENING")
    live.wait_for("56.5")
    live.wait_for("21.5")
    live.send("M")
    live.wait_for("mark:")
    live.send("look here\r")
    live.wait_for("marked in the recording")
    live.wait_for("R stop")
    was = shown(live, names)
    broker.pub("dbx/box-1/status", '{"hatch_status":1,"lift_status":0,"temperature":30.5}')
    live.wait_for("OPENED")
    live.send("R")
    live.wait_for("recorded ")
    live.send("q")
    assert live.wait_exit() == 0
    replay = telltale("replay", str(path), size=(30, 120))
    replay.wait_for("REPLAY")
    replay.send(" ")
    replay.wait_for("paused")
    replay.send("@")
    replay.wait_for("go to")
    replay.send("mark:look\r")
    replay.wait_for("56.5")
    assert shown(replay, names) == was
    replay.key("end")
    replay.wait_for("OPENED")
    replay.key("home")
    replay.wait_for("CLOSED")
    replay.send("o")
    replay.wait_for("no command is sent")
    replay.send("q")
    assert replay.wait_exit() == 0


def test_steps_of_a_command(watch, broker, tmp_path, home):
    path = tmp_path / "a.bson"
    live = watch(broker, size=(30, 120))
    broker.pub("dbx/box-1/status", '{"hatch_status":0,"lift_status":0}')
    live.wait_for("CLOSED")
    begin_recording(live, path)
    live.send("o")
    live.wait_for("send it")
    live.send("n")
    live.wait_gone("send it")
    live.send("o")
    live.wait_for("send it")
    live.send("y")
    live.wait_for(re.compile("open_hatch (sent|accepted)"))
    broker.pub("dbx/box-1/status", '{"hatch_status":1,"lift_status":0}')
    live.wait_for("acknowledged")
    live.send("R")
    live.wait_for("recorded ")
    steps = of_kind(read(path), "command")
    assert [step["step"] for step in steps] == ["asked", "cancelled", "asked", "sent", "accepted", "acknowledged"]
    last = steps[-1]
    assert last["outcome"] == "acknowledged" and last["latency_ms"] > 0 and "@" in last["who"]
    assert last["topic"] == "dbx/box-1/do" and last["meta"]["device"] == "box-1"


def paused_replay(telltale, path, *arguments, **options):
    replay = telltale("replay", str(path), *arguments, **{"size": (24, 100), **options})
    replay.wait_for("REPLAY")
    replay.send(" ")
    replay.wait_for("paused")
    replay.key("home")
    replay.wait_for("0:00 / ")
    return replay


@pytest.fixture
def numbered(tmp_path):
    """A recording of 200 seconds: every second its number."""
    recording = Recording().head()
    for second in range(1, 201):
        recording.message(second, "count/er", {"n": second}, "count/er")
        if second == 100:
            recording.add("mark", second, note="half of it")
    path = tmp_path / "numbered.bson"
    path.write_bytes(recording.end(200).bytes)
    return path


def test_keys_of_the_replay(telltale, numbered):
    replay = paused_replay(telltale, numbered)
    for keys, place, number in (("right", "0:05 / 3:20", 5), (".", "0:06 / 3:20", 6), (",", "0:05 / 3:20", 5),
                                ("}", "1:05 / 3:20", 65), ("]", "1:40 / 3:20", 100), ("left", "1:35 / 3:20", 95),
                                ("[", None, None), ("{", "0:35 / 3:20", 35), ("end", "3:20 / 3:20", 200),
                                ("home", "0:00 / 3:20", None)):
        (replay.key if len(keys) > 1 else replay.send)(keys)
        if place:
            replay.wait_for(place)
        if number:
            replay.wait_for(re.compile(r"n +%d\b" % number))
    replay.send("+")
    replay.wait_for("2x")
    replay.send("--")
    replay.wait_for("0.5x")
    replay.send("L")
    replay.wait_for("loop")
    replay.send("@")
    replay.wait_for("go to")
    replay.send("+150\r")
    replay.wait_for("2:30 / 3:20")
    replay.send("@")
    replay.wait_for("go to")
    replay.send("nowhere\r")
    replay.wait_for("expected")


def test_what_was_wrong_with_a_place(telltale, numbered):
    """It is to be read in full at 80 columns, and goes when a place is found."""
    replay = paused_replay(telltale, numbered, size=(24, 80), env={"TZ": "UTC"})
    replay.send("@")
    replay.wait_for("-10m (from the end)")
    replay.send("+1h\r")
    replay.wait_for("'+1h' is not in the recording (2026-11-24 02:00:00 to 02:03:20)")
    replay.send("@")
    replay.wait_for("go to:")
    replay.send("+150\r")
    replay.wait_for("2:30 / 3:20")
    replay.wait_gone("is not in the recording")


def test_a_place_is_seen_while_it_is_typed(telltale, numbered):
    replay = telltale("replay", str(numbered), size=(10, 40))
    replay.wait_for("REPLAY")
    replay.send("@")
    replay.wait_for("go to:")
    replay.send("2026-11-24 02:01")
    replay.wait_for("go to: 2026-11-24 02:01")


def test_orders_of_two_recordings(telltale, tmp_path):
    """Each counts its orders from one: what became of the first one's says nothing of the second one's."""
    paths, profile = [], (ROOT / "profiles" / "dbx.profile").read_text()
    for at, outcome in ((0, "acknowledged"), (100, "timed out")):
        recording = Recording(BEGIN + datetime.timedelta(seconds=at)).head(session="%024d" % at,
                                                                          profiles=[("dbx", profile)])
        recording.message(1, "dbx/box-1/status", {"hatch_status": 0, "lift_status": 0}, "box-1")
        for second, step in enumerate(("asked", "sent", "accepted", outcome), 2):
            recording.command(second, 1, step)
        paths.append(str(recording.end(8).save(tmp_path / ("%d.bson" % at))))
    replay = paused_replay(telltale, *paths)
    for place, said in (("+103.5", "open_hatch sent 0.5 s"), ("+6", "open_hatch acknowledged 2 s"),
                        ("+104.5", "open_hatch accepted 1.5 s"), ("+107", "open_hatch timed out 2 s")):
        replay.send("@")
        replay.wait_for("go to:")
        replay.send(place + "\r")
        replay.wait_for(Shows("box-1", said))


@pytest.mark.parametrize("in_one_file", [False, True])
def test_what_lies_between_two_recordings(telltale, tmp_path, in_one_file):
    """Nothing was recorded there: that is a gap on the time line and in the log. Between two parts there is none."""
    paths = []
    for at, session, part in ((0, "a" * 24, 1), (20, "a" * 24, 2), (130, "b" * 24, 1)):
        begin = BEGIN + datetime.timedelta(seconds=at if session[0] == "b" else 0)
        first = 0 if session[0] == "b" else at
        recording = Recording(begin).head(first, session=session, part=part)
        recording.message(first + 1, "a/b", {"n": at}, "a/b").end(first + 20)
        paths.append(str(recording.save(tmp_path / ("%d.bson" % at))))
    whole_ = tmp_path / "whole.bson"
    whole_.write_bytes(b"".join(Path(path).read_bytes() for path in paths))
    replay = paused_replay(telltale, *([whole_] if in_one_file else [paths[2], paths[0], paths[1]]))
    replay.wait_for(re.compile("█·+░+·+ +0:00 / 2:30"))
    replay.send("]")
    replay.wait_for("gap of 1 min 30 s: nothing was recorded")
    replay.wait_for("2:10 / 2:30")
    for place, said, unsaid in (("+19", "n 0", "NOT CONN"), ("+39", "n 20", "NOT CONN"), ("+60", "no broker", "next try"),
                                ("+132", "n 130", "NOT CONN"), ("+41", "no broker", "next try")):
        replay.send("@")
        replay.wait_for("go to:")
        replay.send(place + "\r")
        replay.wait_for(Shows("a/b", said))
        assert unsaid not in replay.text()
    replay.wait_for("nothing was recorded here")
    replay.key("end")
    replay.wait_gone("nothing was recorded here")
    replay.send("6")
    replay.wait_for("gap of 1 min 30 s: nothing was recorded\n")
    assert replay.text().count("gap of") <= 2      # the notice, and one line of the log


@pytest.mark.parametrize("key", ["R", "M"])
def test_keys_that_a_replay_has_not(telltale, numbered, key):
    replay = paused_replay(telltale, numbered)
    replay.wait_for("Space go on")
    replay.send(key)
    replay.wait_for("this is a REPLAY: it isn't recorded again")


def test_a_place_with_nothing_in_it(telltale, tmp_path):
    recording = Recording().head().link(0, "up").link(5, "down", "connection lost").link(9, "up").end(10)
    replay = paused_replay(telltale, recording.save(tmp_path / "a.bson"))
    replay.wait_for("Connected to mqtt://broker:1883.")
    replay.key("right")
    replay.wait_for("connection lost")
    assert "F5" not in replay.text() and "No message yet" not in replay.text()


def test_shift_and_arrow(telltale, numbered):
    replay = paused_replay(telltale, numbered)
    replay.send("\033[1;2C")
    replay.wait_for("1:00 / 3:20")
    replay.send("\033[1;2D")
    replay.wait_for("0:00 / 3:20")


def test_as_fast_as_it_can(telltale, numbered):
    replay = telltale("replay", str(numbered), "--speed", "max", size=(24, 100))
    replay.wait_for("the end of the recording")
    replay.wait_for("3:20 / 3:20")


def test_idle_time_is_skipped(telltale, tmp_path):
    recording = Recording().head().message(1, "a/b", {"n": 1}, "a/b").message(9000, "a/b", {"n": 2}, "a/b")
    path = tmp_path / "idle.bson"
    path.write_bytes(recording.end(9000).bytes)
    replay = telltale("replay", str(path), "--idle-limit", "1s", size=(24, 100))
    replay.wait_for("2:30:00 / 2:30:00", timeout=20)


@pytest.mark.parametrize("size, options", [((24, 80), ()), ((10, 40), ()), ((24, 80), ("--charset", "ascii")),
                                           ((24, 80), ("--theme", "mono"))])
def test_other_windows(telltale, numbered, size, options):
    replay = telltale("replay", str(numbered), *options, size=size)
    replay.wait_for("REPLAY")
    replay.wait_for("1x")
    replay.send("q")
    assert replay.wait_exit() == 0


def test_cut_and_hostile(telltale, tmp_path):
    """Notes and names of a hostile recording are cleaned; a cut one is shown as far as it goes, and that is said."""
    recording = Recording().head().message(1, "a/\x1b[31m", {"n\x1b]0;owned\x07": 1}, "a/\x1b[31m")
    recording.add("mark", 2, note="\x1b[2Jwiped").message(3, "a/b", "x", "a/b").message(4, "a/b", "y", "a/b")
    path = tmp_path / "hostile.bson"
    path.write_bytes(recording.bytes[:-9])
    replay = telltale("replay", str(path), size=(24, 100))
    replay.wait_for("can't be read")
    replay.key("end")
    replay.wait_for("the end of the recording")
    replay.send("[")
    replay.wait_for(r"mark: \x1b[2Jwiped")
    assert b"\x1b[2Jwiped" not in replay.raw and b"\x1b]0;owned" not in replay.raw


def test_no_recording(command, tmp_path):
    (tmp_path / "text.bson").write_text("no recording at all")
    ended_ = command("replay", str(tmp_path / "text.bson"))
    assert ended_.returncode == 2 and "expected a recording" in ended_.stderr


def test_a_terminal_that_hangs_holds_up_frames_and_nothing_else(watch, broker, tmp_path):
    """Whole frames, far more than the line's buffer holds, meet a terminal that takes nothing."""
    path = tmp_path / "hanging.bson"
    terminal = watch(broker, size=(60, 200))
    with broker.client() as client:
        for number in range(40):
            client.publish("plant/pump-%02d" % number, json.dumps({"speed": number, "state": "on"}))
        terminal.wait_for("40 devices")
        terminal.send("R")
        terminal.wait_for("record to:")
        terminal.send("\x15%s\r" % path)
        terminal.wait_for("REC")
        with terminal.stalled():
            for number in range(12):
                terminal.key("ctrl-l")
                client.publish("plant/pump-00", json.dumps({"speed": 1000 + number, "state": "round %d" % number}))
                until(lambda: b"round %d" % number in path.read_bytes())
        terminal.wait_for("round 11")
        terminal.wait_for("1 011")
    terminal.key("ctrl-c")
    assert terminal.wait_exit() == 0
