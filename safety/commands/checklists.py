"""The command of the checklists that come with the application."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from safety.access.scope import system_actor
from safety.inspections import operations as inspections
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

checklists_group = AppGroup("checklists", help="The checklists that come with the application.")


@checklists_group.command("adopt-shipped")
@speaks_plainly
def adopt_shipped_checklists() -> None:
    """Publish the shipped checklists that are new or of a newer edition; safe to repeat."""
    with one_transaction():
        made = inspections.load_shipped_checklists(actor=system_actor(), now=datetime.now(UTC))
    click.echo(f"{made} checklists published")
