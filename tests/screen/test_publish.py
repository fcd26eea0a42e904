"""`telltale replay --publish`: what a recording holds arrives at a broker as it was, and when it is due."""
import re
import signal
from datetime import timedelta
from types import SimpleNamespace

import pytest
from bson.binary import Binary
from paho.mqtt.subscribeoptions import SubscribeOptions

from logged import LoggedProcess
from ports import free_port
from program import TELLTALE, config_folder
from recordings import BEGIN, Recording
from terminal import clean_environment

def message(topic, payload=b"", seconds=0.0, qos=0, retain=False, props=None, device=None):
    """A recorded message, so many seconds after the beginning, as the bytes of its document."""
    fields = {**({"retain": True} if retain else {}), **({"props": props} if props else {})}
    return Recording().add("message", seconds, device, topic, qos=qos, **fields, payload=Binary(payload)).bytes


@pytest.fixture
def tape(tmp_path):
    """tape(documents, profiles=((name, text), …)) -> the path of a recording that holds them."""
    def write(documents, profiles=()):
        recording = Recording().head(profiles=profiles)
        return recording.append(b"".join(documents)).save(tmp_path / "tape.bson")

    return write


@pytest.fixture
def publish(command):
    """publish(broker, path, *arguments) -> the ended run."""
    def call(broker, path, *arguments, **options):
        return command("replay", "--publish", path, "-h", "127.0.0.1", "-p", broker.port, *arguments, **options)

    return call


class Run(LoggedProcess):
    """A run whose exit code is `code`; None while it goes on."""

    @property
    def code(self):
        return self._process.returncode


@pytest.fixture
def publishing(home):
    """publishing(broker, path, *arguments) -> a Run."""
    running = []

    def start(broker, path, *arguments):
        argv = [TELLTALE, "replay", "--publish", str(path), "-h", "127.0.0.1", "-p", str(broker.port), *arguments]
        running.append(Run(argv, env=clean_environment(home, "xterm", None), cwd=str(home)))
        return running[-1]

    yield start
    for process in running:
        if process.code is None:
            process.end(signal.SIGKILL)


@pytest.fixture
def broker(make_broker):
    """One that drops nothing that a client is slow to take."""
    return make_broker(extra="max_queued_messages 0\n")


@pytest.fixture
def observer(broker):
    """A client that sees QoS and retain as they were published."""
    with broker.client() as client:
        client.subscribe(("#", SubscribeOptions(qos=2, retainAsPublished=True)), 0)
        yield client


def seen(client, count):
    """The next `count` messages."""
    return [client.wait_message(timeout=20) for _ in range(count)]


def properties_of(received):
    """What a message of MQTT 5 has beside topic and payload, as the recordings name it."""
    names = {"PayloadFormatIndicator": "payload_format", "MessageExpiryInterval": "expiry", "ContentType": "content_type",
             "ResponseTopic": "response_topic", "CorrelationData": "correlation", "UserProperty": "user"}
    return {name: getattr(received.properties, attribute) for attribute, name in names.items()
            if hasattr(received.properties, attribute)}


# -- as it was --------------------------------------------------------------------------------------------


def test_bytes_qos_and_retain(tape, publish, broker, observer):
    sent = [("a/b", b'{"x": 1.0}', 0, False), ("a/b", b"", 1, False), ("a/\u00e4", bytes(range(256)), 2, False),
            ("kept", b"\xff\x00", 1, True), ("kept/too", b"on", 0, True), ("/", b" 1 ", 2, True)]
    path = tape([message(topic, payload, 0, qos, retain) for topic, payload, qos, retain in sent])
    ended = publish(broker, path)
    assert ended.returncode == 0, ended.stderr
    received = [(m.topic, m.payload, m.qos, m.retain) for m in seen(observer, len(sent))]
    for qos in range(3):        # one QoS may overtake another
        assert [one for one in received if one[2] == qos] == [one for one in sent if one[2] == qos]
    assert "telltale: sent 6 messages (273 B)" in ended.stderr
    with broker.client() as later:      # the broker has kept what was retained, and only that
        later.subscribe("#")
        assert {later.wait_message().topic for _ in range(3)} == {"kept", "kept/too", "/"}


