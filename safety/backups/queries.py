"""Reading the record of backups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from safety.backups import rules
from safety.backups.models import BackupRun
from safety.backups.rules import RunKind
from safety.database import session
from safety.law.days import shanghai_date
from safety.lists import Page, Window
from safety.pages import in_order, page_of
from safety.text import Text


def backup_runs(window: Window) -> Page[BackupRun]:
    """What was done, the newest first."""
    return page_of(in_order(select(BackupRun), BackupRun.at.desc(), BackupRun.id), window)


def newest_good_backup() -> BackupRun | None:
    """The last backup that came to its end."""
    statement = select(BackupRun).where(BackupRun.kind == RunKind.BACKUP, BackupRun.failure.is_(None))
    return session.scalars(statement.order_by(BackupRun.at.desc()).limit(1)).first()


def backup_warnings(today: date) -> list[Text]:
    """What an administrator has to see to, the gravest first."""
    return rules.warnings([_run_of(row) for row in _telling_rows()], today)


def _telling_rows() -> Sequence[BackupRun]:
    """The newest and the newest good run of each kind, the newest first."""
    found: dict[object, BackupRun] = {}
    for kind in RunKind:
        ordered = select(BackupRun).where(BackupRun.kind == kind).order_by(BackupRun.at.desc()).limit(1)
        for statement in (ordered, ordered.where(BackupRun.failure.is_(None))):
            for row in session.scalars(statement):
                found[row.id] = row
    return sorted(found.values(), key=lambda row: row.at, reverse=True)


def kind_of(row: BackupRun) -> RunKind:
    """What was done in a run."""
    return RunKind(row.kind)


def _run_of(row: BackupRun) -> rules.Run:
    return rules.Run(kind_of(row), shanghai_date(row.at), row.succeeded, row.encrypted)
