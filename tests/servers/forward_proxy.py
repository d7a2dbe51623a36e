"""A forward proxy on loopback: relays to one server whatever name is asked for, tunnels, and refuses on request."""

import base64
import http.client
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

PATIENCE = 20
CHUNK = 1 << 16


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Proxy"

    def do_GET(self) -> None:
        """An address in full, as clients name it to a proxy."""
        self.server.asked.append(f"GET {self.path}")
        if self.turned_away():
            return
        parts = urlsplit(self.path)
        there = http.client.HTTPConnection("127.0.0.1", self.server.ports[parts.hostname or ""], PATIENCE)
        headers = {name: value for name, value in self.headers.items() if not name.startswith("Proxy-")}
        there.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        answer = there.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        there.close()

    def do_POST(self) -> None:
        """What git asks."""
        self.do_GET()

    def do_CONNECT(self) -> None:
        """A tunnel, of which only the ends are known."""
        self.server.asked.append(f"CONNECT {self.path}")
        if self.turned_away():
            return
        port = self.server.ports[self.path.rpartition(":")[0]]
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as there:
            self.send_response(200)
            self.end_headers()
            ends = {self.connection: there, there: self.connection}
            while ready := select.select(list(ends), [], [], PATIENCE)[0]:
                for end in ready:
                    data = end.recv(CHUNK)
                    if not data:
                        self.close_connection = True
                        return
                    ends[end].sendall(data)

    def turned_away(self) -> bool:
        """Whether the proxy answers itself."""
        wanted = self.server.credentials
        given = self.headers.get("Proxy-Authorization", "").removeprefix("Basic ")
        status = self.server.status
        if wanted and base64.b64decode(given).decode() != wanted:
            status = 407
        if status:
            self.send_response(status)
            self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        return bool(status)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


class Proxy(ThreadingHTTPServer):
    """`ports` say where each name leads, `asked` what was asked for; `status` answers everything."""

    daemon_threads = True

    def __init__(self, ports: dict[str, int], credentials: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ports = ports
        self.credentials = credentials
        self.status = 0
        self.asked: list[str] = []

    @property
    def place(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""
