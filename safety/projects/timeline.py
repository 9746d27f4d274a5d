"""What happened to a project, as its page and its site's page show it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from safety.access.scope import Actor
from safety.corrections.queries import facts_of_many, replies_of_demands
from safety.corrections.vocabulary import RESULT_LABELS, FactKind, RecheckResult
from safety.law.days import start_of_day
from safety.people.queries import member_names
from safety.projects import queries
from safety.projects.models import Project, Review, SignOff
from safety.projects.vocabulary import (
    CONCLUSION_LABELS,
    KIND_LABELS,
    STAGE_LABELS,
    Conclusion,
    ReviewKind,
    Stage,
)
from safety.wire.problems import translate


@dataclass(frozen=True)
class Entry:
    """One line, in the reader's language; of what is known by its day alone, ``at`` is the day."""

    at: datetime | date
    title: str
    words: str | None = None
    by: str | None = None
    symbol: str = "circle"
    tone: str = "neutral"
    url: str | None = None


def entries_of_project(project: Project, reviews: Iterable[Review], actor: Actor) -> list[Entry]:
    """The project's story, the newest first."""
    found = [Entry(project.created_at, _("项目登记在册"), symbol="plus")]
    found += [
        Entry(
            one.on_day,
            _("进展：%(stage)s", stage=translate(STAGE_LABELS[Stage(one.stage)])),
            one.words,
            one.by_name,
            "arrow-right",
            "info",
        )
        for one in project.moves
    ]
    for review in reviews:
        found += list(entries_of_review(review, actor))
    return sorted(found, key=lambda one: _moment(one.at), reverse=True)


def entries_of_review(review: Review, actor: Actor) -> Iterator[Entry]:  # noqa: ARG001 - as a site's history
    """One review's part of the story."""
    kind = translate(KIND_LABELS[ReviewKind(review.kind)])
    url = url_for("projects.review", review_id=review.id)
    title = _("%(kind)s：收到邀请", kind=kind) if review.invited else _("%(kind)s：工会未受邀请", kind=kind)
    words = review.notified_by if review.invited else review.words
    tone = "info" if review.invited else "danger"
    yield Entry(review.notified_on, title, words, None, "mail", tone, url)
    for material in review.materials:
        yield Entry(material.received_on, _("收到资料"), material.name, symbol="files", url=url)
    for one in review.attendances:
        yield Entry(one.held_on, _("参加审查"), one.person, one.unit, "users", url=url)
    yield from _of_opinions(review, url)
    for one_dissent in review.dissents:
        yield Entry(
            one_dissent.at, _("保留意见"), one_dissent.words, symbol="message-off", tone="warning", url=url
        )
    for referral in queries.referrals_of(review.id):
        if referral.sent_at is None:
            continue
        yield Entry(
            referral.sent_at,
            _("提请有关部门处理"),
            referral.department,
            symbol="gavel",
            tone="progress",
            url=url,
        )
    if review.settled_at:
        yield Entry(
            review.settled_at, _("未受邀请的情况已了结"), symbol="circle-check", tone="success", url=url
        )
    names = member_names(
        one for row in review.sign_offs for one in (row.proposed_by, row.signed_by, row.countered_by)
    )
    for row in review.sign_offs:
        yield from _of_sign_off(row, names, url)


def _of_opinions(review: Review, url: str) -> Iterator[Entry]:
    if review.transmitted_at:
        yield Entry(
            review.transmitted_at, _("发出意见书"), review.number, symbol="send", tone="info", url=url
        )
    ids = [one.demand_id for one in review.opinions]
    for reply in replies_of_demands(ids):
        yield Entry(
            reply.received_at, _("建设单位答复"), reply.words, reply.author, "message", "warning", url
        )
    by_id = {one.demand_id: one.demand for one in review.opinions}
    for demand_id, facts in facts_of_many(ids).items():
        for fact in facts:
            if fact.kind == FactKind.RECHECKED and fact.result:
                title = _("核实意见：%(result)s", result=translate(RESULT_LABELS[RecheckResult(fact.result)]))
                yield Entry(
                    fact.at, title, by_id[demand_id].summary, fact.by_name, "eye-check", "progress", url
                )


def _of_sign_off(row: SignOff, names: Mapping[uuid.UUID, str], url: str) -> Iterator[Entry]:
    words = translate(CONCLUSION_LABELS[Conclusion(row.conclusion)])
    yield Entry(row.proposed_at, _("提出结论"), words, _name(names, row.proposed_by), "file-text", url=url)
    if row.withdrawn_at:
        yield Entry(row.withdrawn_at, _("撤回结论"), row.withdrawn_reason, symbol="arrow-back-up", url=url)
    if row.signed_at:
        tone = "danger" if row.conclusion == Conclusion.REFUSE else "success"
        yield Entry(row.signed_at, _("签署结论"), words, _name(names, row.signed_by), "signature", tone, url)
    if row.countered_at:
        yield Entry(
            row.countered_at,
            _("上级工会会签"),
            words,
            _name(names, row.countered_by),
            "signature",
            "success",
            url,
        )


def _moment(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else start_of_day(at)


def _name(names: Mapping[uuid.UUID, str], member_id: uuid.UUID | None) -> str | None:
    return names.get(member_id) if member_id else None
