"""Loading the demonstration into an empty database, through the same operations as real work."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import chinese_calendar
from sqlalchemy import func, select

from safety.access.scope import Actor, system_actor
from safety.audit import operations as audit
from safety.database import session
from safety.demo import people, places
from safety.demo.accidents import AccidentStory
from safety.demo.checks import Checks
from safety.demo.course import Course
from safety.demo.letters import tell_letters
from safety.demo.people import DemoOfficer, DemoPeople
from safety.demo.places import DemoSite
from safety.demo.projects import Crew, Projects
from safety.demo.story import SHOWN, District, Story
from safety.demo.tablets import Tablets
from safety.demo.timeline import Timeline
from safety.errors import NotPossibleNow
from safety.inspections import operations as inspections
from safety.inspections.models import ChecklistTemplate, ChecklistVersion, Inspection
from safety.inspections.rules.checklists import checklist_from
from safety.law.days import shanghai_date
from safety.people.models import Member, Union
from safety.people.queries import actor_of
from safety.people.queries.certificates import is_certified
from safety.reference import operations as reference
from safety.reference.queries import has_edition, holidays
from safety.text import N_
from safety.workplaces.geography import Geography

SEED = 20_261_123
SITES = 300
HOLIDAY_YEARS = 3
HOLIDAY_SOURCE = "chinesecalendar 1.11.0"


@dataclass(frozen=True)
class Loaded:
    """What was made, and who can sign in."""

    officers: Sequence[DemoOfficer]
    sites: int
    checks: int


def load_demonstration(
    *,
    now: datetime,
    password: str,
    geography: Geography,
    base_url: str,
    seed: int = SEED,
    count: int = SITES,
) -> Loaded:
    """Fill an empty database: eighteen months up to ``now``; the same seed and day give the same story.

    Raises:
        NotPossibleNow: there is a union already.
    """
    if session.scalar(select(Union.id).limit(1)) is not None:
        raise NotPossibleNow(N_("数据库里已有数据，演示数据只能装入空的数据库"), code="not_empty")
    actor = system_actor()
    rng = random.Random(f"{seed} {shanghai_date(now)}")  # noqa: S311 - a story, not a secret
    names = _reference(actor, now, geography)
    staff = _people(actor, rng, names, now, password)
    today = shanghai_date(now)
    sites = places.generate(
        rng,
        staff,
        actor=actor,
        count=count,
        now=now,
        district_at=lambda lon, lat: geography.district_at(lon, lat, today),
    )
    _work(rng, staff, sites, names, now, base_url, password)
    hurt = random.Random(f"{seed} accidents {today}")  # noqa: S311 - a story, not a secret
    AccidentStory(hurt, staff, sites, now, password).tell()
    tell_letters(staff, now)
    session.flush()
    checks = session.scalar(select(func.count()).select_from(Inspection)) or 0
    return Loaded(staff.printed, len(sites), checks)


def _reference(actor: Actor, now: datetime, geography: Geography) -> dict[str, str]:
    """Districts, holidays and checklists, where they are not there yet; district names by code."""
    today = shanghai_date(now)
    edition = geography.district_names(today)
    long_ago = now - timedelta(days=700)
    if not has_edition(edition.name):
        reference.adopt_districts(
            actor=actor,
            now=long_ago,
            name=edition.name,
            valid_from=edition.valid_from,
            source=edition.source,
            districts=edition.names,
        )
    for year in range(today.year - HOLIDAY_YEARS + 1, today.year + 1):
        days = _published_holidays(year)
        if days and not holidays(year):
            reference.replace_holidays(actor=actor, now=long_ago, year=year, days=days, source=HOLIDAY_SOURCE)
    inspections.load_shipped_checklists(actor=actor, now=long_ago)
    return dict(sorted(edition.names.items()))


def _published_holidays(year: int) -> dict[date, tuple[bool, str]]:
    """Days that differ from the ordinary week, as published for ``year``; empty before that."""
    off = {day: (False, name) for day, name in chinese_calendar.holidays.items() if day.year == year}
    worked = {day: (True, name) for day, name in chinese_calendar.workdays.items() if day.year == year}
    return off | worked


def _people(
    actor: Actor, rng: random.Random, names: dict[str, str], now: datetime, password: str
) -> DemoPeople:
    today = shanghai_date(now)
    begun = now - timedelta(days=700)
    staff, rows = people.generate(rng, districts=names, now=begun, today=today, password=password)
    first = [row for row in rows if isinstance(row, Union)]
    then = [row for row in rows if isinstance(row, Member)]
    for group in (first, then, rows):
        session.add_all(group)
        session.flush()
    for row in rows:
        if isinstance(row, Union | Member):
            union_id = row.id if isinstance(row, Union) else row.union_id
            noun = "union" if isinstance(row, Union) else "member"
            audit.record(
                actor=actor,
                now=begun,
                action=f"{noun}_created",
                kind=noun,
                record_id=row.id,
                union_id=union_id,
                change={"demonstration": True},
            )
    return staff


def _work(
    rng: random.Random,
    staff: DemoPeople,
    sites: list[DemoSite],
    names: dict[str, str],
    now: datetime,
    base_url: str,
    password: str,
) -> None:
    templates = {str(one.key): one for one in session.scalars(select(ChecklistTemplate)) if one.key}
    versions = {
        key: session.get_one(ChecklistVersion, template.current_id) for key, template in templates.items()
    }
    checks = Checks(rng, {key: (one.id, checklist_from(one.content)) for key, one in versions.items()})
    timeline = Timeline(now)
    course = Course(rng, timeline, base_url=base_url)
    districts = [_district(staff, code, name, sites, shanghai_date(now)) for code, name in names.items()]
    with_sites = [one for one in districts if one.sites]
    crews = {one.code: _crew(staff, one, shanghai_date(now)) for one in with_sites}
    shown = [crews[code] for code in SHOWN if code in crews]
    others = [crew for code, crew in crews.items() if code not in SHOWN]
    own = random.Random(f"projects {shanghai_date(now)}")  # noqa: S311 - a story, not a secret
    Projects(own, timeline, password=password, base_url=base_url).tell(shown, others)
    Story(rng, timeline, checks, course, templates).tell(with_sites)
    for district in with_sites:
        if district.code in SHOWN:
            Tablets(checks, district, now).tell()


def _crew(staff: DemoPeople, district: District, today: date) -> Crew:
    """Who records, reviews and signs projects: a reviewer where there is one, else the officer."""
    reviewer = staff.officers["reviewer"] if district.code == "500102" else staff.heads[district.code]
    return Crew(
        district=district.name,
        officer=district.head,
        reviewer=actor_of(reviewer, on=today),
        signer=actor_of(staff.signatories[district.code], on=today),
        city=actor_of(staff.officers["city"], on=today),
        sites=district.sites,
    )


def _district(staff: DemoPeople, code: str, name: str, sites: list[DemoSite], today: date) -> District:
    inspectors = [actor_of(one, on=today) for one in staff.inspectors[code]]
    return District(
        code=code,
        name=name,
        union=staff.districts[code],
        head=actor_of(staff.heads[code], on=today),
        inspectors=inspectors,
        uncertified=[one for one in inspectors if one.member_id and not is_certified(one.member_id, today)],
        sites=[one for one in sites if one.site.district_code == code],
    )
