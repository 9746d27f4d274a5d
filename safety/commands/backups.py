"""Commands that make a backup, keep the server's keys apart, restore, and rehearse a restore."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from safety.access.scope import system_actor
from safety.backups import operations as backups
from safety.backups.queries import newest_good_backup
from safety.backups.rules import RunKind
from safety.backups.sealing import Recipient, new_identity, opened, recipients_of
from safety.config import Settings
from safety.errors import Refusal
from safety.papers.keys import known
from safety.papers.operations import note_trusted
from safety.papers.signing import keep_private_file
from safety.text import N_, Text
from safety.transactions import one_transaction
from safety.wire.commands import speaks_plainly

HOME = Path(__file__).resolve().parents[2]

backup_group = AppGroup("backup", help="Make a backup, keep the keys apart, restore, rehearse a restore.")

_new_file = click.Path(dir_okay=False, path_type=Path)
_old_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_identity = click.option(
    "--identity", type=_old_file, help="The file with the secret key (AGE-SECRET-KEY-1…)."
)


def _encrypted(command: Callable[..., None]) -> Callable[..., None]:
    """The two options that say who may read a backup."""
    for option in (
        click.option(
            "--recipient", "keys", multiple=True, help="A public key (age1…); else QUNJIAN_BACKUP_RECIPIENTS."
        ),
        click.option("--unencrypted", is_flag=True, help="Readable by whoever holds the file; asks first."),
        click.option("--yes", is_flag=True, help="Do not ask."),
    ):
        command = option(command)
    return command


@backup_group.command("keygen")
@click.argument("out", type=_new_file)
@speaks_plainly
def backup_keygen(out: Path) -> None:
    """Make the pair of keys that backups are encrypted with: the secret one into OUT, the public one is printed.

    Keep OUT away from this server (two copies, two places): without it no backup can be read.
    """
    identity = new_identity()
    if out.exists():
        raise click.ClickException(f"{out} exists already")
    public = identity.to_public()
    keep_private_file(out, f"# public key: {public}\n{identity}\n".encode())
    click.echo(f"QUNJIAN_BACKUP_RECIPIENTS={public}")


@backup_group.command("create")
@click.argument("out", type=_new_file)
@_encrypted
@speaks_plainly
def backup_create(*, out: Path, keys: tuple[str, ...], unencrypted: bool, yes: bool) -> None:
    """Write all tables and stored files of one moment to OUT; the server's keys are not among them."""
    recipients = _recipients(keys, unencrypted=unencrypted, yes=yes)
    data_dir = _settings().data_dir
    with _recorded(RunKind.BACKUP, out) as told:
        manifest = backups.create_backup(
            out=out, data_dir=data_dir, now=datetime.now(UTC), recipients=recipients
        )
        told["row_count"] = sum(manifest.rows.values())
    click.echo(
        f"{sum(manifest.rows.values())} rows, {len(manifest.hashes)} members, head {manifest.audit_head}"
    )


@backup_group.command("keys")
@click.argument("out", type=_new_file)
@_encrypted
@speaks_plainly
def backup_keys(*, out: Path, keys: tuple[str, ...], unencrypted: bool, yes: bool) -> None:
    """Write the keys that sign records and PDFs to OUT, to be kept apart from the backups."""
    recipients = _recipients(keys, unencrypted=unencrypted, yes=yes)
    data_dir = _settings().data_dir
    with _recorded(RunKind.KEYS, out):
        manifest = backups.create_keys_backup(
            out=out, data_dir=data_dir, now=datetime.now(UTC), recipients=recipients
        )
    click.echo(f"{len(manifest.hashes)} files of keys")


@backup_group.command("restore")
@click.argument("source", type=_old_file)
@_identity
@speaks_plainly
def backup_restore(*, source: Path, identity: Path | None) -> None:
    """Restore SOURCE, of this version or an older one, into the empty, migrated database and the data folder."""
    data_dir = _settings().data_dir
    with opened(source, identity, beside=data_dir) as archive:
        manifest = backups.restore_any(source=archive, data_dir=data_dir)
    click.echo(f"restored {sum(manifest.rows.values())} rows of {manifest.made_at}; audit head agrees")


@backup_group.command("restore-keys")
@click.argument("source", type=_old_file)
@_identity
@speaks_plainly
def backup_restore_keys(*, source: Path, identity: Path | None) -> None:
    """Put the server's keys back from SOURCE, which `backup keys` wrote; keys that are there are never replaced."""
    data_dir = _settings().data_dir
    with opened(source, identity, beside=data_dir) as archive:
        manifest = backups.restore_keys(source=archive, data_dir=data_dir)
    with one_transaction():
        note_trusted(actor=system_actor(), now=datetime.now(UTC), key_ids=known())
    click.echo(f"restored {len(manifest.hashes)} files of keys")


@backup_group.command("rehearse")
@click.argument("source", type=_old_file, required=False)
@_identity
@speaks_plainly
def backup_rehearse(*, source: Path | None, identity: Path | None) -> None:
    """Restore the latest backup (or SOURCE) beside this installation, walk its audit, and throw the copy away."""
    file = source or _latest_backup()
    with _recorded(RunKind.REHEARSAL, file) as told:
        rows = backups.rehearse_restore(
            source=file, identity=identity, program=HOME, data_dir=_settings().data_dir
        )
        told["row_count"] = rows
    click.echo(f"{file}: restored {rows} rows on an empty database; every audit chain holds")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _recipients(keys: tuple[str, ...], *, unencrypted: bool, yes: bool) -> tuple[Recipient, ...]:
    """Who will be able to read it.

    Raises:
        ClickException: nobody was named, and it was not asked to be readable by everybody.
    """
    recipients = recipients_of(keys or _settings().backup_recipients)
    if unencrypted:
        if not yes:
            click.confirm("It will be readable by whoever holds the file. Go on?", abort=True)
        return ()
    if not recipients:
        raise click.ClickException(
            "to whom is it encrypted? Make a pair of keys with `flask --app app backup keygen FILE` and set "
            "QUNJIAN_BACKUP_RECIPIENTS, or give --recipient; --unencrypted makes one that anybody can read"
        )
    return recipients


def _latest_backup() -> Path:
    with one_transaction(write=False):
        found = newest_good_backup()
        path = Path(found.path) if found else None
    if path is None:
        raise click.ClickException("no backup was made yet")
    if not path.is_file():
        raise click.ClickException(f"the latest backup is not at {path} any more: name the file")
    return path


@contextmanager
def _recorded(kind: RunKind, file: Path) -> Iterator[dict[str, Any]]:
    """Keep on record how it ended, in a transaction of its own; what is told meanwhile goes with it."""
    told: dict[str, Any] = {}
    try:
        yield told
    except Refusal as refusal:
        _record(kind, file, failure=refusal.sentence)
        raise
    except OSError as error:
        words = error.strerror or str(error)
        _record(kind, file, failure=Text(N_("文件无法写入或读取：%(words)s"), words=words))
        raise click.ClickException(f"{file}: {words}") from error
    except Exception:
        _record(kind, file, failure=Text(N_("程序出错，请看命令的输出")))
        raise
    _record(kind, file, **told)


def _record(kind: RunKind, file: Path, **told: Any) -> None:
    with one_transaction():
        backups.record_run(actor=system_actor(), now=datetime.now(UTC), kind=kind, file=file, **told)
