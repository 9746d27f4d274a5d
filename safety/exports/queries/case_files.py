"""The papers, pictures and files of accident cases, each with the words under which a dossier names it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, select

from safety.access.scope import Actor
from safety.accidents import queries as accidents
from safety.accidents.models import AccidentOpinion, Activity, Approval, Notification, ReportVersion
from safety.accidents.vocabulary import ACTIVITY_LABELS, ActivityKind
from safety.corrections.models import (
    Demand,
    NoticeItem,
    Recheck,
    RecheckItem,
    Referral,
    ReferralItem,
    Reply,
    ReplyItem,
)
from safety.database import session
from safety.evidence.models import EvidenceFile
from safety.evidence.queries import may_see
from safety.evidence.storage import the_store
from safety.law.days import shanghai_date
from safety.papers.archives import Attached, paper_files
from safety.papers.models import Paper
from safety.papers.queries import issued_day, papers_of_case
from safety.text import N_
from safety.wire.problems import translate

#: Whose files lie in which folder of a case.
FOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "accident_activity": N_("活动"),
        "accident_report": N_("调查报告"),
        "accident_signature": N_("签名"),
        "accident_approval": N_("批复"),
        "reply_item": N_("整改答复"),
        "recheck_item": N_("整改复查"),
        "paper": N_("盖章扫描件"),
    }
)
PAPERS = N_("文书")


@dataclass(frozen=True)
class Owner:
    """A record whose files belong to a case: the day it speaks of and what it is."""

    accident_id: uuid.UUID
    day: date | None
    words: str


def case_files(actor: Actor, accident_ids: Sequence[uuid.UUID]) -> Iterator[Attached]:
    """Every issued paper and every stored file of these cases that ``actor`` may open; bytes are read one by one.

    ``accident_ids`` are few enough for one question to the database.
    """
    papers = _papers(actor, accident_ids)
    for accident_id, paper in papers:
        yield from paper_files(str(accident_id), translate(PAPERS), paper)
    owners = _owners(accident_ids)
    owners |= {
        paper.id: Owner(accident_id, issued_day(paper), f"{paper.number} {paper.title}")
        for accident_id, paper in papers
    }
    store = the_store()
    for file in _files(owners):
        if may_see(actor, file) and file.owner_id is not None:
            owner = owners[file.owner_id]
            yield Attached(
                case=str(owner.accident_id),
                folder=translate(FOLDERS[file.owner_kind or ""]),
                name=" ".join(filter(None, [str(owner.day or ""), owner.words, file.name])),
                what=owner.words,
                content=partial(store.get, file.sha256),
            )


def _files(owners: Mapping[uuid.UUID, Owner]) -> Iterable[EvidenceFile]:
    statement = select(EvidenceFile).where(
        EvidenceFile.owner_id.in_(list(owners)),
        EvidenceFile.owner_kind.in_(list(FOLDERS)),
        EvidenceFile.removed_at.is_(None),
    )
    return session.scalars(statement.order_by(EvidenceFile.uploaded_at, EvidenceFile.id)).all()


def _day(moment: datetime | None) -> date | None:
    return shanghai_date(moment) if moment else None


def _owners(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Owner]:
    found: dict[uuid.UUID, Owner] = {}
    for one in session.scalars(select(Activity).where(Activity.accident_id.in_(ids))):
        words = translate(ACTIVITY_LABELS[ActivityKind(one.kind)])
        found[one.id] = Owner(one.accident_id, _day(one.starts_at), words)
    for version in session.scalars(select(ReportVersion).where(ReportVersion.accident_id.in_(ids))):
        found[version.id] = Owner(version.accident_id, version.received_on, version.title)
    for approval in session.scalars(select(Approval).where(Approval.accident_id.in_(ids))):
        found[approval.id] = Owner(approval.accident_id, approval.approved_on, approval.number or "")
    measures = _measures(ids)
    replies = select(ReplyItem.id, ReplyItem.demand_id, Reply.received_at).join(
        Reply, ReplyItem.reply_id == Reply.id
    )
    for item_id, demand_id, at in session.execute(replies.where(ReplyItem.demand_id.in_(list(measures)))):
        found[item_id] = Owner(measures[demand_id].source_id, _day(at), measures[demand_id].summary)
    checks = select(RecheckItem.id, RecheckItem.demand_id, Recheck.checked_on)
    checks = checks.join(Recheck, RecheckItem.recheck_id == Recheck.id)
    for item_id, demand_id, on in session.execute(checks.where(RecheckItem.demand_id.in_(list(measures)))):
        found[item_id] = Owner(measures[demand_id].source_id, on, measures[demand_id].summary)
    return found


def _measures(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Demand]:
    statement = select(Demand).where(Demand.source_kind == accidents.SOURCE, Demand.source_id.in_(ids))
    return {one.id: one for one in session.scalars(statement)}


def _papers(actor: Actor, ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, Paper]]:
    """The issued papers of the cases in the order of their issue, each with its accident."""
    subjects = _subjects(ids)
    accident_of = {record: accident for found in subjects.values() for record, accident in found.items()}
    papers = papers_of_case(actor, subjects)
    for paper in papers:  # a notice that takes one back belongs to the case of that one
        accident_of[paper.id] = accident_of[paper.subject_id]
    found = [(accident_of[paper.id], paper) for paper in papers]
    return sorted(found, key=lambda pair: (pair[1].issued_at or pair[1].drafted_at, pair[1].id))


def _subjects(ids: Sequence[uuid.UUID]) -> dict[str, dict[uuid.UUID, uuid.UUID]]:
    """What the papers of the cases speak of, by kind: the record's id → its accident."""
    measures = {one.id: one.source_id for one in _measures(ids).values()}
    said = select(AccidentOpinion.id, AccidentOpinion.accident_id).where(AccidentOpinion.accident_id.in_(ids))
    opinions = {row.id: row.accident_id for row in session.execute(said)}
    accident_of = {one: one for one in ids} | opinions | measures

    def along(statement: Select[*tuple[Any, ...]]) -> dict[uuid.UUID, uuid.UUID]:
        return {record: accident_of[about] for record, about in session.execute(statement)}

    news = select(Notification.id, Notification.accident_id).where(Notification.accident_id.in_(ids))
    named = list(accident_of)
    referred = along(
        select(ReferralItem.referral_id, ReferralItem.demand_id).where(ReferralItem.demand_id.in_(named))
    ) | along(select(Referral.id, Referral.subject_id).where(Referral.subject_id.in_(named)))
    return {
        accidents.SOURCE: {one: one for one in ids},
        accidents.OPINION_SOURCE: opinions,
        accidents.NEWS: along(news),
        "demand": measures,
        "referral": referred,
        "recheck": along(
            select(RecheckItem.recheck_id, RecheckItem.demand_id).where(
                RecheckItem.demand_id.in_(list(measures))
            )
        ),
        "notice": along(
            select(NoticeItem.notice_id, NoticeItem.demand_id).where(NoticeItem.demand_id.in_(list(measures)))
        ),
    }
