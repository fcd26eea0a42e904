"""How soon a key is answered."""
import itertools
import random

import keys
from rawtty import NotSeen

GAP = (0.010, 0.040)    # seconds between two keys
TIMEOUT = 2.0
RIGHT, LEFT = (keys.sequence(name, "xterm-256color", True).encode() for name in ("right", "left"))
ECHOED = itertools.repeat((b"e", "e"))  # for a terminal that echoes


def arrows(names):
    """(key, name of the device that is focused then), from the first device to the last and back, for ever."""
    while True:
        for name in names[1:]:
            yield RIGHT, name
        for name in names[-2::-1]:
            yield LEFT, name


def answers(tty, typed, count, out):
    """Type so many keys at irregular moments; milliseconds until the answer's bytes are there go to `out`.
    `typed`: (key, answer). One that is not answered at all ends it, and counts with its deadline."""
    for key, answer in itertools.islice(typed, count):
        tty.pump(random.uniform(*GAP))
        tty.mark()
        begin = tty.send(key)
        try:
            out.append(1000 * (tty.wait(answer, timeout=TIMEOUT) - begin))
        except NotSeen:
            out.append(1000 * TIMEOUT)
            return  # which answer comes next is not certain any more
