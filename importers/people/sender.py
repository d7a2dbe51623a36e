"""Who stands: name, nick, address and file stem, from a sender and a signature."""

import re

from importers.people.names import display_name, person_part
from importers.people.same import Person
from importers.people.signed import signed

LONGEST_ADDRESS = 254
# Archives that hide addresses from robots write `user at host`.
AT = re.compile(r"\s{1,3}(?:at|\(at\)|\[at\])\s{1,3}|\((?:at|@)\)|\[(?:at|@)\]", re.IGNORECASE)
LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}"
ADDRESS = re.compile(rf"{LOCAL}@[A-Za-z0-9](?:[\w-]{{0,62}}\.)*[\w-]{{1,63}}")
UNSAFE = re.compile(r"[^\w.+@-]")


def person_from(
    name: str | None, address: str | None, signature_text: str, statement: str
) -> tuple[Person, tuple[str, ...]]:
    """Who stands, with the reasons: the sender's name, without one a full name below the text, never a first name alone.

    The person's `stem` is the file name, None where neither a full name nor an address is known.
    """
    header = display_name(name)
    email = restored(address)
    # the signature goes before the end of the statement; a nick may stand in either
    signature, end = signed(signature_text), signed(statement)
    below = signature if signature.name or not (end.name or end.short) else end
    nick = header.nick or signature.nick or end.nick
    also = (below.name,) if below.name and below.name != header.given else ()
    if header.name and (stem := person_part(header.name)):
        return Person(header.given, email, nick, stem, also), (f"the sender's name is “{header.given}”",)
    if below.name and (stem := person_part(below.name)):
        return Person(below.name, email, nick, stem), (f"signed “{below.line}”",)
    alone = f"signed “{below.short}” alone, which is no full name" if below.short else "no full name"
    if email:
        stem = UNSAFE.sub("", email).strip(".-") or None
        return Person(header.given, email, nick, stem), (alone, f"sent from {email}")
    return Person(header.given, None, nick), (alone,)


def restored(address: str | None) -> str | None:
    """The address with its `@` put back; None for what is no address, a masked one included."""
    plain = AT.sub("@", (address or "").strip()[:LONGEST_ADDRESS].strip("<>"))
    return plain if ADDRESS.fullmatch(plain) and ".." not in plain else None
