"""A new edition of districts: every site goes to the district that follows, on every day the sums are whole."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from maps.boundaries import atlas, district_at, editions_folder, shipped_edition, write_edition
from maps.editions import Edition, Outline
from safety.access.roles import Role
from safety.access.scope import system_actor
from safety.accidents.inputs import AccidentFacts, NoticeFacts
from safety.accidents.operations import record_notification, register_accident
from safety.accidents.vocabulary import Channel
from safety.audit.models import AuditEntry
from safety.corrections.models import Demand
from safety.database import db
from safety.law.days import SHANGHAI
from safety.people.models import Appointment, Union
from safety.reference.operations import adopt_districts
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, Handover, Site
from safety.workplaces.operations.editions import carry_over
from safety.workplaces.queries.editions import union_on
from safety.workplaces.rules import successor_of
from tests.cast import NOW, TODAY, Cast, id_of
from tests.maps.places import add_finding, add_site

Client = Callable[[str], FlaskClient]
MERGED = "500157"
BEGINS = date(2026, 1, 25)
JIANGBEI, YUBEI = (106.57, 29.60), (106.63, 29.72)


@pytest.fixture(autouse=True)
def shipped_alone(app: Flask) -> Iterator[None]:
    """No edition of one test is there for another: they lie in files."""
    yield
    for path in editions_folder().glob("*.geojson"):
        path.unlink()


def put_to_use(
    edition: Edition, *, now: datetime = NOW, successors: dict[str, list[str]] | None = None
) -> None:
    """What the command does with a file, and the register with its names."""
    with one_transaction():
        adopt_districts(
            actor=system_actor(),
            now=now,
            name=edition.name,
            valid_from=edition.valid_from,
            source=edition.source,
            districts=edition.names,
            successors=successors,
        )
    if edition.valid_from != shipped_edition().valid_from:
        unfinished = write_edition(edition, editions_folder())
        unfinished.replace(unfinished.with_suffix(""))


def carry(now: datetime = NOW) -> list[str]:
    with one_transaction():
        return [one.name for one in carry_over(actor=system_actor(), now=now)]


def merged(edition: Edition, pair: tuple[str, str], code: str, begins: date) -> Edition:
    """The edition after it, in which two districts are one."""
    outlines = dict(edition.outlines)
    areas = [outlines.pop(old).area for old in pair]
    outlines[code] = Outline(code, f"示例新区{code}", shapely.union_all(areas))
    return replace(
        edition,
        name=f"示例 {code}",
        valid_from=begins,
        superseded_on=None,
        superseded_by="",
        outlines=outlines,
    )


def split(edition: Edition, old: str, codes: tuple[str, str], begins: date) -> Edition:
    """The edition after it, in which a district is two, west and east."""
    outlines = dict(edition.outlines)
    area = outlines.pop(old).area
    west, south, east, north = area.bounds
    middle = area.representative_point().x
    for code, half in zip(
        codes,
        (shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)),
        strict=True,
    ):
        part = shapely.intersection(area, half)
        outlines[code] = Outline(code, f"示例分区{code}", part)
    return replace(
        edition,
        name=f"示例 {old} 分设",
        valid_from=begins,
        superseded_on=None,
        superseded_by="",
        outlines=outlines,
    )


def a_site(
    name: str, district: str | None, at: tuple[float, float] | None, union: uuid.UUID, found: str | None
) -> uuid.UUID:
    with one_transaction():
        employer = Employer(
            name=f"{name}公司（示例）", union_id=union, district_code=district, created_at=NOW
        )
        db.session.add(employer)
        db.session.flush()
        site = Site(
            name=name,
            employer_id=employer.id,
            kind="operating",
            lon=at[0] if at else None,
            lat=at[1] if at else None,
            union_id=union,
            district_code=district,
            district_found=found,
            created_at=datetime.fromisoformat("2018-01-01T00:00:00+00:00"),
        )
        db.session.add(site)
        db.session.flush()
        return site.id


def told_on(client: FlaskClient, day: date) -> tuple[dict[str, int], int]:
    """Sites by district on the map of a day, and how many are in none."""
    answer = client.get(f"/api/v1/map/districts?on={day.isoformat()}").get_json()
    by_code = {one["properties"]["code"]: one["properties"]["sites"] for one in answer["features"]}
    return {code: count for code, count in by_code.items() if count}, answer["outside"]


@pytest.mark.parametrize("seed", range(3))
def test_on_every_day_of_random_editions_the_districts_and_the_unplaced_make_up_all_sites(
    cast: Cast, api: Client, seed: int
) -> None:
    dice = random.Random(seed)
    edition = shipped_edition()
    put_to_use(edition)
    placed: list[tuple[uuid.UUID, tuple[float, float]]] = []
    for number in range(14):
        code, outline = dice.choice(list(edition.outlines.items()))
        inner = outline.area.representative_point()
        at = (inner.x, inner.y) if number % 3 else None
        site_id = a_site(f"场所{number}", code if number else None, at, id_of("city"), code if at else None)
        if at is not None:
            placed.append((site_id, at))
    days = [date(2026, 1, 1)]
    for step in range(3):
        begins = date(2026, 1 + 3 * step, 5)
        known = {str(site.district_code) for site in db.session.scalars(select(Site))} & set(edition.outlines)
        if dice.random() < 0.6:
            first = dice.choice(sorted(known))
            touching = [
                code
                for code, one in edition.outlines.items()
                if code != first and one.area.touches(edition.outlines[first].area)
            ]
            pair = (first, dice.choice(touching or [c for c in edition.outlines if c != first]))
            new = merged(edition, pair, f"50016{step}", begins)
            table = {old: [f"50016{step}"] for old in pair} if dice.random() < 0.5 else None
        else:
            codes = (f"50017{step}", f"50018{step}")
            new, table = split(edition, dice.choice(sorted(known)), codes, begins), None
        put_to_use(new, successors=table)
        assert carry() == [new.name]
        assert carry() == []
        days += [begins - timedelta(days=1), begins, begins + timedelta(days=1)]
        edition = new
    client = api("liuyang")
    total = db.session.query(Site).count()
    for day in [*days, TODAY]:
        by_code, outside = told_on(client, day)
        assert sum(by_code.values()) + outside == total, day
        for site_id, at in placed:
            (found,) = [
                one["properties"]["district_code"]
                for one in client.get(f"/api/v1/map/sites?on={day.isoformat()}").get_json()["features"]
                if one["properties"]["id"] == str(site_id)
            ]
            assert found == district_at(*at, on=day), (day, at)
    listed = client.get("/api/v1/map/editions").get_json()
    assert listed["unplaced_total"] == told_on(client, TODAY)[1] == len(listed["unplaced"])
    assert atlas().edition_on(TODAY).name == edition.name


@pytest.mark.parametrize(
    ("code", "at", "table", "overruled", "after"),
    [
        ("A", "X", {}, False, "X"),  # by position
        ("A", None, {"A": ["X"]}, False, "X"),  # by the table
        ("A", "Y", {"A": ["X"]}, False, "X"),  # the table goes before a coarse outline
        ("A", "Y", {"A": ["X", "Y"]}, False, "Y"),  # of two the position chooses
        ("A", None, {"A": ["X", "Y"]}, False, None),  # and without one nobody can tell
        ("A", None, {}, False, None),
        ("B", None, {}, False, "B"),  # it goes on
        ("B", "X", {}, True, "B"),  # a person chose it against the outlines
        (None, "X", {}, False, "X"),
        (None, None, {}, False, None),
    ],
)
def test_the_table_goes_before_the_outlines_and_a_person_before_both(
    code: str | None, at: str | None, table: dict[str, list[str]], *, overruled: bool, after: str | None
) -> None:
    codes = {"B", "X", "Y"}
    assert successor_of(code, codes=codes, successors=table, at=at, is_overruled=overruled) == after


@pytest.fixture
def two_become_one(cast: Cast) -> dict[str, uuid.UUID]:
    """江北 and 渝北 with a site each of their own, then the edition in which they are one."""
    put_to_use(shipped_edition())
    ids = {name: uuid.uuid4() for name in ("jiangbei", "yubei", "liangjiang")}
    codes = {"jiangbei": "500105", "yubei": "500112", "liangjiang": MERGED}
    with one_transaction():
        for name, union_id in ids.items():
            db.session.add(
                Union(
                    id=union_id,
                    name=f"{name}总工会（示例）",
                    short_name=name,
                    level="district",
                    parent_id=id_of("city"),
                    path=f"{id_of('city')}/{union_id}/",
                    district_code=codes[name],
                )
            )
        db.session.flush()
        db.session.add(
            Appointment(
                member_id=id_of("zhengkai"),
                union_id=ids["liangjiang"],
                role=Role.DISTRICT_OFFICER,
                valid_from=date(2026, 1, 1),
            )
        )
    ids["a"] = a_site("江北工地", "500105", JIANGBEI, ids["jiangbei"], "500105")
    ids["b"] = a_site("渝北车间", "500112", None, ids["yubei"], None)
    return ids


def new_edition() -> Edition:
    return merged(shipped_edition(), ("500105", "500112"), MERGED, BEGINS)


@pytest.mark.parametrize(
    ("happened_on", "district"), [(BEGINS - timedelta(days=1), "500105"), (BEGINS, MERGED)]
)
@pytest.mark.usefixtures("two_become_one")
def test_an_accident_of_a_position_lies_in_the_district_of_its_own_day(
    cast: Cast, happened_on: date, district: str
) -> None:
    put_to_use(new_edition(), successors={"500105": [MERGED], "500112": [MERGED]})
    happened = datetime.combine(happened_on, time(12), SHANGHAI)
    facts = AccidentFacts(
        title="示例事故", happened_at=happened, place="重庆市", employer_name="示例公司",
        lon=JIANGBEI[0], lat=JIANGBEI[1],
    )  # fmt: skip
    news = NoticeFacts(
        NOW, Channel.PHONE, "示例局", "", happened_at=happened, lon=JIANGBEI[0], lat=JIANGBEI[1]
    )
    with one_transaction():
        officer = cast.actor("sunjie")
        accident = register_accident(actor=officer, now=NOW, facts=facts)
        notice = record_notification(actor=officer, now=NOW, facts=news)
        assert (accident.district_code, notice.district_code) == (district, district)


def test_an_edition_to_come_changes_nothing_until_its_day(two_become_one: dict[str, uuid.UUID]) -> None:
    before = datetime.fromisoformat("2026-01-20T00:00:00+00:00")
    put_to_use(new_edition(), now=before, successors={"500105": [MERGED], "500112": [MERGED]})
    assert carry(before) == []
    assert db.session.get_one(Site, two_become_one["a"]).district_code == "500105"
    assert carry() == [new_edition().name]
    assert db.session.get_one(Site, two_become_one["a"], populate_existing=True).district_code == MERGED


def test_the_responsible_unions_follow_in_one_handing_over_that_the_city_confirms(
    two_become_one: dict[str, uuid.UUID], cast: Cast, api: Client
) -> None:
    ids = two_become_one
    finding = add_finding(cast, ids["a"], by="liuyang")
    put_to_use(new_edition(), successors={"500105": [MERGED], "500112": [MERGED]})
    carry()
    city, receiver = api("liuyang"), api("zhengkai")
    proposed = city.get("/api/v1/handovers").get_json()
    assert {one["from_union_id"] for one in proposed} == {str(ids["jiangbei"]), str(ids["yubei"])}
    assert {one["to_union_id"] for one in proposed} == {str(ids["liangjiang"])}
    assert sorted(site["name"] for one in proposed for site in one["sites"]) == ["江北工地", "渝北车间"]
    assert db.session.get_one(Site, ids["a"]).union_id == ids["jiangbei"]
    first, second = (
        next(one for one in proposed if one["from_union_id"] == str(ids[name]))
        for name in ("jiangbei", "yubei")
    )
    address = f"/api/v1/handovers/{first['id']}"
    assert receiver.post(f"{address}/confirm").status_code == 403
    assert city.post(f"/api/v1/handovers/{second['id']}/withdraw").get_json()["state"] == "withdrawn"
    assert city.post(f"{address}/confirm").get_json()["state"] == "confirmed"
    assert city.post(f"{address}/withdraw").get_json()["code"] == "handover_settled"
    site = db.session.get_one(Site, ids["a"], populate_existing=True)
    assert site.union_id == ids["liangjiang"]
    assert (
        db.session.get_one(Employer, site.employer_id, populate_existing=True).union_id == ids["liangjiang"]
    )
    assert union_on(site, TODAY - timedelta(days=1)) == ids["jiangbei"]
    assert union_on(site, TODAY) == ids["liangjiang"]
    other = db.session.get_one(Site, ids["b"], populate_existing=True)
    assert other.union_id == ids["yubei"]
    # What is open goes with its site; that it was found under the old union stays beside, for the returns.
    found = receiver.get(f"/api/v1/demands/{finding}")
    assert found.status_code == 200, found.text
    assert found.get_json()["union_id"] == str(ids["liangjiang"])
    assert (
        db.session.get_one(Demand, uuid.UUID(str(finding)), populate_existing=True).was_union_id
        == ids["jiangbei"]
    )
    edition_id = proposed[0]["edition_id"]
    again = city.post(f"/api/v1/map/editions/{edition_id}/handovers").get_json()
    assert [one["from_union_id"] for one in again] == [str(ids["yubei"])]
    actions = {row.action for row in db.session.scalars(select(AuditEntry))}
    assert {"district_edition_carried", "handover_confirmed", "site_handed_over"} <= actions


def test_a_district_without_a_union_waits_for_one(cast: Cast, api: Client) -> None:
    put_to_use(shipped_edition())
    add_site(cast, "yuzhong", "解放碑工地", (106.569, 29.553))
    edition = merged(shipped_edition(), ("500103", "500104"), "500160", BEGINS)
    put_to_use(edition, successors={"500103": ["500160"], "500104": ["500160"]})
    carry()
    assert db.session.query(Handover).count() == 0
    page = api("liuyang").get("/api/v1/map/editions").get_json()["items"][0]
    assert page["moves"] == [{"old_code": "500103", "new_code": "500160", "sites": 1}]


def test_the_page_of_editions_tells_what_is_used_and_what_it_lacks(
    two_become_one: dict[str, uuid.UUID], signed_in: Client
) -> None:
    page = signed_in("liuyang").get("/map/editions").text
    assert "两江新区" in page
    assert "2026-01-25" in page
    put_to_use(new_edition())  # without a table: the site without a position cannot be placed
    carry()
    page = signed_in("liuyang").get("/map/editions").text
    assert "渝北车间" in page
    assert "确认移交" in page
    overview = signed_in("liuyang").get("/map").text
    assert "另有 1 个场所" in overview
