"""answers about the rows of an import, rows left out, and the numbers of employers in lists of others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    document = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    with op.batch_alter_table("register_imports") as changed:
        changed.add_column(sa.Column("answers", document, nullable=True))
        changed.add_column(sa.Column("left_out", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("register_imports") as changed:
        changed.alter_column("left_out", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("employers") as changed:
        changed.add_column(sa.Column("external_ref", sa.String(length=80), nullable=True))
        changed.add_column(sa.Column("external_source", sa.String(length=80), nullable=True))
        changed.create_index(op.f("ix_employers_external_ref"), ["external_ref"])


def downgrade() -> None:
    """Rows that were left out count as refused; numbers of employers in lists are forgotten."""
    imports = sa.table(
        "register_imports", sa.column("refused", sa.Integer()), sa.column("left_out", sa.Integer())
    )
    op.execute(imports.update().values(refused=imports.c.refused + imports.c.left_out))
    rows = sa.table("register_import_rows", sa.column("outcome", sa.String()))
    op.execute(rows.update().where(rows.c.outcome == "left_out").values(outcome="refused"))
    with op.batch_alter_table("employers") as changed:
        changed.drop_index(op.f("ix_employers_external_ref"))
        changed.drop_column("external_source")
        changed.drop_column("external_ref")
    with op.batch_alter_table("register_imports") as changed:
        changed.drop_column("left_out")
        changed.drop_column("answers")
