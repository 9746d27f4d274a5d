"""What is open in corrections, for the worklist: demands, applications that run out, undecided evacuations."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import url_for

from safety.access.permissions import Permission as P
from safety.corrections import queries
from safety.corrections.answer_terms import terms_of
from safety.corrections.models import Demand, EvacuationProposal, Notice, Referral
from safety.corrections.page_terms import terms_of_demands
from safety.corrections.rights import RIGHTS, sight_of
from safety.corrections.rules import DemandKind, DemandState, FindingGrade, is_overdue
from safety.corrections.subjects import pictures_of
from safety.corrections.vocabulary import KIND_LABELS, STATE_LABELS
from safety.law.applications import AnswerTerm
from safety.lists import Window
from safety.people.queries import member_names
from safety.text import N_
from safety.worklist import Asked, Found, OpenItem, Step, Urgency, Whose, first_of, together, urgency_of

#: As many evacuations or applications as one person can act on in a day.
_MOST_OTHERS = 200


def open_demands(asked: Asked) -> Found:
    """Demands whose term runs out or has, and those on which the union has to act."""
    actor = asked.actor
    sight = sight_of(actor)
    if not sight or (asked.whose is Whose.MINE and actor.member_id is None):
        return Found()
    found = queries.pressing_demands(
        sight,
        _holder(asked),
        asked.today,
        asked.most,
        raised=[DemandKind.FINDING] if actor.may(P.INSPECTION_RECORD) else [],
        seconds=actor.member_id if actor.may(P.CORRECTION_CLOSE_MAJOR) else None,
    )
    demands = [demand for demand, _urgency in found.items]
    names = member_names([one.responsible_id for one in demands])
    pictures = pictures_of(demands)
    notices, terms = _newest_notices(demands), terms_of_demands(demands)
    return Found(
        [
            OpenItem(
                what=demand.summary,
                where=demand.site.name if demand.site else demand.addressee,
                state=STATE_LABELS[DemandState(demand.state)],
                url=url_for("corrections.demand", demand_id=demand.id),
                step=_next_step(asked, demand, notices.get(demand.id)),
                urgency=urgency,
                due=demand.term_on,
                at_once=terms[demand.id].at_once,
                who=names.get(demand.responsible_id, "") if demand.responsible_id else "",
                grave=demand.grade == FindingGrade.MAJOR,
                kind=KIND_LABELS[DemandKind(demand.kind)],
                picture=_thumbnail(pictures.get(demand.id)),
            )
            for demand, urgency in found.items
        ],
        found.total,
    )


def _holder(asked: Asked) -> queries.Holder:
    match asked.whose:
        case Whose.MINE:
            return queries.Holder(responsible_id=asked.actor.member_id)
        case Whose.UNION:
            return queries.Holder(union_id=asked.actor.union_id)
        case _:
            return queries.Holder()


def _newest_notices(demands: Sequence[Demand]) -> Mapping[uuid.UUID, Notice]:
    """The notice on which each was last demanded."""
    waiting = [
        one.id for one in demands if one.state == DemandState.DEMANDED and one.kind == DemandKind.FINDING
    ]
    notices = queries.notices_of_demands(waiting) if waiting else []
    return {item.demand_id: one for one in notices if one.number for item in one.items}


def _thumbnail(file_id: uuid.UUID | None) -> str | None:
    return url_for("evidence.thumbnail", file_id=file_id) if file_id else None


def _next_step(asked: Asked, demand: Demand, notice: Notice | None) -> Step:
    """What this person does next about it; who may not act there only opens it."""
    may, rights = asked.actor.may, RIGHTS[DemandKind(demand.kind)]
    late = is_overdue(is_open=demand.is_open, term_on=demand.term_on, today=asked.today)
    to = url_for("corrections.demand", demand_id=demand.id)
    step = Step(N_("打开"), to)
    match DemandState(demand.state):
        case DemandState.RAISED if may(P.INSPECTION_RECORD) and demand.site_id and demand.can_be_demanded:
            to = url_for("corrections.new_notice", site_id=demand.site_id)
            step = Step(N_("起草意见书"), to, "file-text")
        case DemandState.AWAITING_SECOND if may(rights.close_major):
            step = Step(N_("确认销号"), to, "user-check")
        case DemandState.UNCORRECTED if late and may(rights.refer):
            to = url_for("corrections.new_referral", demand=demand.id)
            step = Step(N_("提请部门处理"), to, "gavel")
        case DemandState.REPLIED | DemandState.UNCORRECTED if may(rights.recheck):
            step = Step(N_("复查"), url_for("corrections.recheck", demand_id=demand.id), "clipboard-check")
        case DemandState.DEMANDED if late and notice and may(rights.handle):
            step = Step(N_("登记催办"), url_for("corrections.notice", notice_id=notice.id), "bell")
        case DemandState.DEMANDED if demand.lacks_reply and demand.demanded_at and may(rights.recheck):
            to = url_for("corrections.enter_written_reply", demand_id=demand.id)
            step = Step(N_("登记答复"), to, "message")
    return step


def open_evacuations(asked: Asked) -> Found:
    """Proposals to withdraw people that nobody has decided: danger to life."""
    scope = asked.actor.scope(P.CORRECTION_READ)
    if scope.is_empty:
        return Found()
    undecided = queries.list_evacuations(scope, Window(0, _MOST_OTHERS), undecided=True).items
    held = [_evacuation(one) for one in undecided if asked.holds(one.union_id, one.proposed_by)]
    return first_of(held, asked.most)


def _evacuation(one: EvacuationProposal) -> OpenItem:
    to = url_for("corrections.evacuation", proposal_id=one.id)
    return OpenItem(
        what=one.danger,
        where=one.site.name,
        kind=N_("撤离建议"),
        state=N_("待单位决定"),
        url=to,
        step=Step(N_("登记决定"), to, "run"),
        urgency=Urgency.DANGER,
        grave=True,
        symbol="run",
    )


def open_referrals(asked: Asked) -> Found:
    """Applications whose term for the department's decision runs out within the warning days, or has."""
    sight = sight_of(asked.actor)
    if not sight:
        return Found()
    filters = queries.ReferralFilters(status="running_out")
    rows = queries.list_referrals(sight, filters, Window(0, _MOST_OTHERS), asked.today).items
    held = [one for one in rows if asked.holds(one.union_id, one.drafted_by, one.sent_by)]
    terms = terms_of(held)
    return first_of([_referral(asked, one, terms[one.id]) for one in held], asked.most)


