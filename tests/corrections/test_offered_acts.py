"""What the page of a notice, an application and a finding offers is what the register takes, in every state they can be in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.corrections import operations as corrections
from safety.corrections.inputs import NoticeLine, RecheckLine, ReplyLine
from safety.corrections.models import Demand, Notice, Referral
from safety.corrections.rules import FindingGrade
from safety.corrections.vocabulary import Delivery, RecheckResult, ReferralDecision, Stance
from safety.database import session
from safety.errors import Invalid, NotPossibleNow
from safety.ids import new_id
from safety.people.queries import place_of
from safety.transactions import one_transaction
from tests.cast import NOW, TODAY, Cast
from tests.corrections.story import BASE_URL, TERM, make_site, raise_findings

pytestmark = pytest.mark.once

Clients = Callable[[str], FlaskClient]
Act = Callable[[dict[str, Any], Any], object]
ORDINARY, MAJOR = FindingGrade.ORDINARY, FindingGrade.MAJOR


class Case:
    """A notice over one finding of 李强 or more, and what happens to them one after another."""

    def __init__(self, cast: Cast, *grades: FindingGrade) -> None:
        self.cast, self.now = cast, NOW
        self.site = make_site(cast)
        self.findings = raise_findings(cast, self.site, *(grades or (ORDINARY,)))
        self.notice: Notice | None = None

    def by(self, name: str = "liqiang") -> dict[str, Any]:
        return {"actor": self.cast.actor(name), "now": self.now}

    def draft(self) -> Notice:
        lines = [NoticeLine(one.id, term_on=TERM) for one in self.findings]
        self.notice = corrections.draft_notice(**self.by(), site=self.site, lines=lines)
        return self.notice

    def issue(self) -> Case:
        draft = self.draft()
        self.notice = corrections.issue_notice(**self.by("chenjing"), notice=draft, base_url=BASE_URL)
        return self

    def deliver(self) -> Case:
        assert self.notice is not None
        corrections.record_delivery(
            **self.by(), notice=self.notice, at=self.now, how=Delivery.IN_PERSON, to="邓某"
        )
        return self

    def answer(self, number: int = 0) -> Case:
        lines = [ReplyLine(self.findings[number].id, Stance.ADOPTED, "已改")]
        corrections.record_reply(
            **self.by(), notice=self.notice, lines=lines, received_at=self.now, author="邓某"
        )
        return self

    def look(self, result: RecheckResult, number: int = 0) -> Case:
        lines = [RecheckLine(self.findings[number].id, result, "现场看过")]
        corrections.record_recheck(**self.by(), lines=lines, checked_on=TODAY, notice=self.notice)
        return self

    def apply(self, *, draft: bool = False) -> Referral:
        asked: dict[str, Any] = {
            "department": "渝中区应急管理局",
            "about": "拒不整改",
            "reason": "复查不合格",
            "request": "请依法处理",
            "demand_ids": [one.id for one in self.findings],
        }
        make = corrections.draft_referral if draft else corrections.refer
        return make(**self.by("chenjing"), place=place_of(self.site), **asked)


def _drafted(cast: Cast) -> Case:
    case = Case(cast)
    case.draft()
    return case


def _drafted_over_a_closed_one(cast: Cast) -> Case:
    case = Case(cast, ORDINARY, ORDINARY)
    draft = case.draft()
    case.notice = None
    case.look(RecheckResult.PASSED)
    case.notice = draft
    return case


def _discarded(cast: Cast) -> Case:
    case = _drafted(cast)
    assert case.notice is not None
    corrections.discard_notice(**case.by(), notice=case.notice)
    return case


def _revoked(cast: Cast) -> Case:
    case = Case(cast).issue()
    assert case.notice is not None
    corrections.revoke_notice(**case.by("chenjing"), notice=case.notice, reason="写错单位")
    return case


def _demanded_again(cast: Cast) -> Case:
    """The finding failed its re-check and went out on a second notice; the page is that of the first one."""
    case = Case(cast).issue().deliver().answer().look(RecheckResult.FAILED)
    first, case.now = case.notice, NOW + timedelta(hours=1)
    case.issue()
    case.notice = first
    return case


def _referred(cast: Cast) -> Case:
    case = Case(cast).issue().deliver()
    case.apply()
    return case


NOTICES: Mapping[str, Callable[[Cast], Case]] = {
    "a draft": _drafted,
    "a draft over a finding that was closed meanwhile": _drafted_over_a_closed_one,
    "a discarded draft": _discarded,
    "issued": lambda cast: Case(cast).issue(),
    "delivered": lambda cast: Case(cast).issue().deliver(),
    "answered, its delivery not entered": lambda cast: Case(cast).issue().answer(),
    "delivered and answered": lambda cast: Case(cast).issue().deliver().answer(),
    "one of two answered": lambda cast: Case(cast, ORDINARY, ORDINARY).issue().deliver().answer(),
    "one of two closed": lambda cast: (
        Case(cast, ORDINARY, ORDINARY).issue().deliver().answer().look(RecheckResult.PASSED)
    ),
    "failed": lambda cast: Case(cast).issue().deliver().answer().look(RecheckResult.FAILED),
    "waits for the second person": lambda cast: (
        Case(cast, MAJOR).issue().deliver().answer().look(RecheckResult.PASSED)
    ),
    "one of two waits for the second person": lambda cast: (
        Case(cast, MAJOR, ORDINARY).issue().deliver().answer().look(RecheckResult.PASSED)
    ),
    "done, its delivery not entered": lambda cast: Case(cast).issue().answer().look(RecheckResult.PASSED),
    "done": lambda cast: Case(cast).issue().deliver().answer().look(RecheckResult.PASSED),
    "referred": _referred,
    "demanded again by another notice": _demanded_again,
    "revoked": _revoked,
}


def _open(notice: Notice) -> Demand:
    return next((one.demand for one in notice.items if one.demand.is_open), notice.items[0].demand)


RECHECK = "/rechecks/new?notice_id={id}"
#: What the page leads to, and the act behind it, as 陈静 does it.
NOTICE_ACTS: Mapping[str, Act] = {
    "/notices/{id}/edit": lambda by, one: corrections.update_notice(
        **by,
        notice=one,
        lines=[NoticeLine(item.demand_id, term_on=TERM) for item in one.items if item.demand.is_open],
    ),
    "/notices/{id}/issue": lambda by, one: corrections.issue_notice(**by, notice=one, base_url=BASE_URL),
    "/notices/{id}/discard": lambda by, one: corrections.discard_notice(**by, notice=one),
    "/notices/{id}/delivery": lambda by, one: corrections.record_delivery(
        **by, notice=one, at=NOW, how=Delivery.POST, to="邓某"
    ),
    "/notices/{id}/reply": lambda by, one: corrections.record_reply(
        **by,
        notice=one,
        lines=[ReplyLine(_answerable(one).id, Stance.ADOPTED, "已改")],
        received_at=NOW,
        author="邓某",
    ),
    RECHECK: lambda by, one: corrections.record_recheck(
        **by,
        notice=one,
        lines=[RecheckLine(_answerable(one).id, RecheckResult.FAILED, "未改")],
        checked_on=TODAY,
    ),
    "/notices/{id}/remind": lambda by, one: corrections.remind(**by, notice=one, words="电话催办"),
    "/notices/{id}/revoke": lambda by, one: corrections.revoke_notice(**by, notice=one, reason="写错单位"),
    "/notices/{id}/links": lambda by, one: corrections.make_link(**by, notice=one),
}


def _answerable(notice: Notice) -> Demand:
    """The finding that the page would have chosen: of those open the one that does not wait for somebody else."""
    rows = [item.demand for item in notice.items]
    return min(rows, key=lambda one: (not one.is_open, one.state == "awaiting_second"))


def _taken(acts: Mapping[str, Act], cast: Cast, kind: type[Any], record_id: Any) -> set[str]:
    """Which of the acts the register takes of 陈静 now; each is tried by itself and undone."""
    found = set()
    for path, act in acts.items():
        try:
            with one_transaction(write=True):
                act({"actor": cast.actor("chenjing"), "now": NOW}, session.get_one(kind, record_id))
                session.flush()
                found.add(path)
                raise _UndoneError
        except (_UndoneError, NotPossibleNow):
            continue
        except Invalid as refusal:
            raise AssertionError((path, refusal)) from refusal
    return found


class _UndoneError(Exception):
    """The try is over."""


def _offered(page: str, acts: Mapping[str, Act], record_id: Any) -> set[str]:
    return {path for path in acts if f'"{path.format(id=record_id)}"' in page}


@pytest.mark.parametrize("state", NOTICES)
def test_a_notice_offers_what_is_taken_and_nothing_else(
    app: Flask, cast: Cast, signed_in: Clients, state: str
) -> None:
    with one_transaction():
        notice = NOTICES[state](cast).notice
        assert notice is not None
        notice_id = notice.id
    page = signed_in("chenjing").get(f"/notices/{notice_id}").get_data(as_text=True)
    taken = _taken(NOTICE_ACTS, cast, Notice, notice_id)
    # A finding may be looked at again whatever becomes of its notice, from its own page.
    assert _offered(page, NOTICE_ACTS, notice_id) | {RECHECK} == taken | {RECHECK}
    assert RECHECK not in _offered(page, NOTICE_ACTS, notice_id) - taken


def _answered(cast: Cast, **given: Any) -> Referral:
    referral = Case(cast).issue().deliver().apply()
    by: dict[str, Any] = {"actor": cast.actor("chenjing"), "now": NOW, "referral": referral}
    return corrections.record_referral_answer(
        **by, answered_on=TODAY, decision=ReferralDecision.ORDERED, answer="已责令整改", **given
    )


def _drafted_about_a_closed_one(cast: Cast) -> Referral:
    case = Case(cast).issue().deliver().answer()
    referral = case.apply(draft=True)
    case.look(RecheckResult.PASSED)
    return referral


def _received(cast: Cast) -> Referral:
    referral = Case(cast).issue().deliver().apply()
    by: dict[str, Any] = {"actor": cast.actor("chenjing"), "now": NOW, "referral": referral}
    return corrections.record_referral_receipt(**by, received_on=TODAY)


def _taken_back(cast: Cast) -> Referral:
    referral = Case(cast).issue().deliver().apply()
    return corrections.revoke_referral(
        actor=cast.actor("chenjing"), now=NOW, referral=referral, reason="写错部门"
    )


APPLICATIONS: Mapping[str, Callable[[Cast], Referral]] = {
    "a draft": lambda cast: Case(cast).issue().deliver().apply(draft=True),
    "a draft about a finding that was closed meanwhile": _drafted_about_a_closed_one,
    "sent": lambda cast: Case(cast).issue().deliver().apply(),
    "received": _received,
    "answered, its receipt not entered": _answered,
    "revoked": _taken_back,
}
APPLICATION_ACTS: Mapping[str, Act] = {
    "/referrals/{id}/issue": lambda by, one: corrections.issue_referral(**by, referral=one),
    "/referrals/{id}/discard": lambda by, one: corrections.discard_referral(**by, referral=one),
    "/referrals/{id}/revoke": lambda by, one: corrections.revoke_referral(**by, referral=one, reason="写错"),
    "/referrals/{id}/receipt": lambda by, one: corrections.record_referral_receipt(
        **by, referral=one, received_on=TODAY
    ),
    "/referrals/{id}/answer": lambda by, one: corrections.record_referral_answer(
        **by, referral=one, answered_on=TODAY, decision=ReferralDecision.HANDLED, answer="已处理"
    ),
}


@pytest.mark.parametrize("state", APPLICATIONS)
def test_an_application_offers_what_is_taken_and_nothing_else(
    app: Flask, cast: Cast, signed_in: Clients, state: str
) -> None:
    with one_transaction():
        referral_id = APPLICATIONS[state](cast).id
    page = signed_in("chenjing").get(f"/referrals/{referral_id}").get_data(as_text=True)
    offered = _offered(page, APPLICATION_ACTS, referral_id)
    assert offered == _taken(APPLICATION_ACTS, cast, Referral, referral_id)


def _raised_by_herself(cast: Cast) -> Case:
    case = Case(cast)
    case.findings = raise_findings(cast, case.site, MAJOR, by="chenjing")
    return case


def _not_adopted(cast: Cast) -> Case:
    case = Case(cast)
    case.findings = raise_findings(cast, case.site, ORDINARY, adopted=False)
    return case


FINDINGS: Mapping[str, Callable[[Cast], Case]] = {
    "raised": Case,
    "a major one that she raised herself": _raised_by_herself,
    "of nobody certified": _not_adopted,
    **{
        name: NOTICES[name]
        for name in ("issued", "failed", "referred", "done", "waits for the second person")
    },
}


FINDING_ACTS: Mapping[str, Act] = {
    "/demands/{id}/confirm-close": lambda by, one: corrections.confirm_close(**by, demand=one),
    "/demands/{id}/refuse-close": lambda by, one: corrections.refuse_close(
        **by, demand=one, reason="还有一处"
    ),
    "/demands/{id}/term": lambda by, one: corrections.set_term(
        **by, demand=one, term_on=TERM + timedelta(days=5), reason="材料未到"
    ),
    "/demands/{id}/withdraw": lambda by, one: corrections.withdraw_demand(
        **by, demand=one, reason="登记有误"
    ),
    "/demands/{id}/closing-slip": lambda by, one: corrections.issue_closing_slip(**by, demand=one),
    "/demands/{id}/reopen": lambda by, one: corrections.reopen_demand(
        **by, demand=one, new_id=new_id(), reason="又出现"
    ),
    "/rechecks/new?demand_id={id}": lambda by, one: corrections.record_recheck(
        **by, lines=[RecheckLine(one.id, RecheckResult.FAILED, "未改")], checked_on=TODAY
    ),
}


@pytest.mark.parametrize("state", FINDINGS)
def test_a_finding_offers_what_is_taken_and_nothing_else(
    app: Flask, cast: Cast, signed_in: Clients, state: str
) -> None:
    with one_transaction():
        finding_id = FINDINGS[state](cast).findings[0].id
    page = signed_in("chenjing").get(f"/demands/{finding_id}").get_data(as_text=True)
    assert _offered(page, FINDING_ACTS, finding_id) == _taken(FINDING_ACTS, cast, Demand, finding_id)


@pytest.mark.parametrize(
    ("state", "told", "not_told"),
    [
        (
            "answered, its delivery not entered",
            ["单位已答复 1 项，请安排复查", "可见已经收到"],
            "下载盖章并送达",
        ),
        ("done, its delivery not entered", ["全部事项已办结", "请补登"], "下载盖章并送达"),
        ("issued", ["下载盖章并送达"], "请补登"),
        ("a draft over a finding that was closed meanwhile", ["请修改或弃用这份草稿"], "有签发权"),
    ],
)
def test_the_next_step_of_a_notice_can_be_taken(
    app: Flask, cast: Cast, signed_in: Clients, state: str, told: list[str], not_told: str
) -> None:
    with one_transaction():
        notice = NOTICES[state](cast).notice
        assert notice is not None
        notice_id = notice.id
    chenjing = signed_in("chenjing")
    page = chenjing.get(f"/notices/{notice_id}").get_data(as_text=True)
    assert all(one in page for one in told)
    assert not_told not in page
    assert "待送达" not in page + chenjing.get("/notices").get_data(as_text=True)


@pytest.mark.parametrize("state", ["one of two closed", "demanded again by another notice"])
def test_a_notice_of_which_something_came_is_not_revoked(app: Flask, cast: Cast, state: str) -> None:
    with one_transaction():
        case = NOTICES[state](cast)
        assert case.notice is not None
        with pytest.raises(NotPossibleNow) as refused:
            corrections.revoke_notice(**case.by("chenjing"), notice=case.notice, reason="写错单位")
    assert refused.value.code == "touched"
