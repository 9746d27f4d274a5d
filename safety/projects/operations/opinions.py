"""Opinions: entered, sent with the opinion paper, answered through the owner's link."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from safety.access.permissions import Permission as P
from safety.access.scope import Actor
from safety.corrections import operations as corrections
from safety.corrections.inputs import NewDemand, ReplyLine
from safety.corrections.models import Demand, Reply
from safety.corrections.readings import reading_of
from safety.corrections.vocabulary import DemandKind
from safety.database import hold, session
from safety.errors import Invalid, NotFound, NotPossibleNow
from safety.evidence import operations as evidence
from safety.ids import new_id
from safety.law.citations import typed
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.content import Enclosed
from safety.papers.models import Paper
from safety.papers.previews import Asked
from safety.papers.rules import PaperKind, chinese_date
from safety.people.queries import place_of
from safety.projects import documents, facts, queries
from safety.projects.models import Opinion, Review, ReviewLink
from safety.projects.operations.notes import note, require
from safety.projects.vocabulary import CATEGORY_LABELS, Category, ReviewKind
from safety.text import N_

OPINION = "project_opinion"
LINK_DAYS = 60
Uploads = Mapping[uuid.UUID, Sequence[evidence.Upload]]


def add_opinion(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    category: Category,
    mandatory: bool,
    text: str,
    detail: str | None = None,
    law: str | None = None,
    article: str | None = None,
    drawing: str | None = None,
    place: str | None = None,
    answers_id: uuid.UUID | None = None,
    uploads: Sequence[evidence.Upload] = (),
    file_ids: Sequence[uuid.UUID] = (),
    id: uuid.UUID | None = None,
) -> Opinion:
    """Enter an opinion; it is sent with the others by ``transmit_opinions``.

    ``answers_id`` names the design opinion that an acceptance opinion answers.

    Raises:
        NotPossibleNow: the conclusion is signed.
        Invalid: ``answers_id`` is no opinion of the same project's design review.
    """
    _begin(actor, review, answers_id)
    opinion_id = id or new_id()
    new = NewDemand(
        id=opinion_id,
        summary=text,
        detail=detail or "",
        basis=typed(law, article, shanghai_date(now)),
        place_on_site=place,
        responsible_id=actor.member_id,
        binding=mandatory,
        addressee=review.project.owner_name,
    )
    demand = _raise(actor, now, review, new)
    kept = session.get(Opinion, opinion_id)
    if kept is not None:
        return kept
    row = Opinion(id=opinion_id, review_id=review.id, demand=demand, position=len(review.opinions))
    row.category, row.drawing, row.answers_id = category, drawing, answers_id
    review.opinions.append(row)
    session.flush()
    _attach(actor, now, row, uploads, file_ids)
    note(actor, now, P.PROJECT_RECORD, review, "opinion_added", {"opinion": row.id, "mandatory": mandatory})
    return row


def check_unsigned(review: Review) -> None:
    """Refuse where the conclusion was signed.

    Raises:
        NotPossibleNow: it was.
    """
    if review.signed is not None:
        raise NotPossibleNow(N_("结论已经签署，只能作补充"), code="signed")


def _begin(actor: Actor, review: Review, answers_id: uuid.UUID | None) -> None:
    """Hold the review for a new opinion, or refuse it."""
    require(actor, P.PROJECT_RECORD, review)
    hold(review)
    check_unsigned(review)
    _check_answers(review, answers_id)


def _attach(
    actor: Actor,
    now: datetime,
    opinion: Opinion,
    uploads: Sequence[evidence.Upload],
    file_ids: Sequence[uuid.UUID],
) -> None:
    evidence.attach_files(
        actor=actor,
        now=now,
        owner_kind=OPINION,
        owner_id=opinion.id,
        place=place_of(opinion.review),
        uploads=uploads,
        file_ids=file_ids,
    )


def _raise(actor: Actor, now: datetime, review: Review, new: NewDemand) -> Demand:
    return corrections.raise_demand(
        actor=actor,
        now=now,
        kind=DemandKind.OPINION,
        place=place_of(review),
        site_id=review.project.site_id,
        employer_id=review.project.owner_id,
        source_kind=queries.SOURCE,
        source_id=review.id,
        demand=new,
    )


def _check_answers(review: Review, answers_id: uuid.UUID | None) -> None:
    """An acceptance opinion answers an opinion of the same project's design review, or none."""
    if answers_id is None:
        return
    design = queries.reviews_of(review.project_id).get(ReviewKind.DESIGN)
    known = {one.id for one in design.opinions} if design is not None else set()
    if review.kind == ReviewKind.DESIGN or answers_id not in known:
        raise Invalid(fields={"answers_id": [N_("不是本项目设计审查的意见")]})


def withdraw_opinion(*, actor: Actor, now: datetime, opinion: Opinion, reason: str) -> Opinion:
    """Take back an opinion that was not sent yet.

    Raises:
        NotPossibleNow: it was sent, or the conclusion is signed.
    """
    require(actor, P.PROJECT_RECORD, opinion.review)
    if opinion.demand.demanded_at is not None:
        raise NotPossibleNow(N_("意见已经发出，不能撤回"), code="sent")
    check_unsigned(opinion.review)
    corrections.withdraw_demand(actor=actor, now=now, demand=opinion.demand, reason=reason)
    return opinion


