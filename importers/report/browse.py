"""What the index answers to people: whom it lists, what a search finds, how one statement reads."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import Connection, Row

from scraper.files import shown
from scraper.model import UserError

MARKS = (
    "\ufdd0",
    "\ufdd1",
)  # around the words that were looked for; no characters, so that no text needs them
MARKED = f"(?s:{'(.*?)'.join(MARKS)})"
LISTED = ("cycle", "submitted", "role", "project", "candidate", "outcome", "key")
_LINE = "{:9}  {:10}  {:4}  {:22}  {:26}  {:11}  {}"
_USUAL = 160  # characters of a line in which nothing has to be cut
_WORD = r"\S+|\n(?=[^\S\n]*\n[^\S\n]*\S)"  # blank lines before more of them are one, too
_QUERY_PART = r'"([^"]*)"(\*?)|(\S+)'
_FILTERS = {
    "cycle": "cycle = lower(:cycle)",
    "year": "CAST(substr(submitted, 1, 4) AS INTEGER) = :year",
    "project": "replace(:project, '_', ' ') COLLATE NOCASE IN (replace(team, '_', ' '), replace(standing.project, '_', ' '))",
    "team": "team = :team",
    "person": "(slug = :person COLLATE NOCASE OR candidate LIKE '%' || :person || '%' OR person = :person)",
    "role": "role = upper(:role)",
    "elected": "elected IS :elected",
    "contested": "(standing.cycle, role, team) IN (SELECT cycle, role, team FROM seat WHERE state = 'contested')",
    "outcome": "coalesce(outcome, 'not known') = :outcome",
    "source": "standing.id IN (SELECT candidacy FROM source WHERE kind = :source)",
}
_DIFFERENCE = 10_000  # words; comparing takes time by the square
_STAYING = 3
_AROUND = 6  # words that stay the same, on either side of others


def _conditions(filters: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The WHERE clause on `standing` for the filters that are set, and its parameters."""
    given = {name: value for name, value in filters.items() if value is not None}
    return " AND ".join(_FILTERS[name] for name in given) or "1", given


def candidacies(
    connection: Connection, filters: Mapping[str, object], columns: Sequence[str] = ("*",)
) -> list[Row]:
    """Those that every filter lets through, oldest cycle first, with these columns of `standing`."""
    where, given = _conditions(filters)
    query = f"SELECT {', '.join(columns)} FROM standing WHERE {where} ORDER BY position, team, role, candidate COLLATE NOCASE"  # noqa: S608  our own
    return connection.execute(query, given).fetchall()


def expression(text: str) -> str:
    """What people type, as FTS5 takes it: all words, "phrases", beginnings*, and OR between; empty without a word."""
    parts: list[str] = []
    for phrase, star, word in re.findall(_QUERY_PART, text):
        if word == "OR":
            if parts and parts[-1] != "OR":
                parts.append("OR")
            continue
        plain = (phrase or word.rstrip("*")).replace('"', " ")
        if any(letter.isalnum() for letter in plain):
            parts.append(f'"{plain}"{"*" if star or word.endswith("*") else ""}')
    while parts and parts[-1] == "OR":
        parts.pop()
    return " ".join(parts)


def found(
    connection: Connection, text: str | None, filters: Mapping[str, object], limit: int = 50, start: int = 0
) -> list[Row]:
    """The best matches first, each with `words_found`, in which those that were looked for are between `MARKS`.

    Without a text it is everybody whom the filters let through, the latest first.
    """
    matching, given = _matching(text, filters)
    words, best = "substr(text, 1, 240)", ""
    if text is not None:
        words = f"snippet(statement, 3, '{MARKS[0]}', '{MARKS[1]}', '…', 28)"
        best = "bm25(statement, 4, 4, 2, 1), "
    query = f"""SELECT standing.*, {words} AS words_found {matching}
        ORDER BY {best}position DESC, team, standing.id LIMIT :limit OFFSET :start"""
    return connection.execute(query, {**given, "limit": limit, "start": start}).fetchall()


def facet(
    connection: Connection, text: str | None, filters: Mapping[str, object], name: str
) -> list[tuple[str, int]]:
    """How many matches each cycle, role, team or outcome has, the most first, of cycles the latest; at most 40."""
    matching, given = _matching(text, filters)
    order = "position DESC" if name == "cycle" else "2 DESC, 1"
    query = f"SELECT coalesce({name}, 'not known'), count(*) {matching} GROUP BY 1 ORDER BY {order} LIMIT 40"
    return [(value, number) for value, number in connection.execute(query, given)]


