"""Saving, submitting and adopting site checks: the same for the page, the API and the tablet's queue."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, or_, update

from safety.access.permissions import Permission
from safety.access.scope import Actor, Place
from safety.corrections.operations import demands_there
from safety.database import require_version, session, table_of
from safety.errors import Conflict, Invalid, NotAllowed, NotFound, VersionMissing
from safety.evidence.operations import asked_of_claim, claim_files
from safety.inspections import queries
from safety.inspections.inputs import CheckFacts
from safety.inspections.models import Assignment, Inspection, InspectionConflict
from safety.inspections.operations.digests import digest_of
from safety.inspections.operations.findings import raise_findings
from safety.inspections.operations.notes import OWNER, note
from safety.inspections.queries import CheckedSite
from safety.inspections.rules import InspectionState, state_when_submitted
from safety.inspections.rules.checklists import Checklist
from safety.inspections.rules.submission import (
    Check,
    DeviceClock,
    SiteSignature,
    check_complete,
    clock_while_sending,
    progress,
    times_of,
)
from safety.law.days import shanghai_date
from safety.people.models import Member
from safety.people.queries import place_of
from safety.people.queries.certificates import asked_of_certificates, may_certify
from safety.people.queries.named import all_named, named
from safety.reads import ask_ahead
from safety.rollups.operations import mark
from safety.text import N_
from safety.workplaces.models import Site
from safety.workplaces.operations.handing_over import pass_late
from safety.writes import Write, add_later, write_later


class Outcome(StrEnum):
    """What became of what was sent."""

    CREATED = "created"
    UPDATED = "updated"
    SAME = "same"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Saved:
    """The check as it stands, and what became of what was sent."""

    inspection: Inspection
    outcome: Outcome


def save_draft(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    facts: CheckFacts,
    content: Mapping[str, Any],
    expected_version: int | None = None,
) -> Saved:
    """Keep a check as far as it is; only its beginning is noted in the audit, not each autosave.

    Raises:
        NotAllowed, Invalid: no right to check; the site is unknown or out of scope (field ``site_id``).
        Conflict: it is already submitted, or somebody else's.
        VersionMissing, Stale: there is a draft, and no version of it is named; it was saved since.
    """
    clock = clock_while_sending(facts.device_time, now, facts.clock_set)
    site = _site(actor, facts.site_id, _day_of(facts, now, clock))
    digest = digest_of(content)
    found = session.get(Inspection, id)
    if found is None:
        _check_named(actor, facts, site)
        made = _new(id, actor)
        _fill(made, now, site, content, digest)
        copy_columns(made, facts)
        session.add(made)
        note(actor, now, made, "inspection_started", site_id=site.id)
        session.flush()
        return Saved(made, Outcome.CREATED)
    _check_own_draft(found, actor)
    if found.digest == digest:
        return Saved(found, Outcome.SAME)
    if expected_version is None:
        raise VersionMissing
    require_version(found, expected_version)
    _check_named(actor, facts, site)
    _fill(found, now, site, content, digest)
    copy_columns(found, facts)
    session.flush()
    return Saved(found, Outcome.UPDATED)


def submit_inspection(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    facts: CheckFacts,
    content: Mapping[str, Any],
    new_ids: bool = False,
    clock: DeviceClock | None = None,
    expected_version: int | None = None,
) -> Saved:
    """Take a complete check: its findings become demands, and it is never changed again.

    The certificate is judged by the day of the check, by the server's clock where the device's was off
    (``clock``; measured by ``device_time`` when it is not given).  It belongs to the union that had the site on that
    day; its findings go to the one that has it now.  The same content again answers the record there is; other content
    under the id of a submitted check is kept beside it (``Outcome.CONFLICT``).  With ``new_ids`` the findings of a new
    check are taken to be new: if one is not, an ``IntegrityError`` follows, and it is sent once more without.

    Raises:
        NotAllowed, Invalid: no right; incomplete, by field; unknown site, version, photo.
        Conflict: it is somebody else's draft.
        Stale: the draft was saved since ``expected_version``, by another window or device of the same person.
    """
    digest = digest_of(content)
    _ask_ahead(actor, id, facts)
    clock = clock or clock_while_sending(facts.device_time, now, facts.clock_set)
    site = _site(actor, facts.site_id, _day_of(facts, now, clock))
    found = session.get(Inspection, id) if queries.is_kept(id) else None
    if found is not None and found.state != InspectionState.DRAFT:
        return _again(found, actor, now, content, digest)
    _check_open(found, actor, digest, expected_version)
    _check_named(actor, facts, site)
    checklist = checklist_of(facts.version_id)
    check_complete(checklist, check_of(facts))
    row = found or _new(id, actor)
    _fill(row, now, site, content, digest)
    copy_columns(row, facts)
    _arrive(row, facts, checklist, actor, now, clock)
    # Read before the first write.
    there = {} if new_ids and found is None else demands_there([one.id for one in facts.findings])
    _claim(row, facts, actor, now, site.place)
    session.flush() if found is not None else add_later(_ADD, row)
    _mark_site(site, row)
    raise_findings(
        actor=actor, now=now, inspection=row, site=site, facts=facts, checklist=checklist, there=there
    )
    _follow(actor, now, row, site, facts)
    note(actor, now, row, "inspection_submitted", site_id=site.id, state=row.state, digest=digest)
    return Saved(row, Outcome.CREATED if found is None else Outcome.UPDATED)


def _check_open(found: Inspection | None, actor: Actor, digest: str, expected_version: int | None) -> None:
    """Let one's own draft be submitted, on the version that was read; a check that was no draft is new."""
    if found is None:
        return
    _check_own_draft(found, actor)
    if expected_version is not None and found.digest != digest:
        require_version(found, expected_version)


