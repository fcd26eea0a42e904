"""`telltale import`: what is in the database behind it, how often it is run, and what is said."""
import datetime
import re
import signal
import threading
import time

import bson
import pytest
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

from deadline import patience
from importing import by_id, encoded, message, recorded, start, write
from logged import LoggedProcess
from mongo_proxy import MongoProxy
from program import TELLTALE
from terminal import clean_environment

RAW = CodecOptions(document_class=RawBSONDocument)
INDEXES = {"_id_": ["_id"], "meta.device_1_ts_1": ["meta.device", "ts"], "meta.topic_1_ts_1": ["meta.topic", "ts"],
           "kind_1": ["kind"]}


def to(database, collection=""):
    """The --to of a MongoDatabase."""
    server, _, options = database.uri.partition("?")
    return "--to=%s/%s%s%s" % (server.rstrip("/"), database.name, collection and "." + collection,
                               options and "?" + options)


def raw_documents(database, collection):
    """The documents of a collection, in order, undecoded."""
    return database.db.get_collection(collection, codec_options=RAW).find().sort("_id")


def raw(database, collection):
    """All their bytes."""
    return b"".join(each.raw for each in raw_documents(database, collection))


@pytest.fixture
def night(tmp_path):
    """A recording of 2500 messages: three batches."""
    documents = recorded(2500)
    return write(tmp_path / "night.bson", documents), documents


def test_import(command, mongo_server, night):
    path, documents = night
    ended = command("import", path, to(mongo_server))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == ("telemetry: 2 502 inserted, 0 already there; the collection now holds 2 502 documents "
                            "(1 recording, 2 500 messages, 1 end)\n")
    assert raw(mongo_server, "telemetry") == encoded(by_id(documents))


def test_indexes(command, mongo_server, night):
    command("import", night[0], to(mongo_server))
    found = mongo_server.db.telemetry.index_information()
    assert {name: [key for key, _ in index["key"]] for name, index in found.items()} == INDEXES


def test_twice_adds_nothing(command, mongo_server, night):
    path, documents = night
    for collection in "", "autumn.2026":
        name = collection or "telemetry"
        assert command("import", path, to(mongo_server, collection)).returncode == 0
        again = command("import", path, path, to(mongo_server, collection))
        assert again.returncode == 0
        assert again.stdout.startswith(name + ": 0 inserted, 5 004 already there; the collection now holds 2 502 ")
        assert raw(mongo_server, name) == encoded(by_id(documents))


def test_several_files_of_which_one_is_there(command, mongo_server, night, tmp_path):
    command("import", night[0], to(mongo_server))
    second = write(tmp_path / "second.bson", recorded(10))
    ended = command("import", second, night[0], to(mongo_server))
    assert ended.stdout.startswith("telemetry: 12 inserted, 2 502 already there; the collection now holds 2 514 ")


def test_a_cut_file_keeps_its_whole_documents(command, mongo_server, night):
    path, documents = night
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    last = len(bson.encode(documents[-1])) - 1
    ended = command("import", path, to(mongo_server))
    assert ended.returncode == 1
    assert ended.stderr == "telltale: %s: offset %d, %d bytes: a document that is cut off: left out\n" % (
        path, len(data) - last - 1, last)
    assert "2 501 inserted" in ended.stdout and mongo_server.db.telemetry.count_documents({}) == 2501


def test_damage_is_left_out_and_all_else_imported(command, mongo_server, tmp_path):
    documents = [message(second, {"n": second, "note": "fine"}) for second in range(9)]
    pieces = [bson.encode(each) for each in documents]
    pieces[4] = pieces[4].replace(b"fine", b"\xff\xfe\xff\xfe")     # whole, but no UTF-8
    pieces[6] = b"\xff" * len(pieces[6])
    path = tmp_path / "damaged.bson"
    path.write_bytes(b"".join(pieces) + bson.encode({"kind": "message", "n": 9}))
    ended = command("import", path, to(mongo_server))
    assert ended.returncode == 1
    size, at = len(pieces[0]), [sum(map(len, pieces[:index])) for index in (4, 6, 9)]
    assert ended.stderr.splitlines() == [
        "telltale: %s: offset %d, %d bytes: %s: left out" % (path, *where) for where in (
            (at[0], size, "a document that is broken inside"), (at[1], size, "bytes that are no document"),
            (at[2], len(bson.encode({"kind": "message", "n": 9})), "a document without _id"))]
    assert [each["payload"]["n"] for each in mongo_server.documents("telemetry")] == [0, 1, 2, 3, 5, 7, 8]


