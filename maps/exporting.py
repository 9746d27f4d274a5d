"""The map on the screen → what its file holds and says of itself, within the caller's scope, noted in the audit."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, send_file, url_for
from flask_babel import gettext as _

from maps import scenes
from maps.boundaries import district_names, edition_on
from maps.display import (
    bounds_of,
    current_reader,
    duties_on,
    notice_on,
    privacy_on,
    words_of_scripts,
)
from maps.file_layers import GRADE_FILLS, HEAT_FILLS, HEAT_WORDS, STAGE_FILLS, FileLayer, layer_of
from maps.formats import MIMETYPES, Format, file_name, is_sheet
from maps.page import DISTRICTS, LAYER, Picture
from maps.risk import WORST_FIRST
from maps.rulebook import rule_on
from maps.shades import LEVEL_FILLS, SHADE_FILLS, classes, shade_of, upper_bounds
from maps.shown import Shown
from maps.wording import (
    HEAT_SCALE,
    LAYER_NOTES,
    LAYERS,
    LEVEL_MEANINGS,
    LEVELS,
    MEASURES,
    NOT_STATUTORY,
    PERIOD,
    UNCERTAIN,
    rule_in_words,
    warning_of,
)
from safety.access.permissions import Permission as P
from safety.exports.models import MapExport
from safety.exports.operations.map_files import content_of, keep_map
from safety.law.accident_grades import WORDS as GRADE_LABELS
from safety.law.industries import SECTIONS
from safety.papers.files import fonts_at_hand
from safety.papers.rules import new_code, printed_code
from safety.people.guard import current_actor, now, today
from safety.projects.vocabulary import STAGE_LABELS
from safety.text import Text
from safety.web.languages import language_tag
from safety.wire.problems import translate
from safety.workplaces.rules import SITE_KIND_LABELS, SiteKind


def exported(given: Mapping[str, Any], wanted: Format, *, is_cartogram: bool) -> Response:
    """The file of a map, kept with its rows under the code that is printed on it.

    Raises:
        NotAllowed: without ``export:create``.
        Invalid: more rows than a file may have.
    """
    from maps.exports import write  # GeoPandas and what it brings, for a map's file only

    actor = current_actor()
    actor.require(P.EXPORT_CREATE)
    code = new_code()
    shown = _shown(given, wanted, is_cartogram=is_cartogram, code=code)
    if is_sheet(wanted):
        shown = _naming_unprintable(shown)
    content = write(shown, wanted, made_at=now(), fonts=fonts_at_hand())
    kept = keep_map(
        actor=actor,
        now=now(),
        code=code,
        content=content,
        rows=content if wanted is Format.GEOJSON else write(shown, Format.GEOJSON, made_at=now()),
        day=shown.day,
        layer=str(given.get("layer", "sites")),
        filters={key: str(value) for key, value in given.items()},
        format=wanted.value,
        media_type=MIMETYPES[wanted],
        file_name=file_name(shown.day, wanted),
        rule_version=rule_on(shown.day).version,
        edition=shown.edition.name,
        counted=len(shown.layer.rows),
    )
    return sent(kept, content)


def _naming_unprintable(shown: Shown) -> Shown:
    """With a line on the sheet that names the characters which no font at hand can print, by their codes."""
    from maps.sheets import unprintable

    signs = unprintable(shown, fonts_at_hand())
    if not signs:
        return shown
    codes = "、".join(f"U+{ord(sign):04X}" for sign in signs)
    told = _("%(codes)s 没有字体可以打印；请管理员安装字体", codes=codes)
    return replace(shown, about={**shown.about, _("不能打印的字"): told})


def sent(
    kept: MapExport, content: bytes, *, name: str | None = None, media_type: str | None = None
) -> Response:
    """A kept map as a download; ``Link`` says where it can be fetched again."""
    answer = send_file(
        io.BytesIO(content),
        mimetype=media_type or kept.media_type,
        as_attachment=True,
        download_name=name or kept.file_name,
    )
    address = url_for("maps_api.kept", code=printed_code(kept.code))
    answer.headers["Link"] = f'<{address}>; rel="describedby"'
    return answer


def rows_sent(kept: MapExport) -> Response:
    """The rows of a kept map as GeoJSON."""
    name = f"{kept.file_name.rpartition('.')[0]}-rows.geojson"
    return sent(kept, content_of(kept, rows=True), name=name, media_type=MIMETYPES[Format.GEOJSON])


def _shown(given: Mapping[str, Any], wanted: Format, *, is_cartogram: bool, code: str) -> Shown:
    filters = scenes.filters_from(given, today())
    day = filters.on or today()
    edition, measure = edition_on(day), str(given.get("measure", "attention"))
    rows = scenes.district_rows(current_reader(), filters, today(), duties_on(filters))
    facts = {
        row.code: scenes.district_facts(row) | {"number": scenes.number_of(row, measure)} for row in rows
    }
    if measure not in {"attention", "checks_per_100"}:  # a count is what it is
        facts = {code: told | {"uncertain": False} for code, told in facts.items()}
    chosen = str(given.get("layer", "sites"))
    layer = layer_of(current_reader(), given, today())
    return Shown(
        title=_("工会监督关注度地图"),
        notice="" if is_cartogram else notice_on(day),
        day=day,
        edition=edition,
        districts=facts,
        layer=layer,
        fills=(_fills(rows, measure) if layer.name == "sites" else _grounds(rows)) | dict(layer.fills),
        about=_about(given, day, layer, code),
        legend=_layer_legend(chosen, layer) if layer.name != "sites" else _legend(rows, measure, day),
        headings=headings(),
        scale_words=_("比例尺"),
        count_label=_("行数"),
        is_cartogram=is_cartogram,
        code_words=code_words(),
        language=language_tag(),
        chart=_chart(given, layer) if wanted is Format.HTML else None,
        district_document=scenes.districts(rows, measure, day, lambda _code: ""),
    )


#: Which address of the Picture the layer's answer stands for, by ``FileLayer.source``.
_ADDRESSES: Mapping[str, str] = {
    "sites": "sites_url",
    "heat": "surface_url",
    "hot": "surface_url",
    "projects": "projects_url",
    "accidents": "accidents_url",
}


def _chart(given: Mapping[str, Any], layer: FileLayer) -> Picture:
    """What the offline page draws: the screen's map, without a base map, which would have to be fetched."""
    codes = [given["district"]] if given.get("district") else None
    picture = Picture(
        bounds=bounds_of(codes),
        words=words_of_scripts(),
        districts_url=DISTRICTS,
        districts_name=_("区县"),
        sites_name=_("场所"),
        surface_name=translate(LAYERS[str(given.get("layer", "sites"))]),
        projects_name=_("建设项目"),
        accidents_name=_("事故"),
        sites_first=codes is not None or str(given.get("layer", "sites")) != "sites",
    )
    address: dict[str, Any] = {_ADDRESSES[layer.source]: LAYER} if layer.document else {}
    return replace(picture, **address)


