"""indexes that nothing asked for, or that mostly held empty places, no longer cost every check a page each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

#: Asked by nobody, or answered by a longer index.
DROPPED = (("demands", "union_id"), ("evidence_files", "union_id"), ("evidence_files", "district_code"))
#: From here on over the rows in which the column is given.
SPARSE = (
    ("demands", "continues_id"),
    ("evidence_files", "conflict_of"),
    ("findings", "accident"),
    ("findings", "factor"),
    ("inspections", "assignment_id"),
)


def upgrade() -> None:
    for table, column in (*DROPPED, *SPARSE):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table, column in SPARSE:
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_{column}"), table, [column], sqlite_where=given, postgresql_where=given
        )


def downgrade() -> None:
    for table, column in SPARSE:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table, column in (*DROPPED, *SPARSE):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
