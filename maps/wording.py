"""The words for what maps compute, in the source language of the screens; translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from maps.editions import Edition
from maps.formats import Format
from maps.risk import Level, RiskRule, Term, TermKind
from safety.text import N_, Text

LEVELS: Mapping[Level, str] = MappingProxyType(
    {
        Level.RED: N_("红色"),
        Level.ORANGE: N_("橙色"),
        Level.YELLOW: N_("黄色"),
        Level.BLUE: N_("蓝色"),
    }
)

LEVEL_MEANINGS: Mapping[Level, str] = MappingProxyType(
    {
        Level.RED: N_("立即关注"),
        Level.ORANGE: N_("重点关注"),
        Level.YELLOW: N_("一般关注"),
        Level.BLUE: N_("日常关注"),
    }
)

_TERMS: Mapping[TermKind, str] = MappingProxyType(
    {
        TermKind.MAJOR: N_("未整改的重大隐患 %(count)s 项，计 %(points)s 分（有重大隐患即为红色）"),
        TermKind.LEC_RED: N_("LEC 分值 320 及以上的隐患 %(count)s 项，计 %(points)s 分"),
        TermKind.LEC_ORANGE: N_("LEC 分值 160 至 320 的隐患 %(count)s 项，计 %(points)s 分"),
        TermKind.LEC_YELLOW: N_("LEC 分值 70 至 160 的隐患 %(count)s 项，计 %(points)s 分"),
        TermKind.LEC_BLUE: N_("LEC 分值 70 以下的隐患 %(count)s 项，计 %(points)s 分"),
        TermKind.UNSCORED: N_("未评 LEC 分值的隐患 %(count)s 项，计 %(points)s 分"),
        TermKind.OVERDUE: N_("超过整改期限的隐患 %(count)s 项，另计 %(points)s 分"),
        TermKind.OVERDUE_LONG: N_("其中超期较久的隐患 %(count)s 项，再计 %(points)s 分"),
        TermKind.NEVER_CHECKED: N_("从未检查，计 %(points)s 分"),
        TermKind.CHECKED_LONG_AGO: N_("距上次检查时间较久，计 %(points)s 分"),
        TermKind.ACCIDENT: N_("近年发生事故 %(count)s 起，计 %(points)s 分"),
        TermKind.EXPOSED: N_("有未整改隐患且人数较多，加重 %(count)s 级，计 %(points)s 分"),
    }
)

#: What each kind of point is called where a rule is edited.
POINT_NAMES: Mapping[TermKind, str] = MappingProxyType(
    {
        TermKind.MAJOR: N_("每项未整改的重大隐患"),
        TermKind.LEC_RED: N_("每项 LEC 320 及以上的隐患"),
        TermKind.LEC_ORANGE: N_("每项 LEC 160 至 320 的隐患"),
        TermKind.LEC_YELLOW: N_("每项 LEC 70 至 160 的隐患"),
        TermKind.LEC_BLUE: N_("每项 LEC 70 以下的隐患"),
        TermKind.UNSCORED: N_("每项未评 LEC 的隐患"),
        TermKind.OVERDUE: N_("每项超期隐患另加"),
        TermKind.OVERDUE_LONG: N_("每项长期超期隐患再加"),
        TermKind.NEVER_CHECKED: N_("从未检查"),
        TermKind.CHECKED_LONG_AGO: N_("很久未检查"),
        TermKind.ACCIDENT: N_("每起近年事故"),
        TermKind.EXPOSED: N_("人数每达到一级"),
    }
)

SKETCH_ONLY = N_("示意图 · 内部使用")
ROUNDED = N_("位置取整到约 1 公里，少于 5 的伤亡和事故数不显示")
FEW_HIDDEN = N_("少于 5 的数不显示")
UNCERTAIN = N_("场所数量少，颜色仅供参考")
NOT_STATUTORY = N_("颜色表示工会监督关注度，不是企业的法定风险分级")


def sentence(term: Term) -> Text:
    """One part of a score as a sentence for the page that explains a colour."""
    return Text(_TERMS[term.kind], count=term.count, points=term.points)


def rule_in_words(rule: RiskRule) -> list[Text]:
    """The rule of a map's legend, sentence by sentence."""
    bands, shares = rule.bands, rule.district_shares
    return [
        Text(
            N_(
                "场所：累计 %(red)s 分及以上为红色，%(orange)s 分及以上为橙色，%(yellow)s 分及以上为黄色，其余为蓝色"
            ),
            red=bands[Level.RED],
            orange=bands[Level.ORANGE],
            yellow=bands[Level.YELLOW],
        ),
        Text(
            N_(
                "区县：红色场所占 %(red)s%% 及以上为红色，橙色以上占 %(orange)s%% 及以上为橙色，黄色以上占 %(yellow)s%% 及以上为黄色"
            ),
            red=round(shares[Level.RED] * 100),
            orange=round(shares[Level.ORANGE] * 100),
            yellow=round(shares[Level.YELLOW] * 100),
        ),
        Text(
            N_("有红色场所的区县至少为黄色；少于 %(sites)s 个场所的区县颜色仅供参考"), sites=rule.enough_sites
        ),
        Text(
            N_(
                "分值来自未整改隐患（LEC 与等级）、超期时间、近年事故、人数和上次检查时间；重大隐患未整改即为红色"
            )
        ),
        Text(N_("规则版本 %(version)s"), version=rule.version),
    ]


MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "attention": N_("关注度等级"),
        "open": N_("未整改隐患"),
        "overdue": N_("超期隐患"),
        "major": N_("重大隐患"),
        "sites": N_("场所"),
        "checks": N_("检查次数"),
        "checks_per_100": N_("每百个场所检查次数"),
        "accidents": N_("事故起数"),
        "bare_projects": N_("投入使用而工会未参与的项目"),
    }
)

FORMAT_LABELS: Mapping[Format, str] = MappingProxyType(
    {
        Format.PDF_A4: N_("PDF（A4 横向）"),
        Format.PDF_A3: N_("PDF（A3 横向）"),
        Format.PNG: N_("图片（PNG）"),
        Format.HTML: N_("离线网页（HTML）"),
        Format.XLSX: N_("表格（XLSX）"),
        Format.GEOJSON: N_("GeoJSON"),
        Format.GEOJSON_LAYERS: N_("GeoJSON（每个图层一个文件）"),
        Format.GPKG: N_("GeoPackage"),
        Format.KML: N_("KML"),
    }
)

#: What the page's map can show besides the districts.
LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "sites": N_("场所"),
        "unchecked": N_("久未检查的场所"),
        "heat": N_("隐患密度"),
        "hot": N_("隐患聚集区（统计检验）"),
        "projects": N_("建设项目"),
        "bare": N_("没有工会参与的项目"),
        "accidents": N_("事故"),
    }
)

#: What the numbers of the heat layer's scale are.
HEAT_SCALE = N_("密度：格子（边长 %(cell_metres)s 米）及其周围的未整改隐患数，越远计得越少")

#: What each layer over the districts means, in a sentence of the legend.
LAYER_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "unchecked": N_("只显示 12 个月内没有检查过的场所"),
        "heat": N_("颜色越深，附近未整改隐患越多；场所多的地方自然更深"),
        "hot": N_(
            "红色格子：这一带每个场所的未整改隐患明显多于全图平均，几乎不可能是偶然（Getis-Ord Gi*，已校正多重检验；深色 1%，浅色 5%）。蓝色格子相反。少于 30 个格子时不作判断"
        ),
        "projects": N_("颜色表示项目阶段；虚线边表示还没有工会参与"),
        "bare": N_("只显示还没有工会参与的项目"),
        "accidents": N_("颜色表示事故等级；虚线边表示工会没有参加调查"),
    }
)

PERIOD = N_("近 %(n)s 天")


def warning_of(edition: Edition, on: date) -> Text | None:
    """What has to be said beside every district found in an edition for the day ``on``; None where it fits."""
    if edition.superseded_on is None or on < edition.superseded_on:
        return None
    return Text(
        N_("区划为%(name)s，不含 %(day)s 起的调整（%(change)s）；新区划录入之前，位置所在区县仍按旧区划查找"),
        name=edition.name,
        day=edition.superseded_on.isoformat(),
        change=edition.superseded_by or "—",
    )


#: What the scripts of a map document say.
DISPLAY_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **MEASURES,
        "heat_hot_sure": N_("隐患明显聚集（1% 水平）"),
        "heat_hot": N_("隐患聚集（5% 水平）"),
        "heat_plain": N_("与全图平均没有明显差别"),
        "heat_cold": N_("隐患偏少（5% 水平）"),
        "heat_cold_sure": N_("隐患明显偏少（1% 水平）"),
        "heat_score": N_("Gi* 值"),
        "heat_chance": N_("偶然出现的概率"),
        "heat_cells": N_("%(cells)s 个格子（边长 %(cell_metres)s 米）中有 %(hot)s 个聚集区"),
        "heat_weight": N_("密度"),
        "heat_scale": HEAT_SCALE,
        "heat_findings": N_("%(findings)s 项未整改隐患，格子边长 %(cell_metres)s 米"),
        "projects_shown": N_("显示 %(shown)s 个项目，共 %(total)s 个"),
        "owner": N_("建设单位"),
        "stage": N_("项目阶段"),
        "union_part": N_("工会参与"),
        "union_none": N_("没有"),
        "union_some": N_("有"),
        "open_project": N_("打开项目页面"),
        "accidents_shown": N_("显示 %(shown)s 起事故，共 %(total)s 起"),
        "happened": N_("发生日期"),
        "grade": N_("事故等级"),
        "deaths": N_("死亡人数"),
        "open_accident": N_("打开事故页面"),
        "sites_around": N_("周边的场所"),
        "shaded": N_("颜色越深，数值越大：%(measure)s"),
        "zero": N_("0 或没有场所"),
        "as_of": N_("截至 %(day)s"),
        "loading": N_("正在读取地图数据…"),
        "failed": N_("没有读到地图数据（%(reason)s），请稍后重试"),
        "shown": N_("显示 %(shown)s 个场所，共 %(total)s 个"),
        "gathered": N_("共 %(total)s 个场所，数量较多，按区域汇总显示；放大可查看单个场所"),
        "unplaced": N_("另有 %(unplaced)s 个场所没有位置"),
        "nothing": N_("没有符合条件的场所"),
        "hidden": N_("不显示"),
        "never": N_("从未检查"),
        "level": N_("关注度"),
        "level_none": N_("无数据"),
        "short_none": "—",
        "employer": N_("用人单位"),
        "last_checked": N_("上次检查"),
        "uncertain": UNCERTAIN,
        "open_site": N_("打开场所页面"),
        "open_district": N_("查看该区县"),
    }
)
