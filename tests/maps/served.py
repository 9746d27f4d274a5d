"""A map document served by the smallest application that can, so that a browser can be asked what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, send_from_directory
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from maps.drawing import draw
from maps.page import Picture

HOME = Path(__file__).resolve().parents[2]
STATIC = HOME / "safety" / "web" / "static"
WORDS = {
    "loading": "正在读取…",
    "failed": "没有读到数据（%(reason)s）",
    "shown": "显示 %(shown)s 个，共 %(total)s 个",
    "gathered": "共 %(total)s 个，按区域汇总显示",
    "unplaced": "另有 %(unplaced)s 个没有位置",
    "nothing": "没有符合条件的场所",
    "hidden": "不显示",
    "never": "从未",
    "level": "关注度",
    "level_red": "红色",
    "level_orange": "橙色",
    "level_yellow": "黄色",
    "level_blue": "蓝色",
    "level_none": "无数据",
    "short_red": "红",
    "short_orange": "橙",
    "short_yellow": "黄",
    "short_blue": "蓝",
    "short_none": "—",
    "sites": "场所",
    "open": "未整改",
    "overdue": "超期",
    "major": "重大隐患",
    "checks": "检查次数",
    "employer": "用人单位",
    "last_checked": "上次检查",
    "uncertain": "场所数量少，颜色仅供参考",
    "open_site": "打开场所页面",
    "open_district": "查看该区县",
    "projects_shown": "显示 %(shown)s 个项目，共 %(total)s 个",
    "owner": "建设单位",
    "stage": "项目阶段",
    **{
        f"stage_{stage}": stage
        for stage in ("registered", "design", "construction", "trial", "acceptance", "in_use")
    },
    "union_part": "工会参与",
    "union_none": "没有",
    "union_some": "有",
    "open_project": "打开项目页面",
    "accidents_shown": "显示 %(shown)s 起事故，共 %(total)s 起",
    "happened": "发生日期",
    "grade": "事故等级",
    **{f"grade_{grade}": grade for grade in ("ordinary", "larger", "major", "extraordinary")},
    "deaths": "死亡人数",
    "open_accident": "打开事故页面",
    "sites_around": "周边的场所",
    **{f"heat_{verdict}": verdict for verdict in ("hot_sure", "hot", "plain", "cold", "cold_sure")},
    "heat_score": "Gi* 值",
    "heat_chance": "偶然出现的概率",
    "heat_cells": "%(cells)s 个格子中有 %(hot)s 个聚集区",
    "heat_weight": "密度",
    "heat_findings": "%(findings)s 项未整改隐患",
}


@dataclass
class Scene:
    """What the served document is given; a test changes it between page loads."""

    districts: dict[str, Any] | None = None
    sites: dict[str, Any] | None = None
    projects: dict[str, Any] | None = None
    accidents: dict[str, Any] | None = None
    surface: dict[str, Any] | None = None
    why: Mapping[str, Any] | None = None
    day: str = ""
    title: str = "工会监督关注度地图"
    notice: str = "示意图 · 内部使用"
    legend_title: str = "图例"
    rule: Sequence[str] = ()
    level_labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=lambda: dict(WORDS))
    picture: Mapping[str, Any] = field(default_factory=dict)


def application(scene: Scene) -> Flask:
    """An application that shows ``scene`` at ``/map``."""
    app = Flask("scene", template_folder=str(HOME / "templates"), static_folder=None)

    @app.get("/map")
    def document() -> Response:
        given: dict[str, Any] = {
            "bounds": (105.29, 28.16, 110.2, 32.2),
            "words": scene.words,
            "districts_url": "/districts" if scene.districts else None,
            "sites_url": "/sites" if scene.sites else None,
            "projects_url": "/projects" if scene.projects else None,
            "accidents_url": "/accidents" if scene.accidents else None,
            "surface_url": "/surface" if scene.surface else None,
        }
        drawing = draw(Picture(**(given | dict(scene.picture))), lambda path: f"/static/{path}")
        levels = [
            {"key": key, "short": scene.words[f"short_{key}"], "label": scene.level_labels.get(key, key)}
            for key in ("red", "orange", "yellow", "blue", "none")
        ]
        html = render_template(
            "maps/document.html",
            drawing=drawing,
            nonce="n0nce",
            language="zh-CN",
            title=scene.title,
            notice=scene.notice,
            why=scene.why,
            day=scene.day,
            asset=lambda path: f"/static/{path}",
            legend={
                "title": scene.legend_title,
                "levels": levels,
                "uncertain": "仅供参考",
                "rule": scene.rule,
            },
        )
        return Response(html, headers={"Content-Security-Policy": drawing.policy("n0nce")})

    @app.get("/districts")
    def districts() -> Response:
        return jsonify(scene.districts)

    @app.get("/sites")
    def sites() -> Response:
        return jsonify(scene.sites)

    @app.get("/<any(projects, accidents, surface):layer>")
    def layer(layer: str) -> Response:
        return jsonify(getattr(scene, layer))

    @app.get("/static/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(STATIC, name)

    return app


@dataclass
class Watched:
    """A page that can reach this machine only, with what its console said and what it tried to reach."""

    page: Page
    problems: list[str]
    abroad: list[str]


def watched_page(browser: Browser, *, width: int = 1280, height: int = 800, touch: bool = False) -> Watched:
    """A new page whose requests to any other host fail and are noted."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", has_touch=touch
    )
    page = context.new_page()
    watched = Watched(page, [], [])

    def only_here(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:")):
            watched.abroad.append(request.url)

    context.on("requestfailed", only_here)

    def note(line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"}:
            watched.problems.append(line.text)

    page.on("console", note)
    page.on("pageerror", lambda error: watched.problems.append(str(error)))
    return watched
