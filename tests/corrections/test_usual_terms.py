"""A union's usual terms through the API: read, set, and refused to others."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.cast import Cast, id_of

Client = Callable[[str], FlaskClient]
ADDRESS = f"/api/v1/unions/{id_of('yuzhong')}/terms"


def test_the_usual_terms_of_a_union_are_read_and_set_by_a_program(cast: Cast, api: Client) -> None:
    program = api("chenjing")
    usual = program.get(ADDRESS).get_json()
    assert usual.pop("version") == 0
    assert set(usual) == {"ordinary_days", "major_days", "recheck_days", "link_days"}
    given = usual | {"ordinary_days": 20}
    assert program.put(ADDRESS, json=given).get_json() == given | {"version": 1}
    assert program.get(ADDRESS).get_json() == given | {"version": 1}
    refused = program.put(ADDRESS, json=usual | {"ordinary_days": 0})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["ordinary_days"])
    assert api("liqiang").put(ADDRESS, json=usual).status_code == 403
    assert api("wanglei").get(ADDRESS).status_code == 404


def test_of_two_officers_who_set_the_usual_terms_the_second_is_told_so(
    cast: Cast, api: Client, signed_in: Client
) -> None:
    program = api("chenjing")
    program.reads_first = False  # type: ignore[attr-defined]
    read = program.get(ADDRESS)
    usual = {name: days for name, days in read.get_json().items() if name != "version"}
    assert read.headers["ETag"] == '"0"'
    page = signed_in("chenjing")
    form = {**usual, "version": "0", "ordinary_days": "30"}
    assert program.put(ADDRESS, json=usual | {"ordinary_days": 20}).status_code == 428
    first = program.put(ADDRESS, json=usual | {"ordinary_days": 20}, headers={"If-Match": '"0"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    second = program.put(ADDRESS, json=usual, headers={"If-Match": '"0"'})
    assert (second.status_code, second.get_json()["version"]) == (412, 1)
    by_page = page.post(f"/terms?union_id={id_of('yuzhong')}", data=form)
    assert by_page.status_code == 412
    assert 'value="30"' in by_page.get_data(as_text=True)  # what was typed stays
    assert program.get(ADDRESS).get_json()["ordinary_days"] == 20
    assert program.put(ADDRESS, json=usual, headers={"If-Match": '"7"'}).status_code == 412
