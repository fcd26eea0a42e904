"""Free ports on the loopback address.

Below the range from which the kernel takes ports for outgoing connections (from 32768 on): no client, of this
or of another test, can sit on a broker's port while that broker is down, nor connect to itself.
"""
import random
import socket

RANGE = range(20000, 32000)


def bind_free(attempts=50):
    """A socket bound to a free port, not listening yet."""
    for _ in range(attempts):
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", random.choice(RANGE)))
            return bound
        except OSError:
            bound.close()
    raise AssertionError("no free port found in %s" % RANGE)


def free_port():
    """A port that was free a moment ago."""
    with bind_free() as bound:
        return bound.getsockname()[1]
