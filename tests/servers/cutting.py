"""A wire on loopback that breaks: hands everything on to a server, and hangs up in the middle of an answer."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 1 << 14


class Wire:
    """`cuts` are the bytes after which a connection ends, each for the next one that gets so far; later ones stay whole.

    `between` is called after each cut, while nobody is connected.
    """

    def __init__(self, server: str, cuts: list[int], between: Callable[[], object] = lambda: None) -> None:
        self._target = (urlsplit(server).hostname, urlsplit(server).port)
        self._cuts = cuts
        self._between = between
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @contextmanager
    def up(self) -> "Iterator[Wire]":
        """The wire, while it takes connections."""
        threading.Thread(target=self._accept, daemon=True).start()
        try:
            yield self
        finally:
            self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server:
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            sent = 0
            while data := _received(server):
                cut = self._cuts[0] if self._cuts else None
                if cut is not None and sent + len(data) >= cut:
                    client.sendall(data[: cut - sent])
                    self._cuts.pop(0)
                    self._between()
                    client.shutdown(socket.SHUT_RDWR)  # closing alone waits for the other thread
                    return
                client.sendall(data)
                sent += len(data)


def _pump(client: socket.socket, server: socket.socket) -> None:
    while data := _received(client):
        server.sendall(data)


def _received(sender: socket.socket) -> bytes:
    try:
        return sender.recv(CHUNK)
    except OSError:
        return b""