def transmit_opinions(
    *,
    actor: Actor,
    now: datetime,
    review: Review,
    reply_by: date,
    base_url: str,
    enclosed: Enclosed | None = None,
) -> Review:
    """Issue the opinion paper over the opinions not yet sent; the term for the written reply begins.

    ``base_url`` is where the application is reached from outside; the link's QR code is printed.

    Raises:
        Invalid: nothing to send, or a term that has passed (field ``reply_by``).
    """
    require(actor, P.NOTICE_ISSUE, review)
    require(actor, P.PROJECT_RECORD, review)
    hold(review)
    waiting = queries.unsent(review)
    if not waiting:
        raise Invalid(N_("没有尚未发出的意见"), code="no_opinion")
    if reply_by <= shanghai_date(now):
        raise Invalid(fields={"reply_by": [N_("答复期限须晚于今天")]})
    token = _new_link(actor, now, review, reply_by)[1]
    paper = _draft_paper(
        actor, now, review, waiting, reply_by, f"{base_url.rstrip('/')}/project-reply/{token}", enclosed
    )
    asked = [Asked(one.summary, f"书面答复：{chinese_date(reply_by)}") for one in waiting]
    papers.issue_paper(
        actor=actor, now=now, paper=paper, asked=asked, drafters={one.raised_by for one in waiting}
    )
    corrections.mark_demanded(actor=actor, now=now, demands=waiting, source_id=review.id, term_on=reply_by)
    review.reply_by, review.transmitted_at = reply_by, now
    review.paper_id, review.number = paper.id, paper.number
    review.version += 1
    session.flush()
    change = {"number": paper.number, "opinions": [one.id for one in waiting]}
    note(actor, now, P.NOTICE_ISSUE, review, "opinions_transmitted", change)
    return review


def _draft_paper(
    actor: Actor,
    now: datetime,
    review: Review,
    waiting: Sequence[Demand],
    reply_by: date,
    reply_url: str,
    enclosed: Enclosed | None,
) -> Paper:
    kind = PaperKind.DESIGN_OPINION if review.kind == ReviewKind.DESIGN else PaperKind.ACCEPTANCE_OPINION
    content = documents.opinion_paper(
        facts.subject_of(review),
        title=facts.title_of(review, kind),
        opinions=_lines(review, waiting, reply_by),
        reply_by=reply_by,
        reply_url=reply_url,
    )
    return papers.draft_paper(
        actor=actor,
        now=now,
        kind=kind,
        subject_kind=queries.SOURCE,
        subject_id=review.id,
        place=place_of(review),
        content=content,
        enclosed=enclosed,
    )


def _lines(review: Review, demands: Sequence[Demand], term_on: date) -> list[documents.OpinionLine]:
    behind = queries.opinion_behind(review)
    return [_line(one, behind.get(one.id), term_on) for one in demands]


def _line(demand: Demand, opinion: Opinion | None, term_on: date) -> documents.OpinionLine:
    return documents.OpinionLine(
        category=CATEGORY_LABELS[Category(opinion.category)] if opinion else "附带条件",
        mandatory=demand.binding,
        text=f"{demand.summary}{demand.detail}",
        where=facts.place_words(opinion) if opinion else demand.place_on_site or "",
        term_on=term_on,
        citations=reading_of(demand).cited,
    )


def make_link(*, actor: Actor, now: datetime, review: Review) -> tuple[ReviewLink, str]:
    """A new link for the owner's reply; the token is answered once and kept nowhere but on the paper.

    Raises:
        NotPossibleNow: no opinion was sent yet: the owner would find nothing to answer.
    """
    require(actor, P.NOTICE_ISSUE, review)
    if review.transmitted_at is None:
        raise NotPossibleNow(N_("意见还没有发出，没有可以答复的事项"), code="not_sent")
    return _new_link(actor, now, review, review.reply_by)


def _new_link(actor: Actor, now: datetime, review: Review, until: date | None) -> tuple[ReviewLink, str]:
    token = secrets.token_urlsafe(24)
    days = max(LINK_DAYS, (until - shanghai_date(now)).days + 30 if until else 0)
    link = ReviewLink(
        id=new_id(),
        review_id=review.id,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_at=now,
        created_by=actor.member_id,
        expires_at=now + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    note(actor, now, P.NOTICE_ISSUE, review, "reply_link_made", {"expires_at": link.expires_at})
    return link, token


def revoke_links(*, actor: Actor, now: datetime, review: Review, reason: str) -> int:
    """End every link of the review; how many were ended."""
    require(actor, P.NOTICE_ISSUE, review)
    live = [one for one in queries.links_of(review.id) if one.revoked_at is None]
    for link in live:
        link.revoked_at = now
    session.flush()
    note(actor, now, P.NOTICE_ISSUE, review, "reply_links_revoked", {"reason": reason, "count": len(live)})
    return len(live)


def reply_by_link(
    *,
    link: ReviewLink,
    now: datetime,
    lines: Sequence[ReplyLine],
    author: str,
    phone: str | None = None,
    words: str | None = None,
    workers_told_on: date | None = None,
    uploads: Uploads | None = None,
) -> Reply:
    """Keep what the owner sends through its link: the link is the right, for the opinions of one review.

    Raises:
        NotFound: the link has ended, or a line is about something else.
    """
    if not queries.is_live(link, now):
        raise NotFound
    review = link.review
    known = {one.id for one in queries.put_to_owner(review)}
    if not lines or not {line.demand_id for line in lines} <= known:
        raise NotFound if lines else Invalid(fields={"lines": [N_("请至少答复一项")]})
    return corrections.reply_from_outside(
        now=now,
        name=f"{review.project.owner_name}（{author}）",
        about=review.number or "",
        lines=lines,
        author=author,
        phone=phone,
        words=words,
        workers_told_on=workers_told_on,
        uploads=uploads or {},
    )
