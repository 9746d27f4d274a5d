"""Exports on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, post_load

from safety.corrections.queries import DemandFilters, Due
from safety.corrections.vocabulary import DemandKind, DemandState, FindingGrade
from safety.exports.asked import Asked, FileFormat, Filters, RegisterName
from safety.inspections.queries import RegisterFilters
from safety.law.project_natures import ProjectNature
from safety.projects.queries import ProjectFilters
from safety.projects.vocabulary import Stage
from safety.sync.queries.register import EntryFilters
from safety.sync.rules import EntryKind, EntryState, Judged
from safety.text import N_
from safety.wire.problems import invalid_from
from safety.wire.schemas import Choice, Day, Instant, Line, OneOf, Strict


class FiltersIn(Strict):
    """The filters of a register's page; each register has some of them.

    ``inspections`` and ``hazards`` have ``site`` and ``overdue``; ``demands``, ``projects`` and
    ``entries`` those of their lists.
    """

    q = Line(maximum=100)
    district = Line(maximum=6)
    site = fields.UUID()
    state = Line(maximum=20)
    inspector = fields.UUID()
    template = fields.UUID()
    since = Day()
    until = Day()
    grade = Line(maximum=10)
    colour = Line(maximum=8)
    overdue = fields.Boolean()
    factor = Line(maximum=8)
    kind = Choice(DemandKind)
    due = Choice(Due)
    is_open = fields.Boolean()
    site_id = fields.UUID()
    responsible_id = fields.UUID()
    stage = Choice(Stage)
    nature = Choice(ProjectNature)
    no_union_part = fields.Boolean()
    high_risk = fields.Boolean()
    waiting = fields.String(validate=OneOf(["reply", "sign"]))
    record = Choice(EntryKind)
    device = fields.UUID()
    person = fields.UUID()
    marks = Choice(Judged)
    mine = fields.Boolean()


class ExportIn(Strict):
    """What is to be exported."""

    register = Choice(RegisterName, required=True)
    format = Choice(FileFormat, load_default=FileFormat.XLSX)
    filters = fields.Nested(FiltersIn, load_default=dict)
    sort = Line(maximum=20, load_default=None, allow_none=True)
    language = fields.String(load_default="zh", validate=OneOf(["zh", "en"]))

    @post_load
    def _asked(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**(data | {"filters": filters_of(data["register"], data["filters"])}))


def filters_of(register: RegisterName, given: Mapping[str, Any]) -> Filters:
    """The filters of one register.

    Raises:
        ValidationError: one that the register has not, or a value that is none of its own.
    """
    if register is RegisterName.PROJECTS:
        _refuse_others(given, ProjectFilters)
        return ProjectFilters(**given)
    if register is RegisterName.ENTRIES:
        _refuse_others(given, EntryFilters)
        return EntryFilters(**_typed(given, state=EntryState))
    if register is not RegisterName.DEMANDS:
        _refuse_others(given, RegisterFilters)
        return RegisterFilters(**({**given} | {"overdue": given.get("overdue") or None}))
    _refuse_others(given, DemandFilters)
    return DemandFilters(**_typed(given, state=DemandState, grade=FindingGrade))


def _typed(given: Mapping[str, Any], **kinds: type[StrEnum]) -> dict[str, Any]:
    typed = dict(given)
    for name, kind in kinds.items():
        if name in given:
            try:
                typed[name] = kind(given[name])
            except ValueError:
                raise ValidationError({"filters": {name: [N_("不在可选范围内")]}}) from None
    return typed


def _refuse_others(given: Mapping[str, Any], filters: type[Filters]) -> None:
    other = given.keys() - {one.name for one in dataclass_fields(filters)}
    if other:
        raise ValidationError({"filters": {name: [N_("没有这个字段")] for name in other}})


class ExportOut(Strict):
    """An export that was asked for; ``file`` is its address once it is done."""

    id = fields.UUID()
    register = Choice(RegisterName)
    format = Choice(FileFormat)
    state = fields.String()
    done = fields.Integer()
    total = fields.Integer()
    rows = fields.Integer(allow_none=True)
    problem = fields.String(allow_none=True)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    file = fields.String(allow_none=True)


def asked_from(given: Mapping[str, Any]) -> Asked:
    """What a job (``Asked.as_json``) or a command was given.

    Raises:
        Invalid: a value is none of its field.
    """
    try:
        asked: Asked = ExportIn().load(dict(given))
    except ValidationError as error:
        raise invalid_from(error) from error
    return asked
