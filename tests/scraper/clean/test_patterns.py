import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from msgspec.structs import astuple

from scraper.clean import footers, notices, quote_patterns, signature_patterns
from scraper.mail import text
from scraper.pages import readers
from scraper.pages.archives import hyperkitty, launchpad, mail_archive, mhonarc, pipermail
from scraper.pages.browsers import copied
from scraper.pages.copied import Foot

MODULES = [
    copied,
    footers,
    hyperkitty,
    launchpad,
    mail_archive,
    mhonarc,
    notices,
    pipermail,
    quote_patterns,
    readers,
    signature_patterns,
    text,
]


def compiled(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Foot):
        yield from compiled(astuple(value))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from compiled(item)


def nested(tree: Any, inside: bool = False) -> bool:
    """Whether a repetition stands within a repetition."""
    for operator, argument in tree:
        name = str(operator)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            many = argument[1] > 1
            if (many and inside) or nested(argument[2], inside or many):
                return True
        elif (
            (name == "BRANCH" and any(nested(branch, inside) for branch in argument[1]))
            or (name == "SUBPATTERN" and nested(argument[3], inside))
            or (name in ("ASSERT", "ASSERT_NOT") and nested(argument[1], inside))
        ):
            return True
    return False


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_pattern_repeats_within_a_repetition(module: ModuleType) -> None:
    found = [pattern for value in vars(module).values() for pattern in compiled(value)]
    assert found
    for pattern in found:
        # The parser's tree is the one place that tells; it has no public name.
        assert not nested(re._parser.parse(pattern.pattern, pattern.flags)), pattern.pattern  # type: ignore[attr-defined]


def test_the_check_sees_a_nested_repetition() -> None:
    assert nested(re._parser.parse(r"(?:a+b)*"))  # type: ignore[attr-defined]
