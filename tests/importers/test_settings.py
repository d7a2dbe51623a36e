"""Settings are told in full: each has a default or is required, and a help text."""

import pytest

from importers.settings import described

TOLD = {setting.key: setting for setting in described()}


def test_every_setting_has_a_sentence_of_help() -> None:
    assert all(setting.help.endswith(".") for setting in TOLD.values())


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("sources", "required"),
        ("sources.NAME.kind", "required"),
        ("sources.NAME.url", "required"),
        ("sources.NAME.list", "null"),
        ("sources.NAME.paths", "[]"),
        ("politeness", "{}"),
        ("politeness.pace", "1.0"),
        ("politeness.requests", "null"),
        ("mirror", '"mirror"'),
        ("archive", '"archive"'),
    ],
)
def test_defaults(key: str, default: str) -> None:
    assert TOLD[key].default == default


def test_keys_are_spelt_as_in_the_file() -> None:
    assert {"sources.NAME.list", "politeness.longest_wait"} <= TOLD.keys()
