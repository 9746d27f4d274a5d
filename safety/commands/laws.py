"""Commands about the texts of laws: look at a new version, put it in use, take it back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from safety.access.scope import system_actor
from safety.law.days import shanghai_date
from safety.law.versions import CHANGE_LABELS, Change, compare, version_of
from safety.reference.models import LawText
from safety.reference.operations.law_texts import adopt_law_text, take_back_law_text, upload_law_text
from safety.reference.queries import bring_law_up_to_date, law_text, law_texts
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly
from safety.wire.problems import translate

laws_group = AppGroup(
    "laws", help="Texts of laws: look at a new version in a file, put it in use, take it back."
)


@laws_group.command("list")
def list_texts() -> None:
    """Name the versions that were imported, the newest first."""
    with one_transaction(write=False):
        for row in law_texts():
            state = "in use" if row.is_used else "taken back" if row.ended_at else "to be adopted"
            click.echo(f"{row.id}  {row.in_force_from}  {row.name} ({row.version})  {state}")


@laws_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--adopt", is_flag=True, help="Put it in use at once; without this it is only looked at.")
@speaks_plainly
def import_text(*, file: Path, adopt: bool) -> None:
    """Look at the version in FILE (TOML) beside the text before it, and keep it."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text") from error
    now = datetime.now(UTC)
    with one_transaction():
        bring_law_up_to_date(shanghai_date(now))
        row = upload_law_text(actor=system_actor(), now=now, text=text)
        _show(row)
        if adopt:
            adopt_law_text(actor=system_actor(), now=now, row=row)
        said = f"in use for facts from {row.in_force_from} on" if adopt else "kept, not in use yet"
    click.echo(f"{row.id}: {said}")


@laws_group.command("adopt")
@click.argument("text_id", type=click.UUID)
@speaks_plainly
def adopt_text(text_id: uuid.UUID) -> None:
    """Put the version TEXT_ID in use."""
    now = datetime.now(UTC)
    with one_transaction():
        bring_law_up_to_date(shanghai_date(now))
        row = law_text(text_id)
        adopt_law_text(actor=system_actor(), now=now, row=row)
    click.echo(f"in use for facts from {row.in_force_from} on")


@laws_group.command("take-back")
@click.argument("text_id", type=click.UUID)
@click.option("--reason", required=True, help="Why; kept on record.")
@speaks_plainly
def take_back_text(text_id: uuid.UUID, reason: str) -> None:
    """Take the version TEXT_ID out of use while nothing rests on it."""
    now = datetime.now(UTC)
    with one_transaction():
        bring_law_up_to_date(shanghai_date(now))
        row = law_text(text_id)
        take_back_law_text(actor=system_actor(), now=now, row=row, reason=reason)
    click.echo("taken back")


def _show(row: LawText) -> None:
    """Print what the version changes, and what cites it."""
    for line in compare(version_of(row.text, row.law)):
        if line.change is Change.SAME:
            continue
        place = (line.after or line.before).article if (line.after or line.before) else ""  # type: ignore[union-attr]
        uses = "、".join(translate(one) for one in line.uses)
        click.echo(f"{translate(CHANGE_LABELS[line.change])}  {line.key}  {place}  {uses}".rstrip())
