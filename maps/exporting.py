"""The map on the screen → what its file holds and says of itself, within the caller's scope, noted in the audit."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _

from maps import scenes
from maps.boundaries import edition_on
from maps.display import duties_on, notice_on
from maps.exports import MIMETYPES, Shown, file_name, write
from maps.formats import Format
from maps.picture import LEVEL_FILLS, SHADE_FILLS
from maps.risk import WORST_FIRST
from maps.rulebook import rule_on
from maps.shades import classes, shade_of, upper_bounds
from maps.sources import StandingFilters, rated_sites
from maps.wording import LEVEL_MEANINGS, LEVELS, MEASURES, NOT_STATUTORY, UNCERTAIN, rule_in_words
from safety.access.permissions import Permission as P
from safety.audit import operations as audit
from safety.law.days import shanghai_date
from safety.people.guard import current_actor, current_scope, now, today
from safety.wire.problems import translate

#: The most sites in one file; the file says so when there are more.
MOST_EXPORTED = 50_000


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
            "sites": len(shown.sites),
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
        for row in scenes.district_rows(current_scope(P.MAP_READ), filters, today(), duties_on(filters))
        if row.code in edition.names
    ]
    facts = {
        row.code: scenes.district_facts(row) | {"number": scenes.number_of(row, measure)} for row in rows
    }
    if measure not in {"attention", "checks_per_100"}:  # a count is what it is
        facts = {code: told | {"uncertain": False} for code, told in facts.items()}
    sites, total = _sites(filters)
    drawn = sites if given.get("district") or wanted not in _PAPERS else []
    return Shown(
        title=_("工会监督关注度地图"),
        notice="" if is_cartogram else notice_on(day),
        day=day,
        edition=edition,
        districts=facts,
        sites=drawn,
        fills=_fills(rows, sites, measure),
        about=_about(given, edition.name, edition.source, rule.version, len(drawn), total),
        legend=_legend(rows, measure, day),
        headings=_headings(),
        scale_words=_("比例尺"),
        count_label=_("行数"),
        is_cartogram=is_cartogram,
    )


_PAPERS = frozenset({Format.HTML, Format.PDF_A3, Format.PDF_A4, Format.PNG})


def _sites(filters: StandingFilters) -> tuple[list[dict[str, object]], int]:
    """The sites with a position; none without the right to precise positions."""
    if not current_actor().may(P.SITE_READ):
        return [], 0
    day = filters.on or today()
    found = rated_sites(current_scope(P.SITE_READ), filters, today=day, rule=rule_on(day))
    placed = [site for site in found if site.standing.lon is not None]
    return [_site_row(site) for site in placed[:MOST_EXPORTED]], len(placed)


def _site_row(site: Any) -> dict[str, object]:
    standing = site.standing
    checked = standing.last_checked_at
    return {
        "id": str(standing.id),
        "name": standing.name,
        "employer": standing.employer,
        "district_code": standing.district_code or "",
        "level": site.attention.level.value,
        "score": site.attention.score,
        "open": standing.open,
        "overdue": standing.overdue,
        "major": standing.open_major,
        "last_checked": shanghai_date(checked).isoformat() if checked else "",
        "lon": standing.lon,
        "lat": standing.lat,
    }


def _fills(rows: list[scenes.DistrictRow], sites: list[dict[str, object]], measure: str) -> dict[str, str]:
    fills = {str(site["id"]): LEVEL_FILLS[str(site["level"])] for site in sites}
    bounds = upper_bounds(number for row in rows if (number := scenes.number_of(row, measure)) is not None)
    for row in rows:
        level = row.summary.attention.level if row.summary else None
        shade = SHADE_FILLS[shade_of(scenes.number_of(row, measure), bounds)]
        fills[row.code] = LEVEL_FILLS[level or "none"] if measure == "attention" else shade
    return fills


def _legend(rows: list[scenes.DistrictRow], measure: str, day: Any) -> list[tuple[str, str]]:
    if measure == "attention":
        lines = [
            (LEVEL_FILLS[level], f"{translate(LEVELS[level])} · {translate(LEVEL_MEANINGS[level])}")
            for level in WORST_FIRST
        ]
        lines.append(("", translate(UNCERTAIN)))
        return lines + [("", translate(text)) for text in rule_in_words(rule_on(day))]
    numbers = [number for row in rows if (number := scenes.number_of(row, measure)) is not None]
    ranges = [f"{low:g} – {high:g}" if low != high else f"{low:g}" for low, high in classes(numbers)]
    lines = [(SHADE_FILLS[step], words) for step, words in enumerate(ranges, 1)]
    return [("", translate(MEASURES[measure])), (SHADE_FILLS[0], "0"), *lines]


def _about(
    given: Mapping[str, Any], edition: str, source: str, version: str, shown: int, total: int
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
        _("场所"): _("显示 %(shown)s 个，共 %(total)s 个", shown=shown, total=total),
        _("导出人"): current_actor().name,
        _("说明"): translate(NOT_STATUTORY),
    }


def _headings() -> dict[str, str]:
    return {
        "districts": _("区县"),
        "sites": _("场所"),
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
        **{key: translate(label) for key, label in MEASURES.items() if key != "sites"},
        **{level.value: translate(LEVELS[level]) for level in WORST_FIRST},
    }
