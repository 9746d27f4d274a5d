"""imports of any register: what the tables of imports of sites hold moves over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IMPORT = (
    "id", "union_id", "district_code", "file_name", "sha256", "format", "rows", "columns", "datum", "guessed_datum",
    "job_id", "created", "updated", "unchanged", "refused", "uploaded_at", "uploaded_by",
)  # fmt: skip
_RESULT = ("import_id", "row", "outcome", "name", "field", "reason")


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def _make(imports: str, rows: str, record: str, *more: sa.Column[str]) -> None:
    op.create_table(
        imports,
        *more,
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("columns", _json(), nullable=False),
        sa.Column("datum", sa.String(length=10), nullable=True),
        sa.Column("guessed_datum", sa.String(length=10), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=True),
        sa.Column("union_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["union_id"], ["unions.id"], name=op.f(f"fk_{imports}_union_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{imports}")),
    )
    for name in ("district_code", "union_id", *(column.name for column in more)):
        op.create_index(op.f(f"ix_{imports}_{name}"), imports, [name])
    op.create_table(
        rows,
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column(record, sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("reason", _json(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], [f"{imports}.id"], name=op.f(f"fk_{rows}_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f(f"pk_{rows}")),
    )
    op.create_index(op.f(f"ix_{rows}_outcome"), rows, ["outcome"])


def _imports(name: str, *more: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(one) for one in (*more, *_IMPORT)))


def _results(name: str, record: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(one) for one in (record, *_RESULT)))


def upgrade() -> None:
    register = sa.Column("register", sa.String(length=12), nullable=False)
    _make("register_imports", "register_import_rows", "record_id", register)
    old, new = _imports("site_imports"), _imports("register_imports", "register")
    of_sites = sa.select(sa.literal("sites"), *(old.c[one] for one in _IMPORT))
    op.execute(new.insert().from_select(["register", *_IMPORT], of_sites))
    old, new = _results("site_import_rows", "site_id"), _results("register_import_rows", "record_id")
    results = sa.select(old.c.site_id, *(old.c[one] for one in _RESULT))
    op.execute(new.insert().from_select(["record_id", *_RESULT], results))
    op.drop_table("site_import_rows")
    op.drop_table("site_imports")


def downgrade() -> None:
    """Imports of other registers are left out: what they took in stays."""
    _make("site_imports", "site_import_rows", "site_id")
    imports = _imports("register_imports", "register")
    of_sites = sa.select(*(imports.c[one] for one in _IMPORT)).where(imports.c.register == "sites")
    op.execute(_imports("site_imports").insert().from_select(list(_IMPORT), of_sites))
    rows = _results("register_import_rows", "record_id")
    theirs = rows.c.import_id.in_(sa.select(imports.c.id).where(imports.c.register == "sites"))
    results = sa.select(rows.c.record_id, *(rows.c[one] for one in _RESULT)).where(theirs)
    op.execute(_results("site_import_rows", "site_id").insert().from_select(["site_id", *_RESULT], results))
    op.drop_table("register_import_rows")
    op.drop_table("register_imports")
