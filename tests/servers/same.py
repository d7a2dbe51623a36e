"""Whether two archives of the same list say the same, but for the addresses at which they found it.

What `comparable` leaves out is where the posts were: kind, url, list, path, and the hash and place of the bytes,
since every medium writes a post's bytes in its own manner. All the rest must be equal: which candidacies there are,
their words, people, dates, reasons, what was taken out and what waits for review.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

WHERE = ("kind", "url", "list", "path", "sha256", "raw")


def comparable(archive: Path, known_ids: Collection[str] | None = None) -> dict[str, Any]:
    """Every statement and record of the archive by its path without a suffix, and every post in review by its title.

    `known_ids` are the Message-IDs that the posts were sent with: any other was made up by an archive for a post
    that had none, and counts as none.
    """
    found: dict[str, Any] = {}
    for path in sorted((archive / "candidates").rglob("*.json")):
        statement = path.with_suffix(".txt").read_text("utf-8")
        record = _record(json.loads(path.read_text("utf-8")), known_ids)
        found[path.relative_to(archive).with_suffix("").as_posix()] = {"text": statement, "record": record}
    for path in sorted((archive / "review").glob("*.json")):
        record = _record(json.loads(path.read_text("utf-8")), known_ids)
        text = path.with_suffix(".txt").read_text("utf-8")
        del record["id"]  # made from the bytes
        key = f"review/{record['title']}/{record['submitted']}/{len(text)}"
        found[key] = {"text": text, "record": record}
    return found


def places(archive: Path) -> dict[str, list[tuple[str, str | None]]]:
    """For each candidacy the kind and Message-ID of every source."""
    found = {}
    for path in sorted((archive / "candidates").rglob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        key = path.relative_to(archive).with_suffix("").as_posix()
        found[key] = [(source["kind"], source["message_id"]) for source in record["sources"]]
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What differs, a line each, for a person to read when a comparison fails."""
    told = [f"only in the first: {key}" for key in one.keys() - other.keys()]
    told += [f"only in the second: {key}" for key in other.keys() - one.keys()]
    for key in sorted(one.keys() & other.keys()):
        if one[key]["text"] != other[key]["text"]:
            told.append(f"{key}: other words: {one[key]['text']!r} / {other[key]['text']!r}")
        left, right = one[key]["record"], other[key]["record"]
        told += [
            f"{key}: {name}: {left.get(name)!r} / {right.get(name)!r}"
            for name in sorted(left.keys() | right.keys())
            if left.get(name) != right.get(name)
        ]
    return sorted(told)


def _record(record: dict[str, Any], known_ids: Collection[str] | None) -> dict[str, Any]:
    """The record without the places; of sources that are then equal one remains."""
    sources = [_source(source, known_ids) for source in record["sources"]]
    record["sources"] = sorted({json.dumps(each, sort_keys=True) for each in sources})
    for part in (record.get("statement", {}), *record.get("variants", [])):
        if known_ids is not None and part.get("origin") not in known_ids:
            part.pop("origin", None)  # the place of a post that has no Message-ID
    for taken in record.get("removed", []):
        # how many blank lines end a post is the medium's, and so is the hash
        taken["text"], taken["lines"], taken["post"] = taken["text"].rstrip(), taken["lines"][0], None
    return record


def _source(source: dict[str, Any], known_ids: Collection[str] | None) -> dict[str, Any]:
    kept = {name: value for name, value in source.items() if name not in WHERE}
    if known_ids is not None and kept["message_id"] not in known_ids:
        kept["message_id"] = None
    return kept
