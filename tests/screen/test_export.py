"""`telltale export`: recordings as text for other programs."""
import csv
import io
import json
import resource
import signal
import subprocess

import bson
import pytest
from bson import json_util
from bson.int64 import Int64

import mongo_tools
from piped import HARMFUL, output_of, read_some, run_into
from program import TELLTALE
from recordings import BEGIN, DOOR_PROFILE, Recording, iso, night


@pytest.fixture
def export(command, tmp_path):
    """export(recording, options…) -> the lines of what it prints; it has to end well and say `said` at most."""
    def call(recording, *options, said="", env=None):
        path = recording.save(tmp_path / "it.bson") if isinstance(recording, Recording) else recording
        ended = command("export", path, *options, env=env)
        assert (ended.returncode, ended.stderr) == (0, said)
        assert not ended.stdout or ended.stdout.endswith("\n")
        return ended.stdout.split("\n")[:-1]

    return call


def rows(lines):
    return list(csv.reader(io.StringIO("\n".join(lines) + "\n")))


def payloads(lines):
    return [json.loads(line)["payload"] for line in lines]


def numbers(count):
    """One message a second on t/0 … t/2, whose payload is its number, and a mark at every tenth."""
    recording = Recording().head()
    for number in range(1, count + 1):
        recording.message(number, "t/%d" % (number % 3), number, "d%d" % (number % 2))
        if number % 10 == 0:
            recording.mark(number, "mark at %d" % number)
    return recording.end(count, messages=count)


# -- JSON ---------------------------------------------------------------------------------------------------------------

def everything():
    """Documents with all that a payload may be, and what only other writers put there."""
    recording = night()
    odd = {"long": Int64(2**53 + 1), "least": Int64(-2**63), "tiny": 5e-324, "third": 1 / 3, "huge": 1.5e300,
           "million": 1e6, "none": None, "yes": True, "text": "é \u2028 \x7f \" \\ </script> \U0001f600",
           "list": [1, [2.5, {}], []], "": {"a.b": 1}, "minus": -0.0}
    recording.message(1, "odd", odd, raw=b"\x00\xff").message(2, "odd", 5, props={"user": [["a", b"\xff"]]})
    recording.append({"_id": "no ObjectId", "re": bson.regex.Regex("a/b", "i"), "ts": bson.Timestamp(5, 6),
                      "least": bson.MinKey(), "decimal": bson.Decimal128("1.50"), "code": bson.Code("x()", {"y": 1}),
                      "uuid": bson.Binary(b"0" * 16, 4), "inf": float("inf")})
    return recording.divided(3, "odd", b"a" * 100, b"b" * 50)


def test_ndjson_is_every_document(export):
    recording = everything()
    lines = export(recording)
    assert len(lines) == len(recording.offsets)
    for line, document in zip(lines, bson.decode_all(recording.bytes)):
        told = json_util.loads(line, json_options=json_util.RELAXED_JSON_OPTIONS.with_options(tz_aware=False))
        if document["_id"] != "no ObjectId":
            assert told == document, line
        assert list(told) == list(document)
    first = json.loads(lines[2])
    assert (first["ts"], first["mono"]) == ({"$date": iso(1)}, 10**9)
    assert first["payload"] == {"door": 0, "force": 12}


def test_canonical_keeps_every_type(export):
    recording = everything()
    options = json_util.CANONICAL_JSON_OPTIONS.with_options(tz_aware=False)
    lines = export(recording, "-f", "canonical")
    for line, document in zip(lines, bson.decode_all(recording.bytes)):
        told = json_util.loads(line, json_options=options)
        assert json_util.dumps(told, json_options=options) == json_util.dumps(document, json_options=options)
    assert json.loads(lines[2])["mono"] == {"$numberLong": "1000000000"}
    assert json.loads(lines[2])["qos"] == {"$numberInt": "0"}


@pytest.mark.skipif(bool(mongo_tools.missing_tools()), reason=str(mongo_tools.missing_tools()))
def test_canonical_is_what_bsondump_prints(export, tmp_path):
    recording = everything()
    state = 1
    for number in range(300):           # doubles of all sizes
        state = state * 6364136223846793005 + 1442695040888963407 & 2**64 - 1
        value = (state >> 11) / 2**53 * 10 ** (number % 40 - 15)
        recording.message(number, "x", {"v": value, "short": round(value, 3), "minus": -value})
    lines = export(recording, "-f", "canonical")
    dumped = mongo_tools.bsondump(tmp_path / "it.bson")
    assert dumped.code == 0, dumped
    theirs = dumped.text.split("\n")[:-1]
    assert len(theirs) == len(lines)
    for mine, other in zip(lines, theirs):
        assert json.loads(mine) == json.loads(other)


