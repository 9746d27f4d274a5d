"""Words for what the audit holds: actions and kinds of records; a test finds an action without words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from safety.text import N_
from safety.wire.problems import translate

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "appointment_ended": N_("结束任职"),
        "certificate_changed": N_("变更检查员证"),
        "certificate_recorded": N_("登记检查员证"),
        "member_appointed": N_("任职"),
        "member_changed": N_("修改人员"),
        "member_created": N_("新增人员"),
        "member_disabled": N_("停用账号"),
        "member_enabled": N_("恢复账号"),
        "password_changed": N_("修改密码"),
        "password_reset": N_("重置密码"),
        "second_factor_enrolled": N_("启用两步验证"),
        "second_factor_removed": N_("停用两步验证"),
        "session_ended": N_("结束登录"),
        "sign_in_locked": N_("登录锁定"),
        "signed_in": N_("登录"),
        "signed_out": N_("退出登录"),
        "token_created": N_("新建令牌"),
        "token_revoked": N_("作废令牌"),
        "union_changed": N_("修改工会"),
        "union_created": N_("新增工会"),
        "union_ended": N_("撤销工会"),
    }
)

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "access_token": N_("令牌"),
        "member": N_("人员"),
        "sign_in": N_("登录"),
        "union": N_("工会"),
    }
)

CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "page": N_("网页"),
        "api": N_("接口"),
        "command": N_("命令行"),
        "link": N_("签名链接"),
        "sync": N_("平板同步"),
        "job": N_("后台任务"),
    }
)

WHY: Mapping[str, str] = MappingProxyType(
    {
        "order": N_("序号不连续"),
        "link": N_("与上一行不衔接"),
        "content": N_("内容与散列值不符"),
        "head": N_("链尾与记录不符"),
    }
)


def action_label(action: str) -> str:
    """The action in the reader's language."""
    return translate(ACTIONS[action]) if action in ACTIONS else action


def kind_label(kind: str) -> str:
    """The kind of record in the reader's language."""
    return translate(KINDS[kind]) if kind in KINDS else kind


def channel_label(channel: str) -> str:
    """By which way it was done, in the reader's language."""
    return translate(CHANNELS[channel]) if channel in CHANNELS else channel


def why_label(why: str) -> str:
    """Why a row does not hold, in the reader's language."""
    return translate(WHY[why]) if why in WHY else why


def change_text(change: Mapping[str, Any]) -> str:
    """What changed, as compact text."""
    return json.dumps(dict(change), ensure_ascii=False, sort_keys=True) if change else ""
