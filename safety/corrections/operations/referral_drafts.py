"""Drafts of applications to a department (处理申请): written, changed, put aside."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from sqlalchemy import delete, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.facts import attachments_of, check_kind, referral_content, subject_of
from safety.corrections.inputs import Application
from safety.corrections.models import Demand, Referral, ReferralItem
from safety.corrections.operations.ledger import (
    digest_of,
    hold_unchanged,
    locked,
    note,
    require,
    sent_before,
)
from safety.corrections.queries import referral_now
from safety.corrections.referral_rules import ReferralAct, check_referral, issuing_right
from safety.corrections.vocabulary import ReferralKind
from safety.database import session
from safety.errors import NotAllowed, NotFound
from safety.ids import new_id
from safety.papers import operations as papers
from safety.papers.content import Enclosed
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.people.queries import place_of


def draft_referral(
    *,
    actor: Actor,
    now: datetime,
    place: Place,
    referral_id: uuid.UUID | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    **asked: Unpack[Application],
) -> Referral:
    """Draft an application to a department; no clock runs, and no demand is referred yet.

    The same id with the same content is answered with the application there is.

    Raises:
        NotAllowed, NotFound, Conflict: as ``refer``.
        Invalid: the demands are about several matters, or the kind does not fit what it is about.
    """
    actor.require(permission, place)
    digest = _digest(asked)
    kept = sent_before(Referral, referral_id, digest)
    if kept is not None:
        return kept
    demands = _locked_for(actor, permission, asked.get("demand_ids", ()))
    if asked.get("subject_kind") is None:
        asked["subject_kind"], asked["subject_id"] = subject_of(list(demands.values()))
    _check_right(permission, asked.get("subject_kind"))
    referral = _new(actor, now, place, asked, id=referral_id or new_id(), digest=digest)
    referral.site_id = asked.get("site_id") or next((one.site_id for one in demands.values()), None)
    session.add(referral)
    session.add_all(ReferralItem(referral_id=referral.id, demand_id=one) for one in demands)
    check_kind(referral, list(demands.values()))
    session.flush()
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.REFERRAL,
        subject_kind="referral",
        subject_id=referral.id,
        place=place_of(referral),
        content=referral_content(referral, list(demands.values())),
        permission=permission,
        enclosed=_enclosed(referral, list(demands.values()), asked.get("copies_to") or ()),
    )
    referral.paper_id = paper.id
    session.flush()
    change = {"department": referral.department, "demands": list(demands)}
    note(actor, now, permission, referral, action="referral_drafted", kind="referral", change=change)
    return referral


def _new(
    actor: Actor, now: datetime, place: Place, asked: Application, *, id: uuid.UUID, digest: str
) -> Referral:
    attachments = asked.get("attachments")
    return Referral(
        id=id,
        digest=digest,
        subject_kind=asked.get("subject_kind"),
        subject_id=asked.get("subject_id"),
        about=asked["about"],
        department=asked["department"],
        reason=asked["reason"],
        request=asked["request"],
        attachments=None if attachments is None else list(attachments),
        kind=asked.get("kind", ReferralKind.OTHER),
        drafted_at=now,
        drafted_by=actor.member_id,
        district_code=place.district_code,
        union_id=place.union_id,
    )


def _digest(asked: Application) -> str:
    """What tells the same application sent twice from another one."""
    told = [
        *(asked["department"], asked["about"], asked["reason"], asked["request"]),
        asked.get("kind", ReferralKind.OTHER),
        list(asked.get("demand_ids", ())),
        *(asked.get("subject_kind"), asked.get("subject_id")),
    ]
    attachments = asked.get("attachments")
    copies = asked.get("copies_to")
    listed = [
        *([] if attachments is None else [list(attachments)]),
        *([{"copies_to": list(copies)}] if copies else []),
    ]
    return digest_of([*told, *listed])


def _enclosed(referral: Referral, demands: Sequence[Demand], copies_to: Sequence[str]) -> Enclosed:
    return Enclosed(tuple(copies_to), attachments_of(referral, demands))


def _check_right(permission: Permission, subject_kind: str | None) -> None:
    """Refuse to draft with another right than the one that issues applications about such a record."""
    if permission is not issuing_right(subject_kind):
        raise NotAllowed


def _locked_for(actor: Actor, permission: Permission, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Demand]:
    """The demands of an application, held for this transaction, each asked for with ``permission``."""
    demands = locked(ids)
    if len(demands) != len(set(ids)):
        raise NotFound
    for demand in demands.values():
        require(actor, permission, demand)
    return demands


def demands_of(referral: Referral) -> dict[uuid.UUID, Demand]:
    """The demands of an application, held for this transaction."""
    items = select(ReferralItem.demand_id).where(ReferralItem.referral_id == referral.id)
    return locked(session.scalars(items).all())


def check(referral: Referral, act: ReferralAct) -> None:
    """Refuse an act that the application's state does not allow."""
    check_referral(referral_now(referral), act)


def update_referral(
    *,
    actor: Actor,
    now: datetime,
    referral: Referral,
    department: str,
    about: str,
    reason: str,
    request: str,
    kind: ReferralKind | None = None,
    attachments: Sequence[str] | None = None,
    copies_to: Sequence[str] | None = None,
    permission: Permission = Permission.NOTICE_ISSUE,
    version: int | None = None,
) -> Referral:
    """Change a draft; what it is about stays, and so do its kind, its attachments and copies unless they are given.

    Raises:
        NotPossibleNow: it was issued.
        Invalid: the kind does not fit what it is about.
    """
    require(actor, permission, referral)
    hold_unchanged(referral, version)
    check(referral, ReferralAct.UPDATE)
    referral.department, referral.about, referral.reason = department, about, reason
    referral.request, referral.kind = request, kind or referral.kind
    check_kind(referral, list(demands_of(referral).values()))
    if attachments is not None:
        referral.attachments = list(attachments)
    referral.version += 1
    session.flush()
    redraft(actor, now, referral, permission, copies_to)
    note(actor, now, permission, referral, action="referral_changed", kind="referral")
    return referral


def redraft(
    actor: Actor,
    now: datetime,
    referral: Referral,
    permission: Permission,
    copies_to: Sequence[str] | None = None,
) -> Paper:
    """Write the paper of a draft as the application stands now."""
    demands, paper = list(demands_of(referral).values()), session.get_one(Paper, referral.paper_id)
    return papers.redraft_paper(
        actor=actor,
        now=now,
        paper=paper,
        content=referral_content(referral, demands),
        permission=permission,
        enclosed=_enclosed(referral, demands, paper.copies_to if copies_to is None else copies_to),
    )


def discard_referral(
    *, actor: Actor, now: datetime, referral: Referral, permission: Permission = Permission.NOTICE_ISSUE
) -> None:
    """Delete a draft; the audit keeps that there was one.

    Raises:
        NotPossibleNow: it was issued.
    """
    require(actor, permission, referral)
    hold_unchanged(referral)
    check(referral, ReferralAct.DISCARD)
    paper = session.get_one(Paper, referral.paper_id)
    papers.discard_draft(actor=actor, now=now, paper=paper, permission=permission)
    note(actor, now, permission, referral, action="referral_discarded", kind="referral")
    session.execute(delete(ReferralItem).where(ReferralItem.referral_id == referral.id))
    session.delete(referral)
    session.flush()
