"""`telltale simulate`: devices on a broker of the user's, commanded by whoever may publish."""
import json
import signal

import pytest

from ports import free_port


@pytest.fixture
def client(broker):
    with broker.client() as connected:
        connected.subscribe("#")
        yield connected


@pytest.fixture
def simulate(telltale, broker):
    def start(*arguments, **options):
        program = telltale("simulate", "-h", "127.0.0.1", "-p", str(broker.port), *arguments, **options)
        program.wait_for("Ctrl-C ends")
        return program

    return start


def wait_status(client, name, wanted):
    """Wait for a report of that box in which `wanted`, a part of it, is so."""
    while True:
        report = json.loads(client.wait_message("dbx/%s/status" % name).payload)
        if wanted.items() <= report.items():
            return report


def test_a_box_obeys(simulate, broker, client):
    simulate("--devices", "1", "--rate", "10")
    wait_status(client, "dbx-01", {"hatch_status": 0, "lift_status": 0})
    broker.pub("dbx/dbx-01/do", '{"command":"raise_lift"}')        # through a closed hatch: no
    broker.pub("dbx/dbx-01/do", '{"command":"open_hatch"}')
    wait_status(client, "dbx-01", {"hatch_status": 3, "lift_status": 0})
    wait_status(client, "dbx-01", {"hatch_status": 1, "lift_status": 0})
    broker.pub("dbx/dbx-01/do", '{"command":"raise_lift"}')
    report = wait_status(client, "dbx-01", {"hatch_status": 1, "lift_status": 3})
    assert set(report) == {"hatch_status", "lift_status", "temperature", "humidity", "battery"}


def test_a_retained_order_is_an_old_one(simulate, broker, client):
    broker.pub("dbx/dbx-01/do", '{"command":"open_hatch"}', retain=True)
    simulate("--devices", "1", "--rate", "20")
    reports = [wait_status(client, "dbx-01", {}) for _ in range(20)]
    assert {report["hatch_status"] for report in reports} == {0}


def test_orders_that_are_none(simulate, broker, client):
    simulate("--devices", "1", "--rate", "20")
    for order in ("", "open_hatch", '{"command":', '{"command":"explode"}', '{"command":1}', "\0" * 9, "x" * 9999):
        broker.pub("dbx/dbx-01/do", order)
    reports = [wait_status(client, "dbx-01", {}) for _ in range(20)]
    assert {report["hatch_status"] for report in reports} == {0}


def test_last_wills(simulate, client):
    program = simulate("--devices", "1")
    message = client.wait_message("dbx/dbx-01/alive")
    assert message.payload == b"1"
    program.kill(signal.SIGKILL)
    program.wait_exit()
    assert client.wait_message("dbx/dbx-01/alive").payload == b"0"


@pytest.mark.parametrize("how", ["ctrl-c", signal.SIGTERM])
def test_an_orderly_end(simulate, client, how):
    program = simulate("--devices", "3")
    client.wait_message("dbx/dbx-01/status")
    if isinstance(how, str):
        program.key(how)
    else:
        program.kill(how)
    assert program.wait_exit() == 0
    while client.wait_message("dbx/+/alive").payload != b"0":
        pass


def test_the_same_seed_does_the_same(simulate, client):
    reports = []
    for _ in range(2):
        program = simulate("--devices", "1", "--rate", "1", "--seed", "42")
        reports.append(wait_status(client, "dbx-01", {}))
        program.key("ctrl-c")
        assert program.wait_exit() == 0
        while client.wait_message("dbx/dbx-01/alive").payload != b"0":
            pass
    for name, value in reports[0].items():
        assert abs(value - reports[1][name]) < 1, name      # not at the very same moment


def test_goes_on_after_a_restart_of_the_broker(simulate, broker):
    program = simulate("--devices", "2")
    broker.restart()
    program.wait_for("all devices are connected again", timeout=20)
    with broker.client() as anew:
        anew.subscribe("dbx/+/status")
        anew.wait_message("dbx/dbx-02/status")


def test_no_broker(telltale):
    port = free_port()
    program = telltale("simulate", "-h", "127.0.0.1", "-p", str(port))
    assert program.wait_exit() == 1
    program.wait_for("telltale: mqtt://127.0.0.1:%d: " % port)
    program.wait_for("onnection refused")


def test_watched_by_the_dashboard(simulate, broker, watch):
    dashboard = watch(broker)
    simulate("--devices", "2")
    dashboard.wait_for("2 devices")
    dashboard.wait_for("dbx-02")
