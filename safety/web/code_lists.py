"""The code lists of the register: what each code in the API means, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from safety.access import roles
from safety.accidents import vocabulary as accidents
from safety.corrections import vocabulary as corrections
from safety.inspections import rules as inspections
from safety.labour_law import vocabulary as letters
from safety.law import (
    accident_categories,
    accident_grades,
    hazard_factors,
    industries,
    injuries,
    project_natures,
    project_works,
    regimes,
)
from safety.papers import rules as papers
from safety.people import rules as people
from safety.projects import vocabulary as projects
from safety.workplaces import rules as workplaces

Labels = Mapping[Any, str]


@dataclass(frozen=True)
class Code:
    """A code: its label to translate, and the code above it where the list is a tree."""

    code: str
    label: str
    parent: str | None = None


@dataclass(frozen=True)
class CodeList:
    """A list of codes, and the standard that it is of; None where the codes are this register's own."""

    codes: tuple[Code, ...]
    standard: str | None = None


def _of(labels: Labels, standard: str | None = None) -> CodeList:
    return CodeList(tuple(Code(str(code), label) for code, label in labels.items()), standard)


def _factors() -> Iterable[Code]:
    for one in hazard_factors.FACTORS:
        yield Code(one.code, one.name, one.parent)


CODE_LISTS: Mapping[str, CodeList] = MappingProxyType(
    {
        "accident-categories": _of(accident_categories.GB_6441_2025, accident_categories.NEW_STANDARD),
        "accident-categories-1986": _of(accident_categories.GB_6441_86, accident_categories.OLD_STANDARD),
        "accident-grades": _of(accident_grades.LABELS),
        "accident-regimes": _of(regimes.REGIME_LABELS),
        "accident-states": _of(accidents.CASE_STATE_LABELS),
        "activity-kinds": _of(accidents.ACTIVITY_LABELS),
        "answers": _of(inspections.ANSWER_LABELS),
        "attendance-kinds": _of(projects.ATTENDANCE_LABELS),
        "certificate-states": _of(people.CERTIFICATE_LABELS),
        "colours": _of(corrections.COLOUR_LABELS),
        "conclusions": _of(projects.CONCLUSION_LABELS),
        "datums": _of(workplaces.DATUM_LABELS),
        "deliveries": _of(corrections.DELIVERY_LABELS),
        "demand-kinds": _of(corrections.KIND_LABELS),
        "demand-states": _of(corrections.STATE_LABELS),
        "employment-forms": _of(injuries.EMPLOYMENT_LABELS),
        "evacuation-decisions": _of(corrections.EVACUATION_LABELS),
        "finding-grades": _of(corrections.GRADE_LABELS),
        "hazard-factors": CodeList(tuple(_factors()), hazard_factors.STANDARD),
        "industries": _of(industries.SECTIONS, industries.STANDARD),
        "injury-degrees": _of(injuries.DEGREE_LABELS),
        "inspection-states": _of(inspections.STATE_LABELS),
        "labour-letter-kinds": _of(letters.LETTER_LABELS),
        "labour-letter-states": _of(letters.LETTER_STATE_LABELS),
        "notice-states": _of(corrections.NOTICE_STATE_LABELS),
        "opinion-categories": _of(projects.CATEGORY_LABELS),
        "paper-kinds": _of(papers.LABELS),
        "paper-states": _of(papers.STATE_LABELS),
        "project-natures": _of(project_natures.LABELS),
        "project-stages": _of(projects.STAGE_LABELS),
        "project-tracks": _of(projects.TRACK_LABELS),
        "recheck-methods": _of(corrections.METHOD_LABELS),
        "recheck-results": _of(corrections.RESULT_LABELS),
        "referral-decisions": _of(corrections.REFERRAL_DECISION_LABELS),
        "referral-kinds": _of(corrections.REFERRAL_KIND_LABELS),
        "referral-states": _of(corrections.REFERRAL_STATE_LABELS),
        "review-kinds": _of(projects.KIND_LABELS),
        "roles": _of(roles.LABELS),
        "seat-states": _of(accidents.SEAT_STATE_LABELS),
        "site-kinds": _of(workplaces.SITE_KIND_LABELS),
        "special-works": _of(project_works.SPECIAL_LABELS),
        "stances": _of(corrections.STANCE_LABELS),
        "transfer-states": _of(workplaces.TRANSFER_LABELS),
        "union-levels": _of(people.LEVEL_LABELS),
        "union-parts": _of(accidents.UNION_PART_LABELS),
    }
)
