"""Who stands: name, nick, address and file stem, from a sender and a signature."""

import re
from dataclasses import dataclass

from importers.people.names import display_name, person_part
from importers.people.signed import Signed, signed

LONGEST_ADDRESS = 254
# Archives that hide addresses from robots write `user at host`.
AT = re.compile(r"\s{1,3}(?:at|\(at\)|\[at\])\s{1,3}|\((?:at|@)\)|\[(?:at|@)\]", re.IGNORECASE)
LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}"
ADDRESS = re.compile(rf"{LOCAL}@[A-Za-z0-9](?:[\w-]{{0,62}}\.)*[\w-]{{1,63}}")
UNSAFE = re.compile(r"[^\w.+@-]")


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """Who stands; `person` is the file stem, None where no full name is known.

    `signed` is the full name below the text, where there is one: it may be fuller than the sender's.
    """

    name: str | None
    nick: str | None
    email: str | None
    person: str | None
    reasons: tuple[str, ...]
    signed: str | None = None


def person_from(name: str | None, address: str | None, signature_text: str, statement: str) -> PersonAnswer:
    """The sender's name decides; without one, a full name below the text, never a first name alone."""
    header = display_name(name)
    email = restored(address)
    below = _signed(signature_text, statement)
    nick = header.nick or below.nick
    if header.name and (part := person_part(header.name)):
        reason = f"the sender's name is “{header.given}”"
        return PersonAnswer(header.given, nick, email, part, (reason,), below.name)
    if below.name and (part := person_part(below.name)):
        return PersonAnswer(below.name, nick, email, part, (f"signed “{below.line}”",), below.name)
    alone = (f"signed “{below.short}” alone, which is no full name",) if below.short else ("no full name",)
    if email:
        part = UNSAFE.sub("", email).strip(".-") or None
        return PersonAnswer(header.given, nick, email, part, (*alone, f"sent from {email}"))
    return PersonAnswer(header.given, nick, None, None, alone)


def restored(address: str | None) -> str | None:
    """The address with its `@` put back; None for what is no address, a masked one included."""
    plain = AT.sub("@", (address or "").strip()[:LONGEST_ADDRESS].strip("<>"))
    return plain if ADDRESS.fullmatch(plain) and ".." not in plain else None


def _signed(signature_text: str, statement: str) -> Signed:
    """The signature before the end of the statement; a nick from either."""
    first, second = signed(signature_text), signed(statement)
    best = first if first.name or not (second.name or second.short) else second
    return Signed(best.name, first.nick or second.nick, best.short, best.line)
