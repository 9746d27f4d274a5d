"""What the tests of returns are told about: findings recorded, answered and corrected on chosen days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand, NoticeLine, RecheckLine, ReplyLine
from safety.corrections.models import Demand
from safety.corrections.rules import DemandKind, FindingGrade, RecheckResult, Stance
from safety.database import db
from safety.exports import operations
from safety.exports.models import ReturnFigure
from safety.exports.queries import returns as queries
from safety.exports.queries.returns import Return
from safety.exports.rules.periods import Period, span_of
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.people.queries import place_of
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests.cast import Cast, id_of
from tests.corrections.story import BASE_URL

Q3, Q4 = Period(2026, 3), Period(2026, 4)
AUGUST = datetime(2026, 8, 10, 2, 0, tzinfo=UTC)


def raised(cast: Cast, site: Site, at: datetime, *, by: str = "liqiang", major: bool = False) -> Demand:
    """A finding that was recorded at ``at``."""
    demand = NewDemand(
        id=new_id(),
        summary="临边防护缺失",
        grade=FindingGrade.MAJOR if major else FindingGrade.ORDINARY,
        responsible_id=id_of(by),
    )
    corrections.raise_demands(
        actor=cast.actor(by),
        now=at,
        kind=DemandKind.FINDING,
        place=place_of(site),
        site_id=site.id,
        employer_id=site.employer_id,
        source_kind="inspection",
        source_id=new_id(),
        demands=[demand],
    )
    return db.session.get_one(Demand, demand.id)


def answered(cast: Cast, site: Site, demand: Demand, at: datetime, *, received: datetime) -> None:
    """A notice over the finding at ``at``, answered when the reply was ``received``."""
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"),
        now=at,
        site=site,
        lines=[NoticeLine(demand.id, term_on=shanghai_date(at) + timedelta(days=10))],
        reply_by=shanghai_date(at) + timedelta(days=10),
    )
    corrections.issue_notice(actor=cast.actor("chenjing"), now=at, notice=notice, base_url=BASE_URL)
    corrections.record_reply(
        actor=cast.actor("chenjing"),
        now=received,
        received_at=received,
        notice=notice,
        author="示例建设有限公司",
        lines=[ReplyLine(demand.id, Stance.ADOPTED)],
    )


def corrected(cast: Cast, demand: Demand, at: datetime) -> None:
    """A re-check at ``at`` that finds it corrected."""
    corrections.record_recheck(
        actor=cast.actor("zhoumin"),
        now=at,
        checked_on=shanghai_date(at),
        lines=[RecheckLine(demand.id, RecheckResult.PASSED)],
    )


def made(
    cast: Cast, period: Period = Q3, who: str = "chenjing", union: str = "yuzhong", **asked: Any
) -> Return:
    """The return as ``who`` sees it, today or on another day."""
    today = asked.pop("today", cast.today)
    with one_transaction(write=False):
        span = span_of(period, today=today, **asked)
        return queries.make_return(cast.actor(who), cast.union(union), span)


def enter(cast: Cast, period: Period, at: datetime, **values: int) -> list[ReturnFigure]:
    with one_transaction():
        return operations.enter_figures(
            actor=cast.actor("chenjing"),
            now=at,
            union=cast.union("yuzhong"),
            period=period,
            values=values,
            source="各基层工会上报（示例）",
        )
