"""Taking in a register of sites: the file is kept, previewed, then read in chunks of one transaction each.

Every row ends as created, updated, unchanged or refused with the field and the reason; a refused row
never stops the rest.  The same file again changes nothing: a site is known by its outside number within its
responsible union (each union numbers its own register from 1), else by its employer and name.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert, select

from safety.access.permissions import Permission
from safety.access.scope import Actor, system_actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid, Refusal
from safety.ids import new_id
from safety.jobs import operations as jobs
from safety.law import credit_code as codes
from safety.law.days import shanghai_date
from safety.people import queries as people
from safety.people.models import Union
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.transactions import one_transaction
from safety.workplaces import rules
from safety.workplaces.models import Employer, Site, SiteImport, SiteImportRow
from safety.workplaces.operations import Located, locate
from safety.workplaces.operations.import_rows import Row, checked
from safety.workplaces.operations.uploads import KIND, kept_register
from safety.workplaces.rules import Position

CHUNK = 500


@jobs.work(KIND, resumable=True)
def import_sites(job_id: uuid.UUID, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Do the import, chunk by chunk; a job that was interrupted goes on after the rows already done."""
    import_id = uuid.UUID(given["import_id"])
    with one_transaction(write=False):
        found = session.get_one(SiteImport, import_id)
        total, rows = found.rows, kept_register(found).rows
        done = set(session.scalars(select(SiteImportRow.row).where(SiteImportRow.import_id == import_id)))
    waiting = [(number, row) for number, row in enumerate(rows, start=2) if number not in done]
    for begin in range(0, len(waiting), CHUNK):
        now = _clock()
        with one_transaction():
            _import_chunk(import_id, waiting[begin : begin + CHUNK], now)
        jobs.report_progress(job_id, len(done) + min(begin + CHUNK, len(waiting)), total)
    with one_transaction(write=False):
        found = session.get_one(SiteImport, import_id)
        return {
            "import_id": str(import_id),
            "created": found.created,
            "updated": found.updated,
            "unchanged": found.unchanged,
            "refused": found.refused,
        }


def _clock() -> datetime:
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


@dataclass
class _Known:
    """What a chunk needs to know of the database, fetched at once."""

    employers: dict[str, Employer]
    by_ref: dict[tuple[uuid.UUID, str], Site]
    by_name: dict[tuple[uuid.UUID, str], Site]
    districts: dict[str, str]
    unions: dict[str, Union | None]


def _import_chunk(import_id: uuid.UUID, rows: Sequence[tuple[int, Row]], now: datetime) -> None:
    found = session.get_one(SiteImport, import_id)
    actor = _owner(found, now)
    known = _known(rows)
    union = session.get_one(Union, found.union_id)
    results = [_import_row(actor, now, number, row, found, union, known) for number, row in rows]
    session.flush()
    session.execute(insert(SiteImportRow), [{"import_id": import_id, **result} for result in results])
    for outcome, count in Counter(result["outcome"] for result in results).items():
        setattr(found, outcome, getattr(found, outcome) + count)
    session.flush()


def _owner(found: SiteImport, now: datetime) -> Actor:
    """Whoever started it, with the appointments of this moment; the command line imports as the system."""
    if found.uploaded_by is None:
        return system_actor("command")
    member = people.member_by_id(found.uploaded_by)
    if member is None:
        raise Invalid(N_("导入人已不存在"))
    return people.actor_of(member, on=shanghai_date(now), channel="job")


def _known(rows: Sequence[tuple[int, Row]]) -> _Known:
    wanted = {codes.normalised(row.get("credit_code") or "") for _, row in rows} - {""}
    names = {row.get("employer") or "" for _, row in rows}
    refs = {row.get("external_ref") or "" for _, row in rows} - {""}
    condition = Employer.credit_code.in_(wanted) | Employer.name.in_(names)
    employers: dict[str, Employer] = {}
    for one in session.scalars(select(Employer).where(condition)):
        employers[one.credit_code or one.name] = one
        employers.setdefault(one.name, one)
    ids = {one.id for one in employers.values()}
    site_names = {row.get("name") or "" for _, row in rows}
    by_name = select(Site).where(Site.employer_id.in_(ids), Site.name.in_(site_names))
    return _Known(
        employers,
        {
            (one.union_id, one.external_ref or ""): one
            for one in session.scalars(select(Site).where(Site.external_ref.in_(refs)))
        },
        {(one.employer_id, one.name): one for one in session.scalars(by_name)},
        dict(all_district_names()),
        {},
    )


def _import_row(
    actor: Actor, now: datetime, number: int, row: Row, found: SiteImport, union: Union, known: _Known
) -> dict[str, Any]:
    """One row's result; a refusal is kept as its field and sentence."""
    result: dict[str, Any] = {
        "row": number,
        "name": (row.get("name") or None) and row["name"][:200],
        "site_id": None,
        "field": None,
        "reason": None,
    }
    try:
        site, outcome = _take_row(actor, now, row, rules.Datum(found.datum or "wgs84"), union, known)
    except Refusal as refusal:
        field, sentence = next(
            ((name, texts[0]) for name, texts in refusal.fields.items() if texts), (None, refusal.sentence)
        )
        reason = {"msgid": sentence.msgid, "params": {name: str(value) for name, value in sentence.params}}
        return result | {"outcome": "refused", "field": field, "reason": reason}
    return result | {"outcome": outcome, "site_id": site.id}


