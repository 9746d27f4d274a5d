"""Commands that make a backup and restore one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from safety.exports import operations as exports
from safety.wire.commands import speaks_plainly

backup_group = AppGroup("backup", help="Make a backup, or restore one into an empty database.")


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
    """Restore SOURCE, of this version or an older one, into the empty, migrated database and the data folder."""
    settings = current_app.config["SETTINGS"]
    manifest = exports.restore_any(source=source, data_dir=settings.data_dir)
    click.echo(f"restored {sum(manifest.rows.values())} rows of {manifest.made_at}; audit head agrees")