def _matching(text: str | None, filters: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """FROM and WHERE of a search, and their parameters; UserError (exit 2) for a text without a word."""
    where, given = _conditions(filters)
    if text is not None:
        given["wanted"] = expression(text)
        if not given["wanted"]:
            raise UserError(f"there is no word to look for in {shown(text)!r}", 2)
        where += " AND statement MATCH :wanted"
    return f"FROM statement JOIN standing ON standing.id = statement.rowid WHERE {where}", given


def named(connection: Connection, name: str) -> list[Row]:
    """The candidacy of that key, or all those of the person of that name; UserError (exit 2) where there is none."""
    for column in ("key", "slug", "candidate", "person"):
        query = f"SELECT * FROM standing WHERE {column} = ? COLLATE NOCASE ORDER BY position, key"  # noqa: S608  ours
        rows = connection.execute(query, (name,)).fetchall()
        if rows:
            return rows
    raise UserError(
        f"no candidacy and no person is called {shown(name)!r}; `hustings search` finds by words", 2
    )


def related(connection: Connection, table: str, candidacy: int) -> list[Row]:
    """The rows of `source`, `variant` or `removed` that belong to a candidacy, in the record's order."""
    query = f"SELECT * FROM {table} WHERE candidacy = ? ORDER BY id"  # noqa: S608  one of three tables
    return connection.execute(query, (candidacy,)).fetchall()


def text_of(connection: Connection, candidacy: int) -> str:
    """The statement's text."""
    return str(connection.execute("SELECT text FROM statement WHERE rowid = ?", (candidacy,)).fetchone()[0])


def list_line(row: Row) -> str:
    """One candidacy on a line, its key last, to be copied; it has all the columns of `LISTED`."""
    cycle, submitted, role, project, candidate, outcome, key = (str(row[name] or "") for name in LISTED)
    cells = (cycle, submitted[:10], role, project.replace("_", " "), candidate, outcome, key)
    line = _LINE.format(*cells)
    if len(line) > _USUAL or not line.isprintable():
        line = _LINE.format(*(shown(cell, 60) for cell in cells[:-1]), shown(key, 300))
    return line


def marked(text: str) -> str:
    """One line in which the words that were looked for stand out, on a terminal and without one."""
    return shown(re.sub(MARKED, r"*\1*", text), 2000)


def safe_lines(text: str) -> Iterator[str]:
    """A text line by line, whole, and unable to steer a terminal."""
    for line in text.expandtabs(4).split("\n"):
        yield shown(line.rstrip("\r"), 16 * len(line) + 1)


def statement_lines(connection: Connection, row: Row) -> Iterator[str]:
    """A candidacy in full: who and for what, the statement, why it is one, where it was found, what else was said."""
    seat = (
        "the Technical Committee"
        if row["role"] == "TC"
        else f"PTL of {shown(row['project'].replace('_', ' '))}"
    )
    yield f"{shown(row['candidate'])} for {seat}, {shown(row['cycle'])}"
    for label, value in (("key", row["key"]), ("submitted", row["submitted"]), ("outcome", row["outcome"])):
        yield f"{label:<10} {shown(value or 'not known', 300)}"
    yield ""
    yield from (f"    {line}" for line in safe_lines(text_of(connection, row["id"]).rstrip("\n")))
    yield ""
    yield f"A candidacy by rule {shown(row['rule'])}, confidence {row['confidence']:.2f}:"
    yield from (f"  - {shown(reason, 1000)}" for reason in json.loads(row["reasons"]))
    yield "Found in:"
    for source in related(connection, "source", row["id"]):
        day, where = (source["date"] or "no date")[:10], source["message_id"]
        if source["kind"] == "git":
            where = f"{source['path']} {source['change']} by {source['commit_id']}"
        places = (day, source["kind"], where, source["url"])
        yield f"  - {' '.join(shown(str(each), 400) for each in places if each)}"
    for variant in related(connection, "variant", row["id"]):
        yield f"Other words in {shown(variant['origin'], 300)}, {int(1000 * variant['similarity']) / 10} % the same; [-there-] and {{+here+}}:"
        yield from (
            f"    {line}" for line in difference_lines(variant["text"], text_of(connection, row["id"]))
        )
    for taken in related(connection, "removed", row["id"]):
        yield f"Not the author's own words ({taken['label']}, lines {taken['first']} to {taken['last']}):"
        yield from (f"    {line}" for line in safe_lines(taken["text"]))
    yield ""


def difference(one: str, other: str) -> list[tuple[str, str]] | None:
    """What became of the words of one text in another: pairs of `=`, `-` or `+` and words; None where too long."""
    from rapidfuzz.distance import Indel

    before, after = re.findall(_WORD, one), re.findall(_WORD, other)
    if max(len(before), len(after)) > _DIFFERENCE:
        return None
    pieces: list[tuple[str, str]] = []
    gone: list[str] = []
    come: list[str] = []
    for step in Indel.opcodes(before, after):
        old, new = before[step.src_start : step.src_end], after[step.dest_start : step.dest_end]
        # A word or two that happen to stay between changes read better as part of them.
        if step.tag != "equal" or ((gone or come) and len(new) < _STAYING and step.dest_end < len(after)):
            gone += old
            come += new
            continue
        pieces += [(sign, " ".join(words)) for sign, words in (("-", gone), ("+", come)) if words]
        pieces.append(("=", " ".join(new)))
        gone, come = [], []
    return [*pieces, *((sign, " ".join(words)) for sign, words in (("-", gone), ("+", come)) if words)]


def difference_lines(old: str, new: str) -> Iterator[str]:
    """The same on lines: a line per change, with the words around it."""
    pieces = difference(old, new)
    if pieces is None:
        yield "too long to be compared word by word"
        return
    line = ""
    for sign, words in ((sign, words.replace("\n", "¶")) for sign, words in pieces):
        if sign != "=":
            line += f"[-{words}-] " if sign == "-" else f"{{+{words}+}} "
            continue
        each = words.split(" ")
        if len(each) <= 2 * _AROUND:
            line += f"{words} "
        else:
            if line:
                yield shown(f"{line}{' '.join(each[:_AROUND])} …", 4000)
            line = f"… {' '.join(each[-_AROUND:])} "
    if "[-" in line or "{+" in line:
        yield shown(line.rstrip(), 4000)
