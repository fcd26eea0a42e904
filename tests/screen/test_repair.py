"""`telltale repair`: a whole recording of a damaged one."""
import random
import resource
import signal
import subprocess

import bson
import pytest

from program import TELLTALE
from recordings import Recording, night


@pytest.fixture
def repair(command, tmp_path):
    """repair(bytes) -> (bytes of the new file, lines of what it says). `info --check` finds nothing in that file."""
    def call(content):
        damaged, new = tmp_path / "damaged.bson", tmp_path / "new.bson"
        damaged.write_bytes(content)
        ended = command("repair", damaged, "-o", new, "--overwrite")
        assert (ended.returncode, ended.stdout) == (0, "")
        checked = command("info", "--check", new)
        assert checked.returncode == 0 and checked.stdout.endswith(", no damage\n")
        assert new.stat().st_mode & 0o777 == 0o600 and damaged.read_bytes() == content
        return new.read_bytes(), ended.stderr.splitlines()

    return call


def left_out(tmp_path, offset, length, what):
    return "telltale: %s: offset %d, %d bytes: %s: left out" % (tmp_path / "damaged.bson", offset, length, what)


def test_nothing_wrong(repair):
    recording = night()
    new, lines = repair(recording.bytes)
    assert new == recording.bytes
    assert lines == ["telltale: kept %d documents (%.1f KiB); nothing was wrong with it" % (
        len(recording.offsets), len(new) / 1024)]


def test_one_document(repair):
    recording = Recording().head()
    assert repair(recording.bytes)[1] == ["telltale: kept 1 document (%d B), added the end that was missing"
                                          % len(recording.bytes)]


def test_cut(repair, tmp_path):
    """What was whole is there byte for byte, and an end."""
    recording = night()
    length = recording.offsets[-3] + 50
    new, lines = repair(recording.bytes[:length])
    kept = recording.bytes[:recording.offsets[-3]]
    assert new.startswith(kept)
    [end] = bson.decode_all(new[len(kept):])
    last = bson.decode_all(kept)[-1]
    assert (end["kind"], end["reason"], end["ts"], end["mono"]) == ("end", "repaired", last["ts"], last["mono"])
    assert end["meta"] == {"source": "home"}
    assert end["documents"] == len(recording.offsets) - 2
    assert end["messages"] == sum(document["kind"] == "message" for document in bson.decode_all(kept))
    assert lines[0] == left_out(tmp_path, recording.offsets[-3], 50, "a document that is cut off")
    assert lines[1].endswith(", left out 50 B, added the end that was missing")


def test_cut_at_every_length(repair):
    """There is always a beginning to go on with, unless that itself is cut."""
    recording = Recording().head().message(1, "t", 1).end(2)
    for length in range(recording.offsets[1], len(recording.bytes) + 1, 3):
        new, _ = repair(recording.bytes[:length])
        whole = sum(offset <= length for offset in recording.offsets + [len(recording.bytes)]) - 1
        kinds = [document["kind"] for document in bson.decode_all(new)]
        assert kinds == ["recording", "message", "end"][:whole] + ["end"] * (whole < 3)


def test_damage_in_the_middle(repair, tmp_path):
    recording = night()
    broken = bytearray(recording.bytes)
    at, behind = recording.offsets[3:5]
    broken[at + 1] = 0xff
    new, lines = repair(bytes(broken))
    assert new == recording.bytes[:at] + recording.bytes[behind:]
    assert lines == [left_out(tmp_path, at, behind - at, "bytes that are no document"),
                     "telltale: kept %d documents (%.1f KiB), left out %d B" % (
                         len(recording.offsets) - 1, len(new) / 1024, behind - at)]


@pytest.mark.parametrize("piece", [0, 1, 2])
def test_half_messages_are_left_out(repair, tmp_path, piece):
    recording = Recording().head().message(0.5, "t", "before").divided(1, "t", b"a" * 50, b"b" * 50, b"c" * 20)
    recording.message(2, "t", "behind").end(3)
    cut = recording.offsets[2 + piece:4 + piece]
    new, lines = repair(recording.bytes[:cut[0]] + recording.bytes[cut[1]:])
    assert new == recording.bytes[:recording.offsets[2]] + recording.bytes[recording.offsets[5]:]
    assert all("a message of which pieces are missing" in line or "whose beginning is missing" in line
               for line in lines[:-1]) and len(lines) > 1
    assert "left out %d B" % (recording.offsets[5] - recording.offsets[2] - (cut[1] - cut[0])) in lines[-1]


