"""Findings that allow no day: what the notice asks, by when, and how it follows what is said of them at its issue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from safety.corrections import operations as corrections
from safety.corrections.facts import notice_content, reminder_content
from safety.corrections.inputs import NoticeLine, SaidLine
from safety.corrections.models import Demand
from safety.corrections.rules import FindingGrade
from safety.database import session
from safety.errors import Invalid
from safety.law.grounds import Said
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import BASE_URL, make_site, raise_findings
from tests.papers.golden_samples import text_of

LATER = TODAY + timedelta(days=15)


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


def found(cast: Cast, site: Site, words: str, said: Said | None = None) -> Demand:
    """A blue finding of 李强 in these words, with no other law cited."""
    demand = raise_findings(cast, site, *[FindingGrade.ORDINARY] * 3)[2]
    demand.summary, demand.detail, demand.basis = words, "", []
    demand.health = said.health if said else None
    session.flush()
    return demand


def draft(cast: Cast, site: Site, line: NoticeLine) -> corrections.Notice:  # type: ignore[name-defined]
    return corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=[line])


def test_benzene_over_its_limit_is_dealt_with_at_once_and_only_the_reply_has_a_day(
    cast: Cast, site: Site
) -> None:
    notice = draft(cast, site, NoticeLine(found(cast, site, "喷漆岗位苯浓度超过限值2倍").id))
    text = text_of(notice_content(notice))
    assert notice.items[0].term_on == TODAY
    assert notice.reply_by == TODAY + timedelta(days=7)
    assert "｜立即\n" in text
    assert "《职业病防治法》第二十六条" in text
    assert "整改期限由工会提出" not in text


def test_liqiang_cannot_leave_fifteen_days_for_what_the_law_wants_at_once(cast: Cast, site: Site) -> None:
    demand = found(cast, site, "冲压岗位噪声高于85分贝")
    with pytest.raises(Invalid) as refused:
        draft(cast, site, NoticeLine(demand.id, term_on=LATER))
    assert list(refused.value.fields) == ["lines.0.term_on"]
    # Words alone made it one: his no opens the term, and the paper cites no article of the health law.
    demand.health = False
    session.flush()
    notice = draft(cast, site, NoticeLine(demand.id, term_on=LATER))
    assert "《职业病防治法》" not in text_of(notice_content(notice))


def test_a_bypassed_interlock_is_restored_at_once_without_a_red_score(cast: Cast, site: Site) -> None:
    notice = draft(cast, site, NoticeLine(found(cast, site, "冲床双手按钮被短接").id))
    assert notice.items[0].asked.startswith("立即恢复被停用、拆除、短接")
    # Where nobody answered, an officer may judge otherwise; then the paper names the day.
    later = draft(
        cast, site, NoticeLine(found(cast, site, "行车限位拆掉没装回去").id, term_on=LATER, asked="装回")
    )
    assert "2026年12月8日" in text_of(notice_content(later))


def test_what_is_said_at_the_issue_changes_demand_and_term_with_the_law(cast: Cast, site: Site) -> None:
    hazard, none = found(cast, site, "调漆间气味很大"), found(cast, site, "打磨房粉尘超标")
    notices = [draft(cast, site, NoticeLine(one.id)) for one in (hazard, none)]
    for notice, demand, health in zip(notices, (hazard, none), (True, False), strict=True):
        corrections.issue_notice(
            actor=cast.actor("chenjing"), now=NOW, notice=notice, base_url=BASE_URL,
            grounds=[SaidLine(demand.id, Said(health=health))],
        )  # fmt: skip
    (asked,), (looked_into,) = notices[0].items, notices[1].items
    assert asked.asked.startswith("立即采取防护措施")
    assert asked.term_on == TODAY
    assert looked_into.asked.startswith("在期限内核实")
    assert looked_into.term_on == LATER
    assert notices[1].reply_by >= LATER


def test_a_danger_whose_draft_lay_over_night_is_asked_on_the_day_of_its_issue(cast: Cast, site: Site) -> None:
    notice = draft(cast, site, NoticeLine(raise_findings(cast, site, FindingGrade.ORDINARY)[0].id))
    next_day = NOW + timedelta(days=1)
    corrections.issue_notice(actor=cast.actor("chenjing"), now=next_day, notice=notice, base_url=BASE_URL)
    assert notice.items[0].term_on == TODAY + timedelta(days=1)
    assert "｜立即\n" in text_of(notice_content(notice))


def issue(cast: Cast, site: Site, line: NoticeLine) -> corrections.Notice:  # type: ignore[name-defined]
    notice = draft(cast, site, line)
    corrections.issue_notice(actor=cast.actor("chenjing"), now=NOW, notice=notice, base_url=BASE_URL)
    return notice


def extend(cast: Cast, demand: Demand) -> None:
    corrections.set_term(actor=cast.actor("chenjing"), now=NOW, demand=demand, term_on=LATER, reason="等设备")


def test_chenjing_cannot_extend_what_the_law_wants_at_once(cast: Cast, site: Site) -> None:
    demand = found(cast, site, "喷漆岗位苯浓度超过限值2倍")
    for asked_already in (False, True):
        if asked_already:
            issue(cast, site, NoticeLine(demand.id))
        with pytest.raises(Invalid) as refused:
            extend(cast, demand)
        assert (refused.value.code, list(refused.value.fields)) == ("at_once", ["term_on"])
    assert demand.term_on == TODAY


def test_a_reminder_says_at_once_where_the_notice_did(cast: Cast, site: Site) -> None:
    demand = found(cast, site, "喷漆岗位苯浓度超过限值2倍")
    notice = issue(cast, site, NoticeLine(demand.id))
    # An earlier version let the term be extended: the letter repeats what the notice asked.
    demand.term_on = LATER
    session.flush()
    text = text_of(reminder_content(notice, [demand]))
    assert "｜立即\n" in text
    assert "整改期限由工会提出" not in text


def test_a_reminder_names_the_day_to_which_the_union_itself_extended(cast: Cast, site: Site) -> None:
    demand = found(cast, site, "冲床双手按钮被短接")
    notice = issue(cast, site, NoticeLine(demand.id))
    assert "｜立即\n" in text_of(reminder_content(notice, [demand]))
    extend(cast, demand)
    assert "2026年12月8日" in text_of(reminder_content(notice, [demand]))
