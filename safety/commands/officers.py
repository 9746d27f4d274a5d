"""The command that makes an officer."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from safety.access.roles import Role
from safety.access.scope import system_actor
from safety.law.days import shanghai_date
from safety.people.operations.appointments import appoint
from safety.people.operations.members import create_member
from safety.people.operations.unions import create_union
from safety.people.queries import find_union_by_name
from safety.people.rules import UnionLevel
from safety.people.schemas import SignInName
from safety.transactions import one_transaction
from safety.wire.commands import Typed, speaks_plainly
from safety.wire.schemas import Line

UNION_NAME = Typed(Line(required=True, maximum=120))
MEMBER_NAME = Typed(Line(required=True, maximum=60))
SIGN_IN_NAME = Typed(SignInName(required=True))


@click.command("create-officer")
@click.option(
    "--union", "union_name", type=UNION_NAME, required=True, prompt="Union (made when it does not exist)"
)
@click.option(
    "--level",
    type=click.Choice([one.value for one in UnionLevel]),
    default=UnionLevel.DISTRICT.value,
    help="Of a union to be made.",
)
@click.option("--district", help="Six-digit district code of a union to be made.")
@click.option("--name", type=MEMBER_NAME, required=True, prompt="Name of the officer")
@click.option("--sign-in", "sign_in_name", type=SIGN_IN_NAME, required=True, prompt="Sign-in name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([one.value for one in Role]),
    help="May be repeated.",
    required=True,
)
@click.option("--another-person", is_flag=True, help="Although the union has somebody of this name.")
@speaks_plainly
def create_officer(
    union_name: str,
    level: str,
    district: str | None,
    name: str,
    sign_in_name: str,
    roles: tuple[str, ...],
    *,
    another_person: bool,
) -> None:
    """Make an officer with a temporary password, and the union when it does not exist: the first sign-in.

    A first installation wants three: system_administrator, security_administrator, auditor.
    """
    actor, now = system_actor(), datetime.now(UTC)
    with one_transaction():
        union = find_union_by_name(union_name) or create_union(
            actor=actor,
            now=now,
            name=union_name,
            short_name=None,
            level=UnionLevel(level),
            parent_id=None,
            district_code=district,
        )
        member, password = create_member(
            actor=actor,
            now=now,
            name=name,
            union_id=union.id,
            sign_in_name=sign_in_name,
            accept_duplicate=another_person,
        )
        for role in roles:
            appoint(
                actor=actor,
                now=now,
                member_id=member.id,
                union_id=union.id,
                role=Role(role),
                valid_from=shanghai_date(now),
            )
    click.echo(f"{sign_in_name}: temporary password {password} (to be changed at the first sign-in)")
