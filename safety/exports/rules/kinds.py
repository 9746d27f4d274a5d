"""What a number of the return is: its part, how it comes about, who may see it; and what a rate is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from safety.access.permissions import Permission as P
from safety.text import N_


class ReturnFormat(StrEnum):
    """The kinds of files of a return: a workbook, or a document that people read."""

    XLSX = "xlsx"
    DOCX = "docx"


class Group(StrEnum):
    """The parts of the return."""

    PEOPLE = "people"
    CHECKS = "checks"
    HAZARDS = "hazards"
    OPINIONS = "opinions"
    PROJECTS = "projects"
    ACCIDENTS = "accidents"
    PAPERS = "papers"
    WORKERS = "workers"


GROUP_LABELS: Mapping[Group, str] = MappingProxyType(
    {
        Group.PEOPLE: N_("组织与人员"),
        Group.CHECKS: N_("监督检查"),
        Group.HAZARDS: N_("隐患与整改"),
        Group.OPINIONS: N_("书面意见与处理"),
        Group.PROJECTS: N_("“三同时”监督"),
        Group.ACCIDENTS: N_("事故与工会参与"),
        Group.PAPERS: N_("签发的文书"),
        Group.WORKERS: N_("群众性活动与基数"),
    }
)


class Kept(StrEnum):
    """How a number comes about: counted from records, or entered by the union for each period.

    Of the entered ones a year adds up what happened (``FLOW``) and takes the last quarter of what there
    is (``STOCK``), unless the year's own figure was entered.
    """

    COUNTED = "counted"
    FLOW = "flow"
    STOCK = "stock"


@dataclass(frozen=True)
class Number:
    """One number: ``meaning`` says exactly what is counted; ``permission`` shows it and its list."""

    key: str
    group: Group
    label: str
    meaning: str
    permission: P
    kept: Kept = Kept.COUNTED

    @property
    def is_typed(self) -> bool:
        """Whether a union types it: it is kept with who and when, and shown apart from what registers count."""
        return self.kept is not Kept.COUNTED


@dataclass(frozen=True)
class Rate:
    """``numerator`` of ``denominator``, per hundred or per thousand; nothing where the denominator is nothing."""

    key: str
    group: Group
    label: str
    numerator: str
    denominator: str
    per: int = 100

    def of(self, numbers: Mapping[str, int | None]) -> float | None:
        """The rate, or None when a part is not known or the denominator is zero."""
        above, below = numbers.get(self.numerator), numbers.get(self.denominator)
        return None if above is None or not below else above * self.per / below
