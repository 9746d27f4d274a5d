"""what is open at a site goes with it to another union, that of its day is kept beside; an application lists its attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FOLLOWING = ("demands", "notices", "referrals", "evacuation_proposals")


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("referrals", sa.Column("attachments", document, nullable=True))
    for table in FOLLOWING:
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("was_union_id", sa.Uuid(), nullable=True))
            changed.add_column(sa.Column("was_district_code", sa.String(length=6), nullable=True))
            changed.create_foreign_key(op.f(f"fk_{table}_was_union_id"), "unions", ["was_union_id"], ["id"])


def downgrade() -> None:
    """What went with its site goes back to the union of its day, as it was known before."""
    with op.batch_alter_table("referrals") as changed:
        changed.drop_column("attachments")
    for table in FOLLOWING:
        rows = sa.table(
            table,
            *(sa.column(one) for one in ("union_id", "district_code", "was_union_id", "was_district_code")),
        )
        back = rows.update().where(rows.c.was_union_id.is_not(None))
        op.execute(back.values(union_id=rows.c.was_union_id, district_code=rows.c.was_district_code))
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"fk_{table}_was_union_id"), type_="foreignkey")
            changed.drop_column("was_district_code")
            changed.drop_column("was_union_id")
