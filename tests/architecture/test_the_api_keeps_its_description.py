"""Whatever a program sends, the API answers as its OpenAPI document says, and never with a fault of its own.

Every route is asked, by its description, with a bounded number of generated requests about the records of
``records.py``, by somebody who holds every role.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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

from safety.database import db
from tests.architecture.conftest import TOKEN
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


def broken_promise(operation: Any) -> str | None:
    """The first request that an operation answers otherwise than described, None when all hold."""

    @settings(
        max_examples=EXAMPLES,
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
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "identity"}
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
        if (problem := broken_promise(operation)) is not None
    }
    assert not wrong, "\n\n".join(f"{label}\n{problem}" for label, problem in wrong.items())
