"""The manifest: what is wrong with one is said, and the embedded one is whole."""

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from importers.site import manifest
from importers.site.server import site_folder
from importers.yaml_file import help_of
from scraper.model import UserError

EMBEDDED = site_folder().parent


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param("files: {}\n", "sources", id="no sources"),
        pytest.param("sources: {}\nfiles: {a: {source: x, shows: y}}\n", "none of the sources", id="no such source"),
        pytest.param("sources: {x: {kind: own}}\nfiles: {../a: {source: x, shows: y}}\n", "is not a path", id="out of the folder"),
        pytest.param("sources: {x: {kind: own}}\nfiles: {a//b: {source: x, shows: y}}\n", "is not a path", id="empty part"),
        pytest.param("sources: {x: {kind: remote}}\nfiles: {a: {source: x, shows: y}}\n", "x.url: missing; a remote source needs it", id="no url"),
        pytest.param("sources: {x: {kind: odd}}\nfiles: {}\n", "odd", id="unknown kind"),
        pytest.param("sources: {x: {kind: program}}\nfiles: {}\n", "x.command: missing; a program source needs it", id="no command"),
        pytest.param("sources: {x: {kind: own, pace: slow}}\nfiles: {}\n", r":1: sources.x.pace: expected a number, got text \(Seconds", id="pace is text"),
        pytest.param("sources: {x: {kind: odd}}\nfiles: {}\n", "sources.x.kind: 'odd' is unknown; allowed: authored, own", id="kinds are named"),
        pytest.param("sources: {}\nfiles:\n  a: {source: x}\n", ":3: files.a.shows: missing", id="entry without shows"),
        pytest.param("sources: {x: {kind: own, urls: y}}\nfiles: {}\n", "sources.x.urls: unknown key; allowed: kind, url", id="unknown key of a source"),
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


def test_the_manuals_example_is_a_manifest_and_shows_every_key(tmp_path: Path) -> None:
    page = (EMBEDDED / "README.md").read_text("utf-8").partition("## The manifest")[2]
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / manifest.NAME).write_text(example, "utf-8")
    loaded = manifest.load_manifest(tmp_path)
    assert {source.kind for source in loaded.sources.values()} == set(get_args(manifest.Kind))
    for struct in (manifest.FixtureSource, manifest.Captured):
        for field in msgspec.structs.fields(struct):
            assert f" {field.encode_name}: " in example
            assert f"| `{field.encode_name}` | {help_of(field.type)} |" in page
