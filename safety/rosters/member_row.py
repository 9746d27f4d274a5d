"""A row of a list of members: its texts as facts."""

from __future__ import annotations

from safety.people.schemas import Phone, RoleByName, SignInName
from safety.wire.schemas import Day, Line, Strict


class MemberRow(Strict):
    """A row of a list: a member, with one appointment and one certificate where they are given."""

    name = Line(required=True, maximum=60)
    union = Line(required=True, maximum=120)
    sign_in_name = SignInName(load_default=None, allow_none=True)
    phone = Phone(load_default=None, allow_none=True)
    position = Line(maximum=60, load_default=None, allow_none=True)
    role = RoleByName(load_default=None, allow_none=True)
    valid_from = Day(load_default=None, allow_none=True)
    valid_to = Day(load_default=None, allow_none=True)
    certificate_number = Line(maximum=40, load_default=None, allow_none=True)
    certificate_issuer = Line(maximum=120, load_default=None, allow_none=True)
    certificate_issued_on = Day(load_default=None, allow_none=True)
    certificate_valid_to = Day(load_default=None, allow_none=True)