def test_properties(tape, publish, broker, observer):
    full = {"payload_format": 1, "expiry": 4000, "content_type": "text/plain", "response_topic": "answers/1",
            "correlation": b"\x00\xff", "user": [("b", "1"), ("a", ""), ("b", "2")]}
    some = {"content_type": "", "user": [["\u00e4", "\U0001f6a2"]]}
    documents = [message("full", b"x", 0, 1, props={**full, "user": [list(pair) for pair in full["user"]]}),
                 message("some", b"y", 0, 0, props=some), message("none", b"z", 0, 2)]
    ended = publish(broker, tape(documents), "-V", "5")
    assert ended.returncode == 0, ended.stderr
    received = [properties_of(m) for m in seen(observer, 3)]
    assert received[0].pop("expiry") in (3999, 4000)
    full.pop("expiry")
    assert received == [full, {"content_type": "", "user": [("\u00e4", "\U0001f6a2")]}, {}]


def test_empty_properties(tape, publish, broker, observer):
    """libmosquitto before 2.1 crashes on an empty content type at QoS 1 and 2."""
    path = tape([message("n", b"%d" % i, 0, 1, props={"content_type": "", "user": [["", ""]]}) for i in range(2)])
    ended = publish(broker, path, "-V", "5")
    assert ended.returncode == 0, ended.stderr
    for received in seen(observer, 2):
        assert properties_of(received) in ({"user": [("", "")]}, {"content_type": "", "user": [("", "")]})
    assert ("2 messages sent without an empty content type" in ended.stderr) == ("content_type" not in
                                                                                 properties_of(received))


def test_properties_need_mqtt_5(tape, publish, broker, observer):
    path = tape([message("a", b"1", 0, 1, props={"content_type": "text/plain"}) for _ in range(2)])
    ended = publish(broker, path)
    assert ended.returncode == 0, ended.stderr
    assert [(m.payload, properties_of(m)) for m in seen(observer, 2)] == [(b"1", {})] * 2
    assert ended.stderr.count("older MQTT; -V 5 sends them") == 1
    assert "2 messages sent without MQTT 5 properties" in ended.stderr


@pytest.mark.parametrize("qos, version", [(0, "311"), (1, "311"), (2, "311"), (1, "5"), (2, "5")])
def test_order_of_many(tape, publish, broker, observer, qos, version):
    path = tape([message("n/%d" % (i % 7), b"%d" % i, i / 1e6, qos) for i in range(3000)])
    ended = publish(broker, path, "--speed", "max", "-V", version)
    assert ended.returncode == 0, ended.stderr
    assert [m.payload for m in seen(observer, 3000)] == [b"%d" % i for i in range(3000)]


def test_a_large_one(tape, publish, broker, observer):
    piece = bytes(range(256)) * (48 << 10)
    big = Recording().divided(1, "big", piece, piece).bytes
    ended = publish(broker, tape([big, message("behind", b"it", 1, 1)]), "--speed", "10")
    assert ended.returncode == 0, ended.stderr
    first, second = seen(observer, 2)
    assert (first.topic, len(first.payload), first.payload == 2 * piece) == ("big", 2 * len(piece), True)
    assert (second.topic, second.payload) == ("behind", b"it")
    assert "sent 2 messages" in ended.stderr


def test_over_tls(tape, publish, make_broker, authority, server_certificate):
    broker = make_broker(tls=(authority, server_certificate))
    path = tape([message("n", b"%d" % i, i / 1e4, 1) for i in range(300)] + [message("n", b"x" * 3_000_000, 1, 1)])
    with broker.client() as client:
        client.subscribe("#", 2)
        ended = publish(broker, path, "--cafile", authority.cert)
        assert ended.returncode == 0, ended.stderr
        assert [m.payload for m in seen(client, 300)] == [b"%d" % i for i in range(300)]
        large = client.wait_message(timeout=20).payload
        assert (len(large), large == b"x" * 3_000_000) == (3_000_000, True)


# -- when it is due ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed, factor", [("1", 1), ("1000", 1000), ("0.5", 0.5)])
def test_speed(tape, publish, broker, observer, speed, factor):
    """Never earlier than 0.98 s. At 1000 times the speed not much later either: those are 16 minutes of a recording.
    How much later depends on the machine; how late it says to be is what test_schedule and test_lateness are about."""
    path = tape([message("n", b"", i / 50 * factor) for i in range(50)])
    ended = publish(broker, path, "--speed", speed)
    assert ended.returncode == 0, ended.stderr
    seen(observer, 50)
    took = re.search(r"sent 50 messages .* in ([\d.]+) (m?s)\b", ended.stderr)
    assert float(took[1]) * (1 if took[2] == "s" else 0.001) >= 0.97, ended.stderr
    assert re.search(r"late by [\d.]+ m?s \(half of them\), [\d.]+ m?s \(99 of 100\)", ended.stderr), ended.stderr