def test_what_is_no_recorded(command, mongo_server, tmp_path, night):
    (tmp_path / "notes.txt").write_text("nothing to import")
    for file, expected in ((tmp_path / "notes.txt", "expected a recording"), (tmp_path / "none", "No such file")):
        ended = command("import", night[0], file, to(mongo_server))
        assert ended.returncode == 2 and expected in ended.stderr, ended
    assert mongo_server.db.list_collection_names() == []


# without two keys of one name, of which SecantusDB keeps the last (see mongo.py)
AWKWARD = [b'{"temperature":21.5}', b"", b"31 %", b"\x00\xff", b"9223372036854775807", b"1.10", b'{"":1}',
           b'{"$set":{"x":1}}', b'{"a.b":1}', b'{"a":' * 60 + b"1" + b"}" * 60, b"x" * 13_000_000]


@pytest.fixture
def recorded_by_us(home, broker):
    """A recording of AWKWARD that the program itself has made."""
    path = home / "recorded.bson"
    recorder = LoggedProcess([TELLTALE, "record", "-h", "127.0.0.1", "-p", str(broker.port), "-o", str(path),
                              "--count", str(len(AWKWARD))], env=clean_environment(home, "xterm", None))
    try:
        broker.wait_subscribed()
        with broker.client() as publisher:
            for number, payload in enumerate(AWKWARD):
                publisher.publish("box/%d" % number, payload)
        assert recorder.wait_log("recorded %d messages" % len(AWKWARD)), recorder.story()
    finally:
        recorder.end(signal.SIGKILL)
    return path


def test_what_the_program_recorded(command, mongo_server, recorded_by_us):
    """A database takes every document that we write, as it is; of what it would refuse we make none."""
    ended = command("import", recorded_by_us, to(mongo_server))
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    assert " %d messages" % (len(AWKWARD) + 1) in ended.stdout  # the largest is in two documents
    written = bson.decode_all(recorded_by_us.read_bytes(), RAW)
    assert raw(mongo_server, "telemetry") == b"".join(each.raw for each in by_id(written))


def test_large_documents(command, mongo_server, tmp_path):
    """Three as large as a recording has them, and many small ones around."""
    documents = [message(second, b"x" * (12 << 20) if second in (3, 4, 7) else second)
                 for second in range(10)]
    ended = command("import", write(tmp_path / "large.bson", documents), to(mongo_server))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert raw(mongo_server, "telemetry") == encoded(documents)


# --- time series ----------------------------------------------------------------------------------------------

def test_time_series(command, mongo_server, tmp_path):
    documents = recorded(300)
    path = write(tmp_path / "night.bson", documents)
    ended = command("import", path, to(mongo_server), "--time-series")
    assert (ended.returncode, ended.stderr) == (0, "")
    options = mongo_server.db.telemetry.options()["timeseries"]
    assert (options["timeField"], options["metaField"]) == ("ts", "meta")
    for arguments in (path, "--time-series"), (path, path):
        again = command("import", *arguments, to(mongo_server))
        assert again.returncode == 0 and ": 0 inserted" in again.stdout, again
    assert again.stderr == "telltale: 'telemetry' is a time-series collection: goes on as with --time-series\n"
    ids = [each["_id"] for each in mongo_server.documents("telemetry")]
    assert ids == [each["_id"] for each in by_id(documents)]


