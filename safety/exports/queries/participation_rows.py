"""Participation records as rows: words beside codes, names masked where they may not be given."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import selectinload

from safety.accidents import vocabulary as words
from safety.accidents.models import (
    Accident,
    Activity,
    ActivityMember,
    Approval,
    Notification,
    ReportVersion,
    Seat,
    Signing,
    Victim,
)
from safety.accidents.queries import unread_of
from safety.accidents.vocabulary import Outcome
from safety.corrections import vocabulary as corrections
from safety.database import session
from safety.evidence.models import EvidenceFile
from safety.exports.queries.listed import rows_by_id
from safety.law import accident_categories, accident_grades
from safety.law.days import shanghai_date
from safety.law.regimes import REGIME_LABELS
from safety.people.masking import HIDDEN, masked_name, masked_text
from safety.people.models import Member
from safety.people.queries import member_names
from safety.reference.queries import all_district_names
from safety.wire.problems import translate

Line = dict[str, Any]
_STERNEST = (Outcome.REFUSED, Outcome.RESERVED, Outcome.SIGNED)
_BETWEEN_NAMES = re.compile(r"[、，,;；\s/（）()]+")


def _label(labels: Mapping[Any, str], value: Any) -> str | None:
    return translate(labels[value]) if value in labels else None


def _day(moment: datetime | None) -> date | None:
    return shanghai_date(moment) if moment else None


def accident_rows(rows: Sequence[Row[Any]]) -> list[Line]:
    """The accidents, with what was heard, signed and approved."""
    ids = [row.Accident.id for row in rows]
    rows_by_id(Accident, ids, selectinload(Accident.casualties), selectinload(Accident.handovers))
    heard = _first_heard(ids)
    approvals = {
        one.accident_id: one for one in session.scalars(select(Approval).where(Approval.accident_id.in_(ids)))
    }
    signed = _signed(ids)
    districts = all_district_names()
    return [
        _accident(row, heard.get(row.Accident.id), approvals.get(row.Accident.id), signed, districts)
        for row in rows
    ]


def _accident(
    row: Row[Any],
    heard: datetime | None,
    approval: Approval | None,
    signed: Mapping[uuid.UUID, set[str]],
    districts: Mapping[str, str],
) -> Line:
    one: Accident = row.Accident
    unread = unread_of(one)
    outcome = next((each for each in _STERNEST if each in signed.get(one.id, ())), None) or one.union_part
    return {
        "accident_id": one.id,
        "title": one.title,
        "occurred_at": one.happened_at,
        "district_code": one.district_code,
        "district": districts.get(one.district_code or "", one.district_code),
        "union": row.union,
        "employer": one.employer_name,
        "site": row.site,
        "place": one.place,
        "standard": one.standard,
        "category": one.category,
        "category_name": _label(accident_categories.LABELS, one.category),
        "grade": one.grade,
        "grade_name": _label(accident_grades.WORDS, one.grade),
        "grade_unread": unread.grade,
        "level": one.level,
        "level_name": _label(accident_grades.LEVEL_LABELS, one.level),
        "level_unread": unread.level,
        "regime": one.regime,
        "regime_name": _label(REGIME_LABELS, one.regime),
        "deaths": one.deaths,
        "serious_injuries": one.serious,
        "acute_poisonings": one.poisoned,
        "slight_injuries": one.slight,
        "missing": one.missing,
        "direct_loss_yuan": one.direct_loss_yuan,
        "notified_at": heard,
        "state": one.state,
        "state_name": _label(words.CASE_STATE_LABELS, one.state),
        "outcome": str(outcome),
        "outcome_name": _label(words.OUTCOME_LABELS, outcome) or _label(words.UNION_PART_LABELS, outcome),
        "approved_on": approval.approved_on if approval else None,
        "approval_number": approval.number if approval else None,
    }


def _first_heard(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    first = (
        select(Notification.accident_id, func.min(Notification.received_at))
        .where(Notification.accident_id.in_(ids))
        .group_by(Notification.accident_id)
    )
    return {row[0]: row[1] for row in session.execute(first) if row[0] is not None}


def _signings(ids: Sequence[uuid.UUID]) -> Sequence[Row[uuid.UUID, Signing]]:
    statement = (
        select(ReportVersion.accident_id, Signing)
        .join(Signing, Signing.version_id == ReportVersion.id)
        .where(ReportVersion.accident_id.in_(ids))
        .order_by(Signing.signed_at, Signing.id)
    )
    return session.execute(statement).all()


def _signed(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    found: dict[uuid.UUID, set[str]] = {}
    for accident_id, signing in _signings(ids):
        found.setdefault(accident_id, set()).add(signing.outcome)
    return found


def _known_names(rows: Sequence[Row[Any]], more: Iterable[str | None] = ()) -> dict[uuid.UUID, set[str]]:
    """The names that may stand in a masked accident's texts: who was hurt, who sat, who took part, ``more``."""
    ids = {row.Accident.id for row in rows if not row.clear}
    found: dict[uuid.UUID, set[str]] = {one: {name for name in more if name} for one in ids}
    hurt = select(Victim.accident_id, Victim.name).where(Victim.accident_id.in_(ids))
    seated = select(Seat.accident_id, Seat.member_id).where(
        Seat.accident_id.in_(ids), Seat.member_id.is_not(None)
    )
    present = (
        select(Activity.accident_id, ActivityMember.member_id)
        .join(ActivityMember, ActivityMember.activity_id == Activity.id)
        .where(Activity.accident_id.in_(ids))
        .distinct()
    )
    for accident_id, name in session.execute(hurt):
        found[accident_id].add(name)
    people = [*session.execute(seated), *session.execute(present)]
    names = member_names(member_id for _, member_id in people)
    for accident_id, member_id in people:
        found[accident_id].add(names.get(member_id, ""))
    return found


