"""A whole list of 163 months, scraped from a server that gives it as Mailman does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive_server import Server, Site
from tests.commands import hustings, snapshot

pytestmark = pytest.mark.corpus


@pytest.fixture
def site(corpus: Path) -> Iterator[Server]:
    with Server(Site(corpus / "pipermail")) as server:
        yield server


class TestList:
    def configured(self, folder: Path, url: str) -> Path:
        (folder / "config.yaml").write_text(
            f"sources:\n  talk: {{kind: pipermail, url: {url}/twisted-web/}}\npoliteness: {{pace: 0}}\n",
            "utf-8",
        )
        return folder / "config.yaml"

    def test_a_whole_list_is_mirrored_once_and_then_asked_after(
        self, corpus: Path, site: Server, tmp_path: Path
    ) -> None:
        config = self.configured(tmp_path, site.url)
        first = hustings("scrape", "--json", "--config", config)
        assert first.code == 0, first.err
        *outcomes, report = first.rows
        months = [row for row in outcomes if ".txt" in row["file"]]
        assert (len(months), {row["outcome"] for row in months}) == (163, {"new"})
        assert (report["posts"], report["skipped"]) == (5374, [])
        served = corpus / "pipermail" / "twisted-web"
        for row in months:
            assert (tmp_path / "mirror" / "talk" / row["file"]).read_bytes() == (
                served / row["file"]
            ).read_bytes()
        before = snapshot(tmp_path)
        asked, sent = len(site.site.asked), site.site.sent
        second = hustings("scrape", "--json", "--config", config)
        assert second.code == 0
        assert len(site.site.asked) - asked <= 3
        assert site.site.sent == sent
        assert second.rows[-1] | {"files": 0} == report | {"files": 0}
        after = snapshot(tmp_path)
        assert {name: after[name] for name in before if name.startswith("archive/")} == {
            name: before[name] for name in before if name.startswith("archive/")
        }
        for row in months:
            assert (tmp_path / "mirror" / "talk" / row["file"]).read_bytes() == (
                served / row["file"]
            ).read_bytes()
        assert hustings("verify", tmp_path / "archive").code == 0
