"""`telltale info`: what is in recordings, and what is wrong with them."""
import datetime
import json
import os

import bson
import pytest

from piped import HARMFUL, run_into
from recordings import BEGIN, DOOR_PROFILE, Recording, iso, night


@pytest.fixture
def info(command, tmp_path):
    """info(*recordings or paths, options…) -> the parsed JSON object of `telltale info --json`."""
    def call(*things):
        ended = command("info", "--json", *[save(tmp_path, number, thing) for number, thing in enumerate(things)])
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.endswith("}\n") and ended.stdout.count("\n") == 1
        return json.loads(ended.stdout)

    return call


def save(folder, number, thing):
    return thing.save(folder / ("%d.bson" % number)) if isinstance(thing, Recording) else thing


def picked(entries, *names):
    return [tuple(entry[name] for name in names) for entry in entries]


# -- what is in them --------------------------------------------------------------------------------------------------

def test_counts(info, tmp_path):
    recording = night()
    told = info(recording)
    assert told["documents"] == len(recording.offsets)
    assert (told["messages"], told["stored_messages"], told["earlier_messages"]) == (6, 1, 0)
    assert (told["begin"], told["end"], told["duration_s"]) == (iso(0), iso(20), 20)
    assert told["messages_per_s"] == 0.3
    payloads = ['{"door":0,"force":12}', '{"door":1,"force":305}', "31 %", '{"door":9}', "\0\0\x1b[31m",
                "wet \x1b]0;owned\x07 day"]
    assert told["payload_bytes"] == sum(map(len, payloads))
    assert told["kinds"] == {"recording": 1, "message": 6, "command": 6, "link": 3, "alert": 1, "mark": 1, "gap": 1,
                             "end": 1, "other": 0}
    assert told["damages"] == []
    assert (tmp_path / "0.bson").stat().st_size == told["files"][0]["bytes"]


def test_devices_and_topics(info):
    told = info(night())
    assert picked(told["devices"], "device", "messages", "topics") == [("garden", 3, 3), ("front", 2, 1), ("back", 1, 1)]
    assert picked(told["topics"], "topic", "device", "messages") == [
        ("door/front/state", "front", 2), ("door/back/state", "back", 1), ("garden/note", "garden", 1),
        ("garden/raw", "garden", 1), ("garden/soil", "garden", 1)]
    front = told["devices"][1]
    assert (front["first"], front["last"], front["messages_per_s"]) == (iso(1), iso(2), 0.1)
    assert front["payload_bytes"] == len('{"door":0,"force":12}{"door":1,"force":305}')


def test_commands(info):
    told = info(night())
    assert picked(told["commands"], "time", "device", "command", "outcome", "latency_ms", "reason") == [
        (iso(4), "box-1", "open_hatch", "acknowledged", 1750, None),
        (iso(14), "box-1", "open_hatch", "refused", None, "offline")]


def test_a_command_without_an_end(info):
    told = info(Recording().head().command(1, 5, "asked").command(2, 5, "sent"))
    assert picked(told["commands"], "step", "outcome", "who") == [("sent", None, "me@here")]


def test_events(info):
    told = info(night())
    assert picked(told["marks"], "time", "at_s", "note") == [(iso(10), 10, "hatch jam")]
    assert picked(told["gaps"], "from", "time", "lasted_ms", "messages", "reason") == [
        (iso(8), iso(9.5), 1500, None, "there was no connection")]
    assert picked(told["alerts"], "time", "device", "level", "name", "value") == [
        (iso(7), "front", "alarm", "temperature", 61.5)]
    assert picked(told["links"], "time", "state", "text") == [
        (iso(0), "up", None), (iso(8), "down", "connection lost"), (iso(9.5), "up", None)]
    assert (told["connects"], told["disconnects"]) == (2, 1)


def test_files(info):
    told = info(night())["files"][0]
    assert told["path"].endswith("/0.bson")
    assert (told["begin"], told["end"], told["closed"], told["end_reason"]) == (iso(0), iso(20), True, "interrupted")
    assert (told["program"], told["who"], told["url"], told["name"]) == ("telltale 1.0", "me@here",
                                                                        "mqtt://broker:1883", None)
    assert (told["filters"], told["profiles"], told["part"]) == (["#"], ["door"], 1)


