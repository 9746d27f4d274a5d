"""The timed command of accident cases."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from safety.access.scope import system_actor
from safety.accidents import operations
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

accidents_group = AppGroup("accidents", help="Accident cases.")


@accidents_group.command("regrade")
@speaks_plainly
def regrade() -> None:
    """Bring grades up to date that changed because missing people count as dead by now; to be run daily."""
    with one_transaction():
        changed = operations.refresh_grades(actor=system_actor(), now=datetime.now(UTC))
    click.echo(f"{changed} accidents have another grade")
