"""Forms of pages: with the id or version the page holds, an outline as text, lines left empty."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from marshmallow import fields, pre_load

from safety.corrections.page_schemas import ANSWERED
from safety.projects import schemas
from safety.text import N_
from safety.wire.lines import LeftOut, MayLeaveOutLines
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


class ProposalPageIn(MayLeaveOutLines, schemas.ProposalIn):
    """A proposal from the page: conditions left empty are left out."""

    left_out = MappingProxyType(
        {"conditions": LeftOut("text", N_("填写了期限的条件须写明内容"), filled=frozenset())}
    )


class OwnerReplyPageIn(MayLeaveOutLines, schemas.OwnerReplyIn):
    """The owner's form: opinions without an answer are left out."""

    left_out = ANSWERED
