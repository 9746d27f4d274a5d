"""Accident cases for the tests of the participation export: 渝中's with 孙洁 in the team, 南岸's with nobody."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from safety.accidents.models import (
    Accident,
    AccidentOpinion,
    Activity,
    ActivityMember,
    Approval,
    Notification,
    ReportVersion,
    Seat,
    Signing,
    Victim,
)
from safety.corrections.models import Demand
from safety.database import db
from tests.cast import NOW, id_of

HAPPENED = datetime(2023, 10, 19, 3, 30, tzinfo=UTC)
VICTIM = "周大勇"
WITNESS = "钱多福"
FORMULA = '=HYPERLINK("http://example.invalid","点我")'


def case_id(name: str) -> uuid.UUID:
    """The fixed id of a record of the cases."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"case:{name}")


def _scoped(union: str, district: str) -> dict[str, Any]:
    return {"union_id": id_of(union), "district_code": district}


def accident(name: str, union: str, district: str, **facts: Any) -> Accident:
    """An accident of a union; facts as columns."""
    given = {
        "title": f"{name}事故（示例）",
        "happened_at": HAPPENED,
        "place": "解放碑",
        "standard": "GB 6441-86",
        "category": "19",
        "employer_name": "示例公司",
        "grade": "larger",
        "level": "city",
        "state": "investigating",
        "union_part": "none",
        "registered_at": HAPPENED,
        "deaths": 3,
    }
    row = Accident(id=case_id(name), **_scoped(union, district), **(given | facts))
    db.session.add(row)
    db.session.flush()
    return row


def activity(name: str, of: Accident, *members: str, at: datetime, words: str, **facts: Any) -> Activity:
    """An activity of two and a half hours."""
    row = Activity(
        id=case_id(name),
        accident_id=of.id,
        **({"union_id": of.union_id, "district_code": of.district_code} | facts),
        kind="interview",
        starts_at=at,
        ends_at=at + timedelta(hours=2, minutes=30),
        place="区应急局",
        others=WITNESS,
        words=words,
        digest="0" * 64,
        at=at,
        by_id=None,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        ActivityMember(activity_id=row.id, member_id=id_of(one), position=position)
        for position, one in enumerate(members)
    )
    return row


def load_cases() -> None:
    """Both cases (no commit)."""
    ours = accident("中毒", "yuzhong", "500103", union_part="taking_part", direct_loss_yuan=Decimal(3739228))
    load_parts(ours)
    other = accident(
        "坍塌", "nanan", "500108", category="10", grade="ordinary", deaths=1, union_part="not_invited",
        happened_at=HAPPENED + timedelta(days=400),
    )  # fmt: skip
    seat(other, "nanan", "500108", "not_invited")
    activity("南岸谈话", other, "zhengkai", at=NOW - timedelta(days=9), words="了解情况")
    db.session.flush()


def seat(of: Accident, union: str, district: str | None, state: str, member: str | None = None) -> Seat:
    """A union's seat in the team."""
    row = Seat(
        id=case_id(f"seat:{of.title}:{union}"),
        accident_id=of.id,
        union_id=id_of(union),
        district_code=district,
        state=state,
        asked_on=date(2023, 10, 20),
        member_id=id_of(member) if member else None,
        named_at=HAPPENED + timedelta(days=2) if member else None,
        declared_at=HAPPENED + timedelta(days=2) if member else None,
        expertise="通风安全" if member else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def load_parts(ours: Accident) -> None:
    """What 渝中 heard, did, said, signed and obtained."""
    entered: dict[str, Any] = {"at": HAPPENED, "by_id": None}
    scoped = _scoped("yuzhong", "500103")
    seat(ours, "yuzhong", "500103", "named", "sunjie")
    words = f"询问{WITNESS}，{VICTIM}当时未戴检测仪，电话13912345678"
    activity("谈话", ours, "sunjie", "liqiang", at=HAPPENED + timedelta(days=3), words=words)
    activity("勘查", ours, "liqiang", at=HAPPENED + timedelta(days=2), words=FORMULA)
    report = ReportVersion(
        id=case_id("report"), accident_id=ours.id, title="调查报告", received_on=date(2023, 12, 1), **entered
    )
    db.session.add_all(
        [
            Notification(
                id=case_id("news"), received_at=HAPPENED + timedelta(hours=5), channel="department",
                source="区应急局", words="三人中毒", accident_id=ours.id, entered_at=HAPPENED, **scoped,
            ),
            Victim(id=case_id("victim"), accident_id=ours.id, name=VICTIM, degree="death", **entered),
            AccidentOpinion(
                id=case_id("opinion"), accident_id=ours.id, about="measures", words=f"{VICTIM}家属应得抚恤",
                addressee="区应急局", sent_on=date(2023, 12, 5), due_on=date(2023, 12, 20), stance="adopted",
                answer="已采纳", answered_on=date(2023, 12, 12), **entered, **scoped,
            ),
            report,
            Approval(
                id=case_id("approval"), accident_id=ours.id, number="渝中府〔2024〕3号",
                approved_on=date(2024, 1, 8), **entered,
            ),
            Demand(
                id=case_id("measure"), kind="measure", addressee="示例公司", summary="配备气体检测仪",
                grade="ordinary", basis=[], source_kind="accident", source_id=ours.id,
                raised_at=HAPPENED + timedelta(days=90), state="closed", is_open=False,
                closed_at=HAPPENED + timedelta(days=120), term_on=date(2024, 3, 1), result="passed", **scoped,
            ),
        ]
    )  # fmt: skip
    db.session.flush()
    db.session.add(
        Signing(
            id=case_id("signing"), version_id=report.id, member_id=id_of("sunjie"),
            union_id=id_of("yuzhong"), outcome="reserved", words=f"对{VICTIM}责任认定保留意见",
            signed_at=HAPPENED + timedelta(days=50), content={}, seal={},
        )
    )  # fmt: skip
