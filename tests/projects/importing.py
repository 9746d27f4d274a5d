"""Registers of projects in files, as the tests need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.workplaces import importing as sites
from tests.workplaces.conftest import CODE, IN_YUZHONG, districts

__all__ = ["districts"]

Open = Callable[[str], FlaskClient]
OF = "project"
HEAD = "项目代码,项目名称,建设单位,统一社会信用代码,性质,投资（万元）,三同时设施,高风险,计划竣工验收日期,经度,纬度,区县"
LON, LAT = IN_YUZHONG
TOWER = f"2026-500103-01,解放碑塔楼新建工程,渝中建设,{CODE},新建,1200.5,安全设施、职业病防护设施,是,2027/6/1,{LON},{LAT},渝中区"


def csv_of(*rows: str) -> bytes:
    return sites.csv_of(*rows, head=HEAD)


def upload(program: FlaskClient, content: bytes, name: str = "projects.csv") -> dict[str, Any]:
    return sites.upload(program, content, name, of=OF)


def run(
    program: FlaskClient, content: bytes, name: str = "projects.csv", datum: str = "wgs84"
) -> dict[str, Any]:
    """Upload, start (jobs run at once in tests), and read the outcome."""
    return sites.run(program, content, name, datum, of=OF)


def results(program: FlaskClient, done: dict[str, Any]) -> list[dict[str, Any]]:
    return sites.results(program, done, of=OF)
