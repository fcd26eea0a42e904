"""The tools that other tests trust: what MongoDB's own programs and the server do with a BSON file.

Most of it is traps: where they exit with 0 although something is missing, and where they don't.
"""
import datetime

import bson
import pymongo.errors
import pytest

from mongo import connect

DOCUMENTS = [{"_id": number, "ts": datetime.datetime(2024, 5, 6, 7, 8, 9, 123000), "device": "dbx-%02d" % number,
              "readings": {"lift.current": 1.5 * number}} for number in (1, 2, 3)]
WRONG_DATE = {"_id": 4, "readings": {"$date": "yesterday"}}


def nested(levels):
    """A document with that many levels, itself the first."""
    document = {"leaf": 1}
    for _ in range(levels - 1):
        document = {"a": document}
    return document


@pytest.fixture
def write(tmp_path):
    """write([document, …], cut=0) -> the path of a BSON file with them, the last `cut` bytes missing."""
    def create(documents, cut=0):
        data = b"".join(map(bson.encode, documents))
        path = tmp_path / "telemetry.bson"
        path.write_bytes(data[:len(data) - cut])
        return path

    return create


def restore(mongo_tools, database, path):
    """mongorestore as our documentation has it."""
    return mongo_tools.mongorestore(database.uri, database.name, "telemetry", path)


def test_bsondump_reads_it(mongo_tools, write):
    dumped = mongo_tools.bsondump(write(DOCUMENTS))
    assert (dumped.code, dumped.documents) == (0, DOCUMENTS)
    assert "3 objects found" in dumped.log


def test_mongorestore_puts_it_in_the_server(mongo_tools, mongo_server, write, tmp_path):
    path = write(DOCUMENTS)
    restored = restore(mongo_tools, mongo_server, path)
    assert (restored.code, mongo_server.documents("telemetry")) == (0, DOCUMENTS), restored
    exported = mongo_tools.mongoexport(mongo_server.uri, mongo_server.name, "telemetry")
    assert (exported.code, exported.documents) == (0, DOCUMENTS), exported
    dumped = mongo_tools.mongodump(mongo_server.uri, mongo_server.name, "telemetry", tmp_path / "dump")
    assert dumped.code == 0, dumped
    assert (tmp_path / "dump" / mongo_server.name / "telemetry.bson").read_bytes() == path.read_bytes()


def test_a_cut_file_keeps_its_whole_documents(mongo_tools, mongo_server, write):
    path = write(DOCUMENTS, cut=1)
    for ended in mongo_tools.bsondump(path), restore(mongo_tools, mongo_server, path):
        assert ended.code == 1 and "unexpected EOF" in ended.log, ended
    assert mongo_tools.bsondump(path).documents == DOCUMENTS[:2]
    assert mongo_server.documents("telemetry") == DOCUMENTS[:2]


def test_duplicates_are_left_out_and_exit_with_0(mongo_tools, mongo_server, write):
    restore(mongo_tools, mongo_server, write(DOCUMENTS[:2]))
    again = restore(mongo_tools, mongo_server, write(DOCUMENTS))
    assert again.code == 0 and "E11000 duplicate key error" in again.log, again
    assert "1 document(s) restored successfully. 2 document(s) failed to restore." in again.log
    assert mongo_server.documents("telemetry") == DOCUMENTS


def test_mongorestore_wants_a_bson_suffix(mongo_tools, mongo_server, write):
    path = write(DOCUMENTS)
    refused = restore(mongo_tools, mongo_server, path.rename(path.with_suffix(".rec")))
    assert refused.code == 1 and "does not have .bson or .bson.gz extension" in refused.log, refused


@pytest.mark.parametrize("document", [WRONG_DATE, nested(201)], ids=["$date", "201 levels"])
def test_bsondump_leaves_out_what_json_cannot_say(mongo_tools, mongo_server, write, document):
    """… and exits with 0; mongorestore takes it."""
    path = write([*DOCUMENTS, document])
    dumped = mongo_tools.bsondump(path)
    assert (dumped.code, dumped.documents) == (0, DOCUMENTS), dumped
    assert "unable to dump document 4" in dumped.log and "4 objects found" in dumped.log, dumped
    assert mongo_tools.bsondump(path, "--objcheck").code == 1
    if document is WRONG_DATE:      # MongoDB's own server takes no document as deep as the other
        assert restore(mongo_tools, mongo_server, path).code == 0
        assert mongo_server.documents("telemetry") == [*DOCUMENTS, document]


def test_a_killed_server_keeps_what_was_written_with_the_journal(make_mongo_server):
    server = make_mongo_server()
    with server.client() as client:
        journal = pymongo.WriteConcern(j=True)
        client.iot.get_collection("telemetry", write_concern=journal).insert_many(DOCUMENTS)
    server.kill()
    server.start()
    with server.client() as client:
        assert list(client.iot.telemetry.find().sort("_id")) == DOCUMENTS


def test_a_server_with_a_login(make_mongo_server):
    server = make_mongo_server(login=("anna", "s/e:c@r?t"))
    with server.client() as client:
        client.iot.telemetry.insert_one({"_id": 1})
    for uri, code in ((server.uri_for("anna", "wrong"), 18), ("mongodb://" + server.address, 13)):
        with connect(uri) as client, pytest.raises(pymongo.errors.OperationFailure) as refused:
            client.iot.telemetry.insert_one({"_id": 2})
        assert refused.value.code == code
