"""Whatever a program sends, the API answers as its OpenAPI document says, and never with a fault of its own.

Every route is asked, by its description, with a bounded number of generated requests about the records of
``records.py``: by somebody who holds every role, and by people who hold one each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from safety.access.roles import Role
from safety.database import db
from tests.architecture.conftest import TOKEN, one_of_each_role
from tests.architecture.record_ids import RECORDS
from tests.sizes import of_whole

#: Parts of a file travel as plain bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

EXAMPLES = max(2, of_whole(6))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: A generated request is refused far more often than not; its answer is described once for all (``default``).
_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


def operations(app: Flask) -> Iterator[Any]:
    """Every operation of the document."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        yield operation


def broken_promise(operation: Any, token: str | None, examples: int) -> str | None:
    """The first request with ``token`` that an operation answers otherwise than described, None when all hold."""

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=_QUIET,
    )
    @given(case=operation.as_strategy(), known=st.integers(0, 3))
    def ask(case: Any, known: int) -> None:
        if known:  # most requests are about a record there is
            for name in case.path_parameters or {}:
                if name in RECORDS:
                    case.path_parameters[name] = str(RECORDS[name]["own"])
        # Its own way into the application unpacks no gzip.
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
        case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        ask()
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        return f"{type(problem).__name__}: {problem}"[:1500]
    finally:
        db.session.rollback()
    return None


def test_every_operation_answers_as_described(world: Flask) -> None:
    wrong = {
        operation.label: problem
        for operation in operations(world)
        if (problem := broken_promise(operation, TOKEN, EXAMPLES)) is not None
    }
    assert not wrong, "\n\n".join(f"{label}\n{problem}" for label, problem in wrong.items())


def test_every_operation_answers_one_role_or_nobody_as_described(world: Flask) -> None:
    """Who is asked goes round, so that everybody asks a share of them."""
    tokens = [None, *one_of_each_role().values()]
    wrong = {
        f"{operation.label} as {token}": problem
        for number, operation in enumerate(operations(world))
        if (problem := broken_promise(operation, token := tokens[number % len(tokens)], 1)) is not None
    }
    assert not wrong, "\n\n".join(f"{label}\n{problem}" for label, problem in wrong.items())


@pytest.mark.long
@pytest.mark.parametrize("role", ["nobody", *Role])
def test_every_operation_answers_each_role_by_itself_as_described(world: Flask, role: str) -> None:
    token = one_of_each_role().get(role)
    wrong = {
        operation.label: problem
        for operation in operations(world)
        if (problem := broken_promise(operation, token, 3)) is not None
    }
    assert not wrong, "\n\n".join(f"{label}\n{problem}" for label, problem in wrong.items())
