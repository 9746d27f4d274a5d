"""Registers in files that the demonstration takes in, each with rows that have a mistake."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from safety.access.scope import Actor, Scope
from safety.database import db
from safety.people.models import Union
from safety.workplaces.models import RegisterImport
from safety.workplaces.operations import uploads
from safety.workplaces.operations.registers import RegisterKind
from safety.workplaces.queries import imports
from safety.workplaces.rules import Datum

_SITES: Final = """\
场所名称,单位名称,统一社会信用代码,场所类型,行业门类,职工人数,地址,经度,纬度,区县
李渡机械装配车间（示例）,李渡机械有限公司（示例）,,在用,C,320,李渡街道,107.2951,29.7562,涪陵区
马鞍仓储中心（示例）,马鞍物流有限公司（示例）,,在用,G,85,马鞍街道,107.3322,29.7221,涪陵区
白涛管廊工程（示例）,白涛建设有限公司（示例）,,新建,E,140,白涛街道,107.4891,29.5446,涪陵区
代码有误的场所（示例）,代码有误有限公司（示例）,91500000MA5U00000X,在用,C,12,荔枝街道,107.3811,29.6923,涪陵区
经纬度颠倒的场所（示例）,颠倒有限公司（示例）,,在用,C,12,荔枝街道,29.6923,107.3811,涪陵区
"""
_PROJECTS: Final = """\
项目代码,项目名称,建设单位,性质,投资（万元）,预计职工人数,三同时设施,高风险,计划设计审查日期,计划竣工验收日期,经度,纬度,区县
2026-500102-34-01-000001,装配车间扩建工程（示例）,李渡机械有限公司（示例）,扩建,8600,120,安全设施、职业病防护设施,否,2026-12-10,2027-09-30,107.2953,29.7564,涪陵区
2026-500102-59-01-000002,马鞍仓储二期工程（示例）,马鞍物流有限公司（示例）,新建,3200,45,安全设施,否,2026-12-18,2027-06-30,107.3325,29.7223,涪陵区
2026-500102-26-01-000003,白涛合成氨技改项目（示例）,白涛化工有限公司（示例）,技改,15400,60,安全设施、职业病防护设施,是,2027-01-15,2028-03-31,107.4893,29.5449,涪陵区
2026-500102-26-01-000004,性质不明的项目（示例）,白涛化工有限公司（示例）,未定,900,10,安全设施,否,,,107.4893,29.5449,涪陵区
2026-500102-26-01-000005,日期颠倒的项目（示例）,白涛化工有限公司（示例）,新建,900,10,安全设施,否,2027-06-01,2027-01-01,107.4893,29.5449,涪陵区
"""
_EMPLOYERS: Final = """\
单位名称,统一社会信用代码,行业门类,职工人数,工会组织,联系人,联系电话,地址,区县
江北嘴物流有限公司（示例）,,G,85,已建,冉样,13800000031,马鞍街道,涪陵区
李渡冲压有限公司（示例）,,C,240,未建,文样,13800000032,李渡街道,涪陵区
人数有误有限公司（示例）,,C,十几人,未建,,,荔枝街道,涪陵区
"""
_NOTICES: Final = """\
收到时间,来自,内容,事故发生时间,地点,单位,死亡,重伤,区县
2026-11-02 10:20,涪陵区应急管理局,脚手架坍塌，两人受伤,2026-11-02 08:40,白涛街道工地,白涛建设有限公司（示例）,0,2,涪陵区
2026-11-05,涪陵区应急管理局,只有日期的一条,,,,0,0,涪陵区
"""
_MEMBERS: Final = """\
姓名,所在工会,登录名,职务,电话,角色,任期起
冉新样,涪陵区总工会,ranxin,干事,13800000021,劳动保护监督检查员,2026-12-01
文华样,涪陵区总工会,,车间安全员,13800000022,,
没有工会样,不存在的工会,,,,,
"""
#: Register → its file and the file's name.
FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "sites": (_SITES, "涪陵区场所（示例）.csv"),
        "projects": (_PROJECTS, "涪陵区建设项目（示例）.csv"),
        "employers": (_EMPLOYERS, "涪陵区单位（示例）.csv"),
        "notices": (_NOTICES, "涪陵区事故快报（示例）.csv"),
        "members": (_MEMBERS, "涪陵区人员（示例）.csv"),
    }
)


def import_of(kind: RegisterKind, *, actor: Actor, union: Union, now: datetime) -> uuid.UUID:
    """The import of a register that is there, or one begun from its file."""
    there = select(RegisterImport.id).where(
        RegisterImport.register == kind.name, RegisterImport.union_id == union.id
    )
    kept_id = db.session.scalars(there).first()
    if kept_id is not None:
        return kept_id
    content, name = FILES[kind.name]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_text(content, encoding="utf-8")
        kept = uploads.take_file(
            actor=actor,
            now=now - timedelta(minutes=3),
            kind=kind,
            id=uuid.uuid4(),
            source=file,
            file_name=name,
            union_id=union.id,
        )
    found = imports.get_import(kept.id, Scope(everything=True), kind.name)
    uploads.start_import(actor=actor, now=now, found=found, datum=Datum.WGS84, queued=False)
    return found.id
