"""Commands that write exports across the duties; registers are in ``safety.commands``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click
from flask import Flask

from safety.access.scope import system_actor
from safety.exports import operations
from safety.exports.return_asked import chosen_span
from safety.exports.rules.periods import period_from
from safety.law.days import shanghai_date
from safety.people.queries import union_by_name
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.Path(dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    """Add the commands to ``flask export``."""
    cast("click.Group", app.cli.commands["export"]).add_command(export_return)


@click.command("return")
@click.option("--period", required=True, help="A year or a quarter, as 2026 or 2026Q3.")
@click.option("--union", "union_name", required=True, help="The union whose return it is, by its full name.")
@click.option(
    "--as-of", type=DAY, help="The last day whose entries count (default: the 15th after the period)."
)
@click.option("--out", required=True, type=OUT)
@speaks_plainly
def export_return(period: str, union_name: str, as_of: datetime | None, out: Path) -> None:
    """Write the return of a union with all unions below it to the workbook OUT."""
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    now = datetime.now(UTC)
    span = chosen_span(period_from(period), as_of.date() if as_of else None, shanghai_date(now))
    with one_transaction():
        union = union_by_name(union_name)
        made = operations.export_return(actor=system_actor(), now=now, union=union, span=span, path=out)
    click.echo(f"{made.union.name} {span.period.key}: content hash {made.content_hash}")
