"""Every page's address, its template, and what it takes from the index; a plugin of Datasette."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from sqlite3 import Connection, Row
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit
from uuid import NAMESPACE_URL, uuid5

from datasette import Response, hookimpl
from markupsafe import Markup, escape

from importers.report import browse
from importers.web import charts

Context = dict[str, Any]
Read = Callable[[Connection, Mapping[str, str], Any], Context | None]
_LINK = re.compile(r"(https?://[^\s<>\"'()]{1,500})")
_MARKED = re.compile(f"{browse.MARKS[0]}([^{''.join(browse.MARKS)}]*){browse.MARKS[1]}")
_SET = re.compile(r"[ \t]{0,99}(?:(?:[-*+•]|\(?\d{1,2}[.)]|#)\s|>)")
_SHORT = 50  # characters: lines that are shorter were broken on purpose
_SHOWN = 30  # matches on a page of the search
_FACETS = ("cycle", "role", "team", "outcome")
_NEWEST = 50


def front(connection: Connection, _: Mapping[str, str], __: Any) -> Context:
    """The story in pictures, the cycles, the newest candidacies."""
    years = connection.execute("SELECT * FROM over_time ORDER BY position").fetchall()
    if not years:
        return {"years": [], "charts": [], "newest": [], "counts": {}}
    # in percent; None where results do not say who was leaderless
    shares = tuple(
        (
            row["cycle"],
            *(row[kind] and round(100 * row[kind] / row["teams"]) for kind in ("contested", "leaderless")),
        )
        for row in years
        if row["teams"]
    )
    states = connection.execute(
        "SELECT team, cycle, state FROM seat WHERE role = 'PTL' ORDER BY team, position"
    ).fetchall()
    drawn = [
        charts.candidacies(tuple((row["cycle"], row["ptl"], row["tc"]) for row in years)),
        charts.shares(shares),
        charts.lengths(tuple((row["cycle"], int(row["words"] or 0)) for row in years)),
        charts.seats(tuple(tuple(row) for row in states), tuple(row["cycle"] for row in years)),
    ]
    counts = {
        "candidacies": sum(row["ptl"] + row["tc"] for row in years),
        "people": connection.execute("SELECT count(*) FROM person").fetchone()[0],
        "cycles": len(years),
    }
    return {"years": years, "charts": drawn, "newest": _newest(connection, 8), "counts": counts}


def _newest(connection: Connection, limit: int, team: str | None = None) -> list[Row]:
    query = """SELECT standing.*, substr(text, 1, 600) AS beginning FROM standing JOIN statement ON statement.rowid = standing.id
               WHERE submitted IS NOT NULL AND (team = :team OR :team IS NULL) ORDER BY submitted DESC, key LIMIT :limit"""
    return connection.execute(query, {"team": team, "limit": limit}).fetchall()


def cycle(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context | None:
    """Every seat of a cycle with who stood for it, and when."""
    name = wanted["cycle"]
    rows = browse.candidacies(connection, {"cycle": name})
    seats = connection.execute(
        "SELECT * FROM seat WHERE cycle = ? ORDER BY role DESC, team", (name,)
    ).fetchall()
    around = connection.execute(
        "SELECT cycle, position - (SELECT position FROM cycle WHERE name = ?) AS way FROM over_time ORDER BY position",
        (name,),
    ).fetchall()
    if not seats:
        return None
    return {
        "cycle": name,
        "seats": [
            (seat, [row for row in rows if (row["role"], row["team"]) == (seat["role"], seat["team"])])
            for seat in seats
        ],
        "elections": connection.execute(
            "SELECT * FROM election WHERE cycle = ? ORDER BY id", (name,)
        ).fetchall(),
        "before": next((row["cycle"] for row in reversed(around) if row["way"] < 0), None),
        "after": next((row["cycle"] for row in around if row["way"] > 0), None),
        "counts": Counter(seat["state"] for seat in seats if seat["role"] == "PTL"),
    }


def projects(connection: Connection, _: Mapping[str, str], __: Any) -> Context:
    """All teams."""
    query = """SELECT team.*, first.name AS since, last.name AS until FROM team JOIN cycle AS first ON first.position = first_position
               JOIN cycle AS last ON last.position = last_position ORDER BY role DESC, team.name COLLATE NOCASE"""
    return {"teams": connection.execute(query).fetchall()}


def project(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context | None:
    """A team over the cycles, the latest first."""
    team = wanted["team"]
    seats = connection.execute("SELECT * FROM seat WHERE team = ? ORDER BY position DESC", (team,)).fetchall()
    rows = browse.candidacies(connection, {"project": team})
    if not seats:
        return None
    return {
        "team": team,
        "seats": [
            (seat, [row for row in rows if (row["cycle"], row["team"]) == (seat["cycle"], team)])
            for seat in seats
        ],
    }


def people(connection: Connection, _: Mapping[str, str], __: Any) -> Context:
    """Everybody, by name."""
    return {
        "people": connection.execute("SELECT * FROM person ORDER BY name COLLATE NOCASE, slug").fetchall()
    }


def person(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context | None:
    """Somebody's candidacies over the years."""
    found = connection.execute("SELECT * FROM person WHERE slug = ?", (wanted["slug"],)).fetchone()
    query = "SELECT * FROM standing WHERE person_id = ? ORDER BY position DESC, key"
    return found and {"person": found, "rows": connection.execute(query, (found["id"],)).fetchall()}


