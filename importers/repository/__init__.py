"""The election repository: candidacies, results and lists of candidates in its files."""

from msgspec import Struct, field

from importers.archive.candidate_lists import CandidateList
from importers.archive.entry import Entry
from scraper.model import Skipped


class Part(Struct):
    """What one repository gave: entries, remarks for the summary, what was skipped, and its own lists."""

    entries: list[Entry] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    lists: list[CandidateList] = field(default_factory=list)
