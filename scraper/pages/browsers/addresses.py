"""Addresses of files in repository browsers: what they name, and where the bytes themselves are served."""

from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

import msgspec

from scraper.http.address import link_target
from scraper.patterns import compiled

_HASH: Final = compiled(r"[0-9a-f]{7,64}")
_GITHUB: Final = compiled(r"/([^/]+/[^/]+)/(?:blob|raw)/([^/]+)/(.+)")
_GITHUB_RAW: Final = compiled(r"/([^/]+/[^/]+)/([^/]+)/(.+)")
_GITEA: Final = compiled(r"\A(/.+?)/(src|raw)/(branch|tag|commit)/([^/]+)(?:/(.*))?")
_CGIT: Final = compiled(r"\A(/.+?)/(tree|plain)(?:/(.*))?")
_GITWEB_PATH: Final = compiled(r"\A(/.+?)/(blob|blob_plain|tree)/([^/:]+):/(.*)")
_GITHUB_HOSTS: Final = frozenset({"github.com", "www.github.com"})
_RAW_HOST: Final = "raw.githubusercontent.com"


class View(msgspec.Struct, frozen=True):
    """What an address shows: the program by the name of its reader, the path, the commit where it names one.

    `raw` is the address of the bytes, `is_raw` whether this address gives them, page or not. `path` may begin with part of a branch's name that holds a slash.
    """

    program: str
    path: str
    commit: str | None
    raw: str
    is_raw: bool = False


def view(url: str) -> View | None:
    """What the address shows, None where no repository browser spells its addresses so."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    readers: tuple[Callable[[SplitResult], View | None], ...] = (_github, _gitea, _gitweb, _cgit)
    return next(filter(None, (reader(parts) for reader in readers)), None)


def view_of_link(href: str) -> View | None:
    """What a link on a page shows, whatever host the page is on."""
    return view(link_target("https://host.invalid/", href))


def raw_url(url: str) -> str | None:
    """The address of the file's bytes, for a page about a file or for itself; None for any other address."""
    shown = view(url)
    return shown.raw if shown and shown.path and not shown.path.endswith("/") else None


def _github(parts: SplitResult) -> View | None:
    if parts.hostname == _RAW_HOST:
        match = _GITHUB_RAW.fullmatch(parts.path)
    elif parts.hostname in _GITHUB_HOSTS:
        match = _GITHUB.fullmatch(parts.path)
    else:
        return None
    if match is None:
        return None
    repository, ref, path = match.groups()
    if ref == "refs":
        names = path.split("/")
        ref, path = "/".join(["refs", *names[:2]]), "/".join(names[2:])
    raw = urlunsplit(("https", _RAW_HOST, f"/{repository}/{ref}/{path}", "", ""))
    return View("github", unquote(path), _commit(ref), raw, parts.hostname == _RAW_HOST)


def _gitea(parts: SplitResult) -> View | None:
    match = _GITEA.fullmatch(parts.path)
    if match is None:
        return None
    base, way, kind, ref, path = match.groups()
    raw = urlunsplit(parts._replace(path=f"{base}/raw/{kind}/{ref}/{path or ''}", query="", fragment=""))
    commit = _commit(ref) if kind == "commit" else None
    return View("gitea", unquote(path or ""), commit, raw, way == "raw")


def _gitweb(parts: SplitResult) -> View | None:
    asked = dict(parse_qsl(parts.query.replace(";", "&")))
    if "p" in asked and asked.get("a") in ("blob", "blob_plain", "tree"):
        ref = asked.get("hb", "")
        kept = [(key, asked[key]) for key in ("p", "f", "h", "hb") if key in asked]
        query = ";".join(f"{key}={quote(value, safe='/')}" for key, value in [*kept, ("a", "blob_plain")])
        raw = urlunsplit(parts._replace(query=query, fragment=""))
        path = asked.get("f", "") + ("/" if asked["a"] == "tree" else "")
        return View("gitweb", path, _commit(ref), raw, asked["a"] == "blob_plain")
    match = _GITWEB_PATH.fullmatch(parts.path)
    if match is None:
        return None
    base, kind, ref, path = match.groups()
    raw = urlunsplit(parts._replace(path=f"{base}/blob_plain/{ref}:/{path}", query="", fragment=""))
    path = unquote(path) + ("/" if kind == "tree" else "")
    return View("gitweb", path, _commit(ref), raw, kind == "blob_plain")


def _cgit(parts: SplitResult) -> View | None:
    match = _CGIT.fullmatch(parts.path)
    if match is None or parts.hostname in _GITHUB_HOSTS:  # which spells its folders the same way
        return None
    base, way, path = match.groups()
    asked = dict(parse_qsl(parts.query))
    raw = urlunsplit(parts._replace(path=f"{base}/plain/{path or ''}", fragment=""))
    return View("cgit", unquote(path or ""), _commit(asked.get("id", "")), raw, way == "plain")


def _commit(ref: str) -> str | None:
    return ref if _HASH.fullmatch(ref) else None