def statement(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context | None:
    """One statement, to be read."""
    row = connection.execute("SELECT * FROM standing WHERE page = ?", (wanted["page"],)).fetchone()
    if row is None:
        return None
    text = browse.text_of(connection, row["id"])
    rivals = browse.candidacies(connection, {"cycle": row["cycle"], "project": row["team"]})
    variants = browse.related(connection, "variant", row["id"])
    return {
        "row": row,
        "text": text,
        "reasons": json.loads(row["reasons"]),
        "sources": browse.related(connection, "source", row["id"]),
        "variants": [(each, browse.difference(each["text"], text)) for each in variants],
        "removed": browse.related(connection, "removed", row["id"]),
        "rivals": [each for each in rivals if each["id"] != row["id"] and each["role"] == row["role"]],
    }


def search(connection: Connection, _: Mapping[str, str], asked: Any) -> Context:
    """The best matches, and how many there are of each cycle, role, team and outcome."""
    text = (asked.get("q") or "")[:200]
    chosen = {name: value for name in _FACETS if (value := asked.get(name))}
    wanted = browse.expression(text)
    where = " AND ".join(f"{name} = :{name}" for name in chosen) or "1"
    outcome = "CASE WHEN withdrawn THEN 'withdrawn' WHEN elected = 1 THEN 'elected' WHEN elected = 0 THEN 'not elected' ELSE 'not known' END"
    hit = "bm25(statement, 4, 4, 2, 1) AS rank FROM statement WHERE statement MATCH :wanted"
    query = f"""SELECT id, cycle, position, role, team, outcome FROM (SELECT *, {outcome} AS outcome FROM standing)
                JOIN (SELECT rowid AS hit, {hit if wanted else "0 AS rank FROM statement"}) ON hit = id
                WHERE {where} ORDER BY rank, position DESC, team, id"""  # noqa: S608  our own words
    rows = connection.execute(query, {**chosen, "wanted": wanted}).fetchall()
    start = min(int(asked.get("from") or 0) if (asked.get("from") or "0").isdecimal() else 0, 10_000)
    latest = sorted(rows, key=lambda row: -row["position"])
    counts = {name: Counter(row[name] for row in latest).items() for name in _FACETS}
    facets = {
        name: sorted(found, key=lambda pair: (-pair[1], pair[0]))[:40] for name, found in counts.items()
    }
    facets["cycle"] = list(counts["cycle"])[:40]  # the latest first
    return {
        "q": text,
        "chosen": chosen,
        "total": len(rows),
        "start": start,
        "shown": _SHOWN,
        "facets": facets,
        "rows": _matches(connection, [row["id"] for row in rows[start : start + _SHOWN]], wanted),
        # the same search with another choice; None takes one away
        "address": lambda **change: (
            f"/search?{urlencode({name: value for name, value in ({'q': text} | chosen | change).items() if value})}"
        ),
    }


def _matches(connection: Connection, ids: list[int], wanted: str) -> list[tuple[Row, Markup]]:
    """Those candidacies in that order, each with the words that were looked for."""
    places = ",".join("?" * len(ids))
    query = f"SELECT * FROM standing WHERE id IN ({places})"  # noqa: S608  as many places as there are numbers
    rows = {row["id"]: row for row in connection.execute(query, ids)}
    if wanted:
        piece = f"snippet(statement, 3, '{browse.MARKS[0]}', '{browse.MARKS[1]}', '…', 32)"
        query = f"SELECT rowid, {piece} FROM statement WHERE statement MATCH ? AND rowid IN ({places})"  # noqa: S608  as above
        found = dict(connection.execute(query, [wanted, *ids]).fetchall())
    else:
        query = f"SELECT rowid, substr(text, 1, 240) FROM statement WHERE rowid IN ({places})"  # noqa: S608  as above
        found = dict(connection.execute(query, ids).fetchall())
    return [(rows[each], marked(found.get(each, ""))) for each in ids]


def review(connection: Connection, _: Mapping[str, str], __: Any) -> Context:
    """The posts about which a person decides."""
    rows = connection.execute("SELECT * FROM review ORDER BY submitted IS NULL, submitted, id").fetchall()
    return {"posts": [(row, json.loads(row["reasons"]), json.loads(row["urls"])) for row in rows]}


def feed(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context:
    """The newest candidacies, of all or of one team."""
    return {"rows": _newest(connection, _NEWEST, wanted.get("team")), "team": wanted.get("team")}


def marked(text: str) -> Markup:
    """A text, escaped, with the words that were looked for marked."""
    shown = str(escape(" ".join(text.split())))
    return Markup(_MARKED.sub(r"<mark>\1</mark>", shown))  # noqa: S704  the text is escaped


def paragraphs(text: str) -> list[tuple[str, Markup]]:
    """A statement as it is read: prose flows, and what was set line by line stays so; pairs of kind and words."""
    found = []
    for block in filter(str.strip, re.split(r"\n[ \t]*\n+", text.strip("\n"))):
        lines: list[str] = []
        before = ""
        for line in block.split("\n"):
            # A program broke a long line; whoever wrote a short one, an item or indented text did so on purpose.
            if len(before) >= _SHORT and not _SET.match(line) and not before.startswith(("    ", "\t")):
                lines[-1] += f" {line.strip()}"
            else:
                lines.append(line)
            before = line
        found.append(("prose" if len(lines) == 1 else "lines", linked("\n".join(lines))))
    return found


def linked(text: str) -> Markup:
    """A text, escaped, whose addresses of pages lead there."""
    parts = _LINK.split(text)
    for place, part in enumerate(parts):
        shown = escape(part)
        parts[place] = f'<a href="{shown}" rel="nofollow noopener">{shown}</a>' if place % 2 else str(shown)
    return Markup("".join(parts))  # noqa: S704  each part is escaped


def published(source: Row) -> str | None:
    """Where somebody can see the source: the post or page itself, or the file in the commit; None where nobody says."""
    url = source["url"] or ""
    if urlsplit(url).scheme not in ("http", "https"):
        return None
    if source["kind"] != "git" or not source["path"]:
        return url
    views = {"opendev.org": "src/commit", "github.com": "blob"}
    view = views.get(urlsplit(url).hostname or "")
    return f"{url.removesuffix('.git')}/{view}/{source['commit_id']}/{quote(source['path'])}" if view else url


def day(moment: str | None) -> Markup:
    """A date for people and for programs."""
    return (
        Markup('<time datetime="{0}">{1}</time>').format(moment, moment[:10]) if moment else Markup("no date")
    )


_HELPERS = {
    "day": day,
    "paragraphs": paragraphs,
    "linked": linked,
    "published": published,
    "outcome": browse.outcome,
    "path": lambda *parts: quote("/".join(("", *map(str, parts)))),
    "uuid": lambda key: uuid5(NAMESPACE_URL, f"hustings:{key}"),
}
PAGES: tuple[tuple[str, str, Read], ...] = (
    (r"/$", "front.html", front),
    (r"/cycle/(?P<cycle>[^/]+)$", "cycle.html", cycle),
    (r"/projects$", "projects.html", projects),
    (r"/project/(?P<team>[^/]+)$", "project.html", project),
    (r"/project/(?P<team>[^/]+)/feed\.atom$", "feed.xml", feed),
    (r"/people$", "people.html", people),
    (r"/person/(?P<slug>[^/]+)$", "person.html", person),
    (r"/statement/(?P<page>[^/]+/[^/]+/[^/]+)$", "statement.html", statement),
    (r"/search$", "search.html", search),
    (r"/review$", "review.html", review),
    (r"/feed\.atom$", "feed.xml", feed),
    (r"/(?!(?:data|static)(?:[/.]|$)).*$", "error.html", lambda *_: None),
)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    """Our pages, before Datasette's own."""
    return (
        [(pattern, partial(_page, template, read)) for pattern, template, read in PAGES]
        if _ours(datasette)
        else []
    )


@hookimpl
def extra_template_vars(datasette: Any) -> Context:
    """What every template may use."""
    return {**_HELPERS, **(datasette.plugin_config("hustings") or {})} if _ours(datasette) else {}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page that says what is wrong and nothing of the program, in place of Datasette's with its trace on stderr."""
    status = getattr(exception, "status", 500)
    said = str(exception) if status < 500 else "Something went wrong here."
    return partial(_failed, datasette, request, status, said)


async def _failed(datasette: Any, request: Any, status: int, said: str) -> Any:
    body = await datasette.render_template("error.html", {"status": status, "error": said}, request=request)
    return Response.html(body, status=status)


def _ours(datasette: Any) -> bool:
    return datasette.plugin_config("hustings") is not None


async def _page(template: str, read: Read, request: Any, datasette: Any) -> Any:
    wanted = {name: unquote(value) for name, value in request.url_vars.items()}
    context = await datasette.get_database("data").execute_fn(
        lambda connection: read(connection, wanted, request.args)
    )
    if context is None:
        return await _failed(datasette, request, 404, "There is no such page in this archive.")
    # A file does not know where it will be served.
    static = datasette.plugin_config("hustings")["static"]
    origin = "" if static else f"{request.scheme}://{request.host}"
    body = await datasette.render_template(template, {**context, "origin": origin}, request=request)
    kind = "application/atom+xml" if template.endswith(".xml") else "text/html"
    return Response(body, content_type=f"{kind}; charset=utf-8")