def _take_row(
    actor: Actor, now: datetime, row: Row, datum: rules.Datum, union: Union, known: _Known
) -> tuple[Site, str]:
    values, position, code = checked(row, datum)
    located = locate(position, now)
    district = located.district or _named_district(row.get("district") or "", known) or union.district_code
    responsible = _responsible(district, union, known)
    place = people.place_in(responsible, district)
    actor.require(Permission.SITE_IMPORT, place)
    numbered = known.by_ref.get((responsible.id, values["external_ref"] or ""))
    employer = _known_employer(actor, now, row["employer"], code, known)
    if numbered is not None and (employer is None or numbered.employer_id != employer.id):
        raise Invalid(fields={"external_ref": [N_("这个外部编号已用于另一单位的场所")]})
    employer = employer or _new_employer(
        actor, now, row["employer"], code, values, responsible, district, known
    )
    site = numbered or known.by_name.get((employer.id, values["name"]))
    if site is None:
        return _new_site(
            actor, now, values, employer, position, located, district, responsible, known
        ), "created"
    actor.require(Permission.SITE_IMPORT, people.place_of(site))
    return site, _updated(actor, now, site, values, position, located, district)


def _named_district(words: str, known: _Known) -> str | None:
    if not words:
        return None
    for code, name in known.districts.items():
        if words in {code, name}:
            return code
    raise Invalid(fields={"district": [N_("没有这个区县")]})


def _responsible(district: str | None, union: Union, known: _Known) -> Union:
    """The union of the import, unless the site lies in another district: then that district's."""
    if district is None or district == union.district_code:
        return union
    if district not in known.unions:
        known.unions[district] = people.district_union(district)
    return known.unions[district] or union


def _known_employer(
    actor: Actor, now: datetime, name: str, code: str | None, known: _Known
) -> Employer | None:
    """The employer of a row, by code, else by name; one that had no code gets it from those who may edit it."""
    found = known.employers.get(code or name)
    if found is not None or code is None:
        return found
    found = known.employers.get(name)
    if found is None or found.credit_code is not None:
        return None
    if not actor.scope(Permission.SITE_IMPORT).covers(people.place_of(found)):
        return None
    found.credit_code = code
    found.version += 1
    known.employers[code] = found
    change = {"import": True, "credit_code": [None, code]}
    _audit(actor, now, "employer_edited", "employer", found.id, found.union_id, change)
    return found


def _new_employer(
    actor: Actor,
    now: datetime,
    name: str,
    code: str | None,
    values: Mapping[str, Any],
    union: Union,
    district: str | None,
    known: _Known,
) -> Employer:
    employer = Employer(
        id=new_id(),
        name=name,
        credit_code=code,
        industry=values["industry"],
        headcount=values["headcount"],
        district_code=district,
        union_id=union.id,
        created_at=now,
        version=1,
    )
    session.add(employer)
    known.employers[code or name] = employer
    known.employers.setdefault(name, employer)
    _audit(actor, now, "employer_registered", "employer", employer.id, union.id, {"import": True})
    return employer


def _new_site(
    actor: Actor,
    now: datetime,
    values: dict[str, Any],
    employer: Employer,
    position: Position | None,
    located: Located,
    district: str | None,
    union: Union,
    known: _Known,
) -> Site:
    site = Site(
        id=new_id(),
        employer_id=employer.id,
        employer=employer,
        union_id=union.id,
        district_code=district,
        district_found=located.district,
        created_at=now,
        created_by=actor.member_id,
        version=1,
        **values,
        **_place_columns(position, located),
    )
    session.add(site)
    known.by_name[employer.id, site.name] = site
    if site.external_ref:
        known.by_ref[union.id, site.external_ref] = site
    _audit(actor, now, "site_registered", "site", site.id, union.id, {"import": True})
    return site


def _place_columns(position: Position | None, located: Located) -> dict[str, Any]:
    if position is None:
        return {}
    return {
        "lon": located.lon,
        "lat": located.lat,
        "outline": located.outline,
        "given_lon": position.lon,
        "given_lat": position.lat,
        "datum": position.datum,
    }


def _updated(
    actor: Actor,
    now: datetime,
    site: Site,
    values: dict[str, Any],
    position: Position | None,
    located: Located,
    district: str | None,
) -> str:
    """Bring a known site up to date; what the file leaves empty stays."""
    given = {name: value for name, value in values.items() if value is not None}
    given |= {name: value for name, value in _place_columns(position, located).items() if value is not None}
    if position is not None:
        given["district_found"] = located.district
        if site.district_reason is None and district is not None:
            given["district_code"] = district
    change = {
        name: [getattr(site, name), value] for name, value in given.items() if getattr(site, name) != value
    }
    if not change:
        return "unchanged"
    for name, (_, value) in change.items():
        setattr(site, name, value)
    site.version += 1
    _audit(
        actor, now, "site_edited", "site", site.id, site.union_id, {"import": True, "fields": sorted(change)}
    )
    return "updated"


def _audit(
    actor: Actor,
    now: datetime,
    action: str,
    kind: str,
    record_id: uuid.UUID,
    union_id: uuid.UUID,
    change: Mapping[str, Any],
) -> None:
    audit.record(
        actor=actor, now=now, action=action, kind=kind, record_id=record_id, union_id=union_id, change=change
    )
