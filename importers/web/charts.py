"""The story in pictures: SVG that Altair and Vega make here, so that a page needs no script.

Drawing takes half a second, and a page is asked for often: what was drawn of the same rows is kept.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from sqlite3 import Row
from typing import Any, NamedTuple

import altair as alt
import vl_convert
from markupsafe import Markup, escape

Rows = tuple[tuple[Any, ...], ...]
# Colours as they are by day; the style sheet puts others in their place by night.
_INK, _QUIET, _RULE = "#1f2328", "#57606a", "#d8dee4"
_ONE, _TWO, _THREE = "#1f5f8b", "#c2571a", "#cfd8dc"
_ROLES = re.compile(r' (?:role|aria-roledescription)="[^"]*"')
_FONT = "system-ui, sans-serif"
_LINE = {"point": True, "strokeWidth": 2}


class Chart(NamedTuple):
    """A picture with its words, and the same as a table."""

    name: str
    title: str
    description: str
    svg: Markup
    columns: tuple[str, ...]
    rows: Rows


def story(years: Sequence[Row], states: Sequence[Row]) -> list[Chart]:
    """`years` are the rows of `over_time`, `states` the team, cycle and state of every lead's seat; none without years."""
    if not years:
        return []
    # in percent; None where results do not say who was leaderless
    percent = [
        (row["cycle"], *(n and round(100 * n / row["teams"]) for n in (row["contested"], row["leaderless"])))
        for row in years
        if row["teams"]
    ]
    return [
        candidacies(tuple((row["cycle"], row["ptl"], row["tc"]) for row in years)),
        shares(tuple(percent)),
        lengths(tuple((row["cycle"], int(row["words"] or 0)) for row in years)),
        seats(tuple(map(tuple, states)), tuple(row["cycle"] for row in years)),
    ]


@lru_cache(maxsize=8)
def candidacies(rows: Rows) -> Chart:
    """`rows`: cycle, PTL, TC."""
    first, last = rows[0], rows[-1]
    words = f"From {first[1] + first[2]} candidacies in {first[0]} to {last[1] + last[2]} in {last[0]}."
    made = _over_cycles(("PTL", "TC"), rows, "candidacies").mark_bar()
    return _made("candidacies", "Candidacies per cycle", words, made, 200, ("cycle", "PTL", "TC"), rows)


@lru_cache(maxsize=8)
def shares(rows: Rows) -> Chart:
    """`rows`: cycle, contested, leaderless, both in percent of the teams."""
    words = f"In {rows[0][0]} {rows[0][1]} % of the teams had more than one candidate, in {rows[-1][0]} {rows[-1][1]} %."
    made = _over_cycles(("contested", "leaderless"), rows, "% of the teams").mark_line(**_LINE)
    columns = ("cycle", "contested, %", "leaderless, %")
    return _made("shares", "Contested and leaderless teams", words, made, 200, columns, rows)


@lru_cache(maxsize=8)
def lengths(rows: Rows) -> Chart:
    """`rows`: cycle, mean words of a statement."""
    words = (
        f"A statement had {rows[0][1]} words on average in {rows[0][0]}, and {rows[-1][1]} in {rows[-1][0]}."
    )
    made = _over_cycles(("words",), rows, "words, on average").mark_line(**_LINE)
    return _made("lengths", "Length of statements", words, made, 200, ("cycle", "words"), rows)


@lru_cache(maxsize=8)
def seats(rows: Rows, cycles: tuple[str, ...]) -> Chart:
    """`rows`: team, cycle, state."""
    states = ("contested", "uncontested", "leaderless")
    teams = sorted({team for team, _, _ in rows}, key=str.casefold)
    made = (
        _chart([{"team": t, "cycle": c, "state": s} for t, c, s in rows])
        .mark_rect(stroke="#ffffff")
        .encode(
            x=alt.X("cycle:N", sort=cycles, title=None, axis=alt.Axis(orient="top", labelAngle=-45)),
            y=alt.Y("team:N", sort=teams, title=None, axis=alt.Axis(labelLimit=240)),
            color=alt.Color(
                "state:N", title=None, scale=alt.Scale(domain=states, range=[_ONE, _THREE, _TWO])
            ),
        )
    )
    count = {state: sum(each == state for _, _, each in rows) for state in states}
    words = (
        f"{count['contested']} elections of a team's lead were contested, {count['uncontested']} had one candidate, "
        f"{count['leaderless']} had none."
    )
    columns = ("team", "cycle", "state")
    return _made("seats", "Teams by cycle", words, made, 15 * len(teams), columns, rows)


def _chart(data: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=data))


def _over_cycles(kinds: tuple[str, ...], rows: Rows, title: str) -> Any:
    """What becomes of each kind from cycle to cycle; `rows`: cycle, a number per kind."""
    cycles = [row[0] for row in rows]
    data = [
        {"cycle": row[0], "kind": kind, "n": n}
        for row in rows
        for kind, n in zip(kinds, row[1:], strict=True)
    ]
    scale = alt.Scale(domain=kinds, range=[_ONE, _TWO][: len(kinds)])
    return _chart(data).encode(
        x=alt.X("cycle:N", sort=cycles, title=None, axis=alt.Axis(labelAngle=-45)),
        y=alt.Y("n:Q", title=title),
        color=alt.Color("kind:N", title=None, scale=scale, legend=alt.Legend() if len(kinds) > 1 else None),
    )


def _made(
    name: str, title: str, words: str, chart: Any, height: int, columns: tuple[str, ...], rows: Rows
) -> Chart:
    """The chart drawn; `words` is what somebody should know who does not see it."""
    # Wide pictures stand alone, narrow ones in pairs.
    made = chart.properties(width=760 if name == "seats" else 440, height=height, background="transparent")
    made = made.configure(font=_FONT, aria=False).configure_view(stroke=None)
    made = made.configure_axis(
        **dict.fromkeys(("labelColor", "titleColor"), _QUIET),
        **dict.fromkeys(("gridColor", "domainColor", "tickColor"), _RULE),
        labelFontSize=12,
        titleFontSize=12,
        titleFontWeight="normal",
    ).configure_legend(
        orient="top", labelColor=_INK, labelFontSize=13, symbolType="square", columnPadding=18, offset=6
    )
    # The parts of a picture that has a name of its own need none.
    drawn = _ROLES.sub("", vl_convert.vegalite_to_svg(made.to_dict()))
    head, _, rest = drawn.partition(">")
    named = f' role="img" aria-labelledby="{name}-title {name}-words"'
    inside = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(words)}</desc>'
    svg = Markup(f"{head}{named}>{inside}{rest}")  # noqa: S704  Vega escapes what it draws
    return Chart(name, title, words, svg, columns, rows)
