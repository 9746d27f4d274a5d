"""when a paper's PDF was sealed, and the job that makes it; why a job failed, as sentences in every language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

#: Jobs kept the name of a class where nobody had foreseen the cause.
UNFORESEEN = "服务器出错，这项工作没有完成，请重试；仍不成功，请把编号 %(id)s 告诉管理员"
LONGEST = 500
DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def jobs(*columns: sa.Column[object]) -> sa.TableClause:
    return sa.table("jobs", sa.column("id", sa.Uuid()), *columns)


def upgrade() -> None:
    with op.batch_alter_table("papers") as papers:
        papers.add_column(sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True))
        papers.add_column(sa.Column("file_job_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("jobs") as table:
        table.add_column(sa.Column("reason", DOCUMENT, nullable=True))
    kept = jobs(sa.column("problem", sa.String()), sa.column("reason", DOCUMENT))
    connection = op.get_bind()
    for row in connection.execute(sa.select(kept).where(kept.c.problem.is_not(None))).all():
        said = {"msgid": row.problem, "params": {}}
        if row.problem.isascii():
            said = {"msgid": UNFORESEEN, "params": {"id": str(row.id)}}
        connection.execute(sa.update(kept).where(kept.c.id == row.id).values(reason=[said]))
    with op.batch_alter_table("jobs") as table:
        table.drop_column("problem")


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE kind = 'paper_files'")  # work that nothing knows how to do there
    with op.batch_alter_table("jobs") as table:
        table.add_column(sa.Column("problem", sa.String(length=LONGEST), nullable=True))
    kept = jobs(sa.column("problem", sa.String()), sa.column("reason", DOCUMENT))
    connection = op.get_bind()
    for row in connection.execute(sa.select(kept)).all():
        if row.reason:
            said = (
                row.reason[0]["msgid"] % row.reason[0]["params"]
                if row.reason[0]["params"]
                else row.reason[0]["msgid"]
            )
            connection.execute(sa.update(kept).where(kept.c.id == row.id).values(problem=said[:LONGEST]))
    with op.batch_alter_table("jobs") as table:
        table.drop_column("reason")
    with op.batch_alter_table("papers") as papers:
        papers.drop_column("file_job_id")
        papers.drop_column("sealed_at")
