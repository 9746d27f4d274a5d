"""Conclusions: proposed by one person, signed by another, kept with reservations, added to but never changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.roles import permissions_of
from safety.access.scope import Actor, Held
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand
from safety.corrections.models import Demand
from safety.corrections.vocabulary import STATE_LABELS, DemandKind, DemandState
from safety.database import held, hold, session
from safety.errors import Invalid, NotAllowed, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import PaperContent
from safety.papers.models import Paper
from safety.papers.rules import PaperKind, chinese_date
from safety.people.models import Union
from safety.people.operations import confirm_password
from safety.people.queries import member_names, place_of
from safety.people.rules import UnionLevel
from safety.projects import documents, facts, queries, rules
from safety.projects.inputs import Condition
from safety.projects.models import Dissent, Review, SignOff
from safety.projects.operations.notes import note, require
from safety.projects.operations.reviews import keep_signature
from safety.projects.operations.standing import refresh
from safety.projects.signing_rules import Signer, SigningAct, check_may
from safety.projects.vocabulary import (
    ATTENDANCE_LABELS,
    CONCLUSION_LABELS,
    AttendanceKind,
    Conclusion,
    SignOffState,
)
from safety.text import N_


def propose_conclusion(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    conclusion: Conclusion,
    words: str | None = None,
    conditions: Sequence[Condition] = (),
) -> SignOff:
    """Propose what the union should sign; somebody else signs it.

    Raises:
        NotPossibleNow: something is missing (every missing thing is named), or a conclusion waits or is signed.
        Invalid: conditions that do not fit the conclusion, 不同意 without words.
    """
    require(actor, P.PROJECT_PROPOSE, review)
    hold(review)
    if review.signed or review.proposed:
        raise NotPossibleNow(N_("已有结论在等待签署，或结论已经签署"), code="concluded")
    if conclusion is Conclusion.REFUSE and not words:
        raise Invalid(fields={"words": [N_("不同意须写明理由")]})
    today = shanghai_date(now)
    for number, one in enumerate(conditions):
        if one.term_on <= today:
            raise Invalid(fields={f"conditions.{number}.term_on": [N_("条件的期限须晚于今天")]})
    rules.check_conclusion(conclusion, queries.gate_facts(review), conditions=len(conditions))
    row = SignOff(
        id=new_id(),
        review_id=review.id,
        state=SignOffState.PROPOSED,
        conclusion=conclusion,
        words=words,
        conditions=[{"text": one.text, "term_on": one.term_on.isoformat()} for one in conditions],
        proposed_at=now,
        proposed_by=actor.member_id,
        needs_counter=review.project.is_city_project,
    )
    session.add(row)
    review.version += 1
    session.flush()
    note(actor, now, P.PROJECT_PROPOSE, review, "conclusion_proposed", {"conclusion": conclusion})
    return row


def withdraw_conclusion(*, actor: Actor, now: datetime, review: Review, reason: str) -> SignOff:
    """Take back a proposed conclusion before it is signed.

    Raises:
        NotPossibleNow: none waits.
    """
    require(actor, P.PROJECT_PROPOSE, review)
    row = _waiting(review)
    row.state, row.withdrawn_at, row.withdrawn_reason = SignOffState.WITHDRAWN, now, reason
    session.flush()
    note(actor, now, P.PROJECT_PROPOSE, review, "conclusion_withdrawn", {"reason": reason})
    return row


def _waiting(review: Review) -> SignOff:
    """The conclusion that waits, held for this transaction: of two signers at one moment one finds it signed."""
    statement = select(SignOff).where(SignOff.review_id == review.id, SignOff.state == SignOffState.PROPOSED)
    row = session.scalars(held(statement)).one_or_none()
    if row is None:
        raise NotPossibleNow(N_("没有等待签署的结论，可能刚刚已被签署或撤回"), code="nothing_to_sign")
    return row


def sign_conclusion(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    password: str,
    signature: bytes,
) -> SignOff:
    """Sign the proposed conclusion: the 会签表 is issued with its number, hash, server signature and code.

    What the gates ask is asked again, on what stands at this moment; conditions become demands with terms.

    Raises:
        NotAllowed, NotFound: no appointment of today entitles this person to sign for this union.
        NotPossibleNow: the proposer signs, nothing waits, or something is missing.
        Invalid: the password does not fit.
    """
    held = _entitling(actor, review)
    hold(review)  # no opinion may come in between the gates' question and the signature
    row = _waiting(review)
    rules.check_signer(proposed_by=row.proposed_by, signer_id=actor.member_id)
    member = confirm_password(actor=actor, now=now, password=password)
    conclusion = Conclusion(row.conclusion)
    rules.check_conclusion(conclusion, queries.gate_facts(review), conditions=len(row.conditions))
    row.signature_sha256 = keep_signature(actor, now, review, row.id, signature)
    row.state, row.signed_at, row.signed_by = SignOffState.SIGNED, now, member.id
    row.appointment_id = held.appointment_id
    _raise_conditions(actor, now, review, row)
    content = documents.sign_off_sheet(
        facts.subject_of(review),
        title=facts.title_of(review, PaperKind.SIGN_OFF_SHEET),
        signed=_told(review, row, member.name),
    )
    row.paper_id = _issue(actor, now, review, PaperKind.SIGN_OFF_SHEET, content).id
    row.version += 1
    review.version += 1
    session.flush()
    refresh(review.project)
    change = {"conclusion": conclusion, "paper": row.paper_id}
    note(actor, now, P.PROJECT_SIGN, review, "conclusion_signed", change)
    return row


def _entitling(actor: Actor, review: Review) -> Held:
    """Today's appointment to sign for the review's own union: a higher union counter-signs, it does not sign for it.

    Raises:
        NotAllowed, NotFound: the right to sign is held nowhere, or not for this union.
    """
    require(actor, P.PROJECT_SIGN, review)
    held = _own_appointment(actor, review)
    if held is None:
        raise NotAllowed
    return held


def _own_appointment(actor: Actor, review: Review) -> Held | None:
    own = (one for one in actor.held if one.union_id == review.union_id)
    return next((one for one in own if P.PROJECT_SIGN in permissions_of(one.role)), None)


def signer_of(actor: Actor, review: Review) -> Signer:
    """The person before the review, as the rules of signing ask."""
    waiting, signed = review.proposed, review.signed
    return Signer(
        member_id=actor.member_id,
        for_union=_own_appointment(actor, review) is not None,
        above=may_counter(actor, review) is not None,
        waits=waiting is not None,
        proposed_by=waiting.proposed_by if waiting else None,
        signed=signed is not None,
        signed_by=signed.signed_by if signed else None,
        needs_counter=signed is not None and signed.needs_counter and signed.countered_at is None,
    )


def _issue(actor: Actor, now: datetime, review: Review, kind: PaperKind, content: PaperContent) -> Paper:
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=kind,
        subject_kind=queries.SOURCE,
        subject_id=review.id,
        place=place_of(review),
        content=content,
        permission=P.PROJECT_SIGN,
    )
    return papers.issue_paper(actor=actor, now=now, paper=paper, permission=P.PROJECT_SIGN)


def _raise_conditions(actor: Actor, now: datetime, review: Review, row: SignOff) -> None:
    """Conditions become demands in the proposer's name of duty, with the terms that were signed."""
    if not row.conditions:
        return
    ids = [uuid.uuid5(row.id, str(number)) for number in range(len(row.conditions))]
    # The right to sign was asked for; a signatory need not be entitled to record opinions as well.
    bound = replace(actor, trusted=True)
    corrections.raise_demands(
        actor=bound,
        now=now,
        kind=DemandKind.CONDITION,
        place=place_of(review),
        site_id=review.project.site_id,
        employer_id=review.project.owner_id,
        source_kind=queries.SOURCE,
        source_id=review.id,
        demands=[
            NewDemand(
                id=ids[number],
                summary=one["text"],
                responsible_id=row.proposed_by,
                term_on=date.fromisoformat(one["term_on"]),
                addressee=review.project.owner_name,
            )
            for number, one in enumerate(row.conditions)
        ],
    )
    made = list(session.scalars(select(Demand).where(Demand.id.in_(ids)).order_by(Demand.id)))
    for demand in made:
        corrections.mark_demanded(
            actor=bound, now=now, demands=[demand], source_id=review.id, term_on=demand.term_on
        )


