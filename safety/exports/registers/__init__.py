"""The registers that can be exported, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety.exports.asked import RegisterName as Name
from safety.exports.registers.accidents import ACCIDENTS, CLOCKS, NOTIFICATIONS, OPINIONS
from safety.exports.registers.checks import DEMANDS, HAZARDS, INSPECTIONS
from safety.exports.registers.descriptor import Line, Register
from safety.exports.registers.papers import EVACUATIONS, NOTICES, PAPERS, REFERRALS
from safety.exports.registers.people import AUDIT, CERTIFICATES, MEMBERS, PLANS
from safety.exports.registers.places import EMPLOYERS, SITES
from safety.exports.registers.projects import ENTRIES, PROJECTS

__all__ = ["REGISTERS", "Line", "Register"]

REGISTERS: Mapping[Name, Register] = MappingProxyType(
    {
        Name.SITES: SITES,
        Name.EMPLOYERS: EMPLOYERS,
        Name.INSPECTIONS: INSPECTIONS,
        Name.HAZARDS: HAZARDS,
        Name.DEMANDS: DEMANDS,
        Name.NOTICES: NOTICES,
        Name.REFERRALS: REFERRALS,
        Name.EVACUATIONS: EVACUATIONS,
        Name.PAPERS: PAPERS,
        Name.PLANS: PLANS,
        Name.PROJECTS: PROJECTS,
        Name.ACCIDENTS: ACCIDENTS,
        Name.ACCIDENT_CLOCKS: CLOCKS,
        Name.ACCIDENT_NOTICES: NOTIFICATIONS,
        Name.ACCIDENT_OPINIONS: OPINIONS,
        Name.MEMBERS: MEMBERS,
        Name.CERTIFICATES: CERTIFICATES,
        Name.ENTRIES: ENTRIES,
        Name.AUDIT: AUDIT,
    }
)
