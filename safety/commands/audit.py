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
from safety.proof.queries.chains import verify_chains
from safety.proof.queries.outside import files_of_heads
from safety.proof.rules import WHY_WORDS
from safety.wire.commands import in_english, speaks_plainly

#: So many things are told one by one.
MOST_PRINTED = 50

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
    held, broken = verify_chains()
    if broken is not None:
        raise click.ClickException(f"chain {broken.chain}, row {broken.seq}: {broken.why}")
    if head is not None and not audit_queries.is_known_head(head):
        raise click.ClickException("no seal and no present head has this hash: rows were lost or rewritten")
    compared = _compare(outside)
    click.echo(f"{held} chains hold{compared}; head {audit_queries.head_hash()}")


def _compare(outside: Path | None) -> str:
    """Compare with the heads in a folder; how many these were.  Nothing where no folder is named.

    Raises:
        ClickException: the folder is not there or holds no heads, or something in it tells otherwise.
    """
    folder = outside or current_app.config["SETTINGS"].heads_folder
    if folder is None:
        return ""
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is not there: nothing was compared with what went outside")
    files = files_of_heads(folder)
    if not files:
        raise click.ClickException(f"{folder} holds no heads: nothing was compared with what went outside")
    found = whole.faults_outside(folder, known(), all_sent=outside is None)
    if found:
        told = [f"{one.record}: {one.why} ({in_english(WHY_WORDS[one.why])})" for one in found[:MOST_PRINTED]]
        more = f"; and {len(found) - MOST_PRINTED} more" if len(found) > MOST_PRINTED else ""
        raise click.ClickException(f"not what went outside: {'; '.join(told)}{more}")
    return f", as {len(files)} heads from outside tell"


@audit_group.command("seal")
@speaks_plainly
def audit_seal() -> None:
    """Put all chain heads under one hash; sign them and put them outside where a folder or a mail address is named."""
    sent = send_heads(now=datetime.now(UTC))
    click.echo(sent.hash)
    if sent.failed:
        said = ", ".join(f"{place} ({words})" for place, words in sent.failed.items())
        raise click.ClickException(f"sealed, but not put outside: {said}")
