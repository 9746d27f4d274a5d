"""A program that reads a list part by part misses no record and is told none twice, whatever others write meanwhile.

Every list of the API is walked, two records at a time, while a second client writes copies of its records before and
after the place that the reader has reached, and takes one away that was read already.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import (
    Connection,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
    delete,
    insert,
    select,
    update,
)

from safety.accidents.models import Accident, AccidentOpinion, Notification
from safety.audit.models import AuditEntry
from safety.backups.models import BackupRun
from safety.corrections.models import Demand as DemandRow
from safety.corrections.models import EvacuationProposal, Notice, Referral
from safety.database import db, table_of
from safety.inspections.models import Assignment, Finding, Inspection, Plan
from safety.jobs.models import Job
from safety.labour_law.models import LabourLetter
from safety.papers.models import Paper
from safety.people.models import Certificate, Member
from safety.projects.models import Project
from safety.sync.models import SyncConflict, SyncEntry
from safety.transactions import one_transaction
from safety.workplaces.models import Employer, RegisterImportRow, Site, SiteTransfer
from tests.architecture.conftest import ALL_ROLES, TOKEN
from tests.architecture.record_ids import RECORDS
from tests.cast import NOW, id_of
from tests.proof.planting import by_force

#: What each list is a list of.
LISTS: Mapping[str, Any] = {
    "/api/v1/accident-notice-imports/{notice_import_id}/rows": RegisterImportRow,
    "/api/v1/accident-notices": Notification,
    "/api/v1/accidents": Accident,
    "/api/v1/accidents/opinions": AccidentOpinion,
    "/api/v1/audit": AuditEntry,
    "/api/v1/backups": BackupRun,
    "/api/v1/certificates": Certificate,
    "/api/v1/demands": DemandRow,
    "/api/v1/employers": Employer,
    "/api/v1/employer-imports/{employer_import_id}/rows": RegisterImportRow,
    "/api/v1/evacuations": EvacuationProposal,
    "/api/v1/findings": Finding,
    "/api/v1/inspections": Inspection,
    "/api/v1/jobs": Job,
    "/api/v1/labour-letters": LabourLetter,
    "/api/v1/member-imports/{member_import_id}/rows": RegisterImportRow,
    "/api/v1/map/accidents/{accident_id}/around": Site,
    "/api/v1/map/sites/{site_id}/around": Site,
    "/api/v1/members": Member,
    "/api/v1/notices": Notice,
    "/api/v1/papers": Paper,
    "/api/v1/passed-assignments": Assignment,
    "/api/v1/plans": Plan,
    "/api/v1/projects": Project,
    "/api/v1/project-imports/{project_import_id}/rows": RegisterImportRow,
    "/api/v1/referrals": Referral,
    "/api/v1/returns/events?period=2026Q4": Accident,
    "/api/v1/returns/records?period=2026Q4&number=inspections": Inspection,
    "/api/v1/site-transfers": SiteTransfer,
    "/api/v1/sites": Site,
    "/api/v1/sites/duplicates": Site,
    "/api/v1/site-imports/{import_id}/rows": RegisterImportRow,
    "/api/v1/sync/conflicts": SyncConflict,
    "/api/v1/sync/entries": SyncEntry,
}


@pytest.fixture
def program(world: Flask) -> FlaskClient:
    """A program with the token of somebody who holds every role and has asked for long work."""
    with one_transaction():
        passed = {"passed_at": NOW, "passed_to_id": id_of("yuzhong")}
        db.session.execute(update(Assignment).values(**passed))
        db.session.add(
            BackupRun(id=uuid.uuid4(), kind="backup", at=NOW, path="/backups/1.zip", encrypted=False)
        )
        db.session.add(Job(id=uuid.uuid4(), kind="nothing", owner_id=ALL_ROLES, given={}, created_at=NOW))
        for name in (
            "import_id",
            "project_import_id",
            "employer_import_id",
            "member_import_id",
            "notice_import_id",
        ):
            row = RegisterImportRow(import_id=RECORDS[name]["own"], row=2, outcome="created", name="示例")
            db.session.add(row)
    client = world.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    return client


def lists_of(document: Mapping[str, Any]) -> set[str]:
    """The addresses of the description that take a cursor."""
    return {
        path
        for path, calls in document["paths"].items()
        if any(one.get("name") == "cursor" for one in calls.get("get", {}).get("parameters", []))
    }


def test_every_list_of_the_description_is_walked(program: FlaskClient) -> None:
    found = lists_of(program.get("/api/v1/openapi.json").get_json())
    assert found == {address.partition("?")[0] for address in LISTS}


def orders_of(document: Mapping[str, Any], address: str) -> list[str]:
    """The orders in which a list can be had; its own one is the empty word."""
    parameters = document["paths"][address.partition("?")[0]]["get"]["parameters"]
    told = [one["schema"]["enum"] for one in parameters if one["name"] == "sort"]
    return list(told[0]) if told else [""]


def test_no_record_is_lost_or_told_twice_while_another_client_writes(program: FlaskClient) -> None:
    wrong = {address: problem for address in LISTS if (problem := what_is_wrong(program, address))}
    assert not wrong


@pytest.mark.long
@pytest.mark.once
def test_nor_in_any_other_order_of_a_list(program: FlaskClient) -> None:
    document = program.get("/api/v1/openapi.json").get_json()
    wrong = {
        (address, order): problem
        for address in LISTS
        for order in orders_of(document, address)
        if order and (problem := what_is_wrong(program, address, order))
    }
    assert not wrong


def test_what_a_list_does_not_know_is_refused_by_its_name(program: FlaskClient) -> None:
    taken = {}
    for address in LISTS:
        place = address.format(**{name: one["own"] for name, one in RECORDS.items()})
        place += "&" if "?" in place else "?"
        for name in ("nonsense", "sort", "Limit"):
            answer = program.get(f"{place}{name}=-nonsense")
            if answer.status_code != 422 or name not in answer.get_json()["errors"]:
                taken[address, name] = answer.status_code
    assert not taken


def what_is_wrong(program: FlaskClient, address: str, order: str = "") -> str | None:
    """What a reader of this list notices, None when all is right."""
    named = [one["own"] for name, one in RECORDS.items() if f"{{{name}}}" in address]
    other = Writer(table_of(LISTS[address]), named)
    place = address.format(**{name: one["own"] for name, one in RECORDS.items()})
    if order:
        place += f"{'&' if '?' in place else '?'}sort={order}"
    other.write(6)
    there = {key(row) for part in walk(program, place) for row in part}
    assert len(there) > 4, f"{address} does not show what the second client writes"

    read: list[str] = []
    for part in walk(program, place, limit=max(2, len(there) // 20)):
        read += [key(row) for row in part]
        if gone := set(read[:1]) & other.ids:
            other.take_away(gone.pop())
        if other.count < 16:
            other.write(2)
    twice = len(read) - len(set(read))
    lost = len(there - set(read))
    for one in list(other.ids):
        other.take_away(one)
    return f"{twice} told twice, {lost} lost" if twice or lost else None


def key(row: Mapping[str, Any]) -> str:
    """What a record is known by."""
    if "first" in row:  # a pair
        return f"{row['first']['id']} {row['second']['id']}"
    return str(row.get("id", row.get("row")))


def walk(program: FlaskClient, place: str, *, limit: int = 250) -> Iterator[list[dict[str, Any]]]:
    """The parts of a list, to its end."""
    address, _, filters = place.partition("?")
    query = dict(one.split("=") for one in filters.split("&") if one) | {"limit": str(limit)}
    for _ in range(200):
        answer = program.get(address, query_string=query)
        assert answer.status_code == 200, answer.text
        yield answer.get_json()["items"]
        if answer.get_json()["next"] is None:
            return
        query["cursor"] = answer.get_json()["next"]


class Writer:
    """The second client: it writes copies of a record of the world, each under an id that sorts anywhere."""

    def __init__(self, table: Table, named: list[Any]) -> None:
        self.table = table
        self.ids: set[str] = set()
        self.count = 0
        own = [one["own"] for one in RECORDS.values() if isinstance(one["own"], uuid.UUID)]
        own += [ALL_ROLES]
        first = next(name for name in ("id", "import_id") if name in table.c)
        statement = select(table)
        if table.name == "backup_runs":
            pass
        elif table.name == "jobs":
            statement = statement.where(table.c.owner_id == ALL_ROLES)
        elif table.name == "audit_entries":
            statement = statement.where(table.c.union_id == id_of("yuzhong"))
        else:
            # The list of one record's parts may be one of other records: of the sites around an accident.
            by_name, by_any = (statement.where(table.c[first].in_(ids)) for ids in (named, own))
            statement = by_name if db.session.execute(by_name).first() else by_any
        self.original = dict(db.session.execute(statement.limit(1)).mappings().one())
        db.session.rollback()

    def write(self, copies: int) -> None:
        """Write so many copies, as another connection does."""
        with db.engine.begin() as connection:
            for _ in range(copies):
                self.count += 1
                self.ids.add(self._copy(connection, self.table, self.original))

    def take_away(self, record: str) -> None:
        """Delete one of the copies."""
        self.ids.discard(record)
        known = (
            self.table.c.id == uuid.UUID(record) if "id" in self.table.c else self.table.c.row == int(record)
        )
        with by_force() as connection:
            connection.execute(delete(self.table).where(known))

    def _copy(self, connection: Connection, table: Table, first: dict[str, Any], **given: Any) -> str:
        values = first | given
        if "id" in table.c:
            values["id"] = given.get("id", uuid.uuid4())
            for key in table.c.id.foreign_keys:  # a finding is a demand
                self._copy_of(connection, key.column.table, first["id"], id=values["id"])
        for name in _unique(table) - {"id"}:
            values[name] = self._another(connection, table.c[name], values[name])
        connection.execute(insert(table).values(values))
        return str(values["id"] if "id" in values else values["row"])

    def _copy_of(self, connection: Connection, table: Table, record_id: Any, **given: Any) -> str:
        first = connection.execute(select(table).where(table.c.id == record_id)).mappings().one()
        return self._copy(connection, table, dict(first), **given)

    def _another(self, connection: Connection, column: Any, value: Any) -> Any:
        if value is None:
            return None
        if column.foreign_keys:
            (foreign,) = column.foreign_keys
            return uuid.UUID(self._copy_of(connection, foreign.column.table, value))
        if isinstance(column.type, Integer):
            return value + 1000 + self.count
        if isinstance(column.type, Uuid):
            return uuid.uuid4()
        return f"{str(value)[: column.type.length // 2]}-{self.count}"


def _unique(table: Table) -> set[str]:
    """The columns of which no two rows may hold the same, alone or together: of several the last is changed."""
    several = [
        one.columns for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)
    ]
    several += [one.columns for one in table.indexes if one.unique]
    return {list(columns)[-1].name for columns in several}
