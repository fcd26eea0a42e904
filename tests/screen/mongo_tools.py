"""MongoDB's own bsondump, mongorestore, mongoexport and mongodump, which `./dev test` builds."""
import os
import subprocess
from pathlib import Path

from bson import json_util
from bson.codec_options import DatetimeConversion

from deadline import patience
from program import ROOT

TOOLS = ("bsondump", "mongodump", "mongoexport", "mongorestore")
FOLDER = Path(os.environ.get("MONGO_TOOLS") or ROOT / "build" / "mongo-tools")
JSON = json_util.JSONOptions(tz_aware=False, datetime_conversion=DatetimeConversion.DATETIME_AUTO)


def missing_tools():
    """Why the tools can't be run; None if they can."""
    missing = [name for name in TOOLS if not os.access(FOLDER / name, os.X_OK)]
    return "%s of MongoDB's tools: not built, which takes Go" % ", ".join(missing) if missing else None


class Ended:
    """How a tool ended: `code`, `text` (its standard output) and `log` (its standard error)."""

    def __init__(self, code, text, log):
        self.code, self.text, self.log = code, text, log

    @property
    def documents(self):
        """The JSON lines of `text` as Python has them, with naive times in UTC. Of two keys with one name only
        the last is left: look into `text` for them."""
        return [json_util.loads(line, json_options=JSON) for line in self.text.splitlines()]

    def __repr__(self):
        return "%d\n%s\n%s" % (self.code, self.text, self.log)


def call(tool, *arguments):
    """Run one of the tools; any exit code is fine. Don't shorten timeouts in a URI: the tools take
    serverSelectionTimeoutMS for seconds, and without it wait for 30 s."""
    ended = subprocess.run([str(FOLDER / tool), *map(str, arguments)], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=patience(60), check=False)
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode(errors="replace"))


def bsondump(path, *options):
    """What is in a BSON file. It exits with 0 even if it left a document out, such as one in which a map begins
    with "$date" and is no date: only its log says so ("unable to dump document")."""
    return call("bsondump", *options, path)


def mongorestore(uri, database, collection, path, *options):
    """Put a BSON file, whose name has to end in .bson, into a collection. It exits with 0 even if documents
    were refused, such as those that are there already: only its log says how many."""
    return call("mongorestore", "--uri", uri, "--db", database, "--collection", collection, *options, path)


def mongoexport(uri, database, collection, *options):
    """The documents of a collection in the order of their _id."""
    return call("mongoexport", "--uri", uri, "--db", database, "--collection", collection,
                "--sort", '{"_id": 1}', "--jsonFormat", "canonical", *options)


def mongodump(uri, database, collection, folder, *options):
    """Writes folder/DATABASE/COLLECTION.bson."""
    return call("mongodump", "--uri", uri, "--db", database, "--collection", collection, "--out", folder, *options)
