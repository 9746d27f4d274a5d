"""The kept ratings go with their migration and are counted anew when they come back; the sites stay."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select

from maps.kept import area_sums, keep
from maps.risk import RULE_2026
from maps.sources import StandingFilters
from safety.access.scope import Scope
from safety.database import db
from safety.rollups.models import DistrictSum, SiteRating
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from tests import cast as the_cast
from tests.cast import NOW, TODAY, Cast
from tests.maps.places import add_site
from tests.migrations import FROZEN
from tests.migrations.test_migrations import tables

pytestmark = FROZEN

RATINGS = {"district_sums", "rating_states", "site_marks", "site_ratings"}


def test_ratings_are_counted_anew_after_they_went(upgraded_app: Flask) -> None:
    with one_transaction():
        the_cast.load()
    add_site(Cast(), "yuzhong", "解放碑工地")
    assert keep(NOW) == 1
    assert db.session.scalar(select(func.sum(DistrictSum.sites))) == 1
    db.session.remove()
    downgrade(revision="0007")
    assert not RATINGS & tables()
    assert db.session.scalar(select(func.count(Site.id))) == 1
    db.session.remove()
    upgrade()
    assert tables() == set(db.metadata.tables)
    assert db.session.scalar(select(func.count()).select_from(SiteRating)) == 0
    everywhere = Scope(everything=True)
    assert area_sums(everywhere, StandingFilters(), today=TODAY, rule=RULE_2026)["500103"].sites == 1
    assert keep(NOW) == 1
