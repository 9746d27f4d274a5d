"""A map that was taken as a file of several layers stays, and can be fetched, when its format's name has to be shorter."""

from __future__ import annotations

import hashlib

from flask import Flask
from flask_migrate import downgrade, upgrade

from maps.formats import Format
from safety.database import db
from safety.exports.models import MapExport
from safety.transactions import one_transaction
from tests import cast as the_cast
from tests.cast import NOW, TODAY, id_of
from tests.migrations import FROZEN

pytestmark = FROZEN


def formats() -> dict[str, str]:
    found = {one.code: one.format for one in db.session.query(MapExport)}
    db.session.remove()
    return found


def test_maps_of_every_format_go_down_and_up(upgraded_app: Flask) -> None:
    digest = hashlib.sha256(b"").hexdigest()
    with one_transaction():
        the_cast.load()
        db.session.add_all(
            MapExport(
                code=one.value,
                made_at=NOW,
                made_by=id_of("chenjing"),
                made_by_name="陈静",
                day=TODAY,
                layer="sites",
                filters={},
                format=one.value,
                media_type="application/zip",
                file_name="map.zip",
                rule_version="1",
                edition="2017",
                counted=0,
                sha256=digest,
                rows_sha256=digest,
                rights={},
                district_code="500103",
                union_id=id_of("yuzhong"),
            )
            for one in Format
        )
    before = formats()
    assert before == {one.value: one.value for one in Format}
    downgrade(revision="0029")
    assert formats() == before | {Format.GEOJSON_LAYERS.value: Format.GEOJSON.value}
    upgrade()
    assert len(formats()) == len(Format)
