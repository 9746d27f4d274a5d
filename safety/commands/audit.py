"""Commands that check and seal the record of changes."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from safety.audit import operations as audit_operations
from safety.audit import queries as audit_queries
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

audit_group = AppGroup("audit", help="Check and seal the record of changes.")


@audit_group.command("verify")
@click.option(
    "--head", help="A head hash known from outside (printed on a paper or sealed): must be a known seal."
)
@speaks_plainly
def audit_verify(head: str | None) -> None:
    """Walk every chain and name the first bad row."""
    held, broken = audit_queries.verify()
    if broken is not None:
        raise click.ClickException(f"chain {broken.chain}, row {broken.seq}: {broken.why}")
    if head is not None and not audit_queries.is_known_head(head):
        raise click.ClickException("no seal and no present head has this hash: rows were lost or rewritten")
    click.echo(f"{held} chains hold; head {audit_queries.head_hash()}")


@audit_group.command("seal")
@speaks_plainly
def audit_seal() -> None:
    """Put all chain heads under one hash, to be kept outside."""
    with one_transaction():
        seal = audit_operations.seal_heads(now=datetime.now(UTC))
        click.echo(seal.hash)
