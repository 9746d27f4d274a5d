"""Notices, replies, re-checks and referrals, as the cast does them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from safety.corrections import operations as corrections
from safety.corrections import queries
from safety.corrections.inputs import NewDemand, NoticeLine, RecheckLine, ReplyLine
from safety.corrections.models import Demand, DemandFact, Notice, SiteTally
from safety.corrections.operations.ledger import standing_of
from safety.corrections.rules import (
    DemandKind,
    Fact,
    FactKind,
    FindingGrade,
    RecheckResult,
    Stance,
    reduce,
    sight_of,
)
from safety.corrections.vocabulary import Delivery, NoticeState, ReferralDecision
from safety.database import session
from safety.errors import Conflict, Invalid, NotAllowed, NotFound, NotPossibleNow
from safety.ids import new_id
from safety.lists import Window
from safety.papers.models import Paper
from safety.workplaces.models import Site
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import BASE_URL, TERM, issued_notice, make_site, raise_findings

ORDINARY, MAJOR = FindingGrade.ORDINARY, FindingGrade.MAJOR


def told_again(demand: Demand) -> None:
    """The columns say what the facts come to."""
    facts = session.scalars(
        select(DemandFact).where(DemandFact.demand_id == demand.id).order_by(DemandFact.seq)
    )
    standing = reduce(
        Fact(
            FactKind(row.kind),
            row.at,
            row.by_id,
            term_on=row.term_on,
            grade=FindingGrade(row.grade) if row.grade else None,
            stance=Stance(row.stance) if row.stance else None,
            result=RecheckResult(row.result) if row.result else None,
            binding=row.binding,
            demandable=row.demandable,
            reason=row.words,
        )
        for row in facts
    )
    session.expire(demand)
    assert standing_of(demand) == standing
    assert demand.state == standing.state


def reply_all(cast: Cast, notice: Notice) -> None:
    corrections.record_reply(
        actor=cast.actor("chenjing"),
        now=NOW,
        received_at=NOW,
        author="厂长 邓某",
        notice=notice,
        lines=[ReplyLine(item.demand_id, Stance.ADOPTED, "已加装护栏") for item in notice.items],
    )


def pass_all(cast: Cast, demands: list[Demand], by: str = "liqiang") -> None:
    corrections.record_recheck(
        actor=cast.actor(by),
        now=NOW,
        checked_on=TODAY,
        lines=[RecheckLine(one.id, RecheckResult.PASSED) for one in demands],
    )


def test_the_straight_path_closes_the_notice(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY, ORDINARY)
    notice = issued_notice(cast, site, demands)
    assert notice.number
    assert notice.number.endswith("1号")
    corrections.record_delivery(
        actor=cast.actor("liqiang"), now=NOW, notice=notice, at=NOW, how=Delivery.IN_PERSON, to="邓某"
    )
    reply_all(cast, notice)
    assert {one.state for one in demands} == {"replied"}
    pass_all(cast, demands)
    assert {one.state for one in demands} == {"closed"}
    assert notice.state == NoticeState.SETTLED
    for demand in demands:
        told_again(demand)


def test_a_major_finding_is_closed_by_a_second_person(cast: Cast, site: Site) -> None:
    (demand,) = raise_findings(cast, site, MAJOR)
    notice = issued_notice(cast, site, [demand])
    pass_all(cast, [demand], by="chenjing")
    with pytest.raises(NotPossibleNow):
        corrections.confirm_close(actor=cast.actor("chenjing"), now=NOW, demand=demand)
    with pytest.raises(NotAllowed):
        corrections.confirm_close(actor=cast.actor("zhoumin"), now=NOW, demand=demand)
    corrections.confirm_close(actor=cast.actor("liuyang"), now=NOW, demand=demand)
    assert (demand.state, notice.state) == ("closed", NoticeState.SETTLED)
    told_again(demand)


def test_findings_of_an_uncertified_check_wait_for_adoption(cast: Cast, site: Site) -> None:
    source = new_id()
    demands = raise_findings(cast, site, ORDINARY, by="qianfeng", adopted=False, source_id=source)
    lines = [NoticeLine(demands[0].id)]
    with pytest.raises(NotPossibleNow) as refused:
        corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines)
    assert refused.value.code == "not_adopted"
    adopted = corrections.adopt_demands(
        actor=cast.actor("chenjing"), now=NOW, source_kind="inspection", source_id=source
    )
    assert adopted == 1
    assert corrections.draft_notice(actor=cast.actor("liqiang"), now=NOW, site=site, lines=lines).paper_id


def test_an_inspector_drafts_but_does_not_issue(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY)
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(demands[0].id)]
    )
    with pytest.raises(NotAllowed):
        corrections.issue_notice(actor=cast.actor("liqiang"), now=NOW, notice=notice, base_url=BASE_URL)
    with pytest.raises(NotFound):
        corrections.issue_notice(actor=cast.actor("wanglei"), now=NOW, notice=notice, base_url=BASE_URL)


def test_the_usual_term_and_demand_follow_danger_and_grade(cast: Cast, site: Site) -> None:
    """A red finding (work cannot go on) at once, a 重大 one by a plan, any other by the union's own term."""
    demands = raise_findings(cast, site, ORDINARY, MAJOR, ORDINARY)
    assert [one.colour for one in demands] == ["red", "yellow", "blue"]
    terms = queries.terms_of(cast.union("yuzhong"))
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(one.id) for one in demands]
    )
    days = [(item.term_on - TODAY).days for item in notice.items]
    assert days == [0, terms.major_days, terms.ordinary_days]
    assert [item.asked[:6] for item in notice.items] == ["立即停止有关", "立即停用有关", "在期限内消除"]
    assert "整改方案" in notice.items[1].asked