def _told(review: Review, row: SignOff, signer: str) -> documents.Conclusion:
    names = member_names([row.proposed_by, *(one.member_id for one in review.dissents)])
    return documents.Conclusion(
        label=CONCLUSION_LABELS[Conclusion(row.conclusion)],
        words=row.words or "",
        conditions=[(one["text"], date.fromisoformat(one["term_on"])) for one in row.conditions],
        dissents=[(names.get(one.member_id, ""), one.words) for one in review.dissents],
        opinions=[
            (
                one.summary,
                "必须落实" if one.binding else "建议",
                STATE_LABELS[DemandState(one.state)],
            )
            for one in queries.opinion_demands(review)
        ],
        attendance=[
            (
                ATTENDANCE_LABELS[AttendanceKind(one.kind)],
                f"{one.person} {one.unit or ''}".strip(),
                chinese_date(one.held_on),
            )
            for one in review.attendances
        ],
        signer=signer,
        proposer=names.get(row.proposed_by, "") if row.proposed_by else "",
        signature_sha256=row.signature_sha256 or "",
    )


def record_dissent(*, actor: Actor, now: datetime, review: Review, words: str) -> Dissent:
    """Keep one's own reservation beside the conclusion; for participants, until it is signed.

    Raises:
        NotPossibleNow: signed already, or one's own reservation is kept.
        NotAllowed: one is no participant.
    """
    require(actor, P.PROJECT_READ, review)
    if actor.member_id not in {one.member_id for one in review.participants}:
        raise NotAllowed
    if review.signed or any(one.member_id == actor.member_id for one in review.dissents):
        raise NotPossibleNow(N_("结论已经签署，或您的保留意见已经登记"), code="signed")
    row = Dissent(id=new_id(), review_id=review.id, member_id=actor.member_id, words=words, at=now)
    session.add(row)
    session.flush()
    note(actor, now, P.PROJECT_READ, review, "dissent_recorded", {"dissent": row.id})
    return row


