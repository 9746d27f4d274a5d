"""The map on the screen → what its file holds and says of itself, within the caller's scope, noted in the audit."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _

from maps import scenes
from maps.boundaries import edition_on
from maps.display import UNCHECKED_MONTHS, current_reader, duties_on, notice_on, privacy_on
from maps.exports import MIMETYPES, Shown, file_name, write
from maps.file_layers import GRADE_FILLS, HEAT_FILLS, HEAT_WORDS, STAGE_FILLS, FileLayer, layer_of
from maps.formats import Format
from maps.picture import LEVEL_FILLS, SHADE_FILLS
from maps.risk import WORST_FIRST
from maps.rulebook import rule_on
from maps.shades import classes, shade_of, upper_bounds
from maps.wording import (
    HEAT_SCALE,
    LAYER_NOTES,
    LEVEL_MEANINGS,
    LEVELS,
    MEASURES,
    NOT_STATUTORY,
    UNCERTAIN,
    rule_in_words,
)
from safety.access.permissions import Permission as P
from safety.audit import operations as audit
from safety.law.accident_grades import LABELS as GRADE_LABELS
from safety.people.guard import current_actor, now, today
from safety.projects.vocabulary import STAGE_LABELS
from safety.wire.problems import translate


def exported(given: Mapping[str, Any], wanted: Format, *, is_cartogram: bool) -> Response:
    """The file of a map, and a line of the audit that says who took it.

    Raises:
        NotAllowed: without ``export:create``.
    """
    actor = current_actor()
    actor.require(P.EXPORT_CREATE)
    shown = _shown(given, wanted, is_cartogram=is_cartogram)
    content = write(shown, wanted, made_at=now())
    audit.record(
        actor=actor,
        now=now(),
        action="map_exported",
        kind="export",
        record_id=uuid.uuid4(),
        union_id=actor.union_id,
        change={
            "format": wanted.value,
            "filters": {key: str(value) for key, value in given.items()},
            "districts": len(shown.districts),
            "layer": shown.layer.name,
            "rows": len(shown.layer.rows),
        },
    )
    return send_file(
        io.BytesIO(content),
        mimetype=MIMETYPES[wanted],
        as_attachment=True,
        download_name=file_name(shown, wanted),
    )


def _shown(given: Mapping[str, Any], wanted: Format, *, is_cartogram: bool) -> Shown:
    filters = scenes.filters_from(given, today())
    day = filters.on or today()
    edition, rule, measure = edition_on(day), rule_on(day), str(given.get("measure", "attention"))
    rows = [
        row
        for row in scenes.district_rows(current_reader(), filters, today(), duties_on(filters))
        if row.code in edition.names
    ]
    facts = {
        row.code: scenes.district_facts(row) | {"number": scenes.number_of(row, measure)} for row in rows
    }
    if measure not in {"attention", "checks_per_100"}:  # a count is what it is
        facts = {code: told | {"uncertain": False} for code, told in facts.items()}
    chosen = str(given.get("layer", "sites"))
    layer = layer_of(current_reader(), chosen, filters, today(), UNCHECKED_MONTHS)
    # So many sites on one sheet of the whole city would say nothing: there the districts speak.
    crowded = layer.name == "sites" and wanted in _PAPERS and not given.get("district")
    drawn = FileLayer(layer.name, total=layer.total) if crowded else layer
    return Shown(
        title=_("工会监督关注度地图"),
        notice="" if is_cartogram else notice_on(day),
        day=day,
        edition=edition,
        districts=facts,
        layer=drawn,
        fills=(_fills(rows, measure) if layer.name == "sites" else _grounds(rows)) | dict(drawn.fills),
        about=_about(given, edition.name, edition.source, rule.version, drawn),
        legend=_layer_legend(chosen, layer) if layer.name != "sites" else _legend(rows, measure, day),
        headings=_headings(),
        scale_words=_("比例尺"),
        count_label=_("行数"),
        is_cartogram=is_cartogram,
    )


_PAPERS = frozenset({Format.HTML, Format.PDF_A3, Format.PDF_A4, Format.PNG})


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
        return note + [(GRADE_FILLS[grade.value], translate(GRADE_LABELS[grade])) for grade in GRADE_LABELS]
    if chosen == "hot":
        note.append(("", _("格子边长 %(metres)s 米", metres=f"{layer.cell_metres:g}")))
        return note + [(HEAT_FILLS[heat], translate(words)) for heat, words in HEAT_WORDS.items()]
    return note + _heat_legend(layer) if chosen == "heat" else note


def _heat_legend(layer: FileLayer) -> list[tuple[str, str]]:
    scale = translate(HEAT_SCALE) % {"cell_metres": f"{layer.cell_metres:g}"}
    return [("", scale), *((HEAT_FILLS[step], words) for step, words in enumerate(_ranges(layer.classes), 1))]


def _ranges(spans: Iterable[tuple[float, float]]) -> list[str]:
    return [f"{low:g} – {high:g}" if low != high else f"{low:g}" for low, high in spans]


def _legend(rows: list[scenes.DistrictRow], measure: str, day: Any) -> list[tuple[str, str]]:
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


def _about(
    given: Mapping[str, Any], edition: str, source: str, version: str, layer: FileLayer
) -> dict[str, str]:
    day = scenes.past_day(given, today()) or today()
    chosen = {key: value for key, value in given.items() if key not in {"measure", "layer", "on"}}
    return {
        _("数据日期"): day.isoformat(),
        _("着色指标"): translate(MEASURES[str(given.get("measure", "attention"))]),
        _("规则版本"): version,
        _("坐标系"): "WGS 84 / CGCS2000（EPSG:4326）",
        _("区划来源"): f"{edition}；{source}",
        _("数据来源"): _("工会劳动保护监督记录"),
        _("筛选条件"): "；".join(f"{key}={value}" for key, value in chosen.items()) or _("无"),
        _headings()[layer.name]: _(
            "显示 %(shown)s 个，共 %(total)s 个", shown=len(layer.rows), total=layer.total
        ),
        _("位置精度"): privacy_on(str(given.get("layer", "sites"))) or _("精确"),
        _("导出人"): current_actor().name,
        _("说明"): translate(NOT_STATUTORY),
    }


def _headings() -> dict[str, str]:
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
