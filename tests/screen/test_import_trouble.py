"""`telltale import` and servers that go, come back, refuse, or lack something: what is said and what is stored."""
import signal
from pathlib import Path

import bson
import pytest

from deadline import patience
from importing import by_id, encoded, message, recorded, start, write
from mongo_proxy import MongoProxy
from ports import free_port
from recordings import Recording

# Gives up after 6 s. A server on a busy machine may well take half a second to answer.
QUICK = "?serverSelectionTimeoutMS=%d" % patience(1000)


@pytest.fixture
def night(tmp_path):
    """A recording of 2500 messages: three batches."""
    documents = recorded(2500)
    return write(tmp_path / "night.bson", documents), documents


@pytest.fixture
def server(make_mongo_server):
    """A MongoServer of the test's own."""
    return make_mongo_server()


def stored(server):
    """The documents of iot.telemetry, in order."""
    with server.client() as client:
        return list(client.iot.telemetry.find().sort("_id"))


def to(place, options=""):
    """The --to of a server or a proxy."""
    return "--to=mongodb://%s/iot%s" % (place.address, options)


def at(name, number, action):
    """A meddler that does something once: an action (see MongoProxy), or what a function makes of the command."""
    def meddle(sent):
        if (sent.name, sent.number) != (name, number):
            return None
        return action(sent) if callable(action) else action

    return meddle


# --- gone -----------------------------------------------------------------------------------------------------

def test_a_server_that_is_killed_and_comes_back(command, server, night):
    """What was confirmed before the kill is still there, and nothing is there twice."""
    path, documents = night

    def kill(_):
        server.kill()
        server.start()
        return "break"

    with MongoProxy(server, at("insert", 1, kill)) as proxy:
        ended = command("import", path, to(proxy))
    assert ended.returncode == 0
    assert ended.stdout.startswith("telemetry: 2 502 inserted, 0 already there; the collection now holds 2 502 ")
    assert encoded(stored(server)) == encoded(by_id(documents))


def test_a_server_that_stays_away(command, server, night):
    path, documents = night

    def kill(_):
        server.kill()
        return "break"

    with MongoProxy(server, at("insert", 2, kill)) as proxy:
        ended = command("import", path, to(proxy, QUICK))
    assert (ended.returncode, ended.stdout) == (1, "telemetry: 2 000 inserted, 0 already there\n")
    tried, end = ended.stderr.splitlines()
    assert tried.startswith("telltale: %s: " % proxy.address) and tried.endswith(": trying again")
    assert end.startswith("telltale: %s: " % proxy.address)
    assert end.endswith(". The same line, run again, goes on from there")
    server.start()
    assert len(stored(server)) == 2000
    again = command("import", path, to(server))
    assert again.stdout.startswith("telemetry: 502 inserted, 2 000 already there; the collection now holds 2 502 ")
    assert len(stored(server)) == len(documents)


@pytest.mark.parametrize("series", [(), ("--time-series",)])
def test_an_answer_that_is_lost(command, server, tmp_path, series):
    """The batch is stored, but nobody says so: it is sent again, and is there once."""
    documents = recorded(300)
    path = write(tmp_path / "night.bson", documents)
    with MongoProxy(server, at("insert", 0, "forget")) as proxy:
        ended = command("import", path, to(proxy), *series)
    assert ended.returncode == 0, ended
    assert ended.stdout.startswith("telemetry: 0 inserted, 302 already there (up to 302 of them through a try "
                                   "that broke); the collection now holds 302 documents"), ended
    assert ended.stderr == "telltale: %s: the connection broke: trying again\n" % proxy.address
    assert len(stored(server)) == len(documents)


def test_an_error_that_passes(command, server, night):
    busy = {"ok": 0.0, "code": 11602, "codeName": "InterruptedDueToReplStateChange", "errmsg": "stepping down"}
    with MongoProxy(server, at("insert", 1, busy)) as proxy:
        ended = command("import", night[0], to(proxy))
    assert ended.returncode == 0 and ended.stdout.startswith("telemetry: 2 502 inserted, 0 already there; "), ended
    assert "stepping down" in ended.stderr


