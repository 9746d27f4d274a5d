"""Every route × every role × own and other district: generated from the URL map.

A route whose arguments are unknown to ``RECORDS`` fails the test: whoever adds a route also says which
record of 渝中 (own) and which of 南岸 (other) it can be asked about.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from safety.access.permissions import Permission
from safety.access.roles import GRANTS, Role
from safety.database import db
from safety.people import operations as people
from safety.people.models import Appointment, Member
from safety.transactions import one_transaction
from safety.web.signed_in import COOKIE
from tests.architecture.record_ids import RECORDS
from tests.architecture.records import load_records
from tests.architecture.test_routes_declare_rights import views
from tests.cast import NOW, Cast, id_of
from tests.sizes import EVERYDAY_SHARE, WHOLE

#: Asked with a body that is empty or wrong, so that what is refused is the person, not the content.
BODY: Mapping[str, Any] = {"json": {}}
REFUSED_OR_HIDDEN = {401, 403, 404}


@dataclass(frozen=True)
class Case:
    """One question: a method on a route, with the permissions it declares."""

    method: str
    rule: str
    endpoint: str
    arguments: tuple[str, ...]
    permissions: tuple[Permission, ...]
    open: bool

    def url(self, app: Flask, side: str) -> str:
        """The address, about a record of one's own district or of the other."""
        values = {name: RECORDS[name][side] for name in self.arguments}
        with app.test_request_context():
            return str(app.url_for(self.endpoint, **values))


def cases(app: Flask) -> Iterator[Case]:
    for rule, method, view in views(app):
        yield Case(
            method,
            str(rule),
            rule.endpoint,
            tuple(sorted(rule.arguments)),
            tuple(getattr(view, "declared_permissions", ())),
            bool(getattr(view, "open_reason", None)),
        )


@pytest.fixture
def world(app: Flask, cast: Cast) -> Cast:
    """A record of every kind in both districts."""
    load_records(app, cast)
    return cast


def browser_of(app: Flask, role: Role) -> FlaskClient:
    """Somebody of 渝中 who holds just one role."""
    with one_transaction():
        member_id = uuid.uuid5(uuid.NAMESPACE_URL, f"only:{role}")
        member = Member(
            id=member_id,
            name=f"只任{role}",
            sign_in_name=f"only-{role}",
            union_id=id_of("yuzhong"),
            created_at=NOW,
        )
        db.session.add(member)
        db.session.flush()
        db.session.add(
            Appointment(
                member_id=member_id, union_id=id_of("yuzhong"), role=role, valid_from=date(2024, 1, 1)
            )
        )
        db.session.flush()
        _, token = people.sign_in(member=member, now=NOW, client="tests", second_factor=True)
    browser = app.test_client()
    browser.set_cookie(COOKIE, token)
    return browser


def ask(browser: FlaskClient, case: Case, url: str) -> int:
    body = {} if case.method == "GET" else BODY
    return browser.open(url, method=case.method, headers={"Accept": "application/json"}, **body).status_code


def is_first_holder(role: Role, permissions: frozenset[Permission]) -> bool:
    """Whether no role before this one has one of the permissions: what is open is opened once for each of them."""
    return any(next(one for one in Role if needed in GRANTS[one]) is role for needed in permissions)


def is_asked(number: int, role: Role, allowed: frozenset[Permission]) -> bool:
    """Whether an everyday run asks the route of this number as this role.

    It asks as the first role that may, and as a fifth of all: other ones for each route, by its number.
    """
    shared = (number + list(Role).index(role)) % EVERYDAY_SHARE == 0
    return WHOLE or shared or is_first_holder(role, allowed)


def test_the_table_knows_the_arguments_of_every_route(app: Flask) -> None:
    unknown = sorted(
        {f"{case.rule}: {name}" for case in cases(app) for name in case.arguments if name not in RECORDS}
    )
    assert unknown == []


def test_nobody_gets_past_a_guarded_route_without_signing_in(app: Flask, world: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    let_in = []
    for case in cases(app):
        if case.open:
            continue
        status = ask(app.test_client(), case, case.url(app, "own"))
        if status not in {401, 302}:
            let_in.append((case.method, case.rule, status))
    assert let_in == []


@pytest.mark.once
@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_permission_is_refused_and_with_it_is_not(
    app: Flask, world: Cast, role: Role
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    browser = browser_of(app, role)
    wrong: list[tuple[str, str, int]] = []
    for number, case in enumerate(cases(app)):
        if case.open or case.endpoint in ENDS_THE_SESSION:
            continue
        allowed = GRANTS[role] & set(case.permissions)
        if not is_asked(number, role, allowed):
            continue
        status = ask(browser, case, case.url(app, "own"))
        refused = status in {401, 403} and case.endpoint not in REFINED_BY_THE_RECORD
        if (not allowed and status != 403) or (allowed and refused) or status >= 500:
            wrong.append((case.method, case.rule, status))
    assert wrong == []


#: Here the right depends on the record as well (its kind, its maker): the operation may refuse a holder of one of them.
REFINED_BY_THE_RECORD = {
    "accidents.show_casualties",
    "accidents_api.show_victims",
    "corrections.closing_slip",
    "corrections.discard_referral",
    "corrections.edit_referral",
    "corrections.issue_referral",
    "corrections.remind",
    "corrections.revoke_referral",
    "corrections.update_referral",
    "corrections_api.accept_reply",
    "corrections_api.discard_referral",
    "corrections_api.issue_closing_slip",
    "corrections_api.issue_referral",
    "corrections_api.remind",
    "corrections_api.revoke_referral",
    "evidence_api.send_file",  # who only administers keeps no pictures
}
#: These end the browser's session, which would make every later question look refused.
ENDS_THE_SESSION = {"web.sign_out"}


@pytest.mark.once
@pytest.mark.parametrize("role", list(Role))
def test_a_record_of_the_other_district_answers_as_if_it_did_not_exist(
    app: Flask, world: Cast, role: Role
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    browser = browser_of(app, role)
    leaked: list[tuple[str, str, int]] = []
    for number, case in enumerate(cases(app)):
        scoped = [name for name in case.arguments if RECORDS[name].get("scoped", True)]
        if case.open or not scoped or not is_asked(number, role, GRANTS[role] & set(case.permissions)):
            continue
        status = ask(browser, case, case.url(app, "other"))
        hidden = REFUSED_OR_HIDDEN if case.method == "GET" else REFUSED_OR_HIDDEN | {422}
        if status not in hidden:
            leaked.append((case.method, case.rule, status))
    assert leaked == []
