"""Who came along to a re-check: members by their ids, whether they were chosen or typed, and others by name alone."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from safety.access.scope import Actor, Scope
from safety.corrections.inputs import names_in
from safety.corrections.models import Recheck
from safety.errors import Invalid
from safety.people.models import Member
from safety.people.queries import member_names
from safety.people.queries.named import all_named
from safety.people.queries.namesakes import members_named, shared_names, told_apart
from safety.text import N_, Text


def came_along(
    actor: Actor, scope: Scope, recheck: Recheck, chosen: Collection[uuid.UUID]
) -> list[dict[str, Any]] | None:
    """Those who were chosen, then those who were typed: name and ``member_id``; None where nobody came along.

    A typed name of somebody chosen says the same once more.  Of the others, a name that exactly one other member of the
    re-check's union or the re-checker's own bears is that member.

    Raises:
        Invalid: somebody chosen is out of sight or the re-checker; a typed name is that of two members.
    """
    _check_chosen(actor, scope, recheck, chosen)
    names = member_names(chosen)
    typed = [name for name in names_in(recheck.companions) if name not in names.values()]
    unions = {recheck.union_id, actor.union_id or recheck.union_id}
    found = members_named(typed, unions, recheck.checked_on)
    bearers = [one for one in found if one.id != actor.member_id]
    _check_names(typed, bearers, recheck)
    by_name = {one.name: one.id for one in bearers}
    people = [*((names[one], one) for one in chosen), *((name, by_name.get(name)) for name in typed)]
    return [{"name": name, "member_id": str(one) if one else None} for name, one in people] or None


def _check_chosen(actor: Actor, scope: Scope, recheck: Recheck, chosen: Collection[uuid.UUID]) -> None:
    if not chosen:
        return
    all_named(Member, chosen, scope, field="companion_ids", unions=[recheck.union_id])
    if actor.member_id in chosen:
        sentence = N_("复查人本人不是同行人员，请去掉")
        raise Invalid(sentence, code="own_companion", fields={"companion_ids": [sentence]})


def _check_names(typed: Sequence[str], bearers: Collection[Member], recheck: Recheck) -> None:
    """Refuse a name that two members bear: identity is never a name alone."""
    shared = shared_names(one.name for one in bearers)
    told = told_apart(bearers, recheck.checked_on) if shared else {}
    said = [
        Text(
            N_("“%(name)s”有不止一人：%(people)s。请在“从名单选择的同行人员”中选择"),
            name=name,
            people="、".join(told[one.id] for one in bearers if one.name == name),
        )
        for name in typed
        if name in shared
    ]
    if said:
        raise Invalid(said[0], code="namesakes", fields={"companions": said})
