"""Commands that check and seal the record of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from safety.audit import queries as audit_queries
from safety.papers.keys import known
from safety.proof.operations import send_heads
from safety.proof.queries import whole
from safety.wire.commands import speaks_plainly

audit_group = AppGroup("audit", help="Check and seal the record of changes.")


@audit_group.command("verify")
@click.option(
    "--head", help="A head hash known from outside (printed on a paper or sealed): must be a known seal."
)
@click.option(
    "--outside",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of heads that went outside; otherwise QUNJIAN_HEADS_FOLDER.",
)
@speaks_plainly
def audit_verify(head: str | None, outside: Path | None) -> None:
    """Walk every chain and name the first bad row; compare with the heads that went outside."""
    held, broken = audit_queries.verify()
    if broken is not None:
        raise click.ClickException(f"chain {broken.chain}, row {broken.seq}: {broken.why}")
    if head is not None and not audit_queries.is_known_head(head):
        raise click.ClickException("no seal and no present head has this hash: rows were lost or rewritten")
    folder = outside or current_app.config["SETTINGS"].heads_folder
    if folder is not None:
        found = whole.faults_outside(folder, known())
        if found:
            said = "; ".join(f"{one.record}: {one.why}" for one in found)
            raise click.ClickException(f"not what went outside: {said}")
    click.echo(f"{held} chains hold; head {audit_queries.head_hash()}")


@audit_group.command("seal")
@speaks_plainly
def audit_seal() -> None:
    """Put all chain heads under one hash; sign them and put them outside where a folder or a mail address is named."""
    sent = send_heads(now=datetime.now(UTC))
    click.echo(sent.hash)
    if sent.failed:
        said = ", ".join(f"{place} ({words})" for place, words in sent.failed.items())
        raise click.ClickException(f"sealed, but not put outside: {said}")
