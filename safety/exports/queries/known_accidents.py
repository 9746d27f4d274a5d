"""What was known of each accident of a period when its entries stopped to count: numbers, grade, people hurt."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.accidents import grading
from safety.accidents.late_changes import late_deaths
from safety.accidents.models import Accident, CasualtyReport, Seat, Victim
from safety.accidents.queries import casualties_of, ground_of
from safety.accidents.vocabulary import IN_THE_TEAM
from safety.database import session
from safety.exports.queries.records import by_then, within
from safety.exports.queries.tree import tree_before
from safety.exports.rules.periods import Span
from safety.law.accident_categories import POISONINGS
from safety.law.accident_grades import missing_is_read
from safety.law.injuries import InjuryDegree
from safety.people.queries import in_scope


@dataclass(frozen=True)
class Known:
    """An accident as it was known on the last day that counts."""

    accident: Accident
    ground: grading.Ground
    series: list[grading.Casualties]
    victims: list[Victim]
    with_union: bool
    span: Span

    @cached_property
    def latest(self) -> grading.Casualties:
        """The newest numbers."""
        return grading.known_on(self.series, self.span.as_of)

    @cached_property
    def standing(self) -> grading.GradeOn:
        """The grade and who investigates."""
        return grading.standing_on(self.series, self.ground, self.span.as_of)

    @property
    def level_open(self) -> bool:
        """Whether the text that says who investigates was not read for the accident's day."""
        return self.standing.taken_over is None and not self.standing.investigation.checked

    @property
    def missing_as_dead(self) -> int:
        """The people still missing on that day, once they count as dead."""
        return self.latest.missing if self.span.as_of >= self.ground.missing_count_from else 0

    @property
    def missing_unread(self) -> bool:
        """Whether the missing count as dead by a text that was not read for the accident's day."""
        return self.missing_as_dead > 0 and not missing_is_read(self.ground.accident_on)

    @property
    def died_late(self) -> int:
        """The dead who died after the days whose casualties make the grade."""
        return late_deaths(self.series, self.ground, self.span.as_of)

    @property
    def dead(self) -> int:
        """The dead, with the missing who count as dead."""
        return self.latest.deaths + self.missing_as_dead

    @property
    def seriously_hurt(self) -> int:
        """The seriously injured, with the acutely poisoned."""
        return self.latest.serious + self.latest.poisoned

    @property
    def unnamed(self) -> int:
        """The dead and seriously injured who were not entered as persons, the missing aside."""
        named = self.people(InjuryDegree.FATAL) + self.people(InjuryDegree.SERIOUS)
        return max(0, self.latest.deaths + self.seriously_hurt - named)

    @property
    def members_unknown(self) -> int:
        """The dead and seriously injured persons of whom nobody said whether they were union members."""
        return self._persons(lambda one: one.is_member is None)

    @property
    def migrants_unknown(self) -> int:
        """The same of 农民工."""
        return self._persons(lambda one: one.migrant is None)

    def _persons(self, fits: Callable[[Victim], bool]) -> int:
        return sum(self.people(one, fits) for one in (InjuryDegree.FATAL, InjuryDegree.SERIOUS))

    @property
    def is_occupational(self) -> bool:
        """Whether it is an event of occupational hazard: acute poisoning by people or category, or a diagnosed disease."""
        diagnosed = self.accident.disease_diagnosed_on
        is_disease = diagnosed is not None and diagnosed <= self.span.as_of
        return is_disease or self.latest.poisoned > 0 or self.accident.category in POISONINGS

    def people(self, degree: InjuryDegree, fits: Callable[[Victim], bool] = lambda _: True) -> int:
        """How many persons of a degree were entered of whom ``fits`` is true."""
        return sum(one.degree == degree and fits(one) for one in self.victims)


def known_accidents(span: Span) -> Mapping[uuid.UUID, Known]:
    """Every accident of the period, whoever may see it: the caller asks the scope."""
    happened = (within(Accident.happened_at, span), by_then(Accident.registered_at, span))
    found = session.scalars(select(Accident).where(*happened).options(selectinload(Accident.handovers))).all()
    ids = select(Accident.id).where(*happened)
    series: dict[uuid.UUID, list[grading.Casualties]] = {}
    reports = _entered(CasualtyReport, ids, span).order_by(CasualtyReport.on, CasualtyReport.at)
    for report in session.scalars(reports):
        series.setdefault(report.accident_id, []).append(casualties_of(report))
    victims: dict[uuid.UUID, list[Victim]] = {}
    for victim in session.scalars(_entered(Victim, ids, span)):
        victims.setdefault(victim.accident_id, []).append(victim)
    with_union = set(
        session.scalars(
            select(Seat.accident_id).where(
                Seat.accident_id.in_(ids), Seat.state.in_(sorted(IN_THE_TEAM)), by_then(Seat.named_at, span)
            )
        )
    )
    return {
        one.id: Known(
            one,
            _ground(one, span),
            series.get(one.id, []),
            victims.get(one.id, []),
            one.id in with_union,
            span,
        )
        for one in found
    }


def events_of(actor: Actor, union_id: uuid.UUID, span: Span) -> list[Known]:
    """The accidents of a period of a union and all below it that ``actor`` may see, oldest first."""
    ids = {node.id for node, _ in tree_before(span.known_before).branch(union_id)}
    seen = select(Accident.id).where(
        in_scope(Accident, actor.scope(Permission.ACCIDENT_READ)), within(Accident.happened_at, span)
    )
    visible = set(session.scalars(seen))
    found = [
        one
        for one in known_accidents(span).values()
        if one.accident.id in visible and one.accident.union_id in ids
    ]
    return sorted(found, key=lambda one: (one.accident.happened_at, one.accident.id))


def _entered(model: Any, ids: Select[uuid.UUID], span: Span) -> Select[Any]:
    return select(model).where(model.accident_id.in_(ids), by_then(model.at, span))


def _ground(accident: Accident, span: Span) -> grading.Ground:
    """What the grade stands on, without what was entered later about who took over."""
    entered = {(one.on_day, one.to_whom) for one in accident.handovers if one.at < span.known_before}
    ground = ground_of(accident)
    taken = [one for one in ground.taken_over if (one.on, one.whom) in entered]
    return replace(ground, taken_over=taken)