#: How an application stands whose term runs out, by whose term it is.
_RUNS_OUT: Mapping[AnswerTerm, str] = MappingProxyType(
    {
        AnswerTerm.BY_LAW: N_("部门作出处理的法定期限将满"),
        AnswerTerm.AT_ONCE: N_("重大事故隐患的处理申请，部门应立即处理"),
        AnswerTerm.OWN: N_("工会提出的答复期限将满"),
    }
)
_RAN_OUT: Mapping[AnswerTerm, str] = MappingProxyType(
    {
        AnswerTerm.BY_LAW: N_("部门作出处理的法定期限已满"),
        AnswerTerm.AT_ONCE: _RUNS_OUT[AnswerTerm.AT_ONCE],
        AnswerTerm.OWN: N_("工会提出的答复期限已满"),
    }
)


def _referral(asked: Asked, one: Referral, term: AnswerTerm) -> OpenItem:
    to = url_for("corrections.referral", referral_id=one.id)
    return OpenItem(
        what=one.about,
        where=one.department,
        kind=N_("处理申请"),
        state=(_RAN_OUT if one.due_on and one.due_on < asked.today else _RUNS_OUT)[term],
        url=to,
        step=Step(N_("登记答复"), to, "building-bank"),
        urgency=urgency_of(one.due_on, asked.today) or Urgency.SOON,
        due=one.due_on,
        symbol="gavel",
    )


def open_items(asked: Asked) -> Found:
    """All of it."""
    return together([open_demands(asked), open_evacuations(asked), open_referrals(asked)], asked.most)
