"""The story in pictures: SVG that Altair and Vega make here, so that a page needs no script.

Drawing takes half a second, and a page is asked for often: what was drawn of the same rows is kept.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
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


class Chart(NamedTuple):
    """A picture with its words, and the same as a table."""

    name: str
    title: str
    description: str
    svg: Markup
    columns: tuple[str, ...]
    rows: Rows


def story(years: Sequence[Mapping[str, Any]], states: Sequence[tuple[str, str, str]]) -> list[Chart]:
    """`years` are the rows of `over_time`, `states` the team, cycle and state of every lead's seat; none without years."""
    if not years:
        return []
    stood = tuple((row["cycle"], row["ptl"], row["tc"]) for row in years)
    words = tuple((row["cycle"], int(row["words"] or 0)) for row in years)
    # in percent; None where results do not say who was leaderless
    shares = tuple(
        (row["cycle"], *(n and round(100 * n / row["teams"]) for n in (row["contested"], row["leaderless"])))
        for row in years
        if row["teams"]
    )
    drawn = [
        _over_cycles(
            *("candidacies", "Candidacies per cycle", "candidacies", ("PTL", "TC"), stood),
            f"From {sum(stood[0][1:])} candidacies in {stood[0][0]} to {sum(stood[-1][1:])} in {stood[-1][0]}.",
        ),
        _over_cycles(
            *("lengths", "Length of statements", "words, on average", ("words",), words),
            f"A statement had {words[0][1]} words on average in {words[0][0]}, and {words[-1][1]} in {words[-1][0]}.",
        ),
        _seats(tuple(map(tuple, states)), tuple(row["cycle"] for row in years)),
    ]
    if shares:
        said = f"In {shares[0][0]} {shares[0][1]} % of the teams had more than one candidate, in {shares[-1][0]} {shares[-1][1]} %."
        names = ("contested", "leaderless")
        drawn.insert(
            1, _over_cycles("shares", "Contested and leaderless teams", "% of the teams", names, shares, said)
        )
    return drawn


@lru_cache(maxsize=8)
def _seats(rows: Rows, cycles: tuple[str, ...]) -> Chart:
    """`rows`: team, cycle, state."""
    states = ("contested", "uncontested", "leaderless")
    teams = sorted({team for team, _, _ in rows}, key=str.casefold)
    made = (
        alt.Chart(alt.Data(values=[{"team": t, "cycle": c, "state": s} for t, c, s in rows]))
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
        f"Elections of a team's lead: {count['contested']} contested, {count['uncontested']} with one candidate, "
        f"{count['leaderless']} with none."
    )
    columns = ("team", "cycle", "state")
    return _made("seats", "Teams by cycle", words, made, 15 * len(teams), columns, rows)


@lru_cache(maxsize=24)
def _over_cycles(name: str, title: str, axis: str, kinds: tuple[str, ...], rows: Rows, words: str) -> Chart:
    """What becomes of each kind from cycle to cycle, candidacies as bars; `rows`: cycle, a number per kind."""
    data = [
        {"cycle": row[0], "kind": kind, "n": n}
        for row in rows
        for kind, n in zip(kinds, row[1:], strict=True)
    ]
    chart = alt.Chart(alt.Data(values=data))
    drawn = chart.mark_bar() if name == "candidacies" else chart.mark_line(point=True, strokeWidth=2)
    scale = alt.Scale(domain=kinds, range=[_ONE, _TWO][: len(kinds)])
    made = drawn.encode(
        x=alt.X("cycle:N", sort=[row[0] for row in rows], title=None, axis=alt.Axis(labelAngle=-45)),
        y=alt.Y("n:Q", title=axis),
        color=alt.Color("kind:N", title=None, scale=scale, legend=alt.Legend() if len(kinds) > 1 else None),
    )
    columns = ("cycle", *(f"{kind}, %" if axis[0] == "%" else kind for kind in kinds))
    return _made(name, title, words, made, 200, columns, rows)


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