def _fills(rows: list[scenes.DistrictRow], measure: str) -> dict[str, str]:
    fills = {}
    bounds = upper_bounds(number for row in rows if (number := scenes.number_of(row, measure)) is not None)
    for row in rows:
        level = row.summary.attention.level if row.summary else None
        shade = SHADE_FILLS[shade_of(scenes.number_of(row, measure), bounds)]
        fills[row.code] = LEVEL_FILLS[level or "none"] if measure == "attention" else shade
    return fills


def _grounds(rows: list[scenes.DistrictRow]) -> dict[str, str]:
    """Under cells, projects and accidents the districts are a ground, not a second statement in colours."""
    return dict.fromkeys((row.code for row in rows), "#eef1f4")


def _layer_legend(chosen: str, layer: FileLayer) -> list[tuple[str, str]]:
    """What the colours of the layer stand for, where they are not those of the rule."""
    note = [("", translate(LAYER_NOTES[chosen]))] if chosen in LAYER_NOTES else []
    name = layer.name
    if name == "projects":
        return note + [(STAGE_FILLS[stage.value], translate(STAGE_LABELS[stage])) for stage in STAGE_LABELS]
    if name == "accidents":
        return note + [(GRADE_FILLS[grade], translate(GRADE_LABELS[grade])) for grade in GRADE_LABELS]
    if chosen == "hot":
        note.append(("", _("格子边长 %(metres)s 米", metres=f"{layer.cell_metres:g}")))
        return note + [(HEAT_FILLS[heat], translate(words)) for heat, words in HEAT_WORDS.items()]
    return note + _heat_legend(layer) if chosen == "heat" else note


def _heat_legend(layer: FileLayer) -> list[tuple[str, str]]:
    scale = translate(HEAT_SCALE) % {"cell_metres": f"{layer.cell_metres:g}"}
    return [("", scale), *((HEAT_FILLS[step], words) for step, words in enumerate(_ranges(layer.classes), 1))]


def _ranges(spans: Iterable[tuple[float, float]]) -> list[str]:
    return [f"{low:g} – {high:g}" if low != high else f"{low:g}" for low, high in spans]


