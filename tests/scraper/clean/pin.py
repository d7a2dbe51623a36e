"""Pins what cleaning makes of the golden cases to the version of cleaning.

`python -m tests.scraper.clean.pin` writes the pin anew. It refuses while a pinned case comes out otherwise
under the version that it was pinned with: raise `CLEANING_VERSION` first, for records are made again by it.
"""

import hashlib
import json
from pathlib import Path

from importers.read import documents
from scraper.clean import clean, statement
from scraper.model import CLEANING_VERSION, labelled

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "cleaning"
PIN = FOLDER / "version.json"
COMMAND = "python -m tests.scraper.clean.pin"


def outcomes() -> dict[str, str]:
    """A digest for each golden case, over its input, its statement and everything that was taken from it."""
    return {path.name: _outcome(path) for path in cases()}


def cases() -> list[Path]:
    """The golden inputs: posts as `.eml`, copied pages as `.page`."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix in (".eml", ".page"))


def changed(pinned: dict[str, str], now: dict[str, str]) -> list[str]:
    """The cases that were pinned and do not come out as pinned."""
    return sorted(name for name, digest in pinned.items() if now.get(name) != digest)


def problem(version: str, pinned_version: str, pinned: dict[str, str], now: dict[str, str]) -> str | None:
    """What is wrong with the pin, in words for whoever changed a rule."""
    differ = changed(pinned, now)
    if differ and version == pinned_version:
        names = ", ".join(differ)
        return f"other output for {names}: raise CLEANING_VERSION above {version}, then run {COMMAND}"
    if version != pinned_version or pinned != now:
        return f"the pin is of version {pinned_version} with {len(pinned)} cases: run {COMMAND}"
    return None


def load() -> tuple[str, dict[str, str]]:
    """The pinned version and the digest of each case."""
    pin = json.loads(PIN.read_text(encoding="utf-8"))
    return pin["version"], pin["cases"]


def main() -> str:
    """Write the pin where that is allowed; the words that end the command, never as a success that was not checked."""
    version, pinned = load() if PIN.exists() else ("", {})
    now = outcomes()
    found = problem(CLEANING_VERSION, version, pinned, now)
    if found is None:
        return "the pin holds"
    if version == CLEANING_VERSION and changed(pinned, now):
        return found
    pin = {"version": CLEANING_VERSION, "cases": now}
    PIN.write_text(json.dumps(pin, indent=2) + "\n", encoding="utf-8")
    return f"pinned {len(now)} cases to version {CLEANING_VERSION}: run the tests"


def _outcome(path: Path) -> str:
    raw = path.read_bytes()
    message = documents.read_document(raw)
    spans = clean(message)
    taken = [
        (span.label, "\n".join(lines))
        for span, lines in labelled(message.body, spans)
        if span.label != "statement"
    ]
    shown = json.dumps([statement(message.body, spans), taken], ensure_ascii=False)
    return hashlib.sha256(raw + b"\0" + shown.encode("utf-8", "surrogatepass")).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
