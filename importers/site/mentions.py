"""Finds the people in recorded mail, pages and git streams: their names and addresses, by where these stand.

A name counts where an address stands beside it, so that prose is not taken for people; addresses of lists,
robots and offices are nobody's.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from email.header import decode_header
from typing import Final

from importers.people.names import display_name, folded_name
from importers.site.bylines import bylines
from importers.site.mentioned import Groups, Mentioned
from importers.site.name_lists import name_lists

ADDRESS: Final = re.compile(
    r"(?<![\w.+%/~-])([\w][\w.+-]{0,63})(@| at |%40|&#64;|&#x40;)((?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24})(?![\w-])"
)
ENCODED: Final = re.compile(
    r"=\?[\w*-]{1,40}\?[bBqQ]\?[^\s?]{0,200}\?=(?:\s{1,4}=\?[\w*-]{1,40}\?[bBqQ]\?[^\s?]{0,200}\?=){0,20}"
)
_HEADER: Final = re.compile(
    r"^[> ]{0,12}(?:From|To|Cc|Bcc|Reply-To|Sender|author|committer|tagger):?[ \t]([^\n]{1,400})",
    re.MULTILINE | re.IGNORECASE,
)
_ENVELOPE: Final = re.compile(r"^From (\S{1,64}) at (\S{1,190})  ", re.MULTILINE)
_IDS: Final = re.compile(
    r"^(?:Message-ID|In-Reply-To|References|Content-ID):((?:[^\n]{0,998}\n(?:[ \t]|(?=\Z)))*[^\n]{0,998})",
    re.MULTILINE | re.IGNORECASE,
)
_ID: Final = re.compile(r"<([^<>\s]{1,500})>")
_PAGE_AUTHOR: Final = re.compile(r"<(?:B|I)>([^<>&]{2,80}?)\s{0,4}</(?:B|I)>", re.IGNORECASE)
_LINK_TAG: Final = re.compile(r"\s{0,4}<A HREF=\"[^\"]{0,400}\"[^>]{0,400}>\s{0,4}", re.IGNORECASE)
_NICKED: Final = re.compile(
    r"\b(?:irc|nick(?:name)?|freenode|oftc)(?: nick)?[ \t]?[:=][ \t]?(\S{2,24})", re.IGNORECASE
)
_AFTER: Final = re.compile(r"[ \t]{1,3}\(([^()\n]{2,80})(?:\([^()\n]{1,60}\))?\)")
_FILE: Final = re.compile(r"\bcandidates/[^/\s]{1,60}/[^/\s]{1,60}/([\w.|\[\]^-]{3,40})\.txt\b")
_AUTHOR: Final = "\nauthor "
_SHARED: Final = 4
_COMMIT: Final = 8192
_BEFORE: Final = re.compile(r"([^\n<>\[\],:;\"]{2,80})\"?\s{0,2}[<\[(]\s?(?:mailto:)?$")
_LIST: Final = re.compile(
    r"listinfo/([\w.+-]{2,60})|^[> ]{0,12}([\w.+-]{2,60}) mailing list[ \t]*$|^List-Post: <mailto:([\w.+-]{2,60})@",
    re.MULTILINE | re.IGNORECASE,
)
_TAG: Final = re.compile(r"^Subject: [^\n\[]{0,20}\[([A-Za-z][\w.+-]{1,40})\]", re.MULTILINE)
_OFTEN: Final = 3
_PLAIN_WORD: Final = re.compile(r"(?<![\w@.+-])[^\W\d_]{3,20}(?![\w@-]|\.\w)")
_ALIAS: Final = re.compile(r"\s+(?:aka|a\.k\.a\.?)\s+", re.IGNORECASE)
_INNER_NICK: Final = re.compile(
    r"[\"“]([\w-]{2,30})[\"”]|\b(?:aka|a\.k\.a\.?)\s([\w-]{2,30})$", re.IGNORECASE
)
_NICK_LOOK: Final = 120
PARTICLES: Final = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "la", "le", "ten", "van", "von"}
)
_OFFICE_ENDS: Final = (
    "-request",
    "-owner",
    "-bounces",
    "-admin",
    "-join",
    "-leave",
    "-subscribe",
    "-unsubscribe",
)
_LIST_HOSTS: Final = (
    "lists.",
    "list.",
    "groups.",
    "googlegroups.",
    "noreply.",
    "users.noreply.",
    "does.not.exist.",
)


def is_office(local: str, host: str) -> bool:
    """Whether an address is that of a list, a robot or an office."""
    local, host = local.casefold(), host.casefold()
    return local in name_lists().offices or local.endswith(_OFFICE_ENDS) or host.startswith(_LIST_HOSTS)


def decoded(text: str) -> str:
    """The text with its encoded words readable."""
    return ENCODED.sub(lambda found: readable(found[0]), text) if "=?" in text else text


def readable(words: str) -> str:
    """What a run of encoded words says; the run itself where it says nothing legible."""
    try:
        parts = decode_header(words)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in parts
        )
    except (LookupError, ValueError):
        return words


def message_ids(text: str) -> set[str]:
    """What stands between angle brackets in the headers that name posts: it looks like addresses and is none."""
    return {found[1].casefold() for header in _IDS.finditer(text) for found in _ID.finditer(header[1])}


def people(texts: Iterable[str], named: Iterable[str] = (), spared: Iterable[str] = ()) -> list[Mentioned]:
    """Everybody in the texts, sorted; `named` are further names, `spared` names that are nobody's."""
    readable_texts = [decoded(text) for text in texts]
    ids = set[str]().union(*map(message_ids, readable_texts))
    lists = _lists(readable_texts)
    nobody = {folded_name(name) for name in spared}
    groups = Groups()
    for known in named:
        groups.add(known, None, None)
    for text in readable_texts:
        for name, address, nick in _mentions(text, ids, lists):
            if name and folded_name(name) in nobody:
                continue
            groups.add(name, address, nick)
    return groups.all()


