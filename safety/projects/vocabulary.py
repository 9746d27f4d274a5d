"""The words of projects: stages, reviews, opinions, conclusions, and how they are called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.law.project_works import Track
from safety.text import N_

__all__ = [
    "ATTENDANCE_LABELS",
    "CATEGORY_LABELS",
    "CONCLUSION_LABELS",
    "HOW_LABELS",
    "KIND_LABELS",
    "STAGES",
    "STAGE_LABELS",
    "TRACK_LABELS",
    "AttendanceKind",
    "Category",
    "Conclusion",
    "How",
    "ReviewKind",
    "SignOffState",
    "Stage",
    "Track",
]


class Stage(StrEnum):
    """How far a project is; it moves forward only."""

    REGISTERED = "registered"
    DESIGN = "design"
    CONSTRUCTION = "construction"
    TRIAL = "trial"
    ACCEPTANCE = "acceptance"
    IN_USE = "in_use"


class ReviewKind(StrEnum):
    """The two reviews in which the union takes part (工会法 Art 24, 重庆市工会条例 Art 23(2))."""

    DESIGN = "design"
    ACCEPTANCE = "acceptance"


class How(StrEnum):
    """How the invitation came, or how it was found out that there was none."""

    LETTER = "letter"
    ELECTRONIC = "electronic"
    PHONE = "phone"
    MEETING = "meeting"
    VISIT = "visit"
    REPORTED = "reported"


class AttendanceKind(StrEnum):
    """What was attended."""

    MEETING = "meeting"
    SITE = "site"


class Category(StrEnum):
    """What an opinion is about."""

    SAFETY = "safety"
    HYGIENE = "hygiene"
    FIRE = "fire"
    ELECTRICAL = "electrical"
    WELFARE = "welfare"
    TRAINING = "training"
    OTHER = "other"


class Conclusion(StrEnum):
    """What the union signs."""

    AGREE = "agree"
    CONDITIONAL = "conditional"
    REFUSE = "refuse"


class SignOffState(StrEnum):
    """Where a conclusion stands: proposed by one, signed by another, or taken back before signing."""

    PROPOSED = "proposed"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


#: The stages in their order.
STAGES = tuple(Stage)
STAGE_LABELS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.REGISTERED: N_("已登记"),
        Stage.DESIGN: N_("设计审查"),
        Stage.CONSTRUCTION: N_("施工"),
        Stage.TRIAL: N_("试运行"),
        Stage.ACCEPTANCE: N_("竣工验收"),
        Stage.IN_USE: N_("投入使用"),
    }
)
KIND_LABELS: Mapping[ReviewKind, str] = MappingProxyType(
    {ReviewKind.DESIGN: N_("设计审查"), ReviewKind.ACCEPTANCE: N_("竣工验收")}
)
TRACK_LABELS: Mapping[Track, str] = MappingProxyType(
    {Track.SAFETY: N_("安全设施"), Track.HEALTH: N_("职业病防护设施")}
)
HOW_LABELS: Mapping[How, str] = MappingProxyType(
    {
        How.LETTER: N_("书面"),
        How.ELECTRONIC: N_("电子"),
        How.PHONE: N_("电话"),
        How.MEETING: N_("会议"),
        How.VISIT: N_("走访"),
        How.REPORTED: N_("职工或基层工会反映"),
    }
)
ATTENDANCE_LABELS: Mapping[AttendanceKind, str] = MappingProxyType(
    {AttendanceKind.MEETING: N_("审查会议"), AttendanceKind.SITE: N_("现场查验")}
)
CATEGORY_LABELS: Mapping[Category, str] = MappingProxyType(
    {
        Category.SAFETY: N_("安全设施"),
        Category.HYGIENE: N_("职业卫生"),
        Category.FIRE: N_("消防和疏散"),
        Category.ELECTRICAL: N_("电气"),
        Category.WELFARE: N_("生活辅助用房"),
        Category.TRAINING: N_("管理和培训"),
        Category.OTHER: N_("其他"),
    }
)
CONCLUSION_LABELS: Mapping[Conclusion, str] = MappingProxyType(
    {
        Conclusion.AGREE: N_("同意"),
        Conclusion.CONDITIONAL: N_("附条件同意"),
        Conclusion.REFUSE: N_("不同意"),
    }
)
