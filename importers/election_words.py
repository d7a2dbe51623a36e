"""The words without one of which nothing is a candidacy, for the prefilter."""

from scraper.model import Message
from scraper.prefilter import Word, holds, word

WORDS: tuple[Word, ...] = (
    word("candi", r"(?<!release )candi?d|candica"),
    word("canid", r"canid[ai]"),
    word("nomin", r"(?<!de)nomin(?:at|ee)"),
    word("ptl", r"(?<![a-z0-9/])d?ptls?(?![a-z0-9])"),
    word("technical com", r"technical com"),
    word(" tc", r" tc(?![a-z0-9_./])"),
    word("[tc", r"\[tc[\],/ ]"),
    word("elect", r"(?<![a-z])elect(?:ion|ed\b)"),
    word("team lead", r"team[- ]lead"),
    word("technical lead", r"technical lead"),
    word("project lead", r"project lead"),
    word("hat in", r"\bhat in"),
)


def speaks_of_elections(message: Message) -> bool:
    """Whether the decoded post holds one of the words: an encoding may have brought it here for nothing."""
    return holds(f"{message.subject}\n{message.body}".encode("utf-8", "replace"), WORDS)