def _legend(rows: list[scenes.DistrictRow], measure: str, day: date) -> list[tuple[str, str]]:
    if measure == "attention":
        lines = [
            (LEVEL_FILLS[level], f"{translate(LEVELS[level])} · {translate(LEVEL_MEANINGS[level])}")
            for level in WORST_FIRST
        ]
        lines.append(("", translate(UNCERTAIN)))
        return lines + [("", translate(text)) for text in rule_in_words(rule_on(day))]
    numbers = [number for row in rows if (number := scenes.number_of(row, measure)) is not None]
    lines = [(SHADE_FILLS[step], words) for step, words in enumerate(_ranges(classes(numbers)), 1)]
    return [("", translate(MEASURES[measure])), (SHADE_FILLS[0], "0"), *lines]


def _about(given: Mapping[str, Any], day: date, layer: FileLayer, code: str) -> dict[str, str]:
    edition = edition_on(day)
    warning = warning_of(edition, day)
    outside = scenes.outside(current_reader(), scenes.filters_from(given, today()), today())
    shown = _("显示 %(shown)s 个，共 %(total)s 个", shown=len(layer.rows), total=layer.total)
    unplaced = [_("另有 %(unplaced)s 个没有位置", unplaced=layer.unplaced)] if layer.unplaced else []
    return {
        _("数据日期"): day.isoformat(),
        _("着色指标"): translate(MEASURES[str(given.get("measure", "attention"))]),
        **({_("数据说明"): _("截至当日的情况，按今天所知")} if day < today() else {}),
        _("规则版本"): rule_on(day).version,
        _("坐标系"): "WGS 84 / CGCS2000（EPSG:4326）",
        _("区划来源"): f"{edition.name}；{edition.source}",
        **({_("区划提示"): translate(warning)} if warning else {}),
        _("数据来源"): _("工会劳动保护监督记录"),
        _("筛选条件"): "；".join(_filters_in_words(given, day)) or _("无"),
        headings()[layer.name]: "；".join([shown, *unplaced]),
        _("位置精度"): privacy_on(str(given.get("layer", "sites"))) or _("精确"),
        **({_("不在任何区县的场所"): str(outside)} if outside else {}),
        _("导出人"): current_actor().name,
        _("查验码"): printed_code(code),
        _("说明"): translate(NOT_STATUTORY),
    }


def _filters_in_words(given: Mapping[str, Any], day: date) -> list[str]:
    """The filters that are set, named and valued as on the page."""
    told = {
        _("图上显示"): translate(LAYERS[str(given.get("layer", "sites"))]),
        _("区县"): district_names(day).get(str(given.get("district")), given.get("district")),
        _("隐患登记时间"): translate(Text(PERIOD, n=given["period"])) if given.get("period") else None,
        _("开始日期"): given.get("since"),
        _("结束日期"): given.get("until"),
        _("场所类型"): translate(SITE_KIND_LABELS[SiteKind(given["kind"])])
        if given.get("kind") in set(SiteKind)
        else given.get("kind"),
        _("行业门类"): translate(SECTIONS[given["industry"]]) if given.get("industry") else None,
    }
    return [f"{name}：{value}" for name, value in told.items() if value is not None]


def code_words() -> dict[str, dict[str, str]]:
    """The codes that rows hold, column by column, in the words of the request's language."""
    return {
        "level": {level.value: translate(LEVELS[level]) for level in WORST_FIRST},
        "stage": {stage.value: translate(label) for stage, label in STAGE_LABELS.items()},
        "grade": {grade: translate(label) for grade, label in GRADE_LABELS.items()},
        "heat": {heat: translate(label) for heat, label in HEAT_WORDS.items()},
    }


def headings() -> dict[str, str]:
    """What the columns and tables of a file are called, by their names."""
    return {
        "districts": _("区县"),
        "sites": _("场所"),
        "projects": _("建设项目"),
        "accidents": _("事故"),
        "cells": _("格子"),
        "owner": _("建设单位"),
        "stage": _("项目阶段"),
        "no_union_part": _("工会未参与"),
        "day": _("发生日期"),
        "grade": _("事故等级"),
        "deaths": _("死亡人数"),
        "heat": _("聚集程度"),
        "shade": _("深浅"),
        "weight": _("密度"),
        "z": _("Gi* 值"),
        "p": _("偶然出现的概率"),
        "code": _("区县代码"),
        "district_code": _("区县代码"),
        "name": _("名称"),
        "employer": _("用人单位"),
        "level": _("关注度"),
        "score": _("分值"),
        "number": _("图上数字"),
        "uncertain": _("仅供参考"),
        "lon": _("经度"),
        "lat": _("纬度"),
        "last_checked": _("上次检查"),
        **{key: translate(label) for key, label in MEASURES.items() if key not in {"sites", "accidents"}},
        **{level.value: translate(LEVELS[level]) for level in WORST_FIRST},
    }
