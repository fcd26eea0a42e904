"""docs/mongodb.md: its commands and its Python, run as they stand there, against a night that was imported."""
import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

import bson
import pytest
from bson.binary import Binary

from deadline import patience
from importing import by_id
from mongo_tools import FOLDER
from program import ROOT
from recordings import Recording

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = "mongodb://localhost"      # as the page calls it
HOUR = 3600


def blocks(language):
    """The page's examples in a language."""
    text = (ROOT / "docs" / "mongodb.md").read_text(encoding="utf-8")
    return [code for found, code in BLOCK.findall(text) if found == language]


def status(recording, at, device, temperature, **fields):
    return recording.message(at, "dbx/%s/status" % device, {"hatch_status": 1, "temperature": temperature}, device,
                             **fields)


def night():
    """Two devices for four hours; one is silent for a while, commands time out, the broker goes."""
    recording = Recording().head()
    status(recording, 0, "dbx-01", 99, retain=True)
    for minute in range(1, 240):
        if not 60 <= minute < 70:
            status(recording, 60 * minute, "dbx-01", 20 + minute // 60)
        status(recording, 60 * minute + 1, "dbx-02", 30.5)
    recording.message(2 * HOUR, "dbx/dbx-02/note", "31 %", "dbx-02")
    recording.message(2 * HOUR, "dbx/dbx-02/status", {"temperature": 30.5}, "dbx-02",
                      raw=Binary(b'{"temperature":30.50}'))
    for order, (at, outcome) in enumerate(((600, "acknowledged"), (HOUR, "timed out"), (3 * HOUR, "timed out"))):
        recording.command(at, order, "sent", "dbx-01")
        recording.command(at + 15, order, outcome, "dbx-01", latency_ms=15000.0)
    recording.gap(2 * HOUR, 2 * HOUR + 90)
    return recording.end(4 * HOUR)


@pytest.fixture
def server(make_mongo_server):
    """A MongoServer of the test's own: the page calls the database `iot`."""
    return make_mongo_server()


def shell(line, folder, server, programs):
    """Run a line of the page in a folder."""
    words = shlex.split(line.replace(SERVER, "mongodb://" + server.address))
    return subprocess.run([programs[words[0]], *words[1:]], cwd=str(folder), check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=patience(60))


def stored(server):
    """The documents of iot.telemetry as bytes, in order."""
    with server.client() as client:
        return [bson.encode(each) for each in client.iot.telemetry.find().sort("_id")]


@pytest.fixture
def run_python(server):
    """run_python() -> [(variables, output)] after each block of the page, one after the other."""
    variables = {}

    def run():
        for code in blocks("python"):
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                exec(code.replace(SERVER, "mongodb://" + server.address), variables)    # pylint: disable=exec-used
            yield variables, output.getvalue()

    yield run
    variables["telemetry"].database.client.close()


def lines(language, program):
    """The lines of the page that call a program."""
    return [line for code in blocks(language) for line in code.splitlines() if line.startswith(program)]


def test_the_commands(command, server, mongo_tools, tmp_path):
    """import and mongorestore lead to the same, in either order."""
    assert mongo_tools is not None
    recording = night()
    recording.save(tmp_path / "night.bson")
    (imported,), (restored,) = lines("sh", "telltale import"), lines("sh", "mongorestore")
    programs = {"mongorestore": str(Path(FOLDER) / "mongorestore")}
    expected = [bson.encode(each) for each in by_id(bson.decode_all(recording.bytes))]
    ended = shell(restored, tmp_path, server, programs)
    assert "%d document(s) restored successfully. 0 document(s) failed" % len(expected) in ended.stderr
    assert stored(server) == expected
    words = shlex.split(imported.replace(SERVER, "mongodb://" + server.address))[1:]
    again = command(*words[:1], tmp_path / words[1], *words[2:])
    assert again.returncode == 0
    assert again.stdout.startswith("telemetry: 0 inserted, %d already there; " % len(expected))
    assert stored(server) == expected


@pytest.mark.parametrize("series", [(), ("--time-series",)])
def test_the_questions_in_python(command, server, run_python, tmp_path, series):
    path = night().save(tmp_path / "night.bson")
    ended = command("import", path, "--to=mongodb://%s/iot" % server.address, *series)
    assert ended.returncode == 0, ended
    steps = run_python()
    next(steps)

    _, output = next(steps)
    said = output.splitlines()
    assert len(said) == 230     # a stored one, and 239 minutes without 10
    assert said[1] == "2026-11-24T02:01:00+00:00 dbx/dbx-01/status {'hatch_status': 1, 'temperature': 20}"

    variables, output = next(steps)
    frame = variables["frame"]
    assert len(frame) == 229 and frame.temperature.max() == 23
    assert frame.index[0].isoformat() == "2026-11-24T02:01:00+00:00"
    assert re.search(r"^2026-11-24 03:15:00\+00:00 +21\.0$", output, re.MULTILINE)

    variables, output = next(steps)
    assert output.splitlines() == ["2026-11-24T03:00:15+00:00 dbx-01 open_hatch me@here",
                                   "2026-11-24T05:00:15+00:00 dbx-01 open_hatch me@here",
                                   "{('open_hatch', 'acknowledged'): 1, ('open_hatch', 'timed out'): 2}"]

    _, output = next(steps)
    assert [line.split()[1:] for line in output.splitlines()[-4:]] == [
        ["%02d:00:00+00:00" % hour, "%.1f" % (18 + hour), "30.5"] for hour in (2, 3, 4, 5)]

    variables, output = next(steps)
    assert output.startswith("2026-11-24T04:00:00+00:00 to 2026-11-24T04:01:30+00:00 there was no connection\n")
    assert [str(each) for each in variables["silences"]] == ["0 days 00:11:00"]

    assert next(steps)[1] == '{"temperature":30.50}\n'
    assert next(steps, None) is None
