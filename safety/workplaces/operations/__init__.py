"""Every write of employers and sites."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import require_version, session
from safety.errors import Conflict, Invalid, NotPossibleNow
from safety.folding.names import name_key
from safety.law import credit_code as codes
from safety.people import queries as people
from safety.people.models import Union
from safety.people.queries.named import named, named_union
from safety.reference.queries import all_district_names
from safety.text import N_, Text
from safety.workplaces import queries, rules
from safety.workplaces.models import Employer, Site
from safety.workplaces.operations.locating import Located, as_it_is, locate, relocate_former
from safety.workplaces.rules import Position

EMPLOYER_FIELDS = (
    "name",
    "credit_code",
    "industry",
    "headcount",
    "has_union",
    "union_organisation",
    "contact_name",
    "contact_phone",
    "address",
)
SITE_FIELDS = ("name", "kind", "industry", "headcount", "address", "external_ref")
#: Personal values stay out of the audit.
PERSONAL = frozenset({"contact_name", "contact_phone"})


def create_employer(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    union_id: uuid.UUID | None = None,
    accept_duplicate: bool = False,
    **given: Any,
) -> Employer:
    """Register an employer; its district is that of its responsible union unless one is given.

    ``accept_duplicate`` says that an employer of the same name was looked at and is another one.

    Raises:
        Invalid: a wrong code, industry or headcount, by field.
        Conflict: the code is registered already, or probably the employer (``extra.candidates``).
    """
    values = _checked_employer(given)
    district = given.get("district_code")
    union = _union(actor, union_id, district)
    place = people.place_in(union, district)
    actor.require_chosen(Permission.SITE_EDIT, place, "district_code")
    _refuse_known_code(values.get("credit_code"), None)
    if not accept_duplicate:
        _refuse_same_name(actor, values["name"], values.get("credit_code"), None)
    row = Employer(id=id, union_id=union.id, district_code=place.district_code, created_at=now, **values)
    session.add(row)
    session.flush()
    _note(actor, now, row, "employer_registered", "employer", _for_audit(values))
    return row


def _checked_employer(given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: given[name] for name in EMPLOYER_FIELDS if name in given}
    if values.get("credit_code"):
        values["credit_code"] = codes.check(values["credit_code"])
    rules.check_industry(values.get("industry"))
    rules.check_headcount(values.get("headcount"))
    return values


def _refuse_known_code(code: str | None, but: uuid.UUID | None) -> None:
    known = queries.employer_by_code(code) if code else None
    if known is not None and known.id != but:
        raise Conflict(
            N_("这个统一社会信用代码已经登记"),
            code="credit_code_known",
            fields={"credit_code": [N_("这个统一社会信用代码已经登记")]},
        )


def _refuse_same_name(actor: Actor, name: str, code: str | None, but: uuid.UUID | None) -> None:
    """Refuse an employer of a name that is registered, unless two codes tell them apart."""
    found = queries.employers_of_name(name, actor.scope(Permission.SITE_READ))
    alike = [one for one in found if one.id != but and (code is None or one.credit_code in {None, code})]
    if alike:
        told = "、".join(" ".join(filter(None, (one.name, one.credit_code))) for one in alike[:5])
        raise Conflict(
            N_("已有同名的单位，请先核对；确认不是同一单位再登记"),
            code="likely_duplicate",
            fields={"name": [Text(N_("已有：%(told)s"), told=told)]},
            extra={"candidates": [{"id": str(one.id), "name": one.name} for one in alike[:5]]},
        )


def _union(actor: Actor, union_id: uuid.UUID | None, district: str | None) -> Union:
    """The responsible union: the one given, else the general union of the district, else one's own.

    Who cannot register for the general union registers for his own, an industrial or a basic one of that district.
    """
    if union_id is not None:
        return named_union(union_id, actor.scope(Permission.SITE_EDIT))
    by_district = people.district_union(district) if district else None
    own = session.get(Union, actor.union_id) if actor.union_id else None
    if by_district is not None:
        may = actor.scope(Permission.SITE_EDIT).covers(people.place_in(by_district))
        here = own is not None and own.district_code in {None, district}
        return own if own is not None and here and not may else by_district
    if own is None:
        raise Invalid(fields={"union_id": [N_("请选择负责的工会")]})
    return own


def _for_audit(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: "…" if name in PERSONAL and value else value for name, value in values.items()}


def _note(
    actor: Actor, now: datetime, row: Employer | Site, action: str, kind: str, change: Mapping[str, Any]
) -> None:
    held = actor.appointment_for(Permission.SITE_EDIT, people.place_of(row))
    audit.record(
        actor=actor,
        now=now,
        action=action,
        kind=kind,
        record_id=row.id,
        union_id=row.union_id,
        change=change,
        appointment_id=held.appointment_id if held else None,
    )


def _changed(row: Employer | Site, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set the values that differ; what changed, old and new, for the audit."""
    change = {
        name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value
    }
    for name, (_, value) in change.items():
        setattr(row, name, value)
    return {name: "…" if name in PERSONAL else pair for name, pair in change.items()}


