"""The command that makes an officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from safety.access.roles import Role
from safety.access.scope import Scope, system_actor
from safety.law.days import shanghai_date
from safety.people.models import Union
from safety.people.operations.appointments import appoint
from safety.people.operations.members import create_member
from safety.people.operations.unions import create_union
from safety.people.queries import find_union_by_name, union_by_name
from safety.people.queries.registers import union_tree
from safety.people.rules import CHILDREN, UnionLevel
from safety.people.schemas import SignInName
from safety.reference.queries import district_names
from safety.transactions import one_transaction
from safety.wire.commands import Typed, speaks_plainly
from safety.wire.schemas import Line

UNION_NAME = Typed(Line(required=True, maximum=120))
MEMBER_NAME = Typed(Line(required=True, maximum=60))
SIGN_IN_NAME = Typed(SignInName(required=True))


@dataclass(frozen=True)
class Told:
    """What a union's name tells of it."""

    level: UnionLevel | None = None
    district: str | None = None


def told_by(name: str, districts: Mapping[str, str]) -> Told:
    """The level and district that a general union's name tells: 江津区总工会, 重庆市总工会."""
    before, general, _after = name.partition("总工会")
    code = next((code for code, district in districts.items() if district == before), None)
    if general and code:
        return Told(UnionLevel.DISTRICT, code)
    if general and before.endswith(("区", "县")):  # no edition of districts was adopted yet, or not this one
        return Told(UnionLevel.DISTRICT)
    return Told(UnionLevel.CITY) if general and before.endswith("市") else Told()


def _made(
    name: str, level: str | None, district: str | None, parent_name: str | None, now: datetime
) -> Union:
    """A new union as its name or the clerk says."""
    districts = district_names(shanghai_date(now))
    told = told_by(name, districts)
    known = level or told.level or _asked_level(name)
    chosen = UnionLevel(known)
    code = district or told.district
    if chosen is UnionLevel.DISTRICT and code is None and districts:
        code = click.prompt(
            f"District of {name} (six digits)", type=click.Choice(sorted(districts)), show_choices=False
        )
    parent = _parent(name, chosen, parent_name)
    union = create_union(
        actor=system_actor(),
        now=now,
        name=name,
        short_name=None,
        level=chosen,
        parent_id=parent.id if parent else None,
        district_code=code,
    )
    where = districts.get(union.district_code or "", "no district")
    if chosen is UnionLevel.DISTRICT and not districts:
        words = "There are no districts yet: run `flask boundaries adopt-shipped`, then set its district on the union's page."
        click.echo(words, err=True)
    click.echo(f"made {name}: {chosen}, {where}, {'below ' + parent.name if parent else 'at the top'}")
    return union


def _asked_level(name: str) -> str:
    choice = click.Choice([one.value for one in UnionLevel])
    found: str = click.prompt(f"There is no {name} yet. Its level", type=choice)
    return found


def _parent(name: str, level: UnionLevel, parent_name: str | None) -> Union | None:
    """The union above: as named, else the only one that can be; asked for among several, none for the city's."""
    if parent_name:
        return union_by_name(parent_name)
    if level is UnionLevel.CITY:
        return None
    tree = union_tree(Scope(everything=True))
    above = [one.union for one in tree if level in CHILDREN[UnionLevel(one.union.level)]]
    if level is UnionLevel.DISTRICT or len(above) < 2:
        return above[0] if len(above) == 1 else None
    asked: str = click.prompt(f"The union above {name}", type=click.Choice([one.name for one in above]))
    return next(one for one in above if one.name == asked)


@click.command("create-officer")
@click.option(
    "--union", "union_name", type=UNION_NAME, required=True, prompt="Union (made when it does not exist)"
)
@click.option(
    "--level",
    type=click.Choice([one.value for one in UnionLevel]),
    help="Of a union to be made; asked for where its name does not tell.",
)
@click.option("--district", help="Six-digit district code of a union to be made; asked for likewise.")
@click.option("--parent", "parent_name", help="The union above one to be made, by its full name; likewise.")
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
    level: str | None,
    district: str | None,
    parent_name: str | None,
    name: str,
    sign_in_name: str,
    roles: tuple[str, ...],
    *,
    another_person: bool,
) -> None:
    """Make an officer with a temporary password, and the union when it does not exist: the first sign-in.

    A union called as a district of the newest edition is that district's, below the city's union; one called
    …市总工会 is the city's.  What a name does not tell is asked.

    A first installation wants three: system_administrator, security_administrator, auditor.
    """
    actor, now = system_actor(), datetime.now(UTC)
    with one_transaction():
        union = find_union_by_name(union_name) or _made(union_name, level, district, parent_name, now)
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
