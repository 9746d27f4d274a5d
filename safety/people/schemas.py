"""What goes in and out about people; unknown fields are refused, and nothing is looked up here."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from safety.access.roles import LABELS, Role
from safety.people.inputs import Second
from safety.people.rules import CertificateStatus, UnionLevel
from safety.text import N_, Text
from safety.wire.paging import ListOut, Order, WordsArgs
from safety.wire.schemas import Choice, Day, Line, OneOf, Regexp, Strict

SIGN_IN_NAME = Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._@-]{2,59}$", error=N_("登录名由 3 到 60 个字母、数字或 . _ @ - 组成")
)
PHONE = Regexp(r"^[0-9+() -]{5,30}$", error=N_("电话号码只能包含数字、空格、+、-、括号"))


class SignInName(Line):
    """A name to sign in by."""

    def __init__(self, **options: object) -> None:
        super().__init__(maximum=60, **options)
        self.validators.append(SIGN_IN_NAME)


class Phone(Line):
    """A telephone number."""

    def __init__(self, **options: object) -> None:
        super().__init__(maximum=30, **options)
        self.validators.append(PHONE)


class SignInIn(Strict):
    """Name and password."""

    sign_in_name = Line(required=True, maximum=60)
    password = fields.String(required=True)


class CodeIn(Strict):
    """A code of an authenticator app, or a recovery code."""

    code = Line(required=True, maximum=20)


class SecondFactorIn(CodeIn):
    """The first code of an authenticator app, and the password again."""

    password = fields.String(required=True)


class PasswordIn(Strict):
    """One's own new password."""

    old = fields.String(required=True)
    password = fields.String(required=True)
    again = fields.String(required=True)


class PasswordOnlyIn(Strict):
    """The password again, before something that cannot be undone."""

    password = fields.String(required=True)


class TokenIn(Strict):
    """An API token to be made; it ends after ``days``.

    The password, and the code of the second factor where there is one, say that it is oneself who asks.
    """

    name = Line(required=True, maximum=60)
    read_only = fields.Boolean(load_default=False)
    password = fields.String(required=True)
    code = Line(maximum=40, load_default=None, allow_none=True)
    days = fields.Integer(load_default=90, validate=OneOf([1, 7, 30, 90, 365]))


class TokenOut(Schema):
    """An API token, without the token itself."""

    id = fields.UUID()
    name = fields.String()
    read_only = fields.Boolean()
    created_at = fields.AwareDateTime(format="iso")
    expires_at = fields.AwareDateTime(format="iso")
    last_used_at = fields.AwareDateTime(format="iso", allow_none=True)


class TokensOut(ListOut):
    """API tokens of one member."""

    items = fields.List(fields.Nested(TokenOut), required=True)


class UnionIn(Strict):
    """A union as it is to be."""

    name = Line(required=True, maximum=120)
    short_name = Line(maximum=40, load_default=None)
    level = Choice(UnionLevel, required=True)
    parent_id = fields.UUID(load_default=None, allow_none=True)
    industry_parent_id = fields.UUID(load_default=None, allow_none=True)
    district_code = Line(maximum=6, load_default=None, allow_none=True)


