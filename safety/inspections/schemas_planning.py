"""Checklists, plans and assignments on the wire."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from safety.corrections.vocabulary import FindingGrade
from safety.inspections.schemas_out import NamedOut
from safety.wire.paging import ListOut, WordsArgs
from safety.wire.schemas import Choice, Day, Instant, Length, Line, Strict, Words

#: What an editor writes behind a citation whose article was compared with the text.
CHECKED = "已核"


class CitedIn(Strict):
    """A work an item rests on; ``verified`` says that its text was read."""

    law = Line(maximum=200, required=True)
    article = Line(maximum=60, load_default=None, allow_none=True)
    verified = fields.Boolean(load_default=False)


class ItemIn(Strict):
    """One question."""

    id = Line(maximum=40, required=True)
    ask = Line(maximum=300, load_default="", allow_none=True)
    how = Words(maximum=1000, load_default="", allow_none=True)
    basis = fields.List(fields.Nested(CitedIn), load_default=list, validate=Length(max=20))
    factor = Line(maximum=8, load_default=None, allow_none=True)
    accident = Line(maximum=8, load_default=None, allow_none=True)
    grade = Choice(FindingGrade, load_default=FindingGrade.ORDINARY)
    photo = fields.Boolean(load_default=False)
    demand = Words(maximum=1000, load_default="", allow_none=True)
    major_hint = Words(maximum=500, load_default="", allow_none=True)


class SectionIn(Strict):
    """A heading with its items."""

    title = Line(maximum=120, load_default="", allow_none=True)
    items = fields.List(fields.Nested(ItemIn), load_default=list, validate=Length(max=200))


class ContentIn(Strict):
    """What a checklist says."""

    title = Line(maximum=120, required=True)
    title_en = Line(maximum=120, load_default="", allow_none=True)
    for_whom = Words(maximum=500, load_default="", allow_none=True)
    sections = fields.List(fields.Nested(SectionIn), load_default=list, validate=Length(max=40))


class ChecklistIn(ContentIn):
    """A checklist to be made or edited."""

    union_id = fields.UUID(load_default=None, allow_none=True)


class EditChecklistIn(ContentIn):
    """A checklist as the editor's form sends it: citations are lines of text."""

    version = fields.Integer(required=True)

    @pre_load
    def _citations(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        given = copy.deepcopy(dict(data))
        for section in given.get("sections") or []:
            for item in section.get("items") or []:
                if isinstance(item, dict) and "basis_lines" in item:
                    item["basis"] = citations_in(item.pop("basis_lines"))
        return given


def citations_in(lines: object) -> list[dict[str, Any]]:
    """``法规 | 条款 | 已核`` on each line, as citations; without the third part it counts as not checked."""
    found = []
    for line in str(lines).splitlines():
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if parts[0]:
            article = parts[1] if len(parts) > 1 and parts[1] else None
            found.append(
                {"law": parts[0], "article": article, "verified": bool(article) and parts[2:3] == [CHECKED]}
            )
    return found


class NewChecklistIn(Strict):
    """A checklist begun on the page."""

    title = Line(maximum=120, required=True)
    copied_from = fields.UUID(load_default=None, allow_none=True)


class VersionOut(Strict):
    """A published version."""

    id = fields.UUID()
    template_id = fields.UUID()
    number = fields.Integer()
    item_count = fields.Integer()
    published_at = Instant()
    content = fields.Dict()


class ChecklistRowOut(Strict):
    """A checklist in a list."""

    id = fields.UUID()
    key = fields.String(allow_none=True)
    title = fields.String()
    union_id = fields.UUID(allow_none=True)
    current_id = fields.UUID(allow_none=True)
    version = fields.Integer()
    retired_at = Instant(allow_none=True)


class ChecklistOut(ChecklistRowOut):
    """A checklist with its draft."""

    draft = fields.Dict(allow_none=True)


class PlanIn(Strict):
    """A plan: which sites (by filter), with which checklist, by whom, by when."""

    title = Line(maximum=120, required=True)
    starts_on = Day(required=True)
    due_on = Day(required=True)
    template_id = fields.UUID(load_default=None, allow_none=True)
    union_id = fields.UUID(load_default=None, allow_none=True)
    inspectors = fields.List(fields.UUID(), load_default=list, validate=Length(max=200))
    q = Line(maximum=100, load_default=None, allow_none=True)
    district = Line(maximum=6, load_default=None, allow_none=True)
    kind = Line(maximum=16, load_default=None, allow_none=True)
    industry = Line(maximum=1, load_default=None, allow_none=True)
    note = Words(maximum=2000, load_default=None, allow_none=True)


class PlanArgs(WordsArgs):
    """Filters of the list of plans."""

    closed = fields.Boolean(load_default=None)


class PlanOut(Strict):
    """A plan with its progress."""

    id = fields.UUID(attribute="plan.id")
    title = fields.String(attribute="plan.title")
    template_id = fields.UUID(attribute="plan.template_id", allow_none=True)
    union_id = fields.UUID(attribute="plan.union_id")
    starts_on = fields.Date(attribute="plan.starts_on")
    due_on = fields.Date(attribute="plan.due_on")
    note = fields.String(attribute="plan.note", allow_none=True)
    closed_at = Instant(attribute="plan.closed_at", allow_none=True)
    done = fields.Integer(attribute="progress.done")
    total = fields.Integer(attribute="progress.total")
    late = fields.Integer(attribute="progress.late")
    passed = fields.Integer(attribute="progress.passed")
    version = fields.Integer(attribute="plan.version")


class PlanListOut(ListOut):
    """Plans."""

    items = fields.List(fields.Nested(PlanOut))


class AssignmentOut(Strict):
    """One site of a plan."""

    id = fields.UUID()
    plan_id = fields.UUID()
    site = fields.Nested(NamedOut)
    inspector_id = fields.UUID()
    due_on = fields.Date()
    done_at = Instant(allow_none=True)
    inspection_id = fields.UUID(allow_none=True)
    passed_at = Instant(allow_none=True)
    passed_to_id = fields.UUID(allow_none=True)


class AssignmentIn(Strict):
    """Another inspector for a site."""

    inspector_id = fields.UUID(required=True)


class TakePassedIn(Strict):
    """Into which plan a site is taken, and who is to check it."""

    plan_id = fields.UUID(required=True)
    inspector_id = fields.UUID(required=True)


class EndPassedIn(Strict):
    """Why a site is not to be checked."""

    words = Line(maximum=300, required=True)


class PassedOut(Strict):
    """What is still to be checked at a site that came from another union."""

    id = fields.UUID()
    plan_id = fields.UUID()
    plan_title = fields.String(attribute="plan.title")
    from_union_id = fields.UUID(attribute="union_id")
    to_union_id = fields.UUID(attribute="passed_to_id")
    site = fields.Nested(NamedOut)
    due_on = fields.Date()
    passed_at = Instant()
    reason = fields.String(attribute="passed_reason")
    settled_at = Instant(allow_none=True)
    settled_words = fields.String(allow_none=True)


class PassedListOut(ListOut):
    """What came from other unions and is not settled."""

    items = fields.List(fields.Nested(PassedOut))


class ClosePlanIn(Strict):
    """Why a plan ends."""

    reason = Line(maximum=300, required=True)


class HandOverIn(Strict):
    """Whose open work goes to whom, and why."""

    from_id = fields.UUID(required=True)
    to_id = fields.UUID(required=True)
    reason = Line(maximum=300, required=True)


class HandOverOut(Strict):
    """How much was handed over."""

    assignments = fields.Integer()
    findings = fields.Integer()
