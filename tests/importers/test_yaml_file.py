"""Lines for complaints, and YAML that would end, fill or hold up the process known from its events."""

from pathlib import Path
from time import process_time
from typing import Annotated, Literal

import msgspec
import pytest
import yaml

from importers.yaml_file import LOADER, MERGED, NESTING, PLAIN, Document, unfit
from scraper.model import UserError

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


def merges(levels: int, each: int) -> str:
    """Mappings that each merge the one before several times."""
    rows = ["a0: &a0 {k: v}"]
    rows += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * each)}]}}" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


def chain(length: int) -> str:
    """Each mapping merges the one before and adds a pair: quadratic."""
    rows = ["a0: &a0 {k: v}"]
    rows += [f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: v}}" for n in range(1, length)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("[" * 100_000, "nested", id="brackets"),
        pytest.param("{a: " * 100_000, "nested", id="braces"),
        pytest.param("[{a: " * 50_000, "nested", id="both"),
        pytest.param("- " * 100_000 + "x\n", "nested", id="dashes"),
        pytest.param("? " * 100_000 + "x\n", "nested", id="keys of keys"),
        pytest.param("".join(" " * n + "a:\n" for n in range(1, 1400)), "nested", id="steps"),
        pytest.param(merges(12, 9), "merges", id="merge-bomb"),
        pytest.param(chain(2000), "merges", id="merge-chain"),
        pytest.param("b: &b {k: v}\nc: {" + "<<: *b, " * (MERGED + 1) + "}\n", "merges", id="many-merges"),
        pytest.param("a: " + ":".join(["9"] * PLAIN) + "\n", "without quotes", id="base-60"),
        pytest.param("9" * (PLAIN + 1), "without quotes", id="long-number"),
    ],
)
def test_what_must_not_be_loaded(text: str, why: str) -> None:
    before = process_time()
    assert why in (unfit(text) or "")
    assert process_time() - before < 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("word", id="a-scalar"),
        pytest.param("a: {b: [1, {c: d}]}\n", id="nested"),
        pytest.param("[" * NESTING + "]" * NESTING, id="as-deep-as-allowed"),
        pytest.param("b: &b {k: v, l: w}\nc: {<<: *b, own: 1}\nd: {<<: [*b, {x: y}]}\n", id="merges"),
        pytest.param("a: &a [*a]\n", id="alias-that-holds-itself"),
        pytest.param("a: &a {<<: *a}\n", id="merge-of-itself"),
        pytest.param("a: *unknown\n", id="unknown-alias"),
        pytest.param("a: '" + "x" * 100_000 + "'\n", id="long-text-in-quotes"),
        pytest.param("a: |\n  " + "9" * 100_000 + "\n", id="long-block"),
    ],
)
def test_ordinary_yaml_passes(text: str) -> None:
    assert unfit(text) is None


def test_aliases_that_are_not_merged_copy_nothing() -> None:
    rows = ["a0: &a0 x"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    assert unfit("\n".join(rows)) is None


@pytest.mark.parametrize("text", ["a: [", "\x07", b"\xff\xfe\x00"])
def test_no_yaml_is_the_parsers_error(text: str | bytes) -> None:
    with pytest.raises(yaml.YAMLError):
        unfit(text)


def test_the_loader_builds_no_objects() -> None:
    with pytest.raises(yaml.YAMLError):
        yaml.load("!!python/object/apply:os.getcwd []", Loader=LOADER)  # noqa: S506  shown to be a safe one


class _Inner(msgspec.Struct, forbid_unknown_fields=True):
    size: Annotated[int, msgspec.Meta(description="How many.")] = 1
    kind: Literal["a", "b"] = "a"


class _Outer(msgspec.Struct, forbid_unknown_fields=True):
    inner: Annotated[_Inner, msgspec.Meta(description="The rest.")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "inner: {size: x}", ":1: inner.size: expected a whole number, got text (How many.)", id="type"
        ),
        pytest.param(
            "inner:\n  sice: 1", ":2: inner.sice: unknown key; allowed: size, kind", id="unknown-key"
        ),
        pytest.param("inner: {kind: c}", "inner.kind: 'c' is unknown; allowed: a, b", id="choice"),
        pytest.param("{}", "inner: missing; it has no default", id="missing"),
        pytest.param("- 1", "expected a mapping, got a list", id="no-mapping"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_the_words_of_the_file(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    document = Document(path)
    with pytest.raises(UserError) as raised:
        document.convert(document.content, _Outer)
    assert told in str(raised.value)
    assert raised.value.exit_code == 2


def test_a_value_that_fits_is_the_struct(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("inner: {size: 3}")
    document = Document(tmp_path / "f")
    assert document.convert(document.content, _Outer).inner.size == 3
