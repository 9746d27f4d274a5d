"""Rows that were there before are found by their folded texts after the migration, and stay when it goes."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, insert, inspect, select, text, update

from safety.access.scope import Scope
from safety.audit.models import AuditEntry
from safety.database import db, table_of
from safety.jobs.models import Job
from safety.jobs.operations import run
from safety.lists import Window
from safety.people.models import Member, Union
from safety.people.operations.tidying import KIND
from safety.people.queries.registers import list_members
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.queries import SiteFilters, search_sites
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import add_site
from tests.migrations import FROZEN

pytestmark = FROZEN

EVERYWHERE = Scope(everything=True)
BEFORE = "0011"


def columns(table: str) -> set[str]:
    found = {str(one["name"]) for one in inspect(db.engine).get_columns(table)}
    db.session.remove()
    return found


def test_rows_there_before_are_folded_and_found(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    add_site(Cast(), "yuzhong", "污水处理厂Ⅱ期")
    db.session.remove()
    downgrade(revision=BEFORE)
    assert not {"folded", "name_key", "name_order", "name_reading"} & columns("sites")
    stranger = {
        "id": uuid.uuid4().hex,
        "union": the_cast.id_of("yuzhong").hex,
        "at": NOW.replace(tzinfo=None),
    }
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO members (id, name, union_id, must_change_password, failed_sign_ins, created_at, version)"
                " VALUES (:id, '仇小Ａ', :union, false, 0, :at, 1)"
            ),
            stranger,
        )
    upgrade()
    found = search_sites(EVERYWHERE, SiteFilters(q="ii期"), Window(0, 10)).items
    assert [one.name for one in found] == ["污水处理厂Ⅱ期"]
    for words in ("小a", "qxa", "qiuxiao"):
        people = list_members(EVERYWHERE, Window(0, 10), q=words, on=TODAY).items
        assert [one.name for one in people] == ["仇小Ａ"]
    assert db.session.scalar(select(func.count(Member.id))) == len(the_cast.PEOPLE) + 1


def test_names_with_unseen_characters_are_tidied_by_a_job_of_the_upgrade(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    site = add_site(Cast(), "yuzhong", "塔楼工地")
    db.session.remove()
    downgrade(revision="0020")
    with db.engine.begin() as connection:
        connection.execute(update(table_of(Site)).values(name="塔\u200b楼\u3000工地"))
        connection.execute(update(table_of(Member)).values(name="肖\u00ad建国", name_order="xiao4肖 "))
        one = uuid.uuid4()
        beside = {"name": "江津区\u200b总工会", "short_name": "江津", "level": "district", "path": f"{one}/"}
        connection.execute(insert(table_of(Union)).values(id=one, version=1, **beside))
    upgrade()
    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == KIND, Job.state == "queued")) == 1
    people = list_members(EVERYWHERE, Window(0, 1), q="xiaojianguo", on=TODAY)
    assert people.total == len(the_cast.PEOPLE)  # read as the surname is
    job = db.session.scalars(select(Job.id).where(Job.kind == KIND)).one()
    db.session.remove()
    run(job)
    assert db.session.get_one(Site, site).name == "塔楼 工地"
    assert set(db.session.scalars(select(Member.name))) == {"肖建国"}
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "name_tidied")).all()
    assert len(entries) == len(the_cast.PEOPLE) + 2
    assert {"name": ["塔‹U+200B›楼‹U+3000›工地", "塔楼 工地"]} in [one.change for one in entries]
    assert not any("建国" in str(one.change) for one in entries)
    assert db.session.scalars(select(Union.name).where(Union.name.contains("\u200b"))).all() == []
    assert db.session.get_one(Job, job).result == {"changed": len(the_cast.PEOPLE) + 2, "left": []}
    db.session.remove()
    downgrade(revision="0020")
    upgrade()
