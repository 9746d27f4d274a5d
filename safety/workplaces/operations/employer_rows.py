"""The register of employers, as it is taken in from files.

An employer is known by its credit code, else by its number in the list that the import names within the responsible
union; who has only the name in common with a known one is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from safety.access.permissions import Permission
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import is_like, name_key
from safety.folding.texts import fold
from safety.ids import new_id
from safety.law import credit_code as codes
from safety.people import queries as people
from safety.people.models import Union
from safety.text import N_, Text
from safety.wire.labels import said
from safety.workplaces import rules
from safety.workplaces.headings import EMPLOYER_HEADINGS
from safety.workplaces.models import Employer
from safety.workplaces.operations import PERSONAL
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.import_rows import (
    check_texts,
    credit_code_of,
    industry_of,
    whole_number,
)
from safety.workplaces.operations.locating import Located
from safety.workplaces.operations.questions import AskedError, Candidate, answer_to
from safety.workplaces.operations.registers import Foreseen, RegisterKind, Row, Taken
from safety.workplaces.operations.stated import (
    Stated,
    check_current,
    check_district,
    check_free_name,
    check_number,
)

LIMITS: Mapping[str, int] = {
    "name": 200,
    "union_organisation": 120,
    "contact_name": 60,
    "contact_phone": 30,
    "address": 300,
    "external_ref": 80,
}
_TEXTS = ("union_organisation", "contact_name", "contact_phone", "address", "external_ref")
_CLEARABLE = frozenset({*_TEXTS, "industry", "headcount", "has_union"})
_YES, _NO = (
    frozenset({"是", "有", "yes", "true", "1"}),
    frozenset({"否", "无", "no", "false", "0"}),
)


@dataclass(frozen=True)
class _Planned:
    """An employer that an earlier row of the file would register, while nothing is written yet."""

    row: int
    name: str
    code: str | None


@dataclass(frozen=True, kw_only=True)
class _Plan(Foreseen):
    values: Mapping[str, Any]
    union: Union
    district: str | None
    known: Employer | None
    changes: Mapping[str, Any]


@dataclass
class EmployerRows:
    """Takes rows of employers in; those that they may be about are fetched at once."""

    chunk: Chunk
    rows: Sequence[Row]
    _known: list[Employer] = field(init=False)
    _planned: list[_Planned] = field(default_factory=list)
    _stated: Stated[Employer] = field(init=False)

    def __post_init__(self) -> None:
        wanted = {codes.normalised(row.get("credit_code") or "") for row in self.rows} - {""}
        keys = {name_key(row.get("name") or "") for row in self.rows} - {""}
        refs = {row.get("external_ref") or "" for row in self.rows} - {""}
        fits = or_(
            Employer.credit_code.in_(wanted), Employer.name_key.in_(keys), Employer.external_ref.in_(refs)
        )
        found = select(Employer).where(fits).order_by(Employer.created_at, Employer.id)
        self._known = list(session.scalars(found))
        self._stated = Stated(Employer, self.chunk, self.rows)

    def foresee(self, row: Row) -> _Plan:
        """What the row would do; nothing is written.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self._plan(row, self._planned)
        if plan.outcome == "created":
            self._planned.append(_Planned(row["number"], plan.name, plan.values["credit_code"]))
        return plan

    def take(self, row: Row) -> Taken:
        """Take the row in.

        Raises:
            Refusal: it cannot come in.
        """
        plan = self._plan(row, ())
        self.chunk.steps = []
        record = self._make(row, plan) if plan.known is None else self._change(plan.known, plan.changes)
        return Taken(record.id, plan.outcome, self.chunk.steps)

    def _plan(self, row: Row, planned: Sequence[_Planned]) -> _Plan:
        values = _read(row)
        stated = self._stated.of(row)
        if stated is None:
            union, district = self.chunk.place(Located(), row)
            meant = self._meant(row, values, union, planned)
        else:
            union, district, meant = stated.union, stated.district_code, stated
            self._check_stated(row, values, stated)
        known = meant if isinstance(meant, Employer) else None
        changes: dict[str, Any] = {}
        if known is not None:
            self.chunk.actor.require(self.chunk.permission, people.place_of(known))
            changes = self._changes(row, values, known)
            if changes:
                check_current(row, known)
        outcome = "created" if meant is None else "updated" if changes or known is None else "unchanged"
        row_of = meant.row if isinstance(meant, _Planned) else row["number"]
        return _Plan(
            outcome=outcome,
            name=values["name"],
            about="employer",
            key=("row", str(row_of)) if known is None else ("employer", str(known.id)),
            pairs={name: (getattr(known, name), value) for name, value in changes.items()},
            values=values,
            union=union,
            district=district,
            known=known,
            changes=changes,
        )

    def _check_stated(self, row: Row, values: Mapping[str, Any], stated: Employer) -> None:
        """Refuse what a row that says which employer it is may not change: the district, and what another one bears.

        Raises:
            Invalid: by field.
        """
        check_district(self.chunk.district_named(row), stated, self.chunk.districts)
        code, key = values["credit_code"], name_key(values["name"])
        bearers = [one for one in self._known if code is not None and one.credit_code == code]
        if any(one.id != stated.id for one in bearers):
            raise Invalid(fields={"credit_code": [N_("这个信用代码已是另一个单位的")]})
        check_free_name(values["name"], stated, [one for one in self._known if name_key(one.name) == key])
        mark = (stated.union_id, self.chunk.source, values["external_ref"])
        bearer = [one for one in self._known if (one.union_id, one.external_source, one.external_ref) == mark]
        check_number(values["external_ref"], stated, self.chunk.source, next(iter(bearer), None))

    def _changes(self, row: Row, values: Mapping[str, Any], known: Employer) -> dict[str, Any]:
        given = {name: value for name, value in values.items() if value is not None}
        if known.external_ref and known.external_source != self.chunk.source:
            given.pop("external_ref", None)  # its number in another list stays
        changes = {name: value for name, value in given.items() if getattr(known, name) != value}
        if self.chunk.clears_empty:
            empty = {name for name in _CLEARABLE & row.keys() if values[name] is None}
            changes |= {name: None for name in sorted(empty) if getattr(known, name) is not None}
        return changes

    def _meant(
        self, row: Row, values: dict[str, Any], union: Union, planned: Sequence[_Planned]
    ) -> Employer | _Planned | None:
        """The employer that a row is about, None for a new one.

        Raises:
            AskedError: only the name, or only a number of no named list, says which.
        """
        code = values["credit_code"]
        by_code = [one for one in self._known if code is not None and one.credit_code == code]
        of_plan = [one for one in planned if code is not None and one.code == code]
        if by_code or of_plan:
            return by_code[0] if by_code else of_plan[0]
        numbered = self._numbered(row, values, union)
        return numbered or self._named(row, values, planned)

    def _numbered(self, row: Row, values: dict[str, Any], union: Union) -> Employer | None:
        mark = (union.id, self.chunk.source, values["external_ref"])
        found = [
            one
            for one in self._known
            if one.external_ref and (one.union_id, one.external_source, one.external_ref) == mark
        ]
        if not found:
            return None
        one, code = found[0], values["credit_code"]
        if code is not None and one.credit_code not in {None, code}:
            sentence = Text(N_("这个外部编号已用于信用代码为 %(code)s 的单位"), code=one.credit_code or "")
            self._ask(row, "external_ref", sentence, [])
        elif self.chunk.source is not None or is_like(values["name"], one.name):
            return one
        else:
            told = N_("编号 %(ref)s 已是“%(name)s”的编号；请写明编号出自哪份名单，或去掉编号")
            sentence = Text(told, ref=one.external_ref or "", name=one.name)
            if self._ask(row, "external_ref", sentence, [one]) is not None:
                return one
        values["external_ref"] = None  # the row is about another one: the number stays where it is
        return None

    def _named(
        self, row: Row, values: Mapping[str, Any], planned: Sequence[_Planned]
    ) -> Employer | _Planned | None:
        key, code = name_key(values["name"]), values["credit_code"]
        scope = self.chunk.actor.scope(self.chunk.permission)
        alike: list[Employer | _Planned] = [
            one
            for one in self._known
            if name_key(one.name) == key
            and (code is None or one.credit_code is None)
            and scope.covers(people.place_of(one))
        ]
        alike += [one for one in planned if name_key(one.name) == key and (code is None or one.code is None)]
        if not alike:
            return None
        sentence = N_("已有同名的单位，请选择是不是同一个；信用代码可以分清")
        return self._ask(row, "name", sentence, alike)

    def _ask(
        self, row: Row, name: str, sentence: str | Text, employers: Sequence[Employer | _Planned]
    ) -> Employer | _Planned | None:
        """Which of the employers was answered, None for another one."""
        candidates = [self._candidate(one) for one in employers]
        answer = answer_to(row, AskedError("employer", name, sentence, candidates))
        by_reference = {one.reference: each for one, each in zip(candidates, employers, strict=True)}
        return by_reference.get(answer)

    def _candidate(self, one: Employer | _Planned) -> Candidate:
        if isinstance(one, _Planned):
            return Candidate(f"row:{one.row}", one.name, one.code or "")
        marks = (one.credit_code, one.union.name, one.address)
        return Candidate(self.chunk.reference(one), one.name, " · ".join(filter(None, marks)))

    def _make(self, row: Row, plan: _Plan) -> Employer:
        source = self.chunk.source if plan.values["external_ref"] else None
        record = Employer(
            id=new_id(),
            union_id=plan.union.id,
            district_code=plan.district,
            created_at=self.chunk.now,
            version=1,
            external_source=source,
            **plan.values,
        )
        session.add(record)
        session.flush()
        self._known.append(record)
        self.chunk.made_by(row, record)
        told = {name: value for name, value in plan.values.items() if value is not None}
        self.chunk.note("employer_registered", "employer", record, _for_audit(told), made=True)
        return record

    def _change(self, known: Employer, changes: Mapping[str, Any]) -> Employer:
        if not changes:
            return known
        change = {name: (getattr(known, name), value) for name, value in changes.items()}
        for name, value in changes.items():
            setattr(known, name, value)
        if "external_ref" in changes:
            known.external_source = self.chunk.source if known.external_ref else None
        known.version += 1
        self.chunk.note("employer_edited", "employer", known, change, words=_for_audit(change))
        return known


