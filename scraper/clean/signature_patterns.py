"""Words and shapes of signatures, phone lines and legal blocks; data only.

Each pattern looks at one line, is anchored, and holds no quantifier within a quantifier, so that its
time grows with the length of the line and no faster.
"""

import re

from scraper.patterns import compiled

DELIMITER = compiled(r"(?:--\s{0,3}|[—–])$")
RULE_DELIMITER = compiled(r"(?:_{5,100}|-{3,100}|={3,100}|\*{3,100}|~{3,100})$")
INLINE_DELIMITER = compiled(r"-- \s{0,2}(?=\S)")
ANY_DELIMITER = compiled("|".join(each.pattern for each in (DELIMITER, RULE_DELIMITER, INLINE_DELIMITER)))

MOBILE = (
    # Apple Mail, Samsung, BlackBerry, Windows Phone, Gmail on phones
    compiled(
        r"sent (?:from|via|using|with) .{0,40}?\b"
        r"(?:iphone|ipad|ipod|android|blackberry|samsung|galaxy|nokia|htc|huawei|xiaomi|redmi|oneplus|pixel|sony|"
        r"windows phone|phone|mobile|mobile device|tablet|smartphone|handheld|palm|treo|nexus|lumia|motorola|lg|"
        r"mailbox|mail|mutt|gmail|outlook|airmail|spark|protonmail|proton mail|nine|boxer|alto|"
        r"outlook for (?:ios|android)|mail for windows(?: 10)?|yahoo! mail|yahoo mail|aquamail|k-9 mail)"
        r"[^.!?]{0,60}(?:[.!]|\. (?:please|excuse|sorry|forgive).{0,80})?$",
        re.IGNORECASE,
    ),
    compiled(r"sent (?:from|via|with|using) my \S.{0,100}$", re.IGNORECASE),
    compiled(
        r"(?:typed|written|sent|composed) (?:on|with|from|by|using) (?:a|my) (?:tiny|small|phone|mobile|touch|thumb).{0,60}$",
        re.IGNORECASE,
    ),
    compiled(
        r"(?:please |kindly )?(?:excuse|forgive|pardon) (?:my |any |the )?(?:brevity|terseness|typos?|spelling|errors)\b.{0,60}$",
        re.IGNORECASE,
    ),
    compiled(
        r"<?https?://(?:www\.)?(?:aqua-mail\.com|aka\.ms/\w{3,20}|airmailapp\.com|sparkmailapp\.com)\S{0,60}$",
        re.IGNORECASE,
    ),
    compiled(r"(?:get|download) outlook for \S.{0,80}$", re.IGNORECASE),
    compiled(r"sent from (?:yahoo|mail\.ru|outlook|hotmail|proton|gmail)\b.{0,60}$", re.IGNORECASE),
    compiled(
        r"(?:diese (?:nachricht|e-?mail) wurde )?von (?:mein(?:em|er)|m\.) \S.{1,80} (?:gesendet|verschickt|geschickt)[.!]?$",
        re.IGNORECASE,
    ),
    compiled(r"gesendet (?:von|mit) (?:meinem |meiner |der |dem )?\S.{1,50}$", re.IGNORECASE),
    compiled(r"envoyé (?:de|depuis) (?:mon|ma|l['’]application) \S.{1,40}$", re.IGNORECASE),
    compiled(
        r"envoyé (?:à partir d[e'’]|depuis|via|par) ?(?:outlook|gmail|yahoo|mail|windows|orange|android|iphone).{0,40}$",
        re.IGNORECASE,
    ),
    compiled(
        r"(?:enviado|obtener|obter) (?:desde|de|do|da|a partir d[eo]|pelo|con) ?(?:mi|meu|minha|el|o)? ?\S.{1,40}$",
        re.IGNORECASE,
    ),
    compiled(r"(?:inviato|scarica) da(?:l mio|lla mia)? \S.{1,40}$", re.IGNORECASE),
    compiled(r"(?:verstuurd|verzonden) (?:vanaf|vanuit|met) (?:mijn )?\S.{1,40}$", re.IGNORECASE),
    compiled(r"(?:skickat|sendt) (?:från|fra) (?:min|mitt|mit) \S.{1,40}$", re.IGNORECASE),
    compiled(r"lähetetty (?:iphone|ipad|android|puhelime|samsung|outlook).{0,40}$", re.IGNORECASE),
    compiled(
        r"(?:wysłan[eoy]|odesláno|odoslané) (?:z|ze|z mojego|z mého|z môjho) ?(?:iphon|ipad|android|samsung|telefon|outlook|aplikac|urządzeni).{0,40}$",
        re.IGNORECASE,
    ),
    compiled(r"(?:iphone|ipad|android|samsung)\S{0,20} gönderildi$", re.IGNORECASE),
    compiled(r"(?:отправлено|надіслано) (?:с|з|из|від) \S.{1,40}$", re.IGNORECASE),
    compiled(r"(?:发自|發自|从|從)我的\s?\S.{0,40}$"),
    compiled(r"发自 ?(?:iphone|ipad|android|网易|foxmail|新浪).{0,40}$", re.IGNORECASE),
    compiled(r"(?:iphone|ipad|android)(?:から送信|에서 보냄)$", re.IGNORECASE),
    compiled(r"나의 \S.{0,30}에서 보냄$"),
)

