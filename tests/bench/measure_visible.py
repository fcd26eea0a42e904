"""How soon a new device is on the screen of a dashboard that is already watching others."""
import itertools
import random
import time

import place
import plant
from running import Flood
from rawtty import RawTty
from table import Figure
from wire import Publisher, packet

ROUNDS, DEVICES_A_ROUND = 4, 6
BACKGROUND = 48   # messages a second of the other devices
SIZE = (80, 160)  # room for them and for the new ones


def _round(tty, publisher, fresh):
    """Milliseconds from a publication to the name of the device, several times."""
    times = []
    with tty:
        tty.wait(*plant.names())
        for _ in range(DEVICES_A_ROUND):
            name = "new-%02d" % next(fresh)
            message = packet(plant.topic(name), plant.payload())
            tty.pump(random.uniform(0.15, 0.25))  # so that it meets any moment between two frames
            tty.mark()
            begin = time.monotonic()
            publisher.send(message)
            times.append(1000 * (tty.wait(name) - begin))
    return times


def measure():
    shown, printed, fresh = [], [], itertools.count()
    with place.broker() as broker, Publisher(broker.port) as publisher, \
            Flood(broker.port, BACKGROUND, 600, plant.DEVICES):
        for _ in range(ROUNDS):
            shown += _round(place.dashboard(broker, size=SIZE), publisher, fresh)
            printed += _round(RawTty(place.subscriber(broker, "-v")), publisher, fresh)
    return [Figure("message to the new device's pane", "ms", shown, printed, "mosquitto_sub prints it", 200)]
