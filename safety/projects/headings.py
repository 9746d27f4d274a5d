"""Which heading of a register of projects means which field, and what the words of its cells mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from safety.errors import Invalid
from safety.folding.texts import fold
from safety.law.project_natures import LABELS as NATURE_LABELS
from safety.law.project_natures import ProjectNature
from safety.projects.vocabulary import TRACK_LABELS, Track
from safety.text import N_
from safety.wire.labels import meant
from safety.workplaces.columns import Headings
from safety.workplaces.headings import CREDIT_CODE_HEADINGS, PLACE_HEADINGS

PROJECT_HEADINGS = Headings(
    MappingProxyType(
        {
            "name": ("项目名称", "项目", "建设项目", "工程名称", "project", "project name", "name"),
            "employer": ("建设单位", "业主单位", "业主", "项目单位", "单位名称", "owner", "developer"),
            "credit_code": CREDIT_CODE_HEADINGS,
            "external_ref": ("项目代码", "项目统一代码", "外部编号", "project code", "code", "external_ref"),
            "nature": ("性质", "建设性质", "项目性质", "nature", "kind"),
            "industry": ("行业", "行业门类", "industry"),
            "investment_yuan": (
                "投资（元）", "投资", "投资额（元）", "总投资（元）", "investment (yuan)", "investment", "investment_yuan",
            ),
            "investment_wan": ("投资（万元）", "投资额（万元）", "总投资（万元）", "investment (10,000 yuan)"),
            "workers_expected": ("预计职工人数", "职工人数", "workers expected", "workers_expected", "workers"),
            "tracks": ("三同时设施", "facilities under review", "facilities", "tracks"),
            "is_high_risk": ("高风险", "危险物品、矿山或金属冶炼项目", "high risk", "is_high_risk"),
            "is_city_project": ("市级项目", "city project", "is_city_project"),
            "approval_number": ("批准或备案文号", "批准文号", "备案文号", "批复文号", "approval or filing number", "approval number", "approval_number"),
            "authority": ("主管部门", "authority"),
            "designer": ("设计单位", "designer"),
            "builder": ("施工单位", "builder", "contractor"),
            "supervisor": ("监理单位", "supervisor"),
            "assessors": ("评价机构", "assessors", "assessment body", "assessment bodies"),
            "design_review_planned_on": ("计划设计审查日期", "计划设计审查", "design review planned", "design_review_planned_on"),
            "start_planned_on": ("计划开工日期", "计划开工", "start planned", "start_planned_on"),
            "acceptance_planned_on": ("计划竣工验收日期", "计划竣工验收", "acceptance planned", "acceptance_planned_on"),
            "use_planned_on": ("计划投入使用日期", "计划投入使用", "use planned", "计划投产日期", "use_planned_on"),
            **PLACE_HEADINGS,
        }
    ),
    required=("name", "employer", "nature"),
)  # fmt: skip
_N = ProjectNature
_NATURES: Mapping[str, ProjectNature] = MappingProxyType(
    {label.removesuffix("项目"): nature for nature, label in NATURE_LABELS.items()}
    | {"技改": _N.UPGRADE, "技改项目": _N.UPGRADE, "引进": _N.IMPORTED}
)
_TRACKS: Mapping[str, Track] = MappingProxyType(
    {"安全": Track.SAFETY, "职业卫生": Track.HEALTH, "职业病防护": Track.HEALTH}
)
_YES = frozenset({"是", "有", "对", "√", "true", "yes", "y", "1"})
_NO = frozenset({"否", "无", "×", "false", "no", "n", "0"})
_BETWEEN = re.compile(r"[、,，;；/\n]+")
_BETWEEN_WORDS = re.compile(r"\s+")


def nature_of(words: str) -> ProjectNature | None:
    """The nature that ``words`` name; None for nothing.

    Raises:
        Invalid: they name none (field ``nature``).
    """
    if not words:
        return None
    nature = meant(words, NATURE_LABELS) or _NATURES.get(fold(words))
    if nature is None:
        raise Invalid(fields={"nature": [N_("没有这种建设性质")]})
    return nature


def tracks_of(words: str) -> list[str] | None:
    """The facilities under review that ``words`` name, in our order; None for nothing.

    Raises:
        Invalid: a word names none (field ``tracks``).
    """
    named = {one for part in _BETWEEN.split(words) if part.strip() for one in _tracks_in(part)}
    if None in named:
        raise Invalid(fields={"tracks": [N_("应为安全设施、职业病防护设施，或两者")]})
    return [track.value for track in Track if track in named] or None


def _tracks_in(part: str) -> list[Track | None]:
    """The facilities that a part names: as a whole, which may have blanks, else word by word."""
    whole = _track(part)
    return [_track(word) for word in _BETWEEN_WORDS.split(part.strip())] if whole is None else [whole]


def _track(words: str) -> Track | None:
    return meant(words, TRACK_LABELS) or _TRACKS.get(fold(words))


def yes_of(words: str, field: str) -> bool | None:
    """Yes or no; None for nothing.

    Raises:
        Invalid: it is neither (that field).
    """
    word = fold(words)
    if word and word not in _YES | _NO:
        raise Invalid(fields={field: [N_("请填写是或否")]})
    return word in _YES if word else None
