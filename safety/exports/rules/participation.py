"""The export of participation records: which sheets, which fields, what they mean, what is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from safety.text import N_

#: The form of the JSON file; it changes when a field changes its name or meaning.
SCHEMA = "qunjian-participation-1"


class Part(StrEnum):
    """The sheets, in their order."""

    ACCIDENTS = "accidents"
    SEATS = "seats"
    ACTIVITIES = "activities"
    OPINIONS = "opinions"
    MEASURES = "measures"


PART_LABELS: Mapping[Part, str] = MappingProxyType(
    {
        Part.ACCIDENTS: N_("事故"),
        Part.SEATS: N_("工会参与"),
        Part.ACTIVITIES: N_("活动"),
        Part.OPINIONS: N_("意见及答复"),
        Part.MEASURES: N_("整改监督"),
    }
)
PART_MEANINGS: Mapping[Part, str] = MappingProxyType(
    {
        Part.ACCIDENTS: N_("每起事故一行，伤亡和损失取最新一次登记"),
        Part.SEATS: N_("每个工会在调查组中的每个席位一行，含未获邀请的"),
        Part.ACTIVITIES: N_("每次参与活动一行，时长以小时计"),
        Part.OPINIONS: N_("工会提出的每条意见一行，附答复"),
        Part.MEASURES: N_("调查报告的每项防范和整改措施一行"),
    }
)


class FileFormat(StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    DOCX = "docx"
    ZIP = "zip"


MEDIA_TYPES: Mapping[FileFormat, str] = MappingProxyType(
    {
        FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat.CSV: "text/csv; charset=utf-8",
        FileFormat.JSON: "application/json",
        FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileFormat.ZIP: "application/zip",
    }
)


@dataclass(frozen=True)
class Filters:
    """The filters of the page; days are those of the accident, both included; None leaves a filter out.

    ``person`` is a member who held a seat or took part in an activity; ``union`` counts with all below it.
    """

    accident: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    district: str | None = None
    union: uuid.UUID | None = None
    person: uuid.UUID | None = None
    grade: str | None = None
    category: str | None = None
    regime: str | None = None
    outcome: str | None = None

    def as_text(self) -> dict[str, str]:
        """Those that are set, as they stand in an address."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: str(value) for name, value in given.items() if value is not None}


FILTER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("事故"),
        "since": N_("事故发生自"),
        "until": N_("事故发生至"),
        "district": N_("区县"),
        "union": N_("工会"),
        "person": N_("参与人员"),
        "grade": N_("事故等级"),
        "category": N_("事故类别"),
        "regime": N_("调查制度"),
        "outcome": N_("参与结果"),
    }
)


@dataclass(frozen=True)
class Asked:
    """What is asked for; ``personal`` wants names in clear, for which ``purpose`` says why."""

    format: FileFormat = FileFormat.XLSX
    filters: Filters = field(default_factory=Filters)
    personal: bool = False
    purpose: str | None = None
    language: str = "zh"

    def as_json(self) -> dict[str, Any]:
        """Everything as JSON values, for a job to be done later."""
        return {
            "format": self.format.value,
            "filters": self.filters.as_text(),
            "personal": self.personal,
            "purpose": self.purpose,
            "language": self.language,
        }


@dataclass(frozen=True)
class Field:
    """One field: its key, its heading, its width in characters, and whether it holds a person's data."""

    key: str
    heading: str
    width: int = 14
    personal: bool = False


