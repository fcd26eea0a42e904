"""Many devices, many topics: every one can be reached."""
import re

import pytest

from scenery import Scenery

DEVICES, TOPICS = 500, 10000


def scene(devices, topics):
    """A recording in which so many devices say something on so many topics together, in ten seconds."""
    recording = Scenery().head(name="crowd", max_topics=100000, max_devices=10000)
    recording.link(0, "up")
    for number in range(topics):
        name = "m-%04d" % (number % devices)
        topic = "plant/%s/s-%02d" % (name, number // devices)
        recording.message(1 + 9 * number / topics, topic, number % 97 + 0.5, "plant/" + name)
    return recording.end(11, messages=topics)


@pytest.fixture
def crowd(telltale, tmp_path):
    def start(devices, topics, size=(24, 80)):
        path = scene(devices, topics).save(tmp_path / "crowd.bson")
        terminal = telltale("replay", "--speed", "max", path, size=size)
        terminal.wait_for("%d devices" % devices)
        return terminal
    return start


def test_500_devices(crowd):
    terminal = crowd(DEVICES, DEVICES)
    terminal.wait_for("m-0000")
    for _ in range(10):
        terminal.key("pgdn")
    terminal.wait_gone("m-0000")
    terminal.key("tab")
    terminal.send("/m-0499\r")
    terminal.wait_for(re.compile(r"m-0499.*1 of 500", re.DOTALL))
    terminal.wait_gone("m-0498")
    terminal.key("esc")
    terminal.wait_for("m-0498")


def test_10000_topics(crowd):
    terminal = crowd(100, TOPICS, size=(40, 120))
    terminal.key("2")
    terminal.wait_for(re.compile(r"plant.*10 ?000"))
