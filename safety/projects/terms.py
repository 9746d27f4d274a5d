"""A project's recorded days as the law's terms see them, and what its page and its answer for programs say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from flask_babel import gettext as _

from safety.law import project_terms
from safety.law.citations import on_page
from safety.law.days import shanghai_date
from safety.law.grounds import MINING
from safety.law.project_terms import Classes, ProjectClock, Standing
from safety.law.project_works import (
    CLASS_LABELS,
    ENTERED,
    ORGANISER_LABELS,
    HazardClass,
    Organiser,
    SpecialWorks,
    Step,
    Track,
    Works,
)
from safety.projects.models import Project
from safety.projects.vocabulary import STAGES, ReviewKind, Stage
from safety.reference.queries import holidays_known
from safety.wire.problems import translate

_PLANNED: Mapping[Step, str] = MappingProxyType(
    {
        Step.SAFETY_ACCEPTED: "acceptance_planned_on",
        Step.HEALTH_ACCEPTED: "acceptance_planned_on",
        Step.USED: "use_planned_on",
    }
)


def works_of(project: Project) -> Works:
    """The project with its recorded and planned days."""
    days = {step: getattr(project, step.value) for step in ENTERED} | _days_of_stages(project)
    planned = {step: getattr(project, name) for step, name in _PLANNED.items()}
    return Works(
        facilities=frozenset(Track(one) for one in project.tracks),
        high_risk=project.is_high_risk,
        mine=project.industry == MINING,
        special=SpecialWorks(project.special_works) if project.special_works else None,
        hazard_class=HazardClass(project.hazard_class) if project.hazard_class else None,
        days={step: day for step, day in days.items() if day is not None},
        planned={step: day for step, day in planned.items() if day is not None},
    )


def _days_of_stages(project: Project) -> dict[Step, date | None]:
    """When the trial run began, when it ended with the next stage, and when the project came into use."""
    reached = {Stage(one.stage): one.on_day for one in project.moves}
    began = reached.get(Stage.TRIAL)
    later = [reached[one] for one in STAGES[STAGES.index(Stage.TRIAL) + 1 :] if one in reached]
    ended = min(later) if began is not None and later else None
    return {Step.TRIAL_BEGAN: began, Step.TRIAL_ENDED: ended, Step.USED: reached.get(Stage.IN_USE)}


def clocks_of(project: Project, today: date) -> list[ProjectClock]:
    """Every term of the project as it stands today."""
    return project_terms.clocks_of(works_of(project), today, holidays_known())


def basis_of(clock: ProjectClock) -> str:
    """The articles that set a term, as a page cites them."""
    return on_page(clock.rule.provisions, clock.law_day)


def day_of_class(project: Project) -> date:
    """The day whose rule classes the project's hazards: that of its registration."""
    return shanghai_date(project.created_at)


def class_words(project: Project) -> str | None:
    """The class of occupational hazard on the page, with what the rule of the day leaves unsure; None on other tracks."""
    if Track.HEALTH not in project.tracks:
        return None
    known = project_terms.classes_on(day_of_class(project))
    words = (
        translate(CLASS_LABELS[HazardClass(project.hazard_class)]) if project.hazard_class else _("尚未分类")
    )
    return f"{words}（{classes_said(known, day_of_class(project))}）" if known else words


def classes_said(known: Classes, on: date) -> str:
    """Which classes the rule of the day knows, with its source."""
    names = "、".join(translate(CLASS_LABELS[one]) for one in known.names)
    return str(_("当日分类：%(names)s，%(basis)s", names=names, basis=on_page(known.provisions, on)))


@dataclass(frozen=True)
class Acceptance:
    """Who organised an acceptance and who should have; ``differs`` when both are known and are not the same."""

    track: Track
    by: Organiser | None
    should: Organiser | None
    provisions: tuple[str, ...]
    doubt: tuple[str, ...]
    on: date
    held_on: date | None

    @property
    def differs(self) -> bool:
        """Whether another body organised it than the law says."""
        return self.by is not None and self.should is not None and self.by is not self.should


def acceptances_of(project: Project, today: date) -> list[Acceptance]:
    """The acceptance of each kind of facilities under review."""
    return [_acceptance(project, track, today) for track in Track if track in project.tracks]


def _acceptance(project: Project, track: Track, today: date) -> Acceptance:
    by, held_on = getattr(project, f"{track}_accepted_by"), getattr(project, f"{track}_accepted_on")
    told = next((one.notified_on for one in project.reviews if one.kind == ReviewKind.ACCEPTANCE), None)
    on = held_on or told or today
    rule = project_terms.organiser_of(works_of(project), track, on)
    said = Organiser(by) if by else None
    return Acceptance(track, said, rule.who, rule.provisions, rule.doubt, on, held_on)


def acceptance_words(one: Acceptance) -> str:
    """Who organised it, when, and who should by which article."""
    said = translate(ORGANISER_LABELS[one.by]) if one.by else _("尚未登记")
    if one.held_on:
        said = f"{said}，{one.held_on.isoformat()}"
    should = translate(ORGANISER_LABELS[one.should]) if one.should else _("待核")
    basis = on_page(one.provisions, one.on)
    rule = _("依法由%(who)s组织，%(basis)s", who=should, basis=basis) if one.should else basis
    if one.doubt:
        rule = f"{rule}；{_('%(basis)s的规定与此不同，请核对', basis=on_page(one.doubt, one.on))}"
    return f"{said}（{rule}）"


#: The tone of each standing, as in ``components/badge.html``.
TONES: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.UNREAD: "warning",
        Standing.NOT_BEGUN: "neutral",
        Standing.RUNNING: "info",
        Standing.OVERDUE: "danger",
        Standing.UNRECORDED: "warning",
        Standing.MET_IN_TIME: "success",
        Standing.MET_LATE: "danger",
        Standing.TOO_SHORT: "danger",
    }
)