def test_as_fast_as_it_can(tape, publish, broker, observer):
    ended = publish(broker, tape([message("n", b"", i * 1000) for i in range(50)]), "--speed", "max")
    assert ended.returncode == 0, ended.stderr
    seen(observer, 50)
    assert "late" not in ended.stderr


def test_no_pause_is_longer(tape, publish, broker, observer):
    ended = publish(broker, tape([message("n", b"%d" % i, i * 1000) for i in range(5)]), "--idle-limit", "20ms")
    assert ended.returncode == 0, ended.stderr
    assert [m.payload for m in seen(observer, 5)] == [b"%d" % i for i in range(5)]


def test_says_when_it_falls_behind(tape, publish, broker):
    ended = publish(broker, tape([message("n", b"x" * 1000, 0.001) * 300_000]))
    assert ended.returncode == 0, ended.stderr
    assert re.search(r"telltale: [\d.]+ m?s behind the schedule \(sending \d[\d ]* msg/s\)", ended.stderr)
    assert "sent 300 000 messages" in ended.stderr
    late = re.search(r"by more than 100 ms: ([\d ]+)", ended.stderr)
    assert int(late[1].replace(" ", "")) > 1000


def test_progress(tape, telltale, broker):
    path = tape([message("n", b"x", i / 10) for i in range(36000)])
    arguments = ("replay", "--publish", str(path), "-h", "127.0.0.1", "-p", str(broker.port))
    terminal = telltale(*arguments, size=(5, 80))
    terminal.wait_for("sending")
    assert "of 59 min 59 s" in terminal.drawing()
    quiet = telltale(*arguments, "--quiet")
    broker.wait_log("telltale-")
    assert "sending" not in quiet.drawing()


# -- which ones -------------------------------------------------------------------------------------------


def test_prefix(tape, publish, broker, observer):
    path = tape([message("a/b", b"1"), message("/c", b"2"), message("$SYS/broker/uptime", b"3 seconds")])
    ended = publish(broker, path, "--prefix", "replay/")
    assert ended.returncode == 0, ended.stderr
    assert [m.topic for m in seen(observer, 3)] == ["replay/a/b", "replay//c", "replay/$SYS/broker/uptime"]


def test_topics_of_the_broker_itself(tape, publish, broker, observer):
    ended = publish(broker, tape([message("$SYS/broker/uptime", b"3 seconds"), message("a", b"1")]))
    assert ended.returncode == 0, ended.stderr
    assert observer.wait_message().topic == "a"
    assert "left out: 1 message on the broker's own topics ($SYS/)" in ended.stderr


def test_filters_and_device(tape, publish, broker, observer):
    path = tape([message(topic, b"", 0, 1, device=device)
                 for device in ("one", "two") for topic in ("a/x", "a/y", "b/x", "c")])
    assert publish(broker, path, "-t", "a/+", "-t", "c").returncode == 0
    assert [m.topic for m in seen(observer, 6)] == ["a/x", "a/y", "c"] * 2
    assert publish(broker, path, "--device", "two", "-t", "#").returncode == 0
    assert [m.topic for m in seen(observer, 4)] == ["a/x", "a/y", "b/x", "c"]
    assert [m.topic for m in observer.messages[10:]] == []


def test_a_part_of_it(tape, publish, broker, observer):
    path = tape([message("n", b"%d" % i, i, 1) for i in range(10)])
    ended = publish(broker, path, "--from", "+3s", "--to", "+6s", "--speed", "100")
    assert ended.returncode == 0, ended.stderr
    assert [m.payload for m in seen(observer, 4)] == [b"3", b"4", b"5", b"6"]
    assert "sent 4 messages" in ended.stderr


def test_several_files(tape, publish, broker, observer, command):
    first = tape([message("n", b"1")])
    second = Recording(BEGIN + timedelta(seconds=1)).head(session="f" * 24).append(message("n", b"2"))
    second = second.save(first.with_name("later.bson"))
    ended = command("replay", "--publish", second, first, "-h", "127.0.0.1", "-p", broker.port, "--speed", "50")
    assert ended.returncode == 0, ended.stderr
    assert [m.payload for m in seen(observer, 2)] == [b"1", b"2"]