def test_a_time_series_in_pieces(command, mongo_server, tmp_path):
    """Files that overlap in every way, the same document twice in one, and times that go back."""
    documents = recorded(1200)
    late = message(-3600, 1, "dbx-09")
    files = [documents[:400] + [late] + documents[:10], documents[350:450], documents[500:700], documents + [late]]
    paths = [write(tmp_path / ("%d.bson" % number), each) for number, each in enumerate(files)]
    for arguments in paths[:1], paths[1:3], paths[2:], paths:
        assert command("import", *arguments, to(mongo_server), "--time-series").returncode == 0
    ids = [each["_id"] for each in mongo_server.documents("telemetry")]
    assert ids == sorted(each["_id"] for each in documents + [late])


def test_a_time_series_takes_no_document_without_time(command, mongo_server, tmp_path):
    without = {key: value for key, value in message(1, 1).items() if key != "ts"}
    path = write(tmp_path / "timeless.bson", [message(0, 0), without])
    ended = command("import", path, to(mongo_server), "--time-series")
    assert ended.returncode == 1 and "a document without ObjectId and ts: left out" in ended.stderr
    assert mongo_server.db.telemetry.count_documents({}) == 1


def test_a_collection_that_is_there_and_no_time_series(command, mongo_server, night):
    mongo_server.db.telemetry.insert_one({"_id": 1, "ts": datetime.datetime.now()})
    ended = command("import", night[0], to(mongo_server), "--time-series")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == ("telltale: 'telemetry' is there already, and is no time-series collection: leave "
                            "--time-series out, or choose another collection\n")
    assert mongo_server.db.telemetry.count_documents({}) == 1


def test_a_time_series_by_another_field(command, mongo_server, night):
    mongo_server.db.create_collection("telemetry", timeseries={"timeField": "when"})
    ended = command("import", night[0], to(mongo_server))
    assert ended.returncode == 2 and "by another field than ts" in ended.stderr, ended


# --- progress -------------------------------------------------------------------------------------------------

BAR = re.compile(r"import +\d+ % \[")


def test_progress_on_a_terminal(telltale, mongo_server, night):
    terminal = telltale("import", str(night[0]), to(mongo_server), size=(5, 120))
    assert terminal.wait_exit() == 0
    assert BAR.search(terminal.raw.decode())
    terminal.wait_for("telemetry: 2 502 inserted")
    assert not [row for row in terminal.drawing().splitlines() if BAR.search(row)]


def test_no_progress_where_it_is_not_wanted(telltale, command, mongo_server, night):
    quiet = telltale("import", str(night[0]), to(mongo_server), "--quiet", size=(5, 120))
    assert quiet.wait_exit() == 0
    assert not BAR.search(quiet.raw.decode())
    assert command("import", night[0], to(mongo_server)).stderr == ""


# --- the end before the end -----------------------------------------------------------------------------------

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(home, command, make_mongo_server, night, number):
    """It comes in the middle of the second batch, which is still stored."""
    program = []

    def interrupt(sent):
        if (sent.name, sent.number) == ("insert", 1):
            program[0].send_signal(number)

    with MongoProxy(make_mongo_server(), interrupt) as proxy:
        uri = "--to=mongodb://%s/iot" % proxy.address
        program.append(start(home, night[0], uri))
        output, errors = program[0].communicate(timeout=patience(30))
        assert (program[0].returncode, output) == (128 + number, "telemetry: 2 000 inserted, 0 already there\n")
        assert errors == "telltale: interrupted. The same line, run again, goes on from there\n"
        again = command("import", night[0], uri)
    assert again.stdout.startswith("telemetry: 502 inserted, 2 000 already there; the collection now holds 2 502 ")


def test_the_second_signal_ends_it_at_once(home, make_mongo_server, night):
    """A server that doesn't answer is not waited for."""
    server, frozen = make_mongo_server(), threading.Event()

    def freeze(sent):
        if sent.name == "insert":
            server.suspend()
            frozen.set()

    with MongoProxy(server, freeze) as proxy:
        program = start(home, night[0], "--to=mongodb://%s/iot" % proxy.address)
        assert frozen.wait(patience(10))
        end = time.monotonic() + patience(10)
        while program.poll() is None and time.monotonic() < end:
            program.send_signal(signal.SIGINT)      # those that come at once count as one
        program.communicate()
    assert program.returncode == -signal.SIGINT
