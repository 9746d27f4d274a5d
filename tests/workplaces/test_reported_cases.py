"""Files that people of other registers reported as lost or misread, each read here or refused in words.

The files are invented after public reports (scrapy, mapshaper, GDAL, messytables, GeoPandas, Sankeymatic and others) and lie in
``cases/`` byte for byte; the photographs of this kind are in ``tests/evidence/cases``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from safety.database import db
from safety.workplaces.models import Employer, Site
from tests.cast import Cast
from tests.workplaces.importing import Open, run, upload
from tests.workplaces.test_kinds_of_files import is_refused

pytestmark = pytest.mark.once

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Expected:
    """What the preview tells and what is in the register afterwards; ``said`` are words of remarks or of refusals."""

    sites: dict[str, str]
    refused: int = 0
    said: tuple[str, ...] = ()
    headcounts: list[int] = field(default_factory=list)
    place: tuple[float, float] | None = None


FULING = "涪陵样例二十公司"
READ = {
    "cgcs2000-gk-zone36.zip": Expected(
        {"高斯一号": "涪陵高斯公司", "高斯二号": "涪陵高斯公司"}, place=(107.39, 29.70)
    ),
    "embedded-newline.csv": Expected({}, refused=1, said=("这里只能写一行",)),
    "gb18030.csv": Expected(
        {"甲1号场所": "涪陵样例1公司", "𠮷祥㼆烟花库": "涪陵样例2公司"}, headcounts=[11, 12]
    ),
    "hidden-row.xlsx": Expected(
        {"甲52号场所": "涪陵样例52公司", "甲53号场所": "涪陵样例53公司"}, said=("隐藏的行也在内：3",)
    ),
    "kml-chinese-data.kml": Expected(
        {"奥维四号": "涪陵甲公司", "奥维五号": "涪陵乙公司"}, headcounts=[31, 32], place=(107.39, 29.70)
    ),
    "long-number.xlsx": Expected(
        {"甲48号场所": "涪陵样例48公司"}, refused=2, said=("1.23457E+16", "1.00000E+15")
    ),
    "mac-zip.zip": Expected({"苹果一号": "涪陵苹果公司", "苹果二号": "涪陵苹果公司"}, place=(107.39, 29.70)),
    "merged-employer.xlsx": Expected(
        dict.fromkeys(("甲42号场所", "甲43号场所", "甲44号场所"), "涪陵样例合并公司"), said=("3、4",)
    ),
    "phonetic.xlsx": Expected({"重庆场所": "涪陵样例51公司"}, headcounts=[61]),
    "semicolon.csv": Expected({"甲7号场所": "涪陵样例7公司"}, headcounts=[17], place=(107.397, 29.707)),
    "truncated-heads.zip": Expected({"长名一号": "涪陵长名公司", "长名二号": "涪陵长名公司"}),
    "utf8-with-cpg.zip": Expected({"万国一号": "涪陵万国公司", "万国二号": "涪陵万国公司"}),
    "zero-width.csv": Expected(
        dict.fromkeys((f"甲{number}号场所" for number in range(20, 26)), FULING),
        said=("U+200B", "U+FEFF", "U+00A0"),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_reported_file_is_read_as_it_says_and_what_is_not_plain_is_told(
    cast: Cast, districts: dict[str, str], api: Open, name: str
) -> None:
    expected, content = READ[name], (CASES / name).read_bytes()
    program = api("liuyang")
    kept = upload(program, content, name)
    told: dict[str, Any] = program.get(f"/api/v1/site-imports/{kept['id']}/preview?datum=wgs84").get_json()
    counts = {"created": len(expected.sites), "refused": expected.refused}
    assert told["counts"] == {outcome: number for outcome, number in counts.items() if number}
    words = str([told["remarks"], told["folded"], told["refused"]])
    assert all(one in words for one in expected.said), words
    run(program, content, name)
    found = {one.name: one for one in db.session.scalars(select(Site).order_by(Site.name))}
    assert {one.name: one.employer.name for one in found.values()} == expected.sites
    assert len(db.session.scalars(select(Employer)).all()) == len(set(expected.sites.values()))
    heads = sorted(one.headcount for one in found.values() if one.headcount is not None)
    assert not expected.headcounts or heads == expected.headcounts
    if expected.place:
        first = found[next(iter(expected.sites))]
        assert (first.lon, first.lat) == pytest.approx(expected.place, abs=1e-5)


def test_an_old_workbook_is_told_as_that(cast: Cast, districts: dict[str, str], api: Open) -> None:
    is_refused(api("liuyang"), CASES / "old.xls", "旧版 Excel")


def test_every_case_has_its_test() -> None:
    assert {one.name for one in CASES.iterdir()} == {*READ, "old.xls"}