def list_words(texts: Iterable[str]) -> set[str]:
    """The words of the lists' own names, which are in people's addresses too (`ada-talk@home.example`)."""
    return {
        word
        for name in _lists([decoded(text) for text in texts])
        for word in re.split(r"[\W_]+", name)
        if word
    }


def common_words(texts: Iterable[str]) -> set[str]:
    """Words that stand in small letters more often than with a capital, as names do not."""
    small, large = Counter[str](), Counter[str]()
    for text in texts:
        for word in _PLAIN_WORD.findall(text):
            (small if word.islower() else large)[word.casefold()] += 1
    return {word for word, count in small.items() if count > max(_OFTEN, large[word])}


def _lists(texts: Sequence[str]) -> set[str]:
    """What the lists are called, by their pages and footers, and by the tag that they put before subjects."""
    tags = Counter(found[1].casefold() for text in texts for found in _TAG.finditer(text))
    named = (found[found.lastindex or 0].casefold() for text in texts for found in _LIST.finditer(text))
    return {*named, *(tag for tag, count in tags.items() if count >= _OFTEN)}


def _mentions(
    text: str, ids: set[str], lists: set[str]
) -> Iterator[tuple[str | None, str | None, str | None]]:
    for found in _ENVELOPE.finditer(text):
        if not is_office(found[1], found[2]):
            yield None, f"{found[1]}@{found[2]}".casefold(), None
    # Ids end as addresses do, but belong to programs.
    text = _ID.sub(lambda found: "<>" if found[1].casefold() in ids else found[0], text)
    headers = {found.start(1): found.end(1) for found in _HEADER.finditer(text)}
    starts = sorted(headers)
    yield from _beside_addresses(text, ids | lists, starts, headers)
    for name, address, nick in bylines(text):
        local, _, host = (address or "").partition("@")
        nobody = address in ids or local in ids | lists or is_office(local, host)
        yield name, None if nobody else address, nick
    yield from _page_authors(text)
    yield from _file_names(text)