class SecondIn(Strict):
    """Who else agrees with an act that one administrator does not do alone: the other's own name, password and code."""

    second_name = Line(maximum=60, load_default=None, allow_none=True)
    second_password = fields.String(load_default=None, allow_none=True)
    second_code = Line(maximum=20, load_default=None, allow_none=True)

    @post_load
    def make_second(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The three fields as one fact, ``second``."""
        name, password, code = (data.pop(f"second_{one}", None) for one in ("name", "password", "code"))
        return data | {"second": Second(name, password or "", code) if name else None}


class EndIn(Strict):
    """The day on which something ends."""

    on = Day(required=True)


class MemberIn(SecondIn):
    """A member as he or she is to be; ``accept_duplicate`` after somebody of the same name was looked at."""

    name = Line(required=True, maximum=60)
    union_id = fields.UUID(required=True)
    sign_in_name = SignInName(load_default=None, allow_none=True)
    phone = Phone(load_default=None, allow_none=True)
    position = Line(maximum=60, load_default=None, allow_none=True)
    accept_duplicate = fields.Boolean(load_default=False)


class MemberNewIn(MemberIn):
    """A new member."""


class RoleByName(fields.Field[Role]):
    """A role by its Chinese name, as a clerk writes it, or by its key."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Role:
        by_name = {LABELS[role]: role for role in Role} | {str(role): role for role in Role}
        if str(value) not in by_name:
            raise ValidationError([Text(N_("没有“%(name)s”这个角色"), name=str(value))])
        return by_name[str(value)]


class Versioned(Strict):
    """An edit on a page carries the version it was made on."""

    version = fields.Integer(required=True)


class UnionEdit(UnionIn, Versioned):
    """A union edited on a page."""


class MemberEdit(MemberIn, Versioned):
    """A member edited on a page."""


class ReasonIn(Strict):
    """Why."""

    reason = Line(required=True, maximum=200)


class ShutOutIn(ReasonIn, SecondIn):
    """Why somebody is shut out."""


class ResetIn(SecondIn):
    """Whether the second factor goes too."""

    drop_second_factor = fields.Boolean(load_default=False)


class AppointmentIn(SecondIn):
    """A role in a union for a term."""

    union_id = fields.UUID(required=True)
    role = Choice(Role, required=True)
    valid_from = Day(required=True)
    valid_to = Day(load_default=None, allow_none=True)


class AppointmentEndIn(EndIn, ReasonIn, SecondIn):
    """The last day of an appointment, and why."""


class CertificateIn(Strict):
    """An inspector's certificate."""

    number = Line(required=True, maximum=40)
    issuer = Line(required=True, maximum=120)
    issued_on = Day(required=True)
    valid_to = Day(required=True)
    last_training_on = Day(load_default=None, allow_none=True)
    last_exam_result = Line(maximum=60, load_default=None, allow_none=True)


class CertificateChange(Strict):
    """A certificate's new state; a change of ``status`` wants its ``reason`` and counts from the day ``on``."""

    status = Choice(CertificateStatus, required=True)
    on = Day(required=True)
    valid_to = Day(required=True)
    reason = Line(maximum=200, load_default=None, allow_none=True)
    last_training_on = Day(load_default=None, allow_none=True)
    last_exam_result = Line(maximum=60, load_default=None, allow_none=True)


class MemberFilters(WordsArgs):
    """Filters of the list of members, the same on page and API."""

    sort = Order("name", "union", "created")

    union_id = fields.UUID(load_default=None)
    role = Choice(Role, load_default=None)
    state = fields.String(load_default=None, validate=OneOf(["active", "disabled", "no_sign_in"]))


class CertificateFilters(WordsArgs):
    """Filters of the list of certificates."""

    sort = Order("valid_to", "name", "number")

    state = fields.String(
        load_default=None, validate=OneOf(["expiring", "expired", *(str(one) for one in CertificateStatus)])
    )


class UnionOut(Schema):
    """A union."""

    id = fields.UUID()
    name = fields.String()
    short_name = fields.String()
    level = fields.String()
    parent_id = fields.UUID(allow_none=True)
    industry_parent_id = fields.UUID(allow_none=True)
    district_code = fields.String(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    version = fields.Integer()


class UnionsOut(ListOut):
    """All unions of the scope, in the order of the tree."""

    items = fields.List(fields.Nested(UnionOut))


class AppointmentOut(Schema):
    """An appointment."""

    id = fields.UUID()
    member_id = fields.UUID()
    union_id = fields.UUID()
    role = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    ended_reason = fields.String(allow_none=True)


class CertificateStateOut(Schema):
    """A change of a certificate's status: it counts from ``on_day`` until the next one."""

    status = fields.String()
    on_day = fields.Date()
    reason = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class CertificateOut(Schema):
    """A certificate; ``states`` is the history of its status, the oldest first."""

    id = fields.UUID()
    member_id = fields.UUID()
    number = fields.String()
    issuer = fields.String()
    issued_on = fields.Date()
    valid_to = fields.Date()
    status = fields.String()
    status_changed_on = fields.Date(allow_none=True)
    states = fields.List(fields.Nested(CertificateStateOut))
    last_training_on = fields.Date(allow_none=True)
    last_exam_result = fields.String(allow_none=True)


class CertificatesOut(ListOut):
    """A part of the list of certificates."""

    items = fields.List(fields.Nested(CertificateOut), required=True)


class MemberOut(Schema):
    """A member."""

    id = fields.UUID()
    name = fields.String()
    union_id = fields.UUID()
    sign_in_name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    position = fields.String(allow_none=True)
    must_change_password = fields.Boolean()
    disabled_at = fields.AwareDateTime(format="iso", allow_none=True)
    disabled_reason = fields.String(allow_none=True)
    appointments = fields.List(fields.Nested(AppointmentOut))
    version = fields.Integer()


class MembersOut(ListOut):
    """A part of the list of members."""

    items = fields.List(fields.Nested(MemberOut), required=True)


class MemberMade(MemberOut):
    """A new member, with the temporary password that is told this once."""

    temporary_password = fields.String(allow_none=True)


class PasswordOut(Schema):
    """A temporary password, told this once."""

    temporary_password = fields.String()


class RoleOut(Schema):
    """A role and what it grants."""

    role = fields.String()
    label = fields.String()
    permissions = fields.List(fields.String())


class RolesOut(Schema):
    """All roles."""

    items = fields.List(fields.Nested(RoleOut))
