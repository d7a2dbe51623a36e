"""What a stranger sends and where it is put: hostile words as a post, a configuration of one source, an archive."""

from pathlib import Path

from tests.commands import hustings

# A title, a cleared screen, a colour by the C1 control, text from right to left, a line that is none.
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2028"


def encoded(text: str) -> str:
    """As a header may carry any byte."""
    return "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="


def post(number: int, subject: str, name: str, body: str) -> bytes:
    """One post of a month, with a steering Message-ID."""
    head = (
        f"From ann at example.org  Mon Jan 23 10:00:{number:02} 2017\n"
        f"From: {encoded(name)} <ann{number}@example.org>\nDate: Mon, 23 Jan 2017 10:00:{number:02} +0000\n"
        f"Subject: {encoded(subject)}\nMessage-ID: <{number}{STEERING[-4:]}@example.org>\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    )
    return f"{head}\n{body}\n\n".encode()


def configured(folder: Path, source: str) -> Path:
    """A configuration with the source as its only one."""
    config = folder / "config.yaml"
    config.write_text(f"sources:\n  talk: {source}\npoliteness: {{pace: 0, retries: 0}}\n", "utf-8")
    return config


def archived(folder: Path) -> Path:
    """An archive of one candidacy; its month lies in the folder, so that it can be imported again."""
    month = folder / "month.txt"
    month.write_bytes(
        post(1, "[nova] PTL candidacy for Pike", "Ann Ash", "I am running for Nova PTL for Pike.")
    )
    archive = folder / "deep" / "archive"
    assert hustings("import", month, "--archive", archive).code == 0
    return archive
