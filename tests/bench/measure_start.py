"""How soon a person who has typed the command sees something."""
import place
import plant
from rawtty import RawTty
from table import Figure

RUNS = 15
LAST = "quit"  # the last word of the bottom row: curses draws from top to bottom


def _until(terminal, *texts):
    """Milliseconds from exec until all the texts have come."""
    with terminal as tty:
        return 1000 * (tty.wait(*texts) - tty.started)


def measure():
    least = place.compiled("least_curses.c")
    frame, frame_reference, devices, devices_reference = [], [], [], []
    with place.broker() as broker:
        for _ in range(RUNS):
            frame.append(_until(place.dashboard(broker), LAST))
            frame_reference.append(_until(RawTty([least]), LAST))
            devices.append(_until(place.dashboard(broker), *plant.names()))
            devices_reference.append(_until(RawTty(place.subscriber(broker, "-v")), *plant.names()))
    return [
        Figure("exec to the first complete frame", "ms", frame, frame_reference, "a curses program of 10 lines", 50),
        Figure("exec to all %d devices shown" % plant.DEVICES, "ms", devices, devices_reference,
               "mosquitto_sub prints them all", 1000),
    ]