def test_what_is_stored_but_not_confirmed_is_sent_again(command, server, night):
    late = {"ok": 1.0, "n": 1000, "writeConcernError": {"code": 64, "errmsg": "waiting for replication timed out"}}
    with MongoProxy(server, at("insert", 0, late)) as proxy:
        ended = command("import", night[0], to(proxy))
    assert ended.returncode == 0 and ended.stdout.startswith("telemetry: 2 502 inserted, 0 already there; "), ended
    assert "waiting for replication timed out: trying again" in ended.stderr


# --- never there ----------------------------------------------------------------------------------------------

def test_no_server(command, night):
    port = free_port()
    ended = command("import", night[0], "--to=mongodb://127.0.0.1:%d/iot" % port)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "telltale: 127.0.0.1:%d: connection refused\n" % port


def test_no_host(command, night):
    ended = command("import", night[0], "--to=mongodb://nowhere.invalid/iot")
    assert (ended.returncode, ended.stderr) == (1, "telltale: nowhere.invalid: there is no host of that name\n")


def test_another_kind_of_server(command, broker, night):
    """One that takes connections and knows nothing of MongoDB."""
    ended = command("import", night[0], "--to=mongodb://127.0.0.1:%d/iot%s" % (broker.port, QUICK))
    assert ended.returncode == 1 and ended.stderr.startswith("telltale: 127.0.0.1:%d: " % broker.port), ended


def test_a_server_that_says_nothing(command, server, night):
    server.suspend()
    ended = command("import", night[0], to(server, QUICK))
    server.resume()
    assert ended.returncode == 1 and "connected, but no answer in time" in ended.stderr, ended


# --- refused --------------------------------------------------------------------------------------------------

def test_a_document_that_is_refused(command, server, tmp_path):
    """By an index of somebody's own: that is a duplicate too, but not because the document is there already."""
    with server.client() as client:
        client.iot.telemetry.create_index("payload.number", unique=True, sparse=True)
    documents = [message(second, {"number": 5 if second == 7 else second}) for second in range(1200)]
    path = write(tmp_path / "refused.bson", documents)
    for inserted, present in ("1 199", "0"), ("0", "1 199"):
        ended = command("import", path, to(server))
        assert ended.returncode == 1
        assert ended.stdout.startswith(
            "telemetry: %s inserted, %s already there, 1 refused; " % (inserted, present))
        assert ended.stderr.startswith(
            "telltale: the server refuses the document %s: E11000 " % documents[7]["_id"])


def test_a_batch_that_is_refused_for_one_document(command, server, tmp_path):
    """Servers don't say which it is."""
    documents = [message(second, {"number": second}) for second in range(40)]
    bad = documents[23]["_id"]
    deep = {"ok": 0.0, "code": 15, "codeName": "Overflow", "errmsg": "exceeded maximum nested object depth"}

    def refuse(sent):
        return deep if sent.name == "insert" and any(each["_id"] == bad for each in sent.documents) else None

    with MongoProxy(server, refuse) as proxy:
        ended = command("import", write(tmp_path / "deep.bson", documents), to(proxy))
    assert ended.returncode == 1
    assert ended.stdout.startswith("telemetry: 39 inserted, 0 already there, 1 refused; ")
    assert ended.stderr == ("telltale: the server refuses the document %s: exceeded maximum nested object depth "
                            "(error 15)\n" % bad)
    assert [each["_id"] for each in stored(server)] == [each["_id"] for each in documents if each["_id"] != bad]


def test_many_that_are_refused_are_counted(command, server, tmp_path):
    refusals = [{"index": index, "code": 121, "errmsg": "no"} for index in range(100)]
    with MongoProxy(server, at("insert", 0, {"ok": 1.0, "n": 0, "writeErrors": refusals})) as proxy:
        path = write(tmp_path / "all.bson", [message(second, second) for second in range(100)])
        ended = command("import", path, to(proxy))
    assert ended.returncode == 1 and ", 100 refused; " in ended.stdout
    assert len(ended.stderr.splitlines()) == 9 and "more like that" in ended.stderr


