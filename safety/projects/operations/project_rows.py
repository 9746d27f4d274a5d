"""The register of projects, as it is taken in from files.

A project is known by its project code within its responsible union, else by its owner and name.  Two projects of
one owner and name are two where both have codes and these differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.law.project_natures import LABELS as NATURE_LABELS
from safety.people.models import Union
from safety.projects.former_kinds import keep_former
from safety.projects.headings import PROJECT_HEADINGS
from safety.projects.models import Project
from safety.projects.operations.import_rows import TEXTS, read_project
from safety.projects.operations.registering import PLANNED_DAYS, check_facts, new_project
from safety.projects.queries import brief_projects
from safety.projects.vocabulary import TRACK_LABELS
from safety.text import N_
from safety.workplaces.models import Employer
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.questions import AskedError, Candidate, answer_to
from safety.workplaces.operations.record_rows import Plan, Read, RecordRows
from safety.workplaces.operations.registers import RegisterKind, Row, Undoing
from safety.workplaces.operations.stated import Stated, check_free_name, check_number


class ProjectRows(RecordRows[Project]):
    """Takes rows of projects in; the projects they may be about are fetched at once."""

    noun = "project"
    clearable = frozenset({*TEXTS, *PLANNED_DAYS, "industry", "investment_yuan", "workers_expected"})

    def __init__(self, chunk: Chunk, rows: Sequence[Row]) -> None:
        super().__init__(chunk, Stated(Project, chunk, rows, joinedload(Project.owner)))
        refs = {row.get("external_ref") or "" for row in rows} - {""}
        names = {name_key(row.get("name") or "") for row in rows}
        owners = {one.id for one in chunk.employers} | {one.owner_id for one in self.stated.records}
        self._by_ref: dict[tuple[UUID, str], Project] = {}
        self._by_name: dict[tuple[UUID, str], list[Project]] = defaultdict(list)
        for one in session.scalars(select(Project).where(Project.external_ref.in_(refs))):
            self._by_ref[one.union_id, one.external_ref or ""] = one
        by_name = select(Project).where(Project.owner_id.in_(owners), Project.name_key.in_(names))
        for one in session.scalars(by_name.order_by(Project.created_at, Project.id)):
            self._by_name[one.owner_id, name_key(one.name)].append(one)

    def read(self, row: Row) -> Read:
        """The row's values, checked."""
        return read_project(row, self.chunk.datum)

    def known(self, row: Row, read: Read, owner: Employer | None, union: Union) -> Project | None:
        """The project of that code, else of that owner and name.

        Raises:
            AskedError: the code is another owner's, or several projects fit (field ``external_ref``).
        """
        code = read.values["external_ref"]
        numbered = self._by_ref.get((union.id, code or ""))
        if numbered is not None and (owner is None or numbered.owner_id != owner.id):
            self._ask(row, N_("这个项目代码已用于另一建设单位的项目"), [])
            read.values["external_ref"], numbered, code = None, None, None
        if numbered is not None or owner is None:
            return numbered
        named = self._by_name.get((owner.id, name_key(read.values["name"])), [])
        fitting = [one for one in named if code in {None, one.external_ref} or one.external_ref is None]
        if len(fitting) > 1:
            return self._ask(row, N_("这个单位有多个同名项目，请填写项目代码"), fitting)
        return fitting[0] if fitting else None

    def _ask(self, row: Row, sentence: str, projects: Sequence[Project]) -> Project | None:
        """Which of the projects was answered, None for another one."""
        candidates = [
            Candidate(self.chunk.reference(one), one.name, one.external_ref or one.approval_number or "")
            for one in projects
        ]
        answer = answer_to(row, AskedError(self.noun, "external_ref", sentence, candidates))
        by_reference = {one.reference: project for one, project in zip(candidates, projects, strict=True)}
        return by_reference.get(answer)

    def owner_of(self, record: Project) -> Employer:
        """Its owner (建设单位)."""
        return record.owner

    def check_stated(self, read: Read, record: Project) -> None:
        """Refuse another project's name or code."""
        name, code = read.values["name"], read.values["external_ref"]
        check_free_name(name, record, self._by_name.get((record.owner_id, name_key(name)), []))
        bearer = self._by_ref.get((record.union_id, code or ""))
        if bearer is not None and bearer.id != record.id:
            check_number(code, record, None, bearer)

    def check(self, values: Mapping[str, Any], known: Project | None) -> None:
        """Refuse a new project without its nature, and planned days in the wrong order.

        Raises:
            Invalid: by field.
        """
        if known is None and values["nature"] is None:
            raise Invalid(fields={"nature": [N_("此项必填")]})
        days = {name: values[name] or getattr(known, name, None) for name in PLANNED_DAYS}
        check_facts({"industry": values["industry"], **days})

    def columns(self, plan: Plan[Project], owner: Employer) -> Project:
        """A new project of the owner."""
        project = new_project(owner, plan.read.values)
        project.is_high_risk = bool(project.is_high_risk)
        project.is_city_project = bool(project.is_city_project)
        return project

    def registered(self, record: Project) -> Mapping[str, Any]:
        """Its name and nature."""
        return {"name": record.name, "nature": record.nature}

    def words(self, change: Mapping[str, Any]) -> Mapping[str, Any]:
        """Which facts were changed."""
        return {"fields": sorted(change)}

    def applied(self, record: Project, change: Mapping[str, Any]) -> None:
        """What the project was before stays known."""
        chunk = self.chunk
        keep_former(record, change, until=chunk.now, now=chunk.now, by_id=chunk.actor.member_id)

    def made(self, record: Project) -> None:
        """Remember a new project by its name and code."""
        self._by_name[record.owner_id, name_key(record.name)].append(record)
        if record.external_ref:
            self._by_ref[record.union_id, record.external_ref] = record


class ProjectUndoing(Undoing):
    """An import that is taken back has never been: what it made of the project ends where it began."""

    def after(self, actor: Actor, now: datetime, record: Any, change: Mapping[str, tuple[Any, Any]]) -> None:
        """What the project was by day is as before."""
        if change and isinstance(record, Project) and record.former_kinds:
            until = record.former_kinds[-1].until
            keep_former(record, change, until=until, now=now, by_id=actor.member_id)


PROJECTS = RegisterKind(
    name="projects",
    job="project_import",
    permission=Permission.PROJECT_IMPORT,
    reading=Permission.PROJECT_READ,
    headings=PROJECT_HEADINGS,
    begin=ProjectRows,
    briefs=brief_projects,
    title="建设项目",
    choices={
        "nature": list(NATURE_LABELS.values()),
        "tracks": [*TRACK_LABELS.values(), "、".join(TRACK_LABELS.values())],
        "is_high_risk": ["是", "否"],
        "is_city_project": ["是", "否"],
    },
    labels={"nature": NATURE_LABELS, "tracks": TRACK_LABELS},
    models={"project": Project, "employer": Employer},
    undoing=ProjectUndoing(),
)
