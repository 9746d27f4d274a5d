"""How a command speaks to the clerk: a refusal is one sentence and exit status 1."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from safety.errors import Refusal

P = ParamSpec("P")


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
