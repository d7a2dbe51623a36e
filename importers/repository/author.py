"""Who stands, for a file in git: its first author, unless the file and the results say it is somebody else."""

from importers.archive.candidate_lists import ResultLine
from importers.people.same import Person
from importers.repository.candidacies import GitCandidacy
from scraper.git.history import FileEvent


def who(candidacy: GitCandidacy, listed: ResultLine | None) -> Person:
    """Name, address and nick of the candidate; None for what nothing says.

    Officials and colleagues commit for others, so the author counts only where nothing contradicts them.
    """
    stem, first = candidacy.person, candidacy.first
    address = stem if "@" in stem else None
    nick = _nick(stem) or (listed.nick.replace("\\", "") if listed and listed.nick else None)
    if _by_themselves(stem, first, listed):
        return Person(first.author_name or None, first.author_email or address, nick)
    name = listed.fullname if listed else _named(stem)
    return Person(name, address or (listed.email if listed else None), nick)


def _nick(stem: str) -> str | None:
    """A file name of one word, in the years when files were named for IRC nicks."""
    return stem if "@" not in stem and "_" not in stem and " " not in stem else None


def _named(stem: str) -> str | None:
    """`First_Last` as a name."""
    return stem.replace("_", " ") if "_" in stem and "@" not in stem else None


def _by_themselves(stem: str, first: FileEvent, listed: ResultLine | None) -> bool:
    author = _words(first.author_name)
    email = first.author_email.casefold()
    stem = stem.casefold()
    if email == stem or (listed and email == (listed.email or "").casefold()):
        return True
    if listed and listed.fullname:
        return bool(author & _words(listed.fullname)) or _alike(author, email, stem)
    return _alike(author, email, stem) or _announced(first)


def _announced(first: FileEvent) -> bool:
    """Whether the commit announces its own author: "Add Ada Lovelace candidacy for TC" by Ada Lovelace."""
    names = [word for word in _words(first.author_name) if len(word) > 2]
    return len(names) > 1 and sum(word in _words(first.summary) for word in names) > 1


def _alike(author: set[str], email: str, stem: str) -> bool:
    """Whether author and file name share a word, or one holds the other's."""
    local = stem.split("@")[0]
    mailbox = email.split("@")[0]
    if local == mailbox or (mailbox and mailbox in local) or (len(local) > 3 and local in mailbox):
        return True
    squeezed = "".join(sorted(_words(local)))
    return any(len(word) > 2 and word in squeezed for word in author) or bool(author & _words(local))


def _words(name: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in name.casefold()).split() if word}
