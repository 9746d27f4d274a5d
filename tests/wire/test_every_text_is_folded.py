"""No schema can forget it: every text that comes in is a ``Line``, or one of a few that are no words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from marshmallow import fields, validate

from safety.wire.schemas import Strict
from tests.wire.test_lines import Note

#: Compared as they are typed, cleaned by a rule of their own (``evidence.rules.neutral_name``), or a whole file.
NO_WORDS = {
    "password",
    "old",
    "again",
    "second_password",
    "safety.evidence.schemas.UploadArgs.name",
    "safety.web.law_schemas.LawTextIn.text",
}


def schemas(of: type[Strict] = Strict) -> Iterator[type[Strict]]:
    for one in of.__subclasses__():
        yield one
        yield from schemas(one)


def loose_texts(schema: type[Strict]) -> list[str]:
    """The plain strings of a schema that are neither one of a few words nor of a given pattern."""
    found = []
    for name, outer in schema().load_fields.items():
        field = outer.inner if isinstance(outer, fields.List) else outer
        known = any(isinstance(one, validate.OneOf | validate.Regexp) for one in field.validators)
        full = f"{schema.__module__}.{schema.__name__}.{name}"
        if type(field) is fields.String and not known and not {name, full} & NO_WORDS:
            found.append(full)
    return found


def test_every_text_of_every_input_is_a_line(app: Flask) -> None:
    found = [
        text
        for schema in set(schemas())
        if not schema.__name__.endswith("Out") and not schema.__module__.startswith("tests.")
        for text in loose_texts(schema)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("甲\u200b乙", "甲乙"), ("\ufeff甲\u3000", "甲"), ("甲\u00a0乙", "甲 乙"), ("\u202e甲", "甲")],
)
def test_what_nobody_sees_is_left_out(sent: str, kept: str) -> None:
    assert Note().load({"title": sent})["title"] == kept
