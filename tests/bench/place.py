"""Where everything is: the programs, and a broker with the plant's devices on it."""
import contextlib
import fcntl
import os
import subprocess
import tempfile

import plant
from broker import Broker, tool
from mongo import MongoServer
from program import TELLTALE
from rawtty import RawTty, SIZE
from wire import Publisher, packet

SLOWLY = 30.0               # seconds that a screen may take to be drawn anew, with --slow
MEGABYTE = bytes(1 << 20)
EXTRA = "sys_interval 1\n"  # the broker's own counts, every second


@contextlib.contextmanager
def broker(devices=plant.DEVICES):
    """A mosquitto that has a retained message of each device."""
    with tempfile.TemporaryDirectory(prefix="telltale-bench-") as folder, Broker(folder, extra=EXTRA) as running:
        with Publisher(running.port) as publisher:
            for name in plant.names(devices):
                publisher.send(packet(plant.topic(name), plant.payload(), retain=True))
            publisher.settle()
        yield running


def dashboard(running, *arguments, size=SIZE, profiles=None):
    """telltale, just started on that broker."""
    return RawTty([TELLTALE, "-h", "127.0.0.1", "-p", str(running.port), *arguments], size, profiles=profiles)


def start_recording(tty, path):
    """Has a dashboard record into that file, as a user does."""
    tty.look(b"R", "record to:", SLOWLY)
    tty.look(b"\x15%s\r" % os.fsencode(path), r"\A.* REC 00:", SLOWLY)


def stop_recording(tty, timeout=10):
    """Returns when the file is whole."""
    tty.look(b"R", r"\n recorded ", timeout)


def subscriber(running, *arguments):
    """The command line of mosquitto_sub on that broker."""
    return [tool("mosquitto_sub"), "-h", "127.0.0.1", "-p", str(running.port), "-t", "#", *arguments]


def compiled(source):
    """A C program of this folder, made with cc in the build folder."""
    folder = os.path.join(os.path.dirname(TELLTALE), "bench")
    program = os.path.join(folder, os.path.splitext(source)[0])
    os.makedirs(folder, exist_ok=True)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "ncursesw"], check=True, capture_output=True,
                           text=True).stdout.split()
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), source)
    subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", program, source, *flags], check=True)
    return program


def built(name):
    """A program of this folder that belongs to the build: see EXTRA_PROGRAMS in Makefile.am."""
    folder = os.path.dirname(TELLTALE)
    with open(os.path.join(folder, ".bench-lock"), "wb") as lock:  # tests run side by side
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "-s", "-C", folder, "tests/bench/" + name], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    return os.path.join(folder, "tests", "bench", name)


def has_tls():
    """Whether the build's playsbroker speaks TLS."""
    with open(os.path.join(os.path.dirname(TELLTALE), "config.h"), encoding="utf-8") as config:
        return "#define HAVE_OPENSSL 1" in config.read()


def mongo_tool(name):
    """One of MongoDB's own tools, which ./dev bench builds."""
    return os.path.join(os.environ["MONGO_TOOLS"], name)


@contextlib.contextmanager
def mongo_server(folder):
    """A MongoDB-speaking server with its files in a folder."""
    server = MongoServer(os.path.join(folder, "server")).start()
    try:
        yield server
    finally:
        server.kill()


def dropped(running):
    """How many messages the broker itself has dropped since its start: as it said at most a second ago."""
    with running.client() as client:
        client.subscribe("$SYS/broker/publish/messages/dropped")
        return int(client.wait_message("$SYS/#").payload)


def pid_of(running):
    """The broker's process, to read its CPU time."""
    return running._process.pid


def warm(folder, size):
    """Writes so many bytes and removes them again. What a virtual machine hasn't used for a few seconds its host may have
    taken from it, and a file in memory would pay for getting it back."""
    path = os.path.join(folder, "warm")
    with open(path, "wb") as file:
        for _ in range(size // len(MEGABYTE)):
            file.write(MEGABYTE)
    os.remove(path)


def in_memory():
    """A folder of a file system in memory, so that no disk is what is measured; None: there is none."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
