"""Pages of HyperKitty for a list of posts, in the markup of 1.3, for sources that read them."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import quote

from scraper.mail.headers import id_hash
from scraper.month import Month
from tests.clock import START

ADDRESS = "talk@lists.example.org"
FOLDER = f"/archives/list/{ADDRESS}/"
PER_PAGE = 200


@dataclass
class Letter:
    """A post; `above` is what it answers, `html` what its page shows where that is not a paragraph of the text."""

    message_id: str
    date: datetime
    subject: str = "about it"
    text: str = "words"
    above: "Letter | None" = None
    html: str = ""
    attached: dict[str, str] = field(default_factory=dict)
    site: datetime | None = None
    shows_id: bool = True

    @property
    def name(self) -> str:
        return id_hash(self.message_id)

    @property
    def top(self) -> "Letter":
        return self.above.top if self.above else self

    @property
    def level(self) -> int:
        return self.above.level + 1 if self.above else -1


def page(title: str, content: str) -> bytes:
    return (
        f"\n\n<!DOCTYPE HTML>\n<html><head><title>{escape(title)}</title></head><body>{content}</body></html>\n"
    ).encode()


def email(letter: Letter, *, unfolded: bool = False, day: bool = True) -> str:
    """The box of a post, with the year in its head only where it stands alone."""
    shown = letter.site or letter.date
    own = f"{letter.date:%B} {letter.date.day}, {letter.date.year}, {letter.date:%H:%M}"
    date = f"{shown.day} {shown:%b}" + (f"\n {shown.year:04d}" if unfolded else "")
    answer = quote(f"Re: {letter.subject.removeprefix('Re: ')}", safe="")
    mailto = f"mailto:{ADDRESS}?Subject={answer}&In-Reply-To=<{quote(letter.message_id, safe='')}>"
    files = "".join(
        f'<li><a href="{FOLDER}message/{letter.name}/attachment/{number}/{name}">{name}</a>\n ({kind} &mdash; 9 bytes)</li>'
        for number, (name, kind) in enumerate(letter.attached.items(), 2)
    )
    return f"""
<div class="email{" email-first" if unfolded else ""}">
    <div id="{letter.name}" class="email-header">
        <div class="email-author d-flex"><h2 class="name">
                       Ann Example
        </h2></div>
        <div class="email-date right">
            {f'<span class="date d-none d-sm-inline">{date}</span>' if day else ""}
            <div class="time"><span title="Sender's time: {own}">{shown:%H:%M}</span></div>
        </div>
    </div>
    <div class="email-body ">
      {letter.html or f"<p>{escape(letter.text, quote=False)}</p>"}
    </div>
    {f'<div class="attachments"><ul>{files}</ul></div>' if files else ""}
    <div class="email-info">
      <a href="{FOLDER}message/{letter.name}/" title="Permalink for this message"></a>
      {f'<a class="reply-mailto" href="{escape(mailto)}">Use email software</a></li>' if letter.shows_id else ""}
    </div>
</div>"""


def message_page(letter: Letter) -> bytes:
    head = (
        f'<div class="message-header row"><div class="col-10"><h1>{escape(letter.subject)}</h1></div></div>'
    )
    shown = f'<section id="thread-content">{email(letter, unfolded=True)}</section>'
    return page(letter.subject, head + shown)


def thread_page(letters: list[Letter], inline: int | None = None) -> bytes:
    """The page of a thread with its first answers inline, all unless told otherwise."""
    first, *answers = letters
    shown = answers if inline is None else answers[:inline]
    replies = replies_of(shown) if inline is None or inline else '<img class="ajaxloader" />'
    head = f'<div class="thread-header"><h3>{escape(first.subject)}</h3></div>'
    box = f'<div id="thread-content">{email(first, unfolded=True)}<div class="replies">{replies}</div></div>'
    count = f'<p class="thread-overview-details"><i class="fa fa-comment"></i>\n{len(answers)} comments</p>'
    return page(first.subject, head + box + count)


def replies_of(letters: list[Letter]) -> str:
    return "".join(
        f'<div class="odd {f"reply-level-{each.level}" if each.level else ""}">{email(each)}</div>'
        for each in letters
    )


def list_page(threads: list[list[Letter]], number: int = 1, count: int = 1) -> bytes:
    """One page of a list of threads; those are in order already."""
    lines = "".join(map(_line, threads))
    links = "".join(f'<a href="?page={each}">{each}</a>' for each in range(1, count + 1) if each != number)
    # as where exports are forbidden: the list's own box ends before its first thread
    return page("Threads", f'<div id="thread-list"><div></div></div></div>{lines}{links}')


def _line(letters: list[Letter]) -> str:
    first, last = letters[0], letters[-1].site or letters[-1].date
    active = f"{last:%A}, {last.day} {last:%B} {last.year:04d} {last:%H:%M:%S}"
    return f"""<div class="thread"><a name="{first.name}" href="{FOLDER}thread/{first.name}/" class="thread-title">x</a>
      <span class="thread-date" title="{active}"></span>
      <span class="expander collapsed">
                        {escape(first.text)}
                    </span>
      <i class="fa fa-comment" aria-label="replies"></i>
                            {len(letters) - 1}
      <form action="{FOLDER}message/{first.name}/vote"></form></div>"""


def threads_of(letters: list[Letter]) -> list[list[Letter]]:
    """Threads by what came last in the list of letters, as HyperKitty orders them: newest date first."""
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        found.setdefault(letter.top.name, []).append(letter)
    return sorted(found.values(), key=lambda each: each[-1].date, reverse=True)


def pages_of(letters: list[Letter], months: list[Month]) -> dict[str, bytes]:
    """Every page of the list by path: an answer's date in the site's time changes nothing in what lists have."""
    threads = threads_of(letters)
    pages = {f"{FOLDER}message/{each.name}/": message_page(each) for each in letters}
    for each in threads:
        pages[f"{FOLDER}thread/{each[0].name}/?sort=thread&noscript"] = thread_page(each)
    pages |= _paged("latest", threads)
    for month in months:
        of_month = [
            each for each in threads if Month.of(each[0].date) <= month and Month.of(each[-1].date) >= month
        ]
        pages |= _paged(f"{month.year:04d}/{month.number}/", of_month)
    return pages


def _paged(name: str, threads: list[list[Letter]]) -> dict[str, bytes]:
    parts = [threads[at : at + PER_PAGE] for at in range(0, len(threads), PER_PAGE)] or [[]]
    return {
        f"{FOLDER}{name}?count={PER_PAGE}&page={number}": list_page(part, number, len(parts))
        for number, part in enumerate(parts, 1)
    }


def piece(letters: list[Letter], *, more: bool) -> bytes:
    """Some answers as the page's script gets them."""
    return json.dumps(
        {"replies_html": replies_of(letters), "more_pending": more, "next_offset": None}
    ).encode()


def at(day: int, hour: int = 10, month: int = 4, second: int = 0, year: int = START.year) -> datetime:
    return datetime(year, month, day, hour, 0, second)  # noqa: DTZ001  as pages show it
