"""Every endpoint says who may use it; reading methods never open a writing transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

SAFE = {"GET", "HEAD", "OPTIONS"}


def views(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Every rule with each of its methods and the function that answers it."""
    for rule in app.url_map.iter_rules():
        function = app.view_functions[rule.endpoint]
        view_class = getattr(function, "view_class", None)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, getattr(view_class, method.lower()) if view_class else function


def test_every_endpoint_declares_a_permission_or_why_it_is_open(app: Flask) -> None:
    silent = [
        f"{method} {rule}"
        for rule, method, view in views(app)
        if not getattr(view, "declared_permissions", None) and not getattr(view, "open_reason", None)
    ]
    assert silent == []


def test_no_endpoint_is_both_open_and_guarded(app: Flask) -> None:
    both = [
        str(rule)
        for rule, _, view in views(app)
        if getattr(view, "declared_permissions", None) and getattr(view, "open_reason", None)
    ]
    assert both == []


def test_a_reading_request_cannot_commit(app: Flask) -> None:
    from safety.database import Writing, writing
    from safety.transactions import one_transaction

    with one_transaction(write=False):
        assert writing.get() is Writing.NO


@pytest.mark.parametrize("method", sorted(SAFE))
def test_the_application_opens_a_reading_transaction_for(
    method: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    from safety import transactions

    real = transactions.one_transaction

    def watched(*, write: bool = True, reads_first: bool = False) -> Any:
        seen.append(write)
        return real(write=write)

    monkeypatch.setattr("app.transactions.one_transaction", watched)
    app.test_client().open("/nowhere", method=method)
    assert seen == [False]
