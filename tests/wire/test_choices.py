"""A value that is none of those there are is refused with those there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from marshmallow import ValidationError

from safety.wire.schemas import MOST_NAMED, Choice, OneOf, Strict
from safety.workplaces.rules import SiteKind


class Place(Strict):
    """A place of one kind."""

    kind = Choice(SiteKind, required=True)


def test_a_program_that_guesses_the_kind_of_a_site_is_told_the_kinds() -> None:
    with pytest.raises(ValidationError) as caught:
        Place().load({"kind": "workplace"})
    assert isinstance(caught.value.messages, dict)
    (said,) = caught.value.messages["kind"]
    assert str(said) == f"不在可选范围内，可以填写：{', '.join(SiteKind)}"


def test_a_filter_that_there_is_not_is_told_in_the_callers_language(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    answer = signed_in("chenjing").get("/api/v1/sites?state=lost", headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"state": ["Not one of the choices: open, closed, all"]}


def test_of_a_long_list_only_that_it_is_none_of_it() -> None:
    with pytest.raises(ValidationError) as caught:
        OneOf([str(number) for number in range(MOST_NAMED + 1)])("chongqing")
    assert str(caught.value.messages[0]) == "不在可选范围内"
