"""The manifest: what is wrong with one is said, and the embedded one is whole."""

from pathlib import Path

import pytest

from importers.site import manifest
from importers.site.server import site_folder
from scraper.model import UserError

EMBEDDED = site_folder().parent


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param("files: {}\n", "sources", id="no sources"),
        pytest.param("sources: {}\nfiles: {a: {source: x, shows: y}}\n", "none of the sources", id="no such source"),
        pytest.param("sources: {x: {kind: own}}\nfiles: {../a: {source: x, shows: y}}\n", "is not a path", id="out of the folder"),
        pytest.param("sources: {x: {kind: own}}\nfiles: {a//b: {source: x, shows: y}}\n", "is not a path", id="empty part"),
        pytest.param("sources: {x: {kind: remote}}\nfiles: {a: {source: x, shows: y}}\n", "needs its url", id="no url"),
        pytest.param("sources: {x: {kind: odd}}\nfiles: {}\n", "odd", id="unknown kind"),
        pytest.param("surplus: 1\nsources: {}\nfiles: {}\n", "surplus", id="unknown key"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_wrong_is_told(tmp_path: Path, damage: str, says: str) -> None:
    (tmp_path / manifest.NAME).write_text(damage, "utf-8")
    with pytest.raises(UserError, match=says) as raised:
        manifest.load_manifest(tmp_path)
    assert raised.value.exit_code == 2


def test_the_embedded_fixtures_are_all_declared() -> None:
    declared = manifest.load_manifest(EMBEDDED)
    texts = {
        path.relative_to(EMBEDDED).as_posix()
        for top in ("site", "pages")
        for path in (EMBEDDED / top).rglob("*")
        if path.is_file() and not path.name.endswith((".expected.json", ".headers", ".md"))
    }
    assert texts == declared.files.keys()
