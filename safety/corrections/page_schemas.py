"""Forms whose lines may be left out: a finding not chosen, an item not answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import pre_load

from safety.corrections import schemas


def _kept(data: Any, field: str) -> Any:
    if not isinstance(data, Mapping) or not isinstance(data.get("lines"), list):
        return data
    lines = [line for line in data["lines"] if not isinstance(line, Mapping) or line.get(field)]
    return {**data, "lines": lines}


class NoticePageIn(schemas.NoticeIn):
    """The form of a new notice: findings that were not ticked are left out."""

    @pre_load
    def _ticked(self, data: Any, **_: Any) -> Any:
        return _kept(data, "demand_id")


class NoticeChangePageIn(schemas.NoticeChangeIn):
    """The form of a draft: findings that were not ticked are left out."""

    @pre_load
    def _ticked(self, data: Any, **_: Any) -> Any:
        return _kept(data, "demand_id")


class NoticeReplyPageIn(schemas.NoticeReplyIn):
    """The form of a reply entered by the union: findings without an answer are left out."""

    @pre_load
    def _answered(self, data: Any, **_: Any) -> Any:
        return _kept(data, "stance")


class LinkReplyPageIn(schemas.LinkReplyIn):
    """The employer's form: findings without an answer are left out."""

    @pre_load
    def _answered(self, data: Any, **_: Any) -> Any:
        return _kept(data, "stance")


class RecheckPageIn(schemas.RecheckIn):
    """The form of a re-check: findings without a result are left out."""

    @pre_load
    def _checked(self, data: Any, **_: Any) -> Any:
        return _kept(data, "result")
