"""Figures from 0 to 1 of one gate of quality, with what fell short."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scraper.files import sha256

Row = dict[str, Any]


@dataclass
class Measured:
    """Figures of one gate, the digest of the data behind them, and what fell short, one line each."""

    digest: str
    figures: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def share(self, name: str, outcomes: Iterable[tuple[str, bool]]) -> None:
        """A figure from named outcomes; what is not so is a miss."""
        known = list(outcomes)
        self.misses.extend(f"{name}: {where}" for where, good in known if not good)
        self.figures[name] = round(sum(good for _, good in known) / len(known), 6) if known else 1.0


def rows_of(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def digest_of(paths: Iterable[Path]) -> str:
    """What the data of a gate is known by."""
    return sha256("\n".join(f"{path.name} {sha256(path.read_bytes())}" for path in paths).encode())
