"""How soon a person who has typed the command sees something."""
import effort
import place
import plant
from program import ROOT
from rawtty import RawTty
from table import Figure

RUNS = 15
PROFILES = 100
LAST = "quit"  # the last word of the bottom row: curses draws from top to bottom


def _until(terminal, *texts):
    """Milliseconds from exec until all the texts have come."""
    with terminal as tty:
        return 1000 * (tty.wait(*texts) - tty.started)


def _profiles():
    """As many kinds of devices as a large plant has: each what the shipped one is, with topics of its own."""
    shipped = (ROOT / "profiles" / "dbx.profile").read_text(encoding="utf-8")
    names = ["kind%03d" % number for number in range(PROFILES)]
    return {name: shipped.replace("profile dbx", "profile " + name).replace("dbx/", name + "/") for name in names}


def measure():
    least = place.compiled("least_curses.c")
    frame, with_profiles, frame_reference, devices, devices_reference = [], [], [], [], []
    with place.broker() as broker:
        for _ in range(effort.amount(RUNS)):
            frame.append(_until(place.dashboard(broker), LAST))
            with_profiles.append(_until(place.dashboard(broker, profiles=_profiles()), LAST))
            frame_reference.append(_until(RawTty([least]), LAST))
            devices.append(_until(place.dashboard(broker), *plant.names()))
            devices_reference.append(_until(RawTty(place.subscriber(broker, "-v")), *plant.names()))
    small = "a curses program of 10 lines"
    return [
        Figure("exec to the first complete frame", "ms", frame, frame_reference, small, 30),
        Figure("  with %d profiles" % PROFILES, "ms", with_profiles, frame_reference, small, 30),
        Figure("exec to all %d devices shown" % plant.DEVICES, "ms", devices, devices_reference,
               "mosquitto_sub prints them all", 1000),
    ]