#: In the order of the records' own form, which programs read and the content hash is made of.
FIELDS: Mapping[Part, tuple[Field, ...]] = MappingProxyType(
    {
        Part.ACCIDENTS: (
            Field("accident_id", N_("事故编号"), 38),
            Field("title", N_("事故名称"), 40),
            Field("occurred_at", N_("发生时间"), 17),
            Field("district_code", N_("区县代码"), 10),
            Field("district", N_("区县"), 12),
            Field("union", N_("责任工会"), 30),
            Field("employer", N_("事故单位"), 36),
            Field("site", N_("场所"), 36),
            Field("place", N_("地点"), 30),
            Field("standard", N_("分类标准"), 14),
            Field("category", N_("类别代码"), 10),
            Field("category_name", N_("事故类别"), 16),
            Field("grade", N_("等级代码"), 12),
            Field("grade_name", N_("事故等级"), 14),
            Field("grade_unread", N_("等级待核"), 10),
            Field("level", N_("调查层级代码"), 12),
            Field("level_name", N_("调查层级"), 16),
            Field("level_unread", N_("调查层级待核"), 10),
            Field("regime", N_("适用制度代码"), 18),
            Field("regime_name", N_("适用制度"), 26),
            Field("deaths", N_("死亡"), 8),
            Field("serious_injuries", N_("重伤"), 8),
            Field("acute_poisonings", N_("急性工业中毒"), 8),
            Field("slight_injuries", N_("轻伤"), 8),
            Field("missing", N_("下落不明"), 10),
            Field("direct_loss_yuan", N_("直接经济损失（元）"), 18),
            Field("notified_at", N_("工会接报时间"), 17),
            Field("state", N_("办理状态代码"), 14),
            Field("state_name", N_("办理状态"), 16),
            Field("outcome", N_("参与结果代码"), 14),
            Field("outcome_name", N_("参与结果"), 18),
            Field("approved_on", N_("批复日期"), 12),
            Field("approval_number", N_("批复文号"), 24),
        ),
        Part.SEATS: (
            Field("seat_id", N_("席位编号"), 38),
            Field("accident_id", N_("事故编号"), 38),
            Field("accident", N_("事故名称"), 40),
            Field("union", N_("工会"), 30),
            Field("state", N_("席位状态代码"), 14),
            Field("state_name", N_("席位状态"), 16),
            Field("asked_on", N_("要求参加日期"), 12),
            Field("given_on", N_("获邀日期"), 12),
            Field("person", N_("参加人"), 14, personal=True),
            Field("expertise", N_("专业特长"), 24),
            Field("no_interest", N_("无利害关系声明"), 12),
            Field("began_on", N_("开始日期"), 12),
            Field("ended_on", N_("结束日期"), 12),
            Field("ended_reason", N_("更换原因"), 30, personal=True),
            Field("signed", N_("报告签名代码"), 14),
            Field("signed_name", N_("报告签名"), 16),
            Field("signed_at", N_("签名时间"), 17),
            Field("reservation", N_("保留意见"), 50, personal=True),
        ),
        Part.ACTIVITIES: (
            Field("activity_id", N_("活动编号"), 38),
            Field("accident_id", N_("事故编号"), 38),
            Field("accident", N_("事故名称"), 40),
            Field("kind", N_("活动类别代码"), 14),
            Field("kind_name", N_("活动类别"), 14),
            Field("started_at", N_("开始时间"), 17),
            Field("ended_at", N_("结束时间"), 17),
            Field("hours", N_("时长（小时）"), 10),
            Field("place", N_("活动地点"), 28),
            Field("union", N_("工会"), 30),
            Field("members", N_("工会参加人"), 24, personal=True),
            Field("people", N_("其他人员"), 24, personal=True),
            Field("words", N_("活动内容"), 60, personal=True),
            Field("files", N_("附件数"), 8),
        ),
        Part.OPINIONS: (
            Field("opinion_id", N_("意见编号"), 38),
            Field("accident_id", N_("事故编号"), 38),
            Field("accident", N_("事故名称"), 40),
            Field("union", N_("工会"), 30),
            Field("subject", N_("意见事项代码"), 14),
            Field("subject_name", N_("意见事项"), 14),
            Field("words", N_("意见内容"), 60, personal=True),
            Field("addressee", N_("提交对象"), 30),
            Field("given_on", N_("提出日期"), 12),
            Field("reply_by", N_("要求答复日期"), 12),
            Field("answered_on", N_("答复日期"), 12),
            Field("answer", N_("答复结果代码"), 14),
            Field("answer_name", N_("答复结果"), 14),
            Field("answer_words", N_("答复内容"), 60, personal=True),
            Field("revoked_on", N_("撤回日期"), 12),
        ),
        Part.MEASURES: (
            Field("measure_id", N_("措施编号"), 38),
            Field("accident_id", N_("事故编号"), 38),
            Field("accident", N_("事故名称"), 40),
            Field("summary", N_("措施内容"), 60, personal=True),
            Field("addressee", N_("责任单位"), 30),
            Field("raised_on", N_("登记日期"), 12),
            Field("term_on", N_("完成期限"), 12),
            Field("state", N_("措施状态代码"), 14),
            Field("state_name", N_("措施状态"), 18),
            Field("replied_on", N_("落实情况报告日期"), 14),
            Field("stance", N_("答复意见代码"), 12),
            Field("stance_name", N_("答复意见"), 12),
            Field("result", N_("核验结果代码"), 12),
            Field("result_name", N_("核验结果"), 12),
            Field("closed_on", N_("销号日期"), 12),
        ),
    }
)


def is_code(part: Part, one: Field) -> bool:
    """Whether a field is for programs: an id, or a code that another field says in words."""
    told = {other.key for other in FIELDS[part]}
    return one.key.endswith(("_id", "_code")) or f"{one.key}_name" in told


def words_first(part: Part) -> list[Field]:
    """The fields as a person reads them: what is said in words in its order, then the codes."""
    return sorted(FIELDS[part], key=lambda one: is_code(part, one))
