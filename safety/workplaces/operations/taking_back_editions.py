"""Taking an edition of districts back, until something rests on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, func, select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.audit.models import AuditEntry
from safety.database import Model, session, table_of
from safety.errors import NotPossibleNow
from safety.law.days import start_of_day
from safety.reference.models import BoundaryFile, District, DistrictEdition
from safety.reference.queries import editions
from safety.text import N_, Text
from safety.workplaces.models import Handover


def take_back_edition(*, actor: Actor, now: datetime, edition: DistrictEdition) -> None:
    """Take an edition back: the one before it counts again, on every day.

    Raises:
        NotAllowed: without ``boundary:manage``.
        NotPossibleNow: there is none before it, a later one came after it, records were carried over to it, lie in a
            district that only it has, or were placed by it.
    """
    actor.require(Permission.BOUNDARY_MANAGE)
    why = why_it_stays(edition)
    if why is not None:
        raise NotPossibleNow(why, code="edition_in_use")
    audit.record(
        actor=actor,
        now=now,
        action="district_edition_taken_back",
        kind="district_edition",
        record_id=edition.id,
        union_id=None,
        change={"name": edition.name, "valid_from": edition.valid_from},
    )
    for file in session.scalars(select(BoundaryFile).where(BoundaryFile.edition_id == edition.id)):
        file.edition_id = None  # it may be looked at and put to use again
    for district in list(edition.districts):
        session.delete(district)
    session.flush()
    session.delete(edition)
    session.flush()


def why_it_stays(edition: DistrictEdition) -> Text | None:
    """Why an edition cannot be taken back; None where it can."""
    days = [one.valid_from for one in editions()]
    if edition.valid_from == min(days):
        return Text(N_("这是最早的一版，没有可以恢复的上一版"))
    if edition.valid_from != max(days):
        return Text(N_("之后还有新的版本，请先撤回新的版本"))
    moved = _carried(edition)
    if moved:
        return Text(N_("已有 %(n)s 条记录按这一版结转，不能撤回"), n=moved)
    resting = _in_new_districts(edition) + _placed_by_it(edition)
    return Text(N_("已有 %(n)s 条记录以这一版为依据，不能撤回"), n=resting) if resting else None


def _carried(edition: DistrictEdition) -> int:
    """How many records were carried over to it, as the audit has it, and handings-over that it asked for."""
    told = session.scalars(
        select(AuditEntry.change).where(
            AuditEntry.kind == "district_edition",
            AuditEntry.record_id == str(edition.id),
            AuditEntry.action == "district_edition_carried",
        )
    )
    moved = sum(
        sum(count.values()) if isinstance(count, dict) else count
        for change in told
        for name, count in change.items()
        if name != "name"
    )
    return moved + _count(table_of(Handover), table_of(Handover).c.edition_id == edition.id)


def _in_new_districts(edition: DistrictEdition) -> int:
    """How many records lie in districts that no earlier edition has."""
    earlier = select(District.code).where(District.edition_id != edition.id)
    new = {one.code for one in edition.districts} - set(session.scalars(earlier))
    if not new:
        return 0
    return sum(_count(table, table.c.district_code.in_(sorted(new))) for table in _tables("district_code"))


def _placed_by_it(edition: DistrictEdition) -> int:
    """How many records were placed by its outlines: made since it counts, with a district found from their position."""
    begins = max(edition.loaded_at, start_of_day(edition.valid_from))
    return sum(
        _count(table, table.c.created_at >= begins, table.c.district_found.is_not(None))
        for table in _tables("district_found", "created_at")
    )


def _tables(*columns: str) -> list[Table]:
    return [one for one in Model.metadata.tables.values() if set(columns) <= set(one.columns.keys())]


def _count(table: Table, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
