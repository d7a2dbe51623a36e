"""Mirrors a git repository into a bare one, and never loses a commit that it once held.

Objects are not checked with fsck: real old repositories fail it for harmless oddities, nothing is ever
checked out, and the reader trusts no name in a tree.
"""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from scraper.files import make_folder, read_file, shown, sync
from scraper.git import NAMING, torn
from scraper.git.command import TRANSPORTS, Git, GitError
from scraper.http.address import without_credentials
from scraper.model import Outcome, Result

# the name of the bare repository inside a source's folder of the mirror
REPOSITORY = "repository.git"

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")
HELPER = re.compile(r"[A-Za-z0-9+.-]{0,64}::")
BRANCHES = "refs/heads/"
ORIGIN = "refs/remotes/origin/"
DETACHED = "refs/mirror/HEAD"
USUAL_BRANCHES = ("main", "master")
MIRRORED = ("refs/heads/", "refs/tags/")

TORN = ("*/tmp_*", "*/*.temp")
REASON_LENGTH = 500
MOST_NAMING = 1 << 20  # bytes
MOST_FOLDERS = 100_000
MOST_NOTES = 20  # branches named in one reason
LOST_BYTES = 256 << 20  # of the ids of commits that a rewritten history no longer has: six million
FETCH = (
    "fetch", "--quiet", "--prune", "--no-tags", "--force", "--atomic", "--update-head-ok",
    "--no-write-fetch-head", "--no-recurse-submodules",
)  # fmt: skip


class _Offer(msgspec.Struct, frozen=True):
    """What a remote offers: its branches and tags, the commit at HEAD, and HEAD's branch where it says so."""

    refs: Mapping[str, str]
    head: str | None
    symbolic: str | None


class _RefusedError(GitError):
    """An answer that is whole but must not replace what is held."""


def mirror_repository(url: str, target: Path, *, git: Git | None = None) -> Outcome:
    """Clones or updates `target`; the outcome bears its name, and is of no source yet.

    A new mirror appears under its name only when it is whole. An address that fails, is refused or offers
    nothing leaves the mirror as it was. The reason names branches that were rewritten or removed there, too;
    their old commits stay under refs/kept/.
    """
    git = git or Git()
    result: Result
    try:
        result, notes = _from(url, target, git)
    except _RefusedError as refused:
        result, notes = "refused", [shown(str(refused), REASON_LENGTH)]
    except (GitError, OSError) as error:
        result, notes = "failed", [shown(str(error), REASON_LENGTH) + git.proxy_note(url)]
    return Outcome("", target.name, without_credentials(url), result, "; ".join(notes))


def stands(target: Path, git: Git) -> bool:
    """Whether a mirror is there, nobody doubts it, its own files look whole, and its HEAD is a commit that it has."""
    doubted = os.path.lexists(target / torn.UNFINISHED)
    return target.is_dir() and not (doubted or torn.wound(target)) and _head(target, git) is not None


def head_of(source: Path, git: Git) -> str | None:
    """The commit that a mirror of a local repository would stand on; None where there is no branch with a commit.

    A clone of a repository whose HEAD names a missing branch has no branch but those of its origin.
    """
    offer = _offer(str(source.absolute()), git)
    if not offer.refs and offer.head is None:
        held = _offer(str(source.absolute()), git, (ORIGIN,)).refs
        refs = {BRANCHES + name.removeprefix(ORIGIN): value for name, value in held.items()}
        if not refs:
            return None
        offer = _Offer(refs, None, None)
    branch = _branch(offer, None)
    return offer.head if branch == DETACHED else offer.refs[branch]


def git_folder(repository: Path) -> Path:
    """Where a local repository keeps its branches and objects."""
    return repository / ".git" if (repository / ".git").is_dir() else repository


def refusal(url: str) -> str | None:
    """Why an address is not even tried, or None."""
    if not url or url.startswith("-"):
        return "an address is empty or begins with a hyphen"
    if not url.isprintable():
        return "the address holds control characters"
    if HELPER.match(url):
        return "the address names a transport helper"
    scheme = SCHEME.match(url)
    if scheme and scheme.group(1).lower() not in TRANSPORTS:
        return f"{scheme.group(1)} is not one of {', '.join(TRANSPORTS)}"
    return None


