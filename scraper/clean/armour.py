"""Takes OpenPGP and S/MIME armour (RFC 4880, section 6.2 and 7) and leaves the signed text; takes encoded attachments."""

import re
from bisect import bisect_right

from scraper.clean.spans import Marks

CLEARSIGN = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----$")
BEGIN = re.compile(r"-----BEGIN (PGP [A-Z ]{3,40}|PKCS7|CERTIFICATE)(?:, PART [\w/ ]{1,12})?-----$")
END = re.compile(r"-----END (PGP [A-Z ]{3,40}|PKCS7|CERTIFICATE)(?:, PART [\w/ ]{1,12})?-----$")
HEADER = re.compile(r"(?:Hash|Version|Comment|Charset|MessageID|NotDashEscaped|SignedMessage)\b ?:")
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{20,100}={0,2}|[A-Za-z0-9+/]{1,100}={1,2}|=[A-Za-z0-9+/]{4})$")

# Attachments of old, and such as lost their header: uuencode, yEnc, base64 of whole lines.
OPENS = re.compile(r"(?:begin(?:-base64)? [0-7]{3,4} \S.{0,200}|=ybegin .{1,200})$")
CLOSES = re.compile(r"(?:end|====|=yend .{1,200})$")
SHORTEST_ENCODED = 60
ENCODED = re.compile(
    r"(?=[A-Za-z0-9+/]{60,200}={0,2}$)(?=.{0,200}[a-z])(?=.{0,200}[A-Z])(?=.{0,200}[0-9]).{60,202}$"
)
FEWEST_ENCODED = 3

ATTACHED = "encoded-attachment"
FRAME = "pgp-signed-frame"
SIGNATURE = "pgp-signature"
BLOCK = "pgp-block"
ESCAPE = "- "  # what clear-signing puts in front of lines that begin with a dash


def take_armour(marks: Marks) -> None:
    """Take frames, signatures and key blocks; what was dash-escaped is shown unescaped to later rules."""
    index = 0
    signed = False
    while index < len(marks):
        text = marks.texts[index].strip()
        if CLEARSIGN.match(text):
            last = index
            while last + 1 < len(marks) and HEADER.match(marks.texts[last + 1].strip()):
                last += 1
            if last + 1 < len(marks) and marks.blank(last + 1):
                last += 1
            marks.take(index, last, "pgp", FRAME)
            index = last + 1
            signed = True
        elif BEGIN.match(text):
            rule = SIGNATURE if text.startswith("-----BEGIN PGP SIGNATURE") else BLOCK
            signed = signed and rule != SIGNATURE
            index = _take_block(marks, index, rule)
        else:
            if signed:
                marks.texts[index] = marks.texts[index].removeprefix(ESCAPE)
            index += 1


def take_encoded(marks: Marks) -> None:
    """Take blocks of transfer-encoded lines, which no reader shows as text."""
    texts = [text.strip() for text in marks.texts]
    closing = [at for at, text in enumerate(texts) if text[:1] in "e=" and CLOSES.match(text)]
    after = 0
    for index, text in enumerate(texts):
        if index < after or not (len(text) >= SHORTEST_ENCODED or text[:1] in "b=") or not marks.own(index):
            continue
        last = _encoded_end(texts, closing, index)
        if last > index:
            marks.take(index, last, "notice", ATTACHED)
        after = max(last, index) + 1


def _encoded_end(texts: list[str], closing: list[int], first: int) -> int:
    """The last line of the block that begins here, `first` where none does; `closing` are lines that end one."""
    if OPENS.match(texts[first]):
        after = bisect_right(closing, first)
        return closing[after] if after < len(closing) else first
    last = first
    while last < len(texts) and ENCODED.match(texts[last]):
        last += 1
    if last - first < FEWEST_ENCODED:
        return first
    return last if last < len(texts) and BASE64.match(texts[last]) else last - 1


def _take_block(marks: Marks, first: int, rule: str) -> int:
    """A block ends at its END line; one that was cut off ends with its last line of armour."""
    last = first
    for index in range(first + 1, len(marks)):
        text = marks.texts[index].strip()
        if END.match(text):
            last = index
            break
        if text and not (HEADER.match(text) or BASE64.match(text)):
            break
        last = index if text else last
    marks.take(first, last, "pgp", rule)
    return last + 1
