"""A paper of somebody whose appointment is found to have ended before: it stays as it is, and says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from safety.access.roles import Role
from safety.audit.models import AuditEntry
from safety.corrections import operations as corrections
from safety.corrections.inputs import RecheckLine
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import Delivery, RecheckResult
from safety.database import db
from safety.ids import new_id
from safety.people.inputs import Second
from safety.people.operations import appointments
from safety.projects.vocabulary import ReviewKind
from safety.transactions import one_transaction
from tests.cast import NOW, PASSWORD, TODAY, Cast, id_of
from tests.corrections.story import issued_notice, make_site, raise_findings
from tests.papers.test_operations import issued
from tests.people.test_two_persons import add_administrator
from tests.projects.story import Story

Open = Callable[[str], FlaskClient]
SENTENCE = "签署人的任职已于 2026-11-20 结束"


def end(cast: Cast, on: date, name: str = "chenjing") -> None:
    """何梅 enters the last day of 陈静's (or somebody else's) office, and 丁楠 agrees."""
    add_administrator(cast, "dingnan", "丁楠", "city")
    with one_transaction():
        row = cast.member(name).appointments[0]
        appointments.end_appointment(
            actor=cast.actor("hemei"),
            now=cast.now,
            appointment_id=row.id,
            on=on,
            reason="调离",
            second=Second("dingnan", PASSWORD, None),
        )


def noted() -> list[tuple[str, str]]:
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "paper_after_office"))
    return [(one.record_id, str(one.change["last_day"])) for one in rows]


def test_a_paper_issued_after_the_last_day_in_office_says_so_on_its_page_in_the_list_and_in_the_audit(
    cast: Cast, signed_in: Open
) -> None:
    paper, reader = issued(cast), signed_in("luolin")
    assert SENTENCE not in reader.get(f"/papers/{paper.id}").text
    end(cast, TODAY - timedelta(days=3))
    assert SENTENCE in reader.get(f"/papers/{paper.id}").text
    assert "签发人任职止于 2026-11-20" in reader.get("/papers").text
    assert noted() == [(str(paper.id), "2026-11-20")]
    with one_transaction():  # the same office, entered anew without a gap
        appointments.appoint(
            actor=cast.actor("hemei"), now=cast.now, member_id=id_of("chenjing"), union_id=id_of("yuzhong"),
            role=Role.DISTRICT_OFFICER, valid_from=TODAY - timedelta(days=2), agreed=id_of("liuyang"),
        )  # fmt: skip
    assert SENTENCE not in reader.get(f"/papers/{paper.id}").text


def test_a_paper_of_the_last_day_and_one_of_somebody_elses_are_not_marked(
    cast: Cast, signed_in: Open
) -> None:
    own, other = issued(cast), issued(cast, by="wanglei", place="nanan")
    end(cast, TODAY)
    reader = signed_in("luolin")
    assert "任职" not in reader.get(f"/papers/{own.id}").text
    assert "任职已于" not in reader.get(f"/papers/{other.id}").text
    assert noted() == []


def test_a_recheck_after_the_last_day_in_office_says_so(app: Flask, cast: Cast, signed_in: Open) -> None:
    with one_transaction():
        site = make_site(cast)
        found = raise_findings(cast, site, FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, found)
        lines = [RecheckLine(found[0].id, RecheckResult.PASSED, "护栏已装好")]
        corrections.record_recheck(
            actor=cast.actor("chenjing"), now=NOW, lines=lines, checked_on=TODAY, notice=notice
        )
        pages = (f"/notices/{notice.id}", f"/demands/{found[0].id}")
    reader = signed_in("luolin")
    assert [page for page in pages if "复查人任职止于" in reader.get(page).text] == []
    end(cast, TODAY - timedelta(days=3))
    assert [page for page in pages if "复查人任职止于 2026-11-20" not in reader.get(page).text] == []


def test_a_page_asks_once_for_the_offices_of_all_its_rechecks_and_papers(
    app: Flask, cast: Cast, signed_in: Open
) -> None:
    with one_transaction():
        found = raise_findings(cast, site := make_site(cast), FindingGrade.ORDINARY)
        notice = issued_notice(cast, site, found)
    reader, pages = signed_in("luolin"), (f"/notices/{notice.id}", f"/demands/{found[0].id}")
    counts = []
    for who in ("chenjing", "liqiang", "chenjing"):
        with one_transaction():
            lines = [RecheckLine(found[0].id, RecheckResult.FAILED, "护栏仍未装")]
            corrections.record_recheck(
                actor=cast.actor(who), now=NOW, lines=lines, checked_on=TODAY, notice=notice
            )
        counts.append([asked_for_offices(reader, page) for page in pages])
    assert counts[0] == counts[-1]
    for _ in range(3):
        issued(cast)
    before = asked_for_offices(reader, "/papers")
    end(cast, TODAY - timedelta(days=3))
    assert reader.get("/papers").text.count("签发人任职止于") == 4
    assert asked_for_offices(reader, "/papers") <= before + 1


def asked_for_offices(reader: FlaskClient, page: str) -> int:
    """How many statements of a page read appointments."""
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert reader.get(page).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum("FROM appointments" in one for one in seen)


def test_a_delivery_an_adoption_and_a_confirmation_after_the_last_day_in_office_say_so(
    app: Flask, cast: Cast, signed_in: Open
) -> None:
    with one_transaction():
        site = make_site(cast)
        source = new_id()
        found = raise_findings(cast, site, FindingGrade.MAJOR, adopted=False, source_id=source)
        acts: dict[str, Any] = {"actor": cast.actor("chenjing"), "now": NOW}
        corrections.adopt_demands(**acts, source_kind="inspection", source_id=source)
        notice = issued_notice(cast, site, found)
        corrections.record_delivery(**acts, notice=notice, at=NOW, how=Delivery.POST, to="邓某")
        lines = [RecheckLine(found[0].id, RecheckResult.PASSED, "护栏已装好")]
        corrections.record_recheck(
            actor=cast.actor("liqiang"), now=NOW, lines=lines, checked_on=TODAY, notice=notice
        )
        corrections.confirm_close(**acts, demand=found[0], words="属实")
    reader = signed_in("luolin")
    demand, page = f"/demands/{found[0].id}", f"/notices/{notice.id}"
    assert "办理人任职止于" not in reader.get(demand).text + reader.get(page).text
    end(cast, TODAY - timedelta(days=3))
    assert reader.get(demand).text.count("办理人任职止于 2026-11-20") == 3
    assert reader.get(page).text.count("办理人任职止于 2026-11-20") == 1


def test_a_verification_on_the_review_page_says_who_looked_and_that_her_office_had_ended(
    app: Flask, cast: Cast, signed_in: Open
) -> None:
    with one_transaction():
        story = Story(cast)
        review = story.review(story.project(), ReviewKind.DESIGN)
        opinion = story.opinion(review)
        story.send(review)
        story.reply(opinion)
        story.verify(opinion)
    reader, page = signed_in("luolin"), f"/projects/reviews/{review.id}"
    assert "核实 · 吴芳" in reader.get(page).text
    assert "办理人任职止于" not in reader.get(page).text
    end(cast, TODAY - timedelta(days=3), "wufang")
    assert "办理人任职止于 2026-11-20" in reader.get(page).text
