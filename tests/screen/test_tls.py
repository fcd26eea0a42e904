"""TLS: verified unless somebody says otherwise, and then the screen says so."""
import pytest

from certificates import Authority
from panes import Shows


@pytest.fixture
def broker(make_broker, authority, server_certificate):
    return make_broker(tls=(authority, server_certificate))


@pytest.fixture
def stranger(tmp_path):
    """An authority that has signed nothing here."""
    return Authority(tmp_path / "stranger", "somebody else")


def address(broker):
    return "-h", "127.0.0.1", "-p", str(broker.port)


def test_with_the_right_authority(watch, broker, authority):
    dashboard = watch(broker, "--cafile", str(authority.cert))
    dashboard.wait_for("mqtts://127.0.0.1:%d" % broker.port)
    assert "UNVERIFIED" not in dashboard.text()
    broker.pub("dbx/dbx-01/status", '{"hatch_status":1}')
    dashboard.wait_for(Shows("dbx-01", "OPENED"))


def test_with_another_authority(telltale, broker, stranger):
    dashboard = telltale(*address(broker), "--cafile", str(stranger.cert))
    dashboard.wait_for("No connection to mqtts://")
    dashboard.wait_for("TLS")
    dashboard.wait_for("certificate")
    assert not any(" telltale-" in line for line in broker.log)


def test_with_the_authorities_of_the_system(telltale, broker):
    dashboard = telltale(*address(broker), "--tls")
    dashboard.wait_for("No connection to mqtts://")
    assert not any(" telltale-" in line for line in broker.log)


def test_the_name_must_fit(telltale, make_broker, authority):
    broker = make_broker(tls=(authority, authority.issue("elsewhere", "DNS:elsewhere.example")))
    dashboard = telltale(*address(broker), "--cafile", str(authority.cert))
    dashboard.wait_for("No connection to mqtts://")
    assert not any(" telltale-" in line for line in broker.log)


def test_insecure_works_and_says_so(watch, broker, stranger):
    dashboard = watch(broker, "--cafile", str(stranger.cert), "--insecure")
    dashboard.wait_for("UNVERIFIED")
    broker.pub("dbx/dbx-01/status", '{"hatch_status":1}')
    dashboard.wait_for(Shows("dbx-01", "OPENED"))
    dashboard.resize(10, 40)
    dashboard.wait_for(lambda terminal: "UNVERIFIED" in terminal.line(0))


def test_certificates_of_clients(watch, telltale, make_broker, authority, server_certificate):
    broker = make_broker(tls=(authority, server_certificate), client_certificates=True)
    cert, key = authority.issue("dashboard")
    trust = ("--cafile", str(authority.cert))
    without = telltale(*address(broker), *trust)
    without.wait_for("No connection to mqtts://")
    dashboard = watch(broker, *trust, "--cert", str(cert), "--key", str(key))
    dashboard.wait_for("Connected to mqtts://")


def test_tls_with_a_broker_that_speaks_none(telltale, make_broker, authority):
    dashboard = telltale(*address(make_broker()), "--cafile", str(authority.cert))
    dashboard.wait_for("No connection to mqtts://")


def test_no_tls_with_a_broker_that_wants_it(telltale, broker):
    dashboard = telltale(*address(broker))
    dashboard.wait_for("No connection to mqtt://")


@pytest.mark.parametrize("options, message", [
    (("--cafile", "/nowhere/ca.crt"), "telltale: --cafile: can't read '/nowhere/ca.crt': No such file or directory\n"),
    (("--cert", "/etc/passwd"), "telltale: --cert and --key belong together, only --cert is given\n"),
    (("--psk", "00ff"), "telltale: --psk and --psk-identity belong together, only --psk is given\n"),
    (("--tls-version", "sslv3"), "telltale: tls-version: found 'sslv3', expected one of: tlsv1.2 tlsv1.3\n"),
])
def test_wrong_settings_are_found_before_anything_starts(command, options, message):
    ended = command(*options)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", message)
