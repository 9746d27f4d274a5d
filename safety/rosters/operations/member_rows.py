"""The list of members, as it is taken in from files: each row a member, with one appointment and one certificate.

What a row leaves empty stays; names and sign-in names of known members are never changed by a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from safety.access.permissions import Permission
from safety.access.roles import LABELS, Role
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.folding.texts import fold
from safety.law.days import shanghai_date
from safety.people.models import Appointment, Certificate, Member, Union
from safety.people.operations import appointments, members, two_persons
from safety.people.queries import place_of
from safety.people.queries.registers import unions_by_name
from safety.rosters.headings import MEMBER_HEADINGS
from safety.rosters.member_row import MemberRow
from safety.rosters.operations.identity import Planned, person_meant, planned
from safety.rosters.operations.undoing import UNDOING
from safety.text import N_, Text
from safety.transactions import all_or_nothing
from safety.wire.problems import invalid_from
from safety.workplaces.operations import changes
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.import_rows import check_texts, day_of
from safety.workplaces.operations.registers import Foreseen, RegisterKind, Row, Taken
from safety.workplaces.operations.stated import Stated, check_current

LIMITS: Mapping[str, int] = {
    "name": 60,
    "union": 120,
    "sign_in_name": 60,
    "position": 60,
    "phone": 30,
    "certificate_number": 40,
    "certificate_issuer": 120,
}
_DAYS = ("valid_from", "valid_to", "certificate_issued_on", "certificate_valid_to")
_EMPTIED = ("phone", "position")


@dataclass(frozen=True, kw_only=True)
class _Plan(Foreseen):
    """What a row would do: to whom, with which facts."""

    given: Mapping[str, Any]
    union: Union
    known: Member | None
    facts: Mapping[str, Any]
    appoints: bool
    certifies: bool


@dataclass
class MemberRows:
    """Takes rows of members in."""

    chunk: Chunk
    rows: Sequence[Row]
    _waiting: list[Planned] = field(default_factory=list)
    _unions: Mapping[str, Union] = field(init=False)
    _stated: Stated[Member] = field(init=False)

    def __post_init__(self) -> None:
        scope = self.chunk.actor.scope(Permission.MEMBER_MANAGE)
        self._stated = Stated(
            Member, self.chunk, self.rows, joinedload(Member.union), place=lambda one: place_of(one.union)
        )
        self._unions = unions_by_name([row.get("union") or "" for row in self.rows], scope)

    def foresee(self, row: Row) -> Foreseen:
        """What the row would do; nothing is written.

        Raises:
            Refusal: it cannot come in.
        """
        given, union = self._given(row), self._union(row)
        meant = person_meant(self.chunk, row, given, union, self._waiting, self._stated.of(row))
        if meant is None:
            self._waiting.append(planned(row, given, union))
        if isinstance(meant, Planned):
            return self._plan(given, union, None, ("row", str(meant.row)), "updated")
        key = ("row", str(row["number"])) if meant is None else ("member", str(meant.id))
        plan = self._plan(given, union, meant, key, "created" if meant is None else "updated")
        _check_current(row, plan)
        return plan

    def take(self, row: Row) -> Taken:
        """Take the row in.

        Raises:
            Refusal: it cannot come in; nothing of it is then kept.
        """
        given, union = self._given(row), self._union(row)
        meant = person_meant(self.chunk, row, given, union, (), self._stated.of(row))
        known = meant if isinstance(meant, Member) else None
        self.chunk.steps = []
        with all_or_nothing():
            plan = self._plan(given, union, known, (), "updated" if known else "created")
            _check_current(row, plan)
            member = self._create(plan) if known is None else self._change(known, plan)
            self._appoint(member, plan)
            self._certify(member, plan)
        if known is None:
            self.chunk.made_by(row, member)
        return Taken(member.id, plan.outcome, self.chunk.steps)

    def _given(self, row: Row) -> dict[str, Any]:
        check_texts(row, LIMITS, needed=("name", "union"))
        texts = {name: row[name] for name in MEMBER_HEADINGS.names if row.get(name)}
        for name in _DAYS:
            day = day_of(texts.get(name, ""), name)
            if day is not None:
                texts[name] = day.isoformat()
        try:
            given: dict[str, Any] = MemberRow().load(texts)
        except ValidationError as error:
            raise invalid_from(error) from error
        if given["role"] is not None and given["valid_from"] is None:
            raise Invalid(fields={"valid_from": [N_("有角色时须填写任期起")]})
        told = [given[f"certificate_{name}"] for name in ("issuer", "issued_on", "valid_to")]
        if given["certificate_number"] is not None and None in told:
            raise Invalid(fields={"certificate_number": [N_("有证号时须填写发证单位、发证日期和有效期")]})
        return given

    def _union(self, row: Row) -> Union:
        union = self._unions.get(name_key(row["union"]))
        if union is None:
            raise Invalid(fields={"union": [Text(N_("没有找到工会“%(name)s”"), name=row["union"])]})
        self.chunk.actor.require(Permission.MEMBER_MANAGE, place_of(union))
        return union

    def _plan(
        self,
        given: Mapping[str, Any],
        union: Union,
        known: Member | None,
        key: tuple[str, ...],
        outcome: str,
    ) -> _Plan:
        if known is not None:  # found by a sign-in name or a certificate, wherever that person is
            self.chunk.actor.require(Permission.MEMBER_MANAGE, place_of(known.union))
        facts = self._facts(given, known)
        appoints, certifies = self._appoints(given, union, known), self._certifies(given, known)
        pairs: dict[str, tuple[Any, Any]] = {}
        if known is not None:
            pairs = {
                name: (getattr(known, name), value)
                for name, value in (facts | {"union_id": union.id}).items()
                if getattr(known, name) != value
            }
            pairs |= {"role": (None, given["role"])} if appoints else {}
            pairs |= {"certificate_number": (None, given["certificate_number"])} if certifies else {}
            outcome = "updated" if pairs else "unchanged"
        return _Plan(
            outcome=outcome,
            name=given["name"],
            about="member",
            key=key,
            pairs=pairs,
            given=given,
            union=union,
            known=known,
            facts=facts,
            appoints=appoints,
            certifies=certifies,
        )

    def _facts(self, given: Mapping[str, Any], known: Member | None) -> dict[str, Any]:
        """The member's facts after the row: what the row leaves empty stays, and so do name and sign-in name."""
        facts = {name: given[name] for name in ("name", "sign_in_name", "phone", "position")}
        sign_in_name = fold(facts["sign_in_name"] or "") or None
        if known is None:
            return facts | {"sign_in_name": members.free_sign_in_name(sign_in_name, None)}
        if known.sign_in_name and sign_in_name not in {None, known.sign_in_name}:
            sentence = Text(N_("此人已有登录名 %(name)s，导入不改登录名"), name=known.sign_in_name)
            raise Invalid(fields={"sign_in_name": [sentence]})
        kept = {
            name: facts[name] or (None if self._empties(name) else getattr(known, name)) for name in _EMPTIED
        }
        own = known.sign_in_name or members.free_sign_in_name(sign_in_name, known.id)
        return {"name": known.name, "sign_in_name": own, **kept}

    def _empties(self, name: str) -> bool:
        return self.chunk.clears_empty and any(name in row for row in self.rows)

    def _appoints(self, given: Mapping[str, Any], union: Union, known: Member | None) -> bool:
        """Whether the row appoints anew; an appointment of that union, role and first day is known again."""
        role: Role | None = given["role"]
        if role is None:
            return False
        same = () if known is None else known.appointments
        if any(
            (one.union_id, one.role, one.valid_from) == (union.id, role, given["valid_from"]) for one in same
        ):
            return False
        appointments.check_term(known, union.id, role, given["valid_from"], given["valid_to"])
        self._check_agreed(role, given["valid_from"])
        return True

    def _check_agreed(self, role: Role, first: date) -> None:
        """Refuse what wants a second administrator, where none agreed when the import was begun."""
        acts = two_persons.acts_of_appointment(role, first, shanghai_date(self.chunk.now))
        if acts and self.chunk.agreed is None and not self.chunk.actor.trusted:
            sentence = N_("任期早于今天，或任管理员、审计员：开始导入时须由另一名安全管理员同意")
            raise Invalid(sentence, code="second_needed", fields={"role": [sentence]})

    def _certifies(self, given: Mapping[str, Any], known: Member | None) -> bool:
        number, issuer = given["certificate_number"], given["certificate_issuer"]
        if number is None:
            return False
        own = [] if known is None else self._certificates(known)
        if any((fold(one.number), fold(one.issuer)) == (fold(number), fold(issuer)) for one in own):
            return False
        appointments.check_certificate(
            number, issuer, given["certificate_issued_on"], given["certificate_valid_to"]
        )
        return True

    def _certificates(self, member: Member) -> Sequence[Certificate]:
        return session.scalars(select(Certificate).where(Certificate.member_id == member.id)).all()

    def _create(self, plan: _Plan) -> Member:
        member, _password = members.create_member(
            actor=self.chunk.actor,
            now=self.chunk.now,
            union_id=plan.union.id,
            accept_duplicate=True,
            **plan.facts,
        )
        self.chunk.steps.append(changes.step("member", member, None))
        return member

    def _change(self, known: Member, plan: _Plan) -> Member:
        """Change what the row says of a known member."""
        change = {
            name: pair for name, pair in plan.pairs.items() if name not in {"role", "certificate_number"}
        }
        if not change:
            return known
        member = members.change_member(
            actor=self.chunk.actor,
            now=self.chunk.now,
            member_id=known.id,
            version=known.version,
            union_id=plan.union.id,
            accept_duplicate=True,  # who is meant was asked
            **plan.facts,
        )
        self.chunk.steps.append(changes.step("member", member, change))
        return member

    def _appoint(self, member: Member, plan: _Plan) -> None:
        if not plan.appoints:
            return
        session.refresh(member, ["appointments"])
        made: Appointment = appointments.appoint(
            actor=self.chunk.actor,
            now=self.chunk.now,
            member_id=member.id,
            union_id=plan.union.id,
            role=plan.given["role"],
            valid_from=plan.given["valid_from"],
            valid_to=plan.given["valid_to"],
            agreed=self.chunk.agreed,
        )
        told = {"role": [None, str(made.role)], "valid_from": [None, made.valid_from.isoformat()]}
        self.chunk.steps.append(changes.step("appointment", made, None) | {"told": told})

    def _certify(self, member: Member, plan: _Plan) -> None:
        if not plan.certifies:
            return
        made = appointments.record_certificate(
            actor=self.chunk.actor,
            now=self.chunk.now,
            member_id=member.id,
            **{
                name: plan.given[f"certificate_{name}"]
                for name in ("number", "issuer", "issued_on", "valid_to")
            },
        )
        told = {"certificate_number": [None, made.number]}
        self.chunk.steps.append(changes.step("certificate", made, None) | {"told": told})


MEMBERS = RegisterKind(
    name="members",
    job="member_import",
    permission=Permission.MEMBER_MANAGE,
    reading=Permission.MEMBER_MANAGE,
    headings=MEMBER_HEADINGS,
    begin=MemberRows,
    briefs=lambda _scope: (),
    title="人员",
    choices={"role": list(LABELS.values())},
    labels={"role": LABELS},
    models={"member": Member, "appointment": Appointment, "certificate": Certificate},
    has_places=False,
    undoing=UNDOING,
)


def _check_current(row: Row, plan: _Plan) -> None:
    """Refuse a row that would undo what was edited since it went out."""
    if plan.known is not None and plan.pairs:
        check_current(row, plan.known)
