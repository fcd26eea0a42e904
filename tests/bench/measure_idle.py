"""What it costs when nothing happens: connected, all devices silent."""
import place
import plant
from running import Quiet, Usage
from table import Figure
from wire import Publisher, packet

SILENT = 20.0            # seconds before the first look
WINDOWS, WINDOW = 4, 5.0


def measure():
    ours, theirs, drawn = ([], []), ([], []), []
    with place.broker() as broker, Publisher(broker.port) as publisher, \
            Quiet(place.subscriber(broker)) as subscriber, place.dashboard(broker) as tty:
        tty.wait(*plant.names())
        for number in range(10):
            publisher.send(b"".join(packet(plant.topic(name), plant.payload(number)) for name in plant.names()))
            tty.pump(0.1)
        tty.pump(SILENT)
        for _ in range(WINDOWS):
            usages = Usage(tty.pid), Usage(subscriber.pid)
            drawn.append(tty.pump(WINDOW) / WINDOW)
            for usage, (cpu, wakeups) in zip(usages, (ours, theirs)):
                cpu.append(usage.cpu_percent())
                wakeups.append(usage.wakeups_per_second())
    beside = "mosquitto_sub, at the same time"
    return [
        Figure("idle CPU, %d silent devices" % plant.DEVICES, "%", ours[0], theirs[0], beside, 0.5, digits=2),
        Figure("  wake-ups", "/s", ours[1], theirs[1], beside),
        Figure("  bytes to the terminal", "B/s", drawn, digits=0),
    ]
