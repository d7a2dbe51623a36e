"""Takes what programs put into a text: notices in place of attachments, encoded attachments, and armour.

Armour is that of OpenPGP and S/MIME (RFC 4880, section 6.2 and 7); the signed text is left. Each pattern looks at one
line, is anchored, and holds no quantifier within a quantifier, so that its time grows with the length of the line and
no faster.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from scraper.clean.spans import Marks
from scraper.patterns import compiled

LONGEST = 12
OPENINGS = frozenset("ACESTW[-<")
NOTHING = compiled(r"(?!)")
CLEARSIGN = compiled(r"-----BEGIN PGP SIGNED MESSAGE-----$")
BEGIN = compiled(r"-----BEGIN (PGP [A-Z ]{3,40}|PKCS7|CERTIFICATE)(?:, PART [\w/ ]{1,12})?-----$")
END = compiled(r"-----END (PGP [A-Z ]{3,40}|PKCS7|CERTIFICATE)(?:, PART [\w/ ]{1,12})?-----$")
HEADER = compiled(r"(?:Hash|Version|Comment|Charset|MessageID|NotDashEscaped|SignedMessage)\b ?:")
BASE64 = compiled(r"(?:[A-Za-z0-9+/]{20,100}={0,2}|[A-Za-z0-9+/]{1,100}={1,2}|=[A-Za-z0-9+/]{4})$")

# Attachments of old, and such as lost their header: uuencode, yEnc, base64 of whole lines.
OPENS = compiled(r"(?:begin(?:-base64)? [0-7]{3,4} \S.{0,200}|=ybegin .{1,200})$")
CLOSES = compiled(r"(?:end|====|=yend .{1,200})$")
SHORTEST_ENCODED = 60
ENCODED = compiled(
    r"(?=[A-Za-z0-9+/]{60,200}={0,2}$)(?=.{0,200}[a-z])(?=.{0,200}[A-Z])(?=.{0,200}[0-9]).{60,202}$"
)
FEWEST_ENCODED = 3

ATTACHED = "encoded-attachment"
FRAME = "pgp-signed-frame"
SIGNATURE = "pgp-signature"
BLOCK = "pgp-block"
ESCAPE = "- "  # what clear-signing puts in front of lines that begin with a dash


class Notice(NamedTuple):
    """What an archive puts in place of an attachment: an opening line and the lines that may follow it."""

    name: str
    head: re.Pattern[str]
    fields: re.Pattern[str] = NOTHING
    least: int = 0
    loose: bool = False


NOTICES = (
    Notice(
        "pipermail-scrubbed",  # Mailman 2, Scrubber.py
        compiled(
            r"(?:An HTML attachment was scrubbed"
            r"|A non-text attachment was scrubbed"
            r"|An embedded and charset-unspecified text was scrubbed"
            r"|An embedded message was scrubbed)\.\.\.$"
        ),
        compiled(r"(?:Name|Type|Size|Desc|URL|From|Subject|Date|Url ?) ?:|<?https?://\S{1,500}$"),
    ),
    Notice(
        "pipermail-skipped",
        compiled(r"Skipped content of type [\w/+.-]{1,80}?(?:-{10,30} next part -{10,30})?$"),
    ),
    Notice("pipermail-next-part", compiled(r"-{10,30} next part -{10,30}$")),
    Notice("emacs-separator", compiled(r"--text follows this line--$")),
    Notice(
        "mail-archive-attachment",  # mail-archive.com
        compiled(r"Attachment: \S.{0,200}$"),
        compiled(r"(?:Content-)?Description: "),
        1,
    ),
    Notice(
        "mail-archive-file",  # mail-archive.com, where the file has no link
        compiled(
            r"\S.{0,120}\.(?:p7s|p7m|asc|pgp|sig|html?|txt|pdf|png|jpe?g|gif|patch|diff|vcf|ics|docx?|xlsx?|pptx?|odt|zip|gz)$",
            re.IGNORECASE,
        ),
        compiled(r"Description: \S"),
        1,
    ),
    Notice(
        "inline-image",  # Gmail and Thunderbird, where text stands for HTML with pictures in it
        compiled(
            r"(?:\[(?:image|cid): ?[^\[\]]{0,200}\](?: ?<https?://\S{1,400}>)?|\[(?:cid:[^\[\]\s]{1,200}|Inline images? \d{1,3})\]"
            r"|<cid:[^<>\s]{1,200}>|<[\w .-]{1,80}\.(?:png|jpe?g|gif|bmp|asc|p7s|vcf)>)$",
            re.IGNORECASE,
        ),
    ),
    Notice(
        "smime-notice",  # Mailman, Outlook and gateways, where they cut an S/MIME signature off or could not read it
        compiled(
            r"(?:\[(?:S/MIME|PKCS ?#?7)\b[^\[\]]{0,120}\]|S/MIME Cryptographic Signature"
            r"|This is (?:a cryptographically|an S/MIME) signed message in MIME format\.?"
            r"|This is an OpenPGP/MIME signed message \(RFC \d{4} and \d{4}\))$",
            re.IGNORECASE,
        ),
    ),
    Notice(
        "outside-banner",  # gateways of companies, above what comes from elsewhere
        compiled(
            r"\[?(?:CAUTION|WARNING|EXTERNAL|ATTENTION)\b\W{0,4}(?:external (?:e-?mail|message|sender)"
            r"|this (?:e-?mail|message) (?:is|was|originated|came|comes|has been)(?: sent)? from (?:outside|an external)).{0,300}$",
            re.IGNORECASE,
        ),
    ),
    Notice(
        "moderators-note",
        compiled(r"\[(?:moderator|mod|list admin\w{0,10})(?:'s)? note: [^\[\]]{1,400}\]$", re.IGNORECASE),
    ),
    Notice(
        "mutt-crypto",  # mutt and neomutt, when a decoded post is sent on
        compiled(
            r"\[-- (?:PGP|S/MIME|BEGIN PGP|END PGP|The following data|End of|OpenSSL|Attachment)\b.{0,200}--\]$"
        ),
    ),
    Notice(
        "hyperkitty-attachments",  # HyperKitty's page text
        compiled(r"Attachments:$"),
        compiled(
            r"(?:\* )?\S{1,120} \([a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80} . [\d.]{1,8} (?:[kKMG]?i?B|bytes)\)$"
        ),
        1,
        loose=True,
    ),
)
_HEADS = compiled(
    "|".join(f"(?{'i' * bool(each.head.flags & re.IGNORECASE)}:{each.head.pattern})" for each in NOTICES)
)


def take_notices(marks: Marks) -> None:
    """Take every notice, wherever it stands; text of a part that was not scrubbed stays."""
    for index in range(len(marks)):
        text = marks.texts[index].strip()
        if text.strip("-") and (text[:1] in OPENINGS or "." in text[-5:-1]) and marks.free(index):
            if not _HEADS.match(text):
                continue
            notice = next(each for each in NOTICES if each.head.match(text))
            last, fields = index, 0
            for at in range(index + 1, min(index + LONGEST, len(marks))):
                text = marks.texts[at].strip()
                if not text and notice.loose:
                    continue
                if not notice.fields.match(text):
                    break
                last, fields = at, fields + 1
            if fields >= notice.least:
                marks.take(index, last, "notice", notice.name)


def take_armour(marks: Marks) -> None:
    """Take frames, signatures and key blocks; what was dash-escaped is shown unescaped to later rules."""
    if not any("-----BEGIN " in text for text in marks.texts):
        return
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
    """Take blocks of transfer-encoded lines, which no reader shows as text; some lines end those that name themselves."""
    texts = [text.strip() for text in marks.texts]
    closing = [at for at, text in enumerate(texts) if text[:1] in "e=" and CLOSES.match(text)]
    opening = [at for at, text in enumerate(texts) if len(text) >= SHORTEST_ENCODED or text[:1] in "b="]
    after = 0
    for index in opening:
        text = texts[index]
        if index < after or not marks.own(index):
            continue
        last = index
        if OPENS.match(text):
            end = bisect_right(closing, index)
            last = closing[end] if end < len(closing) else index
        else:
            while last < len(texts) and ENCODED.match(texts[last]):
                last += 1
            if last - index < FEWEST_ENCODED:
                last = index
            elif last == len(texts) or not BASE64.match(texts[last]):
                last -= 1
        if last > index:
            marks.take(index, last, "notice", ATTACHED)
        after = max(last, index) + 1


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
