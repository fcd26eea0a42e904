"""`telltale import` where a server wants a login: where the password may come from, and that it is never seen."""
import re

import pexpect
import pytest

from deadline import patience
from importing import recorded, start, write
from mongo_proxy import MongoProxy
from program import TELLTALE
from terminal import clean_environment

USER, SECRET, ESCAPED = "anna", "s3cret/T0ad", "s3cret%2FT0ad"
DONE = "telemetry: 12 inserted, 0 already there; the collection now holds 12 documents"
REFUSED = ("the login of 'anna' was refused: the name or the password is wrong, or they aren't known in the "
           "database 'admin' (the option authSource of the URI names another)")


@pytest.fixture
def night(tmp_path):
    """A short recording."""
    return write(tmp_path / "night.bson", recorded(10))


@pytest.fixture
def server(make_mongo_server):
    """A MongoServer that lets nobody in but USER with SECRET."""
    return make_mongo_server(login=(USER, SECRET))


@pytest.fixture
def secret_file(tmp_path):
    """A file with the password, and something else."""
    path = tmp_path / "password"
    path.write_text(SECRET + "\nsomething else\n")
    path.chmod(0o600)
    return path


def uri(place, login=USER, options="?authSource=admin"):
    """The URI of a server or a proxy."""
    return "mongodb://%s%s/iot%s" % (login and login + "@", place.address, options)


def check_unseen(*texts):
    """The password is in none of the texts, however it is written."""
    for text in texts:
        assert not [part for part in (SECRET, ESCAPED, "s3cret", "T0ad") if part in text], text


@pytest.mark.parametrize("form", [("--to", "%s"), ("--to=%s",)])
def test_in_the_uri(home, server, night, form):
    """It works, and from the first moment on at which anybody could look it isn't in /proc any more."""
    seen, program = [], []

    def look(sent):
        if sent.name == "insert":
            for what in "cmdline", "environ":
                with open("/proc/%d/%s" % (program[0].pid, what), encoding="utf-8") as file:
                    seen.append(file.read())

    with MongoProxy(server, look) as proxy:
        words = [word.replace("%s", uri(proxy, USER + ":" + ESCAPED)) for word in form]
        program.append(start(home, night, *words))
        output, errors = program[0].communicate(timeout=patience(30))
    assert (program[0].returncode, errors) == (0, "") and output.startswith(DONE)
    assert len(seen) == 2 and "xxxxxxxx" in seen[0]
    check_unseen(output, errors, *seen)


def test_in_a_file(command, server, night, secret_file):
    ended = command("import", night, "--to", uri(server), "--password-file", secret_file)
    assert ended.returncode == 0 and ended.stdout.startswith(DONE), ended
    check_unseen(ended.stdout, ended.stderr)


def test_in_a_file_that_others_can_read(command, server, night, secret_file):
    secret_file.chmod(0o644)
    ended = command("import", night, "--to", uri(server), "--password-file", secret_file)
    assert ended.returncode == 2 and "can be read by others; expected chmod 600" in ended.stderr
    check_unseen(ended.stderr)


def test_in_the_environment(home, server, night):
    """From which it is taken away."""
    seen, program = [], []

    def look(sent):
        if sent.name == "insert":
            with open("/proc/%d/environ" % program[0].pid, encoding="utf-8") as file:
                seen.append(file.read())

    with MongoProxy(server, look) as proxy:
        program.append(start(home, night, "--to", uri(proxy), env={"TELLTALE_PASSWORD": SECRET}))
        output, errors = program[0].communicate(timeout=patience(30))
    assert (program[0].returncode, errors) == (0, "") and output.startswith(DONE)
    check_unseen(output, *seen)


def test_what_wins(command, server, night, secret_file):
    """The URI before the file before the environment."""
    wrong = {"TELLTALE_PASSWORD": "wrong"}
    assert command("import", night, "--to", uri(server), "--password-file", secret_file, env=wrong).returncode == 0
    secret_file.write_text("wrong\n")
    assert command("import", night, "--to", uri(server, USER + ":" + ESCAPED), "--password-file", secret_file,
                   env=wrong).returncode == 0


def test_a_password_that_belongs_to_a_broker(command, make_mongo_server, night):
    """TELLTALE_PASSWORD and no user in the URI: it isn't for this server."""
    ended = command("import", night, "--to", uri(make_mongo_server(), "", ""), env={"TELLTALE_PASSWORD": SECRET})
    assert ended.returncode == 0 and ended.stdout.startswith(DONE), ended


def test_a_file_needs_a_user(command, server, night, secret_file):
    ended = command("import", night, "--to", uri(server, ""), "--password-file", secret_file)
    assert ended.returncode == 2
    assert ended.stderr == "telltale: password-file: a password needs a user name: mongodb://USER@…\n"


@pytest.fixture
def prompted(home, server, night):
    """The program at its prompt, started without any password."""
    child = pexpect.spawn(TELLTALE, ["import", str(night), "--to", uri(server)], dimensions=(24, 200),
                          env=clean_environment(home, "xterm", {}), timeout=patience(10), encoding="utf-8")
    child.expect(re.escape("Password of anna at %s (Enter: none): " % server.address))
    assert child.waitnoecho(patience(10))
    yield child
    child.close(force=True)