def test_parts_are_one_recording(info):
    """Named in the wrong order; each order is counted once, though its steps are in two files."""
    one = Recording().head(0, part=1).message(1, "a/x", "1", "a").command(9, 1, "sent").end(10, "split", 1)
    two = Recording().head(10, part=2).message(3, "a/x", "0", "a", earlier=True).command(11, 1, "failed")
    two.message(15, "a/x", "2", "a")
    told = info(two, one)
    assert picked(told["files"], "part", "begin", "end", "closed", "end_reason", "messages") == [
        (1, iso(0), iso(10), True, "split", 1), (2, iso(10), iso(15), False, None, 1)]
    assert (told["messages"], told["earlier_messages"], told["duration_s"]) == (2, 1, 15)
    assert picked(told["commands"], "step", "time") == [("failed", iso(9))]


def test_two_recordings_count_their_orders_apart(info):
    one = Recording().head(session="1" * 24).command(1, 1, "sent").end(2)
    two = Recording().head(60, session="2" * 24).command(61, 1, "failed").end(62)
    assert picked(info(one, two)["commands"], "step") == [("sent",), ("failed",)]


def test_divided_payload_is_one_message(info):
    told = info(Recording().head().divided(1, "a/x", b"abc", b"defg").end(2))
    assert (told["messages"], told["payload_bytes"], told["documents"]) == (1, 7, 4)


def test_text_for_people(command, tmp_path):
    path = night().save(tmp_path / "night.bson")
    ended = command("info", path, env={"TZ": "UTC-2"})
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    for expected in ("2026-11-24 04:00:00 to 2026-11-24 04:00:20  closed  interrupted", "source     mqtt://broker:1883",
                     "lasted     20 s", "messages   6, 0.3 a second, 82 B of payload, 1 of them stored by the broker",
                     "connection 2 times up, 1 time down", "3 devices", "5 topics", "2 commands",
                     "  2026-11-24 04:00:04  box-1             open_hatch  acknowledged  after 1.750 s  me@here",
                     "  2026-11-24 04:00:10  hatch jam",
                     "  2026-11-24 04:00:08  for 1.5 s  there was no connection"):
        assert any(expected in line for line in lines), "%s\n%s" % (expected, ended.stdout)
    rows = lines[lines.index(next(line for line in lines if line.startswith("3 devices"))):][:4]
    assert [row.split() for row in rows[1:]] == [["garden", "3", "0.1", "29", "B"], ["front", "2", "0.1", "43", "B"],
                                                 ["back", "1", "0.1", "10", "B"]]
    assert len({len(row) for row in rows}) == 1


def test_long_lists_are_cut_for_people_only(command, info, tmp_path):
    recording = Recording().head()
    for number in range(30):
        recording.message(1 + number, "t/%d" % number, "1", "device-%d" % (number % 25))
        recording.mark(1 + number, "mark %d" % number)
    told = info(recording)
    assert (len(told["topics"]), len(told["devices"]), len(told["marks"])) == (30, 25, 30)
    text = command("info", recording.save(tmp_path / "long.bson")).stdout
    assert [line.strip() for line in text.splitlines() if "more" in line] == [
        "... and 5 more", "... and 10 more", "... and 10 more"]
    assert "NOT CLOSED" in text and "device-24" not in text


# -- hostile --------------------------------------------------------------------------------------------------------

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u009b31m\u202e\r\n\"\\"


def test_hostile_texts(command, info, tmp_path):
    recording = Recording(source=HOSTILE).head(who=HOSTILE, url=HOSTILE).message(1, HOSTILE, HOSTILE, HOSTILE)
    recording.mark(2, HOSTILE).alert(3, HOSTILE, level=HOSTILE).link(4, HOSTILE, HOSTILE)
    recording.command(5, 1, HOSTILE, device=HOSTILE).gap(5, 6, reason=HOSTILE).end(7, HOSTILE)
    told = info(recording)
    assert told["devices"][0]["device"] == told["topics"][0]["topic"] == told["marks"][0]["note"] == HOSTILE
    path = recording.save(tmp_path / "hostile.bson")
    for options in ([], ["--check"]):
        text = command("info", *options, path).stdout
        assert not HARMFUL.search(text), text
    assert "\\x1b]0;owned\\x07" in command("info", path).stdout


