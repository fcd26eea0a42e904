"""Devices that do nothing of their own accord: the test decides what they report, and when."""
import json

from program import config_folder

HATCH = ("closed", "opened", "closing", "opening")
LIFT = ("down", "up", "lowering", "raising")
THE_END = b"the end"

# A kind of device of the user's own: quick to time out, with a state that is an alarm, a command that isn't
# asked about and one that the device never confirms.
DOOR_PROFILE = """profile door {
  topic = "door/{device}/state"
  stale-after = 600
  status door {
    states = {"0=shut", "1=open", "9=jammed"}
    alarm = {"jammed"}
  }
  command open { key = "o"  topic = "door/{device}/set"  payload = "open"  expect = "door=open"  within = 1 }
  command ring { key = "r"  topic = "door/{device}/set"  payload = "ring"  confirm = false }
}
"""


def install_profile(home, text, name="test.profile"):
    """Put a profile into the config folder of that HOME; returns its path."""
    folder = config_folder(home) / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


class Device:
    """Something at `prefix`/… that takes orders on `orders`. `client` is an mqtt_client.Client."""

    def __init__(self, client, name, prefix, orders):
        self.client, self.name = client, name
        self.prefix, self.orders_topic = "%s/%s" % (prefix, name), "%s/%s/%s" % (prefix, name, orders)
        client.subscribe(self.orders_topic)

    def wait_order(self):
        """The next order that it gets, as text."""
        return self.client.wait_message(self.orders_topic).payload.decode()

    def all_orders(self, terminal, broker):
        """Every order that it has ever got. Leaves the program first, so that no more can come."""
        terminal.key("ctrl-c")
        assert terminal.wait_exit() == 0
        broker.wait_log("Client telltale-")     # … disconnected
        self.client.publish(self.orders_topic, THE_END)
        while self.client.wait_message(self.orders_topic).payload != THE_END:
            pass
        got = [message for message in self.client.messages if message.topic == self.orders_topic]
        assert not any(message.retain for message in got)
        return [message.payload.decode() for message in got[:-1]]


class Box(Device):
    """A DBX drone box."""

    def __init__(self, client, name="dbx-01"):
        super().__init__(client, name, "dbx", "do")

    def report(self, hatch="closed", lift="down", retain=False, **more):
        self.client.publish(self.prefix + "/status", status(hatch, lift, **more), retain=retain)

    def alive(self, word, retain=False):
        self.client.publish(self.prefix + "/alive", word, retain=retain)

    def wait_order(self):
        """The name of the command in the next order."""
        return json.loads(super().wait_order())["command"]


class Door(Device):
    """What DOOR_PROFILE describes."""

    def __init__(self, client, name="front"):
        super().__init__(client, name, "door", "set")

    def report(self, state):
        self.client.publish(self.prefix + "/state", state)


def status(hatch="closed", lift="down", **more):
    """The payload with which a box reports its state."""
    return json.dumps({"hatch_status": HATCH.index(hatch), "lift_status": LIFT.index(lift), **more})
