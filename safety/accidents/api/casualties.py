"""To how many, the grade that follows, and who was hurt, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from safety.access.permissions import Permission as P
from safety.accidents import operations, queries, schemas
from safety.accidents import schemas_out as out
from safety.accidents.api.blueprint import ONE, api, found
from safety.accidents.grading import GradeOn
from safety.accidents.models import (
    Accident,
    Victim,
)
from safety.accidents.schemas_standing import GradeOut
from safety.corrections.guard import who
from safety.people.guard import needs, today


@api.route(f"{ONE}/casualties", methods=["POST"])
@api.arguments(schemas.CasualtiesIn)
@api.response(201, out.AccidentOut)
@needs(P.ACCIDENT_RECORD)
def report_casualties(args: dict[str, Any], accident_id: uuid.UUID) -> Accident:
    """Add the numbers as known on a day; the grade is computed anew."""
    accident = found(accident_id, P.ACCIDENT_RECORD)
    operations.report_casualties(**who(), accident=accident, **args)
    return accident


@api.route(f"{ONE}/grades", methods=["GET"])
@api.response(200, GradeOut(many=True))
@needs(P.ACCIDENT_READ)
def list_grades(accident_id: uuid.UUID) -> list[GradeOn]:
    """How the grade changed, each time with its reason and who investigates by law."""
    return queries.grades_of(found(accident_id), today())


@api.route(f"{ONE}/victims", methods=["GET"])
@api.response(200, out.MaskedVictimOut(many=True))
@needs(P.ACCIDENT_READ)
def list_victims(accident_id: uuid.UUID) -> Sequence[Victim]:
    """Who was hurt, without names."""
    return queries.victims_of(found(accident_id).id)


@api.route(f"{ONE}/victims", methods=["POST"])
@api.arguments(schemas.VictimIn)
@api.response(201, out.MaskedVictimOut)
@needs(P.ACCIDENT_RECORD)
def add_victim(args: dict[str, Any], accident_id: uuid.UUID) -> Victim:
    """Enter a person who was hurt."""
    return operations.add_victim(**who(), accident=found(accident_id, P.ACCIDENT_RECORD), **args)


@api.route(f"{ONE}/victims/shown", methods=["POST"])
@api.response(200, out.VictimOut(many=True))
@needs(P.ACCIDENT_UNMASK)
def show_victims(accident_id: uuid.UUID) -> Sequence[Victim]:
    """Who was hurt, in clear; the look is audited."""
    return operations.show_victims(**who(), accident=found(accident_id, P.ACCIDENT_UNMASK))
