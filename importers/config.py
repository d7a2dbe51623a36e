"""config.yaml to typed values, or one line that says what is wrong, where, and what is allowed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, NoReturn, TypeVar
from urllib.parse import urlsplit

import msgspec

from importers.report.runs import FOLDER as RUNS
from importers.settings import KINDS, Politeness, Settings, SourceSettings, help_of, keys
from importers.yaml_file import Document, Keys
from scraper.files import safe_component, shown
from scraper.http.address import UnfitError, checked
from scraper.http.session import Manners, user_agent
from scraper.month import Month
from scraper.sources.base import Source

S = TypeVar("S", bound=msgspec.Struct)

_WHERE: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_STEP: Final = re.compile(r"[^.\[\]]+")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(.*)`")
_TYPES: Final = re.compile(r"`([a-z]+)(?: \| null)?`")
_SCP: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]+")
_MAILBOX: Final = re.compile(r"[!-?A-~]{1,200}@[!-?A-~]{1,200}")
_WORDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
    "date": "a date",
    "datetime": "a date",
}


@dataclass(frozen=True, slots=True)
class Config:
    """A valid configuration; folders are absolute or relative as the file's own path was."""

    path: Path
    sources: tuple[Source, ...]
    politeness: Politeness
    mirror: Path
    archive: Path
    proxy: str | None = None

    @property
    def proxies(self) -> dict[str, str]:
        """The proxy by scheme, as a session wants it."""
        return {"http": self.proxy, "https": self.proxy} if self.proxy else {}

    def manners(self, environ: Mapping[str, str] | None = None) -> Manners:
        """The politeness as a session wants it; `environ` is what git may see."""
        polite = self.politeness
        return Manners(
            pace=polite.pace,
            timeout=polite.timeout,
            total=polite.total,
            retries=polite.retries,
            requests=polite.requests,
            longest_wait=polite.longest_wait,
            agent=user_agent(polite.contact),
            proxies=self.proxies,
            environ=environ or {},
        )


def load(path: Path) -> Config:
    """Read and check the whole file; UserError with exit code 2 at the first thing wrong."""
    document = Document(path)
    settings = _convert(document, (), {} if document.content is None else document.content, Settings)
    _check_contact(document, settings.politeness)
    if not settings.sources:
        document.fail(("sources",), "empty; name at least one source with a kind and a url")
    sources = tuple(
        _source(document, name, value, settings.politeness) for name, value in settings.sources.items()
    )
    mirror, archive = (_folder(document, key, getattr(settings, key)) for key in ("mirror", "archive"))
    if mirror.resolve() == archive.resolve():
        document.fail(("archive",), "the same folder as mirror; they must be two")
    return Config(path, sources, settings.politeness, mirror, archive, _proxy(document, settings.proxy))


def _convert(document: Document, prefix: Keys, value: Any, struct: type[S]) -> S:
    try:
        return msgspec.convert(value, struct)
    except msgspec.ValidationError as error:
        _complain(document, prefix, str(error), struct)


def _complain(document: Document, prefix: Keys, message: str, struct: type[msgspec.Struct]) -> NoReturn:
    """msgspec's message in the words of the file."""
    where = _WHERE.search(message)
    message = message[: where.start()] if where else message
    steps = (*prefix, *(_STEP.findall(where[1]) if where else ()))
    section = Politeness if steps[:1] == ("politeness",) else struct
    if unknown := _UNKNOWN.fullmatch(message):
        document.fail((*steps, unknown[1]), f"unknown key; allowed: {', '.join(keys(section))}")
    if missing := _MISSING.fullmatch(message):
        document.fail((*steps, missing[1]), "missing; it has no default")
    if message.startswith("Invalid enum value"):
        document.fail(
            steps, f"{message.removeprefix('Invalid enum value ')} is unknown; allowed: {', '.join(KINDS)}"
        )
    words = _TYPES.sub(lambda name: _WORDS.get(name[1], name[1]), message)
    meaning = help_of(section, steps[-1]) if steps else ""
    document.fail(steps, f"{words[:1].lower()}{words[1:]}{f' ({meaning})' if meaning else ''}")