def _for_audit(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: "…" if name in PERSONAL else value for name, value in values.items()}


def _read(row: Row) -> dict[str, Any]:
    """A row's values, None where the file says nothing.

    Raises:
        Invalid: the first field that is wrong.
    """
    check_texts(row, LIMITS, needed=("name",))
    count = whole_number(row, "headcount")
    rules.check_headcount(count)
    return {
        "name": row["name"],
        "credit_code": credit_code_of(row),
        "industry": industry_of(row.get("industry") or ""),
        "headcount": count,
        "has_union": _has_union(row.get("has_union") or ""),
        **{name: row.get(name) or None for name in _TEXTS},
    }


def _has_union(words: str) -> bool | None:
    told = fold(words)
    yes, no = _YES | said(N_("已建")), _NO | said(N_("未建"))
    if told and told not in yes | no:
        raise Invalid(fields={"has_union": [N_("请填写“已建”或“未建”")]})
    return told in yes if told else None


EMPLOYERS = RegisterKind(
    name="employers",
    job="employer_import",
    permission=Permission.SITE_IMPORT,
    reading=Permission.SITE_READ,
    headings=EMPLOYER_HEADINGS,
    begin=EmployerRows,
    briefs=lambda _scope: (),
    title="单位",
    choices={"has_union": ["已建", "未建"]},
    labels={},
    models={"employer": Employer},
    has_places=False,
)
