"""What a project's dossier holds: of each review its papers, pictures and files, each under words that people read."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from safety.access.scope import Actor
from safety.corrections.models import Demand
from safety.corrections.queries import (
    facts_of_many,
    rechecks_of_demands,
    referrals_of_demands,
    referrals_of_subject,
    replies_of_demands,
)
from safety.corrections.receipts import receipt_file
from safety.evidence.queries import files_of_many, may_see
from safety.evidence.storage import the_store
from safety.law.days import shanghai_date
from safety.papers import queries as papers
from safety.papers.archives import Attached, json_bytes, paper_files
from safety.papers.files import record_of
from safety.papers.models import Paper
from safety.projects.models import Project, Review
from safety.projects.queries.register import SOURCE
from safety.projects.queries.reviews import conditions_of, opinion_demands, reviews_of
from safety.projects.vocabulary import KIND_LABELS, ReviewKind
from safety.text import N_
from safety.wire.problems import translate

#: Whose files lie in which folder of a review.
FOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "project_material": N_("审查资料"),
        "project_opinion": N_("意见附图"),
        "project_signature": N_("签名"),
        "reply_item": N_("单位答复"),
        "recheck_item": N_("复查"),
        papers.OWNER_KIND: N_("盖章扫描件"),
    }
)
#: Records with files: the day of each, and what it is.
Owners = Mapping[uuid.UUID, tuple[date | None, str]]
PAPERS, RECORDS = N_("文书"), N_("封存的记录")


@dataclass(frozen=True)
class ReviewFiles:
    """A review in the dossier: its title, and its files in the order of their folders."""

    title: str
    files: tuple[Attached, ...]


def dossier_of(actor: Actor, project: Project) -> list[ReviewFiles]:
    """The reviews of a project with every paper and file that ``actor`` may open; bytes are read later, one by one."""
    found = []
    for kind, review in reviews_of(project.id).items():
        title = translate(KIND_LABELS[ReviewKind(kind)])
        found.append(ReviewFiles(title, tuple(_files_of(actor, title, review))))
    return found


def _files_of(actor: Actor, case: str, review: Review) -> Iterator[Attached]:
    demands = [*opinion_demands(review), *conditions_of([review.id])]
    ids = {one.id for one in demands}
    record = translate(N_("审查记录"))
    yield Attached(case, "", f"{record}.json", record, partial(json_bytes, _record(review)))
    issued = papers.papers_of_case(actor, _subjects(review, ids))
    for paper in issued:
        yield from paper_files(case, translate(PAPERS), paper)
    for paper in issued:
        name = f"{papers.issued_day(paper)} {paper.number} {paper.title}.json"
        content = partial(json_bytes, record_of(paper))
        yield Attached(case, translate(RECORDS), name, paper.title, content)
    for reply in replies_of_demands(ids):
        if reply.receipt is not None:
            what = f"{shanghai_date(reply.received_at)} {translate(N_('答复回执'))} {reply.receipt_number}"
            content = partial(json_bytes, receipt_file(reply))
            yield Attached(case, translate(FOLDERS["reply_item"]), f"{what}.json", what, content)
    for owner_kind, owners in _owners(review, demands, issued).items():
        yield from _stored(actor, case, owner_kind, owners)


def _stored(actor: Actor, case: str, owner_kind: str, owners: Owners) -> Iterator[Attached]:
    store = the_store()
    for owner_id, files in files_of_many(owner_kind, owners).items():
        day, words = owners[owner_id]
        for file in files:
            if may_see(actor, file):
                name = " ".join(filter(None, [str(day or ""), words, file.name]))
                yield Attached(
                    case, translate(FOLDERS[owner_kind]), name, words, partial(store.get, file.sha256)
                )


def _subjects(review: Review, demands: set[uuid.UUID]) -> dict[str, list[uuid.UUID]]:
    """What the papers of a review speak of, by kind."""
    referrals = [*referrals_of_subject(SOURCE, review.id), *referrals_of_demands(list(demands))]
    return {
        SOURCE: [review.id],
        "demand": list(demands),
        "referral": [one.id for one in referrals],
        "recheck": [one.id for one in rechecks_of_demands(demands)],
    }


def _owners(review: Review, demands: Sequence[Demand], issued: Sequence[Paper]) -> dict[str, Owners]:
    """The records whose files belong to a review, by kind: the day of each and what it is."""
    said = {one.id: one.summary for one in demands}
    replied: Owners = {
        item.id: (shanghai_date(one.received_at), said[item.demand_id])
        for one in replies_of_demands(said)
        for item in one.items
        if item.demand_id in said
    }
    checked: Owners = {
        item.id: (one.checked_on, said[item.demand_id])
        for one in rechecks_of_demands(said)
        for item in one.items
        if item.demand_id in said
    }
    signed = {one.id: (one.held_on, one.person) for one in review.attendances}
    concluded = translate(N_("结论签署"))
    return {
        "project_material": {one.id: (one.received_on, one.name) for one in review.materials},
        "project_opinion": {one.id: (None, one.demand.summary) for one in review.opinions},
        "project_signature": signed
        | {
            one.id: (shanghai_date(one.signed_at) if one.signed_at else None, concluded)
            for one in review.sign_offs
        },
        "reply_item": replied,
        "recheck_item": checked,
        papers.OWNER_KIND: {one.id: (papers.issued_day(one), f"{one.number} {one.title}") for one in issued},
    }


def _record(review: Review) -> dict[str, object]:
    """The review with its opinions and what happened to each."""
    facts = facts_of_many([one.demand_id for one in review.opinions])
    opinions = [
        {
            "text": one.demand.summary,
            "mandatory": one.demand.binding,
            "category": one.category,
            "state": one.demand.state,
            "facts": [
                {"at": fact.at.isoformat(), "kind": fact.kind, "words": fact.words, "result": fact.result}
                for fact in facts.get(one.demand_id, [])
            ],
        }
        for one in review.opinions
    ]
    return {
        "kind": review.kind,
        "invited": review.invited,
        "notified_on": review.notified_on.isoformat(),
        "notified_by": review.notified_by,
        "conclusion": review.conclusion,
        "opinions": opinions,
        "dissents": [one.words for one in review.dissents],
    }