def _check_contact(document: Document, polite: Politeness) -> None:
    if polite.contact is None or _MAILBOX.fullmatch(polite.contact):
        return
    _address(document, ("politeness", "contact"), polite.contact)


def _proxy(document: Document, url: str | None) -> str | None:
    """The proxy's address; a complaint does not repeat it, as it may hold a password."""
    try:
        parts = urlsplit(url or "http://unused")
        fit = parts.scheme == "http" and parts.hostname and parts.port != 0 and (url or "").isprintable()
    except ValueError:
        fit = False
    if not fit or parts.path.strip("/") or parts.query or parts.fragment or " " in (url or ""):
        document.fail(
            ("proxy",), "expected http://host:port, with user:password@ in front of the host if need be"
        )
    return url


def _source(document: Document, name: str, value: Any, polite: Politeness) -> Source:
    place = ("sources", name)
    if safe_component(name) != name:
        document.fail(
            place, "no name for a source: it becomes a folder, so no slash and no dot or dash in front"
        )
    if name == RUNS:
        document.fail(place, f"no name for a source: the mirror keeps its reports in {RUNS}")
    entry = _convert(document, place, value, SourceSettings)
    if entry.list_name is not None and safe_component(entry.list_name) is None:
        document.fail((*place, "list"), "no name for a list")
    if entry.paths and entry.kind != "git":
        document.fail((*place, "paths"), f"only for kind git; this one is {entry.kind}")
    since, until = (_month(document, (*place, key), getattr(entry, key)) for key in ("since", "until"))
    if since and until and since > until:
        document.fail((*place, "since"), f"{since} is after until, {until}")
    fallback = enumerate(entry.fallback)
    return Source(
        name=name,
        kind=entry.kind,
        url=_where(document, (*place, "url"), entry.kind, entry.url),
        list_name=entry.list_name or name,
        since=since,
        until=until,
        fallback=tuple(
            _where(document, (*place, "fallback", str(n)), entry.kind, url) for n, url in fallback
        ),
        paths=tuple(_path(document, (*place, "paths", str(n)), path) for n, path in enumerate(entry.paths)),
        max_bytes=polite.max_bytes,
    )


def _month(document: Document, place: Keys, text: str | None) -> Month | None:
    month = Month.parse(text) if text is not None else None
    if text is not None and month is None:
        document.fail(place, f"{shown(text)!r} is no month; write it as YYYY-MM, such as 2018-11")
    return month


def _where(document: Document, place: Keys, kind: str, url: str) -> str:
    if kind == "git" and _scheme(url) not in ("http", "https"):
        return _repository(document, place, url)
    return _address(document, place, url)


def _address(document: Document, place: Keys, url: str) -> str:
    try:
        checked(url)
    except UnfitError as error:
        document.fail(place, f"{error}; write an http or https address without user name or password")
    return url


def _repository(document: Document, place: Keys, url: str) -> str:
    """An ssh or file address as it stands, or a local path, which is relative to the configuration's folder."""
    scheme = _scheme(url)
    if not url or not url.isprintable() or url.startswith("-") or "::" in url:
        document.fail(
            place, f"{shown(url)!r} is no repository's address"
        )  # :: would run a program of its choice
    if scheme == "ssh":
        parts = urlsplit(url)
        if not parts.hostname or parts.hostname.startswith("-") or parts.password is not None:
            document.fail(place, "an ssh address needs a host and must not hold a password")
    elif scheme and scheme != "file":
        document.fail(
            place, f"git is fetched over http, https, ssh, file or from a path, not {shown(scheme)}"
        )
    elif not scheme and not _SCP.fullmatch(url):
        return str((document.path.parent / url).absolute())
    return url


def _scheme(url: str) -> str:
    scheme, separator, _ = url.partition("://")
    return scheme.lower() if separator else ""


def _path(document: Document, place: Keys, text: str) -> str:
    parts = PurePosixPath(text).parts
    if not parts or any(safe_component(part) != part for part in parts):
        document.fail(place, f"{shown(text)!r} is no folder inside a repository, such as doc/source")
    return "/".join(parts)


def _folder(document: Document, key: str, text: str) -> Path:
    if not text.strip() or not text.isprintable():
        document.fail((key,), "expected the name of a folder")
    return document.path.parent / text