def counter_sign(*, actor: Actor, now: datetime, review: Review, password: str, signature: bytes) -> SignOff:
    """Counter-sign for a higher union: projects of the city, or of an owner of the city.

    Raises:
        NotPossibleNow: nothing asks for it, or it was done; the signer's own appointment does not count.
        NotAllowed: without an appointment to sign in a union above the project's.
    """
    require(actor, P.PROJECT_SIGN, review)
    hold(review)  # of two counter-signers at one moment one finds it done
    check_may(SigningAct.COUNTER, signer_of(actor, review))
    row, above = review.signed, may_counter(actor, review)
    if row is None or above is None:
        raise NotAllowed
    member = confirm_password(actor=actor, now=now, password=password)
    picture = keep_signature(actor, now, review, row.id, signature)
    content = documents.added_paper(
        facts.subject_of(review, above),
        title=f"{facts.title_of(review, PaperKind.SIGN_OFF_SHEET)}（上级工会会签）",
        about=f"对会签表所载结论「{CONCLUSION_LABELS[Conclusion(row.conclusion)]}」进行会签。",
        words=_hash_words(row),
        signer=member.name,
        signature_sha256=picture,
    )
    row.countered_at, row.countered_by = now, member.id
    row.counter_paper_id = _issue(actor, now, review, PaperKind.SIGN_OFF_SHEET, content).id
    row.version += 1
    session.flush()
    note(actor, now, P.PROJECT_SIGN, review, "conclusion_counter_signed", {"union": above.id})
    return row


def may_counter(actor: Actor, review: Review) -> Union | None:
    """The higher union for which this person may counter-sign; None if there is none."""
    own = session.get_one(Union, review.union_id)
    held = [
        one
        for one in actor.held
        if P.PROJECT_SIGN in permissions_of(one.role)
        and own.path.startswith(one.union_path)
        and one.union_id != own.id
    ]
    unions = [session.get_one(Union, one.union_id) for one in held]
    return next((one for one in unions if one.level in {UnionLevel.CITY, UnionLevel.DISTRICT}), None)


def _hash_words(row: SignOff) -> str:
    paper = session.get_one(Paper, row.paper_id)
    return f"会签表文号：{paper.number}；内容散列（SHA-256）：{paper.content_hash}。"


def supplement(
    *, actor: Actor, now: datetime, review: Review, words: str, password: str, signature: bytes
) -> Paper:
    """Add to a signed conclusion by a paper with its own signature; what was signed stays as it is.

    Raises:
        NotPossibleNow: nothing is signed yet.
        Invalid: the password does not fit.
    """
    _entitling(actor, review)
    check_may(SigningAct.SUPPLEMENT, signer_of(actor, review))
    row = review.signed
    if row is None:
        raise NotAllowed
    member = confirm_password(actor=actor, now=now, password=password)
    picture = keep_signature(actor, now, review, review.id, signature)
    content = documents.added_paper(
        facts.subject_of(review),
        title=facts.title_of(review, PaperKind.OPINION_SUPPLEMENT),
        about=f"补充对象：{_hash_words(row)}",
        words=words,
        signer=member.name,
        signature_sha256=picture,
    )
    paper = _issue(actor, now, review, PaperKind.OPINION_SUPPLEMENT, content)
    note(actor, now, P.PROJECT_SIGN, review, "conclusion_supplemented", {"paper": paper.id})
    return paper
