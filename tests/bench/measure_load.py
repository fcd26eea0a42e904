"""An ordinary load: 24 devices with 1,000 messages a second together. CPU, bytes to the terminal, memory."""
import time

import place
import plant
from running import Flood, Quiet, Usage, proportional_mb, resident_mb
from table import Figure

RATE = 1000
ROUNDS, SETTLE, WINDOW = 3, 1.5, 5.0


def _watch(broker, cpu, drawn, resident, proportional):
    with place.dashboard(broker) as tty:
        tty.wait(*plant.names())
        tty.pump(SETTLE)
        usage = Usage(tty.pid)
        drawn.append(tty.pump(WINDOW) / WINDOW / 1000)
        cpu.append(usage.cpu_percent())
        resident.append(resident_mb(tty.pid))
        proportional.append(proportional_mb(tty.pid))


def _subscribe(broker, cpu, resident, proportional):
    with Quiet(place.subscriber(broker)) as subscriber:
        time.sleep(SETTLE)
        usage = Usage(subscriber.pid)
        time.sleep(WINDOW)
        cpu.append(usage.cpu_percent())
        resident.append(resident_mb(subscriber.pid))
        proportional.append(proportional_mb(subscriber.pid))


def measure():
    ours, theirs = ([], [], [], []), ([], [], [])
    with place.broker() as broker, Flood(broker.port, RATE, 600, plant.DEVICES):
        for _ in range(ROUNDS):
            _watch(broker, *ours)
            _subscribe(broker, *theirs)
    cpu, drawn, resident, proportional = ours
    quiet = "mosquitto_sub to /dev/null"
    return [
        Figure("CPU at %d messages a second" % RATE, "%", cpu, theirs[0], quiet),
        Figure("  bytes to the terminal, %dx%d" % (place.SIZE[1], place.SIZE[0]), "kB/s", drawn),
        Figure("  resident memory, %d devices" % plant.DEVICES, "MB", resident, theirs[1], quiet, 15),
        Figure("  its proportional set", "MB", proportional, theirs[2], quiet),
    ]