def _follow(actor: Actor, now: datetime, row: Inspection, site: CheckedSite, facts: CheckFacts) -> None:
    """What a submitted check changes beside its findings."""
    if not facts.findings:
        mark([site.id])  # its findings have marked it otherwise
    pass_findings_on(actor, now, site)
    _finish_assignment(row, now)


def discard_draft(*, actor: Actor, now: datetime, inspection: Inspection) -> None:
    """Throw away one's own draft."""
    actor.require(Permission.INSPECTION_RECORD, place_of(inspection))
    _check_own_draft(inspection, actor)
    note(actor, now, inspection, "inspection_discarded", site_id=inspection.site_id)
    session.delete(inspection)
    session.flush()


def _ask_ahead(actor: Actor, record_id: uuid.UUID, facts: CheckFacts) -> None:
    asked = [*queries.asked_of_check(record_id, facts.site_id)]
    if actor.member_id:
        asked.append(asked_of_certificates(actor.member_id))
    if files := files_of_check(facts):
        asked.append(asked_of_claim(files))
    ask_ahead(*asked)


def _day_of(facts: CheckFacts, now: datetime, clock: DeviceClock) -> date | None:
    """The day of a check by the server's clock, or None while nobody said when it began."""
    if facts.started_at is None:
        return None
    return shanghai_date(min(clock.beginning(facts.started_at, facts.ended_at), now))


def pass_findings_on(actor: Actor, now: datetime, site: CheckedSite) -> None:
    """Give what a check found to the union that has the site now, if the check is of another union's days."""
    if site.passed_on:
        session.flush()
        pass_late(actor=actor, now=now, site=session.get_one(Site, site.id), from_id=site.place.union_id)


def _site(actor: Actor, site_id: uuid.UUID, on: date | None) -> CheckedSite:
    actor.require(Permission.INSPECTION_RECORD)
    site = queries.checked_site(site_id, actor.scope(Permission.INSPECTION_RECORD), on)
    if site is None:
        raise Invalid(fields={"site_id": [N_("没有这个场所，或者它不在您的管辖范围内")]})
    return site


def _check_named(actor: Actor, facts: CheckFacts, site: CheckedSite) -> None:
    """Refuse companions whom the inspector may not see, and an assignment of another place out of sight."""
    scope = actor.scope(Permission.INSPECTION_RECORD)
    if companions := [one.member_id for one in facts.companions if one.member_id is not None]:
        all_named(Member, companions, scope, field="companions")
    if facts.assignment_id is not None and not queries.is_assigned_at(facts.assignment_id, site.id):
        named(Assignment, facts.assignment_id, scope, field="assignment_id")


def _new(record_id: uuid.UUID, actor: Actor) -> Inspection:
    if actor.member_id is None:
        raise NotAllowed
    return Inspection(
        id=record_id, inspector_id=actor.member_id, state=InspectionState.DRAFT, version=0, made_ahead=False
    )


_ADD = Write(insert(table_of(Inspection)))


def _fill(row: Inspection, now: datetime, site: CheckedSite, content: Mapping[str, Any], digest: str) -> None:
    row.site_id = site.id
    row.union_id, row.district_code = site.place.union_id, site.place.district_code
    row.content, row.digest, row.saved_at = dict(content), digest, now
    row.version += 1


def copy_columns(row: Inspection, facts: CheckFacts) -> None:
    """The columns that lists show, copied from the content."""
    row.version_id, row.assignment_id = facts.version_id, facts.assignment_id
    row.started_at, row.ended_at, row.device_time = facts.started_at, facts.ended_at, facts.device_time
    row.lon, row.lat, row.accuracy = (
        (facts.position.lon, facts.position.lat, facts.position.accuracy)
        if facts.position
        else (None, None, None)
    )
    row.finding_count = len(facts.findings)
    row.major_count = sum(1 for one in facts.findings if one.grade == "major")


