"""A backfill's plan and progress, for people on stderr; the plan also as a JSON line."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from importers.reference.windows import Window
from importers.report.output import Output
from importers.report.plan import Plan, SourcePlan
from scraper.files import shown
from scraper.model import Outcome
from scraper.month import Month

_MINUTE, _HOUR = 60, 3600
_SPELT_OUT = 12
_LONGEST = 60


def show_plan(plan: Plan, pace: float, output: Output) -> None:
    """What will be asked for, before anything is."""
    if output.as_json:
        output.row({"plan": as_row(plan, pace)})
    elif output.talks:
        _windows(plan.windows)
        _table(plan.sources)
        if plan.requests:
            click.echo(
                f"about {_many(plan.requests, 'request')}, {_lasting(plan.seconds(pace))}"
                f" at a pace of {pace:g} s{_besides(plan)}",
                err=True,
            )


def as_row(plan: Plan, pace: float) -> dict[str, object]:
    """The plan as one JSON object."""
    return {
        "cycles": list(plan.cycles),
        "windows": [
            {
                "cycle": each.cycle,
                "kind": each.kind,
                "opens": each.opens.isoformat(),
                "closes": each.closes.isoformat(),
                "months": [str(month) for month in each.months],
            }
            for each in plan.windows
        ],
        "sources": [
            {
                "source": each.source.name,
                "kind": each.source.kind,
                "months": [str(month) for month in each.months],
                "wanted": [str(month) for month in each.wanted],
                "requests": each.requests,
                "note": each.note,
            }
            for each in plan.sources
        ],
        "requests": plan.requests,
        "seconds": plan.seconds(pace),
    }


@contextmanager
def progress(plan: Plan, *, hidden: bool) -> Iterator[Callable[[Outcome], None]]:
    """A bar per source while the block runs, on a terminal only; call what comes back with every outcome."""
    from rich.console import Console

    console = Console(stderr=True)
    if hidden or not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[file]}", markup=False),
    )
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, Any] = {
            each.source.name: bars.add_task(shown(each.source.name), total=each.requests, file="")
            for each in plan.sources
            if each.requests != 0
        }
        done = Counter[str]()

        def step(outcome: Outcome) -> None:
            if outcome.source in tasks:
                done[outcome.source] += 1
                told = shown(f"{outcome.outcome} {outcome.name}", _LONGEST)
                bars.update(tasks[outcome.source], advance=1, file=told)

        yield step
        # The plan counts months that a list may turn out not to have.
        for name, task in tasks.items():
            bars.update(task, total=done[name], file="")


@contextmanager
def reading(months: int) -> Iterator[Callable[[], None] | None]:
    """A bar for the months that are read, on a terminal only; call what comes back, where something does, for each."""
    if not months or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("reading months", total=months)
        yield lambda: bars.advance(task)
        bars.update(task, description="read; archive written")


def _windows(windows: Sequence[Window]) -> None:
    width = max((len(each.cycle) for each in windows), default=0)
    for each in windows:
        first, last = each.months
        click.echo(
            f"{each.cycle:<{width}}  {each.kind:<8}  {each.opens} to {each.closes}: months {first} to {last}",
            err=True,
        )


def _table(sources: Sequence[SourcePlan]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="plan", title_justify="left")
    for column in ("source", "kind"):
        table.add_column(column)
    for column in ("months", "to ask", "requests"):
        table.add_column(column, justify="right")
    table.add_column("what")
    for each in sources:
        by_month = bool(each.months)
        table.add_row(
            shown(each.source.name),
            each.source.kind,
            str(len(each.months)) if by_month else "",
            str(len(each.wanted)) if by_month else "",
            "?" if each.requests is None else str(each.requests),
            each.note or _spelt(each.wanted),
        )
    Console(stderr=True).print(table)


def _spelt(months: Sequence[Month]) -> str:
    if len(months) <= _SPELT_OUT:
        return ", ".join(map(str, months))
    return f"{months[0]} to {months[-1]}"


def _besides(plan: Plan) -> str:
    unknown = [shown(each.source.name) for each in plan.sources if each.requests is None]
    return f"; besides, what {', '.join(unknown)} takes" if unknown else ""


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _lasting(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.1f} h"
