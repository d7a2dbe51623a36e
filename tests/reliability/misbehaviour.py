"""Every way in which the test server misbehaves, by name, with what must become of the file asked for.

`kept`: the copy held stays and the run exits 1. `taken`: the new file comes all the same. `unseen`: no client
can tell, so the copy held stays and the run is well. `either`: whole old or whole new, told truthfully.
"""

import gzip
import zlib
from dataclasses import dataclass
from typing import Final, Literal

from tests.archive_server import FAULTS, MAINTENANCE, Fault, Handler, Misbehave

Verdict = Literal["kept", "taken", "unseen", "either"]

FOREVER: Final = 1_000_000
LOGIN: Final = (
    b"<html><head><title>Log in</title></head><body><form><input name='password'></form></body></html>"
)
CAPTCHA: Final = (
    b"<html><head><title>Just a moment...</title></head><body><script>challenge()</script></html>"
)
OTHER_INDEX: Final = (
    b"<html><head><title>Index of /</title></head><body><a href='other/'>other</a></body></html>"
)


@dataclass(frozen=True)
class Case:
    """A kind of fault with its detail, how many answers it spoils, and the verdict.

    Where it `closes` the host, that host asked to be left alone, and its other files are not asked for.
    Those `of_gzip` are told from the gzip format alone. A `silent` cut shows in nothing but the content.
    """

    kind: str
    value: str = ""
    times: int = FOREVER
    verdict: Verdict = "kept"
    closes: bool = False
    of_gzip: bool = False
    silent: bool = False

    def fault(self, url: str) -> Fault:
        return Fault(self.kind, self.value.replace("SELF", url), self.times)


def _page(body: bytes) -> Misbehave:
    return lambda handler, fault: handler.answer(200, body, Content_Type="text/html")


def _bytes(body: bytes) -> Misbehave:
    return lambda handler, fault: handler.answer(200, body)


def _with(**headers: str) -> Misbehave:
    return lambda handler, fault: handler.answer(200, handler.file(), **headers)


def _raw(handler: Handler, data: bytes) -> None:
    """Bytes on the wire with no regard to the protocol."""
    handler.send(data)
    handler.close_connection = True


def _stall_at_once(handler: Handler, fault: Fault) -> None:
    handler.server.stopped.wait(30)
    handler.close_connection = True