def test_again_and_again(tape, publishing, broker, observer):
    process = publishing(broker, tape([message("n", b"%d" % i, i / 1000) for i in range(10)]), "--loop", "--speed", "5")
    assert [m.payload for m in seen(observer, 35)] == [b"%d" % (i % 10) for i in range(35)]
    process.end(signal.SIGINT)
    assert process.code == 0
    assert process.story().startswith("telltale: sent ")


def test_nothing_to_send(tape, publish, broker):
    path = tape([message("a", b"1")])
    for arguments in (("-t", "b"), ("-t", "b", "--loop"), ("--device", "x")):
        ended = publish(broker, path, *arguments)
        assert ended.returncode == 1
        assert "nothing was sent" in ended.stderr


# -- commands ---------------------------------------------------------------------------------------------

LIFT = """
profile gate { topic = "gate/{device}/state"  status door { from = "door"  states = { "0=closed", "1=open" } }
  command open { topic = "gate/{device}/please"  payload = "open" } }
"""


def test_commands_are_left_out(tape, publish, broker, observer):
    orders = ["dbx/dbx-01/do", "zigbee2mqtt/lamp/set", "cmnd/plug/POWER"]
    path = tape([message(topic, b"", 0, 1) for topic in [*orders, *orders, "dbx/dbx-01/status"]])
    ended = publish(broker, path)
    assert ended.returncode == 0, ended.stderr
    assert observer.wait_message().topic == "dbx/dbx-01/status"
    for topic in orders:
        assert ended.stderr.count("left out: '%s' is a topic of commands" % topic) == 1
    assert "left out: 6 messages on 3 topics of commands; --with-commands sends them" in ended.stderr
    assert len(observer.messages) == 1


def test_commands_if_wanted(tape, publish, broker, observer):
    ended = publish(broker, tape([message("dbx/dbx-01/do", b"{}", 0, 1)]), "--with-commands")
    assert ended.returncode == 0, ended.stderr
    assert observer.wait_message().topic == "dbx/dbx-01/do"
    assert "left out" not in ended.stderr


def test_commands_of_the_recording_s_profile(tape, publish, broker):
    path = tape([message("gate/north/please", b"open")], profiles=[("gate", LIFT)])
    ended = publish(broker, path)
    assert ended.returncode == 1
    assert "left out: 'gate/north/please' is a topic of commands" in ended.stderr


def test_commands_of_the_user_s_profile(tape, publish, broker, home):
    (config_folder(home) / "profiles").mkdir()
    (config_folder(home) / "profiles" / "gate.profile").write_text(LIFT)
    ended = publish(broker, tape([message("gate/north/please", b"open")]))
    assert ended.returncode == 1
    assert "left out: 'gate/north/please' is a topic of commands" in ended.stderr


def test_a_prefix_makes_no_command_of_it(tape, publish, broker):
    ended = publish(broker, tape([message("plug/POWER", b"ON")]), "--prefix", "cmnd/")
    assert ended.returncode == 1
    assert "is a topic of commands" in ended.stderr


def test_many_topics_of_commands(tape, publish, broker):
    ended = publish(broker, tape([message("cmnd/%d/POWER" % i, b"ON") for i in range(50)] + [message("a", b"1")]))
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("is a topic of commands") == 10
    assert "left out: 50 messages on 50 topics of commands" in ended.stderr


def test_profiles_that_can_t_be_read(tape, publish, broker, observer):
    """Then nobody knows which topics move something."""
    path = tape([message("a", b"1")], profiles=[("x", "profile x {")])
    ended = publish(broker, path)
    assert ended.returncode == 2
    assert "so only --with-commands sends it" in ended.stderr
    assert publish(broker, path, "--with-commands").returncode == 0
    assert observer.wait_message().topic == "a"


# -- what can't be sent -----------------------------------------------------------------------------------


def test_messages_that_mqtt_does_not_allow(tape, publish, broker, observer):
    path = tape([message("a/#", b"1"), message("", b"2"), message("a\x01", b"3"), message("good", b"4"),
                 message("props", b"5", props={"response_topic": "+"})])
    ended = publish(broker, path, "-V", "5")
    assert ended.returncode == 1
    assert observer.wait_message().topic == "good"
    assert "4 messages can't be sent: its topic is none that MQTT allows" in ended.stderr