def seat_rows(rows: Sequence[Row[Any]]) -> list[Line]:
    """The seats, each with who sat there and what that person signed last."""
    names = member_names(row.Seat.member_id for row in rows)
    known = _known_names(rows)
    last = {
        (accident_id, signing.member_id): signing
        for accident_id, signing in _signings([row.Accident.id for row in rows])
    }
    return [_seat(row, names, known, last.get((row.Seat.accident_id, row.Seat.member_id))) for row in rows]


def _seat(
    row: Row[Any],
    names: Mapping[uuid.UUID, str],
    known: Mapping[uuid.UUID, set[str]],
    signing: Signing | None,
) -> Line:
    one: Seat = row.Seat
    name = names.get(one.member_id) if one.member_id else None
    return {
        **_of_accident(row),
        "seat_id": one.id,
        "union": row.union,
        "state": one.state,
        "state_name": _label(words.SEAT_STATE_LABELS, one.state),
        "asked_on": one.asked_on,
        "given_on": one.given_on,
        "person": name if row.clear else masked_name(name),
        "expertise": one.expertise,
        "no_interest": one.declared_at is not None,
        "began_on": _day(one.named_at),
        "ended_on": one.ended_on,
        "ended_reason": _text(row, one.reason, known),
        "signed": signing.outcome if signing else None,
        "signed_name": _label(words.OUTCOME_LABELS, signing.outcome) if signing else None,
        "signed_at": signing.signed_at if signing else None,
        "reservation": _text(row, signing.words, known) if signing else None,
    }


def _of_accident(row: Row[Any]) -> Line:
    return {"accident_id": row.Accident.id, "accident": row.Accident.title}


def _text(row: Row[Any], text: str | None, known: Mapping[uuid.UUID, set[str]]) -> str | None:
    return text if row.clear else masked_text(text, known[row.Accident.id])


