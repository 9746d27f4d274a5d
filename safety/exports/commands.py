"""Commands that write exports across the duties; registers are in ``safety.commands``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, cast

import click
from flask import Flask
from flask_babel import force_locale

from safety.access.scope import system_actor
from safety.exports import operations
from safety.exports.operations.registers import LOCALES
from safety.exports.participation_schemas import participation_from
from safety.exports.return_asked import chosen_span
from safety.exports.rules.kinds import ReturnFormat
from safety.exports.rules.participation import FILTER_LABELS, FileFormat
from safety.exports.rules.periods import period_from
from safety.law.days import shanghai_date
from safety.people.queries import union_by_name
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

P = ParamSpec("P")
DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.Path(dir_okay=False, path_type=Path)


def register(app: Flask) -> None:
    """Add the commands to ``flask export``."""
    group = cast("click.Group", app.cli.commands["export"])
    group.add_command(export_return)
    group.add_command(export_participation)


@click.command("return")
@click.option("--period", required=True, help="A year or a quarter, as 2026 or 2026Q3.")
@click.option("--union", "union_name", required=True, help="The union whose return it is, by its full name.")
@click.option(
    "--as-of", type=DAY, help="The last day whose entries count (default: the 15th after the period)."
)
@click.option("--out", required=True, type=OUT)
@click.option(
    "--format",
    "file_format",
    type=click.Choice([one.value for one in ReturnFormat]),
    default=ReturnFormat.XLSX.value,
    show_default=True,
)
@speaks_plainly
def export_return(period: str, union_name: str, as_of: datetime | None, out: Path, file_format: str) -> None:
    """Write the return of a union with all unions below it to the file OUT."""
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    now = datetime.now(UTC)
    span = chosen_span(period_from(period), as_of.date() if as_of else None, shanghai_date(now))
    with one_transaction():
        union = union_by_name(union_name)
        made = operations.export_return(
            actor=system_actor(),
            now=now,
            union=union,
            span=span,
            path=out,
            file_format=ReturnFormat(file_format),
        )
    click.echo(f"{made.union.name} {span.period.key}: content hash {made.content_hash}")


def participation_filters(command: Callable[P, None]) -> Callable[P, None]:
    """The filters of the page, as options."""
    for name in FILTER_LABELS:
        command = click.option(f"--{name}", help=f"As {name}= in the address of the page.")(command)
    return command


@click.command("participation")
@click.option(
    "--format",
    "file_format",
    type=click.Choice([one.value for one in FileFormat]),
    default="xlsx",
    show_default=True,
)
@click.option("--out", required=True, type=OUT)
@click.option("--personal", is_flag=True, help="With names in clear; wants --purpose.")
@click.option("--purpose", help="What the personal data are for; kept in the audit.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@participation_filters
@speaks_plainly
def export_participation(
    *, file_format: str, out: Path, personal: bool, purpose: str | None, language: str, **given: Any
) -> None:
    """Write the participation records, with the page's filters, to OUT."""
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    filters = {name: value for name, value in given.items() if value}
    asked = participation_from(
        {
            "format": file_format,
            "filters": filters,
            "personal": personal,
            "purpose": purpose,
            "language": language,
        }
    )
    with force_locale(LOCALES[language]):
        written = operations.write_participation(
            actor=system_actor(), now=datetime.now(UTC), asked=asked, path=out
        )
    rows = ", ".join(f"{part} {count}" for part, count in written.counts.items())
    click.echo(f"{rows}; content hash {written.content_hash}")