def test_an_error_that_stays(command, server, night):
    full = {"ok": 0.0, "code": 14031, "codeName": "OutOfDiskSpace", "errmsg": "no space left"}
    with MongoProxy(server, at("insert", 1, full)) as proxy:
        ended = command("import", night[0], to(proxy))
    assert (ended.returncode, ended.stdout) == (1, "telemetry: 1 000 inserted, 0 already there\n")
    assert ended.stderr == ("telltale: %s: the server refuses: no space left (error 14031). The same line, run "
                            "again, goes on from there\n" % proxy.address)


# --- lacking --------------------------------------------------------------------------------------------------

def refusing(code, text, wanted):
    """A meddler that refuses every command of which `wanted` is true."""
    return lambda sent: {"ok": 0.0, "code": code, "errmsg": text} if wanted(sent) else None


@pytest.mark.parametrize("code, text, wanted", [
    (2, "cannot use 'j' option when a host does not have journaling enabled",
     lambda sent: sent.body.get("writeConcern", {}).get("j")),
    (20, "Transaction numbers are only allowed on a replica set member or mongos",
     lambda sent: sent.name == "insert" and sent.number < 1)])
def test_a_server_without_what_we_can_do_without(command, server, night, code, text, wanted):
    with MongoProxy(server, refusing(code, text, wanted)) as proxy:
        ended = command("import", night[0], to(proxy))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("telemetry: 2 502 inserted, 0 already there; ")


def test_the_journal_is_asked_for(command, server, night):
    for options, expected in ("", {"j": True}), ("?w=1", {"w": 1, "j": True}), ("?journal=false", {"j": False}):
        with MongoProxy(server) as proxy:
            command("import", night[0], to(proxy, options))
        assert [each.body["writeConcern"] for each in proxy.commands if each.name == "insert"] == [expected] * 3


def test_a_server_without_time_series(command, server, night):
    unknown = refusing(40415, "BSON field 'create.timeseries' is an unknown field.",
                       lambda sent: sent.name == "create")
    with MongoProxy(server, unknown) as proxy:
        ended = command("import", night[0], to(proxy), "--time-series")
    assert ended.returncode == 1 and ended.stdout == ""
    assert ended.stderr == ("telltale: no time-series collection can be made: %s: the server refuses: BSON field "
                            "'create.timeseries' is an unknown field. (error 40415)\n" % proxy.address)
    assert stored(server) == []


def test_an_index_that_cannot_be_made(command, server, night):
    """It is a word, no failure; the others are made."""
    topics = refusing(197, "no index on dots", lambda sent: sent.name == "createIndexes" and any(
        "meta.topic" in each["key"] for each in sent.body["indexes"]))
    with MongoProxy(server, topics) as proxy:
        ended = command("import", night[0], to(proxy))
    assert ended.returncode == 0
    assert ended.stderr == "telltale: no index on meta.topic: no index on dots (error 197)\n"
    with server.client() as client:
        assert set(client.iot.telemetry.index_information()) == {"_id_", "meta.device_1_ts_1", "kind_1"}


def test_counting_that_takes_too_long(command, server, night):
    slow = refusing(50, "operation exceeded time limit", lambda sent: sent.name == "aggregate")
    with MongoProxy(server, slow) as proxy:
        ended = command("import", night[0], to(proxy))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "telemetry: 2 502 inserted, 0 already there; the collection now holds 2 502 documents\n"


def test_what_else_is_in_the_collection(command, server, tmp_path):
    with server.client() as client:
        client.iot.telemetry.insert_many([{"kind": "note"}, {}, {"kind": 5}])
    path = write(tmp_path / "few.bson", [message(1, 1), *bson.decode_all(Recording().mark(2, "here").bytes)])
    ended = command("import", path, to(server))
    assert ended.stdout.endswith("the collection now holds 5 documents (1 message, 1 mark, 3 other)\n"), ended


# --- what stays behind ----------------------------------------------------------------------------------------

def test_a_kill_leaves_no_shared_memory(home, server, night):
    """libmongoc counts in a file of shared memory unless it is told not to; a kill would leave it there, and the next
    program with that number would complain."""
    with MongoProxy(server, at("insert", 2, lambda _: running.kill() or "break")) as proxy:
        running = start(home, night[0], to(proxy, QUICK))
        assert running.wait(patience(30)) == -signal.SIGKILL
        running.communicate()
    assert not Path("/dev/shm/mongoc-%d" % running.pid).exists()
