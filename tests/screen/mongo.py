"""A server that speaks MongoDB's protocol, on a loopback port of its own; and a database of a test's own.

The server is SecantusDB, which pip installs. It is kinder than MongoDB's own: it takes documents of any depth,
and time series without their time; of two keys with one name it keeps the last. What matters there is tested
with MONGODB_URI as well, which may name a real server: see `mongo_server` in conftest.py.
"""
import contextlib
import importlib.util
import signal
import sys
import uuid
from pathlib import Path
from urllib.parse import quote

import pymongo

from deadline import patience
from logged import LoggedProcess
from ports import free_port


def missing_server():
    """Why there is no server here; None if there is one."""
    if importlib.util.find_spec("secantus"):
        return None
    return "SecantusDB, the MongoDB server of the tests, is not installed: there is none for this Python"


def connect(uri):
    """A pymongo client that is not patient without end. Use it in a `with`: it has threads."""
    return pymongo.MongoClient(uri, serverSelectionTimeoutMS=int(patience(10) * 1000))


class MongoServer:
    """Not running until `start`. `folder` is an empty folder for its files.

    login: (user, password), who may do everything, and without whom nobody may do anything.
    roles: what that user may do instead, as MongoDB's createUser has it.
    """

    def __init__(self, folder, login=None, roles=("root",)):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "empty.toml").touch()    # named, it keeps the server from those of the machine
        self.login = login
        self.port = None
        self._roles = list(roles)
        self._process = None
        self._has_user = False

    # -- life ---------------------------------------------------------------------------------------------

    def start(self):
        """Returns when it accepts connections. The port is taken at the first start and kept."""
        if self.login and not self._has_user:
            self._create_user()
        self._start(*(["--auth"] if self.login else []))
        return self

    def _start(self, *options):
        for _ in range(20):
            port = self.port or free_port()
            process = LoggedProcess([sys.executable, "-m", "secantus", "--config", "empty.toml", "--standalone",
                                     "--host", "127.0.0.1", "--port", str(port), "--storage-path", "data",
                                     *options], cwd=str(self.folder))
            if process.wait_log(" listening on ", 30):
                self.port, self._process = port, process
                return
            process.end(signal.SIGKILL)
            assert "Address already in use" in process.story() and not self.port, process.story()
        raise AssertionError("no free port")

    def _create_user(self):
        """Users are made while everybody may do everything. Synced at once, because `kill` is the fast end."""
        self._start("--sync-on-commit")
        with connect("mongodb://" + self.address) as client:
            client.admin.command("createUser", self.login[0], pwd=self.login[1], roles=self._roles)
        self.kill()
        self._has_user = True

    @property
    def running(self):
        return self._process is not None

    def stop(self, number=signal.SIGTERM):
        """End it as an administrator would; that can take it two seconds."""
        if self.running:
            self._process.end(number)
            self._process = None

    def kill(self):
        """End it like a power cut: like a real one, it forgets what it confirmed in the last second, unless
        the client asked for the journal (j)."""
        self.stop(signal.SIGKILL)

    def restart(self):
        """Stop, and start again on the same port with the same data."""
        self.stop()
        self.start()

    def suspend(self):
        """Freeze it: connections stay, nothing is answered. `resume` goes on."""
        self._process.send(signal.SIGSTOP)

    def resume(self):
        self._process.send(signal.SIGCONT)

    # -- use ----------------------------------------------------------------------------------------------

    @property
    def address(self):
        """127.0.0.1:PORT."""
        return "127.0.0.1:%d" % self.port

    @property
    def uri(self):
        """Its address as a URI, with its login."""
        return self.uri_for(*self.login) if self.login else "mongodb://%s/" % self.address

    def uri_for(self, user, password):
        """The URI for somebody else's login, or for a wrong one."""
        return "mongodb://%s:%s@%s/" % (quote(user, safe=""), quote(password, safe=""), self.address)

    def client(self):
        """A pymongo client with its login; use it in a `with`."""
        return connect(self.uri)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()


class MongoDatabase:
    """A database with a name of its own on the server of a URI: `uri`, `name`, and `db`, pymongo's view of it."""

    def __init__(self, uri, client):
        self.uri = uri
        self.name = "telltale_" + uuid.uuid4().hex[:12]
        self.db = client[self.name]

    def documents(self, collection, order=(("_id", 1),)):
        """All documents of a collection, in order."""
        return list(self.db[collection].find().sort(list(order)))


@contextlib.contextmanager
def fresh_database(uri):
    """with fresh_database(uri) as MongoDatabase: it is dropped at the end."""
    with connect(uri) as client:
        database = MongoDatabase(uri, client)
        try:
            yield database
        finally:
            client.drop_database(database.name)
