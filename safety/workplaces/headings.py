"""Which heading of a register means which field, in Chinese and in English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from safety.errors import Invalid
from safety.text import N_, Text
from safety.workplaces.rules import SITE_KIND_LABELS, SiteKind

#: Field → headings, the first of which stands in the empty sheet.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("场所名称", "场所", "项目名称", "工程名称", "site", "site name", "name"),
        "employer": ("单位名称", "企业名称", "用人单位", "建设单位", "employer", "company"),
        "credit_code": ("统一社会信用代码", "信用代码", "credit code", "credit_code", "uscc"),
        "kind": ("场所类型", "类型", "性质", "建设性质", "kind", "type"),
        "industry": ("行业门类", "行业", "industry"),
        "headcount": ("职工人数", "人数", "从业人数", "headcount", "workers"),
        "address": ("地址", "详细地址", "address"),
        "lon": ("经度", "lon", "lng", "longitude", "x"),
        "lat": ("纬度", "lat", "latitude", "y"),
        "district": ("区县", "所属区县", "district"),
        "external_ref": ("外部编号", "编号", "ref", "external_ref", "id"),
    }
)
REQUIRED = ("name", "employer")
_KIND_WORDS: Mapping[str, SiteKind] = MappingProxyType(
    {
        **{kind.value: kind for kind in SiteKind},
        **{label: kind for kind, label in SITE_KIND_LABELS.items()},
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


def _folded(heading: str) -> str:
    return unicodedata.normalize("NFKC", heading).strip().rstrip("*").strip().lower()


_BY_HEADING = {_folded(heading): name for name, headings in HEADINGS.items() for heading in headings}


def matched(head: Sequence[str]) -> dict[str, str]:
    """Our fields among a file's headings: field → heading as written; the first that fits wins."""
    found: dict[str, str] = {}
    for heading in head:
        name = _BY_HEADING.get(_folded(heading))
        if name is not None:
            found.setdefault(name, heading)
    return found


def missing_from(columns: Mapping[str, str]) -> list[str]:
    """The needed fields for which no column of the file is known."""
    return [name for name in REQUIRED if name not in columns]


def check_head(head: Sequence[str]) -> None:
    """Refuse a file that cannot hold the needed fields, whatever its columns are called.

    Raises:
        Invalid: fewer named columns than needed fields (field ``file``).
    """
    if len({heading for heading in head if heading}) < len(REQUIRED):
        names = "、".join(HEADINGS[name][0] for name in REQUIRED)
        sentence = Text(N_("第一行缺少这些列：%(names)s"), names=names)
        raise Invalid(sentence, code="columns_missing", fields={"file": [sentence]})


def check_columns(columns: Mapping[str, str], head: Sequence[str]) -> None:
    """Refuse a matching by hand that does not fit the file.

    Raises:
        Invalid: a column that the file has not, one used twice, or a needed field left out; by field.
    """
    errors: dict[str, list[str]] = {}
    for name, heading in columns.items():
        if name not in HEADINGS:
            errors[f"columns.{name}"] = [N_("没有这个字段")]
        elif heading not in head:
            errors[f"columns.{name}"] = [N_("文件里没有这一列")]
        elif list(columns.values()).count(heading) > 1:
            errors[f"columns.{name}"] = [N_("这一列已对应另一项")]
    errors |= {f"columns.{name}": [N_("此项必填")] for name in missing_from(columns)}
    if errors:
        raise Invalid(code="columns_wrong", fields=errors)


def kind_of(words: str) -> SiteKind:
    """The kind of site that ``words`` name; nothing means an operating workplace.

    Raises:
        Invalid: they name none (field ``kind``).
    """
    if not words:
        return SiteKind.OPERATING
    kind = _KIND_WORDS.get(unicodedata.normalize("NFKC", words).strip().lower())
    if kind is None:
        raise Invalid(fields={"kind": [N_("没有这种场所类型")]})
    return kind