def test_orders_against_the_rules_are_asked_to_stop_at_once_whatever_the_score(
    cast: Cast, site: Site
) -> None:
    """李强 says it of a blue finding that had a term of a later day."""
    demand = raise_findings(cast, site, ORDINARY, ORDINARY, ORDINARY)[2]
    demand.orders, demand.term_on = True, TODAY + timedelta(days=9)
    session.flush()
    notice = corrections.draft_notice(
        actor=cast.actor("liqiang"), now=NOW, site=site, lines=[NoticeLine(demand.id)]
    )
    (item,) = notice.items
    assert demand.colour == "blue"
    assert (item.term_on, item.asked[:6]) == (TODAY, "立即停止违章")


def test_a_danger_whose_notice_was_revoked_is_asked_for_again_on_the_day_of_the_new_one(
    cast: Cast, site: Site
) -> None:
    """The term of the revoked notice has run out, so it is not proposed again; one that still runs is."""
    demands = raise_findings(cast, site, ORDINARY, MAJOR)
    liqiang, chenjing = cast.actor("liqiang"), cast.actor("chenjing")
    lines, tomorrow = [NoticeLine(one.id) for one in demands], NOW + timedelta(days=1)
    notice = corrections.draft_notice(actor=liqiang, now=NOW, site=site, lines=lines)
    corrections.issue_notice(actor=chenjing, now=NOW, notice=notice, base_url=BASE_URL)
    corrections.revoke_notice(actor=chenjing, now=tomorrow, notice=notice, reason="单位名称有误")
    again = corrections.draft_notice(actor=liqiang, now=tomorrow, site=site, lines=lines)
    days = [(item.term_on - TODAY).days for item in again.items]
    assert days == [1, queries.terms_of(cast.union("yuzhong")).major_days]


def test_a_finding_of_another_site_is_refused(cast: Cast, site: Site) -> None:
    other = make_site(cast, "nanan", "南岸的工地")
    demands = raise_findings(cast, other, ORDINARY, by="zhengkai")
    with pytest.raises(Invalid):
        corrections.draft_notice(
            actor=cast.actor("liuyang"), now=NOW, site=site, lines=[NoticeLine(demands[0].id)]
        )