def test_several_files_in_their_order(command, tmp_path):
    one = Recording().head(0).message(1, "t", 1).end(2, "split").save(tmp_path / "b.bson")
    two = Recording().head(2, part=2).message(0.5, "t", 0, earlier=True).message(3, "t", 2).save(tmp_path / "a.bson")
    ended = command("export", two, one)
    assert [(each["kind"], each.get("payload")) for each in map(json.loads, ended.stdout.splitlines())] == [
        ("recording", None), ("message", 1), ("end", None), ("recording", None), ("message", 0), ("message", 2)]
    assert command("export", "-f", "raw", two, one).stdout == "1\n2\n"      # the part before has the 0


# -- which part ---------------------------------------------------------------------------------------------------------

def test_topics(export):
    recording = numbers(9)
    assert payloads(export(recording, "-t", "t/1")) == [1, 4, 7]
    assert payloads(export(recording, "-t", "t/1", "-t", "+/2")) == [1, 2, 4, 5, 7, 8]
    assert payloads(export(recording, "-t", "#")) == list(range(1, 10))


def test_a_device_with_its_commands_and_alerts(export):
    lines = export(night().command(30, 9, "sent", device="front"), "--device", "front")
    assert [json.loads(line)["kind"] for line in lines] == ["message", "message", "alert", "command"]
    assert all(json.loads(line)["meta"]["device"] == "front" for line in lines)


def test_topic_and_device(export):
    assert payloads(export(numbers(12), "-t", "t/1", "--device", "d0")) == [4, 10]


def test_a_device_by_its_title(export):
    recording = Recording().head().message(1, "t", 1, "a\x1bb").message(2, "t", 2, "ab")
    assert payloads(export(recording, "--device", "a\\x1bb")) == payloads(export(recording, "--device", "a\x1bb")) == [1]


@pytest.mark.parametrize("options, expected", [
    (["--from", "+7s"], [7, 8, 9, 10, 11, 12]),
    (["--to", "+3s"], [1, 2, 3]),
    (["--from", "04:00:05", "--to", "04:00:07"], [5, 6, 7]),
    (["--from", "2026-11-24T02:00:11Z"], [11, 12]),
    (["--from", "-1s"], [11, 12]),
    (["--from", "mark:AT 10", "--to", "+11"], [10, 11]),
    (["--from", "#1", "--to", "mark:1"], [10]),
    (["--from", "2026-11-24 04:00", "--to", "+1"], [1]),
])
@pytest.mark.parametrize("form", ["ndjson", "raw", "long"])
def test_times(export, options, expected, form):
    lines = export(numbers(12), "-f", form, "-t", "#", *options, env={"TZ": "UTC-2"})
    if form == "ndjson":
        assert payloads(lines) == expected
    elif form == "raw":
        assert lines == list(map(str, expected))
    else:
        assert [row["value"] for row in csv.DictReader(lines)] == list(map(str, expected))


def test_without_other_filters_all_kinds_in_the_time(export):
    kinds = [json.loads(line)["kind"] for line in export(night(), "--from", "+7", "--to", "+10")]
    assert kinds == ["alert", "link", "gap", "link", "mark"]


@pytest.mark.parametrize("options, message", [
    (["--from", "05:00"], "from: '05:00' is not in the recording (2026-11-24 02:00:00 to 02:00:12)"),
    (["--to", "+13s"], "to: '+13s' is not in the recording"),
    (["--from", "soon"], "from: found 'soon', expected a time (03:12, "),
    (["--from", "mark:none"], "from: 'mark:none': there is no such mark; the recording has 1"),
    (["--from", "+5", "--to", "+4"], "to: '+4' is before '+5'"),
    (["-t", "a/#/b"], "topic: "),
    (["-f", "xml"], "format: "),
])
def test_wrong_usage(command, tmp_path, options, message):
    output = tmp_path / "out"
    ended = command("export", numbers(12).save(tmp_path / "it.bson"), "-o", output, *options, env={"TZ": "UTC"})
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("telltale: " + message), ended.stderr
    assert not output.exists()


