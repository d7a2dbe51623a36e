"""config.yaml to typed values, or one line that says what is wrong, where, and what is allowed."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from importers.report.runs import FOLDER as RUNS
from importers.settings import Politeness, Settings, SourceSettings
from importers.yaml_file import Document, Keys
from scraper.files import safe_component, shown
from scraper.http.address import UnfitError, checked
from scraper.month import Month
from scraper.sources.base import Source

if TYPE_CHECKING:
    from scraper.http.session import Manners

_SCP: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]+")
_MAILBOX: Final = re.compile(r"[!-?A-~]{1,200}@[!-?A-~]{1,200}")


class Config(msgspec.Struct, frozen=True):
    """A valid configuration; folders are absolute or relative as the file's own path was."""

    path: Path
    sources: tuple[Source, ...]
    politeness: Politeness
    mirror: Path
    archive: Path
    proxy: str | None = None
    addresses: bool = False

    def manners(self, environ: Mapping[str, str] | None = None) -> "Manners":
        """The politeness as a session wants it; `environ` is what git may see."""
        from scraper.http.session import Manners, user_agent

        polite = self.politeness
        return Manners(
            pace=polite.pace,
            timeout=polite.timeout,
            total=polite.total,
            retries=polite.retries,
            requests=polite.requests,
            longest_wait=polite.longest_wait,
            agent=user_agent(polite.contact),
            proxies={"http": self.proxy, "https": self.proxy} if self.proxy else {},
            environ=environ or {},
        )


def load_config(path: Path) -> Config:
    """Read and check the whole file; UserError with exit code 2 at the first thing wrong."""
    document = Document(path)
    settings = document.convert({} if document.content is None else document.content, Settings)
    polite = settings.politeness
    if polite.contact is not None and not _MAILBOX.fullmatch(polite.contact):
        _check_address(document, ("politeness", "contact"), polite.contact)
    if not settings.sources:
        document.fail(("sources",), "empty; name at least one source with a kind and a url")
    sources = tuple(_source(document, name, value, polite) for name, value in settings.sources.items())
    for key in ("mirror", "archive"):
        folder = getattr(settings, key)
        if not folder.strip() or not folder.isprintable():
            document.fail((key,), "expected the name of a folder")
    mirror, archive = path.parent / settings.mirror, path.parent / settings.archive
    if mirror.resolve() == archive.resolve():
        document.fail(("archive",), "the same folder as mirror; they must be two")
    proxy = _proxy(document, settings.proxy)
    return Config(path, sources, polite, mirror, archive, proxy, settings.addresses)


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
            place,
            "cannot be the name of a source: it becomes a folder, so no slash, and no dot or dash at its start",
        )
    if name == RUNS:
        document.fail(place, f"cannot be the name of a source: the mirror keeps its reports in {RUNS}")
    entry = document.convert(value, SourceSettings, place)
    if entry.list_name is not None and safe_component(entry.list_name) is None:
        document.fail((*place, "list"), "cannot be the name of a list")
    if entry.paths and entry.kind != "git":
        document.fail((*place, "paths"), f"only for kind git; this one is {entry.kind}")
    since, until = (_month(document, (*place, key), getattr(entry, key)) for key in ("since", "until"))
    if since and until and since > until:
        document.fail((*place, "since"), f"{since} is after until, {until}")
    return Source(
        name=name,
        kind=entry.kind,
        url=_url(document, (*place, "url"), entry.kind, entry.url),
        list_name=entry.list_name or name,
        since=since,
        until=until,
        fallback=tuple(
            _url(document, (*place, "fallback", str(n)), entry.kind, url)
            for n, url in enumerate(entry.fallback)
        ),
        paths=tuple(_path(document, (*place, "paths", str(n)), path) for n, path in enumerate(entry.paths)),
        max_bytes=polite.max_bytes,
    )


def _month(document: Document, place: Keys, text: str | None) -> Month | None:
    month = Month.parse(text) if text is not None else None
    if text is not None and month is None:
        document.fail(place, f"{shown(text)!r} is not a month; write it as YYYY-MM, such as 2018-11")
    return month


def _url(document: Document, place: Keys, kind: str, url: str) -> str:
    """An address as it stands; for git also a local path, which is relative to the configuration's folder."""
    scheme, separator, _ = url.lower().partition("://")
    scheme = scheme if separator else ""
    if kind != "git" or scheme in ("http", "https"):
        _check_address(document, place, url)
        return url
    # git runs a program of the address's choice for `ext::…`
    if not url or not url.isprintable() or url.startswith("-") or "::" in url:
        document.fail(place, f"{shown(url)!r} is not the address of a repository")
    if scheme == "ssh":
        parts = urlsplit(url)
        if not parts.hostname or parts.hostname.startswith("-") or parts.password is not None:
            document.fail(place, "an ssh address needs a host and must not hold a password")
    elif scheme and scheme != "file":
        allowed = "git is fetched over http, https, ssh, file or from a path"
        document.fail(place, f"{allowed}, not {shown(scheme)}")
    elif not scheme and not _SCP.fullmatch(url):
        return str((document.path.parent / url).absolute())
    return url


def _check_address(document: Document, place: Keys, url: str) -> None:
    try:
        checked(url)
    except UnfitError as error:
        document.fail(place, f"{error}; write an http or https address without user name or password")


def _path(document: Document, place: Keys, text: str) -> str:
    parts = PurePosixPath(text).parts
    if not parts or any(safe_component(part) != part for part in parts):
        document.fail(place, f"{shown(text)!r} is not a folder inside a repository, such as doc/source")
    return "/".join(parts)
