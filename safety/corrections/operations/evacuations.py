"""撤离建议: proposed at once for danger to life; the employer decides, and the minutes are counted."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.facts import evacuation_content
from safety.corrections.models import EvacuationProposal
from safety.corrections.notice_rules import check_past
from safety.corrections.operations.ledger import digest_of, hold_unchanged, note, require, sent_before
from safety.corrections.vocabulary import EvacuationDecision
from safety.database import session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind
from safety.people.queries import place_of
from safety.text import N_
from safety.workplaces.models import Site
from safety.workplaces.operations.handing_over import pass_late
from safety.workplaces.queries.editions import place_for


def propose_evacuation(
    *,
    actor: Actor,
    now: datetime,
    site: Site,
    danger: str,
    suggestion: str,
    told_name: str,
    told_position: str | None,
    proposed_at: datetime,
    toxic: bool = False,
    health: bool | None = None,
    coal_mine: bool | None = None,
    source_kind: str | None = None,
    source_id: uuid.UUID | None = None,
    proposal_id: uuid.UUID | None = None,
    enclosed: Enclosed | None = None,
) -> EvacuationProposal:
    """Propose to withdraw people at once, and issue the 撤离建议书 (whoever checks may do it).

    Raises:
        NotAllowed, NotFound: without ``inspection:record`` for the site.
        Invalid: proposed in the future.
        Conflict: the id is taken by other content.
    """
    place = place_for(site, shanghai_date(proposed_at), actor.scope(Permission.INSPECTION_RECORD))
    actor.require(Permission.INSPECTION_RECORD, place)
    check_past(proposed_at, now=now, field="proposed_at")
    told = [site.id, danger, suggestion, told_name, told_position, proposed_at, source_id]
    # What was sent before there were such marks is still the same content.
    marks = {"health": health, "coal_mine": coal_mine}
    said = {name: value for name, value in marks.items() if value is not None}
    digest = digest_of([*told, *[toxic] * toxic, *[said] * bool(said)])
    kept = sent_before(EvacuationProposal, proposal_id, digest)
    if kept is not None:
        return kept
    proposal = _new(actor, now, site, place, id=proposal_id or new_id(), digest=digest)
    proposal.danger, proposal.suggestion, proposal.proposed_at = danger, suggestion, proposed_at
    proposal.told_name, proposal.told_position = told_name, told_position
    proposal.source_kind, proposal.source_id = source_kind, source_id
    proposal.toxic, proposal.health, proposal.coal_mine = toxic, health, coal_mine
    session.add(proposal)
    session.flush()
    _issue(actor, now, proposal, enclosed)
    pass_late(actor=actor, now=now, site=site, from_id=place.union_id)
    return proposal


def _new(
    actor: Actor, now: datetime, site: Site, place: Place, *, id: uuid.UUID, digest: str
) -> EvacuationProposal:
    return EvacuationProposal(
        id=id,
        digest=digest,
        site_id=site.id,
        site=site,
        addressee=site.employer.name,
        entered_at=now,
        proposed_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
    )


def _issue(actor: Actor, now: datetime, proposal: EvacuationProposal, enclosed: Enclosed | None) -> None:
    permission = Permission.INSPECTION_RECORD
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.EVACUATION_PROPOSAL,
        subject_kind="evacuation",
        subject_id=proposal.id,
        place=place_of(proposal),
        content=evacuation_content(proposal, inspector=actor.name, inspector_id=actor.member_id),
        permission=permission,
        enclosed=enclosed,
    )
    asked = [Asked(proposal.suggestion, "立即")]
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=permission, asked=asked)
    proposal.paper_id, proposal.number = paper.id, paper.number
    session.flush()
    change = {"proposed_at": proposal.proposed_at, "number": proposal.number}
    note(actor, now, permission, proposal, action="evacuation_proposed", kind="evacuation", change=change)


def check_undecided(paper: Paper, today: date) -> None:  # noqa: ARG001
    """Refuse to revoke a proposal on which the employer has decided.

    Raises:
        NotPossibleNow: a decision is kept.
    """
    found = select(EvacuationProposal).where(EvacuationProposal.paper_id == paper.id)
    proposal = session.scalars(found).one_or_none()
    if proposal is not None and proposal.decided_at is not None:
        raise NotPossibleNow(N_("单位的决定已经登记"), code="already_decided")


def check_evacuation_undecided(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:  # noqa: ARG001
    """Let a proposal be taken back while the employer has decided nothing.

    Raises:
        NotPossibleNow: a decision is kept.
    """
    found = select(EvacuationProposal).where(EvacuationProposal.paper_id == paper.id)
    proposal = session.scalars(found).one_or_none()
    if proposal is None:
        return
    require(actor, Permission.INSPECTION_RECORD, proposal)
    hold_unchanged(proposal)
    check_undecided(paper, shanghai_date(now))
    proposal.version += 1


def record_evacuation_decision(
    *,
    actor: Actor,
    now: datetime,
    proposal: EvacuationProposal,
    decision: EvacuationDecision,
    decided_at: datetime,
    decided_by: str,
    words: str | None = None,
) -> EvacuationProposal:
    """Keep what the employer decided, by whom, and at which minute.

    Raises:
        NotPossibleNow: a decision is kept already.
        Invalid: before the proposal or to come (``decided_at``); refused without the reason given (``words``).
    """
    require(actor, Permission.INSPECTION_RECORD, proposal)
    hold_unchanged(proposal)
    if proposal.revoked_at is not None:
        raise NotPossibleNow(N_("撤离建议已经撤回"), code="proposal_revoked")
    if proposal.decided_at is not None:
        raise NotPossibleNow(N_("单位的决定已经登记"), code="already_decided")
    check_past(decided_at, now=now, field="decided_at")
    if decided_at < proposal.proposed_at:
        sentence = N_("决定时间不能早于提出建议的时间")
        raise Invalid(sentence, code="decided_before", fields={"decided_at": [sentence]})
    if decision is not EvacuationDecision.WITHDRAWN and not words:
        raise Invalid(code="words_needed", fields={"words": [N_("未全部撤离时请记录单位的理由和采取的措施")]})
    proposal.decision, proposal.decided_at = decision, decided_at
    proposal.decided_by, proposal.words = decided_by, words
    proposal.version += 1
    session.flush()
    change = {"decision": decision, "decided_at": decided_at}
    permission = Permission.INSPECTION_RECORD
    note(actor, now, permission, proposal, action="evacuation_decided", kind="evacuation", change=change)
    return proposal
