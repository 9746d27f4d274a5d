"""SQLite keeps a value that is longer than its column; PostgreSQL refuses it: the lists of values are measured here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from maps.formats import Format
from safety.access.roles import Role
from safety.accidents.models import Accident
from safety.accidents.vocabulary import CaseState
from safety.corrections.models import Demand, Notice
from safety.corrections.vocabulary import DemandState, FindingGrade, NoticeState
from safety.exports.models import MapExport
from safety.inspections.models import Inspection
from safety.inspections.rules import InspectionState
from safety.labour_law.models import LabourLetter
from safety.labour_law.vocabulary import LetterKind
from safety.papers.models import Paper
from safety.papers.rules import PaperKind
from safety.people.models import Appointment, Union
from safety.people.rules import UnionLevel
from safety.projects.models import Project
from safety.projects.vocabulary import Stage


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (MapExport.format, Format),
        (Paper.kind, PaperKind),
        (Appointment.role, Role),
        (Union.level, UnionLevel),
        (LabourLetter.kind, LetterKind),
        (Demand.state, DemandState),
        (Demand.grade, FindingGrade),
        (Notice.state, NoticeState),
        (Inspection.state, InspectionState),
        (Accident.state, CaseState),
        (Project.stage, Stage),
    ],
    ids=str,
)
def test_the_longest_value_of_a_list_fits_its_column(column: Any, values: type[StrEnum]) -> None:
    assert max(len(one.value) for one in values) <= column.type.length
