"""Publishes evenly: flood.py PORT RATE SECONDS [DEVICES].

Prints "started" once connected, and at the end, when the broker has read everything, how many messages it sent
in how many seconds. It is a process of its own so that its work is not the measuring one's. Batches are made
beforehand and sent every millisecond; when the broker falls behind, it sends later but not less.
"""
import json
import sys
import time

import plant
from wire import Publisher, packet

VARIANTS = 160  # messages of a device until they repeat


def batches(rate, devices):
    """(batches, messages in each, seconds from one to the next)."""
    names = plant.names(devices)
    messages = [packet(plant.topic(name), plant.payload(number)) for number in range(VARIANTS) for name in names]
    size = max(1, round(rate / 1000))
    messages *= size  # so that it is a multiple of the batch
    return [b"".join(messages[at:at + size]) for at in range(0, len(messages), size)], size, size / rate


def main(port, rate, seconds, devices):
    ready, size, interval = batches(rate, devices)
    total = round(seconds / interval)
    with Publisher(port) as publisher:
        print("started", flush=True)
        begin = time.monotonic()
        for sent in range(total):
            early = begin + sent * interval - time.monotonic()
            if early > 0:
                time.sleep(early)
            publisher.send(ready[sent % len(ready)])
        publisher.settle()
        print(json.dumps({"sent": total * size, "seconds": time.monotonic() - begin}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]),
         int(sys.argv[4]) if len(sys.argv) > 4 else plant.DEVICES)
