"""A plain candidacy, damaged in every way that mail has been, on everything that carries mail.

Each ends as the right record, in review, or as a loss that is named: never in silence, and never as a wrong record.
"""

import gzip
import html
import json
import lzma
import re
from base64 import b64encode, encodebytes
from binascii import b2a_uu
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from pathlib import Path
from quopri import encodestring
from zlib import crc32

import pytest

from importers import pipeline
from importers.read.inputs import find_inputs

Wound = Callable[[bytes], bytes]

SENT = "Maren {surname}"
POST = """From: {name} <{address}>
Date: Tue, 1 Aug 2017 10:00:00 +0000
Subject: [openstack-dev] [nova][ptl] PTL candidacy for Queens
Message-ID: <{number}@oldeland.example>

Hello everyone,

I would like to announce my candidacy for PTL of Nova for the Queens cycle.

I have been a core reviewer of Nova since Newton, and I have spent the last two
cycles on the placement service. During Queens I want us to finish the work on
cells, to cut the backlog of open bugs by a third, and to make reviews faster.

Thank you for reading, and please ask me anything about topic {number}.

{name}
"""
CHAT = b"From: Bo Mill <bo@mill.example>\nDate: Tue, 1 Aug 2017 09:00:00 +0000\nSubject: [nova] Disk layout\nMessage-ID: <chat@mill.example>\n\nHas anybody measured this?\n"
SEPARATOR = b"From maren@oldeland.example Tue Aug  1 10:00:00 2017\n"
FOOTER = (
    b"_" * 47
    + b"\nOpenStack-dev mailing list\nOpenStack-dev@lists.example\nhttp://lists.example/cgi-bin/mailman/listinfo/openstack-dev\n"
)


def first(fields: bytes) -> Wound:
    return lambda raw: fields + b"\n" + raw


def last(fields: bytes) -> Wound:
    return lambda raw: raw.replace(b"\n\n", b"\n" + fields + b"\n\n", 1)


def swapped(name: str, value: Callable[[bytes], bytes]) -> Wound:
    """A field with another value, made of the one that it has."""
    field = re.compile(rb"^(%s: )(.*)$" % name.encode(), re.MULTILINE)
    return lambda raw: field.sub(lambda found: found[1] + value(found[2]), raw, count=1)


def body(change: Wound, declared: bytes = b"", above: bytes = b"") -> Wound:
    """Another body, made of the one that it has, and what the header says of it."""

    def wound(raw: bytes) -> bytes:
        head, _, text = raw.partition(b"\n\n")
        return head + (b"\n" + declared if declared else b"") + b"\n\n" + above + change(text)

    return wound


def same(data: bytes) -> bytes:
    return data


def uuencoded(text: bytes) -> bytes:
    lines = b"".join(b2a_uu(text[at : at + 45]) for at in range(0, len(text), 45))
    return b"begin 644 statement.txt\n" + lines + b"`\nend\n"


def page(text: bytes) -> bytes:
    paragraphs = text.decode("latin-1").strip().split("\n\n")
    return "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in paragraphs).encode("latin-1")


def stray(text: bytes, at: int, letter: bytes) -> bytes:
    encoded = encodebytes(text)
    return encoded[:at] + letter + encoded[at:]


def part(text: bytes, fields: bytes = b"Content-Type: text/plain") -> bytes:
    return b"--cut\n" + fields + b"\n\n" + text


def digest(raw: bytes, fields: bytes) -> bytes:
    """A plain digest (RFC 1153) of one post, of whose header the fields are left."""
    head, _, text = raw.partition(b"\n\n")
    head = swapped("From", lambda _: b"openstack-dev-request@lists.example")(head)
    above = b"\n\nToday's Topics:\n\n   1. PTL candidacy for Queens\n\n\n" + b"-" * 70 + b"\n\n" + fields
    return head + above + text + b"\n" + b"-" * 30 + b"\n\nEnd of Talk Digest\n" + b"*" * 44 + b"\n"


