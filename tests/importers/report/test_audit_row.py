"""Rows of an audit: counted by status, with every address once."""

import msgspec

from importers.archive.entry import Entry
from importers.archive.format import Source
from importers.report.audit_row import Audit, Row, links_of
from tests.findings import entry


def row(status: str) -> Row:
    return Row("pike", "PTL", "Zun", "Ann", status, None, None, None)  # type: ignore[arg-type]


def test_rows_are_counted_by_status() -> None:
    audit = Audit("pike", "files", (row("missing"), row("present"), row("missing")))
    assert (audit.count("missing"), audit.count("present"), audit.count("extra")) == (2, 1, 0)


def test_a_list_is_taken_to_be_known_and_complete() -> None:
    assert Audit("pike", "files", ()).known
    assert Audit("pike", "files", ()).complete


def test_links_name_each_address_once_in_the_order_of_the_sources() -> None:
    urls = ["https://b.example/", None, "https://a.example/", "https://b.example/"]
    record = msgspec.structs.replace(entry().record, sources=[Source(kind="file", url=url) for url in urls])
    assert links_of(Entry(record, b"", "ann")) == ("https://b.example/", "https://a.example/")
    assert links_of(None) == ()
