"""A list archive on loopback: a folder with validators, a count of what was asked, and faults on request."""

import gzip
import hashlib
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from importers.site import server

MAINTENANCE = (
    b"<!DOCTYPE html>\n<html><head><title>Down for maintenance</title></head><body>Soon.</body></html>\n"
)


@dataclass
class Fault:
    """What a path does instead of serving its file, for the first `times` requests; `value` is its detail."""

    kind: str
    value: str = ""
    times: int = 1_000_000


@dataclass
class Asked:
    """One request, noted as it arrives; status and bytes of body follow as they are sent."""

    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0


@dataclass
class Site:
    """What the server serves: `pages` come before the folder's files, headers add to a path's answer."""

    folder: Path | None = None
    pages: dict[str, bytes] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    validators: bool = True
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    @property
    def sent(self) -> int:
        return sum(request.sent for request in self.asked)

    def fault_at(self, path: str) -> Fault | None:
        """The path's own fault, else that of a name ending in `*` which it begins with."""
        prefixes = (name for name in self.faults if name.endswith("*") and path.startswith(name[:-1]))
        return self.faults.get(path) or self.faults.get(max(prefixes, key=len, default=""))

    def body(self, path: str) -> bytes | None:
        if path in self.pages:
            return self.pages[path]
        if self.folder is None or ".." in path:
            return None
        file = self.folder / path.lstrip("/")
        if path.endswith("/") and file.is_dir():
            index = file / "index.html"
            return index.read_bytes() if index.is_file() else listing(file)
        return file.read_bytes() if file.is_file() else None


def listing(folder: Path) -> bytes:
    """An index page as Mailman 2 writes it."""
    rows = "".join(
        f'<tr><td><A href="{file.name}">[ Gzip\'d Text {file.stat().st_size // 1024 + 1} KB ]</a></td></tr>\n'
        for file in sorted(folder.glob("*.txt*"))
    )
    return f"<HTML><BODY><table border=3>\n{rows}</table></BODY></HTML>\n".encode()


class Handler(server.Handler):
    server: "Server"

    def do_GET(self) -> None:  # noqa: N802  the base class's name
        site = self.server.site
        self.asked = Asked(self.path, dict(self.headers.items()))
        site.asked.append(self.asked)
        fault = site.fault_at(self.path)
        try:
            if fault is not None and fault.times > 0:
                fault.times -= 1
                self.server.faults[fault.kind](self, fault)
            else:
                self.serve()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def serve(self) -> None:
        site = self.server.site
        body = site.body(self.path)
        if body is None:
            return self.answer(404, b"no such file\n")
        headers = dict(site.headers.get(self.path, {}))
        if site.validators:
            headers |= {
                "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
                "Last-Modified": server.LAST_MODIFIED,
            }
            if self.unchanged(headers["ETag"]):
                return self.answer(304, b"", **headers)
        return self.answer(200, body, **headers)

    def answer(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
        self.start(
            status, **({} if status == 304 else {"Content-Length": str(length or len(body))}), **headers
        )
        self.send(body)

    def start(self, status: int, **headers: str) -> None:
        self.asked.status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, body: bytes) -> None:
        self.asked.sent += len(body)
        self.wfile.write(body)

    def file(self) -> bytes:
        return self.server.site.body(self.path) or b""

    def reset(self) -> None:
        """Hang up with RST in place of the orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


def _status(handler: Handler, fault: Fault) -> None:
    status, _, wait = fault.value.partition(" ")
    handler.answer(int(status), b"no\n", **({"Retry_After": wait} if wait else {}))


def _redirect(handler: Handler, fault: Fault) -> None:
    handler.answer(302, b"", Location=fault.value)


def _reset(handler: Handler, fault: Fault) -> None:
    handler.reset()


def _cut(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.answer(200, body[: len(body) // 2], length=len(body))
    handler.close_connection = True


def _cut_chunks(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.start(200, Transfer_Encoding="chunked")
    handler.send(b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2]))
    handler.close_connection = True


def _short_length(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.answer(200, body, length=len(body) // 2)
    handler.close_connection = True


def _no_length(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.start(200, Connection="close")
    handler.send(body[: len(body) // 2])
    handler.close_connection = True


def _html(handler: Handler, fault: Fault) -> None:
    handler.answer(200, MAINTENANCE, Content_Type="text/html")


def _garbage_gzip(handler: Handler, fault: Fault) -> None:
    handler.answer(200, b"\x1f\x8b\x08\x00" + b"\xff" * 500)


def _truncated_gzip(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file()[:-9])


def _empty(handler: Handler, fault: Fault) -> None:
    handler.answer(200, gzip.compress(b"", mtime=0))


def _stall(handler: Handler, fault: Fault) -> None:
    handler.start(200, Content_Length="1000")
    handler.server.stopped.wait(30)
    handler.close_connection = True


def _endless(handler: Handler, fault: Fault) -> None:
    handler.start(200, Connection="close")
    while not handler.server.stopped.is_set():
        handler.send(b"A" * 65536)


def _trickle(handler: Handler, fault: Fault) -> None:
    handler.start(200, Connection="close")
    while not handler.server.stopped.wait(0.02):
        handler.send(b"A")


def _interim(handler: Handler, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * int(fault.value))
    handler.answer(200, handler.file())


Misbehave = Callable[[Handler, Fault], None]
FAULTS: dict[str, Misbehave] = {
    "status": _status,
    "redirect": _redirect,
    "reset": _reset,
    "cut": _cut,
    "cut-chunks": _cut_chunks,
    "short-length": _short_length,
    "no-length": _no_length,
    "html": _html,
    "garbage-gzip": _garbage_gzip,
    "truncated-gzip": _truncated_gzip,
    "empty": _empty,
    "stall": _stall,
    "endless": _endless,
    "trickle": _trickle,
    "interim": _interim,
}


class Server(server.Server):
    def __init__(self, site: Site, faults: Mapping[str, Misbehave] | None = None) -> None:
        super().__init__(site.pages, [], Handler)
        self.site = site
        self.faults = FAULTS if faults is None else faults
        self.stopped = threading.Event()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        super().__exit__()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the tests."""
