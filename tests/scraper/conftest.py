"""A post around a body, for tables of cases."""

from collections.abc import Callable

import pytest

from scraper.clean import clean, statement
from scraper.model import Label, Message, labelled
from scraper.pages.readers import read_copied

PostMaker = Callable[..., Message]


@pytest.fixture
def post() -> PostMaker:
    def make(body: str, *, subject: str = "My candidacy", reply: bool = False, mail: bool = True) -> Message:
        return Message(
            message_id="<1@mail.example.org>" if mail else None,
            subject=subject,
            name="Ann Example" if mail else None,
            address="ann@example.org" if mail else None,
            date=None,
            date_header=None,
            in_reply_to="<0@mail.example.org>" if reply else None,
            references=(),
            headers=(("Subject", subject),) if mail else (),
            body=body,
            page=None if mail else read_copied(body),
        )

    return make


@pytest.fixture
def kept(post: PostMaker) -> Callable[..., str]:
    """The statement that a body gives."""

    def run(body: str, **options: bool) -> str:
        message = post(body, **options)
        return statement(message.body, clean(message))

    return run


@pytest.fixture
def taken(post: PostMaker) -> Callable[..., list[tuple[Label, str, str]]]:
    """What is taken from a body: label, rule and first line of each span."""

    def run(body: str, **options: bool) -> list[tuple[Label, str, str]]:
        message = post(body, **options)
        return [
            (span.label, span.rule, lines[0])
            for span, lines in labelled(message.body, clean(message))
            if span.label != "statement"
        ]

    return run
