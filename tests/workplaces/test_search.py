"""Sites and employers are found however their names are typed, on every database alike."""

from __future__ import annotations

import uuid

import pytest
from flask.testing import FlaskClient

from safety.folding.texts import fold
from safety.transactions import one_transaction
from safety.workplaces import operations
from safety.workplaces.models import Employer
from safety.workplaces.rules import SiteKind
from tests.cast import NOW, Cast
from tests.workplaces.importing import Open, csv_of, results, run, upload

NAMES = ("污水处理厂Ⅱ期", "Ａ区冲压车间", "Φ800管道工地", "2号厂房", "10号厂房")


@pytest.fixture
def program(cast: Cast, employer: Employer, api: Open) -> FlaskClient:
    """陈静's program, in a district with five sites."""
    with one_transaction():
        for name in NAMES:
            operations.create_site(
                actor=cast.actor("chenjing"),
                now=NOW,
                id=uuid.uuid4(),
                employer_id=employer.id,
                name=name,
                kind=SiteKind.OPERATING,
                position=None,
                accept_duplicate=True,
            )
    return api("chenjing")


def named(program: FlaskClient, words: str, of: str = "sites") -> list[str]:
    answer = program.get(f"/api/v1/{of}", query_string={"q": words})
    assert answer.status_code == 200, answer.get_json()
    return [one["name"] for one in answer.get_json()["items"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *((name, name) for name in NAMES[:3]),
        ("ii期", "污水处理厂Ⅱ期"),
        ("II", "污水处理厂Ⅱ期"),
        ("a区", "Ａ区冲压车间"),
        ("A区", "Ａ区冲压车间"),
        ("φ８００", "Φ800管道工地"),
        ("碑", None),
        ("压", "Ａ区冲压车间"),
        ("处\u200b理", "污水处理厂Ⅱ期"),
        ("wushui", "污水处理厂Ⅱ期"),
        ("cycj", "Ａ区冲压车间"),
        ("%", None),
    ],
)
def test_a_site_is_found_by_width_case_pinyin_and_one_character(
    program: FlaskClient, asked: str, found: str | None
) -> None:
    assert named(program, asked) == ([found] if found else [])


def test_every_piece_of_one_and_two_characters_finds_exactly_the_names_that_hold_it(
    program: FlaskClient,
) -> None:
    folded = {name: fold(name) for name in NAMES}
    pieces = {name[at : at + size] for name in folded.values() for size in (1, 2) for at in range(len(name))}
    for piece in sorted(one for one in pieces if not one.isascii()):
        expected = {name for name, text in folded.items() if piece in text}
        assert set(named(program, piece)) == expected, piece


def test_sites_stand_in_the_order_of_pinyin(program: FlaskClient) -> None:
    assert named(program, "") == ["2号厂房", "10号厂房", "Ａ区冲压车间", "污水处理厂Ⅱ期", "Φ800管道工地"]


SIX = [
    f"甲{n}号场所,{name},,在用场所,{n},107.41{n},29.72,涪陵区,W-{n}"
    for n, name in enumerate(
        (
            "涪陵样例二十公司",
            "涪陵样例二十公司\u200b",
            "涪陵样例二十公司\ufeff",
            "涪陵样例\u00a0二十公司",
            "涪陵样例二十公司（本部）",
            "涪陵样例二十公司(本部)",
        )
    )
]


def test_one_employer_written_six_ways_stays_one_and_the_preview_says_so(
    districts: dict[str, str], cast: Cast, api: Open
) -> None:
    city = api("liuyang")
    kept = upload(city, csv_of(*SIX))
    preview = city.get(f"/api/v1/site-imports/{kept['id']}/preview").get_json()
    told = {(one["row"], one["given"]) for one in preview["folded"] if one["field"] == "employer"}
    assert (3, "涪陵样例二十公司‹U+200B›") in told
    assert (5, "涪陵样例‹U+00A0›二十公司") in told
    assert (6, "涪陵样例二十公司（本部）") in told
    assert {one["taken"] for one in preview["folded"] if one["row"] in {4, 7}} == {"涪陵样例二十公司"}
    done = run(city, csv_of(*SIX))
    assert (done["created"], done["refused"]) == (6, 0), results(city, done)
    assert named(city, "涪陵样例", "employers") == ["涪陵样例二十公司"]
    again = run(city, csv_of(*SIX))
    assert again["created"] == 0


def test_a_name_of_two_lines_is_refused_by_every_way_in_with_its_field(
    program: FlaskClient, employer: Employer, districts: dict[str, str]
) -> None:
    done = run(program, csv_of('"甲33号\n场所",渝中样例33公司,,在用场所,43,,,渝中区,W-33'))
    (refused,) = results(program, done)
    sent = program.put(
        f"/api/v1/sites/{uuid.uuid4()}",
        json={"employer_id": str(employer.id), "name": "甲33号\n场所", "kind": "operating"},
    )
    assert sent.status_code == 422
    assert (refused["outcome"], refused["field"]) == ("refused", "name")
    assert refused["reason"] == sent.get_json()["errors"]["name"][0]


def test_a_full_width_code_of_a_file_is_folded_and_the_preview_shows_it(
    districts: dict[str, str], cast: Cast, api: Open
) -> None:
    city = api("liuyang")
    row = "甲场所,涪陵样例公司,９１４４０３００１９２２０３８２１６,在用场所,5,107.411,29.72,涪陵区,W-9"
    kept = upload(city, csv_of(row))
    preview = city.get(f"/api/v1/site-imports/{kept['id']}/preview").get_json()
    told = [(one["field"], one["taken"]) for one in preview["folded"]]
    assert told == [("credit_code", "914403001922038216")]
    assert preview["refused"] == []


def test_an_employer_of_a_known_name_is_asked_about(program: FlaskClient) -> None:
    sent = {"name": "渝中建设有限公司(示例)"}
    refused = program.put(f"/api/v1/employers/{uuid.uuid4()}", json=sent)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "likely_duplicate")
    taken = program.put(f"/api/v1/employers/{uuid.uuid4()}", json={**sent, "accept_duplicate": True})
    assert taken.status_code == 201


def test_an_employer_that_takes_a_known_name_is_asked_about(program: FlaskClient) -> None:
    address = f"/api/v1/employers/{uuid.uuid4()}"
    assert program.put(address, json={"name": "另一家公司（示例）"}).status_code == 201
    renamed = {"name": "渝中建设有限公司(示例)"}
    refused = program.patch(address, json=renamed, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "likely_duplicate")
    taken = program.patch(address, json={**renamed, "accept_duplicate": True}, headers={"If-Match": '"1"'})
    assert taken.status_code == 200


def test_an_address_of_two_lines_is_one_by_every_way_in_and_the_preview_says_so(
    program: FlaskClient, employer: Employer, districts: dict[str, str]
) -> None:
    sheet = '场所名称,单位名称,场所类型,区县,地址\n甲51号场所,渝中样例51公司,在用场所,渝中区,"示例路\r\n51号 3 栋"\n'.encode()
    kept = upload(program, sheet)
    folded = program.get(f"/api/v1/site-imports/{kept['id']}/preview").get_json()["folded"]
    assert [(one["field"], one["taken"]) for one in folded] == [("address", "示例路51号 3 栋")]
    assert run(program, sheet)["created"] == 1
    sent = program.put(
        f"/api/v1/sites/{uuid.uuid4()}",
        json={"employer_id": str(employer.id), "name": "九号", "kind": "operating", "address": "Road\n 9"},
    )
    assert sent.get_json()["address"] == "Road 9"