def test_no_file(command, tmp_path):
    assert "export: no file was named" in command("export").stderr
    ended = command("export", tmp_path / "none")
    assert ended.returncode == 2 and ended.stderr == "telltale: %s: No such file or directory\n" % (tmp_path / "none")


@pytest.mark.parametrize("form", ["ndjson", "csv", "long", "raw"])
def test_nothing_that_matches(export, form):
    said = "telltale: nothing in it is what was asked for\n"
    assert len(export(numbers(3), "-f", form, "--device", "none", said=said)) == (form in ("csv", "long"))


# -- CSV ----------------------------------------------------------------------------------------------------------------

def test_long(export):
    assert export(night(), "-f", "long") == [
        "time,device,name,value,unit",
        iso(1) + ",front,door,shut,", iso(1) + ",front,force,1.2,N",
        iso(2) + ",front,door,open,", iso(2) + ",front,force,30.5,N",
        iso(3) + ",garden,soil,31,%", iso(12) + ",back,door,9,"]


def test_wide(export):
    assert export(night(), "-f", "csv") == [
        "time,device,door,force,soil",
        iso(1) + ",front,shut,1.2,", iso(2) + ",front,open,30.5,", iso(3) + ",garden,,,31", iso(12) + ",back,9,,"]


def test_columns_are_those_of_the_part(export):
    assert export(night(), "-f", "csv", "--device", "garden") == ["time,device,soil", iso(3) + ",garden,31"]
    assert export(night(), "-f", "csv", "--from", "+10s") == ["time,device,door", iso(12) + ",back,9"]


def test_the_recordings_own_profiles_count(export, home):
    """Not those of who exports; without any, what a topic without a profile gives."""
    folder = home / ".config" / "telltale" / "profiles"
    folder.mkdir(parents=True)
    (folder / "door.profile").write_text(DOOR_PROFILE.replace("shut", "zu"))
    recording = Recording().head(profiles=[("door", DOOR_PROFILE.replace("shut", "geschlossen"))])
    recording.message(1, "door/front/state", {"door": 0}, "front")
    assert export(recording, "-f", "long")[1] == iso(1) + ",front,door,geschlossen,"
    bare = Recording().head().message(1, "door/front/state", {"door": 0}, "door/front")
    assert export(bare, "-f", "long")[1] == iso(1) + ",door/front,door,0,"


def test_a_profile_that_cant_be_read(export, tmp_path):
    recording = Recording().head(profiles=[("bad", "profile bad {"), ("door", DOOR_PROFILE)])
    recording.message(1, "door/front/state", {"door": 0}, "front")
    said = "telltale: %s: profile 'bad': bad.profile:1: the text ends within a section or a comment; expected }" \
           "; done without it\n" % (tmp_path / "it.bson")
    assert export(recording, "-f", "long", said=said)[1:] == [iso(1) + ",front,door,shut,"]


def test_numbers_are_exact(export):
    values = [0.1, 21.0, 1e300, -2.5e-7, 123456.789012345, 2**53 - 1, 1234567890123456.8, -0.25]
    recording = Recording().head()
    for second, value in enumerate(values):
        recording.message(second, "a/v", {"v": value})
    assert [float(row["value"]) for row in csv.DictReader(export(recording, "-f", "long"))] == values


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "-", "+0x10", "-inf"]
PLAIN = ["-5", "a=b", "two\"quotes\"", "a,b", "it's", "'x", ",", "\"", "é"]


@pytest.mark.parametrize("form", ["csv", "long"])
def test_spreadsheets_run_nothing(export, form):
    """A text is quoted, so that it comes back as it was; only what would be a formula gets a mark in front."""
    recording = Recording().head()
    for second, text in enumerate(FORMULAS + PLAIN):
        recording.message(second, "t/%d" % second, {"word": text}, "d")
    table = rows(export(recording, "-f", form))
    assert [row[3 if form == "long" else 2] for row in table[1:]] == ["'" + text for text in FORMULAS] + PLAIN
    assert len({len(row) for row in table}) == 1


def test_cells_of_device_and_name(export):
    recording = Recording().head().message(1, '=evil(),"x"\n', {"@sum,\"": 1}, "d").message(2, "t", {"-1": 2, "a\tb": 3})
    (_, _, name, _, _), (_, _, minus, _, _), (_, _, tab, _, _) = rows(export(recording, "-f", "long"))[1:]
    assert name == "'@sum,\"" and minus == "-1" and tab == "a\\tb"
    device = rows(export(recording, "-f", "csv"))[1][1]
    assert device == "'=evil(),\"x\"\n"


