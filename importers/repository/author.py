"""Who stands, for a file in git: its first author, unless the file and the results say it is somebody else."""

from dataclasses import dataclass

from importers.repository.candidacies import GitCandidacy
from importers.repository.results import Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """Name, address and nick of a candidate; None where nothing says it."""

    name: str | None
    email: str | None
    nick: str | None


def who(candidacy: GitCandidacy, outcome: Outcome | None) -> Known:
    """Officials and colleagues commit for others, so the author counts only where nothing contradicts him."""
    stem = candidacy.person
    address = stem if "@" in stem else None
    nick = _nick(stem) or (outcome.nick.replace("\\", "") if outcome and outcome.nick else None)
    if _by_himself(candidacy, outcome):
        return Known(candidacy.author_name or None, candidacy.author_email or address, nick)
    name = outcome.fullname if outcome else _named(stem)
    return Known(name, address or (outcome.email if outcome else None), nick)


def _nick(stem: str) -> str | None:
    """A file name of one word, in the years when files were named for IRC nicks."""
    return stem if "@" not in stem and "_" not in stem and " " not in stem else None


def _named(stem: str) -> str | None:
    """`First_Last` as a name."""
    return stem.replace("_", " ") if "_" in stem and "@" not in stem else None


def _by_himself(candidacy: GitCandidacy, outcome: Outcome | None) -> bool:
    author = _words(candidacy.author_name)
    email = candidacy.author_email.casefold()
    stem = candidacy.person.casefold()
    if email == stem or (outcome and email == (outcome.email or "").casefold()):
        return True
    if outcome and outcome.fullname:
        return bool(author & _words(outcome.fullname)) or _alike(author, email, stem)
    return _alike(author, email, stem) or _announced(candidacy)


def _announced(candidacy: GitCandidacy) -> bool:
    """Whether the commit announces its own author: "Add Ada Lovelace candidacy for TC" by Ada Lovelace."""
    names = [word for word in _words(candidacy.author_name) if len(word) > 2]
    return len(names) > 1 and sum(word in _words(candidacy.summary) for word in names) > 1


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
