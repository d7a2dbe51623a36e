"""What a small archive is to the tests of faults: its pages before and after it has news, and where a fault strikes."""

import gzip
from dataclasses import dataclass

from tests.letters import chat, month

Pages = dict[str, bytes]


@dataclass(frozen=True)
class World:
    """`victim` is the path that a fault strikes (`*` ends a prefix), `file` what it becomes in the mirror.

    `other` is a file of the same source with news that must come all the same, where there is one. `uncounted`
    are copies of indexes that may shrink, so that one cut short is only mended by the next run. Where the victim
    `may_be_gone`, a server that no longer has it is no failure.
    """

    kind: str
    path: str
    before: Pages
    after: Pages
    victim: str
    file: str
    other: str | None = None
    uncounted: tuple[str, ...] = ()
    may_be_gone: bool = False

    @property
    def packed(self) -> bool:
        """Whether the victim is gzip, which tells by itself that it is cut or goes on."""
        return ".gz" in self.victim


def letters(*numbers: int) -> bytes:
    """A month of posts that have nothing to do with elections."""
    return month(*(chat(number) for number in numbers))


def packed(text: bytes) -> bytes:
    """Gzip that is the same whenever it is made."""
    return gzip.compress(text, mtime=0)