@pytest.mark.parametrize("version", ["5"])
def test_the_broker_refuses_some(tape, publish, make_broker, version):
    broker = make_broker(acl="topic write allowed/#\ntopic read #\n")
    path = tape([message(topic, b"", 0, 1) for topic in ("allowed/a", "denied/a", "denied/b", "allowed/b")])
    ended = publish(broker, path, "-V", version)
    assert ended.returncode == 1
    assert "the broker refused 2 messages: not authorised" in ended.stderr


def test_damage_is_left_out(tape, publish, broker, observer):
    path = tape([message("a", b"1"), b"\x10\x00\x00\x00broken!", message("b", b"2"), message("c", b"3")[:-9]])
    ended = publish(broker, path)
    assert ended.returncode == 0, ended.stderr
    assert [m.topic for m in seen(observer, 2)] == ["a", "b"]
    assert ", 11 bytes: bytes that are no document: left out" in ended.stderr
    assert "bytes: a document that is cut off: left out" in ended.stderr


def test_a_message_of_which_a_piece_is_missing(tape, publish, broker, observer):
    path = tape([Recording().divided(0, "big", b"piece", of=2).bytes, message("behind", b"it")])
    ended = publish(broker, path)
    assert ended.returncode == 0, ended.stderr
    assert observer.wait_message().topic == "behind"
    assert "a message of which pieces are missing: left out" in ended.stderr


def test_what_later_parts_repeat_is_sent_once(tape, command, broker, observer):
    """Each part begins with how things stood, for those who have only that part."""
    first = tape([message("a", b"1")])
    second = Recording().head(1, part=2).add("message", 0, topic="a", qos=0, earlier=True, payload=Binary(b"1"))
    second.append(message("a", b"2", 1)).save(first.with_name("second.bson"))
    ended = command("replay", "--publish", first, first.with_name("second.bson"), "-h", "127.0.0.1", "-p", broker.port)
    assert ended.returncode == 0, ended.stderr
    assert [m.payload for m in seen(observer, 2)] == [b"1", b"2"]
    assert "sent 2 messages" in ended.stderr


@pytest.mark.parametrize("arguments, says", [
    (("--speed", "0"), "speed: found '0'"), (("--speed", "quick"), "speed: found 'quick'"),
    (("--prefix", "a/#"), "prefix: found 'a/#'"), (("-t", "a#"), "topic: "),
    (("--idle-limit", "x"), "idle-limit: found 'x'"), (("--from", "mark:none"), "from: "),
    (("--from", "+2s", "--to", "+1s"), "to: '+1s' is before '+2s'"),
])
def test_wrong_options(tape, publish, broker, arguments, says):
    ended = publish(broker, tape([message("a", b"1"), message("a", b"2", 2)]), *arguments)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert ended.stderr.count("\n") == 1


# -- the broker -------------------------------------------------------------------------------------------


def test_no_broker(tape, publish):
    ended = publish(SimpleNamespace(port=free_port()), tape([message("a", b"1")]))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "Connection refused" in ended.stderr


def test_a_broker_that_does_not_let_us_in(tape, publish, make_broker):
    ended = publish(make_broker(password=("me", "secret")), tape([message("a", b"1")]))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "the broker refused the connection: not authorised" in ended.stderr


def test_a_signal_ends_it(tape, publishing, broker, observer):
    process = publishing(broker, tape([message("n", b"%d" % i, i / 10, 1) for i in range(1000)]))
    seen(observer, 3)
    process.end(signal.SIGTERM)
    assert process.code == 128 + signal.SIGTERM
    sent = int(re.search(r"sent (\d+) messages", process.story())[1])
    assert sent >= 3
    seen(observer, sent - 3)        # all that it counts has arrived
    assert "has not confirmed" not in process.story()


