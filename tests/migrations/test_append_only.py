"""Append-only tables refuse changes after every way through the migrations, and a migration that must change one says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from safety.audit.models import AuditEntry
from safety.database import db
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.machine import ROOT
from tests.proof.planting import note
from tests.proof.test_append_only import ALL, by_hand, guarded, note_once
from tests.proof.test_verifying import verified

MIGRATIONS = ROOT / "safety" / "migrations"
ANOTHER = """
from alembic import op
import sqlalchemy as sa
from safety.migrations.lifting import lifted

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    with op.batch_alter_table("sync_receipts", recreate="always") as batch:
        batch.add_column(sa.Column("extra", sa.Integer(), nullable=True))
    {change}


def downgrade():
    op.drop_column("sync_receipts", "extra")
"""
UPDATE = 'op.execute("UPDATE audit_seals SET algorithm = algorithm")'


def test_the_triggers_come_with_the_upgrade_go_with_the_downgrade_and_come_again(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
        note()
    assert guarded() == ALL
    db.session.remove()
    downgrade(revision="0043")
    assert guarded() == []
    with db.engine.begin() as connection:  # as the version before could
        connection.execute(text("UPDATE audit_entries SET action = action"))
    upgrade()
    assert guarded() == ALL
    with by_hand() as connection, pytest.raises(IntegrityError, match="append_only"):
        connection.execute(text("UPDATE audit_entries SET action = action"))
    note_once()
    assert verified(upgraded_app).holds


def with_another_migration(folder: Path, change: str) -> str:
    """A copy of the migrations with one more, which rebuilds a table; its folder."""
    shutil.copytree(MIGRATIONS, folder)
    head = (ROOT / ".current-alembic-head").read_text().strip()
    (folder / "versions" / "9999_another.py").write_text(ANOTHER.format(head=head, change=change))
    return str(folder)


def sealed() -> None:
    from safety.audit.operations import seal_heads
    from tests.cast import NOW

    note_once()
    with one_transaction():
        seal_heads(now=NOW)
    db.session.remove()


def test_a_table_that_a_later_migration_rebuilds_has_its_triggers_again(
    upgraded_app: Flask, tmp_path: Path
) -> None:
    upgrade(directory=with_another_migration(tmp_path / "migrations", "pass"))
    assert guarded() == ALL


def test_a_migration_that_changes_such_a_table_without_saying_so_fails(
    upgraded_app: Flask, tmp_path: Path
) -> None:
    sealed()
    with pytest.raises(IntegrityError, match="append_only: audit_seals"):
        upgrade(directory=with_another_migration(tmp_path / "migrations", UPDATE))
    assert guarded() == ALL


def test_a_migration_that_says_so_may_and_leaves_a_signed_row(upgraded_app: Flask, tmp_path: Path) -> None:
    sealed()
    change = f'with lifted(op.get_bind(), why="9999: tried", tables=["audit_seals"]):\n        {UPDATE}'
    upgrade(directory=with_another_migration(tmp_path / "migrations", change))
    assert guarded() == ALL
    row = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "append_only_lifted")).one()
    assert (row.change["why"], row.change["tables"]) == ("9999: tried", ["audit_seals"])
    assert row.change["seal"] is None  # an installation without a key of its own yet
    assert verified(upgraded_app).holds
