"""The record of a site check as a paper with number, signature, PDF and DOCX."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.corrections.documents import chinese_minute
from safety.corrections.vocabulary import FindingGrade
from safety.database import hold
from safety.errors import NotPossibleNow
from safety.evidence.queries import files_of
from safety.inspections import queries
from safety.inspections.documents import FoundFacts, RecordFacts, SignedFacts, inspection_record
from safety.inspections.models import Finding, Inspection
from safety.inspections.operations.notes import OWNER, note
from safety.inspections.rules import ANSWER_LABELS, Answer, InspectionState
from safety.inspections.rules.checklists import Item, checklist_from
from safety.law import grounds
from safety.law.citations import kept
from safety.law.days import shanghai_date
from safety.papers import operations as papers
from safety.papers.models import Paper
from safety.papers.queries import papers_of, title_for
from safety.papers.rules import PaperKind, PaperState
from safety.people.queries import get_union, member_names, place_of
from safety.people.queries.certificates import certificate_numbers
from safety.text import N_, length_of

#: Printed photographs of one record: more make no better record and a file nobody can send.
MOST_PHOTOS = 40
_PERMISSION = Permission.INSPECTION_RECORD


def issue_record(*, actor: Actor, now: datetime, inspection: Inspection) -> Paper:
    """Issue the record of a submitted check as a paper; the one that is out already is given again.

    Raises:
        NotAllowed, NotFound: without ``inspection:record`` there.
        NotPossibleNow: the check is a draft.
    """
    place = place_of(inspection)
    actor.require(_PERMISSION, place)
    if inspection.state == InspectionState.DRAFT:
        raise NotPossibleNow(N_("检查还没有提交，不能生成检查记录"), code="not_submitted")
    hold(inspection)  # two who ask at once get one paper
    out = record_paper_of(inspection)
    if out is not None:
        return out
    paper = papers.draft_paper(
        actor=actor,
        now=now,
        kind=PaperKind.INSPECTION_RECORD,
        subject_kind=OWNER,
        subject_id=inspection.id,
        place=place,
        content=inspection_record(_facts(inspection)),
        permission=_PERMISSION,
    )
    papers.issue_paper(actor=actor, now=now, paper=paper, permission=_PERMISSION)
    note(actor, now, inspection, "inspection_record_issued", number=paper.number)
    return paper


def record_paper_of(inspection: Inspection) -> Paper | None:
    """The record on paper that is out for a check, if there is one."""
    out = (PaperKind.INSPECTION_RECORD, PaperState.ISSUED)
    return next((one for one in papers_of(OWNER, inspection.id) if (one.kind, one.state) == out), None)


def _facts(inspection: Inspection) -> RecordFacts:
    content = inspection.content
    hashes = {str(one.id): one.sha256 for one in files_of(OWNER, inspection.id)}
    union = get_union(inspection.union_id)
    version = inspection.version_used
    return RecordFacts(
        title=title_for(union, PaperKind.INSPECTION_RECORD).title,
        issuer=union.name,
        employer=inspection.site.employer.name,
        site=inspection.site.name,
        address=inspection.site.address or "",
        began=inspection.began_at,
        ended=inspection.left_at,
        clock=_clock(inspection),
        position=_position(inspection),
        companions="、".join(one["name"] for one in content.get("companions") or []),
        alone_reason=content.get("alone_reason") or "",
        met=_met(content.get("people_met") or []),
        checklist=f"{version.content['title']}，第{version.number}版" if version else "",
        answers=_answers(inspection),
        findings=_found(queries.findings_of(inspection.id), hashes),
        photos=_known(content.get("photos") or [], hashes)[:MOST_PHOTOS],
        note=content.get("note") or "",
        signed=_signed(inspection, hashes),
        adoption=_adoption(inspection),
        on=shanghai_date(inspection.began_at or inspection.saved_at),
        ground=_ground(inspection),
    )


def _known(ids: Iterable[str], hashes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(hashes[one] for one in map(str, ids) if one in hashes)


def _clock(inspection: Inspection) -> str:
    """That the times are the server's, where the device's clock was off, with what it wrote."""
    if inspection.started_at is None or inspection.ended_at is None:
        return ""
    own = f"设备所记为 {chinese_minute(inspection.started_at)} 至 {chinese_minute(inspection.ended_at)}。"
    said = ""
    if inspection.clock_set_seconds:
        said = f"检查期间设备时钟被{_step(inspection.clock_set_seconds)}，检查时间按调整前后与服务器的差校正；{own}"
    elif inspection.started_by_server is not None:
        ahead = inspection.clock_offset_seconds or 0
        fast = "快" if ahead > 0 else "慢"
        said = f"设备时钟比服务器{fast} {length_of(ahead)}，检查时间已按服务器时间校正；{own}"
    if inspection.clock_changed_seconds:
        step = _step(inspection.clock_changed_seconds)
        unknown = "，不知道是在检查之前还是之后，检查时间不能确定。" if inspection.if_set_before else "。"
        said += f"检查前最后一次联网到送达之间设备时钟被{step}{unknown}"
    return said


def _step(seconds: int) -> str:
    return f"调{'快' if seconds > 0 else '慢'} {length_of(seconds)}"


def _position(inspection: Inspection) -> str:
    if inspection.lon is None or inspection.lat is None:
        return ""
    accuracy = f"，精度{inspection.accuracy:.0f}米" if inspection.accuracy is not None else ""
    return f"东经{inspection.lon:.6f}°，北纬{inspection.lat:.6f}°（WGS 84{accuracy}）"


def _met(people: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(
        one["name"] + (f"（{one['position']}）" if one.get("position") else "") for one in people
    )


def _ground(inspection: Inspection) -> grounds.Ground:
    """What the check was about: the law of the questions that were answered and of what was found; the mine."""
    on = shanghai_date(inspection.began_at or inspection.saved_at)
    asked = [
        {"law": one.law, "article": one.article, "checked": one.verified}
        for item in _asked(inspection)
        for one in item.basis
    ]
    demands = [one.demand for one in queries.findings_of(inspection.id)]
    found = [one for demand in demands for one in demand.basis]
    site = inspection.site
    return grounds.ground_of(
        major=False,
        citations=kept([*asked, *found], on),
        industries={site.industry, site.employer.industry},
        names=(site.name, site.employer.name),
        said=grounds.said_together(one.said for one in demands),
    )


def _asked(inspection: Inspection) -> list[Item]:
    if inspection.version_used is None:
        return []
    given = inspection.content.get("answers") or {}
    sections = checklist_from(inspection.version_used.content).sections
    return [item for section in sections for item in section.items if item.id in given]


def _answers(inspection: Inspection) -> list[tuple[str, str, str, str]]:
    if inspection.version_used is None:
        return []
    given = inspection.content.get("answers") or {}
    return [
        (
            section.title,
            item.ask,
            ANSWER_LABELS[Answer(given[item.id]["answer"])],
            given[item.id].get("note") or "",
        )
        for section in checklist_from(inspection.version_used.content).sections
        for item in section.items
        if item.id in given
    ]


def _found(findings: Sequence[Finding], hashes: Mapping[str, str]) -> list[FoundFacts]:
    each = max(1, MOST_PHOTOS // max(1, len(findings)))
    return [
        FoundFacts(
            summary=one.demand.summary,
            detail=one.demand.detail,
            place_on_site=one.demand.place_on_site or "",
            grade=FindingGrade(one.demand.grade),
            colour=one.demand.colour,
            suggestion=one.suggestion or "",
            photos=_known(one.photos, hashes)[:each],
            said=one.demand.said,
        )
        for one in findings
    ]


def _signed(inspection: Inspection, hashes: Mapping[str, str]) -> SignedFacts:
    given = inspection.content.get("signatures") or {}
    position = given.get("site_position")
    along = inspection.content.get("companions") or []
    numbers = certificate_numbers(
        [inspection.inspector_id, *map(_member, along)],
        shanghai_date(inspection.began_at or inspection.saved_at),
    )
    return SignedFacts(
        inspector=inspection.inspector.name,
        inspector_picture=hashes.get(str(given.get("inspector_file")), ""),
        site_name=(given.get("site_name") or "") + (f"（{position}）" if position else ""),
        site_picture=hashes.get(str(given.get("site_file")), ""),
        refused=bool(given.get("refused")),
        witness=given.get("witness") or "",
        refusal=given.get("refusal_words") or "",
        certificate=numbers.get(inspection.inspector_id, ""),
        companions=[(one["name"], numbers.get(_member(one), "")) for one in along],
        alone=not along and bool(inspection.content.get("alone_reason")),
    )


def _member(companion: Mapping[str, Any]) -> uuid.UUID | None:
    named = companion.get("member_id")
    return uuid.UUID(named) if named else None


def _adoption(inspection: Inspection) -> str:
    if inspection.state == InspectionState.UNCERTIFIED:
        return "检查人员在检查当日没有有效的检查员证，本记录尚未经持证检查员认可。"
    if inspection.adopted_at is None or inspection.adopted_by is None:
        return ""
    day = shanghai_date(inspection.adopted_at)
    name = member_names([inspection.adopted_by]).get(inspection.adopted_by, "")
    return f"由持证检查员{name}于{day.year}年{day.month}月{day.day}日认可。"
