"""Every way in which the test server answers that a server should not, by name."""

import gzip
import zlib
from collections.abc import Callable
from typing import Final

from tests.archive_server import FAULTS, MAINTENANCE, Fault, Handler, Misbehave

LOGIN: Final = (
    b"<html><head><title>Log in</title></head><body><form><input name='password'></form></body></html>"
)
CAPTCHA: Final = (
    b"<html><head><title>Just a moment...</title></head><body><script>challenge()</script></html>"
)
NO_LINKS: Final = (
    b"<html><head><title>Archives</title></head><body><p>There is nothing here.</p></body></html>"
)
ENDLESS: Final = "/endless/"
OTHER_INDEX: Final = (
    b"<html><head><title>Index of /</title></head><body><a href='other/'>other</a></body></html>"
)


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


def _onwards(handler: Handler, fault: Fault) -> None:
    """Every address leads to one that was never asked for before."""
    handler.answer(302, b"", Location=f"{ENDLESS}{len(handler.server.site.asked)}")


def _changed(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The body with its text changed, in gzip that is whole where it was in gzip."""
    if body.startswith(b"\x1f\x8b"):
        return gzip.compress(change(gzip.decompress(body)), mtime=0)
    return change(body)


def _recoded(handler: Handler, fault: Fault) -> None:
    body = _changed(handler.file(), lambda text: text.decode("latin-1").encode(fault.value))
    handler.answer(200, body, Content_Type=f"text/html; charset={fault.value}")


def _half(handler: Handler, fault: Fault) -> None:
    """Half of what there is, whole by its length and its format: the program behind the server gave up."""
    handler.answer(200, _changed(handler.file(), lambda text: text[: len(text) // 2]))


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
    "onwards": _onwards,
    "recoded": _recoded,
    "half": _half,
    "says-utf-16": _with(Content_Type="text/html; charset=utf-16"),
    "page": lambda handler, fault: _page(PAGES[fault.value])(handler, fault),
    "bytes": lambda handler, fault: _bytes(BODIES[fault.value])(handler, fault),
    "raw": lambda handler, fault: _raw(handler, BODIES[fault.value]),
}
KINDS: Final = {**FAULTS, **MORE}
PAGES: Final = {
    "maintenance": MAINTENANCE,
    "login": LOGIN,
    "captcha": CAPTCHA,
    "index": OTHER_INDEX,
    "no-links": NO_LINKS,
}
BODIES: Final = {
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "banana": b"HTTP/1.1 banana\r\n\r\n",
    "no-http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "body-alone": b"just a body, as of old\n",
    "folded": b"HTTP/1.1 200 OK\r\n : x\r\n\x00\xff: y\r\n\r\n",
}