def _held(actor: Actor, row: Employer | Site, version: int) -> None:
    actor.require(Permission.SITE_EDIT, people.place_of(row))
    require_version(row, version)


def edit_employer(
    *,
    actor: Actor,
    now: datetime,
    employer: Employer,
    version: int,
    accept_duplicate: bool = False,
    **given: Any,
) -> Employer:
    """Change an employer; what is not given stays.  ``accept_duplicate`` as for registering.

    Raises:
        Stale: it was changed meanwhile (``extra.version``).
        Invalid, Conflict: as for registering.
    """
    _held(actor, employer, version)
    values = _checked_employer(given)
    _refuse_known_code(values.get("credit_code"), employer.id)
    name = values.get("name", employer.name)
    if not accept_duplicate and name_key(name) != name_key(employer.name):
        _refuse_same_name(actor, name, values.get("credit_code", employer.credit_code), employer.id)
    change = _changed(employer, values)
    if change:
        employer.version += 1
        session.flush()
        _note(actor, now, employer, "employer_edited", "employer", change)
    return employer


def create_site(
    *,
    actor: Actor,
    now: datetime,
    id: uuid.UUID,
    employer_id: uuid.UUID,
    position: Position | None = None,
    district_code: str | None = None,
    district_reason: str | None = None,
    union_id: uuid.UUID | None = None,
    accept_duplicate: bool = False,
    **given: Any,
) -> Site:
    """Register a site; its district is found from the position unless a person overrules it with a reason.

    Raises:
        Invalid: an unknown employer, a wrong position, a district overruled without a reason, a place out of scope.
        Conflict: ``likely_duplicate`` (``extra.candidates``) unless ``accept_duplicate``.
    """
    employer = named(Employer, employer_id, actor.scope(Permission.SITE_READ), field="employer_id")
    rules.check_industry(given.get("industry"))
    rules.check_headcount(given.get("headcount"))
    located = locate(position, now)
    district = _district(located.district, district_code, district_reason) or employer.district_code
    union = _union(actor, union_id, district)
    named_here = located.district or district_code
    chosen = _chosen_by(located.district, district_code) if named_here else "employer_id"
    actor.require_chosen(Permission.SITE_EDIT, people.place_in(union, district), chosen)
    if not accept_duplicate:
        _refuse_duplicate(actor, given["name"], employer_id, located, None)
    row = Site(
        id=id,
        employer_id=employer_id,
        union_id=union.id,
        district_code=district,
        district_found=located.district,
        district_reason=district_reason,
        created_at=now,
        created_by=actor.member_id,
        **_placed(position, located),
        **{name: given.get(name) for name in SITE_FIELDS},
    )
    row.industry = row.industry or employer.industry
    session.add(row)
    session.flush()
    _note(actor, now, row, "site_registered", "site", {"name": row.name, "district": district})
    return row


def _district(found: str | None, given: str | None, reason: str | None) -> str | None:
    if given is None or given == found:
        return found
    if found is not None and not reason:
        raise Invalid(fields={"district_reason": [N_("与位置所在区县不同时，须说明理由")]})
    if given not in all_district_names():
        raise Invalid(fields={"district_code": [N_("没有这个区县")]})
    return given


def _chosen_by(found: str | None, given: str | None) -> str:
    """The field that chose the district: its own, or the position in which it was ``found``."""
    return "lon" if found is not None and given in {None, found} else "district_code"


