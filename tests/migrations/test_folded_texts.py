"""Rows that were there before are found by their folded texts after the migration, and stay when it goes."""

from __future__ import annotations

import uuid

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from safety.access.scope import Scope
from safety.database import db
from safety.lists import Window
from safety.people.models import Member
from safety.people.queries.registers import list_members
from safety.transactions import one_transaction
from safety.workplaces.queries import SiteFilters, search_sites
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import add_site
from tests.migrations.test_migrations import empty_app, fresh_url

__all__ = ["empty_app", "fresh_url"]

EVERYWHERE = Scope(everything=True)
BEFORE = "0011"


def columns(table: str) -> set[str]:
    found = {str(one["name"]) for one in inspect(db.engine).get_columns(table)}
    db.session.remove()
    return found


def test_rows_there_before_are_folded_and_found(empty_app: Flask) -> None:
    upgrade()
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