def _from(url: str, target: Path, git: Git) -> tuple[Result, list[str]]:
    why = refusal(url)
    if why:
        raise _RefusedError(why)
    # a path as git takes it: git itself does not open a bundle through a file address
    path = Path(unquote(urlsplit(url).path)) if url.lower().startswith("file://") else Path(url)
    source = str(path.absolute()) if path.exists() else url
    torn.settle(target)
    why = None
    if os.path.lexists(target):
        if target.is_symlink() or not (target / "objects").is_dir():
            raise GitError(f"{target.name} is in the way and is not a bare repository")
        why = torn.wound(target) or torn.unfinished(target, git)
        if not why:
            return _update(target, source, git)
    make_folder(target.parent)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        bare = Path(folder) / "repository"
        git.run("init", "--quiet", "--bare", "--template=", "--", str(bare))
        _, notes = _update(bare, source, git, new=True)
        if not why:
            bare.rename(target)
            sync(target.parent)
            return "new", notes
        notes = [f"the mirror was torn ({why}) and is cloned anew", *torn.carry_over(target, bare, git)]
        listing = git.run("for-each-ref", "--format=%(objectname) %(refname)", torn.KEPT, within=bare)
        held = {name: value for value, name in (line.split(" ") for line in listing.split("\n") if line)}
        lost = _unreached(bare, set(held.values()), git)
        _write_refs(bare, {name: None for name, value in held.items() if value not in lost}, git)
        torn.exchange(target, bare)
    return "changed", [
        *notes,
        *(f"{value} stays as {torn.KEPT}{value}" for value in sorted(lost)[:MOST_NOTES]),
    ]


def _refuse_pipes(repository: Path) -> None:
    """git waits for ever on a pipe in place of a file, and reads a device without end; so where a repository leads to."""
    top, seen = repository / ".git", set[tuple[int, int]]()
    folders = [*_led_to(top)] if top.is_file() else [git_folder(repository)]
    while folders:
        for place, within, names in os.walk(folders.pop(), followlinks=True):
            found = Path(place).stat()
            if (found.st_dev, found.st_ino) in seen:
                within.clear()
                continue
            seen.add((found.st_dev, found.st_ino))
            if len(seen) > MOST_FOLDERS:
                raise _RefusedError(f"its links lead to more than {MOST_FOLDERS} folders")
            for name in names:
                _refuse_pipe(Path(place) / name)
                if name in NAMING or name.startswith("config"):
                    folders.extend(_led_to(Path(place) / name))


def _refuse_pipe(path: Path) -> None:
    with suppress(OSError):
        mode = path.stat().st_mode
        device = (stat.S_ISCHR(mode) or stat.S_ISBLK(mode)) and str(path.resolve()) != os.devnull
        if device or stat.S_ISFIFO(mode):
            raise _RefusedError(f"its {shown(path.name)} is a pipe or a device")


def _led_to(path: Path, layers: int = 10) -> Iterator[Path]:
    """The folders that a file of git's names; the files that it names, and those that it includes do, are no pipes."""
    if not path.is_file():
        return
    with path.open("rb") as stream:
        text = stream.read(MOST_NAMING).decode("utf-8", "surrogateescape")
    for line in dict.fromkeys(text.split("\n")):
        key, _, value = ("", "", line) if path.name in NAMING else line.partition("=")
        value = value.removeprefix("gitdir:").strip().strip('"')
        for above in (path.parent, path.parent.parent) if value else ():
            with suppress(OSError, ValueError, RuntimeError):
                led = above / Path(value).expanduser()
                _refuse_pipe(led)
                if led.is_dir() and not key:
                    yield led
                elif layers and key.strip().lower().endswith("path"):
                    yield from _led_to(led, layers - 1)


def _update(bare: Path, source: str, git: Git, *, new: bool = False) -> tuple[Result, list[str]]:
    """Fetches what is offered; a `new` repository is empty, so that git need not be asked what it holds."""
    offer = _offer(source, git)
    head_ref = _branch(offer, _symbolic(bare))
    before = {} if new else _refs(bare, git)
    held = None if new else _head(bare, git)
    if before == offer.refs and held and held == (offer.head or held) and head_ref == _symbolic(bare):
        return "same", []
    torn.begin(bare)
    # Every commit stays reachable before the fetch moves anything, so that a kill in between loses none.
    _write_refs(bare, {f"refs/kept/{value}": value for value in before.values()}, git)
    if before:
        os.sync()  # git syncs no folder: a power cut could leave the branches of after and no pins
    specs = [f"+{part}*:{part}*" for part in MIRRORED]
    if head_ref == DETACHED:
        specs.append(f"+HEAD:{DETACHED}")
    # held branches that block one offered, as `a` blocks `a/b` and the other way round
    above = {folder for name in offer.refs for folder in _folders(name)}
    in_the_way = {
        name: value
        for name, value in before.items()
        if name not in offer.refs and (name in above or not offer.refs.keys().isdisjoint(_folders(name)))
    }
    _write_refs(bare, dict.fromkeys(in_the_way), git)
    try:
        git.run(*FETCH, "--", source, *specs, within=bare)
    except GitError:
        _write_refs(bare, in_the_way, git)
        # git leaves what a fetch that was ended had received for a housekeeping that never comes
        for path in (path for pattern in TORN for path in (bare / "objects").glob(pattern)):
            path.unlink(missing_ok=True)
        torn.end(bare)
        raise
    git.run("symbolic-ref", "HEAD", head_ref, within=bare)
    torn.end(bare)
    notes = _release(bare, before, _refs(bare, git), git) if before else []
    if _head(bare, git) is None:
        raise GitError("its HEAD is not a commit")
    return "changed", notes


