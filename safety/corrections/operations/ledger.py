"""Adding facts to demands: checked against the rules, columns reduced anew, the site's tally kept in step.

Every other operation goes through ``add_facts``; nothing else changes a demand's state.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Insert, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.audit.queries import who_did
from safety.audit.rules import plain, row_hash
from safety.corrections.models import Demand, DemandFact, Sent, SiteTally
from safety.corrections.rules import (
    DemandKind,
    DemandState,
    Fact,
    FindingGrade,
    RecheckResult,
    Stance,
    Standing,
    after,
    check,
)
from safety.database import Versioned, held, require_version, session, table_of
from safety.errors import Conflict
from safety.ids import new_id
from safety.people import queries as people
from safety.writes import Write, write_later

S = TypeVar("S", bound=Sent)

COLOURS = ("red", "orange", "yellow", "blue")
COUNTS = ("found", "open", "closed", "withdrawn", "open_major", *(f"open_{colour}" for colour in COLOURS))


def standing_of(demand: Demand) -> Standing:
    """The standing that a demand's columns keep."""
    return Standing(
        kind=DemandKind(demand.kind),
        raised_at=demand.raised_at,
        grade=FindingGrade(demand.grade),
        binding=demand.binding,
        demandable=demand.can_be_demanded,
        raised_by=demand.raised_by,
        term_on=demand.term_on,
        first_term_on=demand.first_term_on,
        demanded_at=demand.demanded_at,
        replied_at=demand.replied_at,
        no_reply_at=demand.no_reply_at,
        stance=Stance(demand.stance) if demand.stance else None,
        reply_waits=demand.state == DemandState.REPLIED,
        result=RecheckResult(demand.result) if demand.result else None,
        rechecked_by=demand.rechecked_by,
        open_referrals=demand.open_referrals,
        reminders=demand.reminders,
        awaits_second=demand.state == DemandState.AWAITING_SECOND,
        closed_at=demand.closed_at,
        withdrawn_at=demand.withdrawn_at,
    )


def keep(demand: Demand, standing: Standing) -> None:
    """Write a standing into the demand's columns."""
    demand.can_be_demanded = standing.demandable
    demand.state = standing.state
    demand.is_open = standing.is_open
    demand.term_on = standing.term_on
    demand.first_term_on = standing.first_term_on
    demand.demanded_at = standing.demanded_at
    demand.replied_at = standing.replied_at
    demand.no_reply_at = standing.no_reply_at
    demand.stance = standing.stance
    demand.result = standing.result
    demand.rechecked_by = standing.rechecked_by
    demand.open_referrals = standing.open_referrals
    demand.reminders = standing.reminders
    demand.closed_at = standing.closed_at
    demand.withdrawn_at = standing.withdrawn_at


def locked(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Demand]:
    """The demands as they are now, held for this transaction (rows in the order of their ids)."""
    statement = select(Demand).where(Demand.id.in_(set(ids))).order_by(Demand.id)
    return {demand.id: demand for demand in session.scalars(held(statement))}


def fact_row(
    demand_id: uuid.UUID, seq: int, fact: Fact, *, name: str | None, source_id: uuid.UUID | None
) -> dict[str, Any]:
    """A fact as a row of ``demand_facts``."""
    return {
        "id": new_id(),
        "demand_id": demand_id,
        "seq": seq,
        "kind": fact.kind.value,
        "at": fact.at,
        "by_id": fact.by_id,
        "by_name": name,
        "term_on": fact.term_on,
        "grade": fact.grade,
        "binding": fact.binding,
        "demandable": fact.demandable,
        "stance": fact.stance,
        "result": fact.result,
        "words": fact.reason,
        "source_id": source_id,
    }