def test_line_ends_are_quoted(home, tmp_path):
    recording = Recording().head().message(1, "one\ntwo/v", 1).message(2, "one\rtwo/v", 2)
    told = output_of(home, "export", "-f", "csv", recording.save(tmp_path / "it.bson")).decode()
    assert [row[1] for row in csv.reader(io.StringIO(told, newline=""))][1:] == ["one\ntwo", "one\rtwo"]


def test_columns_keep_their_place(export):
    recording = Recording().head().message(1, "a/state", {"x": 1, "y": 2, "z": 3})
    recording.message(2, "a/state", {"z": 6, "x": 4}).message(3, "a/state", {"y": 8, "w": 0, "x": 7})
    assert rows(export(recording, "-f", "csv")) == [["time", "device", "x", "y", "z", "w"], [iso(1), "a", "1", "2", "3", ""],
                                                    [iso(2), "a", "4", "", "6", ""], [iso(3), "a", "7", "8", "", "0"]]


def test_stored_messages_are_rows_too(export):
    recording = Recording().head().message(-60, "a/v", 1, earlier=True).message(1, "a/v", 2, retain=True)
    assert export(recording, "-f", "csv") == ["time,device,v", iso(-60) + ",a,1", iso(1) + ",a,2"]


def test_a_column_that_two_readings_of_a_message_have(export):
    recording = Recording().head().message(1, "a/state", {"x": {"y": 1}, "x.y": 2, "z": 3})
    assert export(recording, "-f", "csv") == ["time,device,x.y,z", iso(1) + ",a,2,3"]


# -- raw ----------------------------------------------------------------------------------------------------------------

RAW = [b"", b"\x00\xff\xfe", b"two\nlines\r\n", b"\x1b]0;owned\x07", "é \u202e".encode(), b'{"a": 1.50}']


def raw_recording():
    recording = Recording().head()
    for second, payload in enumerate(RAW[:-1]):
        recording.message(second, "t", payload)
    return recording.message(9, "t", {"a": 1.5}, raw=RAW[-1]).divided(10, "t", b"one ", b"message")


def test_raw_is_exact(home, tmp_path):
    path = raw_recording().save(tmp_path / "raw.bson")
    expected = b"".join(payload + b"\n" for payload in RAW + [b"one message"])
    assert output_of(home, "export", "-f", "raw", path) == expected
    assert output_of(home, "export", "-f", "raw", "-o", tmp_path / "out", path) == b""
    assert (tmp_path / "out").read_bytes() == expected


@pytest.mark.parametrize("form", ["ndjson", "canonical", "csv", "long", "raw"])
def test_a_terminal_gets_it_cleaned(telltale, tmp_path, form):
    trick = "\x1b]0;owned\x07\x1b[6n\u009b31m\u202e\r"
    recording = raw_recording().message(20, "t/" + trick, {"k" + trick: trick, "v": 1}, "d" + trick)
    terminal = telltale("export", "-f", form, recording.save(tmp_path / "raw.bson"), size=(40, 130))
    assert terminal.wait_exit() == 0
    assert not HARMFUL.search(terminal.raw.decode().replace("\r\n", "\n"))
    assert terminal.screen.title == "" and not terminal.screen.unknown
    assert "owned" in terminal.text()


# -- where it goes ------------------------------------------------------------------------------------------------------

def test_the_file_is_the_owners_alone(command, tmp_path):
    path, out = numbers(3).save(tmp_path / "it.bson"), tmp_path / "out"
    assert command("export", "-f", "raw", "-o", out, path).stdout == ""
    assert out.read_text() == "1\n2\n3\n" and out.stat().st_mode & 0o777 == 0o600


def test_a_dash_is_standard_output(command, tmp_path):
    ended = command("export", "-f", "raw", "-o", "-", numbers(3).save(tmp_path / "it.bson"))
    assert (ended.stdout, ended.returncode) == ("1\n2\n3\n", 0)