def test_whole_divided_messages_are_kept(repair):
    recording = Recording().head().divided(1, "t", b"a" * 50, b"b" * 50, b"c" * 20).end(3)
    assert repair(recording.bytes)[0] == recording.bytes


def test_an_end_that_isnt_the_last(repair):
    """As of two files that somebody has put behind each other, the second one cut."""
    recording = Recording().head().message(1, "t", 1).end(2).head(3).message(4, "t", 2)
    new, _ = repair(recording.bytes)
    assert new.startswith(recording.bytes)
    [end] = bson.decode_all(new[len(recording.bytes):])
    assert (end["kind"], end["documents"], end["messages"], end["mono"]) == ("end", 6, 2, 4 * 10**9)


def test_messages_from_before_dont_count(repair):
    recording = Recording().head().message(1, "t", 1).message(-60, "u", 2, earlier=True)
    end = bson.decode_all(repair(recording.bytes)[0])[-1]
    assert (end["messages"], end["mono"], end["bytes"]) == (1, 10**9, 1)


def test_random_damage(repair):
    recording, chance = night(), random.Random(5)
    for _ in range(40):
        broken = bytearray(recording.bytes)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(recording.offsets[1], len(broken))
            broken[at:at + chance.randrange(20)] = chance.randbytes(chance.randrange(20))
        new, _ = repair(bytes(broken))
        assert new.startswith(recording.bytes[:recording.offsets[1]])


def test_rubbish_in_front(repair, tmp_path):
    recording = night()
    new, lines = repair(b"rubbish" + recording.bytes)
    assert new == recording.bytes
    assert lines[0] == left_out(tmp_path, 0, 7, "bytes that are no document")


# -- files --------------------------------------------------------------------------------------------------------------

def test_nothing_is_overwritten(command, tmp_path):
    path, new = night().save(tmp_path / "night.bson"), tmp_path / "new.bson"
    new.write_text("precious")
    ended = command("repair", path, "-o", new)
    assert ended.returncode == 2 and "%s: is there already" % new in ended.stderr and new.read_text() == "precious"
    before = path.read_bytes()
    ended = command("repair", path, "-o", path, "--overwrite")
    assert ended.returncode == 2 and "%s: this is the recording itself" % path in ended.stderr
    assert path.read_bytes() == before


def test_wrong_usage(command, tmp_path):
    path = night().save(tmp_path / "night.bson")
    text = tmp_path / "text"
    text.write_text("this is no recording, and was never one\n")
    for arguments, message in (([path], "repair: -o is missing; expected the name of the file to make"),
                               (["-o", "x"], "repair: found 0 files, expected one recording"),
                               ([path, path, "-o", "x"], "repair: found 2 files, expected one recording"),
                               ([tmp_path / "none", "-o", "x"], "No such file or directory"),
                               ([text, "-o", "x"], "expected a recording (BSON documents)")):
        ended = command("repair", *arguments)
        assert (ended.returncode, ended.stdout) == (2, "") and message in ended.stderr
    assert not list(tmp_path.rglob("x"))


def test_a_file_that_cant_grow(tmp_path):
    recording = Recording().head()
    for number in range(2000):
        recording.message(number, "t", "x" * 100)
    path, new = recording.save(tmp_path / "it.bson"), tmp_path / "new"

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    ended = subprocess.run([TELLTALE, "repair", "-o", str(new), str(path)], stderr=subprocess.PIPE, check=False,
                           preexec_fn=limit, timeout=60)
    assert (ended.returncode, ended.stderr.decode()) == (1, "telltale: %s: can't be written: File too large\n" % new)
    assert len(bson.decode_all(new.read_bytes())) > 100     # whole documents
