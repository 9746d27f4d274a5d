"""Two people who edit the same version of a record at one moment: the second is told so, nothing is overwritten unseen."""

from __future__ import annotations

import pytest
from flask import Flask

from safety.database import db
from safety.errors import Stale
from safety.transactions import abandon, one_transaction
from safety.wire.versions import fresh
from safety.workplaces import operations
from safety.workplaces.models import Site
from tests.cast import NOW, Cast
from tests.inspections.workplaces import load_sites, site_id
from tests.meanwhile import meanwhile


def edit(cast: Cast, who: str, site: Site, version: int, address: str) -> None:
    operations.edit_site(actor=cast.actor(who), now=NOW, site=site, version=version, address=address)


def test_what_chen_jing_saved_at_that_moment_is_not_overwritten_by_an_edit_of_the_same_version(
    app: Flask, cast: Cast
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    with one_transaction():
        load_sites()
    tower = site_id("tower")
    with one_transaction():
        read_before = db.session.get_one(Site, tower)
        version = read_before.version
        meanwhile(
            app, lambda: edit(cast, "chenjing", db.session.get_one(Site, tower), version, "渝中区一号路1号")
        )
        with pytest.raises(Stale):
            edit(cast, "chenjing", read_before, version, "渝中区二号路2号")
        abandon()
    assert db.session.get_one(Site, tower).address == "渝中区一号路1号"


def test_a_program_that_names_a_version_holds_the_record_until_its_edit_is_done(
    app: Flask, cast: Cast
) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("writers to SQLite take turns")
    with one_transaction():
        load_sites()
    tower = site_id("tower")
    call = app.test_request_context("/api/v1/sites", method="PATCH", headers={"If-Match": '"1"'})
    with call, one_transaction():
        read_before = db.session.get_one(Site, tower)
        meanwhile(app, lambda: edit(cast, "chenjing", db.session.get_one(Site, tower), 1, "渝中区一号路1号"))
        with pytest.raises(Stale):
            fresh(read_before)
        abandon()