def test_nothing_is_overwritten(command, tmp_path):
    path, out = numbers(3).save(tmp_path / "it.bson"), tmp_path / "out"
    out.write_text("precious")
    ended = command("export", "-o", out, path)
    assert ended.returncode == 2 and out.read_text() == "precious"
    assert ended.stderr == "telltale: %s: is there already; nothing was overwritten (--overwrite would)\n" % out
    assert command("export", "-f", "raw", "--overwrite", "-o", out, path).returncode == 0
    assert out.read_text() == "1\n2\n3\n"


def test_never_over_the_recording_itself(command, tmp_path):
    path = numbers(3).save(tmp_path / "it.bson")
    (tmp_path / "link").symlink_to(path)
    before = path.read_bytes()
    for out in (path, tmp_path / "link", tmp_path / "." / "it.bson"):
        ended = command("export", "--overwrite", "-o", out, path)
        assert ended.returncode == 2 and "this is the recording itself" in ended.stderr
    assert path.read_bytes() == before


def test_who_reads_a_part_only(home, tmp_path):
    """As `| head` does: a quiet end. There is more than a pipe holds."""
    recording = Recording().head()
    for number in range(3000):
        recording.message(number, "t", {"number": number, "word": "x" * 30})
    path = recording.save(tmp_path / "it.bson")
    for form in ("ndjson", "csv", "long", "raw"):
        assert read_some(home, 100, "export", "-f", form, path) == (0, "")


@pytest.mark.parametrize("form", ["ndjson", "csv", "long", "raw"])
def test_a_full_disk(home, tmp_path, form):
    path = numbers(3).save(tmp_path / "it.bson")
    with open("/dev/full", "wb") as full:
        ended = run_into(home, full, "export", "-f", form, path)
    assert ended.returncode == 1
    assert ended.stderr == "telltale: standard output: can't be written: No space left on device\n"


def test_a_file_that_cant_grow(tmp_path):
    path, out = numbers(5000).save(tmp_path / "it.bson"), tmp_path / "out"

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    ended = subprocess.run([TELLTALE, "export", "-o", str(out), str(path)], stderr=subprocess.PIPE, check=False,
                           preexec_fn=limit, timeout=60)
    assert (ended.returncode, ended.stderr.decode()) == (
        1, "telltale: %s: can't be written: File too large\n" % out)


# -- damage -------------------------------------------------------------------------------------------------------------

def test_damage_is_named_and_the_rest_exported(command, tmp_path):
    recording = numbers(9)
    broken = bytearray(recording.bytes)
    at, behind = recording.offsets[4:6]
    broken[at:at + 4] = b"\xff\xff\xff\xff"
    path = tmp_path / "it.bson"
    path.write_bytes(broken[:-20])
    for form in ("raw", "long", "csv"):
        ended = command("export", "-f", form, path)
        values = ended.stdout.split() if form == "raw" else [
            "".join(row[2:] if form == "csv" else row[3]) for row in rows(ended.stdout.splitlines())[1:]]
        assert (ended.returncode, values) == (0, list("12356789"))
        assert ended.stderr.splitlines() == [
            "telltale: %s: offset %d, %d bytes: bytes that are no document: left out" % (path, at, behind - at),
            "telltale: %s: offset %d, %d bytes: a document that is cut off: left out" % (
                path, recording.offsets[-1], len(recording.bytes) - 20 - recording.offsets[-1])]


def test_half_messages(command, tmp_path):
    recording = Recording().head().divided(1, "t", b"abc", of=2).message(2, "t", 2).end(3)
    path = recording.save(tmp_path / "it.bson")
    ended = command("export", "-f", "raw", path)
    assert (ended.returncode, ended.stdout) == (0, "2\n")
    assert ended.stderr == "telltale: %s: offset %d, %d bytes: a message of which pieces are missing: left out\n" % (
        path, recording.offsets[1], recording.offsets[2] - recording.offsets[1])
    assert len(command("export", path).stdout.splitlines()) == 4    # they are documents all the same


def test_broken_texts_are_still_json(home, tmp_path):
    recording = Recording().head().mark(1, "brXken")
    recording.bytes = recording.bytes.replace(b"brXken", b"br\xffken")
    lines = output_of(home, "export", recording.save(tmp_path / "it.bson")).decode().splitlines()
    assert json.loads(lines[1])["note"] == "br\ufffdken"


def test_begin_in_another_century(export):
    recording = Recording(begin=BEGIN.replace(year=1969)).head().message(1, "t/v", 1)
    assert len(export(recording)) == 2