@pytest.mark.parametrize("answer, code, expected", [
    (SECRET, 0, DONE), ("wrong-" + SECRET, 1, REFUSED), ("", 2, "there is no password for the user 'anna'")])
def test_at_the_prompt(prompted, answer, code, expected):
    prompted.sendline(answer)
    prompted.expect(re.escape(expected))
    check_unseen(prompted.before, prompted.after)
    prompted.expect(pexpect.EOF)
    prompted.wait()
    assert prompted.exitstatus == code


def test_refused(command, server, night):
    """A wrong password, the wrong database for it, and nobody."""
    with MongoProxy(server) as proxy:
        wrong = command("import", night, "--to", uri(proxy, USER + ":wrong" + ESCAPED))
        elsewhere = command("import", night, "--to", uri(proxy, USER + ":" + ESCAPED, ""))
        nobody = command("import", night, "--to", uri(proxy, "", ""))
    start_of_line = "telltale: %s: " % proxy.address
    assert wrong.stderr == start_of_line + REFUSED + "\n"
    assert elsewhere.stderr == start_of_line + REFUSED.replace("'admin'", "'iot'") + "\n"
    assert nobody.stderr == start_of_line + "it wants a login: mongodb://USER@%s/…\n" % proxy.address
    for ended in wrong, elsewhere, nobody:
        assert (ended.returncode, ended.stdout) == (1, "")
        check_unseen(ended.stderr)


def test_our_own_words_are_not_hidden(command, server, night):
    """Else a password that is one of them could be read from what is missing."""
    ended = command("import", night, "--to", uri(server), env={"TELLTALE_PASSWORD": "wrong"})
    assert ended.stderr == "telltale: %s: %s\n" % (server.address, REFUSED)


def test_nobody_is_asked_who_has_no_terminal(command, server, night):
    for user in "anna", "anna:":
        ended = command("import", night, "--to", uri(server, user))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == ("telltale: there is no password for the user 'anna': neither in the URI nor by "
                                "--password-file nor in TELLTALE_PASSWORD\n")


def test_may_only_read(command, make_mongo_server, night):
    server = make_mongo_server(login=(USER, SECRET), roles=[{"role": "read", "db": "iot"}])
    ended = command("import", night, "--to", uri(server, USER + ":" + ESCAPED))
    assert ended.returncode == 1 and "the server refuses: " in ended.stderr and "(error 13)" in ended.stderr, ended


@pytest.mark.parametrize("wrong", [
    "anna:%s@gw/iot", "mongodb://anna:%s@gw", "mongodb://anna:%s@gw:99999/iot", "mongodb://anna:%s@gw:x/iot",
    "mongodb://anna:%s@gw/iot?tls=maybe", "mongodb://anna:%s@gw/iot?%s", "mongodb://anna:%s@gw/iot?w=0",
    "mongodb://anna:s3cret/T0ad@gw/iot", "mongodb://anna:s3cret/?T0ad@gw/iot", "mongodb://:%s@gw/iot",
    "mongodb://anna:%s@gw/iot?tlsCertificateKeyFilePassword=%s&tls=x"])
def test_no_message_about_a_wrong_uri_holds_it(command, night, wrong):
    ended = command("import", night, "--to", wrong.replace("%s", ESCAPED))
    assert ended.returncode == 2 and ended.stderr.startswith("telltale: to: ") and ended.stdout == "", ended
    check_unseen(ended.stderr)


@pytest.mark.parametrize("arguments, expected", [
    ([], "import: found no FILE, expected recordings"),
    (["x.bson"], "import: found no --to, expected --to mongodb://HOST/DATABASE"),
    (["x.bson", "--to", "mongodb://gw/"],
     "to: there is no database in the URI, expected mongodb://[user@]host[:port]/database[.collection]")])
def test_something_is_missing(command, arguments, expected):
    ended = command("import", *arguments)
    assert (ended.returncode, ended.stderr) == (2, "telltale: %s\n" % expected)


def test_tls(command, make_mongo_server, authority, server_certificate, night):
    with MongoProxy(make_mongo_server(), tls=server_certificate) as proxy:
        good = command("import", night, "--to", uri(proxy, "", "?tls=true&tlsCAFile=%s" % authority.cert))
        unknown = command("import", night, "--to", uri(proxy, "", "?tls=true"))
        none = command("import", night, "--to", uri(proxy, "", ""))
        no_file = command("import", night, "--to", uri(proxy, "", "?tls=true&tlsCAFile=/nowhere"))
    assert good.returncode == 0 and good.stdout.startswith(DONE), good
    assert unknown.returncode == 1 and "certificate verify failed" in unknown.stderr, unknown
    assert none.returncode == 1 and "does it want TLS (tls=true in the URI)?" in none.stderr, none
    assert no_file.returncode == 1 and "/nowhere" in no_file.stderr, no_file
