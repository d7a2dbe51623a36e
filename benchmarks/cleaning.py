"""Compares cleaning with published body cleaners, over wrapped posts and over statements that must come back whole.

    python benchmarks/cleaning.py CORPUS [--peers PYTHON]

CORPUS holds `cleaning/` (posts with the statement expected of each) and `election.bundle` (statements).
PYTHON is the interpreter of an environment of its own that has the peers; one that it lacks is named and skipped.
"""

import argparse
import json
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from scraper.clean import clean, statement
from scraper.git.reading import repository_at
from scraper.mail.mbox import split
from scraper.mail.message import decode
from scraper.model import Message
from scraper.pages.readers import read_copied

PEERS = {
    "email-reply-parser": (
        "from email_reply_parser import EmailReplyParser\nrun = lambda body: EmailReplyParser.parse_reply(body)"
    ),
    "mail-parser-reply": (
        "from mailparser_reply import EmailReplyParser\nparser = EmailReplyParser(languages=['en'])\n"
        "run = lambda body: parser.read(text=body).replies[0].body"
    ),
    "quotequail": (
        "import quotequail\n"
        "run = lambda body: ''.join(text for shown, text in quotequail.quote(body) if shown)"
    ),
    "talon quotations": (
        "from talon import quotations\nrun = lambda body: quotations.extract_from_plain(body)"
    ),
    "talon signature": (
        "from talon import quotations\nfrom talon.signature.bruteforce import extract_signature\n"
        "run = lambda body: extract_signature(quotations.extract_from_plain(body))[0]"
    ),
}
# A peer that raises has kept nothing.
DRIVER = """
import json, sys, time
{peer}
def safe(body):
    try:
        return run(body) or ""
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return ""
bodies = json.load(sys.stdin)
started = time.perf_counter()
texts = [safe(body) for body in bodies]
json.dump([time.perf_counter() - started, texts], sys.stdout)
"""


class Case(NamedTuple):
    """A decoded post and the words that must come out of it."""

    message: Message
    words: list[str]


class Row(NamedTuple):
    """One line of the table; shares are of words, except `exact`, which is of posts."""

    tool: str
    exact: float
    lost: float
    extra: float
    damaged: int
    damaged_much: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table for all tools."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--peers", type=Path, help="interpreter that has the peers")
    options = parser.parse_args(arguments)
    wrapped = wrapped_cases(options.corpus / "cleaning")
    whole = whole_cases(options.corpus / "election.bundle")
    print(f"{len(wrapped)} wrapped posts, {len(whole)} statements that should come back whole")
    print(f"{'tool':20} {'exact':>7} {'lost':>7} {'extra':>7} {'damaged':>8} {'> 10 %':>7} {'seconds':>8}")
    tools: dict[str, Callable[[list[Message]], tuple[float, list[str]]]] = {"hustings": ours}
    if options.peers:
        tools |= {name: peer(options.peers, code) for name, code in PEERS.items()}
    for name, run in tools.items():
        try:
            row = measured(name, run, wrapped, whole)
        except subprocess.CalledProcessError as error:
            print(f"{name:20} skipped: {error.stderr.strip().splitlines()[-1]}")
        else:
            print(
                f"{row.tool:20} {row.exact:7.1%} {row.lost:7.2%} {row.extra:7.2%} {row.damaged:8} "
                f"{row.damaged_much:7} {row.seconds:8.2f}"
            )


def wrapped_cases(folder: Path) -> list[Case]:
    """Posts whose statement is known."""
    expected = [
        json.loads(line) for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    posts = [
        decode(raw) for name in ("posts.mbox", "export.txt") for raw in split((folder / name).read_bytes())
    ]
    by_id = {post.message_id: post for post in posts}
    pages = {path.name.partition(".")[0]: path for path in (folder / "pages").iterdir()}
    return [
        Case(
            by_id.get(case["message_id"]) or bare(pages[case["id"]].read_text(encoding="utf-8")),
            case["statement"].split(),
        )
        for case in expected
    ]


def whole_cases(bundle: Path) -> list[Case]:
    """Statements as published, none of whose words may be lost."""
    with repository_at(bundle) as repository:
        files = repository.files("candidates/")
        named = [file.blob for path, file in files.items() if not path.endswith(b"/.placeholder")]
        contents = repository.blobs({blob: size or 0 for blob, size in repository.sizes(named).items()})
        texts = [contents[blob].decode("utf-8", "replace") for blob in named]
    return [Case(bare(text), text.split()) for text in texts]


def bare(text: str) -> Message:
    """Plain text as a message without headers, perhaps a copied page."""
    return Message(None, "", None, None, None, None, None, (), (), text, page=read_copied(text))


def ours(messages: list[Message]) -> tuple[float, list[str]]:
    """Seconds and statements of this project."""
    started = time.perf_counter()
    texts = [statement(message.body, clean(message)) for message in messages]
    return time.perf_counter() - started, texts


def peer(python: Path, code: str) -> Callable[[list[Message]], tuple[float, list[str]]]:
    """The same for a peer, run in its own interpreter."""

    def run(messages: list[Message]) -> tuple[float, list[str]]:
        done = subprocess.run(
            [str(python), "-c", DRIVER.format(peer=code)],
            input=json.dumps([message.body for message in messages]),
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, texts = json.loads(done.stdout)
        return seconds, texts

    return run


def measured(
    name: str, run: Callable[[list[Message]], tuple[float, list[str]]], wrapped: list[Case], whole: list[Case]
) -> Row:
    """Share of exact statements, words lost and left over, and how many whole statements are damaged."""
    seconds, texts = run([case.message for case in wrapped])
    pairs = [(text.split(), case.words) for text, case in zip(texts, wrapped, strict=True)]
    total = sum(len(words) for _, words in pairs)
    more, kept = run([case.message for case in whole])
    losses = [
        (Counter(case.words) - Counter(text.split())).total() / max(1, len(case.words))
        for text, case in zip(kept, whole, strict=True)
    ]
    return Row(
        name,
        sum(got == words for got, words in pairs) / len(pairs),
        sum((Counter(words) - Counter(got)).total() for got, words in pairs) / total,
        sum((Counter(got) - Counter(words)).total() for got, words in pairs) / total,
        sum(loss > 0 for loss in losses),
        sum(loss > 0.1 for loss in losses),
        seconds + more,
    )


if __name__ == "__main__":
    main()