def test_broken_utf8_is_still_json(info):
    recording = Recording().head()
    for byte in (b"\xff", b"\xfe"):     # as the encoder does it: cleaned in meta, exact beside it
        recording.append({"_id": bson.ObjectId(), "kind": "message", "ts": BEGIN, "mono": 5,
                          "meta": {"topic": "t/" + repr(byte)}, "topic": b"t/" + byte, "qos": 0, "payload": "1"})
    recording.mark(2, "brXken")
    recording.bytes = recording.bytes.replace(b"brXken", b"br\xffken")
    told = info(recording)
    assert {entry["topic"] for entry in told["topics"]} == {"t/\\xff", "t/\\xfe"}
    assert told["marks"][0]["note"] == "br\\xffken"


# -- damage ---------------------------------------------------------------------------------------------------------

def small():
    return Recording().head().message(1, "a/x", {"n": 1}, "a").message(2, "a/x", {"n": 2}, "a").mark(3, "x").end(4)


def check(command, path):
    """Exit code and lines of --check."""
    ended = command("info", "--check", path)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout.splitlines()


def test_check_of_a_good_one(command, tmp_path):
    assert check(command, small().save(tmp_path / "good.bson")) == (0, ["5 documents, no damage"])


def test_cut_at_all_ends_of_documents(command, tmp_path):
    recording, path = small(), tmp_path / "cut.bson"
    for index, offset in enumerate(recording.offsets):
        for length in (offset - 1, offset, offset + 1, offset + 4, offset + 9):
            path.write_bytes(recording.bytes[:max(length, 0)])
            whole = index - (length < offset)
            ended = command("info", "--json", path)
            if whole <= 0:
                assert ended.returncode == 2 and ended.stderr.startswith("telltale: %s: " % path)
                continue
            told = json.loads(ended.stdout)
            assert (ended.returncode, told["documents"]) == (0, whole)
            start = recording.offsets[whole]
            cut = [{"file": str(path), "offset": start, "length": length - start,
                    "what": "a document that is cut off"}] if length > start else []
            assert told["damages"] == cut and told["files"][0]["closed"] is False
            code, lines = check(command, path)
            assert code == bool(cut) and lines[-1].startswith("%d document" % whole)
            assert ("offset %d, %d byte" % (start, length - start) in lines[0]) == bool(cut)


def test_check_names_each_damage(command, tmp_path):
    recording = small()
    broken = bytearray(recording.bytes)
    broken[recording.offsets[1]] ^= 0x40                    # a length
    inside = recording.bytes.index(b"kind", recording.offsets[3]) - 1
    broken[inside] = 0x99                                   # a type
    path = tmp_path / "damaged.bson"
    path.write_bytes(broken)
    code, lines = check(command, path)
    first, second = ("  %s: offset %d, %d bytes: bytes that are no document" % (
        path, recording.offsets[n], recording.offsets[n + 1] - recording.offsets[n]) for n in (1, 3))
    assert (code, lines) == (1, [first, second, "3 documents, 2 damages"])
    text = command("info", path)
    assert text.returncode == 0 and "2 damages" in text.stdout and first in text.stdout.splitlines()


def test_check_looks_inside(command, tmp_path):
    """What a quick look doesn't see: a text that is no UTF-8, a message without a payload or a topic."""
    recording = Recording().head().message(1, "a/x", "good").add("message", 2, topic="a/x", qos=0)
    recording.message(3, "a/x", "texXt").add("message", 4, qos=0, payload=1).end(5)
    recording.bytes = recording.bytes.replace(b"texXt", b"tex\xfft")
    code, lines = check(command, recording.save(tmp_path / "odd.bson"))
    assert code == 1 and lines[-1] == "6 documents, 3 damages"
    for line, index, what in zip(lines, (2, 3, 4), ("a message without a payload", "a document that is broken inside",
                                                    "a message without a topic")):
        assert ": offset %d, " % recording.offsets[index] in line and line.endswith(": " + what)


@pytest.mark.parametrize("pieces, of, first, what", [
    ((b"abc",), 2, 0, "a message of which pieces are missing"),
    ((b"abc", b"d"), 3, 0, "a message of which pieces are missing"),
    ((b"d",), 2, 1, "a piece of a message whose beginning is missing"),
])
def test_half_messages(command, info, tmp_path, pieces, of, first, what):
    recording = Recording().head().divided(1, "a/x", *pieces, of=of, first=first).message(2, "a/x", "1").end(3)
    path = recording.save(tmp_path / "half.bson")
    length = recording.offsets[1 + len(pieces)] - recording.offsets[1]
    code, lines = check(command, path)
    assert code == 1 and lines[0] == "  %s: offset %d, %d bytes: %s" % (path, recording.offsets[1], length, what)
    told = info(path)
    assert told["messages"] == 1 and picked(told["damages"], "offset", "length", "what") == [
        (recording.offsets[1], length, what)]


