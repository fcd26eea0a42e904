"""Fixtures of the screen tests.

TELLTALE names the program (default: build/telltale in this tree), TELLTALE_SLOW stretches all deadlines.
MONGO_TOOLS names the folder of MongoDB's tools (default: build/mongo-tools in this tree); MONGODB_URI a server
with which the tests of `mongo_server` run once more, each in a database of its own that it drops.
Everything that a test writes is in its own folder, every port is its own: pytest -n 4 is safe.
"""
import os
import re
import signal
import subprocess

import pytest

import mongo_tools as database_tools
from box import Box
from broker import Broker
from certificates import Authority
from deadline import SLOW, patience
from fakebroker import FakeBroker
from mongo import MongoServer, fresh_database, missing_server
from program import TELLTALE, config_folder
from terminal import Terminal, clean_environment

SANITIZER = re.compile(rb"(ERROR|WARNING): \w+Sanitizer|: runtime error: ")


def pytest_collection_modifyitems(config, items):
    """pytest-timeout's limit, stretched like every other deadline."""
    limit = float(config.getini("timeout")) * SLOW
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(limit))


@pytest.fixture
def home(tmp_path):
    """The HOME of every program that the test starts; its config is in home/.config/telltale."""
    folder = tmp_path / "home"
    config_folder(folder).mkdir(parents=True)
    return folder


@pytest.fixture
def run(home):
    """run(argv, **Terminal options) -> Terminal, for any program. At the end of the test it has to obey
    SIGHUP, leave no process behind, and have printed nothing from a sanitizer."""
    terminals = []

    def start(argv, **options):
        terminals.append(Terminal(argv, **{"home": home, **options}))
        return terminals[-1]

    yield start
    left = {}
    for terminal in terminals:
        left.update(terminal.close())
    assert not left, "left running: %s" % left
    for terminal in terminals:
        assert not SANITIZER.search(terminal.raw), terminal.raw.decode(errors="replace")


@pytest.fixture
def telltale(run):
    """telltale("-h", "127.0.0.1", …, size=(24, 80), env={}, term="xterm-256color") -> Terminal."""
    return lambda *arguments, **options: run([TELLTALE, *arguments], **options)


@pytest.fixture
def watch(telltale):
    """watch(broker, *arguments, **Terminal options) -> Terminal with the dashboard on that Broker or FakeBroker,
    which has subscribed: whatever is published from here on arrives."""
    def start(broker, *arguments, **options):
        since = len(getattr(broker, "log", ()))
        terminal = telltale("-h", "127.0.0.1", "-p", str(broker.port), *arguments, **options)
        filters = [value for option, value in zip(arguments, arguments[1:]) if option == "-t"]
        try:
            for topic_filter in filters or ["#"]:
                broker.wait_subscribed(topic_filter, since=since)
        except AssertionError as error:
            raise AssertionError("%s\n%s" % (error, terminal.drawing())) from error
        return terminal

    return start


@pytest.fixture
def command(home):
    """command("check", …, env={}) -> subprocess.CompletedProcess of telltale without any terminal; with text."""
    def call(*arguments, env=None, **options):
        return subprocess.run([TELLTALE, *map(str, arguments)], env=clean_environment(home, "xterm", env),
                              cwd=str(home), start_new_session=True, stdin=subprocess.DEVNULL, timeout=patience(30),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", **options)

    return call


@pytest.fixture
def shell(run):
    """shell() -> Terminal with an interactive bash, $TELLTALE set: for job control and for what stands after
    the end. Its prompt is "ready> ". At the end it is killed: a SIGHUP that comes just before bash waits for a
    key is only noticed with that key."""
    def start(**options):
        env = {"PS1": "ready> ", "TELLTALE": TELLTALE, **options.pop("env", {})}
        terminal = run(["bash", "--norc", "--noprofile", "-i"], env=env, ending=signal.SIGKILL, **options)
        terminal.wait_for("ready>")
        return terminal

    return start


@pytest.fixture
def make_broker(tmp_path):
    """make_broker(**Broker options) -> a started mosquitto; it is gone at the end of the test."""
    brokers = []

    def start(**options):
        brokers.append(Broker(tmp_path / ("broker-%d" % len(brokers)), **options))
        return brokers[-1].start()

    yield start
    for each in brokers:
        each.kill()


@pytest.fixture
def broker(make_broker):
    """A started mosquitto that lets everybody in."""
    return make_broker()


@pytest.fixture
def client(broker):
    """A client of the broker."""
    with broker.client() as connected:
        yield connected


@pytest.fixture
def box(client):
    """A box of that client, which reports what the test lets it."""
    return Box(client)


@pytest.fixture
def make_fake_broker():
    """make_fake_broker(**FakeBroker options) -> a running fake."""
    fakes = []

    def start(**options):
        fakes.append(FakeBroker(**options))
        return fakes[-1]

    yield start
    for fake in fakes:
        fake.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """The session's certificate authority; authority.issue(name) makes client certificates."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server_certificate(authority):
    """(certificate, key) of a broker at localhost and 127.0.0.1: make_broker(tls=(authority, this))."""
    return authority.issue("server")


def need(missing):
    """Skip the test if something is missing that not every machine has; in CI ./dev counts that as a failure."""
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def mongo_tools():
    """The module mongo_tools, once its programs are there."""
    need(database_tools.missing_tools())
    return database_tools


@pytest.fixture
def make_mongo_server(tmp_path):
    """make_mongo_server(**MongoServer options) -> a started one; it is gone at the end of the test."""
    need(missing_server())
    servers = []

    def start(**options):
        servers.append(MongoServer(tmp_path / ("mongo-%d" % len(servers)), **options))
        return servers[-1].start()

    yield start
    for each in servers:
        each.kill()


@pytest.fixture(scope="session")
def shared_mongo_server(tmp_path_factory):
    """A started MongoServer of all tests: they leave it running, and to themselves only the names they made up."""
    need(missing_server())
    with MongoServer(tmp_path_factory.mktemp("mongo")) as server:
        yield server


@pytest.fixture(params=["secantus", *(["MONGODB_URI"] if os.environ.get("MONGODB_URI") else [])])
def mongo_server(request):
    """A MongoDatabase: an empty database of the test's own, on a server that lets everybody in; and once more on
    that of MONGODB_URI."""
    uri = os.environ.get(request.param) or request.getfixturevalue("shared_mongo_server").uri
    with fresh_database(uri) as database:
        yield database
