"""Raising demands: the findings of an inspection, the opinions of a review, at once."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from safety.access.scope import Actor, Place
from safety.audit import operations as audit
from safety.corrections.inputs import NewDemand
from safety.corrections.models import Demand, DemandFact
from safety.corrections.operations.ledger import add_facts, change_tallies, counted, fact_row, require
from safety.corrections.rules import RIGHTS, DemandKind, Fact, FactKind, FindingGrade, Standing, after
from safety.database import session, table_of
from safety.errors import Conflict, Invalid
from safety.folding.columns import folded_values
from safety.law.grounds import Said
from safety.people.queries import place_of
from safety.reads import Read
from safety.rollups.operations import mark
from safety.text import N_
from safety.workplaces.models import Employer
from safety.writes import Write, write_later

_SAID = tuple(one.name for one in fields(Said))
_THERE = Read(
    select(
        *(
            getattr(Demand, name)
            for name in ("id", "source_id", "summary", "detail", "grade", "colour", *_SAID)
        )
    ).where(Demand.id.in_(bindparam("ids", expanding=True)))
)
_ADD_DEMANDS = Write(insert(table_of(Demand)))
_ADD_FACTS = Write(insert(table_of(DemandFact)))


def demands_there(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
    """What tells demands apart, by id, for those of ``ids`` that have been raised already."""
    if not ids:
        return {}
    return {row.id: row for row in _THERE.rows(ids=list(ids))}


def raise_demand(
    *,
    actor: Actor,
    now: datetime,
    kind: DemandKind,
    place: Place,
    site_id: uuid.UUID | None,
    employer_id: uuid.UUID | None,
    source_kind: str,
    source_id: uuid.UUID,
    demand: NewDemand,
    can_be_demanded: bool = True,
) -> Demand:
    """Raise one demand; see ``raise_demands``.  The same again is answered with the row there is."""
    raise_demands(
        actor=actor,
        now=now,
        kind=kind,
        place=place,
        site_id=site_id,
        employer_id=employer_id,
        source_kind=source_kind,
        source_id=source_id,
        demands=[demand],
        can_be_demanded=can_be_demanded,
    )
    return session.get_one(Demand, demand.id)


def raise_demands(
    *,
    actor: Actor,
    now: datetime,
    kind: DemandKind,
    place: Place,
    site_id: uuid.UUID | None,
    employer_id: uuid.UUID | None,
    source_kind: str,
    source_id: uuid.UUID,
    demands: Sequence[NewDemand],
    can_be_demanded: bool = True,
    there: Mapping[uuid.UUID, Any] | None = None,
) -> None:
    """Raise the demands of one record (an inspection's findings, a review's opinions) at once.

    ``can_be_demanded=False`` keeps them off any notice until ``adopt_demands``.  The same id with the
    same content changes nothing.  ``there``: what ``demands_there`` found, asked before the caller's first write.

    Raises:
        NotAllowed, NotFound: no right for this kind, or not here.
        Conflict: an id is taken by other content.
        Invalid: no addressee is known.
    """
    actor.require(RIGHTS[kind].raise_, place)
    if there is None:
        there = demands_there([one.id for one in demands])
    addressee = None if all(one.addressee for one in demands) else _addressee(employer_id)
    common = {
        "kind": kind.value,
        "site_id": site_id,
        "employer_id": employer_id,
        "union_id": place.union_id,
        "district_code": place.district_code,
        "source_kind": source_kind,
        "source_id": source_id,
        "raised_at": now,
        "raised_by": actor.member_id,
    }
    rows, facts = [], []
    for new in demands:
        if new.id in there:
            _check_same(there[new.id], new, source_id)
            continue
        row, fact = _rows(new, common, addressee, can_be_demanded=can_be_demanded)
        rows.append(row)
        facts.append(fact_row(new.id, 1, fact, name=actor.name, source_id=source_id))
    _insert(rows, facts)
    if rows:
        _note(actor, now, common, rows)


def _note(actor: Actor, now: datetime, common: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> None:
    audit.record(
        actor=actor,
        now=now,
        action="demands_raised",
        kind=common["source_kind"],
        record_id=common["source_id"],
        union_id=common["union_id"],
        change={
            "kind": common["kind"],
            "ids": [row["id"] for row in rows],
            "grades": [row["grade"] for row in rows],
        },
    )


def _rows(
    new: NewDemand, common: dict[str, Any], addressee: str | None, *, can_be_demanded: bool
) -> tuple[dict[str, Any], Fact]:
    named = new.addressee or addressee
    if not named:
        raise Invalid(
            N_("请填写受文单位"), code="addressee_needed", fields={"addressee": [N_("请填写受文单位")]}
        )
    fact = Fact(
        FactKind.RAISED,
        common["raised_at"],
        common["raised_by"],
        term_on=new.term_on,
        grade=new.grade,
        binding=new.binding,
        demandable=can_be_demanded,
        demand=DemandKind(common["kind"]),
    )
    standing = after(Standing(), fact)
    texts = {"addressee": named, "summary": new.summary}
    row = (
        common
        | folded_values(Demand, texts)
        | {
            "id": new.id,
            "version": 1,
            **texts,
            "detail": new.detail,
            "place_on_site": new.place_on_site,
            **asdict(new.said),
            "grade": new.grade.value,
            "colour": new.colour,
            "basis": [dict(one) for one in new.basis],
            "binding": new.binding,
            "can_be_demanded": can_be_demanded,
            "responsible_id": new.responsible_id,
            "continues_id": new.continues_id,
            "state": standing.state.value,
            "is_open": True,
            "term_on": new.term_on,
            "first_term_on": new.term_on,
            "open_referrals": 0,
            "reminders": 0,
            "fact_count": 1,
        }
    )
    return row, fact


def _insert(rows: list[dict[str, Any]], facts: list[dict[str, Any]]) -> None:
    if not rows:
        return
    write_later(_ADD_DEMANDS, rows)
    write_later(_ADD_FACTS, facts)
    changes: dict[uuid.UUID, Counter[str]] = {}
    for row in rows:
        if row["site_id"] is not None:
            standing = Standing(grade=FindingGrade(row["grade"]))
            counts = counted(row["kind"], row["colour"], standing)
            changes.setdefault(row["site_id"], Counter()).update(counts)
    change_tallies(changes)
    mark(changes)


def _addressee(employer_id: uuid.UUID | None) -> str | None:
    if employer_id is None:
        return None
    employer = session.get(Employer, employer_id)  # mostly read with the site already
    return employer.name if employer else None


def _check_same(row: Any, new: NewDemand, source_id: uuid.UUID) -> None:
    there = (row.source_id, row.summary, row.detail, row.grade, row.colour)
    same = there == (source_id, new.summary, new.detail, new.grade, new.colour) and all(
        getattr(row, name) == getattr(new.said, name) for name in _SAID
    )
    if not same:
        raise Conflict(N_("同一编号已用于另一条内容不同的事项"), code="demand_conflict")


def reopen_demand(
    *,
    actor: Actor,
    now: datetime,
    demand: Demand,
    new_id: uuid.UUID,
    reason: str,
    term_on: date | None = None,
) -> Demand:
    """Raise a closed demand again, as a new one that names it; the closed one stays closed."""
    kind = DemandKind(demand.kind)
    require(actor, RIGHTS[kind].handle, demand)
    add_facts(
        [(demand, Fact(FactKind.CONTINUED, now, actor.member_id, reason=reason))],
        name=actor.name,
        source_id=new_id,
    )
    return raise_demand(
        actor=actor,
        now=now,
        kind=kind,
        place=place_of(demand),
        site_id=demand.site_id,
        employer_id=demand.employer_id,
        source_kind=demand.source_kind,
        source_id=demand.source_id,
        demand=NewDemand(
            id=new_id,
            summary=demand.summary,
            detail=f"{demand.detail}\n{reason}".strip(),
            grade=FindingGrade(demand.grade),
            colour=demand.colour,
            basis=demand.basis,
            place_on_site=demand.place_on_site,
            said=demand.said,
            responsible_id=demand.responsible_id,
            term_on=term_on,
            binding=demand.binding,
            addressee=demand.addressee,
            continues_id=demand.id,
        ),
    )
