"""Degrees of injury by lost days, and how the injured person was employed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.errors import Invalid
from safety.text import N_

#: GB 6441-86 and GB/T 15499-1995; each lower bound is included.
SLIGHT_FROM_DAYS, SERIOUS_FROM_DAYS, FATAL_FROM_DAYS = 1, 105, 6000


class InjuryDegree(StrEnum):
    """How badly a person was hurt, the least first."""

    NONE = "none"
    SLIGHT = "slight"
    SERIOUS = "serious"
    FATAL = "fatal"


DEGREE_LABELS: Mapping[InjuryDegree, str] = MappingProxyType(
    {
        InjuryDegree.NONE: N_("无损失工作日"),
        InjuryDegree.SLIGHT: N_("轻伤"),
        InjuryDegree.SERIOUS: N_("重伤"),
        InjuryDegree.FATAL: N_("死亡"),
    }
)


def degree_by_lost_days(lost_days: int) -> InjuryDegree:
    """The degree for a number of lost working days: slight from 1, serious from 105, death counts as 6000.

    Raises:
        Invalid: field ``lost_days``: a negative number.
    """
    if lost_days < 0:
        raise Invalid(fields={"lost_days": [N_("损失工作日不能为负数")]})
    if lost_days >= FATAL_FROM_DAYS:
        return InjuryDegree.FATAL
    if lost_days >= SERIOUS_FROM_DAYS:
        return InjuryDegree.SERIOUS
    return InjuryDegree.SLIGHT if lost_days >= SLIGHT_FROM_DAYS else InjuryDegree.NONE


class EmploymentForm(StrEnum):
    """How a person was employed.

    ``MIGRANT`` (农民工) says where a worker comes from, not who employs: it is kept for rows that say it, and asked apart.
    """

    REGULAR = "regular"
    DISPATCHED = "dispatched"
    MIGRANT = "migrant"
    CONTRACTOR = "contractor"
    TEMPORARY = "temporary"
    TRAINEE = "trainee"
    OTHER = "other"


EMPLOYMENT_LABELS: Mapping[EmploymentForm, str] = MappingProxyType(
    {
        EmploymentForm.REGULAR: N_("正式职工"),
        EmploymentForm.DISPATCHED: N_("劳务派遣"),
        EmploymentForm.MIGRANT: N_("农民工"),
        EmploymentForm.CONTRACTOR: N_("外包（承包）单位人员"),
        EmploymentForm.TEMPORARY: N_("临时用工"),
        EmploymentForm.TRAINEE: N_("实习学生、学徒"),
        EmploymentForm.OTHER: N_("其他用工形式"),
    }
)
#: What a form offers.
EMPLOYMENT_OFFERED: Mapping[EmploymentForm, str] = MappingProxyType(
    {form: label for form, label in EMPLOYMENT_LABELS.items() if form is not EmploymentForm.MIGRANT}
)