def test_the_paper_carries_the_link_and_the_link_shows_one_notice(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY)
    notice = issued_notice(cast, site, demands)
    paper = session.get_one(Paper, notice.paper_id)
    (url,) = [block["url"] for block in paper.content["blocks"] if block["block"] == "link"]
    token = url.rsplit("/", 1)[1]
    link = queries.live_link(token, NOW)
    assert link.notice_id == notice.id
    assert token not in link.token_hash
    reply = corrections.reply_by_link(
        link=link,
        now=NOW,
        author="邓某",
        lines=[ReplyLine(demands[0].id, Stance.REJECTED, "该部位已停用")],
    )
    assert reply.entered_by is None
    assert demands[0].stance == "rejected"
    with pytest.raises(NotFound):
        queries.live_link(token, NOW + timedelta(days=61))
    corrections.revoke_links(actor=cast.actor("chenjing"), now=NOW, notice=notice, reason="二维码外泄")
    with pytest.raises(NotFound):
        queries.live_link(token, NOW)


def test_not_adopting_needs_a_reason(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY)
    notice = issued_notice(cast, site, demands)
    with pytest.raises(Invalid) as refused:
        corrections.record_reply(
            actor=cast.actor("liqiang"),
            now=NOW,
            received_at=NOW,
            author="邓某",
            notice=notice,
            lines=[ReplyLine(demands[0].id, Stance.REJECTED)],
        )
    assert "reason" in refused.value.fields


def test_the_same_reply_again_is_no_second_one_and_another_under_its_id_is_refused(
    cast: Cast, site: Site
) -> None:
    demands = raise_findings(cast, site, ORDINARY)
    notice = issued_notice(cast, site, demands)
    reply_id = new_id()

    def send(words: str) -> object:
        return corrections.record_reply(
            actor=cast.actor("liqiang"),
            now=NOW,
            received_at=NOW,
            author="邓某",
            notice=notice,
            reply_id=reply_id,
            lines=[ReplyLine(demands[0].id, Stance.ADOPTED, words)],
        )

    assert send("已整改") is send("已整改")
    with pytest.raises(Conflict):
        send("另一番话")


def test_a_notice_names_the_certificates_of_those_who_found_what_it_asks(cast: Cast, site: Site) -> None:
    notice = issued_notice(cast, site, raise_findings(cast, site, ORDINARY))
    signer = session.get_one(Paper, notice.paper_id).content["signers"][0]
    assert (signer["name"], signer["note"]) == ("李强", "检查员证：示例-liqiang")


def test_a_revoked_notice_gives_its_findings_back(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY)
    notice = issued_notice(cast, site, demands)
    corrections.revoke_notice(actor=cast.actor("chenjing"), now=NOW, notice=notice, reason="单位名称有误")
    assert demands[0].state == "raised"
    again = issued_notice(cast, site, demands)
    assert again.number
    assert again.number.endswith("2号")
    told_again(demands[0])


def test_a_longer_term_keeps_the_old_one(cast: Cast, site: Site) -> None:
    (demand,) = raise_findings(cast, site, ORDINARY)
    issued_notice(cast, site, [demand])
    corrections.set_term(
        actor=cast.actor("chenjing"),
        now=NOW,
        demand=demand,
        term_on=TERM + timedelta(days=5),
        reason="等设备",
    )
    assert (demand.term_on, demand.first_term_on) == (TERM + timedelta(days=5), TERM)
    with pytest.raises(NotAllowed):
        corrections.set_term(
            actor=cast.actor("liqiang"),
            now=NOW,
            demand=demand,
            term_on=TERM + timedelta(days=9),
            reason="再等",
        )


def test_a_referral_runs_thirty_days_from_receipt(cast: Cast, site: Site) -> None:
    (demand,) = raise_findings(cast, site, ORDINARY)
    issued_notice(cast, site, [demand])
    referral = corrections.refer(
        actor=cast.actor("chenjing"),
        now=NOW,
        place=cast.place("yuzhong"),
        department="渝中区应急管理局",
        about="示例建设有限公司拒不整改",
        reason="经复查仍未整改",
        request="请依法责令整改",
        demand_ids=[demand.id],
    )
    assert demand.state == "referred"
    assert referral.number
    corrections.record_referral_receipt(
        actor=cast.actor("chenjing"), now=NOW, referral=referral, received_on=TODAY
    )
    assert referral.due_on == TODAY + timedelta(days=30)
    sight = sight_of(cast.actor("chenjing"))
    assert queries.demand_counts(sight, TODAY + timedelta(days=23)).referrals_running_out == 1
    assert queries.demand_counts(sight, TODAY + timedelta(days=22)).referrals_running_out == 0
    corrections.record_referral_answer(
        actor=cast.actor("chenjing"),
        now=NOW,
        referral=referral,
        answered_on=TODAY,
        decision=ReferralDecision.ORDERED,
        answer="已责令限期整改",
    )
    assert demand.state == "demanded"
    told_again(demand)


