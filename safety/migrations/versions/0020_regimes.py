"""the regime of an accident, days of death, acute poisoning, two districts and concealment."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

#: 2007-06-01 00:00 in Chongqing: Order 493 took the place of Orders 34 and 75.
_ORDER_493 = datetime(2007, 5, 31, 16, tzinfo=UTC)
_FIRES = ("08", "n09")
_ROADS = ("n03",)
_ACCIDENTS = sa.table(
    "accidents",
    sa.column("happened_at", sa.DateTime(timezone=True)),
    sa.column("category", sa.String()),
    sa.column("traffic_or_fire", sa.Boolean()),
    sa.column("regime", sa.String()),
    sa.column("regime_reason", sa.String()),
    sa.column("grade", sa.String()),
    sa.column("level", sa.String()),
    sa.column("deaths", sa.Integer()),
    sa.column("serious", sa.Integer()),
    sa.column("poisoned", sa.Integer()),
    sa.column("direct_loss_yuan", sa.Numeric()),
)
_CASUALTIES = sa.table(
    "accident_casualties", sa.column("serious", sa.Integer()), sa.column("poisoned", sa.Integer())
)
_NOTICES = sa.table(
    "accident_notices", sa.column("serious", sa.Integer()), sa.column("poisoned", sa.Integer())
)
_MOVED = "由原记录“道路交通或火灾事故”一项转来，请核对"


def upgrade() -> None:
    for name in ("accidents", "accident_casualties", "accident_notices"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("poisoned", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("accident_casualties") as casualties:
        casualties.add_column(sa.Column("died_on", sa.Date(), nullable=True))
        casualties.add_column(sa.Column("reason", sa.String(500), nullable=True))
    with op.batch_alter_table("accident_handovers") as handovers:
        handovers.add_column(sa.Column("level", sa.String(10), nullable=True))
    with op.batch_alter_table("accidents") as accidents:
        accidents.add_column(sa.Column("regime", sa.String(20), nullable=False, server_default="order_493"))
        accidents.add_column(sa.Column("regime_reason", sa.String(500), nullable=True))
        accidents.add_column(sa.Column("told_grade", sa.String(16), nullable=True))
        accidents.add_column(sa.Column("told_grade_source", sa.String(300), nullable=True))
        accidents.add_column(sa.Column("home_district_code", sa.String(6), nullable=True))
        accidents.add_column(sa.Column("concealment", sa.String(10), nullable=True))
        accidents.add_column(sa.Column("discovered_on", sa.Date(), nullable=True))
        accidents.add_column(sa.Column("concealment_source", sa.String(300), nullable=True))
    _choose_regimes()
    with op.batch_alter_table("accidents") as accidents:
        accidents.alter_column("regime", server_default=None)
        accidents.drop_column("traffic_or_fire")
    for name in ("accidents", "accident_casualties", "accident_notices"):
        with op.batch_alter_table(name) as table:
            table.alter_column("poisoned", server_default=None)


def _choose_regimes() -> None:
    """A tick that the category does not explain becomes road traffic, to be looked at; who investigated it is not known.

    Grades are brought up to date by ``accidents regrade`` and by the next write.
    """
    c = _ACCIDENTS.c
    ticked = sa.and_(c.traffic_or_fire, sa.or_(c.category.is_(None), c.category.not_in(_FIRES)))
    road = {"regime": "road_traffic", "regime_reason": _MOVED, "level": "unread"}
    op.execute(_ACCIDENTS.update().where(ticked).values(road))
    early = {"regime": "orders_34_75", "regime_reason": None, "level": "unread", "grade": "ungraded"}
    op.execute(_ACCIDENTS.update().where(c.happened_at < _ORDER_493).values(early))


def downgrade() -> None:
    c = _ACCIDENTS.c
    with op.batch_alter_table("accidents") as accidents:
        accidents.add_column(
            sa.Column("traffic_or_fire", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    ticked = sa.or_(c.regime.in_(("road_traffic", "fire")), c.category.in_(_FIRES + _ROADS))
    op.execute(_ACCIDENTS.update().where(ticked).values(traffic_or_fire=True))
    for table in (_ACCIDENTS, _CASUALTIES, _NOTICES):
        op.execute(table.update().values(serious=table.c.serious + table.c.poisoned))
    _grade_by_numbers()
    with op.batch_alter_table("accidents") as accidents:
        accidents.alter_column("traffic_or_fire", server_default=None)
        for name in (
            "concealment_source", "discovered_on", "concealment", "home_district_code", "told_grade_source",
            "told_grade", "regime_reason", "regime", "poisoned",
        ):  # fmt: skip
            accidents.drop_column(name)
    with op.batch_alter_table("accident_handovers") as handovers:
        handovers.drop_column("level")
    with op.batch_alter_table("accident_casualties") as casualties:
        for name in ("reason", "died_on", "poisoned"):
            casualties.drop_column(name)
    with op.batch_alter_table("accident_notices") as notices:
        notices.drop_column("poisoned")


def _grade_by_numbers() -> None:
    """Every accident had a grade and a level of government before."""
    c = _ACCIDENTS.c
    loss = sa.func.coalesce(c.direct_loss_yuan, 0)
    grade = sa.case(
        (sa.or_(c.deaths >= 30, c.serious >= 100, loss >= 100_000_000), "extraordinary"),
        (sa.or_(c.deaths >= 10, c.serious >= 50, loss >= 50_000_000), "major"),
        (sa.or_(c.deaths >= 3, c.serious >= 10, loss >= 10_000_000), "larger"),
        else_="ordinary",
    )
    level = sa.case(
        (c.grade == "extraordinary", "state"), (c.grade.in_(("major", "larger")), "city"), else_="district"
    )
    op.execute(_ACCIDENTS.update().where(c.grade == "ungraded").values(grade=grade))
    op.execute(_ACCIDENTS.update().where(c.level.in_(("unread", "other"))).values(level=level))
