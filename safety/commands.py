"""The flask commands of the register; the geospatial ones are in ``maps.commands``.

Each runs as one transaction, as the application itself (``system_actor``); a refusal is one sentence on
standard error and exit status 1.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from threading import Event
from typing import ParamSpec

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from safety.audit import operations as audit_operations
from safety.audit import queries as audit_queries
from safety.errors import Refusal
from safety.exports import operations as exports
from safety.transactions import one_transaction

P = ParamSpec("P")

audit_group = AppGroup("audit", help="Check and seal the record of changes.")
backup_group = AppGroup("backup", help="Make a backup, or restore one into an empty database.")
import_group = AppGroup("import", help="Take in registers from files.")
export_group = AppGroup("export", help="Write registers to files.")


def speaks_plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a refusal into one sentence and exit status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            lines = [str(refusal.sentence)]
            lines += [f"  {name}: {one}" for name, some in refusal.fields.items() for one in some]
            raise click.ClickException("\n".join(lines)) from refusal

    return run


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for group in (audit_group, backup_group, import_group, export_group):
        app.cli.add_command(group)
    app.cli.add_command(do_queued_work)


@click.command("work")
@with_appcontext
def do_queued_work() -> None:
    """Do queued work (imports, exports) until interrupted, for servers that leave it to this process."""
    consumer = current_app.extensions["huey"].consume()
    click.echo("doing queued work; Ctrl-C stops")
    try:
        Event().wait()
    finally:
        consumer.stop(graceful=True)


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


@backup_group.command("create")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@speaks_plainly
def backup_create(out: Path) -> None:
    """Write all tables and stored files of one moment to OUT."""
    settings = current_app.config["SETTINGS"]
    manifest = exports.create_backup(out=out, data_dir=settings.data_dir, now=datetime.now(UTC))
    click.echo(
        f"{sum(manifest.rows.values())} rows, {len(manifest.hashes)} members, head {manifest.audit_head}"
    )


@backup_group.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks_plainly
def backup_restore(source: Path) -> None:
    """Restore SOURCE into the empty, migrated database and the data folder of the settings."""
    settings = current_app.config["SETTINGS"]
    with one_transaction():
        manifest = exports.restore_backup(source=source, data_dir=settings.data_dir)
    click.echo(f"restored {sum(manifest.rows.values())} rows of {manifest.made_at}; audit head agrees")