def test_counts_equal_their_lists_and_stop_at_the_districts_border(cast: Cast, site: Site) -> None:
    here = raise_findings(cast, site, ORDINARY, MAJOR, ORDINARY)
    issued_notice(cast, site, here[:2])
    there = make_site(cast, "nanan", "南岸的工地")
    raise_findings(cast, there, ORDINARY, by="zhengkai")
    later = TERM + timedelta(days=1)
    for who, expected in (("chenjing", 3), ("wanglei", 1), ("liuyang", 4)):
        sight = sight_of(cast.actor(who))
        counts = queries.demand_counts(sight, later)
        overdue = queries.overdue_demands(sight, later)
        assert counts.open == expected
        assert counts.overdue == overdue.total == len(overdue.items)
    week = queries.DemandFilters(due=queries.Due.WEEK)
    sight = sight_of(cast.actor("chenjing"))
    before = TERM - timedelta(days=3)
    assert queries.demand_counts(sight, before).due_week == 2
    assert queries.list_demands(sight, week, Window(), before).total == 2
    assert queries.demand_counts(sight, TERM).due_today == 2


def test_the_sites_tally_is_what_counting_anew_gives(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY, MAJOR, ORDINARY, ORDINARY)
    issued_notice(cast, site, demands[:3])
    pass_all(cast, demands[:2])
    corrections.withdraw_demand(actor=cast.actor("chenjing"), now=NOW, demand=demands[2], reason="重复登记")
    session.expire_all()
    tally = session.get_one(SiteTally, site.id)
    assert (tally.found, tally.open, tally.closed, tally.withdrawn) == (3, 2, 1, 1)
    assert (tally.open_major, tally.open_red, tally.open_yellow, tally.open_blue) == (1, 0, 1, 0)
    assert tally.worst == "yellow"
    counted = queries.counts_by_site(sight_of(cast.actor("chenjing")), TODAY)[site.id]
    assert (counted.found, counted.open, counted.major) == (tally.found, tally.open, tally.open_major)


def test_a_closed_finding_comes_back_only_as_a_new_one(cast: Cast, site: Site) -> None:
    (demand,) = raise_findings(cast, site, ORDINARY)
    pass_all(cast, [demand])
    new = corrections.reopen_demand(
        actor=cast.actor("liuyang"), now=NOW, demand=demand, new_id=new_id(), reason="护栏又被拆除"
    )
    assert (new.continues_id, new.state, demand.state) == (demand.id, "raised", "closed")


def test_hand_over_moves_the_open_ones(cast: Cast, site: Site) -> None:
    demands = raise_findings(cast, site, ORDINARY, ORDINARY)
    pass_all(cast, demands[:1])
    li, zhou = cast.actor("liqiang").member_id, cast.actor("zhoumin").member_id
    assert zhou is not None
    moved = corrections.hand_over_demands(
        actor=cast.actor("chenjing"), now=NOW, from_id=li, to_id=zhou, reason="调离"
    )
    assert moved == 1
    assert [one.responsible_id for one in demands] == [li, zhou]


def test_the_same_demand_again_is_the_same_row(cast: Cast, site: Site) -> None:
    (demand,) = raise_findings(cast, site, ORDINARY)
    given: dict[str, Any] = {
        "actor": cast.actor("liqiang"),
        "now": NOW,
        "kind": DemandKind.FINDING,
        "place": cast.place("yuzhong"),
        "site_id": site.id,
        "employer_id": site.employer_id,
        "source_kind": "inspection",
        "source_id": demand.source_id,
    }
    same = NewDemand(id=demand.id, summary=demand.summary, detail=demand.detail, colour=demand.colour)
    assert corrections.raise_demand(**given, demand=same) is demand
    with pytest.raises(Conflict):
        corrections.raise_demand(**given, demand=NewDemand(id=demand.id, summary="另一条"))
