"""Forms of pages that the API has not: with the version the page was read at."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load

from safety.accidents import schemas


class AccidentEditPageIn(schemas.AccidentEditIn):
    """A changed accident from the page; loads as ``facts`` and ``version``."""

    version = fields.Integer(required=True)

    @post_load
    def _facts(self, data: dict[str, Any], **given: Any) -> dict[str, Any]:
        version = data.pop("version")
        loaded: dict[str, Any] = super()._facts(data, **given)
        return loaded | {"version": version}
