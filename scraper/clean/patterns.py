"""Words and shapes of what mail programs, archives and lists add to a post; data only.

Each pattern looks at one line, is anchored, and holds no quantifier within a quantifier, so that its
time grows with the length of the line and no faster.
"""

import re
from typing import NamedTuple


class Notice(NamedTuple):
    """What an archive puts in place of an attachment: an opening line and the lines that may follow it."""

    name: str
    head: re.Pattern[str]
    fields: re.Pattern[str]
    least: int = 0


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
    Notice("pipermail-skipped", re.compile(r"Skipped content of type \S{1,80}$"), re.compile(r"(?!)")),
    Notice("pipermail-next-part", re.compile(r"-{10,30} next part -{10,30}$"), re.compile(r"(?!)")),
    Notice(
        "mail-archive-attachment",  # mail-archive.com
        re.compile(r"Attachment: \S.{0,200}$"),
        re.compile(r"Description: "),
        1,
    ),
    Notice(
        "mutt-crypto",  # mutt and neomutt, when a decoded post is sent on
        re.compile(
            r"\[-- (?:PGP|S/MIME|BEGIN PGP|END PGP|The following data|End of|OpenSSL|Attachment)\b.{0,200}--\]$"
        ),
        re.compile(r"(?!)"),
    ),
    Notice(
        "hyperkitty-attachments",  # HyperKitty's page text
        re.compile(r"Attachments:$"),
        re.compile(
            r"(?:\* )?\S{1,120} \([a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80} . [\d.]{1,8} (?:[kKMG]?i?B|bytes)\)$"
        ),
        1,
    ),
)

DELIMITER = re.compile(r"(?:--\s{0,3}|[—–])$")
RULE_DELIMITER = re.compile(r"(?:_{5,100}|-{3,100}|={3,100}|\*{3,100}|~{3,100})$")
INLINE_DELIMITER = re.compile(r"-- \s{0,2}(?=\S)")

MOBILE = (
    # Apple Mail, Samsung, BlackBerry, Windows Phone, Gmail on phones
    re.compile(
        r"sent (?:from|via|using|with) .{0,40}?\b"
        r"(?:iphone|ipad|ipod|android|blackberry|samsung|galaxy|nokia|htc|huawei|xiaomi|redmi|oneplus|pixel|sony|"
        r"windows phone|phone|mobile|mobile device|tablet|smartphone|handheld|palm|treo|nexus|lumia|motorola|lg|"
        r"mailbox|mail|mutt|gmail|outlook|airmail|spark|protonmail|proton mail|nine|boxer|alto|"
        r"outlook for (?:ios|android)|mail for windows(?: 10)?|yahoo! mail|yahoo mail|aquamail|k-9 mail)"
        r"[^.!?]{0,60}(?:[.!]|\. (?:please|excuse|sorry|forgive).{0,80})?$",
        re.IGNORECASE,
    ),
    re.compile(r"sent (?:from|via|with|using) my \S.{0,100}$", re.IGNORECASE),
    re.compile(
        r"(?:typed|written|sent|composed) (?:on|with|from|by|using) (?:a|my) (?:tiny|small|phone|mobile|touch|thumb).{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:please |kindly )?(?:excuse|forgive|pardon) (?:my |any |the )?(?:brevity|terseness|typos?|spelling|errors)\b.{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(
        r"<?https?://(?:www\.)?(?:aqua-mail\.com|aka\.ms/\w{3,20}|airmailapp\.com|sparkmailapp\.com)\S{0,60}$",
        re.IGNORECASE,
    ),
    re.compile(r"(?:get|download) outlook for \S.{0,80}$", re.IGNORECASE),
    re.compile(r"sent from (?:yahoo|mail\.ru|outlook|hotmail|proton|gmail)\b.{0,60}$", re.IGNORECASE),
    re.compile(r"von meinem \S.{1,50} gesendet[.!]?$", re.IGNORECASE),
    re.compile(r"gesendet (?:von|mit) (?:meinem |der |dem )?\S.{1,50}$", re.IGNORECASE),
    re.compile(r"envoyé (?:de|depuis) mon \S.{1,40}$", re.IGNORECASE),
    re.compile(r"enviado (?:desde|de|do) (?:mi|meu|el|o) \S.{1,40}$", re.IGNORECASE),
    re.compile(r"inviato da(?:l mio)? \S.{1,40}$", re.IGNORECASE),
    re.compile(r"verstuurd vanaf mijn \S.{1,40}$", re.IGNORECASE),
    re.compile(r"skickat från min \S.{1,40}$", re.IGNORECASE),
    re.compile(r"отправлено с \S.{1,40}$", re.IGNORECASE),
    re.compile(r"发自我的\s?\S.{0,40}$"),
    re.compile(r"(?:iphone|ipad|android)から送信$", re.IGNORECASE),
)

