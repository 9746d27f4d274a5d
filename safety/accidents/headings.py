"""Which heading of a register of news of accidents (快报、接报) means which field, in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from safety.workplaces.columns import Headings
from safety.workplaces.headings import PLACE_HEADINGS, SITE_HEADINGS

NOTICE_HEADINGS = Headings(
    MappingProxyType(
        {
            "received_at": ("收到时间", "接报时间", "快报时间", "received at", "received_at"),
            "source": ("来自", "from", "来源", "报告单位", "报送单位", "source"),
            "words": (
                "内容",
                "content",
                "事故简要经过",
                "事故简况",
                "简要经过",
                "事故经过",
                "words",
                "summary",
            ),
            "channel": ("渠道", "接报渠道", "channel"),
            "happened_at": (
                "事故发生时间",
                "time of the accident",
                "发生时间",
                "事故时间",
                "happened at",
                "happened_at",
            ),
            "place": ("地点", "事故地点", "发生地点", "place"),
            "employer": ("单位", "事故单位", "单位名称", "发生单位", "employer"),
            "credit_code": SITE_HEADINGS.names["credit_code"],
            "deaths": ("死亡", "death", "死亡人数", "deaths"),
            "serious": ("重伤", "serious injury", "重伤人数", "serious"),
            "slight": ("轻伤", "slight injury", "轻伤人数", "slight"),
            "missing": ("下落不明", "失联", "失踪", "missing"),
            "poisoned": ("急性工业中毒", "acute industrial poisoning", "中毒人数", "poisoned"),
            "loss_yuan": ("直接经济损失（元）", "直接经济损失", "direct loss (yuan)", "direct_loss_yuan"),
            "loss_wan": ("直接经济损失（万元）", "direct loss (10,000 yuan)"),
            **PLACE_HEADINGS,
        }
    ),
    required=("received_at", "source", "words"),
)
