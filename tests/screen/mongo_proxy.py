"""A proxy between a program and a MongoDB server that can meddle: lose answers, break connections, answer itself.

It knows just enough of the wire protocol for that: messages of one document (OP_MSG, opcode 2013) and the
sequences of documents behind them. Whatever it doesn't understand it passes on.
"""
import contextlib
import socket
import ssl
import struct
import threading

import bson

from ports import bind_free

OP_MSG = 2013
HEADER = struct.Struct("<iiii")


class Command:
    """One that the program sends: its `name`, its `body`, the `documents` that follow, and how many of this name
    were sent before it."""

    def __init__(self, body, documents, number):
        self.name = next(iter(body))
        self.body, self.documents, self.number = body, documents, number


class MongoProxy:
    """Stands before a MongoServer. meddle(Command) returns what happens to it: None, it is passed on; "break", the
    connection ends before it; "forget", it is passed on, and the connection ends before the answer; a dict, this
    is the answer. It may also do something itself, such as killing the server.

    tls: (certificate, key), which the program has to talk TLS to."""

    def __init__(self, server, meddle=lambda command: None, tls=None):
        self.server = server
        self.meddle = meddle
        self._tls = tls
        self.commands = []      # all that came, in order
        self._lock = threading.Lock()
        self._open = set()
        self._listener = bind_free()
        self._listener.listen()
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def count(self, name):
        """How many commands of that name came."""
        return sum(command.name == name for command in self.commands)

    def close(self):
        """End it, and every connection."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, raw):
        with raw, contextlib.suppress(OSError):
            with self._secured(raw) as client, socket.create_connection(("127.0.0.1", self.server.port)) as server:
                with self._lock:
                    self._open |= {client, server}
                while self._pass_on(client, server):
                    pass

    def _secured(self, client):
        if not self._tls:
            return client
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, self._tls))
        return context.wrap_socket(client, server_side=True)

    def _pass_on(self, client, server):
        """One message and its answer. False: the connection is over."""
        message = receive(client)
        if message is None:
            return False
        command = self._read(message)
        action = self.meddle(command) if command else None
        if action == "break":
            return False
        if isinstance(action, dict):
            client.sendall(answer(message, action))
            return True
        server.sendall(message)
        reply = receive(server)
        if reply is None or action == "forget":
            return False
        client.sendall(reply)
        return True

    def _read(self, message):
        if HEADER.unpack_from(message)[3] != OP_MSG:
            return None
        body, documents = parse(message)
        with self._lock:
            self.commands.append(Command(body, documents, self.count(next(iter(body)))))
            return self.commands[-1]


def receive(connection):
    """A whole message; None at the end of the connection."""
    data = b""
    while len(data) < 4 or len(data) < struct.unpack_from("<i", data)[0]:
        wanted = (struct.unpack_from("<i", data)[0] if len(data) >= 4 else 4) - len(data)
        piece = connection.recv(wanted)
        if not piece:
            return None
        data += piece
    return data


def parse(message):
    """The body of an OP_MSG, and the documents of its sequences."""
    at, body, documents = HEADER.size + 4, {}, []
    while at < len(message):
        kind, size = message[at], struct.unpack_from("<i", message, at + 1)[0]
        part = message[at + 1:at + 1 + size]
        if kind == 0:
            body = bson.decode(part)
        else:
            documents += bson.decode_all(part[part.index(b"\0", 4) + 1:])
        at += 1 + size
    return body, documents


def answer(message, document):
    """An OP_MSG that answers a message."""
    body = struct.pack("<iB", 0, 0) + bson.encode(document)
    return HEADER.pack(HEADER.size + len(body), 0, HEADER.unpack_from(message)[1], OP_MSG) + body
