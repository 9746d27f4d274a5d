"""wrong tries are counted by lane; access that was given out can end at a moment; every token ends by itself."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
members = sa.table(
    "members",
    sa.column("id", sa.Uuid()),
    sa.column("sign_in_name", sa.String()),
    sa.column("failed_sign_ins", sa.Integer()),
    sa.column("locked_until", MOMENT),
)
tries = sa.table(
    "sign_in_tries",
    sa.column("lane", sa.String()),
    sa.column("failures", sa.Integer()),
    sa.column("locked_until", MOMENT),
    sa.column("last_at", MOMENT),
)
tokens = sa.table(
    "access_tokens",
    sa.column("id", sa.Uuid()),
    sa.column("created_at", MOMENT),
    sa.column("expires_at", MOMENT),
)


def lane(sign_in_name: str) -> str:
    """The lane of a name as it was made when this migration was written; names are kept folded."""
    return hashlib.sha256(f"name {sign_in_name}".encode()).hexdigest()


def upgrade() -> None:
    """Counts go to the lanes of their names; a token without an end ends a year after it was made."""
    op.create_table(
        "sign_in_tries",
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT, nullable=True),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_last_at"), "sign_in_tries", ["last_at"])
    bind = op.get_bind()
    counted = sa.select(members).where(members.c.failed_sign_ins > 0, members.c.sign_in_name.is_not(None))
    for row in bind.execute(counted).all():
        bind.execute(
            tries.insert().values(
                lane=lane(row.sign_in_name),
                failures=row.failed_sign_ins,
                locked_until=row.locked_until,
                last_at=sa.func.current_timestamp(),
            )
        )
    endless = sa.select(tokens).where(tokens.c.expires_at.is_(None))
    for row in bind.execute(endless).all():
        ends = row.created_at + timedelta(days=366)
        bind.execute(tokens.update().where(tokens.c.id == row.id).values(expires_at=ends))
    with op.batch_alter_table("members") as changed:
        changed.drop_column("failed_sign_ins")
        changed.drop_column("locked_until")
        changed.add_column(sa.Column("access_ended_at", MOMENT, nullable=True))
    with op.batch_alter_table("access_tokens") as changed:
        changed.alter_column("expires_at", existing_type=MOMENT, nullable=False)
        changed.add_column(sa.Column("read_only", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("access_tokens") as changed:
        changed.alter_column("read_only", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Tokens that ended with their owner's access are revoked, one that only reads too: before, it could write."""
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "UPDATE access_tokens SET revoked_at = CURRENT_TIMESTAMP WHERE revoked_at IS NULL AND (read_only OR EXISTS"
            " (SELECT 1 FROM members WHERE members.id = access_tokens.member_id"
            " AND members.access_ended_at >= access_tokens.created_at))"
        )
    )
    bind.execute(
        sa.text(
            "UPDATE calendar_feeds SET revoked_at = CURRENT_TIMESTAMP WHERE revoked_at IS NULL AND EXISTS"
            " (SELECT 1 FROM members WHERE members.id = calendar_feeds.member_id"
            " AND members.access_ended_at >= calendar_feeds.created_at)"
        )
    )
    with op.batch_alter_table("access_tokens") as changed:
        changed.drop_column("read_only")
        changed.alter_column("expires_at", existing_type=MOMENT, nullable=True)
    with op.batch_alter_table("members") as changed:
        changed.drop_column("access_ended_at")
        changed.add_column(sa.Column("locked_until", MOMENT, nullable=True))
        changed.add_column(sa.Column("failed_sign_ins", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("members") as changed:
        changed.alter_column("failed_sign_ins", existing_type=sa.Integer(), server_default=None)
    counted = {row.lane: row for row in bind.execute(sa.select(tries)).all()}
    for member in bind.execute(sa.select(members.c.id, members.c.sign_in_name)).all():
        row = counted.get(lane(member.sign_in_name)) if member.sign_in_name else None
        if row is not None:
            bind.execute(
                members.update()
                .where(members.c.id == member.id)
                .values(failed_sign_ins=row.failures, locked_until=row.locked_until)
            )
    op.drop_index(op.f("ix_sign_in_tries_last_at"), "sign_in_tries")
    op.drop_table("sign_in_tries")
