"""How mail programs mark quoted and forwarded text, in the languages they speak; data only."""

import re

from scraper.patterns import compiled

# Four spaces and more are the author's own indentation: code with a prompt.
QUOTED = compiled(r"\s{0,3}(?!>{2,8} \"[^\"]{1,80}\" == )(?:[>＞]|&gt;|\|\s?>)")
# What programs of old and of elsewhere put there; only below an attribution, for text may begin so too.
OTHER_MARK = compiled(r"\s{0,3}([|%:\]»›¦│}=#])(?!\1)")
NESTED = compiled(r"\s{0,3}>\s?>")
INITIALS = compiled(r"\s{0,2}[A-Z][A-Za-z]{0,3}>{1,4} ")

WROTE = (
    r"wrote|writes|said|schrieb|geschrieben|écrivait|(?:a|à) écrit|escribi[óo]|escribe|ha scritto|scrisse|escreveu|schreef|napisał\(?a?\)?"
    r"|pisze|skrev|kirjoitti|írta|yazdı|napsal\(?a?\)?|пишет|пише|a scris|έγραψε|כתב|đã viết|писал\(?а?\)?|написал\(?а?\)?"
)
WROTE_WORDS = compiled(rf"(?:\b(?:{WROTE})|写道|寫道|さんは書きました|님이 작성)", re.IGNORECASE)
WHEN = compiled(
    r"\d{1,2}[:.h]\d\d|\d{1,4}[-/.年]\s?\d{1,2}[-/.月]"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun|today|yesterday|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
CLOCK = compiled(r"\d{1,2}[:.h]\d\d|\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}")
# The same in a language that is not known: a time, and a year or a day of the month beside it.
CLOCK_TIME = compiled(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
NUMBER_OF_DATE = compiled(r"(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d")
HEADER_FIELD = compiled(r"[*_ ]{0,4}[^\W\d_][^\n:：]{1,24}[*_]{0,2} ?[:：]")
FIELD_OF_DATE = compiled(rf"{HEADER_FIELD.pattern}.{{0,80}}(?:{NUMBER_OF_DATE.pattern})")
WHO = compiled(r"[\w.](?:@| at )[\w-]{1,80}\.[a-z]")
LEAD = compiled(
    # Gmail, Apple Mail, Thunderbird, mutt, Evolution: "On <date>, <name> wrote:" and its translations
    r"[\s>*_-]{0,6}(?:(?:on|am|le|el|il|em|op|w dniu|dnia|den|på|kl|at|dne|il giorno|quoting|at)\b|于|於|在)",
    re.IGNORECASE,
)
ATTRIBUTION_ENDS = (":", "：", "-", "写道")
FIXED_ATTRIBUTIONS = (
    # Gmail where it has no words of its own: "2016-09-12 12:00 GMT+02:00 Name <address>:"
    compiled(r"\s{0,4}\d{4}-\d\d-\d\d .{0,160}[@<].{1,120}[:：]$"),
    compiled(r"\s{0,4}\d{1,2}\.\d{2}\.\d{4}, .{0,160}[@<].{1,120}[:：]$"),  # Yandex
    compiled(r"\s{0,4}\d{4}[/年]\s?\d{1,2}[/月].{0,160}[@<].{1,120}[:：]?$"),
    compiled(r"excerpts from .{1,160}(?:message|mail) of .{1,120}[:：]$", re.IGNORECASE),  # sup
    compiled(r"quoting .{1,160}[:：]$", re.IGNORECASE),  # Horde
    compiled(r"\s{0,2}[*+]{1,3} .{1,120}\[.{4,80}\][:：]?$"),  # mutt, "* Name <address> [date]:"
    compiled(r"-{2,6} ?(?:on )?.{4,200}(?:wrote|写道).{0,20}-{2,6}$", re.IGNORECASE),  # Zoho
    compiled(r"in (?:message|article) \S{1,200} .{0,120}(?:wrote|writes)[:：]$", re.IGNORECASE),  # Usenet
    compiled(rf">{{2,8}} \"[^\"]{{1,80}}\" == .{{1,120}}(?:{WROTE})[:：]$", re.IGNORECASE),  # Supercite
)
WEAK_ATTRIBUTION = compiled(rf"[^\W\d_].{{1,60}} (?:{WROTE})[:：]$", re.IGNORECASE)
# Names begin with capitals; two words and more, for a bare first name may be part of a story.
_WORD = r"[^\W\d_a-z][\w.'-]{0,40}"
_NAME = rf"{_WORD} "
NAME_WROTE = compiled(rf"{_NAME}{_NAME}(?:{_NAME})?(?:{_NAME})?(?:{_NAME})?(?:{WROTE})[:：]$")
# A line with nothing else, as boards and chats have it: `[quote="Name"]`, `Name  4:21 PM`, `<Name>`.
_FULL_NAME = rf"{_WORD} {_WORD}(?: {_WORD})?"
NAME_ALONE = compiled(rf"\[quote=[^\]\n]{{1,120}}\]|{_FULL_NAME} {{1,4}}\d{{1,2}}:\d\d [AP]M|<{_FULL_NAME}>")
PROSE_STARTS = (
    "as ",
    "like ",
    "what ",
    "when ",
    "he ",
    "she ",
    "they ",
    "i ",
    "we ",
    "it ",
    "the ",
    "our ",
    "this ",
)

# The group is the kind of field.
KNOWN_FIELD = compiled(
    r"[*_ >]{0,4}(?:"
    r"(?P<from>from|von|de|da|van|från|fra|od|lähettäjä|kimden|feladó|от|发件人|寄件者|差出人|보낸 사람)"
    r"|(?P<date>(?:sent|date|gesendet|datum|envoyé|enviado(?: el| em)?|enviada? em|gönderildi|odesláno|odoslané|küldve|fecha|data|inviato|verzonden"
    r"|skickat|sendt|dato|lähetetty|wysłano|отправлено|дата|发送时间|发送日期|日期|送信日時|日時|보낸 날짜)(?=[*_]{0,2} ?[:：].{0,80}\d))"
    r"|(?P<to>to|an|à|para|a|aan|till|til|do|kime|komu|címzett|кому|收件人|收件者|宛先|받는 사람)"
    r"|(?P<subject>subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|konu|předmět|predmet|tárgy|тема|主题|主旨|件名|제목)"
    r"|(?P<other>cc|kopie|copie|importance|reply-to|message-id|in-reply-to|references|mime-version|content-[a-z-]{4,30}|抄送|attachments?|organization)"
    r")[*_]{0,2} ?[:：]",
    re.IGNORECASE,
)

ORIGINAL = compiled(
    r"[\s*>]{0,4}[-\u2010-\u2014]{2,40} ?(?:original (?:message|mail|appointment)|ursprüngliche nachricht|original-nachricht|message d'origine|"
    r"mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande|"
    r"oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|исходное сообщение|原始邮件|邮件原件|元のメッセージ|원본 메시지)"
    r" ?[-\u2010-\u2014]{2,40}$",
    re.IGNORECASE,
)
FORWARDED = compiled(
    r"[\s*>]{0,4}(?:-{2,12} ?(?:forwarded (?:message|mail|by .{1,80})|weitergeleitete nachricht|message transféré|mensaje reenviado|"
    r"messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|пересылаемое сообщение|转发的邮件|转发邮件信息).{0,60}"
    r"-{2,12}|begin forwarded message ?:|anfang der weitergeleiteten nachricht ?:|début du message réexpédié ?:)$",
    re.IGNORECASE,
)
UNDERSCORES = compiled(r"_{5,120}$")
REPLY_SUBJECT = compiled(
    r"\A\s*(?:\[[^\]]{1,60}\]\s*)?(?:re|aw|sv|vs|antw|res|rif|odp|回复|答复|回覆)\s?(?:\[\d{1,3}\])?\s?[:：]",
    re.IGNORECASE,
)
