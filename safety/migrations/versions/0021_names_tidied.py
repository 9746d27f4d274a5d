"""people's names are read anew after the surnames' readings; names with characters that nobody sees are tidied by a job."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from safety.migrations.folding_of_0012.texts import tidied
from safety.migrations.folding_of_0012.values import folded_values

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

JOB = "tidy_names"
#: Table → what is tidied by the job (``safety.people.operations.tidying``).
TIDIED = MappingProxyType(
    {
        "unions": ("name", "short_name"),
        "members": ("name", "position"),
        "employers": ("name",),
        "sites": ("name", "address"),
        "projects": ("name",),
    }
)
CHUNK = 1_000
_JOBS = sa.table(
    "jobs",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("state", sa.String()),
    sa.column("done", sa.Integer()),
    sa.column("total", sa.Integer()),
    sa.column("given", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _read_people_anew()
    if any(_is_untidy(table, texts) for table, texts in TIDIED.items()):
        waiting = {"id": uuid4(), "kind": JOB, "state": "queued", "done": 0, "total": 0, "given": {}}
        op.bulk_insert(_JOBS, [{**waiting, "created_at": datetime.now(UTC)}])


def _read_people_anew() -> None:
    columns = ("name_order", "name_reading")
    rows = sa.table("members", sa.column("id", sa.Uuid()), *(sa.column(one) for one in ("name", *columns)))
    fill = rows.update().where(rows.c.id == sa.bindparam("its_id"))
    fill = fill.values({one: sa.bindparam(f"its_{one}") for one in columns})
    for some in _in_chunks(rows, ("name", *columns)):
        changed = []
        for row in some:
            values = folded_values({"name": row["name"]}, ("name",), named=True, of_person=True)
            if any(values[one] != row[one] for one in columns):
                changed.append({"its_id": row["id"], **{f"its_{one}": values[one] for one in columns}})
        if changed:
            op.get_bind().execute(fill, changed)


def _is_untidy(table: str, texts: tuple[str, ...]) -> bool:
    rows = sa.table(table, sa.column("id", sa.Uuid()), *(sa.column(one) for one in texts))
    return any(
        row[one] is not None and tidied(row[one]) != row[one]
        for some in _in_chunks(rows, texts)
        for row in some
        for one in texts
    )


def _in_chunks(rows, columns):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    last = None
    while True:
        some = sa.select(rows.c.id, *(rows.c[one] for one in columns)).order_by(rows.c.id).limit(CHUNK)
        found = op.get_bind().execute(some if last is None else some.where(rows.c.id > last)).mappings().all()
        if not found:
            return
        last = found[-1]["id"]
        yield found


def downgrade() -> None:
    """The readings stay: they are as good for the version before."""
    op.execute(_JOBS.delete().where(_JOBS.c.kind == JOB))
