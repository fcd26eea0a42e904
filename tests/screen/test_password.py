"""Passwords: where they may come from, and where they must not be seen."""
import re
import signal

import pexpect
import pytest

from deadline import patience
from program import TELLTALE, config_folder
from terminal import clean_environment

USER, SECRET = "gate", "s3cret-T0ad"


@pytest.fixture
def broker(make_broker):
    return make_broker(password=(USER, SECRET))


@pytest.fixture
def address(broker):
    return "-h", "127.0.0.1", "-p", str(broker.port), "-u", USER


def check_unseen(dashboard, *files):
    """Neither on the screen nor in its files nor where other users of the machine can look."""
    with open("/proc/%d/cmdline" % dashboard.pid, "rb") as command_line:
        assert SECRET.encode() not in command_line.read()
    dashboard.key("6")
    dashboard.wait_for("connected to")
    dashboard.key("?")
    dashboard.wait_for("Keys in")
    assert SECRET.encode() not in dashboard.raw
    for file in files:
        assert SECRET not in file.read_text()


def test_from_the_environment(watch, broker, address, tmp_path):
    log = tmp_path / "log"
    dashboard = watch(broker, *address[4:], "--log-file", str(log), env={"TELLTALE_PASSWORD": SECRET})
    dashboard.wait_for("Connected to")
    with open("/proc/%d/environ" % dashboard.pid, "rb") as environment:
        assert SECRET.encode() not in environment.read()
    check_unseen(dashboard, log)
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", [("-P", SECRET), ("-P" + SECRET,), ("--pw", SECRET), ("--pw=" + SECRET,)])
def test_from_the_command_line(watch, broker, address, form):
    dashboard = watch(broker, *address[4:], *form)
    dashboard.wait_for("Connected to")
    check_unseen(dashboard)


def test_from_a_url(telltale, broker):
    dashboard = telltale("-L", "mqtt://%s:%s@127.0.0.1:%d/dbx/%%23" % (USER, SECRET, broker.port), size=(24, 110))
    dashboard.wait_for("Connected to mqtt://127.0.0.1:%d. No message yet on" % broker.port)
    check_unseen(dashboard)


def test_from_a_file(watch, telltale, broker, address, tmp_path):
    file = tmp_path / "password"
    file.write_text(SECRET + "\nsomething else\n")
    file.chmod(0o640)
    refused = telltale(*address, "--password-file", str(file), size=(24, 200))
    assert refused.wait_exit() == 2
    refused.wait_for("telltale: --password-file: '%s' can be read by others; expected chmod 600" % file)
    file.chmod(0o600)
    dashboard = watch(broker, *address[4:], "--password-file", str(file))
    dashboard.wait_for("Connected to")
    check_unseen(dashboard)


@pytest.mark.parametrize("text, message", [(None, "can't read '%s': No such file or directory"), ("", "'%s' is empty")])
def test_from_a_file_that_has_none(command, address, tmp_path, text, message):
    file = tmp_path / "password"
    if text is not None:
        file.write_text(text)
        file.chmod(0o600)
    ended = command(*address, "--password-file", file)
    assert ended.returncode == 2
    assert ended.stderr == "telltale: --password-file: %s\n" % (message % file)


@pytest.fixture
def prompt(home, address):
    """prompt(**pexpect.spawn options) -> the program at its prompt, started without any password."""
    children = []

    def start(**how):
        child = pexpect.spawn(TELLTALE, list(address), env=clean_environment(home, "xterm", {}), dimensions=(24, 80),
                              timeout=patience(10), encoding="utf-8", **how)
        children.append(child)
        child.expect(re.escape("Password of gate at 127.0.0.1"))
        assert not child.getecho()
        return child

    yield start
    for child in children:
        child.close(force=True)


@pytest.fixture
def prompted(prompt):
    return prompt()


def test_from_the_prompt(prompted):
    prompted.sendline(SECRET)
    prompted.expect("Connected to")
    assert SECRET not in prompted.before + prompted.after
    prompted.send("q")
    prompted.expect(pexpect.EOF)
    prompted.wait()
    assert prompted.exitstatus == 0


def test_leaving_at_the_prompt_gives_the_echo_back(prompted):
    prompted.sendintr()
    prompted.expect(pexpect.EOF)
    assert prompted.getecho()
    prompted.wait()
    assert prompted.exitstatus != 0 or prompted.signalstatus


def test_leaving_at_the_prompt_where_the_signal_is_ignored(prompt):
    """As a script's background jobs ignore it."""
    child = prompt(preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 128 + signal.SIGINT


def times_shown(times, text):
    return lambda terminal: terminal.text().count(text) == times


def test_job_control_at_the_prompt(shell, broker):
    terminal = shell()
    terminal.send("$TELLTALE -h 127.0.0.1 -p %d -u %s\n" % (broker.port, USER))
    for times in (1, 2):
        terminal.wait_for(times_shown(times, "Password of gate"))
        terminal.key("ctrl-z")
        terminal.wait_for(times_shown(times, "Stopped"))
        terminal.send("fg\n")
    terminal.wait_for(times_shown(3, "Password of gate"))
    terminal.send(SECRET + "\n")
    terminal.wait_for("Connected to")
    terminal.key("q")
    terminal.wait_for(lambda terminal: not terminal.alt_screen)
    terminal.send('echo "status $?"\n')
    terminal.wait_for("status 0")


def test_nothing_at_the_prompt_is_no_password(prompted):
    prompted.sendline("")
    prompted.expect("the broker refused the connection")


def test_nobody_is_asked_who_has_no_terminal(command, address):
    assert command(*address).stderr == "telltale: the dashboard needs a terminal, and standard input is none\n"


def test_wrong_password(telltale, address):
    dashboard = telltale(*address, "-P", "wrong-" + SECRET)
    dashboard.wait_for("the broker refused the connection: not authorised")
    found = dashboard.wait_for(re.compile(r"Next try in (?:\d+ min )?(\d+)"))
    assert found      # how slow: test_refusals
    assert SECRET.encode() not in dashboard.raw


def test_a_password_needs_a_user(command):
    ended = command("-P", SECRET)
    assert (ended.returncode, ended.stderr) == (2, "telltale: a password needs a user name: --username (-u)\n")


def test_no_message_of_a_wrong_option_holds_it(command, home):
    for arguments in (("-P", SECRET, "--nonsense"), ("-L", "mqtt://u:%s@:99999/" % SECRET),
                      ("-L", "http://u:%s@host/" % SECRET), ("-P", SECRET, "-p", "x")):
        ended = command(*arguments)
        assert ended.returncode == 2 and SECRET not in ended.stdout + ended.stderr
    (config_folder(home) / "telltale.conf").write_text('pw = "%s"\n' % SECRET)
    ended = command("check")
    assert ended.returncode == 2 and SECRET not in ended.stdout + ended.stderr
