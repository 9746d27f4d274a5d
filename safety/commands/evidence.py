"""The command that clears up photographs and files."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from safety.access.scope import system_actor
from safety.evidence import operations as evidence
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

evidence_group = AppGroup("evidence", help="Photographs and files.")


@evidence_group.command("sweep")
@click.option(
    "--staged-days", default=30, show_default=True, help="How long a photo may wait for its record."
)
@speaks_plainly
def evidence_sweep(staged_days: int) -> None:
    """Remove photos that no record came for, and stored contents without a row."""
    with one_transaction():
        swept = evidence.sweep_orphans(actor=system_actor(), now=datetime.now(UTC), staged_days=staged_days)
    click.echo(f"removed {swept.rows} staged files and {swept.contents} contents")