def _check_own_draft(row: Inspection, actor: Actor) -> None:
    if row.state != InspectionState.DRAFT:
        raise Conflict(N_("这份检查已经提交，不能再改"), code="already_submitted")
    if row.inspector_id != actor.member_id:
        raise Conflict(N_("这份草稿属于另一名检查员"), code="another_inspectors_draft")


def _again(row: Inspection, actor: Actor, now: datetime, content: Mapping[str, Any], digest: str) -> Saved:
    if row.inspector_id != actor.member_id and not actor.scope(Permission.INSPECTION_RECORD).covers(
        place_of(row)
    ):
        raise NotFound
    if row.digest == digest:
        return Saved(row, Outcome.SAME)
    if not queries.has_conflict(row.id, digest):
        session.add(
            InspectionConflict(
                inspection_id=row.id,
                content=dict(content),
                digest=digest,
                received_at=now,
                received_from=actor.member_id,
            )
        )
        note(actor, now, row, "inspection_conflicted", digest=digest)
        session.flush()
    return Saved(row, Outcome.CONFLICT)


def checklist_of(version_id: uuid.UUID | None) -> Checklist | None:
    """The published checklist that a check names; ``Invalid`` for an unknown one."""
    if version_id is None:
        return None
    checklist = queries.published_checklist(version_id)
    if checklist is None:
        raise Invalid(fields={"version_id": [N_("没有这个检查表版本")]})
    return checklist


def check_of(facts: CheckFacts) -> Check:
    """What of the facts completeness is judged by."""
    by_item: dict[str, int] = {}
    photos: dict[str, int] = {}
    for one in facts.findings:
        if one.item_id:
            by_item[one.item_id] = by_item.get(one.item_id, 0) + 1
            photos[one.item_id] = photos.get(one.item_id, 0) + len(one.photos)
    signed = facts.signatures
    return Check(
        started_at=facts.started_at,
        ended_at=facts.ended_at,
        answers={item: one.answer for item, one in facts.answers.items()},
        findings_by_item=by_item,
        photos_by_item=photos,
        inspectors=1 + len(facts.companions),
        alone_reason=facts.alone_reason,
        inspector_signed=signed.inspector_file is not None,
        site_signature=SiteSignature(
            name=signed.site_name,
            signed=signed.site_file is not None,
            refused=signed.refused,
            witness=signed.witness,
        ),
        met_anybody=bool(facts.people_met) or signed.refused,
    )


def _arrive(
    row: Inspection,
    facts: CheckFacts,
    checklist: Checklist | None,
    actor: Actor,
    now: datetime,
    clock: DeviceClock,
) -> None:
    assert facts.started_at is not None  # noqa: S101 - a complete check has both times
    assert facts.ended_at is not None  # noqa: S101
    times = times_of(started_at=facts.started_at, ended_at=facts.ended_at, received_at=now, clock=clock)
    row.started_by_server, row.ended_by_server = times.started, times.ended
    day = shanghai_date(row.began_at or facts.started_at)
    people = [actor.member_id, *(one.member_id for one in facts.companions)]
    certified = any(may_certify(one, day) for one in people if one is not None)
    row.state = state_when_submitted(certified=certified)
    row.submitted_at = now
    row.made_ahead, row.clock_offset_seconds = times.made_ahead, times.clock_offset_seconds
    row.clock_set_seconds, row.clock_changed_seconds = times.set_seconds, times.changed_seconds
    row.failing = progress(checklist, {item: one.answer for item, one in facts.answers.items()}).failing


_MARK_SITE = Write(
    update(table_of(Site))
    .where(
        Site.id == bindparam("its_id"),
        or_(Site.last_checked_on.is_(None), Site.last_checked_on < bindparam("day")),
    )
    .values(last_checked_on=bindparam("day"))
)


def _mark_site(site: CheckedSite, row: Inspection) -> None:
    """Keep the day of the newest check with the site; one that arrives late does not set it back."""
    if row.began_at is None:
        return
    day = shanghai_date(row.began_at)
    if site.last_checked_on is None or site.last_checked_on < day:
        write_later(_MARK_SITE, [{"its_id": site.id, "day": day}])


def _claim(row: Inspection, facts: CheckFacts, actor: Actor, now: datetime, place: Place) -> None:
    if files := files_of_check(facts):
        claim_files(actor=actor, now=now, ids=files, owner_kind=OWNER, owner_id=row.id, place=place)


def files_of_check(facts: CheckFacts) -> list[uuid.UUID]:
    """The photographs and drawn signatures of a check."""
    files = [*facts.photos, *(photo for one in facts.findings for photo in one.photos)]
    return files + [one for one in (facts.signatures.inspector_file, facts.signatures.site_file) if one]


def _finish_assignment(row: Inspection, now: datetime) -> None:
    if row.assignment_id is None:
        return
    session.execute(
        update(Assignment)
        .where(
            Assignment.id == row.assignment_id,
            Assignment.site_id == row.site_id,
            Assignment.done_at.is_(None),
        )
        .values(inspection_id=row.id, done_at=now)
    )
