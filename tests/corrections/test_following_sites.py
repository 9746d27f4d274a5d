"""What is open at a site goes to the union that takes the site over; what is done stays with the union of its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from safety.access.permissions import Permission
from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine, RecheckLine
from safety.corrections.models import Demand, DemandFact
from safety.corrections.queries import get_notice
from safety.corrections.vocabulary import RecheckResult
from safety.database import session
from safety.errors import NotFound
from safety.exports.queries.records import rows
from safety.papers.models import Paper
from safety.papers.queries import get_paper
from safety.people.queries import in_scope, of_its_day
from safety.transactions import one_transaction
from safety.workplaces.models import Site
from safety.workplaces.operations.handing_over import hand_over
from tests.cast import NOW, TODAY, Cast, id_of
from tests.corrections.story import TERM, issued_notice, make_site, raise_findings
from tests.corrections.test_operations import MAJOR, ORDINARY

RECEIVER = "wanglei"  # of 南岸


@pytest.fixture
def transaction(cast: Cast) -> Iterator[None]:
    """One transaction around the test."""
    with one_transaction():
        yield


@pytest.fixture
def site(cast: Cast, transaction: None) -> Site:
    return make_site(cast)


def pass_on(cast: Cast, site: Site) -> None:
    """The city gives 渝中's site, after an edition had put it there, to the union of 南岸."""
    site.district_code = cast.union("nanan").district_code
    session.flush()
    hand_over(
        actor=cast.actor("liuyang"), now=NOW, site=site, to_union=cast.union("nanan"), on=TODAY, reason="区划调整",
    )  # fmt: skip
    session.flush()


def test_open_findings_and_notices_go_with_their_site_and_closed_ones_stay(cast: Cast, site: Site) -> None:
    closed, on_notice, found = raise_findings(cast, site, ORDINARY, ORDINARY, MAJOR)
    corrections.record_recheck(
        actor=cast.actor("zhoumin"), now=NOW, checked_on=TODAY, lines=[RecheckLine(closed.id, RecheckResult.PASSED)]
    )  # fmt: skip
    notice = issued_notice(cast, site, [on_notice])
    draft = corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(found.id, term_on=TERM)]
    )
    with pytest.raises(NotFound):
        get_notice(notice.id, cast.actor(RECEIVER).scope(Permission.INSPECTION_READ))
    pass_on(cast, site)
    nanan, yuzhong = id_of("nanan"), id_of("yuzhong")
    assert [one.union_id for one in (closed, on_notice, found, notice, draft)] == [yuzhong, *[nanan] * 4]
    assert found.responsible_id is None
    scope = cast.actor(RECEIVER).scope(Permission.INSPECTION_READ)
    assert get_notice(notice.id, scope) is notice
    assert notice.paper_id is not None
    issued = get_paper(notice.paper_id, cast.actor(RECEIVER).scope(Permission.PAPER_READ))
    assert issued.union_id == yuzhong  # the paper says who issued it
    assert draft.paper_id is not None
    waiting = session.get_one(Paper, draft.paper_id)
    assert (waiting.union_id, waiting.content["issuer"]) == (nanan, cast.union("nanan").name)
    facts = session.scalars(select(DemandFact.words).where(DemandFact.kind == "handed_over"))
    assert set(facts) == {"区划调整"}
    # The receiver goes on with it.
    corrections.record_recheck(
        actor=cast.actor(RECEIVER), now=NOW, checked_on=TODAY, lines=[RecheckLine(on_notice.id, RecheckResult.FAILED)]
    )  # fmt: skip
    assert on_notice.state == "uncorrected"


def test_the_returns_count_them_where_they_were_found(cast: Cast, site: Site) -> None:
    raise_findings(cast, site, ORDINARY)
    pass_on(cast, site)
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    counted = session.execute(rows(Demand, Demand.raised_at, Demand.summary, Demand.raised_at > epoch)).one()
    assert (counted.union_id, counted.district_code) == (id_of("yuzhong"), "500103")
    scope = cast.actor("chenjing").scope(Permission.INSPECTION_READ)
    assert session.scalars(select(Demand).where(in_scope(of_its_day(Demand), scope))).one().site_id == site.id
    assert session.scalars(select(Demand).where(in_scope(Demand, scope))).all() == []
