"""Certificates for TLS tests, made with the openssl command."""
import subprocess
from pathlib import Path

LOOPBACK = "DNS:localhost,IP:127.0.0.1,IP:::1"


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder, name="telltale test CA"):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cert = self.folder / "ca.crt"
        self._key = self.folder / "ca.key"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-days", "2", "-subj", "/CN=" + name, "-keyout", self._key, "-out", self.cert)

    def issue(self, name, alternatives=LOOPBACK):
        """(certificate, key) files for `name`, valid for the subject alternative names given."""
        cert, key, request, extensions = (self.folder / (name + end) for end in (".crt", ".key", ".csr", ".ext"))
        extensions.write_text("subjectAltName=%s\n" % alternatives)
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", "/CN=" + name, "-keyout", key, "-out", request)
        _openssl("x509", "-req", "-in", request, "-CA", self.cert, "-CAkey", self._key, "-CAcreateserial",
                 "-days", "2", "-extfile", extensions, "-out", cert)
        return cert, key


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