def _offer(source: str, git: Git, parts: tuple[str, ...] = MIRRORED) -> _Offer:
    if Path(source).is_dir():
        _refuse_pipes(Path(source))
    listing = git.run("ls-remote", "--symref", "--", source, "HEAD", *(f"{part}*" for part in parts))
    refs: dict[str, str] = {}
    head = symbolic = None
    for line in listing.split("\n"):
        value, _, name = line.partition("\t")
        if name == "HEAD" and value.startswith("ref: "):
            symbolic = value.removeprefix("ref: ")
        elif name == "HEAD":
            head = value
        elif name.startswith(parts) and not name.endswith("^{}"):
            refs[name] = value
    return _Offer(refs, head, symbolic)


def _branch(offer: _Offer, held: str | None) -> str:
    """The branch to stand on: the remote's own, else the one at its HEAD commit, else the usual names."""
    branches = sorted(name for name in offer.refs if name.startswith(BRANCHES))
    if not branches and offer.head is None:
        raise _RefusedError("it offers no branch")
    if offer.symbolic in branches:
        return offer.symbolic
    at_head = [name for name in branches if offer.head in (None, offer.refs[name])]
    if offer.head and not at_head:
        return DETACHED
    usual = (held, *(BRANCHES + name for name in USUAL_BRANCHES))
    preferred = [name for name in usual if name in at_head]
    if preferred:
        return str(preferred[0])
    if offer.head or len(at_head) == 1:
        return at_head[0]
    raise _RefusedError("it has several branches and does not say which is the default")


def _symbolic(bare: Path) -> str | None:
    try:
        # as git says names: of any bytes, and a blank beyond ASCII may end one
        text = read_file(bare / "HEAD").decode("utf-8", "surrogateescape").rstrip("\n")
    except OSError:
        return None
    return text.removeprefix("ref: ") if text.startswith("ref: ") else None


def _refs(bare: Path, git: Git) -> dict[str, str]:
    listing = git.run("for-each-ref", "--format=%(objectname) %(refname)", *MIRRORED, within=bare)
    return {name: value for value, _, name in (line.partition(" ") for line in listing.split("\n") if line)}


def _head(bare: Path, git: Git) -> str | None:
    try:
        return git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", within=bare).strip()
    except GitError:
        return None


def _folders(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:n]) for n in range(3, len(parts))]


def _write_refs(bare: Path, refs: Mapping[str, str | None], git: Git) -> None:
    lines = "".join(
        f"update {name} {value}\n" if value else f"delete {name}\n" for name, value in sorted(refs.items())
    )
    if lines:
        git.run("update-ref", "--stdin", within=bare, stdin=lines.encode("utf-8", "surrogateescape"))


def _release(bare: Path, before: Mapping[str, str], after: Mapping[str, str], git: Git) -> list[str]:
    """Drops the pins that the new branches still reach and says what became of the others."""
    lost = _unreached(bare, set(before.values()) - set(after.values()), git)
    _write_refs(bare, {f"refs/kept/{value}": None for value in set(before.values()) - lost}, git)
    notes = [
        f"{shown(name)} was {'rewritten' if name in after else 'removed'}: {value} stays as refs/kept/{value}"
        for name, value in sorted(before.items())
        if value in lost
    ]
    more = len(notes) - MOST_NOTES
    return notes if more <= 0 else [*notes[:MOST_NOTES], f"so were {more} others, whose commits stay as well"]


def _unreached(bare: Path, values: Set[str], git: Git) -> set[str]:
    """Those of the objects that no branch and no tag contains."""
    if not values:
        return set()
    named = sorted(values)
    asked = "".join(f"{value}^{{commit}}\n" for value in named).encode()
    told = git.run("cat-file", "--batch-check=%(objectname)", within=bare, stdin=asked).split("\n")
    commits = dict(zip(named, told, strict=False))
    held = {commit for commit in told if commit and " " not in commit}  # else it says that there is none
    options = "--stdin", "--not", "--branches", "--tags"
    stdin = "".join(f"{commit}\n" for commit in sorted(held)).encode()
    with git.output("rev-list", *options, within=bare, stdin=stdin, limit=LOST_BYTES) as out:
        lost = {commit for line in out if (commit := line.decode().strip()) in held}
    return {value for value, commit in commits.items() if commit not in held or commit in lost}
