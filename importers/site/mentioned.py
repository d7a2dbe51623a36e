"""People as recorded texts name them, joined where one address, full name or nick says that they are the same."""

from dataclasses import dataclass, field

from importers.people.names import folded_name


@dataclass(slots=True)
class Mentioned:
    """One person: every address and spelling that belongs together, and nicks that were labelled as such."""

    addresses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    nicks: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """What stays the same when another address turns up: the name, folded; else the address."""
        folded = sorted(" ".join(folded_name(name)) for name in self.names)
        return next((name for name in folded if " " in name), min([*folded, *self.addresses, *self.nicks]))


class Groups:
    """Joins what shares an address, a full name or a nick."""

    def __init__(self) -> None:
        self._of: dict[object, Mentioned] = {}

    def add(self, name: str | None, address: str | None, nick: str | None) -> None:
        """Somebody under one name, address or nick, or several."""
        folded = folded_name(name) if name else ()
        by_nick = f"~{nick.casefold()}" if nick else None
        keys = [key for key in (address, folded if len(folded) > 1 else None, by_nick) if key]
        if not keys:
            return
        person = Mentioned()
        for known in [self._of[key] for key in keys if key in self._of]:
            person = self._joined(person, known)
        person.addresses.update([address] if address else [])
        person.names.update([name] if name else [])
        person.nicks.update([nick] if nick else [])
        for key in keys:
            self._of[key] = person

    def _joined(self, one: Mentioned, other: Mentioned) -> Mentioned:
        if one is other or not (one.addresses or one.names or one.nicks):
            return other
        other.addresses |= one.addresses
        other.names |= one.names
        other.nicks |= one.nicks
        for key in [key for key, held in self._of.items() if held is one]:
            self._of[key] = other
        return other

    def all(self) -> list[Mentioned]:
        """Everybody, sorted."""
        found = {id(person): person for person in self._of.values()}
        return sorted(found.values(), key=lambda person: person.key)