def _stall_in_body(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.start(200, Content_Length=str(len(body)))
    handler.send(body[: len(body) // 2])
    handler.server.stopped.wait(30)
    handler.close_connection = True


def _reset_in_body(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.start(200, Content_Length=str(len(body)))
    handler.send(body[: len(body) // 2])
    handler.reset()


def _reset_after_body(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file())
    handler.reset()


def _trickle_headers(handler: Handler, fault: Fault) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.stopped.wait(0.02):
        handler.send(b"a")


def _continue(handler: Handler, fault: Fault) -> None:
    while not handler.server.stopped.wait(0.001):
        handler.send(b"HTTP/1.1 100 Continue\r\n\r\n")


def _endless(handler: Handler, fault: Fault) -> None:
    handler.start(200, Connection="close")
    while not handler.server.stopped.wait(0.002):
        handler.send(b"From A" * 10_000)


def _endless_chunks(handler: Handler, fault: Fault) -> None:
    handler.start(200, Transfer_Encoding="chunked")
    while not handler.server.stopped.wait(0.002):
        handler.send(b"8000\r\n" + b"A" * 0x8000 + b"\r\n")


def _bad_chunk(handler: Handler, fault: Fault) -> None:
    handler.start(200, Transfer_Encoding="chunked")
    _raw(handler, b"zz\r\n" + handler.file())


def _deflated(handler: Handler, fault: Fault) -> None:
    handler.answer(200, zlib.compress(handler.file()), Content_Encoding="deflate")


def _two_lengths(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Length: {len(body) // 2}\r\n\r\n"
    _raw(handler, head.encode() + body)


def _same_lengths(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    _raw(handler, head.encode() + body)


def _length_and_chunks(handler: Handler, fault: Fault) -> None:
    body = handler.file()
    handler.start(200, Content_Length="7", Transfer_Encoding="chunked")
    _raw(handler, b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))


def _no_number(handler: Handler, fault: Fault) -> None:
    handler.start(200, Content_Length="many", Connection="close")
    _raw(handler, handler.file())


def _many_headers(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file(), **{f"X-{number}": "x" for number in range(5000)})


def _long_header(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file(), X_Long="x" * 200_000)


def _changing_etag(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file(), ETag=f'"{len(handler.server.site.asked)}"')


def _stale_304(handler: Handler, fault: Fault) -> None:
    handler.answer(304, b"")


def _bomb(handler: Handler, fault: Fault) -> None:
    handler.answer(200, gzip.compress(b"From A" * 4_000_000, mtime=0))


def _trailing(handler: Handler, fault: Fault) -> None:
    handler.answer(200, handler.file() + b"and more")


MORE: Final[dict[str, Misbehave]] = {
    "stall-at-once": _stall_at_once,
    "stall-in-body": _stall_in_body,
    "reset-in-body": _reset_in_body,
    "reset-after-body": _reset_after_body,
    "trickle-headers": _trickle_headers,
    "continue-for-ever": _continue,
    "endless": _endless,
    "endless-chunks": _endless_chunks,
    "bad-chunk": _bad_chunk,
    "deflated": _deflated,
    "says-brotli": _with(Content_Encoding="br"),
    "two-lengths": _two_lengths,
    "same-lengths": _same_lengths,
    "length-and-chunks": _length_and_chunks,
    "no-number": _no_number,
    "many-headers": _many_headers,
    "long-header": _long_header,
    "changing-etag": _changing_etag,
    "future-date": _with(Last_Modified="Fri, 01 Jan 2100 00:00:00 GMT"),
    "no-date": _with(Last_Modified="yesterday", ETag="not quoted"),
    "stale-304": _stale_304,
    "bomb": _bomb,
    "trailing": _trailing,
    "page": lambda handler, fault: _page(PAGES[fault.value])(handler, fault),
    "bytes": lambda handler, fault: _bytes(BODIES[fault.value])(handler, fault),
    "raw": lambda handler, fault: _raw(handler, BODIES[fault.value]),
}
KINDS: Final = {**FAULTS, **MORE}
PAGES: Final = {"maintenance": MAINTENANCE, "login": LOGIN, "captcha": CAPTCHA, "index": OTHER_INDEX}
BODIES: Final = {
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "banana": b"HTTP/1.1 banana\r\n\r\n",
    "no-http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "body-alone": b"just a body, as of old\n",
    "folded": b"HTTP/1.1 200 OK\r\n : x\r\n\x00\xff: y\r\n\r\n",
}

CASES: Final[dict[str, Case]] = {
    **{str(code): Case("status", str(code)) for code in (400, 401, 403, 404, 410, 500, 501, 502, 504, 599)},
    "204": Case("status", "204"),
    "206-not-asked-for": Case("status", "206"),
    "408": Case("status", "408"),
    "408-once": Case("status", "408", 1, "taken"),
    "500-once": Case("status", "500", 1, "taken"),
    "429": Case("status", "429"),
    "429-seconds-once": Case("status", "429 2", 1, "taken"),
    "429-date-once": Case("status", "429 Fri, 20 Aug 2021 12:00:30 GMT", 1, "taken"),
    "429-an-hour": Case("status", "429 3600", closes=True),
    "429-a-date-far-off": Case("status", "429 Fri, 20 Aug 2100 12:00:30 GMT", closes=True),
    "429-illegible-once": Case("status", "429 soon", 1, "taken"),
    "503": Case("status", "503"),
    "503-seconds-once": Case("status", "503 2", 1, "taken"),
    "503-an-hour": Case("status", "503 3600", closes=True),
    "reset-before": Case("reset"),
    "reset-before-once": Case("reset", times=1, verdict="taken"),
    "reset-in-body": Case("reset-in-body"),
    "reset-in-body-once": Case("reset-in-body", times=1, verdict="taken"),
    "reset-after-body": Case("reset-after-body", verdict="either"),
    "length-too-long": Case("cut"),
    "length-too-long-once": Case("cut", times=1, verdict="taken"),
    "length-too-short": Case("short-length", silent=True),
    "no-length-and-cut": Case("no-length", silent=True),
    "chunks-cut": Case("cut-chunks"),
    "chunks-illegible": Case("bad-chunk"),
    "encoding-brotli": Case("says-brotli"),
    "encoding-deflate": Case("deflated"),
    "stall-before-headers": Case("stall-at-once"),
    "stall-before-body": Case("stall"),
    "stall-in-body": Case("stall-in-body"),
    "trickle-of-headers": Case("trickle-headers"),
    "trickle-of-body": Case("trickle"),
    "100-continue-for-ever": Case("continue-for-ever"),
    "redirect-loop": Case("redirect", "SELF"),
    "redirect-to-another-host": Case("redirect", "http://localhost:PORT/elsewhere"),
    "redirect-to-a-private-address": Case("redirect", "http://10.0.0.1/x"),
    "redirect-to-a-link-local-address": Case("redirect", "http://169.254.169.254/latest/meta-data/"),
    "redirect-to-a-file": Case("redirect", "file:///etc/passwd"),
    "redirect-to-ftp": Case("redirect", "ftp://127.0.0.1/x"),
    "redirect-to-no-host": Case("redirect", f"http://{'a' * 70}.example/"),
    "redirect-to-nowhere": Case("redirect", ""),
    "endless-body": Case("endless"),
    "endless-chunks": Case("endless-chunks"),
    "maintenance-page": Case("page", "maintenance"),
    "login-page": Case("page", "login"),
    "captcha": Case("page", "captcha"),
    "another-index": Case("page", "index"),
    "empty-body": Case("bytes", "nothing"),
    "empty-gzip": Case("empty"),
    "noise": Case("bytes", "noise"),
    "garbage-gzip": Case("garbage-gzip"),
    "truncated-gzip": Case("truncated-gzip", of_gzip=True),
    "more-after-the-end": Case("trailing", of_gzip=True),
    "gzip-bomb": Case("bomb"),
    "changing-etag": Case("changing-etag", verdict="taken"),
    "date-in-the-future": Case("future-date", verdict="taken"),
    "date-illegible": Case("no-date", verdict="taken"),
    "unchanged-though-changed": Case("stale-304", verdict="unseen"),
    "two-lengths": Case("two-lengths"),
    "two-lengths-alike": Case("same-lengths", verdict="taken"),
    "length-beside-chunks": Case("length-and-chunks", verdict="taken"),
    "length-no-number": Case("no-number", verdict="taken"),
    "many-headers": Case("many-headers"),
    "long-header": Case("long-header"),
    "status-illegible": Case("raw", "banana"),
    "another-protocol": Case("raw", "no-http"),
    "no-status-line": Case("raw", "body-alone"),
    "headers-illegible": Case("raw", "folded"),
}
