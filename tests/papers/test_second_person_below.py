"""A second person for issuing is wanted for the papers of a union and of those below it, and the page says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from safety.errors import NotPossibleNow
from safety.papers import operations as papers
from safety.papers import queries
from safety.papers.rules import PaperKind
from safety.transactions import one_transaction
from tests.cast import NOW, Cast, id_of

Clients = Callable[[str], FlaskClient]
NOTICE = PaperKind.CORRECTION_NOTICE


def say(cast: Cast, key: str, *, wanted: bool) -> None:
    with one_transaction():
        papers.demand_second_person(
            actor=cast.actor("chenjing"), now=NOW, union=cast.union(key), kind=NOTICE, second_person=wanted
        )


def wanted_in(key: str) -> bool:
    with one_transaction(write=False):
        return queries.wants_second_person(id_of(key), NOTICE)


def test_what_the_district_wants_holds_in_its_street_and_not_above(cast: Cast) -> None:
    say(cast, "yuzhong", wanted=True)
    assert [wanted_in(key) for key in ("city", "yuzhong", "jiefangbei")] == [False, True, True]
    say(cast, "yuzhong", wanted=False)
    assert not wanted_in("jiefangbei")


def test_the_street_cannot_lift_what_the_district_wants(cast: Cast, api: Clients) -> None:
    say(cast, "jiefangbei", wanted=True)
    say(cast, "yuzhong", wanted=True)
    with pytest.raises(NotPossibleNow, match="渝中区总工会"):
        say(cast, "jiefangbei", wanted=False)
    address = f"/api/v1/unions/{id_of('jiefangbei')}/paper-titles"
    told = {one["kind"]: one for one in api("chenjing").get(address).get_json()["items"]}
    assert told[NOTICE]["second_person"] is True
    assert told[NOTICE]["second_person_wanted_by"] == "渝中区总工会（示例）"
    assert told["referral"]["second_person_wanted_by"] is None
    refused = api("chenjing").put(f"{address}/{NOTICE}/second-person", json={"second_person": False})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "wanted_above")
    # What the street said itself stays when the district lifts its own.
    say(cast, "yuzhong", wanted=False)
    assert wanted_in("jiefangbei")
    say(cast, "jiefangbei", wanted=False)
    assert not wanted_in("jiefangbei")


def test_the_page_says_for_whose_papers_it_holds_and_who_wants_it(cast: Cast, signed_in: Clients) -> None:
    say(cast, "yuzhong", wanted=True)
    chenjing = signed_in("chenjing")
    own = chenjing.get(f"/paper-titles?union_id={id_of('yuzhong')}").text
    assert "对渝中区总工会（示例）及其所有下级工会的文书有效，下级工会不能取消" in own
    assert "取消要求" in own
    below = chenjing.get(f"/paper-titles?union_id={id_of('jiefangbei')}").text
    assert "由渝中区总工会（示例）提出" in below
    assert "取消要求" not in below
    english = chenjing.get(f"/paper-titles?union_id={id_of('jiefangbei')}&lang=en").text
    assert "holds for the papers of 解放碑街道总工会（示例） and of all unions below it" in english
    assert "by 渝中区总工会（示例）" in english
