"""Forms of pages: with the id or version the page holds, an outline as text, lines left empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from safety.projects import schemas
from safety.workplaces.schemas import with_outline


class ProjectPageIn(schemas.ProjectNewIn):
    """A new project from the page."""

    id = fields.UUID(required=True)

    @pre_load
    def _outline(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return with_outline(data)


class ProjectEditPageIn(schemas.ProjectEditIn):
    """A changed project from the page."""

    @pre_load
    def _outline(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return with_outline(data)


def _filled(data: Any, field: str, by: str) -> Any:
    if not isinstance(data, Mapping) or not isinstance(data.get(field), list):
        return data
    lines = [line for line in data[field] if not isinstance(line, Mapping) or line.get(by)]
    return {**data, field: lines}


class ProposalPageIn(schemas.ProposalIn):
    """A proposal from the page: conditions left empty are left out."""

    @pre_load
    def _written(self, data: Any, **_: Any) -> Any:
        return _filled(data, "conditions", "text")


class OwnerReplyPageIn(schemas.OwnerReplyIn):
    """The owner's form: opinions without an answer are left out."""

    @pre_load
    def _answered(self, data: Any, **_: Any) -> Any:
        return _filled(data, "lines", "stance")
