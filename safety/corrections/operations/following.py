"""What is open at a site goes to the union that takes the site over: findings, notices, applications, proposals."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select

from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.corrections.models import Demand, EvacuationProposal, Notice, Referral
from safety.corrections.operations.ledger import add_facts
from safety.corrections.queries import KIND_OF_SUBJECT
from safety.corrections.rules import DemandKind, Fact, FactKind
from safety.corrections.vocabulary import NoticeState
from safety.database import held, session
from safety.papers.models import Paper
from safety.papers.rules import PaperState
from safety.people.models import Union
from safety.workplaces.models import Site

_Followed = Demand | Notice | Referral | EvacuationProposal
#: What is still to be done on a notice.
_GOING_ON = (NoticeState.DRAFT, NoticeState.ISSUED, NoticeState.DELIVERED)


def follow_site(
    *, actor: Actor, now: datetime, site: Site, from_id: uuid.UUID, to_union: Union, reason: str
) -> int:
    """Pass what is open at a site from one union to another; how many records went.

    Opinions on projects and measures after accidents stay with their project and their accident.  Nobody of the
    new union is responsible yet.  Issued papers keep the union that issued them.
    """
    count = 0
    demands = []
    for row in _open_at(site.id, from_id):
        if row.was_union_id is None:
            row.was_union_id, row.was_district_code = row.union_id, row.district_code
        row.union_id, row.district_code = to_union.id, site.district_code
        row.version += 1
        if isinstance(row, Demand):
            row.responsible_id = None
            demands.append(row)
        elif isinstance(row, Notice | Referral):
            _take_draft_along(row.paper_id, to_union, site.district_code)
        session.flush()
        audit.record(
            actor=actor,
            now=now,
            action="passed_with_site",
            kind={"EvacuationProposal": "evacuation"}.get(type(row).__name__, type(row).__name__.lower()),
            record_id=row.id,
            union_id=to_union.id,
            change={"union_id": [from_id, to_union.id], "site": site.id},
        )
        count += 1
    fact = Fact(FactKind.HANDED_OVER, now, actor.member_id, reason=reason)
    add_facts([(one, fact) for one in demands], name=actor.name)
    return count


def _open_at(site_id: uuid.UUID, union_id: uuid.UUID) -> Iterator[_Followed]:
    of_findings = or_(Referral.subject_kind.is_(None), Referral.subject_kind.not_in(list(KIND_OF_SUBJECT)))
    at_once = or_(
        EvacuationProposal.source_kind.is_(None), EvacuationProposal.source_kind.not_in(list(KIND_OF_SUBJECT))
    )
    statements = (
        select(Demand).where(Demand.is_open, Demand.kind == DemandKind.FINDING),
        select(Notice).where(Notice.state.in_(_GOING_ON)),
        select(Referral).where(Referral.revoked_at.is_(None), Referral.answered_on.is_(None), of_findings),
        select(EvacuationProposal).where(
            EvacuationProposal.decision.is_(None), EvacuationProposal.revoked_at.is_(None), at_once
        ),
    )
    for statement in statements:
        model = statement.column_descriptions[0]["entity"]
        here = statement.where(model.site_id == site_id, model.union_id == union_id)
        yield from session.scalars(held(here.order_by(model.id))).all()


def _take_draft_along(paper_id: uuid.UUID | None, union: Union, district_code: str | None) -> None:
    """A paper that was not issued is issued by the union that goes on with it."""
    paper = session.get(Paper, paper_id) if paper_id else None
    if paper is not None and paper.state == PaperState.DRAFT:
        paper.union_id, paper.district_code = union.id, district_code
        paper.content = {**paper.content, "issuer": union.name}
        paper.version += 1