def _placed(position: Position | None, located: Located) -> dict[str, Any]:
    given = position or Position()
    return {
        "lon": located.lon,
        "lat": located.lat,
        "outline": located.outline,
        "given_lon": given.lon if located.lon is not None else None,
        "given_lat": given.lat if located.lon is not None else None,
        "datum": given.datum if located.lon is not None else None,
        "accuracy_m": given.accuracy_m,
    }


def _refuse_duplicate(
    actor: Actor, name: str, employer_id: uuid.UUID, located: Located, but: uuid.UUID | None
) -> None:
    position = (located.lon, located.lat) if located.lon is not None and located.lat is not None else None
    found = queries.likely_duplicates(
        name=name,
        employer_id=employer_id,
        position=position,
        scope=actor.scope(Permission.SITE_READ),
        but=but,
    )
    if found:
        raise Conflict(
            N_("附近已有相似的场所，请先核对；确认不是同一处再保存"),
            code="likely_duplicate",
            extra={"candidates": [{"id": str(site.id), "name": site.name} for site in found[:5]]},
        )


def edit_site(
    *,
    actor: Actor,
    now: datetime,
    site: Site,
    version: int,
    position: Position | None = None,
    district_code: str | None = None,
    district_reason: str | None = None,
    accept_duplicate: bool = False,
    **given: Any,
) -> Site:
    """Change a site.  A new position finds the district anew; older records keep the district of their day.

    The responsible union stays, also in another district: it changes by a transfer alone (``operations.transfers``).

    Raises:
        Stale: it was changed meanwhile.
        Invalid: as for registering.
        Conflict: with its new name or place it is a ``likely_duplicate``, unless ``accept_duplicate``.
        NotFound: it lies out of the actor's scope.
    """
    _held(actor, site, version)
    _refuse_closed(site)
    rules.check_industry(given.get("industry"))
    rules.check_headcount(given.get("headcount"))
    values: dict[str, Any] = {name: given[name] for name in SITE_FIELDS if name in given}
    found = site.district_found
    if position is not None and not as_it_is(site, position):
        located = locate(position, now)
        values |= _placed(position, located) | {"district_found": located.district}
        found = located.district
    if not accept_duplicate:
        _refuse_new_duplicate(actor, site, values)
    values["district_code"] = _district(found, district_code, district_reason) or site.district_code
    values["district_reason"] = district_reason if district_code not in {None, found} else None
    if {"lon", "lat"} & values.keys():
        relocate_former(site, values["lon"], values["lat"])
    change = _changed(site, values)
    if change:
        site.version += 1
        session.flush()
        actor.require_chosen(Permission.SITE_EDIT, people.place_of(site), _chosen_by(found, district_code))
        _note(actor, now, site, "site_edited", "site", change)
    return site


def _refuse_new_duplicate(actor: Actor, site: Site, values: Mapping[str, Any]) -> None:
    """Only a new name or place can make a duplicate: one that was accepted before is not asked about again."""
    wanted = {name: values.get(name, getattr(site, name)) for name in ("name", "lon", "lat")}
    if any(getattr(site, name) != value for name, value in wanted.items()):
        located = Located(wanted["lon"], wanted["lat"])
        _refuse_duplicate(actor, wanted["name"], site.employer_id, located, site.id)


def _refuse_closed(site: Site) -> None:
    if site.closed_at is not None:
        raise NotPossibleNow(N_("场所已关闭，请先重新启用"), code="site_closed")


def close_site(*, actor: Actor, now: datetime, site: Site, version: int, reason: str) -> Site:
    """Close a site that no longer exists or is finished; its history stays."""
    _held(actor, site, version)
    _refuse_closed(site)
    site.closed_at = now
    site.version += 1
    session.flush()
    _note(actor, now, site, "site_closed", "site", {"reason": reason})
    return site


def reopen_site(*, actor: Actor, now: datetime, site: Site, version: int, reason: str) -> Site:
    """Take a closed site back into use."""
    _held(actor, site, version)
    if site.closed_at is None:
        raise NotPossibleNow(N_("场所没有关闭"), code="site_open")
    site.closed_at = None
    site.version += 1
    session.flush()
    _note(actor, now, site, "site_reopened", "site", {"reason": reason})
    return site