LEGAL_OPENING = compiled(
    r"[*_\s-]{0,4}(?:(?:this|the) (?:e-?mail|message|communication|electronic|information|transmission|contents?)\b"
    r"|confidential(?:ity)?(?: notice| note| disclaimer)?\b|disclaimer\b|legal (?:notice|disclaimer)\b|important notice\b"
    r"|privileged\b|notice:|if you (?:are not|have received|received) (?:the|this)\b|any (?:unauthori[sz]ed|review|views)\b"
    r"|please consider (?:the|your) environment|p please consider"
    r"|diese (?:e-?mail|nachricht)|vertraulichkeit|der inhalt dieser|ce (?:message|courriel|mail)|cet e-?mail|les informations contenues"
    r"|est[ea] (?:mensaje|mensagem|correo|e-?mail)|la información contenida|as informações contidas|aviso (?:legal|de confidenci)"
    r"|quest[ao] (?:e-?mail|messaggio)|le informazioni contenute|la presente (?:comunicazione|e-?mail)|dit (?:e-?mail)?bericht|deze e-?mail"
    r"|本(?:邮件|郵件|电子邮件|メール)|此(?:邮件|郵件|电邮)|このメール)",
    re.IGNORECASE,
)
LEGAL_TITLE = compiled(
    r"\W{0,6}(?:disclaimer|confidentiality notice|legal (?:notice|disclaimer)|notice)\W{0,6}$", re.IGNORECASE
)
COMPANY = compiled(
    r"\b(?:registered (?:no|office|in|number)|vat (?:no|reg)|company (?:no|number|registration)|handelsregister|HRB \d)",
    re.IGNORECASE,
)
LEGAL_WORDS = compiled(
    r"intended (?:only |solely |exclusively )?(?:for|recipient)|confidential(?! comput)|privileged|disclos|unauthori[sz]ed"
    r"|delete (?:it|this|the|all)|destroy|prohibited|received (?:this|it) .{0,60}(?:in )?error|notify the sender|addressee"
    r"|before printing|virus|liab(?:le|ility)"
    r"|vertraulich|rechtlich geschützt|richtige adressat|vernichten sie|confidentiel|privilégié|destinataire|par erreur|détruire"
    r"|confidenci|privilegiad|destinatari|destinatário|por error|por erro|elim[ií]n|riservat|per errore|cancellar"
    r"|vertrouwelijk|geadresseerde|保密|机密|機密|禁止|仅限于|收件人|破棄|company (?:no|number|registration)"
    r"|registered (?:in|office)|proprietary|policy statement|copyright|named above|views expressed",
    re.IGNORECASE,
)

