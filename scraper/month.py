"""A calendar month, the unit in which list archives are kept and asked for."""

import re
from datetime import datetime
from typing import Final, NamedTuple, Self

NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS: Final = len(NAMES)
_NUMERIC: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_NAMED: Final = re.compile(rf"([0-9]{{4}})-({'|'.join(NAMES)})")


# What Mailman calls the volumes of lists that are not kept by month, and months by names of other languages.
_WEEK_OR_DAY: Final = re.compile(r"(?:Week-of-Mon-)?([0-9]{4})(0[1-9]|1[0-2])[0-3][0-9]")
_QUARTER: Final = re.compile(r"([0-9]{4})q([1-4])")
_YEAR: Final = re.compile(r"([0-9]{4})(?:-[^0-9./-][^/.-]{2,60})?")


class Month(NamedTuple):
    """Sorts by time; any four-digit year is legal, since archives hold posts with broken clocks."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """From `2018-11`; None for anything else."""
        match = _NUMERIC.fullmatch(text)
        return cls(int(match[1]), int(match[2])) if match else None

    @classmethod
    def named(cls, text: str) -> Self | None:
        """From `2018-November`, as pipermail spells it; None for anything else."""
        match = _NAMED.fullmatch(text)
        return cls(int(match[1]), NAMES.index(match[2]) + 1) if match else None

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month that holds the moment."""
        return cls(moment.year, moment.month)

    def within(self, since: Self | None, until: Self | None) -> bool:
        """Whether the month lies in the range, both ends included; None leaves an end open."""
        return (since is None or since <= self) and (until is None or self <= until)

    def after(self) -> "Month":
        """The next month."""
        return Month(self.year, self.number + 1) if self.number < _MONTHS else Month(self.year + 1, 1)

    def before(self) -> "Month":
        """The last month."""
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, _MONTHS)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def span(stem: str) -> tuple[Month, Month] | None:
    """The first and the last month that a file may hold, by its name without ending; None where it tells none.

    A month whose name is of a language that is not known may be any of its year.
    """
    month = Month.named(stem) or Month.parse(stem)
    if month:
        return month, month
    if match := _WEEK_OR_DAY.fullmatch(stem):
        first = Month(int(match[1]), int(match[2]))
        return first, first.after()
    if match := _QUARTER.fullmatch(stem):
        last = 3 * int(match[2])
        return Month(int(match[1]), last - 2), Month(int(match[1]), last)
    if match := _YEAR.fullmatch(stem):
        return Month(int(match[1]), 1), Month(int(match[1]), _MONTHS)
    return None
