"""Every page's address, its template, and what it asks the index; a plugin of Datasette."""

import json
import re
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
_SET = re.compile(r"[ \t]{0,99}(?:(?:[-*+•]|\(?\d{1,2}[.)]|#)\s|>)")
_SHORT = 50  # characters: lines that are shorter were broken on purpose
_SHOWN = 30  # matches on a page of the search
_FACETS = ("cycle", "role", "team", "outcome")

_NEWEST = """SELECT standing.*, substr(text, 1, 600) AS beginning FROM standing JOIN statement ON statement.rowid = standing.id
             WHERE submitted IS NOT NULL AND (team = :team OR :team IS NULL) ORDER BY submitted DESC, key LIMIT 50"""
_PART = "SELECT * FROM {} WHERE candidacy = (SELECT id FROM candidacy WHERE page = :page) ORDER BY id"
_BESIDE = """SELECT cycle FROM over_time, cycle WHERE name = :cycle AND over_time.position {0} cycle.position
             ORDER BY over_time.position {1} LIMIT 1"""


def _rows(pattern: str, template: str, **queries: str) -> tuple[str, str, Read]:
    """A page whose template gets the rows of each query by its name, and what the address names.

    There is none where the address names something of which the first query finds nothing.
    """

    def read(connection: Connection, wanted: Mapping[str, str], _: Any) -> Context | None:
        given = {"team": None, **wanted}
        rows = {name: connection.execute(query, given).fetchall() for name, query in queries.items()}
        return {**rows, **given} if not wanted or rows[next(iter(queries))] else None

    return pattern, template, read


def _search(connection: Connection, _: Mapping[str, str], asked: Any) -> Context:
    """The best matches, and how many there are of each cycle, role, team and outcome."""
    typed = (asked.get("q") or "")[:200]
    text = typed if browse.expression(typed) else None
    chosen = {name: value for name in _FACETS if (value := asked.get(name))}
    start = min(int(asked.get("from") or 0) if (asked.get("from") or "0").isdecimal() else 0, 10_000)
    facets = {name: browse.facet(connection, text, chosen, name) for name in _FACETS}
    return {
        "q": typed,
        "chosen": chosen,
        "total": sum(number for _, number in facets["role"]),
        "start": start,
        "shown": _SHOWN,
        "facets": facets,
        "rows": browse.found(connection, text, chosen, _SHOWN, start),
        # the same search with another choice; None takes one away
        "address": lambda **change: (
            f"/search?{urlencode({name: value for name, value in ({'q': typed} | chosen | change).items() if value})}"
        ),
    }


def marked(text: str) -> Markup:
    """A text, escaped, with the words that were looked for marked."""
    shown = str(escape(" ".join(text.split())))
    return Markup(re.sub(browse.MARKED, r"<mark>\1</mark>", shown))  # noqa: S704  the text is escaped


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


_HELPERS = {
    "charts": charts.story,
    "difference": browse.difference,
    "linked": linked,
    "loads": json.loads,
    "marked": marked,
    "paragraphs": paragraphs,
    "path": lambda *parts: quote("/".join(("", *map(str, parts)))),
    "published": published,
    "uuid": lambda key: uuid5(NAMESPACE_URL, f"hustings:{key}"),
}
PAGES: tuple[tuple[str, str, Read], ...] = (
    _rows(
        r"/$",
        "front.html",
        years="SELECT * FROM over_time ORDER BY position",
        states="SELECT replace(team, '_', ' ') AS team, cycle, state FROM seat WHERE role = 'PTL' ORDER BY team, position",
        people="SELECT count(*) AS number FROM person",
        newest=_NEWEST,
    ),
    _rows(
        r"/cycle/(?P<cycle>[^/]+)$",
        "cycle.html",
        seats="SELECT * FROM seat WHERE cycle = :cycle ORDER BY role DESC, team COLLATE NOCASE",
        rows="SELECT * FROM standing WHERE cycle = :cycle ORDER BY candidate COLLATE NOCASE",
        elections="SELECT * FROM election WHERE cycle = :cycle ORDER BY id",
        before=_BESIDE.format("<", "DESC"),
        after=_BESIDE.format(">", "ASC"),
    ),
    _rows(
        r"/projects$",
        "projects.html",
        teams="""SELECT team.*, first.name AS since, last.name AS until FROM team
                     JOIN cycle AS first ON first.position = first_position JOIN cycle AS last ON last.position = last_position
                     ORDER BY role DESC, team.name COLLATE NOCASE""",
    ),
    _rows(
        r"/project/(?P<team>[^/]+)$",
        "project.html",
        seats="SELECT * FROM seat WHERE team = :team ORDER BY position DESC",
        rows="SELECT * FROM standing WHERE team = :team ORDER BY candidate COLLATE NOCASE",
    ),
    _rows(
        r"/project/(?P<team>[^/]+)/feed\.atom$",
        "feed.xml",
        seats="SELECT 1 FROM seat WHERE team = :team",
        rows=_NEWEST,
    ),
    _rows(
        r"/people$",
        "people.html",
        people="SELECT * FROM person ORDER BY name COLLATE NOCASE, slug",
    ),
    _rows(
        r"/person/(?P<slug>[^/]+)$",
        "person.html",
        people="SELECT * FROM person WHERE slug = :slug",
        rows="SELECT * FROM standing WHERE slug = :slug ORDER BY position DESC, key",
    ),
    _rows(
        r"/statement/(?P<page>[^/]+/[^/]+/[^/]+)$",
        "statement.html",
        rows="SELECT standing.*, text FROM standing JOIN statement ON statement.rowid = standing.id WHERE page = :page",
        rivals="""SELECT rival.* FROM standing AS rival JOIN candidacy USING (cycle, role, team)
                      WHERE candidacy.page = :page AND rival.id <> candidacy.id ORDER BY candidate COLLATE NOCASE""",
        sources=_PART.format("source"),
        variants=_PART.format("variant"),
        removed=_PART.format("removed"),
    ),
    (r"/search$", "search.html", _search),
    _rows(
        r"/review$",
        "review.html",
        posts="SELECT * FROM review ORDER BY submitted IS NULL, submitted, id",
    ),
    _rows(r"/feed\.atom$", "feed.xml", rows=_NEWEST),
    (r"/(?!(?:data|static)(?:[/.]|$)).*$", "error.html", lambda *_: None),
)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Our pages, before Datasette's own."""
    return [(pattern, partial(_page, template, read)) for pattern, template, read in PAGES]


@hookimpl
def extra_template_vars(datasette: Any) -> Context:
    """What every template may use."""
    return {**_HELPERS, **datasette.plugin_config("hustings")}


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A page that says what is wrong and nothing of the program, in place of Datasette's with its trace on stderr."""
    status = getattr(exception, "status", 500)
    said = str(exception) if status < 500 else "Something went wrong here."
    return partial(_failed, datasette, request, status, said)


async def _failed(datasette: Any, request: Any, status: int, said: str) -> Any:
    body = await datasette.render_template("error.html", {"status": status, "error": said}, request=request)
    return Response.html(body, status=status)


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
