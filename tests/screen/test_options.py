"""Command line and config: what is right works, what is wrong gets one line and exit code 2."""
import pytest

from program import ROOT, config_folder


def write_config(home, text):
    (config_folder(home) / "telltale.conf").write_text(text)


def check_refused(ended, message):
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", "telltale: %s\n" % message)


@pytest.mark.parametrize("arguments, message", [
    (("--nonsense",), "there is no option '--nonsense'; --help lists them"),
    (("--hots", "x"), "there is no option '--hots'; did you mean --host?"),
    (("-Z",), "there is no option '-Z'; --help lists them"),
    (("-p", "99999"), "port: found '99999', expected a number from 0 to 65535"),
    (("-p", "x"), "port: found 'x', expected a number from 0 to 65535"),
    (("-p",), "-p: a value was expected: PORT"),
    (("--port",), "--port: a value was expected: PORT"),
    (("-h", ""), "host: found nothing, expected HOST"),
    (("--read-only=yes",), "--read-only takes no value, found 'yes'"),
    (("-q", "3"), "qos: found '3', expected a number from 0 to 2"),
    (("-V", "mqttv4"), "protocol-version: found 'mqttv4', expected one of: mqttv311 mqttv5 mqttv31 311 5 31"),
    (("--colours", "7"), "colours: found '7', expected one of: auto truecolor 256 16 8 mono"),
    (("-L", "http://host/"), "-L: expected a URL that begins with mqtt:// or mqtts://"),
    (("-b", "home"), None),
    (("dmeo",), "there is no command 'dmeo'; did you mean 'demo'?"),
    (("something",), "'something' is not expected here; --help shows what is"),
    (("simulate", "--rate", "0"), "rate: found '0', expected a number above 0, up to 100000"),
    (("demo", "--devices", "0"), "devices: found '0', expected a number from 1 to 10000"),
    (("demo", "-h", "host"), "there is no option '-h'; --help lists them"),
    (("--theme", "drak"), None),
    (("-t", "a/#/b"), None),
    (("-t", "a+"), None),
    (("--config", "/nowhere.conf"), "/nowhere.conf: No such file or directory"),
])
def test_wrong_arguments(command, arguments, message):
    ended = command(*arguments)
    if message is not None:
        check_refused(ended, message)
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith("telltale: ") and ended.stderr.count("\n") == 1
    assert message or arguments[-1] in ended.stderr


def test_help_and_version(command):
    ended = command("--version")
    version = ended.stdout.split()[1]
    assert ended.returncode == 0 and "AC_INIT([telltale], [%s]" % version in (ROOT / "configure.ac").read_text()
    for arguments in ((), ("demo",), ("simulate",), ("check",)):
        ended = command(*arguments, "--help")
        assert (ended.returncode, ended.stderr) == (0, "")
        assert ended.stdout.startswith(" ".join(("usage: telltale",) + arguments))
    assert all(letter in command("--help").stdout for letter in ("-h, --host", "-t, --topic", "-L, --url", "-P, --pw"))


def test_a_saved_broker(watch, broker, home):
    write_config(home, """# brokers
default-broker = "other"
broker other { host = "127.0.0.1"  port = 1 }
broker home { host = "127.0.0.1"  port = %d  topic = {"dbx/#", "house/#"}  read-only = yes }
""" % broker.port)
    dashboard = watch(broker, "-b", "home", "-t", "dbx/+/status")
    dashboard.wait_for("home mqtt://127.0.0.1:%d" % broker.port)
    dashboard.wait_for("READ-ONLY")
    dashboard.wait_for("No message yet on 'dbx/+/status'")      # the command line outweighs the config


def test_the_default_broker(telltale, broker, home):
    write_config(home, 'default-broker = "home"\nbroker home { host = "127.0.0.1"  port = %d  topic = "a/#" }\n'
                 % broker.port)
    telltale().wait_for("home mqtt://127.0.0.1:%d" % broker.port)
    broker.wait_subscribed("a/#")
    elsewhere = telltale("-h", "127.0.0.1", "-p", "1")          # whoever names a host wants that one
    elsewhere.wait_for("No connection to mqtt://127.0.0.1:1")
    assert "home" not in elsewhere.text()


def test_a_url(watch, telltale, broker):
    telltale("-L", "mqtt://127.0.0.1:%d/dbx/+/status" % broker.port)
    broker.wait_subscribed("dbx/+/status")
    telltale("-L", "mqtt://[::1]:1/x").wait_for("No connection to mqtt://[::1]:1")


def test_letters_with_and_without_a_space(telltale, broker):
    telltale("-h127.0.0.1", "-p%d" % broker.port, "-tdbx/#", "-q1")
    broker.wait_subscribed("1 dbx/#")


def test_config_from_elsewhere(telltale, broker, tmp_path):
    (tmp_path / "my.conf").write_text('host = "127.0.0.1"\nport = %d\ntopic = "mine/#"\n' % broker.port)
    telltale("--config", str(tmp_path / "my.conf"))
    broker.wait_subscribed("mine/#")


@pytest.mark.parametrize("text, message", [
    ('host = "x"\nprot = 1883\n', "2: no such option 'prot'; did you mean 'port'?"),
    ("\n\nport = 99999\n", "3: port: found '99999', expected a number from 0 to 65535"),
    ('broker a {\n host = "x"\n port = "y"\n}\n', "3: port: found 'y', expected a number from 0 to 65535"),
    ('broker a {\n host = "x"\n', None),
    ('host = "x\n', None),
    ('colours = "pink"\n', "1: colours: found 'pink', expected one of: auto truecolor 256 16 8 mono"),
    ("read-only = maybe\n", "1: read-only: found 'maybe', expected true or false"),
    ("broker a { }\nbroker a { }\n", None),
])
def test_mistakes_in_the_config(command, home, text, message):
    write_config(home, text)
    path = config_folder(home) / "telltale.conf"
    ended = command()
    if message:
        check_refused(ended, "%s:%s" % (path, message))
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("telltale: %s:" % path)


def test_a_broker_that_is_not_saved(command, home):
    write_config(home, "broker home { }\n")
    path = config_folder(home) / "telltale.conf"
    check_refused(command("-b", "hmoe"),
                  "%s: there is no broker 'hmoe' in it; expected a section broker hmoe { … }" % path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"host = \"a\x00b\"\n", b"x" * 2000000])
def test_a_config_that_is_none(command, home, content):
    (config_folder(home) / "telltale.conf").write_bytes(content)
    ended = command()
    assert ended.returncode == 2 and ended.stderr.count("\n") == 1


def test_nothing_is_written_without_being_asked(watch, broker, home):
    dashboard = watch(broker)
    broker.pub("dbx/dbx-01/status", "{}")
    dashboard.wait_for("dbx-01")
    dashboard.key("q")
    assert dashboard.wait_exit() == 0
    assert [str(path.relative_to(home)) for path in home.rglob("*")] == [".config", ".config/telltale"]
