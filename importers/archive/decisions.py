"""What a person decided about posts, as `decisions.yaml` in the archive has it."""

from dataclasses import dataclass
from typing import Literal

from importers.model import ID_DIGITS, Role

NAME = "decisions.yaml"
RULE = "decided"
Answer = Literal["accept", "reject"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Accept or reject one post; a field that is None leaves what the rules found."""

    id: str
    answer: Answer
    cycle: str | None = None
    project: str | None = None
    role: Role | None = None
    person: str | None = None
    name: str | None = None
    note: str | None = None

    @property
    def seat(self) -> dict[str, str]:
        """The fields that it sets, in the order in which people say them."""
        fields = ("cycle", "project", "role", "person", "name")
        return {each: value for each in fields if (value := getattr(self, each)) is not None}


def valid_id(text: str) -> bool:
    """Whether it is what review calls a post: the first digits of its hash."""
    return len(text) == ID_DIGITS and set(text) <= set("0123456789abcdef")
