"""Takes list footers wherever they stand, by a table of those that list software puts under posts.

A footer is a stretch of lines that all match `lines`, one of them also `core`. It is taken where it has at least
`least` lines or a rule line above it; `above` lines of anything may stand between it and that rule line. Addresses may
be masked (`a at b`, `a...@b`). Tails that many posts share but no rule knows are named.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from scraper.clean.spans import Marks
from scraper.model import body_lines
from scraper.patterns import compiled

LONGEST = 14
TAIL_LINES = 6
QUOTE_MARKS = "> \t"  # that a reply puts before each line
HINTS = (
    "mailing list", "listinfo", "subscri", "google groups", "launchpad.net/~", "groups.io", "view/reply", "majordomo", "mailman",
    "leave the", "sympa", "sf.net", "sdm.link", "doubleclick", "not for usage",
    "msn.", "hotmail.", "live.", "yahoo.", "aol.", "gmx.", "web.", "mail.", "lycos.",
    "for virus", "virus-free",
)  # fmt: skip
URL = r"<?https?://\S{1,300}>?"
ADDRESS = r"<?[\w.+=-]{1,120}\s?(?:@|\bat\b|\(at\)|\[at\])\s?[\w.-]{1,120}>?(?: <mailto:\S{1,200}>)?"
MASKED = r"<?[\w.+=-]{1,120}(?:\s?(?:@|\bat\b|\(at\)|\[at\])\s?[\w.-]{1,120})?\S{0,120}"

RULE_LINE = compiled(r"(?:_{5,200}|-{5,200}|={5,200}|~{5,200}|-=[-=]{8,120}|--\s{0,3})$")


class Footer(NamedTuple):
    """The name of the list software, the line that proves it, and the lines that belong to it."""

    name: str
    core: re.Pattern[str]
    lines: re.Pattern[str]
    least: int = 2
    above: int = 0


def _footer(name: str, core: str, more: str = "(?!)", least: int = 2, above: int = 0) -> Footer:
    flags = re.IGNORECASE
    lines = compiled(rf"(?:{core}|{more})$", flags)
    return Footer(name, compiled(rf"(?:{core})$", flags), lines, least, above)


FOOTERS = (
    _footer(
        "mailman2-openstack",  # openstack-dev from 2014 on, with its msg_footer
        r"OpenStack Development Mailing List \(not for usage(?: questions\))?",
        rf"questions\)|Unsubscribe:?|Unsubscribe: {MASKED}|\S{{1,120}}(?: at \S{{1,120}})?\?subject[:=]unsubscribe\S{{0,10}}"
        rf"|Unsubscribe: <mailto:\S{{1,200}}|{URL}|List info: {URL}",
    ),
    _footer(
        "mailman2",  # the default msg_footer of Mailman 2, and what sites make of it
        r"(?:https?://|<https?://)\S{1,200}/(?:listinfo|mailman/options|mailman-\w{1,20}/listinfo)/\S{1,120}",
        rf"[\w.@ +-]{{1,80}} mailing list(?: {{0,3}}-{{1,2}} {{0,3}}{ADDRESS})?|{ADDRESS}|(?:un)?subscribe:?|(?:un)?subscribe:? {MASKED}|{URL}"
        rf"|(?:list info|archives?|info|options|to unsubscribe|list archives?|web|change your options):? {URL}"
        rf"|to (?:un)?subscribe.{{0,80}}:?|[\w-]{{1,40}}:? {URL}|\S{{1,120}}(?: at \S{{1,120}})?\?subject[:=]unsubscribe\S{{0,10}}",
        least=3,
    ),
    _footer(
        "mailman3",  # the default footer of Mailman 3 and its usual additions
        rf"[\w.@ +-]{{1,80}} mailing list -- {ADDRESS}|[\w.@ +-]{{1,80}} -- {ADDRESS}"
        rf"|To unsubscribe send an email to {ADDRESS}",
        rf"to unsubscribe.{{0,30}}|{ADDRESS}|{URL}|%\(\w{{1,40}}\)s\S{{0,200}}"
        rf"|(?:archives?|list archives?|message archived at|member address|privacy statement|list guidelines"
        rf"|fedora code of conduct|code of conduct|do not reply to spam.{{0,60}}):? ?\S{{0,300}}",
    ),
    _footer(
        "google-groups",
        r"You received this message because you are subscribed to the(?: Google Groups.{0,160})?"
        r"|You received this message because you are subscribed to the Google.{0,160}",
        rf"Groups? .{{1,120}}(?:group)?\.?|.{{1,100}} group\.|to (?:unsubscribe|post|view).{{0,240}}|{ADDRESS}\.?"
        rf"|(?:an )?email to {ADDRESS}\.?|\(?{ADDRESS}\)?\.?|visit (?:this group|{URL}).{{0,160}}|{URL}\.?"
        rf"|for more options,? visit.{{0,200}}|send an email to.{{0,160}}|it, send an.{{0,160}}|group/\S{{1,160}}",
    ),
    _footer(
        "launchpad",  # Launchpad's, and Mailman footers written after it
        rf"Mailing list ?: {URL}",
        rf"(?:Post to|Unsubscribe|More help|Archives?|Web) {{0,8}}: ?\S.{{0,200}}|{URL}",
    ),
    _footer(
        "groups.io",
        r"Groups\.io Links:.{0,160}|View/Reply Online \(#\d{1,12}\):.{0,200}",
        rf"(?:Mute This Topic|Group Owner|Unsubscribe|Mute #\w{{1,40}}|New Topic|Change Your Subscription"
        rf"|You receive all messages sent).{{0,300}}|{URL}|-=[-=]{{8,120}}",
    ),
    _footer(
        "majordomo",
        r"To unsubscribe from this list: send the line \"unsubscribe.{0,160}|More majordomo info at {1,3}\S{1,200}",
        rf"the body of a message to \S{{1,160}}|Please read the FAQ at {{1,3}}\S{{1,200}}|in {ADDRESS}",
    ),
    _footer(
        "ezmlm",  # Apache lists
        rf"To unsubscribe,? e-?mail: {ADDRESS}",
        rf"For (?:additional commands|more (?:options|info)).{{0,20}},? e-?mail: {ADDRESS}|{URL}",
    ),
    _footer(
        "listserv",
        r"To unsubscribe from the \S{1,80} list.{0,160}|To leave the \S{1,80} list.{0,160}",
        rf"{URL}|.{{0,80}}(?:click (?:the|on)|following (?:link|url)).{{0,160}}|to signoff.{{0,200}}",
        1,
    ),
    _footer(
        "sympa",
        r"(?:Info|Aide|Help|Archives?|D[ée]sabonnement|Unsubscribe).{0,40}<?(?:https?://|mailto:)\S{0,80}sympa\S{1,200}.{0,40}",
        rf"{URL}|{ADDRESS}",
        1,
    ),
    _footer(
        "sourceforge",  # the advertisement above Mailman's footer
        r"<?https?://(?:p\.sf\.net|sdm\.link|ad\.doubleclick\.net|pubads\.g\.doubleclick\.net)/\S{1,200}",
        least=2,
        above=6,
    ),
    _footer(
        "webmail-advert",  # Hotmail, MSN and Yahoo under every post, always below a rule line
        r"(?:[\w !]{1,30}: ?)?<?https?://(?:\w{1,20}\.)?(?:msn|hotmail|live|yahoo|aol|gmx|lycos)\.\S{1,200}",
        least=99,
        above=3,
    ),
    _footer(
        "virus-scanner",
        r"This e-?mail (?:has been|was) (?:checked|scanned) for virus.{0,120}|Virus-free\. .{0,120}",
        rf"-{{3,20}}|{URL}",
        1,
    ),
    _footer(
        "unsubscribe-line",  # newsletters and web forums
        rf"(?:to )?unsubscribe(?: from this list| here)?:? {URL}.{{0,40}}|manage (?:your )?subscription:? {URL}",
        rf"{URL}|to stop receiving.{{0,160}}",
        1,
    ),
)


class Tail(NamedTuple):
    """Last lines that several posts have in common, and how many posts have them."""

    lines: tuple[str, ...]
    posts: int


def take_footers(marks: Marks) -> None:
    """Take each stretch of footer lines with the rule line above it."""
    lowered = "\n".join(marks.texts).lower()
    hints = [hint for hint in HINTS if hint in lowered]
    if not hints:
        return
    done = -1
    for index, text in enumerate(lowered.split("\n")):
        if index <= done or not any(hint in text for hint in hints) or not marks.free(index):
            continue
        core = marks.texts[index].lstrip(QUOTE_MARKS)
        for footer in filter(lambda each: each.core.match(core), FOOTERS):
            first, last, matched = _extent(marks, index, footer)
            ruled = _rule_above(marks, first, footer.above)
            if matched >= footer.least or ruled is not None:
                marks.take(first if ruled is None else ruled, last, "footer", footer.name)
                done = last
                break


def commonest_tail(bodies: Iterable[str], least: int = 3) -> Tail | None:
    """The tail shared by at least `least` posts and a third of all: a footer that no rule knows; takes nothing.

    Give it the statements of a month: what is known is gone from them, and one person's sign-off is on few.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    seen = 0
    for body in bodies:
        seen += 1
        lines = [line.strip() for line in body_lines(body[-20_000:]) if line.strip()][-TAIL_LINES:]
        counts.update(tuple(lines[-size:]) for size in range(2, len(lines) + 1))
    enough = max(least, seen / 3)
    shared = [(len(tail) * posts, tail, posts) for tail, posts in counts.items() if posts >= enough]
    if not shared:
        return None
    _, tail, posts = max(shared)
    return Tail(tail, posts)


def _extent(marks: Marks, index: int, footer: Footer) -> tuple[int, int, int]:
    """The stretch around a core line, and how many of its lines match."""
    first = last = index
    matched = 1
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(marks) and abs(at - index) <= LONGEST and marks.free(at):
            text = marks.texts[at].lstrip(QUOTE_MARKS)
            if footer.lines.match(text):
                first, last, matched = min(first, at), max(last, at), matched + 1
            elif text or step < 0:
                break
            at += step
    return first, last, matched


def _rule_above(marks: Marks, first: int, loose: int) -> int | None:
    """The rule line above, with blank lines and at most `loose` lines of advertisement between."""
    for at in range(first - 1, max(-1, first - 4 - loose), -1):
        if not marks.free(at):
            return None
        if RULE_LINE.match(marks.texts[at].lstrip(QUOTE_MARKS)):
            return at
        if not marks.blank(at):
            loose -= 1
            if loose < 0:
                return None
    return None