ADDRESS = r"[\w.+-]{1,80}\s?(?:@|\bat\b|\(at\)|\[at\])\s?[\w-]{1,80}\.[\w.-]{1,80}"
CONTACT = compiled(
    # at the start of a line a label or a bare link, anywhere a telephone number, a key or an address
    r"^(?:tel|phone|mobile|cell|fax|office|direct|skype|e-?mail|mail|web|www|url|twitter|linkedin|github|gpg|pgp|key|"
    r"fingerprint|blog|address|home ?page|m|t|p|e|w|o|f)(?:/[\w/]{1,30})?\.? ?[:#=]|^<?https?://|^www\.\w"
    r"|\+?\(?\d[\d() .-]{7,20}\d|0x[0-9a-f]{8}|[0-9a-f]{4} {1,2}[0-9a-f]{4} {1,2}[0-9a-f]{4} |" + ADDRESS,
    re.IGNORECASE,
)
POSITION = compiled(
    r"\b(?:engineer|developer|architect|manager|director|officer|c[tefio]o|president|consultant|scientist|analyst|"
    r"administrator|lead|professor|researcher|specialist|evangelist|advocate|founder|partner|technologist|inc|ltd|llc|"
    r"gmbh|corp|corporation|company|group|university|institute|laboratory|labs|technologies|solutions|department|team)\b",
    re.IGNORECASE,
)
NICK = compiled(r"(?:irc|nick|freenode|oftc|launchpad|lp|github|twitter)\b ?[:=@-]? ?\S", re.IGNORECASE)
VIEWS = compiled(
    r"\b(?:views|opinions)\b.{0,40}\b(?:expressed|employer|my own)\b|\breflect the (?:views|opinions) of\b",
    re.IGNORECASE,
)
MOTTO_END = compiled(r"(?:.{0,199}[\w.!?\"”] ?)?(?:--|[–—]) ?[A-Z][\w.'’ -]{1,60}(?:, .{1,40})?$")
NAMED_ADDRESS = compiled(rf"\w.{{0,80}}<{ADDRESS}>$")
NAME_AND_NICK = compiled(r"\w.{0,80} \([\w.|`^\[\]{}-]{1,40}\)$")
NAME_WORD = compiled(r"[\w.'’()\"“”<>@,:\[\]-]{1,60}$")
FOOTNOTE = compiled(
    r"\s{0,8}(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.):])\s{0,4}:?\s{0,4}\S|\s{0,4}\[\w{1,12}\]:? ?https?:"
)
# What authors put below their text: a footnote, a postscript, an item of a list.
ADDENDUM = compiled(
    rf"{FOOTNOTE.pattern}|(?i:p\.? ?s\.?\s?[:.-]|p\.? ?p\.? ?s\.?\s?[:.-]|edit:|update:|ad\.? ?\d{{1,2}}\b)"
    r"|\s{0,8}(?:[*•+]\s|-(?!-)\s|\d{1,3}[.)]\s|o\s{1,4}\w\w)"
)
MYSELF = compiled(r"\b(?:I|I'm|I've|my|me)\b")
FIRST_PERSON = compiled(r"(?<![\w.@/-])(?:I|I'm|I've|I'd|I'll|my|we|our|us|me)\b(?!\.\w)")
CLOSING = compiled(
    r"\W{0,3}(?:(?:many |with )?thanks?|thank you|thx|cheers|(?:best|kind|warm|with|many)\b.{0,20}regards|regards|best|sincerely|"
    r"yours|ciao|love|br|kr|respectfully|gracias|merci|danke|gruß|grüße|saludos|cordialement|peace|take care|see you)\b",
    re.IGNORECASE,
)
