"""What becomes of an issued paper: revoked, superseded, sealed by hand and scanned."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import hold, session
from safety.errors import Invalid, NotPossibleNow
from safety.evidence import operations as evidence
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import PICTURES, Kind
from safety.ids import new_id
from safety.law.days import shanghai_date
from safety.papers import documents, rules
from safety.papers.models import Paper
from safety.papers.operations.drafts import draft_paper
from safety.papers.operations.issuing import issue_paper
from safety.papers.operations.making import begin_files
from safety.papers.operations.notes import note
from safety.papers.previews import Asked
from safety.papers.queries import OWNER_KIND, title_for
from safety.papers.rules import PaperKind, PaperState
from safety.people.models import Union
from safety.people.queries import place_of
from safety.text import N_, Sentence, Text

SCANS = PICTURES | {Kind.PDF}


class Case(Protocol):
    """What the case of a paper does when the paper is revoked, before it ends: refuses, or changes and notes itself."""

    def __call__(self, *, actor: Actor, now: datetime, paper: Paper, reason: str) -> None:
        """Follow ``paper``; an error keeps it in force."""


@dataclass(frozen=True)
class Revocation:
    """What the revoking of a paper means for its case.

    ``follow`` ends the case with the paper; ``stands`` raises ``NotPossibleNow`` for a paper that cannot be revoked today,
    whoever asks; ``right`` is what it takes, where that depends on the case and not on the kind.
    """

    follow: Case
    stands: Callable[[Paper, date], None] | None = None
    right: Callable[[Paper], Permission] | None = None


#: By kind of paper; rooms above add theirs.
REVOCATIONS: dict[PaperKind, Revocation] = {}


def why_it_stands(paper: Paper, today: date) -> Sentence | None:
    """Why an issued paper cannot be revoked now, whoever asks; None where nothing stands in the way."""
    kind = PaperKind(paper.kind)
    if right_to_revoke(paper) is None:
        return rules.KEPT[kind]
    try:
        revocation = REVOCATIONS.get(kind)
        if revocation and revocation.stands:
            revocation.stands(paper, today)
    except NotPossibleNow as refusal:
        return refusal.sentence
    return None


def right_to_revoke(paper: Paper) -> Permission | None:
    """Which right it takes to revoke ``paper``; None for a kind that stays."""
    kind = PaperKind(paper.kind)
    revocation = REVOCATIONS.get(kind)
    own = revocation.right if revocation else None
    return own(paper) if own else rules.REVOCABLE.get(kind)


def revoke_paper(*, actor: Actor, now: datetime, paper: Paper, reason: str) -> Paper:
    """Revoke an issued paper of any kind; its number stays used and its verification page says so.

    Its case follows, and whoever it was addressed to gets a 撤回通知, issued with it.

    Raises:
        NotAllowed, NotFound: without the right that its kind takes.
        UnseenPaperError: a page revokes it, and the person has not been shown that notice.
        NotPossibleNow: a kind that stays (``revoked_with_case``), its case refuses it, or it is not in force.
        Invalid: no reason is given.
    """
    kind, permission = PaperKind(paper.kind), right_to_revoke(paper)
    if permission is None:
        raise NotPossibleNow(Text(rules.KEPT[kind]), code="revoked_with_case")
    actor.require(permission, place_of(paper))
    hold(paper)
    rules.check_move(PaperState(paper.state), PaperState.REVOKED)
    if kind in REVOCATIONS:
        REVOCATIONS[kind].follow(actor=actor, now=now, paper=paper, reason=reason)
    _end(paper, PaperState.REVOKED, actor, now, reason)
    session.flush()
    note(actor, now, paper, "paper_revoked", number=paper.number, reason=paper.ended_reason)
    if paper.content["addressee"]:
        _tell_receiver(actor, now, paper, permission)
    return paper


def _tell_receiver(actor: Actor, now: datetime, paper: Paper, permission: Permission) -> Paper:
    union = session.get_one(Union, paper.union_id)
    withdrawn = documents.Withdrawn(
        issuer=union.name,
        addressee=paper.content["addressee"],
        copies_to=tuple(paper.content["copies_to"]),
        title=paper.title,
        number=paper.number or "",
        issued_on=(paper.imprint or {}).get("issued_on", ""),
    )
    content = documents.withdrawal_notice(
        withdrawn,
        title=title_for(union, PaperKind.WITHDRAWAL_NOTICE).title,
        reason=paper.ended_reason or "",
        on=shanghai_date(now),
    )
    notice = draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.WITHDRAWAL_NOTICE,
        subject_kind=OWNER_KIND,
        subject_id=paper.id,
        place=place_of(paper),
        content=content,
        permission=permission,
    )
    asked = [Asked(f"不再按《{paper.title}》（{paper.number}）办理")]
    return issue_paper(actor=actor, now=now, paper=notice, permission=permission, asked=asked)


def supersede_paper(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    by: Paper,
    reason: str,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> Paper:
    """Mark an issued paper as replaced by another issued one of the same union.

    Raises:
        NotPossibleNow: either is not in force, or they are the same.
        Invalid: no reason is given.
    """
    actor.require(permission, place_of(paper))
    if by.state != PaperState.ISSUED or by.id == paper.id or by.union_id != paper.union_id:
        raise NotPossibleNow(N_("只能由本单位另一份已签发的文书替代"), code="paper_state")
    _end(paper, PaperState.SUPERSEDED, actor, now, reason)
    paper.replaced_by_id = by.id
    session.flush()
    note(actor, now, paper, "paper_superseded", number=paper.number, by=by.number)
    return paper


def _end(paper: Paper, state: PaperState, actor: Actor, now: datetime, reason: str) -> None:
    hold(paper)
    rules.check_move(PaperState(paper.state), state)
    if not reason.strip():
        raise Invalid(fields={"reason": [N_("请填写原因")]})
    paper.state, paper.ended_reason = state, reason.strip()[:500]
    paper.ended_at, paper.ended_by = now, actor.member_id
    paper.version += 1
    begin_files(paper, now=now)


def attach_sealed_scan(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    id: uuid.UUID,
    content: evidence.Proven,
    declared_name: str | None,
    permission: Permission = Permission.NOTICE_ISSUE,
) -> EvidenceFile:
    """Keep the scan of the sealed original beside an issued paper; earlier scans are kept too.

    Raises:
        NotPossibleNow: it is a draft.
        Invalid, TooLarge: as for evidence.
    """
    place = place_of(paper)
    actor.require(permission, place)
    hold(paper)
    if paper.state == PaperState.DRAFT:
        raise NotPossibleNow(N_("文书尚未签发，不能上传盖章原件"), code="paper_state")
    if content.kind not in SCANS:
        sentence = N_("扫描件应为 PDF 或图片")
        raise Invalid(sentence, code="unknown_kind", fields={"file": [sentence]})
    file = evidence.store_file(
        actor=actor,
        now=now,
        id=id,
        content=content,
        declared_name=declared_name,
        place=place,
        owner_kind=OWNER_KIND,
        owner_id=paper.id,
    )
    paper.sealed_scan_id = file.id
    paper.version += 1
    session.flush()
    note(actor, now, paper, "sealed_scan_attached", file=file.id, sha256=file.sha256)
    return file


def attach_sealed_scans(
    *,
    actor: Actor,
    now: datetime,
    paper: Paper,
    uploads: Sequence[evidence.Upload],
    permission: Permission = Permission.NOTICE_ISSUE,
) -> None:
    """Keep the scans a page sends (declared name, bytes), each under a fresh id.

    Raises:
        Invalid: there is none, or one is no kind that is kept.
        NotPossibleNow, TooLarge: as ``attach_sealed_scan``.
    """
    if not uploads:
        raise Invalid(fields={"files": [N_("请选择文件")]})
    for name, content in uploads:
        attach_sealed_scan(
            actor=actor,
            now=now,
            paper=paper,
            id=new_id(),
            content=content,
            declared_name=name,
            permission=permission,
        )