def activity_rows(rows: Sequence[Row[Any]]) -> list[Line]:
    """The activities, with who took part and how many files belong to each."""
    # By their few accidents: naming thousands of activities to the database costs more than reading them.
    own = select(Activity.id).where(Activity.accident_id.in_({row.Accident.id for row in rows}))
    part = (
        select(ActivityMember.activity_id, Member.name)
        .join(Member, ActivityMember.member_id == Member.id)
        .where(ActivityMember.activity_id.in_(own))
    )
    present: dict[uuid.UUID, list[str]] = {}
    for activity_id, name in session.execute(part.order_by(ActivityMember.position)):
        present.setdefault(activity_id, []).append(name)
    known = _known_names(rows)
    files = _file_counts(own)
    kinds = {str(kind): translate(label) for kind, label in words.ACTIVITY_LABELS.items()}
    return [
        _activity(row, present, known, files) | {"kind_name": kinds.get(row.Activity.kind)} for row in rows
    ]


def _activity(
    row: Row[Any],
    present: Mapping[uuid.UUID, list[str]],
    known: Mapping[uuid.UUID, set[str]],
    files: Mapping[uuid.UUID, int],
) -> Line:
    one = row.Activity
    members = present.get(one.id, [])
    others = {name for name in _BETWEEN_NAMES.split(one.others or "") if name}
    spoken = one.words if row.clear else masked_text(one.words, known[row.Accident.id] | others)
    return {
        **_of_accident(row),
        "activity_id": one.id,
        "kind": one.kind,
        "started_at": one.starts_at,
        "ended_at": one.ends_at,
        "hours": round((one.ends_at - one.starts_at).total_seconds() / 3600, 2),
        "place": one.place,
        "union": row.union,
        "members": "、".join(members if row.clear else map(masked_name, members)),
        "people": one.others if row.clear or not one.others else HIDDEN,
        "words": spoken,
        "files": files.get(one.id, 0),
    }


def _file_counts(owners: Select[uuid.UUID]) -> dict[uuid.UUID, int]:
    counted = (
        select(EvidenceFile.owner_id, func.count())
        .where(EvidenceFile.owner_id.in_(owners), EvidenceFile.removed_at.is_(None))
        .group_by(EvidenceFile.owner_id)
    )
    return {row[0]: row[1] for row in session.execute(counted) if row[0] is not None}


def opinion_rows(rows: Sequence[Row[Any]]) -> list[Line]:
    """The opinions with their answers."""
    known = _known_names(rows)
    return [
        {
            **_of_accident(row),
            "opinion_id": row.AccidentOpinion.id,
            "union": row.union,
            "subject": row.AccidentOpinion.about,
            "subject_name": _label(words.ABOUT_LABELS, row.AccidentOpinion.about),
            "words": _text(row, row.AccidentOpinion.words, known),
            "addressee": row.AccidentOpinion.addressee,
            "given_on": row.AccidentOpinion.sent_on,
            "reply_by": row.AccidentOpinion.due_on,
            "answered_on": row.AccidentOpinion.answered_on,
            "answer": row.AccidentOpinion.stance,
            "answer_name": _label(corrections.STANCE_LABELS, row.AccidentOpinion.stance),
            "answer_words": _text(row, row.AccidentOpinion.answer, known),
            "revoked_on": _day(row.AccidentOpinion.revoked_at),
        }
        for row in rows
    ]


def measure_rows(rows: Sequence[Row[Any]]) -> list[Line]:
    """The corrective measures and what became of each."""
    known = _known_names(rows)
    return [
        {
            **_of_accident(row),
            "measure_id": row.Demand.id,
            "summary": _text(row, row.Demand.summary, known),
            "addressee": row.Demand.addressee,
            "raised_on": _day(row.Demand.raised_at),
            "term_on": row.Demand.term_on,
            "state": row.Demand.state,
            "state_name": _label(corrections.STATE_LABELS, row.Demand.state),
            "replied_on": _day(row.Demand.replied_at),
            "stance": row.Demand.stance,
            "stance_name": _label(corrections.STANCE_LABELS, row.Demand.stance),
            "result": row.Demand.result,
            "result_name": _label(corrections.RESULT_LABELS, row.Demand.result),
            "closed_on": _day(row.Demand.closed_at),
        }
        for row in rows
    ]