BARS = b"On Mon, 31 Jul 2017 at 10:00, Bo Mill <bo@mill.example> wrote:\n| Who will stand for PTL this time?\n| I will not.\n\n"
MIXED = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=cut"
QUOTED = b"Content-Transfer-Encoding: quoted-printable"
BASE64 = b"Content-Transfer-Encoding: base64"
HTML = b"Content-Type: text/html; charset=utf-8"
WORDS = b"PTL candidacy for Queens"
POINTER = b"Please use a mail reader that can show HTML.\n"

POST_WOUNDS: dict[str, Wound] = {
    "none": same,
    # where the header begins, and how it goes on
    **{f"first name {name!r}": first(name + b": y") for name in (b"X-Spam_score", b"X-Mozilla-Status2", b"X.Y", b"X", b"X-" + b"A" * 60)},
    "control characters first": lambda raw: b"\x0c\x00\x00" + raw,
    "escaped separator first": first(b">" + SEPARATOR.rstrip()),
    "separator twice": first(SEPARATOR.rstrip()),
    "kilobytes of seals": first(b"\n".join(b"ARC-Seal: i=%d; b=" % number + b"QUJD" * 300 for number in range(9))),
    "line that is no field": swapped("Date", lambda value: value + b"\nFile statement.doc attached by gateway"),
    "parameter at the margin": last(b"Content-Type: text/plain;\ncharset=utf-8"),
    "blank line of spaces in the header": swapped("Date", lambda value: value + b"\n   "),
    "MIME fields below a gap": body(encodebytes, above=b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"),
    "names in lower case": lambda raw: re.sub(rb"^[A-Z][A-Za-z-]+:", lambda name: name[0].lower(), raw, count=4, flags=re.MULTILINE),
    "names in upper case": lambda raw: re.sub(rb"^[A-Z][A-Za-z-]+:", lambda name: name[0].upper(), raw, count=4, flags=re.MULTILINE),
    "blank before the colons": lambda raw: re.sub(rb"^([A-Z][A-Za-z-]+):", rb"\1 :", raw, count=4, flags=re.MULTILINE),
    "no blanks behind the colons": lambda raw: re.sub(rb"^([A-Z][A-Za-z-]+): ", rb"\1:", raw, count=4, flags=re.MULTILINE),
    "field of 100 kB": last(b"X-Long: " + b"a" * 100_000),
    "600 fields": last(b"\n".join(b"X-%d: y" % number for number in range(600))),
    "bytes beyond ASCII in a field": last(b"X-City: K\xf6ln"),
    "NUL in a field": last(b"X-Odd: a\x00b"),
    "field twice": last(b"Subject: PTL candidacy for Queens"),
    "two senders": first(b"From: openstack-dev-bounces@lists.example"),
    "rest of a field first": first(b" by mx.example; Tue, 1 Aug 2017 10:00:00 +0000"),
    "answer of a server first": first(b"* 1 FETCH (RFC822 {1234}"),
    "line of text and a blank line first": first(b"Checked by the gateway\n"),
    "line of text and a blank line first, no Message-ID": lambda raw: b"Checked by the gateway\n\n" + re.sub(rb"Message-ID.*\n", b"", raw),
    "length that does not hold": last(b"Content-Length: 12"),
    # its fields
    "subject folded": swapped("Subject", lambda value: value.replace(b" ", b"\n\t", 2)),
    "subject in quoted words": swapped("Subject", lambda value: b"=?utf-8?q?" + value.replace(b" ", b"_") + b"?="),
    "subject in base64": swapped("Subject", lambda value: b"=?utf-8?b?" + b64encode(value) + b"?="),
    "subject cut within groups": swapped("Subject", lambda value: b"=?utf-8?b?" + b64encode(value)[:17] + b"?=\n =?utf-8?b?" + b64encode(value)[17:] + b"?="),
    "subject in base64 without its end": swapped("Subject", lambda value: b"=?utf-8?b?" + b64encode(value)),
    "subject encoded twice": swapped("Subject", lambda value: b"=?utf-8?b?" + b64encode(b"=?utf-8?b?" + b64encode(value) + b"?=") + b"?="),
    "subject with a language": swapped("Subject", lambda value: b"=?utf-8*en?q?" + value.replace(b" ", b"_") + b"?="),
    "subject in UTF-16": swapped("Subject", lambda value: b"=?utf-16?b?" + b64encode(value.decode().encode("utf-16")) + b"?="),
    "subject of no-break spaces": swapped("Subject", lambda value: value.replace(b" ", b"\xc2\xa0")),
    "subject in unknown charset": swapped("Subject", lambda value: b"=?x-nobody?q?" + value.replace(b" ", b"_") + b"?="),
    "Message-ID in encoded words": swapped("Message-ID", lambda value: b"=?utf-8?q?=3C" + value[1:9] + b"?=\n =?utf-8?q?" + value[9:-1] + b"=3E?="),
    "Message-ID without brackets": swapped("Message-ID", lambda value: value.strip(b"<>")),
    "Message-ID folded within": swapped("Message-ID", lambda value: value.replace(b"@", b"@\n ")),
    "Message-ID masked": swapped("Message-ID", lambda value: value.replace(b"@", b" at ")),
    "sender's bracket not closed": swapped("From", lambda value: value.rstrip(b">")),
    "sender's brackets doubled": swapped("From", lambda value: value.replace(b"<", b"<<").replace(b">", b">>")),
    "sender without brackets": swapped("From", lambda value: value.replace(b"<", b"").replace(b">", b"")),
    "sender by a route": swapped("From", lambda value: value.replace(b"<", b"<@relay.example,@two.example:")),
    "sender masked": swapped("From", lambda value: value.replace(b"@", b" at ")),
    "sender in a comment": swapped("From", lambda value: b"%s (%s)" % (value.split(b"<")[1].rstrip(b">"), value.split(b" <")[0])),
    "sender in a group": swapped("From", lambda value: b"Candidates: " + value + b";"),
    "sender's name encoded": swapped("From", lambda value: b"=?utf-8?q?" + value.replace(b" <", b"?= <", 1).replace(b"Maren ", b"Maren_")),
    "sender via the list": lambda raw: swapped("From", lambda value: value.split(b" <")[0] + b" via openstack-dev <openstack-dev@lists.example>")(last(b"Reply-To: " + raw.split(b"\n")[0][6:])(raw)),
    "zone behind its name": swapped("Date", lambda value: value.replace(b"+0000", b"GMT +0000")),
    "zone with a colon": swapped("Date", lambda value: value.replace(b"10:00:00 +0000", b"12:00:00 +02:00")),
    "zone of three digits": swapped("Date", lambda value: value.replace(b"10:00:00 +0000", b"15:30:00 +5:30")),
    "date of JavaScript": swapped("Date", lambda _: b"Tue Aug 01 2017 12:00:00 GMT+0200 (CEST)"),
    "date without zone": swapped("Date", lambda value: value.replace(b" +0000", b"")),
    "date of ISO 8601": swapped("Date", lambda _: b"2017-08-01T10:00:00Z"),
    "date without its weekday": swapped("Date", lambda value: value.replace(b"Tue, ", b"")),
    # how the text is encoded
    "base64": body(encodebytes, BASE64),
    "base64 on one line": body(b64encode, BASE64),
    "base64 by an odd name": body(encodebytes, b"Content-Transfer-Encoding: base-64"),
    "base64 with a stray letter": body(lambda text: stray(text, 100, b"\xa0"), BASE64),
    "base64 with a blank within": body(lambda text: stray(text, 20, b" "), BASE64),
    "base64 cut off": body(lambda text: encodebytes(text)[: 77 * 6 + 30], BASE64),
    "base64 without its header": body(encodebytes),
    "base64 below text": body(encodebytes, BASE64, above=b"Checked by the gateway\n\n"),
    "base64 above a footer": body(lambda text: encodebytes(text) + FOOTER, BASE64),
    "quoted-printable": body(lambda text: encodestring(text, quotetabs=True), QUOTED),
    "quoted-printable twice": body(lambda text: encodestring(encodestring(text, quotetabs=True), quotetabs=True), QUOTED),
    "HTML in quoted-printable without its header": body(lambda text: encodestring(page(text), quotetabs=True), HTML),
    "HTML in quoted-printable twice": body(lambda text: encodestring(encodestring(page(text), quotetabs=True), quotetabs=True), HTML + b"\n" + QUOTED),
    "quoted-printable above parts": body(lambda text: encodestring(part(text)) + b"\n--cut--\n", MIXED + b"\n" + QUOTED),
    "quoted-printable above parts, of one break": body(lambda text: part(text.replace(b"about", b"abo=\nut")) + b"\n--cut--\n", MIXED + b"\n" + QUOTED),
    "quoted-printable said of parts in plain": body(lambda text: part(text) + b"\n--cut--\n", MIXED + b"\n" + QUOTED),
    "quoted-printable with blanks behind breaks": body(lambda text: encodestring(text, quotetabs=True).replace(b"=\n", b"= \n"), QUOTED),
    "quoted-printable without its header": body(lambda text: encodestring(text.replace(b"Hello", "“Hello”".encode()))),
    "quoted-printable by an odd name": body(encodestring, b"Content-Transfer-Encoding: quotedprintable"),
    "quoted-printable in lower case": body(lambda text: text.replace(b"PTL", b"P=54L").lower().replace(b"=54", b"=74"), QUOTED),
    "uuencode": body(uuencoded, b"Content-Transfer-Encoding: x-uuencode"),
    "uuencode cut off": body(lambda text: uuencoded(text)[:-120], b"Content-Transfer-Encoding: x-uuencode"),
    "uuencode without its header": body(uuencoded),
    "uuencode in two": body(lambda text: uuencoded(text[:102]) + uuencoded(text[102:]), b"Content-Transfer-Encoding: x-uuencode"),
    "parts within base64": body(lambda text: encodebytes(part(text) + b"\n--cut--\n"), MIXED + b"\n" + BASE64),
    "yEnc": body(lambda text: b"=ybegin line=128 size=%d name=x.txt\n" % len(text) + bytes((letter + 42) % 256 for letter in text).replace(b"=", b"=}") + b"\n=yend\n"),
    "BinHex": body(lambda _: b"(This file must be converted with BinHex 4.0)\n\n:$f*TEQKPH#jdCA0d,R*cG#!\n:\n"),
    "encoding that nobody knows": body(same, b"Content-Transfer-Encoding: x-odd"),
    # what the letters are
    "no-break spaces": body(lambda text: text.replace(b"PTL of Nova", "PTL\u00a0of\u00a0Nova".encode())),
    "no-break spaces of Latin-1": body(lambda text: text.replace(b"PTL of Nova", b"PTL\xa0of\xa0Nova")),
    "soft hyphens": body(lambda text: text.replace(b"candidacy", "candi\u00addacy".encode())),
    "zero-width spaces": body(lambda text: text.replace(b"candidacy", "candi\u200bdacy".encode())),
    "NUL characters": body(lambda text: text.replace(b"candidacy", b"candi\x00dacy")),
    "quotes of Windows as Latin-2": body(lambda text: text.replace(b"Hello", b"\x93Hello\x94"), b"Content-Type: text/plain; charset=iso-8859-2"),
    "stray byte in UTF-8": body(lambda text: text.replace(b"Hello", "Grüße – Hello".encode() + b"\xe1")),
    "UTF-16 without its mark": body(lambda text: text.decode().encode("utf-16-le"), b"Content-Type: text/plain; charset=utf-16le"),
    "ASCII that says UTF-16": body(same, b"Content-Type: text/plain; charset=utf-16"),
    "UTF-32": body(lambda text: text.decode().encode("utf-32"), b"Content-Type: text/plain; charset=utf-32"),
    "zeros for the rest": body(lambda text: text[:200] + bytes(len(text) - 200)),
    "UTF-16": body(lambda text: text.decode().encode("utf-16"), b"Content-Type: text/plain; charset=utf-16"),
    "UTF-16 that is not declared": body(lambda text: text.decode().encode("utf-16")),
    "UTF-16 that is not declared, without its mark": body(lambda text: text.decode().encode("utf-16-le")),
    "UTF-7": body(lambda text: text.replace(b"candidacy", b"c+AGEAbg-didacy"), b"Content-Type: text/plain; charset=utf-7"),
    "ISO-2022-JP with signs of NEC": body(lambda text: text.replace(b"Hello", b"\x1b$B-!\x1b(B Hello"), b"Content-Type: text/plain; charset=iso-2022-jp"),
    "charset that nobody knows": body(same, b"Content-Type: text/plain; charset=x-nobody"),
    "ASCII that is UTF-8": body(lambda text: text.replace(b"Hello", "“Hello”".encode()), b"Content-Type: text/plain; charset=us-ascii"),
    "UTF-8 read as Latin-1 before": body(lambda text: text.replace(b"Hello", "Grüße – Hello".encode().decode("cp1252").encode())),
    # how it is laid out
    "HTML alone": body(page, HTML),
    "HTML of entities": body(lambda text: page(text).replace(b"PTL of Nova", b"P&#84;L&nbsp;of <b>No</b>va"), HTML),
    "HTML that says it is plain": body(lambda text: b"<html><body>\n" + page(text) + b"</body></html>\n"),
    "HTML whose charset is in the page": body(lambda text: b'<meta charset="koi8-r">' + page(text), b"Content-Type: text/html"),
    "XHTML": body(page, b"Content-Type: application/xhtml+xml"),
    "RTF": body(lambda text: b"{\\rtf1\\ansi " + text.replace(b"\n", b"\\par\n") + b"}\n", b"Content-Type: application/rtf"),
    "parts in 150 parts": body(lambda text: b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (depth, depth + 1) for depth in range(150)) + b"--b150\n\n" + text + b"".join(b"\n--b%d--" % depth for depth in range(150, -1, -1)) + b"\n", b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0"),
    "enriched": body(lambda text: text.replace(b"\n", b"\n\n").replace(b"PTL", b"<bold>PTL</bold>"), b"Content-Type: text/enriched"),
    "flowed": body(lambda text: text.replace(b"two\n", b"two \n").replace(b"on\n", b"on \n"), b"Content-Type: text/plain; format=flowed"),
    "flowed within words": body(lambda text: text.replace(b"candidacy", b"candi \ndacy"), b"Content-Type: text/plain; format=flowed; delsp=yes"),
    "unknown type": body(same, b"Content-Type: application/x-statement"),
    "type without subtype": body(same, b"Content-Type: text"),
    "octets": body(encodebytes, b"Content-Type: application/octet-stream\n" + BASE64),
    "no type but parts": body(lambda text: part(text) + b"\n--cut--\n"),
    "boundary not declared": body(lambda text: part(text) + b"\n--cut--\n", b"Content-Type: multipart/mixed"),
    "empty boundary": body(lambda text: part(text).replace(b"--cut", b"--", 1) + b"\n-- \nMaren\n----\n", MIXED.replace(b"=cut", b'=""')),
    "another boundary declared": body(lambda text: part(text) + b"\n--cut--\n", b"Content-Type: multipart/mixed; boundary=other"),
    "parts never closed": body(part, MIXED),
    "parts closed twice": body(lambda text: part(text) + b"\n--cut--\n--cut--\n", MIXED),
    "blank line above a part's header": body(lambda text: b"--cut\n\n" + part(encodebytes(text), b"Content-Type: text/plain\n" + BASE64)[6:] + b"--cut--\n", MIXED),
    "text before the first part": body(lambda text: text + part(b"", b"Content-Type: image/png") + b"\n--cut--\n", MIXED),
    "part in a part": body(lambda text: part(b"--in\n\n" + text + b"\n--in--", b"Content-Type: multipart/alternative; boundary=in") + b"\n--cut--\n", MIXED),
    "empty plain text beside HTML": body(lambda text: part(b"\n") + b"\n" + part(page(text), HTML) + b"\n--cut--\n", MIXED.replace(b"mixed", b"alternative")),
    "plain text that points to HTML": body(lambda text: part(POINTER) + b"\n" + part(page(text), HTML) + b"\n--cut--\n", MIXED.replace(b"mixed", b"alternative")),
    "attachment alone": body(lambda text: part(text, b"Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt") + b"\n--cut--\n", MIXED),
    "document alone": body(lambda _: part(b"UEsDBBQABgAI\n", b"Content-Type: application/msword\n" + BASE64) + b"--cut--\n", MIXED),
    "encrypted": body(lambda _: part(b"Version: 1\n", b"Content-Type: application/pgp-encrypted") + b"--cut--\n", MIXED.replace(b"mixed", b"encrypted")),
    "opaque S/MIME": body(lambda _: b"MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwGggCSABAA=\n", b"Content-Type: application/pkcs7-mime\n" + BASE64),
    "clear-signed": body(lambda text: b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + text + b"-----BEGIN PGP SIGNATURE-----\n\niQEcBAEBCAAGBQJZgEiQEcBAEBCAAGBQJZgEiQEcBAEBCAAGBQJZgEiQEcBAEBCA\n=Ab57\n-----END PGP SIGNATURE-----\n"),
    "empty": body(lambda _: b""),
    "remark of a scanner alone": body(lambda _: b"[The attachment was removed by the virus scanner]\n"),
    "every line quoted": body(lambda text: re.sub(rb"(?m)^", b"> ", text)),
    "notice of the archive alone": body(lambda _: b"An HTML attachment was scrubbed...\nURL: <http://lists.example/attachments/1.html>\n"),
    "wrapped by the list": lambda raw: raw.replace(b"Maren ", b"openstack-dev, for Maren ", 0).split(b"\n", 1)[0].split(b"<")[0] + b"via openstack-dev <openstack-dev@lists.example>\n" + b"\n".join(raw.partition(b"\n\n")[0].split(b"\n")[1:3]) + b"\nMessage-ID: <wrapped-" + raw.partition(b"Message-ID: <")[2].partition(b"\n")[0] + b"\n" + MIXED + b"\n\n" + part(raw, b"Content-Type: message/rfc822") + b"\n" + part(FOOTER) + b"--cut--\n",
    "quote behind bars": body(lambda text: text.replace(b"Thank you", BARS + b"Thank you")),
    "digest of one subject": lambda raw: digest(raw, b"Subject: [nova][ptl] PTL candidacy for Queens\n\n"),
    "digest of one text": lambda raw: digest(raw, b""),
    "footer": body(lambda text: text + b"\n" + FOOTER),
    "footer behind the last part": body(lambda text: part(text) + b"\n--cut--\n" + FOOTER, MIXED),
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "blanks at the ends of lines": body(lambda text: text.replace(b"\n", b"  \n")),
    "prose that begins like a separator": body(lambda text: text.replace(b"cells,", b"\nFrom cells,")),
    "escaped separators": body(lambda text: text.replace(b"cells,", b"\n>From cells,")),
}  # fmt: skip
FILE_WOUNDS: dict[str, Wound] = {
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16 file": lambda data: data.decode("latin-1").encode("utf-16"),
    "line ends of Macs": lambda data: data.replace(b"\n", b"\r"),
    "line ends of DOS": lambda data: data.replace(b"\n", b"\r\n"),
    "line ends doubled": lambda data: data.replace(b"\n", b"\r\r\n"),
    "blank lines first": lambda data: b"\n\n" + data,
    "packed": gzip.compress,
    "packed twice": lambda data: gzip.compress(gzip.compress(data)),
    "packed by xz": lzma.compress,
    "packed and cut off": lambda data: gzip.compress(data)[:-20],
    "separators without dates": lambda data: data.replace(SEPARATOR, b"From maren@oldeland.example\n"),
    "separators in German": lambda data: data.replace(SEPARATOR, b"From maren@oldeland.example Di. 1. August 2017 10:00:00\n"),
    "separators of ISO 8601": lambda data: data.replace(SEPARATOR, b"From maren@oldeland.example 2017-08-01T10:00:00Z\n"),
    "separators escaped": lambda data: data.replace(SEPARATOR, b">" + SEPARATOR),
    "separators with a tab": lambda data: data.replace(SEPARATOR, SEPARATOR.replace(b" ", b"\t", 1)),
    "separators in lower case": lambda data: data.replace(SEPARATOR, SEPARATOR.replace(b"From", b"from")),
    "byte order mark before each": lambda data: data.replace(SEPARATOR, b"\xef\xbb\xbf" + SEPARATOR),
    "byte order mark twice": lambda data: b"\xef\xbb\xbf" * 2 + data,
    "every line doubled": lambda data: data.replace(b"\n", b"\n\n"),
    "base64 file": encodebytes,
    "zeros first": lambda data: bytes(512) + data,
    "zeros alone": lambda data: bytes(len(data)),
    "page in ASCII that says UTF-16": lambda data: data.replace(b"<HEAD>", b'<HEAD><META charset="utf-16">'),
    "page that says UTF-16 of its text": lambda data: re.sub(rb"(?s)(?<=<PRE>).*(?=\n</PRE>)", lambda text: text[0].decode().encode("utf-16"), data.replace(b"<HEAD>", b'<HEAD><META charset="utf-16">')),
    "separators in quotation marks": lambda data: data.replace(SEPARATOR, b'"' + SEPARATOR.rstrip() + b'"\n'),
    "separators after a blank": lambda data: data.replace(SEPARATOR, b" " + SEPARATOR),
    "separators over blank lines and marks": lambda data: data.replace(SEPARATOR, SEPARATOR + b"\xef\xbb\xbf  \n\n"),
    "half a separator": lambda data: data.replace(SEPARATOR, SEPARATOR[9:], 1),
}  # fmt: skip


def alone(raw: bytes, _: bytes) -> bytes:
    return raw


def mbox(raw: bytes, _: bytes = b"") -> bytes:
    escaped = re.sub(rb"^(?=>*From )", b">", raw, flags=re.MULTILINE)
    return SEPARATOR + escaped + b"\n" + SEPARATOR + CHAT


def shown(raw: bytes, sent: bytes) -> bytes:
    """The page that Mailman makes of a post: what the header declares it has undone, the rest it shows as it stands."""
    head, _, text = raw.partition(b"\n\n")
    lines = re.sub(r"\n[ \t]", " ", head.decode("latin-1")).split("\n")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    if any(name.startswith("content-") for name in fields):
        text = sent.partition(b"\n\n")[2]
    subject = html.escape(fields.get("subject", ""))
    name, address = parseaddr(fields.get("from", ""))
    page = (
        f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\n<HTML>\n <HEAD>\n   <TITLE> {subject}\n   </TITLE>\n'
        f'   <LINK REL="Index" HREF="index.html" >\n </HEAD>\n <BODY BGCOLOR="#ffffff">\n   <H1>{subject}</H1>\n'
        f"    <B>{html.escape(name)}</B> \n"
        f'    <A HREF="mailto:x%40lists.example?Subject=Re&In-Reply-To=%3C{crc32(raw)}%40oldeland.example%3E"\n'
        f'       TITLE="{subject}">{html.escape(address.replace("@", " at "))}\n       </A><BR>\n'
        "    <I>Tue Aug  1 10:00:00 UTC 2017</I>\n    <P><UL>\n        <LI><B>Messages sorted by:</B> </LI>\n       </UL>\n"
        f"    <HR>  \n<!--beginarticle-->\n<PRE>{html.escape(text.decode('latin-1'))}\n</PRE>\n<!--endarticle-->\n</BODY></html>\n"
    )
    return page.encode("latin-1")


def exported(raw: bytes, _: bytes) -> bytes:
    """A post as HyperKitty exports it."""
    return mbox(last(b"Message-ID-Hash: ABCDEFGHIJKLMNOPQRSTUVWXYZ234567\nX-Mailman-Version: 3.3.3\nList-Id: <openstack-dev.lists.example>")(raw))  # fmt: skip


# What each carrier makes of a post, where it keeps that, and how it packs a file.
CARRIERS: dict[str, tuple[Callable[[bytes, bytes], bytes], str, Wound]] = {
    "mbox": (mbox, "{number}.mbox", same),
    "month.gz": (mbox, "2017-August-{number}.txt.gz", gzip.compress),
    "Maildir": (alone, "{number}/new/1501581600.1.host", same),
    "eml": (alone, "{number}.eml", same),
    "saved page": (shown, "{number}.html", same),
    "HyperKitty export": (exported, "{number}.mbox.gz", gzip.compress),
}


def surname(number: int) -> str:
    syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu"]
    return (syllables[number // 15] + syllables[number % 15] + "land").capitalize()


def written(folder: Path, carrier: str) -> Iterator[tuple[int, str, bytes]]:
    """Writes a file for each wound; gives the number, the wound and the whole post."""
    carried, place, packed = CARRIERS[carrier]
    wounds = [*((name, wound, same) for name, wound in POST_WOUNDS.items()), *((name, same, wound) for name, wound in FILE_WOUNDS.items())]  # fmt: skip
    for number, (name, of_post, of_file) in enumerate(wounds):
        sender = SENT.format(surname=surname(number))
        raw = POST.format(name=sender, address=f"maren{number}@oldeland.example", number=number).encode()
        path = folder / place.format(number=number)
        path.parent.mkdir(parents=True, exist_ok=True)
        if carrier == "Maildir":
            for each in ("cur", "tmp"):
                (path.parents[1] / each).mkdir()
        path.write_bytes(packed(of_file(carried(of_post(raw), raw))))
        yield number, name, raw


def plain(text: str) -> str:
    """A statement without what differs between right readings of it: spaces, case, quotation marks."""
    for sign in "“”„\ufffd\u2116①–áßГ":
        text = text.replace(sign, "")
    for added in ("Grüe", "Checked by the gateway", ">From cells", "From cells"):
        text = text.replace(added, "cells" if "cells" in added else "")
    return " ".join(text.lower().split())


@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_is_lost_in_silence_and_nothing_becomes_a_wrong_record(tmp_path: Path, carrier: str) -> None:
    given = list(written(tmp_path / "given", carrier))
    report = pipeline.run(find_inputs([tmp_path / "given"]), tmp_path / "archive")
    records = [json.loads(path.read_text()) | {"statement": path.with_suffix(".txt").read_text()} for path in (tmp_path / "archive" / "candidates").glob("*/*/*.json")]  # fmt: skip
    reviews = [json.loads(path.read_text()) for path in (tmp_path / "archive" / "review").glob("*.json")]
    told = [skip.where for skip in report.skipped if skip.lost]
    wrong = {}
    for number, name, raw in given:
        statement = raw.decode().partition("\n\n")[2]
        mine = [record for record in records if record["name"] == SENT.format(surname=surname(number))]
        place = CARRIERS[carrier][1].format(number=number)
        if mine:
            (record,) = mine
            right = plain(record["statement"]) == plain(statement)
            if not right or record["email"] not in (None, f"maren{number}@oldeland.example"):
                wrong[name] = f"{record['email']} {record['statement']!r}"
        elif not any(
            surname(number) in json.dumps(each) or place in json.dumps(each) for each in reviews
        ) and not any(where.endswith(f"/{place}") or f"/{number}/" in where for where in told):
            wrong[name] = "silence"
    assert wrong == {}
    assert report.exit_code == bool(told)
    assert len(records) >= 0.7 * len(given)
