"""Examples of what is sent, by the name of the call; a test sends each of them to the server.

Ids in them stand for records there are: a reader puts in their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

_ID = "01938f5e-7b1a-7c3d-9e4f-5a6b7c8d9e0f"

EXAMPLES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "put_employer": {
            "name": "江北示例机械有限公司",
            "headcount": 120,
            "industry": "C",
            "district_code": "500103",
        },
        "put_site": {
            "employer_id": _ID,
            "name": "冲压车间",
            "kind": "operating",
            "address": "示例路 1 号",
            "lon": 106.5728,
            "lat": 29.5587,
            "datum": "wgs84",
        },
        "change_site": {"address": "示例路 2 号"},
        "propose_transfer": {"to_union_id": _ID, "on_day": "2026-12-01", "reason": "属地管理"},
        "put_project": {"owner_id": _ID, "name": "二期厂房新建工程", "nature": "new", "tracks": ["safety"]},
        "change_project": {"name": "二期厂房扩建工程", "nature": "expanded", "tracks": ["safety"]},
        "put_plan": {
            "title": "一季度检查",
            "union_id": _ID,
            "starts_on": "2026-11-23",
            "due_on": "2026-12-20",
            "inspectors": [_ID],
        },
        "put_notice": {"site_id": _ID, "lines": [{"demand_id": _ID, "term_on": "2026-12-01"}]},
        "put_evacuation": {
            "site_id": _ID,
            "danger": "边坡开裂",
            "suggestion": "立即撤离",
            "told_name": "张建国",
            "proposed_at": "2026-11-23T09:30:00+08:00",
        },
        "set_demand_term": {"term_on": "2026-12-15", "reason": "备件未到"},
        "add_accident": {
            "title": "冲压车间机械伤害",
            "happened_at": "2026-11-22T15:20:00+08:00",
            "site_id": _ID,
            "place": "冲压车间",
            "category": "n04",
            "deaths": 0,
            "serious": 1,
        },
        "create_member": {"name": "吴晓彤", "union_id": _ID, "position": "安全员"},
        "record_certificate": {
            "number": "渝工劳监 2026-0001",
            "issuer": "示例市总工会",
            "issued_on": "2026-11-01",
            "valid_to": "2029-10-31",
        },
        "close_site": {"reason": "已搬迁"},
        "export_register": {"register": "sites", "format": "csv", "filters": {}},
    }
)
