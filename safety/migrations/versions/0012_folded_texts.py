"""texts are kept folded for searching, names with their key, order and reading; existing rows are folded here."""

from __future__ import annotations

from types import MappingProxyType

import sqlalchemy as sa
from alembic import op

from safety.migrations.folding_of_0012.values import folded_values

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: Table → texts that are searched.
NAMED = MappingProxyType(
    {
        "unions": ("name", "short_name"),
        "members": ("name", "sign_in_name", "position"),
        "employers": ("name", "credit_code"),
        "sites": ("name", "address", "external_ref"),
        "projects": ("name", "approval_number", "external_ref"),
    }
)
FOLDED = MappingProxyType(
    {
        "certificates": ("number",),
        "demands": ("summary", "addressee"),
        "notices": ("number", "addressee"),
        "referrals": ("about", "department", "number"),
        "plans": ("title",),
        "papers": ("title", "number"),
        "accidents": ("title", "employer_name", "place"),
        "accident_notices": ("words", "employer_name", "place", "source"),
        "accident_opinions": ("words", "addressee"),
        "sync_devices": ("name",),
    }
)
#: Names are sorted by the kept order and found by the kept key from here on.
NO_LONGER_INDEXED = ("members", "employers", "sites", "projects")
CHUNK = 1_000


def upgrade() -> None:
    for table, texts in {**NAMED, **FOLDED}.items():
        op.add_column(table, sa.Column("folded", sa.Text(), server_default="", nullable=False))
        if table in NAMED:
            _add_name_columns(table)
        _fold_rows(table, texts)
    for table in NAMED:
        op.create_index(op.f(f"ix_{table}_name_key"), table, ["name_key"])
        op.create_index(op.f(f"ix_{table}_name_order"), table, ["name_order"])
    for table in NO_LONGER_INDEXED:
        op.drop_index(op.f(f"ix_{table}_name"), table_name=table)


def _add_name_columns(table: str) -> None:
    by_code_point = sa.String(240).with_variant(sa.String(240, collation="C"), "postgresql")
    op.add_column(table, sa.Column("name_key", sa.String(400), server_default="", nullable=False))
    op.add_column(table, sa.Column("name_order", by_code_point, server_default="", nullable=False))
    op.add_column(table, sa.Column("name_reading", sa.Text(), server_default="", nullable=False))


def _fold_rows(table: str, texts: tuple[str, ...]) -> None:
    """Fill the new columns of the rows there are, some at a time."""
    kept = {"texts": texts, "named": table in NAMED, "of_person": table == "members"}
    columns = ["folded", *(["name_key", "name_order", "name_reading"] if table in NAMED else [])]
    rows = sa.table(table, sa.column("id", sa.Uuid()), *(sa.column(one) for one in (*texts, *columns)))
    fill = rows.update().where(rows.c.id == sa.bindparam("its_id"))
    fill = fill.values({one: sa.bindparam(f"its_{one}") for one in columns})
    link, last = op.get_bind(), None
    while True:
        some = sa.select(rows.c.id, *(rows.c[one] for one in texts)).order_by(rows.c.id).limit(CHUNK)
        found = link.execute(some if last is None else some.where(rows.c.id > last)).mappings().all()
        if not found:
            return
        last = found[-1]["id"]
        folded = ((row["id"], folded_values(row, **kept)) for row in found)
        link.execute(
            fill, [{"its_id": id_, **{f"its_{k}": v for k, v in values.items()}} for id_, values in folded]
        )


def downgrade() -> None:
    for table in NO_LONGER_INDEXED:
        op.create_index(op.f(f"ix_{table}_name"), table, ["name"])
    for table in NAMED:
        op.drop_index(op.f(f"ix_{table}_name_order"), table_name=table)
        op.drop_index(op.f(f"ix_{table}_name_key"), table_name=table)
    for table in {**NAMED, **FOLDED}:
        with op.batch_alter_table(table) as changed:
            for column in ("name_reading", "name_order", "name_key") if table in NAMED else ():
                changed.drop_column(column)
            changed.drop_column("folded")
