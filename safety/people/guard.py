"""Who is asking: the actor of a request, and the declaration that every endpoint carries.

Each endpoint says ``@needs(permission, …)`` or ``@open_to_all(reason)``; a test walks the URL map and
fails for one that says neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import g

from safety.access.permissions import Permission
from safety.access.scope import Actor, Scope
from safety.errors import NotAllowed, NotSignedIn
from safety.law.days import shanghai_date

P = ParamSpec("P")
R = TypeVar("R")


def needs(*permissions: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that an endpoint wants one of ``permissions``; the operation asks again, with the place."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            check_declared(permissions)
            return view(*args, **kwargs)

        guarded.declared_permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return declare


def check_declared(permissions: Sequence[Permission] | None) -> None:
    """Refuse unless the present actor holds one of ``permissions``; None asks for nothing.

    Raises:
        NotSignedIn, NotAllowed: nobody is signed in, or none of them is held anywhere.
    """
    if permissions is not None and not any(current_actor().may(permission) for permission in permissions):
        raise NotAllowed


def open_to_all(reason: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that an endpoint needs no sign-in, and why."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.open_reason = reason  # type: ignore[attr-defined]
        return view

    return declare


def current_actor() -> Actor:
    """The actor of this request.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    actor = cast("Actor | None", g.get("actor"))
    if actor is None:
        raise NotSignedIn
    return actor


def current_scope(permission: Permission) -> Scope:
    """Where the present actor holds ``permission``."""
    return current_actor().scope(permission)


def now() -> datetime:
    """The moment of this request (UTC): the same for everything it does."""
    return cast(datetime, g.now)


def today() -> date:
    """The day of this request in Chongqing."""
    return shanghai_date(now())
