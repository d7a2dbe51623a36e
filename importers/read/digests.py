"""Digests that mailing lists send are split into their posts: plain ones (RFC 1153) and MIME ones (RFC 2046, 5.1.5)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from typing import Final

_MOST_POSTS: Final = 2_000
_TOP: Final = b"\n" + b"-" * 70 + b"\n\n"
_HEADER: Final = rb"(?:Message: \d{1,6}|(?:Date|From|To|Cc|Subject|Message-ID|Reply-To|Content-[A-Za-z-]{1,40}): [^\n]{0,998})\n"
# Between two posts, and not a rule of an author's own: the fields of the next stand below it.
_BETWEEN: Final = re.compile(rb"\n-{30}\n\n(?=" + _HEADER + rb")", re.IGNORECASE)
_FIRST: Final = re.compile(_HEADER, re.IGNORECASE)
_END: Final = re.compile(
    rb"\n-{30}\n\n(?:Subject: Digest Footer\n|_{5,80}\n|End of [^\n]{1,200}\n\*{5,300})", re.IGNORECASE
)
_ENCODED: Final = re.compile(
    rb"^Content-Transfer-Encoding:\s{0,9}[\"']?(?:base64|quoted-printable)", re.IGNORECASE | re.MULTILINE
)
_MIME: Final = re.compile(
    rb"^Content-Type:\s{0,9}multipart/digest;[^\n]{0,300}(?:\n[ \t][^\n]{0,300}){0,8}",
    re.IGNORECASE | re.MULTILINE,
)
# Somebody who answers a digest may quote all of it; a digest answers nothing.
_ANSWERS: Final = re.compile(rb"\n(?:In-Reply-To|References):", re.IGNORECASE)
_BOUNDARY: Final = re.compile(rb"boundary=(?:\"([^\"\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE)


def posts_in_digest(raw: bytes) -> list[bytes]:
    """The posts of a digest in their order, each as the list sent it on; none where the mail is no digest."""
    mime = b"ultipart/digest" in raw
    if not (mime or _TOP.strip() in raw or (b"igest" in raw[:4096] and _ENCODED.search(raw[:4096]))):
        return []
    text = raw.replace(b"\r\n", b"\n")
    if _ANSWERS.search(text.partition(b"\n\n")[0]):
        return []
    return list(_parts(text) if mime else _stretches(text))[:_MOST_POSTS]


def _stretches(raw: bytes) -> Iterator[bytes]:
    """What stands between the rules of a plain digest; its introduction and its end are nobody's post."""
    head, _, body = raw.partition(b"\n\n")
    if _ENCODED.search(head):
        payload = message_from_bytes(raw).get_payload(decode=True)
        body = payload.replace(b"\r\n", b"\n") if isinstance(payload, bytes) else b""
    _, top, rest = body.partition(_TOP)
    if not top or not _FIRST.match(rest):
        return
    end = _END.search(rest)
    for post in _BETWEEN.split(rest[: end.start()] if end else rest):
        yield post.strip(b"\n") + b"\n"


def _parts(raw: bytes) -> Iterator[bytes]:
    """The messages of the part that is a digest, to the byte; each may have fields of its own before it."""
    told = _MIME.search(raw)
    boundary = _BOUNDARY.search(told[0]) if told else None
    if told is None or boundary is None:
        return
    mark = b"\n--" + (boundary[1] or boundary[2])
    inside = raw[told.end() :].partition(mark + b"--")[0]
    for part in inside.split(mark)[1:]:
        fields, _, post = part.partition(b"\n\n")
        # a part without fields is a message (RFC 2046, 5.1.5)
        message = not fields.strip(b" \t\n") or b"message/rfc822" in fields.lower()
        if message and post.strip():
            yield post.lstrip(b"\n").rstrip(b"\n") + b"\n"
