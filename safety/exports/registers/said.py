"""How the filters that many registers share are said in a file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from safety.access.scope import Scope
from safety.errors import NotFound
from safety.exports.registers.descriptor import Filter
from safety.inspections.queries import template_choices
from safety.inspections.rules import hazards
from safety.people.models import Member, Union
from safety.people.queries.named import name_in_sight
from safety.reference.queries import all_district_names
from safety.text import N_
from safety.wire.problems import translate
from safety.workplaces.queries import get_site


def _site_name(site_id: uuid.UUID, scope: Scope) -> str:
    try:
        return get_site(site_id, scope).name
    except NotFound:  # a site of elsewhere is not named
        return str(site_id)


def _member(label: str) -> Filter:
    return Filter(label, lambda value, scope: name_in_sight(Member, value, scope) or str(value))


def yes_filter(label: str) -> Filter:
    """A filter that is set or not."""
    return Filter(label, lambda value, _scope: translate(N_("是") if value else N_("否")))


Q = Filter(N_("搜索"))
DISTRICT = Filter(N_("区县"), lambda value, _scope: all_district_names().get(value, value))
SITE = Filter(N_("场所"), _site_name)
UNION = Filter(N_("工会"), lambda value, scope: name_in_sight(Union, value, scope) or str(value))
SPAN: Mapping[str, Filter] = MappingProxyType({"since": Filter(N_("自")), "until": Filter(N_("至"))})
INSPECTOR = _member(N_("检查员"))
RESPONSIBLE = _member(N_("责任人"))
PERSON = _member(N_("人员"))
SENDER = _member(N_("送来的人"))
TEMPLATE = Filter(N_("检查表"), lambda value, _scope: dict(template_choices()).get(value, str(value)))
FACTOR = Filter(
    N_("危险有害因素"),
    lambda value, _scope: f"{value} {translate(hazards.factor_name(value) or '')}".strip(),
)
