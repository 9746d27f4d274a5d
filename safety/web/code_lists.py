"""The code lists of the register: what each code in the API means, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from safety import faces
from safety.access import roles
from safety.faces.codes import Code, CodeList, list_of
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
from safety.workplaces import rules as workplaces


def _factors() -> Iterable[Code]:
    for one in hazard_factors.FACTORS:
        yield Code(one.code, one.name, one.parent)


#: What belongs to no duty.
COMMON: Mapping[str, CodeList] = MappingProxyType(
    {
        "accident-categories": list_of(accident_categories.GB_6441_2025, accident_categories.NEW_STANDARD),
        "accident-categories-1986": list_of(accident_categories.GB_6441_86, accident_categories.OLD_STANDARD),
        "accident-grades": list_of(accident_grades.LABELS),
        "accident-regimes": list_of(regimes.REGIME_LABELS),
        "certificate-states": list_of(people.CERTIFICATE_LABELS),
        "datums": list_of(workplaces.DATUM_LABELS),
        "employment-forms": list_of(injuries.EMPLOYMENT_LABELS),
        "hazard-factors": CodeList(tuple(_factors()), hazard_factors.STANDARD),
        "industries": list_of(industries.SECTIONS, industries.STANDARD),
        "injury-degrees": list_of(injuries.DEGREE_LABELS),
        "paper-kinds": list_of(papers.LABELS),
        "paper-states": list_of(papers.STATE_LABELS),
        "project-natures": list_of(project_natures.LABELS),
        "roles": list_of(roles.LABELS),
        "site-kinds": list_of(workplaces.SITE_KIND_LABELS),
        "special-works": list_of(project_works.SPECIAL_LABELS),
        "transfer-states": list_of(workplaces.TRANSFER_LABELS),
        "union-levels": list_of(people.LEVEL_LABELS),
    }
)


def code_lists() -> dict[str, CodeList]:
    """All code lists by name, in the order of their names: the common ones and those of the duties."""
    every = dict(COMMON)
    for face in faces.shown():
        every |= face.code_lists
    return dict(sorted(every.items()))