LEGAL_OPENING = re.compile(
    r"[*_\s-]{0,4}(?:(?:this|the) (?:e-?mail|message|communication|electronic|information|transmission|contents?)\b"
    r"|confidential(?:ity)?(?: notice| note| disclaimer)?\b|disclaimer\b|legal (?:notice|disclaimer)\b|important notice\b"
    r"|privileged\b|notice:|if you (?:are not|have received|received) (?:the|this)\b|any (?:unauthori[sz]ed|review|views)\b"
    r"|please consider (?:the|your) environment|diese e-?mail|ce (?:message|courriel)|este (?:mensaje|correo|e-?mail)"
    r"|questa e-?mail|本邮件|此邮件|p please consider)",
    re.IGNORECASE,
)
LEGAL_TITLE = re.compile(
    r"\W{0,6}(?:disclaimer|confidentiality notice|legal (?:notice|disclaimer)|notice)\W{0,6}$", re.IGNORECASE
)
COMPANY = re.compile(
    r"\b(?:registered (?:no|office|in|number)|vat (?:no|reg)|company (?:no|number|registration)|handelsregister|HRB \d)",
    re.IGNORECASE,
)
LEGAL_WORDS = re.compile(
    r"intended (?:only |solely |exclusively )?(?:for|recipient)|confidential(?! comput)|privileged|disclos|unauthori[sz]ed"
    r"|delete (?:it|this|the|all)|destroy|prohibited|received (?:this|it) .{0,60}(?:in )?error|notify the sender|addressee"
    r"|before printing|virus|liab(?:le|ility)|vertraulich|confidentiel|confidencial|riservat|保密|company (?:no|number|registration)"
    r"|registered (?:in|office)|proprietary|policy statement|copyright|named above|views expressed",
    re.IGNORECASE,
)

ADDRESS = r"[\w.+-]{1,80}\s?(?:@|\bat\b|\(at\)|\[at\])\s?[\w-]{1,80}\.[\w.-]{1,80}"
CONTACT = re.compile(
    # at the start of a line a label or a bare link, anywhere a telephone number, a key or an address
    r"^(?:tel|phone|mobile|cell|fax|office|direct|skype|e-?mail|mail|web|www|url|twitter|linkedin|github|gpg|pgp|key|"
    r"fingerprint|blog|address|m|t|p|e|w|o|f)\.? ?[:#=]|^<?https?://|^www\.\w"
    r"|\+?\(?\d[\d() .-]{7,20}\d|0x[0-9a-f]{8}|[0-9a-f]{4} {1,2}[0-9a-f]{4} {1,2}[0-9a-f]{4} |" + ADDRESS,
    re.IGNORECASE,
)
POSITION = re.compile(
    r"\b(?:engineer|developer|architect|manager|director|officer|c[tefio]o|president|consultant|scientist|analyst|"
    r"administrator|lead|professor|researcher|specialist|evangelist|advocate|founder|partner|technologist|inc|ltd|llc|"
    r"gmbh|corp|corporation|company|group|university|institute|laboratory|labs|technologies|solutions|department|team)\b",
    re.IGNORECASE,
)
NICK = re.compile(r"(?:irc|nick|freenode|oftc|launchpad|lp|github|twitter)\b ?[:=@-]? ?\S", re.IGNORECASE)
NAME_WORD = re.compile(r"[\w.'’()\"“”<>@,:\[\]-]{1,60}$")
FOOTNOTE = re.compile(
    r"\s{0,8}(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.):])\s{0,4}:?\s{0,4}\S|\s{0,4}\[\w{1,12}\]:? ?https?:"
)
POSTSCRIPT = re.compile(r"p\.? ?s\.?\s?[:.-]|p\.? ?p\.? ?s\.?\s?[:.-]|edit:|update:", re.IGNORECASE)
ITEM = re.compile(r"\s{0,8}(?:[*•+o]|-(?!-)|\d{1,3}[.)])\s")
MYSELF = re.compile(r"\b(?:I|I'm|I've|my|me)\b")
FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|my|we|our|us|me)\b")
CLOSING = re.compile(
    r"\W{0,3}(?:(?:many |with )?thanks?|thank you|thx|cheers|(?:best|kind|warm|with|many)\b.{0,20}regards|regards|best|sincerely|"
    r"yours|ciao|love|br|kr|respectfully|gracias|merci|danke|gruß|grüße|saludos|cordialement|peace|take care|see you)\b",
    re.IGNORECASE,
)
