"""Takes what archives write in place of attachments.

Each pattern looks at one line, is anchored, and holds no quantifier within a quantifier, so that its
time grows with the length of the line and no faster.
"""

import re
from typing import NamedTuple

from scraper.clean.spans import Marks

LONGEST = 12
OPENINGS = frozenset("AST[-<")
NOTHING = re.compile(r"(?!)")


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
        re.compile(
            r"(?:An HTML attachment was scrubbed"
            r"|A non-text attachment was scrubbed"
            r"|An embedded and charset-unspecified text was scrubbed"
            r"|An embedded message was scrubbed)\.\.\.$"
        ),
        re.compile(r"(?:Name|Type|Size|Desc|URL|From|Subject|Date|Url ?) ?:|<?https?://\S{1,500}$"),
    ),
    Notice(
        "pipermail-skipped",
        re.compile(r"Skipped content of type [\w/+.-]{1,80}?(?:-{10,30} next part -{10,30})?$"),
    ),
    Notice("pipermail-next-part", re.compile(r"-{10,30} next part -{10,30}$")),
    Notice("emacs-separator", re.compile(r"--text follows this line--$")),
    Notice(
        "mail-archive-attachment",  # mail-archive.com
        re.compile(r"Attachment: \S.{0,200}$"),
        re.compile(r"(?:Content-)?Description: "),
        1,
    ),
    Notice(
        "mail-archive-file",  # mail-archive.com, where the file has no link
        re.compile(
            r"\S.{0,120}\.(?:p7s|p7m|asc|pgp|sig|html?|txt|pdf|png|jpe?g|gif|patch|diff|vcf|ics|docx?|xlsx?|pptx?|odt|zip|gz)$",
            re.IGNORECASE,
        ),
        re.compile(r"Description: \S"),
        1,
    ),
    Notice(
        "inline-image",  # Gmail and Thunderbird, where text stands for HTML with pictures in it
        re.compile(
            r"(?:\[(?:image|cid): ?[^\[\]]{0,200}\](?: ?<https?://\S{1,400}>)?|\[(?:cid:[^\[\]\s]{1,200}|Inline images? \d{1,3})\]"
            r"|<cid:[^<>\s]{1,200}>|<[\w .-]{1,80}\.(?:png|jpe?g|gif|bmp|asc|p7s|vcf)>)$",
            re.IGNORECASE,
        ),
    ),
    Notice(
        "smime-notice",  # Mailman, Outlook and gateways, where they cut an S/MIME signature off or could not read it
        re.compile(
            r"(?:\[(?:S/MIME|PKCS ?#?7)\b[^\[\]]{0,120}\]|S/MIME Cryptographic Signature"
            r"|This is (?:a cryptographically|an S/MIME) signed message in MIME format\.?"
            r"|This is an OpenPGP/MIME signed message \(RFC \d{4} and \d{4}\))$",
            re.IGNORECASE,
        ),
    ),
    Notice(
        "mutt-crypto",  # mutt and neomutt, when a decoded post is sent on
        re.compile(
            r"\[-- (?:PGP|S/MIME|BEGIN PGP|END PGP|The following data|End of|OpenSSL|Attachment)\b.{0,200}--\]$"
        ),
    ),
    Notice(
        "hyperkitty-attachments",  # HyperKitty's page text
        re.compile(r"Attachments:$"),
        re.compile(
            r"(?:\* )?\S{1,120} \([a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80} . [\d.]{1,8} (?:[kKMG]?i?B|bytes)\)$"
        ),
        1,
        loose=True,
    ),
)


def take_notices(marks: Marks) -> None:
    """Take every notice, wherever it stands; text of a part that was not scrubbed stays."""
    for index in range(len(marks)):
        text = marks.texts[index].strip()
        if text.strip("-") and (text[:1] in OPENINGS or "." in text[-5:-1]) and marks.free(index):
            notice = next((each for each in NOTICES if each.head.match(text)), None)
            if notice:
                _take(marks, index, notice)


def _take(marks: Marks, first: int, notice: Notice) -> None:
    last, fields = first, 0
    for index in range(first + 1, min(first + LONGEST, len(marks))):
        text = marks.texts[index].strip()
        if not text and notice.loose:
            continue
        if not notice.fields.match(text):
            break
        last, fields = index, fields + 1
    if fields >= notice.least:
        marks.take(first, last, "notice", notice.name)
