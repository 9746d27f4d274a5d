"""The union's opinions on an accident: to whom, and what came back."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import select

from safety.access.permissions import Permission as P
from safety.access.scope import Actor, Place
from safety.accidents import documents, queries, rules
from safety.accidents.models import Accident, AccidentOpinion
from safety.accidents.operations.notes import check, note, require
from safety.accidents.operations.papers import issue
from safety.accidents.vocabulary import ABOUT_LABELS, About
from safety.corrections import operations as corrections
from safety.corrections.models import Referral
from safety.corrections.queries import referrals_of_subject
from safety.corrections.vocabulary import ReferralKind, Stance
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers.content import Enclosed
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind, chinese_date
from safety.text import N_, fitted


def give_opinion(
    *,
    actor: Actor,
    now: datetime,
    accident: Accident,
    about: About,
    words: str,
    addressee: str,
    sent_on: date,
    due_on: date | None = None,
    with_paper: bool = False,
    enclosed: Enclosed | None = None,
    id: uuid.UUID | None = None,
) -> AccidentOpinion:
    """Enter an opinion of the union; 《工会对事故处理的意见书》 is issued on demand.

    Raises:
        Invalid: days that are out of order or to come.
        NotPossibleNow: the case is closed.
    """
    place = require(actor, P.ACCIDENT_RECORD, accident)
    check("opinion", accident)
    rules.check_days(shanghai_date(now), sent_on=sent_on)
    if due_on is not None and due_on < sent_on:
        raise Invalid(fields={"due_on": [N_("答复期限不能早于提出日期")]})
    row = AccidentOpinion(
        id=id or new_id(),
        accident_id=accident.id,
        about=about,
        words=words,
        addressee=addressee,
        sent_on=sent_on,
        due_on=due_on,
        union_id=place.union_id,
        district_code=place.district_code,
        at=now,
        by_id=actor.member_id,
    )
    session.add(row)
    session.flush()
    if with_paper:
        row.paper_id = _issue_paper(actor, now, accident, place, row, enclosed)
        session.flush()
    note(actor, now, P.ACCIDENT_RECORD, accident, "opinion_given", {"about": about}, record_id=row.id)
    return row


def _issue_paper(
    actor: Actor,
    now: datetime,
    accident: Accident,
    place: Place,
    row: AccidentOpinion,
    enclosed: Enclosed | None,
) -> uuid.UUID:
    return issue(
        actor=actor,
        now=now,
        accident=accident,
        place=place,
        kind=PaperKind.INVESTIGATION_OPINION,
        permission=P.ACCIDENT_RECORD,
        write=lambda subject, title: documents.opinion_paper(
            subject,
            title=title,
            addressee=row.addressee,
            about=str(ABOUT_LABELS[About(row.about)]),
            words=row.words,
            due_on=row.due_on,
        ),
        asked=[Asked(row.words, chinese_date(row.due_on) if row.due_on else "")],
        enclosed=enclosed,
    ).id


def check_opinion_waits(paper: Paper, today: date) -> None:  # noqa: ARG001
    """Refuse to take an opinion back that does not wait for its answer any more.

    Raises:
        NotPossibleNow: it was answered, a department was applied to about it, or the case is closed.
    """
    opinion = session.scalars(
        select(AccidentOpinion).where(AccidentOpinion.paper_id == paper.id)
    ).one_or_none()
    if opinion is None:
        return
    rules.check_act("opinion", queries.facts_of(session.get_one(Accident, opinion.accident_id)))
    if opinion.answered_on is not None:
        raise NotPossibleNow(N_("这条意见已经登记过答复"), code="answered")
    if queries.applied_for([opinion.id]):
        raise NotPossibleNow(N_("就这条意见提出的处理申请还没有答复，请先撤销申请"), code="applied")


def check_opinion_unanswered(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:  # noqa: ARG001
    """Let an opinion be taken back with its paper while it waits for its answer.

    Raises:
        NotPossibleNow: it was answered, a department was applied to about it, or the case is closed.
    """
    found = select(AccidentOpinion).where(AccidentOpinion.paper_id == paper.id)
    opinion = session.scalars(found).one_or_none()
    if opinion is None:
        return
    accident = session.get_one(Accident, opinion.accident_id)
    require(actor, P.ACCIDENT_RECORD, accident)
    hold(accident)  # before what belongs to it, as every act on a case
    hold(opinion)
    check_opinion_waits(paper, shanghai_date(now))
    opinion.version += 1


def answer_opinion(
    *,
    actor: Actor,
    now: datetime,
    opinion: AccidentOpinion,
    stance: Stance,
    answer: str,
    answered_on: date,
) -> AccidentOpinion:
    """Enter how an opinion was answered, once.

    Raises:
        NotPossibleNow: it was answered before; the case is closed.
        Invalid: a day to come or before it was sent.
    """
    accident = session.get_one(Accident, opinion.accident_id)
    require(actor, P.ACCIDENT_RECORD, accident)
    check("opinion", accident)
    hold(opinion)
    if opinion.revoked_at is not None:
        raise NotPossibleNow(N_("这条意见已经撤回"), code="opinion_revoked")
    if opinion.answered_on is not None:
        raise NotPossibleNow(N_("这条意见已经登记过答复"), code="answered")
    rules.check_days(shanghai_date(now), answered_on=answered_on)
    if answered_on < opinion.sent_on:
        raise Invalid(fields={"answered_on": [N_("答复日期不能早于提出日期")]})
    opinion.stance, opinion.answer, opinion.answered_on = stance, answer, answered_on
    opinion.version += 1
    session.flush()
    change = {"stance": stance, "answered_on": answered_on}
    note(actor, now, P.ACCIDENT_RECORD, accident, "opinion_answered", change, record_id=opinion.id)
    return opinion


def refer_opinion(
    *,
    actor: Actor,
    now: datetime,
    opinion: AccidentOpinion,
    department: str,
    reason: str,
    request: str | None = None,
    id: uuid.UUID | None = None,
) -> Referral:
    """Ask a department to deal with an opinion that was never answered, or rejected (``Matter.ACCIDENT_OPINION``).

    The same ``id`` again answers the application there is.

    Raises:
        NotPossibleNow: its answer is not overdue and it was not rejected, or an application waits already.
    """
    accident = session.get_one(Accident, opinion.accident_id)
    place = require(actor, P.ACCIDENT_RECORD, accident)
    again = _was_referred(opinion, id, today=shanghai_date(now))
    answered = opinion.answered_on is not None
    referral = corrections.refer(
        actor=actor,
        now=now,
        place=place,
        department=department,
        about=fitted(
            accident.title, 200, before="工会对", after=f"的意见{'未被采纳' if answered else '逾期未获答复'}"
        ),
        reason=reason,
        request=request or "请依法处理我会提出的上述意见，并将处理结果书面告知我会。",
        kind=ReferralKind.REFUSAL if answered else ReferralKind.OVERDUE,
        site_id=accident.site_id,
        subject_kind=queries.OPINION_SOURCE,
        subject_id=opinion.id,
        referral_id=id,
        permission=P.ACCIDENT_RECORD,
    )
    if not again:
        change = {"referral": referral.id}
        note(actor, now, P.ACCIDENT_RECORD, accident, "opinion_referred", change, record_id=opinion.id)
    return referral


def _was_referred(opinion: AccidentOpinion, referral_id: uuid.UUID | None, *, today: date) -> bool:
    """Whether this very application was made before; refuses one that cannot be made now."""
    if referral_id in {one.id for one in referrals_of_subject(queries.OPINION_SOURCE, opinion.id)}:
        return True
    if rules.opinion_can_be_referred(
        stance=opinion.stance,
        answered_on=opinion.answered_on,
        due_on=opinion.due_on,
        applied=bool(queries.applied_for([opinion.id])),
        revoked=opinion.revoked_at is not None,
        today=today,
    ):
        return False
    raise NotPossibleNow(
        N_("逾期未答复或者未采纳、且没有尚待答复的申请的意见，才能提出处理申请"), code="not_due"
    )