def add_facts(
    entries: Sequence[tuple[Demand, Fact]], *, name: str, source_id: uuid.UUID | None = None
) -> None:
    """Check each fact against its demand, add all of them, and bring columns and tallies up to date.

    ``name`` is who did it, as the history shows it.

    Raises:
        NotPossibleNow, Invalid: a fact is not allowed; nothing is added.
    """
    present = locked(demand.id for demand, _ in entries)
    before = [standing_of(present[demand.id]) for demand, _ in entries]
    rows = []
    for (demand, fact), standing in zip(entries, before, strict=True):
        check(standing, fact)
        row = present[demand.id]
        row.fact_count += 1
        row.version += 1
        keep(row, after(standing, fact))
        rows.append(fact_row(demand.id, row.fact_count, fact, name=name, source_id=source_id))
    if rows:
        session.execute(insert(DemandFact), rows)
    session.flush()
    changes: dict[uuid.UUID, Counter[str]] = {}
    for (demand, _), standing in zip(entries, before, strict=True):
        now_standing = standing_of(present[demand.id])
        _count_change(changes, demand, standing, now_standing)
    change_tallies(changes)


def counted(kind: str, colour: str | None, standing: Standing) -> Counter[str]:
    """What a demand at a site adds to the site's tally; only findings are counted."""
    if kind != DemandKind.FINDING:
        return Counter()
    if standing.withdrawn_at:
        return Counter({"withdrawn": 1})
    counts = Counter({"found": 1, "open" if standing.is_open else "closed": 1})
    if standing.is_open and standing.grade is FindingGrade.MAJOR:
        counts["open_major"] += 1
    if standing.is_open and colour in COLOURS:
        counts[f"open_{colour}"] += 1
    return counts


def _count_change(
    changes: dict[uuid.UUID, Counter[str]], demand: Demand, before: Standing, present: Standing
) -> None:
    if demand.site_id is None:
        return
    change = changes.setdefault(demand.site_id, Counter())
    change.update(counted(demand.kind, demand.colour, present))
    change.subtract(counted(demand.kind, demand.colour, before))


def change_tallies(changes: dict[uuid.UUID, Counter[str]]) -> None:
    """Add differences to the sites' tallies, in one order of sites so that two writers never cross."""
    rows = [
        {"site_id": site_id} | {name: changes[site_id][name] for name in COUNTS}
        for site_id in sorted(changes)
        if any(changes[site_id].values())
    ]
    write_later(_ADD_TO_TALLIES, rows)


def _add_to_tallies(dialect: str) -> Insert:
    """Insert a site's first tally or add to the one there is."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = make(table_of(SiteTally))
    there = table_of(SiteTally).c
    sums = {name: there[name] + new.excluded[name] for name in COUNTS}
    return new.on_conflict_do_update(index_elements=["site_id"], set_=sums)


_ADD_TO_TALLIES = Write(_add_to_tallies)


def require(actor: Actor, permission: Permission, row: Any) -> None:
    """Refuse unless ``actor`` holds ``permission`` for the row's place."""
    actor.require(permission, people.place_of(row))


def hold_unchanged(row: Versioned, version: int | None = None) -> None:
    """Hold a record for an act on its ``version`` (the one read in this request, when none is named).

    Demands are held before what they are on: a re-check holds them and then settles the notice.

    Raises:
        Stale: it was changed meanwhile.
    """
    require_version(row, row.version if version is None else version)


def note(
    actor: Actor,
    now: datetime,
    permission: Permission | None,
    row: Any,
    *,
    action: str,
    kind: str,
    record_id: uuid.UUID | None = None,
    change: dict[str, Any] | None = None,
) -> None:
    """An audit row about ``row`` (a ``Scoped`` record), with the appointment it was done by."""
    held = actor.appointment_for(permission, people.place_of(row)) if permission else None
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=kind,
        record_id=record_id or row.id,
        union_id=row.union_id,
        change=change,
        appointment_id=held.appointment_id if held else None,
    )


def writers_of(kind: str, record_id: uuid.UUID, drafter: uuid.UUID | None) -> set[uuid.UUID | None]:
    """Whose words a draft carries: who drafted it, and everybody who changed it since."""
    return {drafter, *who_did(kind, record_id, (f"{kind}_changed",))}


def digest_of(content: Any) -> str:
    """The SHA-256 of what was sent, to tell the same record sent again from another one."""
    return row_hash({"sent": plain(content)})


def sent_before(model: type[S], record_id: uuid.UUID | None, digest: str) -> S | None:
    """The record that the same content was kept as under its id; None when the id is new.

    Raises:
        Conflict: the id is taken by other content.
    """
    kept = session.get(model, record_id) if record_id else None
    if kept is not None and kept.digest != digest:
        raise Conflict
    return kept