def _beside_addresses(
    text: str, ids: set[str], starts: list[int], headers: dict[int, int]
) -> Iterator[tuple[str | None, str | None, str | None]]:
    for found in ADDRESS.finditer(text):
        address = f"{found[1]}@{found[3]}".casefold()
        header = _header_at(found.start(), starts, headers)
        if address in ids or found[1].casefold() in ids or is_office(found[1], found[3]):
            # Where a list or robot sent in somebody's stead, the name behind it is all that is told.
            behind = _AFTER.match(text, found.end()) if header is not None else None
            if behind and " " in behind[1] and not ADDRESS.search(behind[1]):
                yield _person(behind[1]), None, None
            continue
        line = header or text.rfind("\n", 0, found.start()) + 1
        written = _written_beside(text, line, found, header is not None)
        name = _person(written) if written else None
        if found[2] != " at " or name or header is not None or _alone(text, line, found):
            nick = _NICKED.search(text[found.end() : found.end() + _NICK_LOOK].partition("\n\n")[0])
            yield name, address, nick[1].strip(".,;)*") if nick else _own_nick(written)


def _page_authors(text: str) -> Iterator[tuple[str | None, str | None, str | None]]:
    for found in _PAGE_AUTHOR.finditer(text):
        link = _LINK_TAG.match(text, found.end())
        beside = ADDRESS.match(text, link.end()) if link else None
        if beside and not is_office(beside[1], beside[3]):
            yield _person(found[1]), f"{beside[1]}@{beside[3]}".casefold(), None
        elif "NAME=" in text[max(0, found.start() - 40) : found.start()]:
            yield _person(found[1]), None, None


def _file_names(text: str) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Files are called after people: after the commit's author where the two have letters in common."""
    for found in _FILE.finditer(text):
        stem = found[1]
        words = re.split(r"[_.]", stem)
        start = text.rfind(_AUTHOR, max(0, found.start() - _COMMIT), found.start()) + 1
        author = ADDRESS.search(text, start, found.start()) if start else None
        name = _person(" ".join(words)) if len(words) > 1 and stem[0].isupper() else None
        if author and _alike(stem, text[start + len(_AUTHOR) - 1 : author.end()]):
            yield name, f"{author[1]}@{author[3]}".casefold(), None if name else stem
        else:
            yield name, None, None if name else stem


def _alike(stem: str, author: str) -> bool:
    stem, author = stem.casefold(), author.casefold()
    return any(stem[at : at + _SHARED] in author for at in range(max(1, len(stem) - _SHARED + 1)))


def _header_at(position: int, starts: list[int], ends: dict[int, int]) -> int | None:
    """Where the value of the header begins that the position is in; None outside of headers that name people."""
    index = bisect_right(starts, position) - 1
    return starts[index] if index >= 0 and position < ends[starts[index]] else None


def _written_beside(text: str, line: int, found: re.Match[str], header: bool) -> str | None:
    """What is written behind the address in parentheses, or before it."""
    after = _AFTER.match(text, found.end())
    if header and after:
        return after[1]
    before = _BEFORE.search(text, max(line, found.start() - 200), found.start())
    if before is None:
        return None
    words = before[1].strip(" \t>'*").split()
    return " ".join(words if header and len(words) <= 5 else _trailing_name(words))


def _trailing_name(words: list[str]) -> list[str]:
    """The words at the end that are written as names are."""
    kept: list[str] = []
    nobody = name_lists().calendar | name_lists().anybody
    for word in reversed(words[-6:]):
        if word.casefold() in nobody or not (
            word[:1].isupper() or word.casefold() in PARTICLES or word[:1] == "("
        ):
            break
        kept.insert(0, word)
    return kept if len(kept) > 1 else []


def _alone(text: str, line: int, found: re.Match[str]) -> bool:
    """Whether the address is the whole of its line, or stands in brackets: prose says `at` otherwise."""
    end = text.find("\n", found.end())
    rest = text[line : found.start()] + text[found.end() : end if end >= 0 else len(text)]
    bracket = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return not rest.strip(" \t\r>*|-") or bracket in {("<", ">"), ("(", ")"), ("[", "]")}


def _own_nick(written: str | None) -> str | None:
    """What somebody calls himself within his name: in quotes, or after `aka`."""
    found = _INNER_NICK.search(written or "")
    return (found[1] or found[2]) if found else None


def _person(text: str) -> str | None:
    name = display_name(_ALIAS.split(text)[0]).name
    long = name and (len(name) > 2 or not name.isascii())
    return name if name and long and any(letter.isalpha() for letter in name) else None
