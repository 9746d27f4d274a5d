"""Code lists for programs."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import fields

from safety.access.permissions import Permission as P
from safety.errors import NotFound
from safety.people.guard import needs
from safety.web.code_lists import code_lists
from safety.wire.problems import translate
from safety.wire.schemas import Strict

api = Blueprint("code_lists_api", __name__, description="What the codes mean")


class CodeOut(Strict):
    """A code."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    parent = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The code above it, where the list is a tree"},
    )


class CodeListRowOut(Strict):
    """A code list: its name, and the standard that it is of (null where the codes are this register's own)."""

    name = fields.String(required=True)
    standard = fields.String(required=True, allow_none=True)


class CodeListOut(CodeListRowOut):
    """A code list with its codes."""

    items = fields.List(fields.Nested(CodeOut), required=True)


@api.get("/code-lists")
@api.response(200, CodeListRowOut(many=True))
@needs(P.SELF)
def list_code_lists() -> list[dict[str, Any]]:
    """The code lists there are."""
    return [{"name": name, "standard": one.standard} for name, one in code_lists().items()]


@api.get("/code-lists/<name>")
@api.response(200, CodeListOut)
@needs(P.SELF)
def get_code_list(name: str) -> dict[str, Any]:
    """A code list, with labels in the reader's language."""
    found = code_lists().get(name)
    if found is None:
        raise NotFound
    items = [{"code": one.code, "label": translate(one.label), "parent": one.parent} for one in found.codes]
    return {"name": name, "standard": found.standard, "items": items}
