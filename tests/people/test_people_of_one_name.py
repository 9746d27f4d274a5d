"""Two people of one name stay two: nobody is overwritten by name, and no certificate or sign-in changes hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from safety.database import db
from safety.people.models import Certificate, Member
from tests.cast import Cast
from tests.people.test_member_import import UNION
from tests.workplaces.importing import csv_of, results, upload

Open = Callable[[str], FlaskClient]
HEAD = "姓名,所在工会,登录名,电话,职务,证号,发证单位,发证日期,证件有效期至"
CERTIFIED = f"张伟样,{UNION},,13800000001,,渝证-7,重庆市总工会（示例）,2026-01-01,2028-12-31"
OTHER = f"张伟样,{UNION},,13900000002,班组长"


def of_the_name(name: str) -> list[Member]:
    db.session.expire_all()
    return list(db.session.scalars(select(Member).where(Member.name == name).order_by(Member.phone)))


def take(program: FlaskClient, *rows: str, **answers: str) -> list[dict[str, Any]]:
    """Import rows, with the answers given by row (``r3="new"``), and read what became of them."""
    kept = upload(program, csv_of(*rows, head=HEAD), "members.csv", of="member")
    address = f"/api/v1/member-imports/{kept['id']}"
    given = {row[1:]: {"member": answer} for row, answer in answers.items()}
    assert program.patch(f"{address}/answers", json={"answers": given}).status_code == 200
    assert program.post(f"{address}/start", json={}).status_code == 202
    return results(program, kept, of="member")


def asked(program: FlaskClient, *rows: str) -> list[dict[str, Any]]:
    kept = upload(program, csv_of(*rows, head=HEAD), "members.csv", of="member")
    return list(program.get(f"/api/v1/member-imports/{kept['id']}/preview").get_json()["asked"])


def test_the_second_of_one_name_is_asked_about_and_the_first_keeps_everything(cast: Cast, api: Open) -> None:
    program = api("hemei")
    (question,) = asked(program, CERTIFIED, OTHER)
    assert (question["row"], [one["reference"] for one in question["candidates"]]) == (3, ["row:2"])
    first, second = take(program, CERTIFIED, OTHER)
    assert (first["outcome"], second["outcome"], second["field"]) == ("created", "refused", "name")
    (only,) = of_the_name("张伟样")
    assert (only.phone, only.position) == ("13800000001", None)


def test_answered_as_another_person_he_comes_in_without_the_certificate(cast: Cast, api: Open) -> None:
    done = take(api("hemei"), CERTIFIED, OTHER, r3="new")
    assert [one["outcome"] for one in done] == ["created", "created"]
    one, other = of_the_name("张伟样")
    assert (one.phone, other.phone, other.position) == ("13800000001", "13900000002", "班组长")
    holders = db.session.scalars(select(Certificate.member_id).where(Certificate.number == "渝证-7")).all()
    assert holders == [one.id]


def test_answered_as_the_same_person_the_old_stands_beside_the_new(cast: Cast, api: Open) -> None:
    program = api("hemei")
    take(program, CERTIFIED)
    (known,) = of_the_name("张伟样")
    (result,) = take(program, OTHER, r2=str(known.id))
    assert result["outcome"] == "updated"
    told = {(one["field"], one["old"], one["new"]) for one in result["changes"]}
    assert told == {("phone", "13800000001", "13900000002"), ("position", None, "班组长")}
    both = take(program, CERTIFIED.replace("张伟样", "李大样"), OTHER.replace("张伟样", "李大样"), r3="row:2")
    assert [one["outcome"] for one in both] == ["refused", "created"]  # the certificate is 张伟样's


def test_the_certificate_tells_the_person_and_another_name_cannot_take_it(cast: Cast, api: Open) -> None:
    program = api("hemei")
    take(program, CERTIFIED)
    (same,) = take(program, CERTIFIED.replace("张伟样", "张伟\u200b样").replace(",,渝证", ",主席,渝证"))
    assert (same["outcome"], [one["field"] for one in same["changes"]]) == ("updated", ["position"])
    (stranger,) = take(program, CERTIFIED.replace("张伟样", "李大样"))
    assert (stranger["outcome"], stranger["field"]) == ("refused", "certificate_number")
    assert "张伟样" in stranger["reason"]
    assert of_the_name("李大样") == []


def test_a_taken_sign_in_name_with_another_name_renames_nobody(cast: Cast, api: Open) -> None:
    (result,) = take(api("hemei"), f"赵六样,{UNION},LiQiang")
    assert result["outcome"] == "refused"
    assert "李强" in result["reason"]
    assert cast.member("liqiang").name == "李强"
    assert of_the_name("赵六样") == []


def test_somebody_who_has_a_sign_in_name_gets_no_other_by_import(cast: Cast, api: Open) -> None:
    program, row = api("hemei"), f"李强,{UNION},liqiang2"
    (question,) = asked(program, row)
    assert "liqiang" in question["candidates"][0]["told"]
    (refused,) = take(program, row, r2=question["candidates"][0]["reference"])
    assert (refused["outcome"], refused["field"]) == ("refused", "sign_in_name")
    assert cast.member("liqiang").sign_in_name == "liqiang"


def test_an_answer_names_nobody_but_those_asked_about(cast: Cast, api: Open) -> None:
    program = api("hemei")
    take(program, CERTIFIED)
    (result,) = take(program, OTHER, r2=str(cast.member("liqiang").id))
    assert result["outcome"] == "refused"
    assert cast.member("liqiang").position is None


def test_the_form_asks_before_it_adds_a_second_of_one_name(cast: Cast, signed_in: Open, api: Open) -> None:
    again = {"name": "李\u200b强", "union_id": str(cast.member("liqiang").union_id)}
    refused = api("hemei").post("/api/v1/members", json=again)
    assert (refused.status_code, refused.json["code"]) == (409, "likely_duplicate")  # type: ignore[index]
    assert refused.json["candidates"][0]["id"] == str(cast.member("liqiang").id)  # type: ignore[index]
    page = signed_in("hemei").post("/people/members/new", data=again)
    assert "已核对，是另一个人" in page.text
    taken = api("hemei").post("/api/v1/members", json={**again, "accept_duplicate": True})
    assert taken.status_code == 201
    assert len(of_the_name("李强")) == 2


def test_people_are_listed_by_pinyin_and_found_by_initials(cast: Cast, api: Open) -> None:
    names = ["查一样", "曾二样", "解三样", "单四样", "仇五样", "安八样", "艾九样"]
    hemei = api("hemei")
    take(hemei, *(f"{name},{UNION}" for name in names))

    def listed(words: str) -> list[Any]:
        return [one["name"] for one in hemei.get("/api/v1/members", query_string={"q": words}).json["items"]]  # type: ignore[index]

    assert listed("样") == ["艾九样", "安八样", "仇五样", "单四样", "解三样", "曾二样", "查一样"]
    assert listed("qwy") == ["仇五样"]
    assert listed("shansi") == ["单四样"]
    assert listed("八样") == ["安八样"]


def test_a_changed_name_that_is_taken_is_asked_about_like_a_new_one(
    cast: Cast, signed_in: Open, api: Open
) -> None:
    zhou = cast.member("zhoumin")
    as_li = {"name": "李　强", "union_id": str(zhou.union_id), "sign_in_name": zhou.sign_in_name}
    address, if_match = f"/api/v1/members/{zhou.id}", {"If-Match": f'"{zhou.version}"'}
    refused = api("hemei").put(address, json=as_li, headers=if_match)
    assert (refused.status_code, refused.json["code"]) == (409, "likely_duplicate")  # type: ignore[index]
    assert refused.json["candidates"][0]["id"] == str(cast.member("liqiang").id)  # type: ignore[index]
    page = signed_in("hemei").post(f"/people/members/{zhou.id}/edit", data=as_li | {"version": zhou.version})
    assert page.status_code == 409
    assert 'name="accept_duplicate"' in page.text
    same = api("hemei").put(address, json=as_li | {"name": "周敏"}, headers=if_match)
    assert same.status_code == 200  # who keeps his name is not asked again
    taken = api("hemei").put(
        address,
        json=as_li | {"accept_duplicate": True},
        headers={"If-Match": f'"{same.json["version"]}"'},  # type: ignore[index]
    )
    assert taken.status_code == 200


def test_a_number_typed_in_wide_letters_is_the_number_that_li_qiang_holds(
    cast: Cast, api: Callable[[str], FlaskClient]
) -> None:
    held = db.session.scalars(
        select(Certificate).where(Certificate.member_id == cast.member("liqiang").id)
    ).one()
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in held.number.upper())
    assert wide != held.number
    answer = api("hemei").post(
        f"/api/v1/members/{cast.member('chenjing').id}/certificates",
        json={"number": wide, "issuer": held.issuer, "issued_on": "2026-01-01", "valid_to": "2028-12-31"},
    )
    assert answer.status_code == 422, answer.json
    assert "number" in answer.get_json()["errors"]
