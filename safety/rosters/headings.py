"""Which heading of a list of members means which field, in Chinese and in English."""

from __future__ import annotations

from types import MappingProxyType

from safety.workplaces.columns import Headings

MEMBER_HEADINGS = Headings(
    MappingProxyType(
        {
            "name": ("姓名", "人员姓名", "name", "full name"),
            "union": ("所在工会", "工会", "工会名称", "所属工会", "union"),
            "sign_in_name": ("登录名", "用户名", "sign-in name", "sign_in_name"),
            "position": ("职务", "职务职称", "position"),
            "phone": ("电话", "联系电话", "手机", "手机号", "phone"),
            "role": ("角色", "role"),
            "valid_from": ("任期起", "任职起", "term from", "valid_from"),
            "valid_to": ("任期止", "任职止", "term to", "valid_to"),
            "certificate_number": (
                "证号",
                "检查员证号",
                "证件号",
                "certificate number",
                "certificate_number",
            ),
            "certificate_issuer": ("发证单位", "发证机关", "certificate issuer", "certificate_issuer"),
            "certificate_issued_on": ("发证日期", "certificate issued on", "certificate_issued_on"),
            "certificate_valid_to": (
                "证件有效期至",
                "证件有效期",
                "certificate valid to",
                "certificate_valid_to",
            ),
        }
    ),
    required=("name", "union"),
)
