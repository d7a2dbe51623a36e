"""Lines for complaints."""

from pathlib import Path

import pytest

from importers.yaml_file import Document
from scraper.errors import UserError

TEXT = """\
a:
  b: 1
  c: [x, y,
      z]
base: &base {k: v}
merged:
  <<: *base
  own: 1
"""


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        pytest.param(("a",), ":1: a: wrong", id="top"),
        pytest.param(("a", "b"), ":2: a.b: wrong", id="nested"),
        pytest.param(("a", "c", "2"), ":4: a.c.2: wrong", id="item"),
        pytest.param(("a", "missing", "deep"), ":1: a.missing.deep: wrong", id="nearest-known-line"),
        pytest.param((), ": wrong", id="whole-file"),
    ],
)
def test_fail_names_the_line(tmp_path: Path, keys: tuple[str, ...], told: str) -> None:
    (tmp_path / "x.yaml").write_text(TEXT)
    document = Document(tmp_path / "x.yaml")
    with pytest.raises(UserError) as caught:
        document.fail(keys, "wrong")
    assert str(caught.value) == f"{tmp_path / 'x.yaml'}{told}"


def test_anchors_and_merges_work(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(TEXT)
    assert Document(tmp_path / "x.yaml").content["merged"] == {"k": "v", "own": 1}
