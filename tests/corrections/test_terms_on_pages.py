"""Pages say the same term as the papers: at once where no day may be left, whatever day is kept."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine
from safety.corrections.models import Notice
from safety.corrections.vocabulary import FindingGrade
from safety.database import session
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import BASE_URL, TERM, make_site, raise_findings

Clients = Callable[[str], FlaskClient]
NOISE, EXTENDED = "冲压岗位噪声高于85分贝", "立即（曾定期限至2026-12-08，应当立即整改的，不因此免除）"
#: What the noise is asked, in words that begin with 立即 too.
ASKED = "立即采取防护措施"


def drafted(cast: Cast, words: str, term_on: date | None = None) -> Notice:
    """A blue finding in these words, drafted on a notice by 李强."""
    site = make_site(cast)
    finding = raise_findings(cast, site, *[FindingGrade.ORDINARY] * 3)[2]
    finding.summary, finding.detail, finding.basis = words, "", []
    session.flush()
    return corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(finding.id, term_on=term_on)]
    )


def issued(cast: Cast, words: str, term_on: date | None = None) -> Notice:
    """The same, issued by 陈静."""
    notice = drafted(cast, words, term_on)
    return corrections.issue_notice(actor=cast.actor("chenjing"), now=NOW, notice=notice, base_url=BASE_URL)


def words_of(page: str) -> str:
    """What a page says, without its marks, and without what a hazard asks in its own words."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "|", page)).replace(ASKED, "")


def pages_of(notice: Notice, token: str) -> list[str]:
    """Every page that shows the term of what is on the notice."""
    demand = notice.items[0].demand_id
    return [
        *(f"/notices/{notice.id}", "/notices", f"/demands/{demand}", "/demands"),
        *(f"/rechecks/new?demand_id={demand}", f"/notices/{notice.id}/reply", f"/reply/{token}"),
    ]


def test_every_page_of_a_hazard_that_allows_no_day_says_at_once(cast: Cast, signed_in: Clients) -> None:
    with one_transaction():
        noise = issued(cast, NOISE)
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=noise)
    officer = signed_in("chenjing")
    for address in pages_of(noise, token):
        page = officer.get(address)
        assert page.status_code == 200, address
        assert "立即" in words_of(page.text), address
    assert "|立即|" in words_of(officer.get("/?whose=all").text)
    assert "At once" in officer.get(f"/demands/{noise.items[0].demand_id}?lang=en").text


def test_a_later_day_of_then_is_told_with_what_it_does_not_lift(cast: Cast, signed_in: Clients) -> None:
    with one_transaction():
        noise = issued(cast, NOISE)
        noise.items[0].demand.term_on = TODAY + timedelta(days=15)  # as an earlier edition allowed
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=noise)
    for address in pages_of(noise, token):
        assert EXTENDED in words_of(signed_in("chenjing").get(address).text), address


def test_an_ordinary_hazard_shows_its_day_and_a_draft_what_it_will_print(
    cast: Cast, signed_in: Clients
) -> None:
    with one_transaction():
        rail, draft = issued(cast, "临边防护缺失", TERM), drafted(cast, NOISE)
        _, token = corrections.make_link(actor=cast.actor("chenjing"), now=NOW, notice=rail)
    officer = signed_in("chenjing")
    for address in pages_of(rail, token):
        assert TERM.isoformat() in officer.get(address).text, address
    for address in (f"/notices/{rail.id}", f"/demands/{rail.items[0].demand_id}", f"/reply/{token}"):
        assert "立即" not in words_of(officer.get(address).text), address
    assert "|立即|" in words_of(officer.get(f"/notices/{draft.id}").text)


def test_programs_registers_and_tablets_are_told_what_allows_no_day(cast: Cast, signed_in: Clients) -> None:
    with one_transaction():
        noise = issued(cast, NOISE)
        rail = drafted(cast, "二层临边缺少防护栏杆一处", TERM)
    officer = signed_in("chenjing")
    told = {noise.id: True, rail.id: False}
    for notice in (noise, rail):
        demand = notice.items[0].demand_id
        assert officer.get(f"/api/v1/demands/{demand}").get_json()["at_once"] is told[notice.id]
        assert (
            officer.get(f"/api/v1/notices/{notice.id}").get_json()["items"][0]["at_once"] is told[notice.id]
        )
    listed = officer.get("/api/v1/notices").get_json()["items"]
    assert {one["id"]: one["items"][0]["at_once"] for one in listed} == {str(k): v for k, v in told.items()}
    demands = officer.get("/api/v1/demands?limit=100").get_json()["items"]
    assert str(noise.items[0].demand_id) in {one["id"] for one in demands if one["at_once"]}
    inspector = signed_in("liqiang")
    taken = inspector.get("/api/v1/sync/changes?limit=500").get_json()["items"]
    at_once = {one["id"] for one in taken if one["kind"] == "finding" and one["data"]["at_once"]}
    assert str(noise.items[0].demand_id) in at_once
    assert str(rail.items[0].demand_id) not in at_once


@pytest.mark.parametrize("register", ["demands", "notices"])
def test_registers_say_at_once_beside_the_day(cast: Cast, signed_in: Clients, register: str) -> None:
    with one_transaction():
        issued(cast, NOISE)
        drafted(cast, "二层临边缺少防护栏杆一处", TERM)
    answer = signed_in("chenjing").post("/exports/", data={"register": register, "format": "csv"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".csv"))
        rows = list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
    assert {"立即", ""} <= {row["须立即整改"] for row in rows}
