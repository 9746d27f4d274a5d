"""How a command speaks to the clerk: a refusal is one sentence and exit status 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import click
from flask_babel import force_locale, gettext
from marshmallow import ValidationError, fields

from safety.errors import Refusal

P = ParamSpec("P")


class Typed(click.ParamType[str]):
    """An option that is read by a field of a form, so that a command keeps what a form would keep."""

    name = "text"

    def __init__(self, field: fields.String) -> None:
        self.field = field

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as a form would keep it."""
        try:
            return str(self.field.deserialize(value))
        except ValidationError as error:
            return self.fail("; ".join(str(one) for one in error.messages), param, ctx)


def in_english(words: str) -> str:
    """A sentence of the screens as a command says it."""
    with force_locale("en"):
        return str(gettext(words))


def speaks_plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a refusal into one sentence and exit status 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Refusal as refusal:
            lines = [str(refusal.sentence)]
            lines += [f"  {name}: {one}" for name, some in refusal.fields.items() for one in some]
            raise click.ClickException("\n".join(lines)) from refusal

    return run
