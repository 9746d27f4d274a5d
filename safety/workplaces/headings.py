"""Which heading of a register of sites means which field, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety.errors import Invalid
from safety.folding.texts import fold
from safety.text import N_
from safety.wire.labels import meant
from safety.workplaces.columns import Headings
from safety.workplaces.rules import SITE_KIND_LABELS, SiteKind

#: Headings of a place and of whoever it belongs to, which other registers of places share.
PLACE_HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lon": ("经度", "lon", "lng", "longitude", "x", "东坐标", "横坐标", "easting", "x坐标"),
        "lat": ("纬度", "lat", "latitude", "y", "北坐标", "纵坐标", "northing", "y坐标"),
        "district": ("区县", "所属区县", "district", "district_code"),
    }
)
CREDIT_CODE_HEADINGS = (
    "统一社会信用代码", "unified social credit code", "信用代码", "credit code", "credit_code", "uscc",
)  # fmt: skip
SITE_HEADINGS = Headings(
    MappingProxyType(
        {
            "name": (
                "场所名称",
                "name of the site",
                "场所",
                "项目名称",
                "工程名称",
                "site",
                "site name",
                "name",
            ),
            "employer": ("单位名称", "企业名称", "用人单位", "建设单位", "employer", "company"),
            "credit_code": CREDIT_CODE_HEADINGS,
            "kind": ("场所类型", "kind of site", "类型", "性质", "建设性质", "kind", "type"),
            "industry": ("行业门类", "行业", "industry"),
            "headcount": ("职工人数", "人数", "从业人数", "headcount", "workers"),
            "address": ("地址", "详细地址", "address"),
            **PLACE_HEADINGS,
            "external_ref": ("外部编号", "outside number", "编号", "ref", "external_ref", "id"),
        }
    ),
    required=("name", "employer"),
)
EMPLOYER_HEADINGS = Headings(
    MappingProxyType(
        {
            "name": ("单位名称", "企业名称", "用人单位", "名称", "employer", "company", "name"),
            "credit_code": SITE_HEADINGS.names["credit_code"],
            "industry": SITE_HEADINGS.names["industry"],
            "headcount": SITE_HEADINGS.names["headcount"],
            "has_union": ("工会组织", "unions", "是否建会", "建会情况", "has union", "has_union"),
            "union_organisation": (
                "工会名称", "name of the union", "基层工会", "union organisation", "union_organisation",
            ),
            "contact_name": ("联系人", "联系人姓名", "contact name", "contact_name"),
            "contact_phone": ("联系电话", "联系人电话", "电话", "contact phone", "contact_phone"),
            "address": ("地址", "详细地址", "单位地址", "address"),
            "district": PLACE_HEADINGS["district"],
            "external_ref": SITE_HEADINGS.names["external_ref"],
        }
    ),
    required=("name",),
)  # fmt: skip
_KIND_WORDS: Mapping[str, SiteKind] = MappingProxyType(
    {
        "在用": SiteKind.OPERATING,
        "生产经营": SiteKind.OPERATING,
        "新建": SiteKind.NEW_BUILD,
        "扩建": SiteKind.EXPANSION,
        "改建": SiteKind.REBUILD,
        "技术改造": SiteKind.UPGRADE,
        "技改": SiteKind.UPGRADE,
        "技改项目": SiteKind.UPGRADE,
    }
)


def kind_of(words: str) -> SiteKind | None:
    """The kind of site that ``words`` name; None for nothing.

    Raises:
        Invalid: they name none (field ``kind``).
    """
    if not words:
        return None
    kind = meant(words, SITE_KIND_LABELS) or _KIND_WORDS.get(fold(words))
    if kind is None:
        raise Invalid(fields={"kind": [N_("没有这种场所类型")]})
    return kind
