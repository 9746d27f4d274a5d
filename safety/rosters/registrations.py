"""The lists that come in from files."""

from __future__ import annotations

from safety.rosters.operations.member_rows import MEMBERS
from safety.workplaces.operations.imports import take_in

take_in(MEMBERS)
