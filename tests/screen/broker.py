"""A real mosquitto on a loopback port of its own."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

from deadline import patience, wait_on
from mqtt_client import Client
from ports import free_port

SEARCH = os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/usr/local/sbin"])


def tool(name):
    """The path of one of mosquitto's programs."""
    found = shutil.which(name, path=SEARCH)
    assert found, name + " is not installed"
    return found


def _wait_for_main_loop(port):
    """Say nonsense (in MQTT and in TLS) until it hangs up: before its loop runs it would overhear SIGTERM."""
    with socket.create_connection(("127.0.0.1", port), patience(10)) as probe, contextlib.suppress(ConnectionError):
        probe.sendall(bytes(64))
        probe.recv(1)


class Broker:
    """Not running until `start`. `folder` is an empty folder for its files.

    password: (user, password), without which nobody gets in unless allow_anonymous is True.
    acl: the text of an ACL file. tls: (certificates.Authority, (certificate, key)).
    client_certificates: with tls, whether clients must show a certificate of that authority.
    extra: more lines for its configuration.
    """

    def __init__(self, folder, password=None, acl=None, tls=None, client_certificates=False, allow_anonymous=None,
                 extra=""):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = None
        self.password = password
        self.cafile = tls[0].cert if tls else None
        self.log = []
        self._changed = threading.Condition()
        self._process = self._reader = None
        self._ended = True
        if allow_anonymous is None:
            allow_anonymous = password is None
        self._options = self._configuration(acl, tls, client_certificates, allow_anonymous) + extra

    def _configuration(self, acl, tls, client_certificates, allow_anonymous):
        lines = ["allow_anonymous %s" % str(allow_anonymous).lower(), "log_dest stderr"]
        lines += ["log_type " + kind for kind in ("error", "warning", "notice", "information", "subscribe")]
        if os.geteuid() == 0:
            lines.append("user root")       # else it could not read its files once it has changed its user
        if self.password:
            file = self.folder / "passwords"
            subprocess.run([tool("mosquitto_passwd"), "-b", "-c", str(file), *self.password], check=True,
                           capture_output=True)
            lines.append("password_file %s" % file)
        if acl is not None:
            (self.folder / "acl").write_text(acl)
            (self.folder / "acl").chmod(0o600)
            lines.append("acl_file %s" % (self.folder / "acl"))
        if tls:
            authority, (cert, key) = tls
            lines += ["cafile %s" % authority.cert, "certfile %s" % cert, "keyfile %s" % key,
                      "require_certificate %s" % str(client_certificates).lower()]
        return "\n".join(lines) + "\n"

    # -- life ---------------------------------------------------------------------------------------------

    def start(self):
        """Returns when it accepts connections. The port is taken at the first start and kept."""
        if self.port:
            assert self._start(self.port), self._story()
            return self
        for _ in range(20):
            port = free_port()
            if self._start(port):
                self.port = port
                return self
            assert "Address already in use" in self._story(), self._story()
        raise AssertionError("no free port: " + self._story())

    def _start(self, port):
        config = self.folder / "mosquitto.conf"
        config.write_text("listener %d 127.0.0.1\n%s" % (port, self._options))
        self.log.clear()
        self._ended = False
        self._process = subprocess.Popen([tool("mosquitto"), "-c", str(config)], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read_log, args=(self._process.stderr,), daemon=True)
        self._reader.start()
        with self._changed:
            running = wait_on(self._changed, lambda: self._ended or " running" in self._story(), 10)
            assert running, "mosquitto does not start: " + self._story()
        if self._ended:
            self._reap()
        else:
            _wait_for_main_loop(port)
        return self.running

    def _read_log(self, stream):
        for line in stream:
            with self._changed:
                self.log.append(line.decode(errors="replace").rstrip())
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _story(self):
        return "\n".join(self.log)

    @property
    def running(self):
        return self._process is not None

    def stop(self, number=signal.SIGTERM):
        """End it as an administrator would: clients get a clean end of the connection."""
        if self.running:
            self._process.send_signal(number)
            self._reap()

    def kill(self):
        """End it like a power cut."""
        self.stop(signal.SIGKILL)

    def _reap(self):
        self._process.wait(patience(10))
        self._reader.join()
        self._process.stderr.close()
        self._process = None

    def restart(self):
        """Stop, and start again on the same port."""
        self.stop()
        self.start()

    def suspend(self):
        """Freeze it: connections stay, nothing is answered. `resume` goes on."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def wait_log(self, text, timeout=10):
        """Wait until mosquitto has logged (since its start) a line with the text; returns the line."""
        return self._wait_line(lambda line: text in line, repr(text), timeout)

    def wait_subscribed(self, topic_filter="#", timeout=10, since=0):
        """Wait until telltale (with its own kind of client id) has subscribed, since the broker's start, or
        since its log had so many lines."""
        self._wait_line(lambda line: " telltale-" in line and line.endswith(" " + topic_filter),
                        "a subscription to " + topic_filter, timeout, since)

    def _wait_line(self, matches, what, timeout, since=0):
        def look():
            return next((line for line in self.log[since:] if matches(line)), None)

        with self._changed:
            line = wait_on(self._changed, look, timeout)
            assert line, "%s is not in mosquitto's log:\n%s" % (what, self._story())
            return line

    # -- use ----------------------------------------------------------------------------------------------

    def pub(self, topic, payload=b"", *arguments, retain=False, qos=0):
        """Publish through the real mosquitto_pub. Further arguments are its own ("-V", "mqttv5", …)."""
        command = [tool("mosquitto_pub"), "-h", "127.0.0.1", "-p", str(self.port), "-t", topic, "-q", str(qos)]
        if self.password:
            command += ["-u", self.password[0], "-P", self.password[1]]
        if self.cafile:
            command += ["--cafile", str(self.cafile)]
        payload = payload.encode() if isinstance(payload, str) else payload
        command += (["-r"] if retain else []) + (["-s"] if payload else ["-n"]) + list(arguments)
        subprocess.run(command, input=payload, check=True, capture_output=True, timeout=patience(20))

    def client(self, **options):
        """A connected mqtt_client.Client; use it in a `with`."""
        user, password = self.password or (None, None)
        return Client(self.port, **{"user": user, "password": password, "cafile": self.cafile, **options})

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)
