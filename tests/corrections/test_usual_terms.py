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
    assert set(usual) == {"ordinary_days", "major_days", "recheck_days", "link_days"}
    given = usual | {"ordinary_days": 20}
    assert program.put(ADDRESS, json=given).get_json() == given
    assert program.get(ADDRESS).get_json() == given
    refused = program.put(ADDRESS, json=usual | {"ordinary_days": 0})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["ordinary_days"])
    assert api("liqiang").put(ADDRESS, json=usual).status_code == 403
    assert api("wanglei").get(ADDRESS).status_code == 404