def test_a_try_that_failed_is_no_connection_that_was_lost(info, command, tmp_path):
    recording = Recording().head().link(0, "down", "refused").link(1, "down", "refused").link(2, "up")
    recording.link(3, "down", "lost").link(4, "down", "refused").link(5, "up").end(6)
    told = info(recording)
    assert (told["connects"], told["disconnects"]) == (2, 1)
    never = Recording().head().link(0, "down", "refused").end(6).save(tmp_path / "never.bson")
    assert "connection 0 times up, 0 times down\n" in command("info", never).stdout


def test_several_recordings_in_one_file(info, tmp_path):
    """As `cat` makes it of some, or mongodump of a collection: each keeps its own clock and its own orders."""
    first, part, other = night(), Recording(), Recording(BEGIN + datetime.timedelta(hours=1))
    part.head(21, part=2).message(22, "garden/soil", "31 %", "garden").end(23)
    other.head(session="ab" * 12).command(5, 1, "asked").command(5, 1, "timed out").end(10)
    joined = Recording().append(first.bytes + part.bytes + other.bytes)
    told = info(joined, "--check")
    assert (told["begin"], told["end"], told["duration_s"]) == (iso(0), iso(3610), 3610)
    assert picked(told["commands"], "time", "outcome") == [
        (iso(4), "acknowledged"), (iso(14), "refused"), (iso(3605), "timed out")]
    assert told["damages"] == told["notes"] == []
    turned = Recording().append(other.bytes + first.bytes)
    assert [note["what"] for note in info(turned, "--check")["notes"]] == [
        "its time is before that of the document in front of it"]


def test_profiles_of_recordings_in_one_file(command, tmp_path):
    """Those of the second one hold as well."""
    other = Recording(BEGIN + datetime.timedelta(hours=1)).head(session="ab" * 12, profiles=[("door", DOOR_PROFILE)])
    other.message(1, "door/front/state", {"door": 1}, "front").end(2)
    path = Recording().append(Recording().head().end(1).bytes + other.bytes).save(tmp_path / "a.bson")
    assert "front,door,open" in command("export", "-f", "long", path).stdout


def test_notes_are_no_damage(command, tmp_path):
    recording = Recording().message(100, "a/x", "1").add("weather", 101).message(1, "a/x", "2").end(102, messages=7)
    code, lines = check(command, recording.save(tmp_path / "odd.bson"))
    assert code == 0 and lines[-1] == "4 documents, no damage"
    assert [line.split(": ", 3)[-1] for line in lines[:-1]] == [
        "it doesn't begin as a recording does", "a document of a kind that is not known",
        "its time is before that of the document in front of it", "it counts more messages than there are"]


@pytest.mark.parametrize("content", [b"", b"x", b"hello world, this is a text file\n" * 10, b"\x7fELF" + b"\0" * 100,
                                     b"\x05\0\0\0\0"[:3], b'{"json": true}\n',
                                     3 * bson.encode({"_id": bson.ObjectId(), "hello": "world"})])
def test_what_is_no_recording(command, tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    for options in ([], ["--check"], ["--json"]):
        ended = command("info", *options, path)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.startswith("telltale: %s: " % path) and ended.stderr.count("\n") == 1


def test_wrong_usage(command, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for arguments, message in (([], "info: no file was named"), ([tmp_path / "none.bson"], "none.bson: No such file"),
                               ([tmp_path], "found no regular file"), ([tmp_path / "pipe"], "found no regular file")):
        ended = command("info", *arguments)
        assert ended.returncode == 2 and message in ended.stderr


def test_profiles_are_listed_by_name(info):
    recording = Recording().head(profiles=[("door", DOOR_PROFILE), ("\x1b", "")])
    assert info(recording)["files"][0]["profiles"] == ["door", "\x1b"]


def test_output_that_cant_be_written(home, tmp_path):
    path = night().save(tmp_path / "night.bson")
    with open("/dev/full", "wb") as full:
        for options in ([], ["--json"], ["--check"]):
            ended = run_into(home, full, "info", *options, path)
            assert ended.returncode == 1
            assert ended.stderr == "telltale: standard output: can't be written: No space left on device\n"