def test_the_broker_comes_back(tape, publishing, broker):
    process = publishing(broker, tape([message("n", b"%d" % i, i / 100, 1) for i in range(300)]))
    with broker.client() as client:
        client.subscribe("#", 1)
        got = [client.wait_message().payload]
    broker.restart()
    with broker.client() as client:
        client.subscribe("#", 1)
        while got[-1] != b"299":
            got.append(client.wait_message(timeout=20).payload)
    process.reap()
    story = process.story()
    assert process.code == 0, story
    assert "trying again" in story
    assert "sent 300 messages" in story
    away = re.search(r"connected again after ([\d.]+) (m?s)\b", story)
    away = float(away[1]) / (1000 if away[2] == "ms" else 1)
    took = float(re.search(r"in ([\d.]+) s\b", story)[1])
    assert took > 2.99 + away - 0.1, story      # the schedule has waited for the broker: the text has tenths


def test_what_is_unconfirmed_is_sent_again(tape, publishing, make_fake_broker):
    """But for commands: an order that comes late, or twice, may do harm."""
    broker = make_fake_broker(puback=False)
    orders = [("a", 1), ("cmnd/x", 1), ("b", 2), ("c", 0), ("d", 1)]
    process = publishing(broker, tape([message(topic, b"", 0, qos) for topic, qos in orders]), "--with-commands")
    broker.wait(lambda fake: len(fake.published) == 5)
    broker.puback = True
    broker.disconnect()
    process.reap()
    assert [topic for topic, *_ in broker.published] == ["a", "cmnd/x", "b", "c", "d", "a", "b", "d"]
    assert "3 messages sent twice" in process.story()
    assert "1 message of commands not confirmed when the connection was lost" in process.story()
    assert process.code == 1


def test_not_too_many_at_once(tape, publishing, make_fake_broker):
    broker = make_fake_broker(puback=False)
    process = publishing(broker, tape([message("a", b"%d" % i, 0, 2) for i in range(200)]))
    broker.wait(lambda fake: len(fake.published) == 20)
    broker.puback = True
    broker.disconnect()
    process.reap()
    assert process.code == 0, process.story()
    assert len(broker.published) == 220
    assert [payload for _, payload, *_ in broker.published[20:]] == [b"%d" % i for i in range(200)]


def test_a_broker_that_bears_one_at_a_time(tape, publish, make_broker):
    """MQTT 3.1.1 has no way to say so: mosquitto hangs up."""
    broker = make_broker(extra="max_inflight_messages 1\nmax_queued_messages 0\n")
    with broker.client() as client:
        client.subscribe("#", 2)
        ended = publish(broker, tape([message("n", b"%d" % i, 0, 2) for i in range(100)]))
        assert ended.returncode == 0, ended.stderr
        received = {m.payload for m in seen(client, 100)}
    assert received == {b"%d" % i for i in range(100)}


def test_another_client_takes_its_place(tape, publishing, make_fake_broker):
    """They would take it from each other for ever."""
    broker = make_fake_broker()
    process = publishing(broker, tape([message("n", b"%d" % i, i / 10, 1) for i in range(1000)]), "-V", "5")
    broker.wait(lambda fake: len(fake.published) >= 3)
    broker.disconnect(0x8e)
    process.reap()
    assert process.code == 1
    assert re.search(r"another client took the session over.*; to go on from there: --from \+\d+\.\d{3}s",
                     process.story())


def test_it_says_where_to_go_on(tape, publishing, publish, make_fake_broker):
    broker = make_fake_broker()
    path = tape([message("n", b"%d" % i, i / 10, 1) for i in range(20)])
    process = publishing(broker, path)
    broker.wait(lambda fake: len(fake.published) >= 3)
    broker.connack = 5
    broker.disconnect()
    process.reap()
    assert process.code == 1
    position = re.search(r"refused the connection: not authorised; to go on from there: --from (\+[\d.]+s)",
                         process.story())
    assert position, process.story()
    broker.connack = 0
    before = len(broker.published)
    assert publish(broker, path, "--from", position[1], "--speed", "100").returncode == 0
    assert [payload for _, payload, *_ in broker.published[before:]] == [b"%d" % i for i in range(before, 20)]


def test_a_broker_that_says_nothing_more(tape, publishing, make_fake_broker):
    """All is sent, but it never confirms: a signal ends the wait, and what isn't confirmed is said."""
    broker = make_fake_broker(puback=False)
    process = publishing(broker, tape([message("n", b"", 0, 1)]))
    broker.wait(lambda fake: len(fake.published) == 1)
    process.send(signal.SIGINT)
    assert process.wait_log("waiting for the broker"), process.story()
    process.end(signal.SIGINT)
    assert process.code == 128 + signal.SIGINT
    assert "the broker has not confirmed 1 message" in process.story()
