"""The same recording named twice, or with a copy of it: it is said, and used once."""
import json
import shutil

import pytest

from panes import Shows
from recordings import Recording, night

OTHER = "f" * 24    # another session


@pytest.fixture
def files(tmp_path):
    """night() as a.bson and, copied, as b.bson."""
    path = night().save(tmp_path / "a.bson")
    return path, shutil.copy(path, tmp_path / "b.bson")


def test_info(command, files):
    once = json.loads(command("info", "--json", files[0]).stdout)
    for second, said in ((files[0], "named twice"), (files[1], "the same recording as %s" % files[0])):
        ended = command("info", "--json", files[0], second)
        assert (ended.returncode, ended.stderr) == (0, "telltale: %s: %s; it is used once\n" % (second, said))
        assert json.loads(ended.stdout) == once


def test_the_longer_one_is_used(command, tmp_path):
    """One may have been copied while it was still being written."""
    whole = night()
    path = whole.save(tmp_path / "z.bson")
    cut = tmp_path / "a.bson"
    cut.write_bytes(whole.bytes[:whole.offsets[5] + 10])
    told = json.loads(command("info", "--json", cut, path).stdout)
    assert told["messages"] == 6 and [each["path"] for each in told["files"]] == [str(path)] and not told["damages"]


def test_parts_and_others_are_no_copies(command, tmp_path):
    recordings = [Recording().head(part=1), Recording().head(60, part=2), Recording().head(120, session=OTHER)]
    paths = [each.message(150, "a", "1").end(160).save(tmp_path / ("%d.bson" % number))
             for number, each in enumerate(recordings)]
    ended = command("info", "--json", *paths, *paths)
    assert json.loads(ended.stdout)["messages"] == 3
    assert ended.stderr.count("named twice") == len(ended.stderr.splitlines()) == 3


def test_export(command, files):
    once, twice = command("export", files[0]), command("export", *files)
    assert twice.stdout == once.stdout and "the same recording as" in twice.stderr and twice.returncode == 0


def test_publish(command, broker, files):
    ended = command("replay", "--publish", *files, "-h", "127.0.0.1", "-p", broker.port, "--speed", "max")
    assert "telltale: sent 6 messages" in ended.stderr and "the same recording as" in ended.stderr


def test_replay(telltale, files):
    replay = telltale("replay", *files)
    replay.wait_for("the same recording twice, and used once: b.bson")
    replay.key("end")
    replay.wait_for("0:20 / 0:20")
    replay.wait_for(Shows("front", "force 30.5 N"))
    replay.key("q")
    assert replay.wait_exit() == 0
