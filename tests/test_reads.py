"""What every request asks is asked of the driver itself, and answered as SQLAlchemy would answer it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError

from safety.audit.models import AuditHead
from safety.database import db, table_of
from safety.evidence.models import EvidenceFile
from safety.people.models import Member
from safety.reads import Read, ask_ahead
from safety.transactions import all_or_nothing, one_transaction
from safety.writes import Write, write_later
from tests.cast import Cast
from tests.evidence import samples
from tests.evidence.test_operations import send
from tests.meanwhile import meanwhile

ADD = Write(insert(table_of(AuditHead)))
SEQ_OF = Read(select(AuditHead.seq).where(AuditHead.chain == bindparam("its_chain")))
SEQS_OF = Read(
    select(AuditHead.chain, AuditHead.seq).where(
        AuditHead.chain.in_(bindparam("chains", expanding=True)), AuditHead.seq >= bindparam("least")
    )
)


def head(chain: str, seq: int = 1) -> dict[str, object]:
    return {"chain": chain, "seq": seq, "hash": "0" * 64}


def test_rows_come_with_names_and_in_the_forms_of_their_types(app: Flask, cast: Cast) -> None:
    file_id = send(cast, samples.jpeg("navy")).id
    asked = select(
        EvidenceFile.id, EvidenceFile.uploaded_at, EvidenceFile.size, EvidenceFile.removed_at
    ).where(EvidenceFile.id == bindparam("file_id"))
    with one_transaction(write=False):
        row = Read(asked).row(file_id=file_id)
        as_before = db.session.execute(asked, {"file_id": file_id}).one()
    assert row is not None
    assert tuple(row) == tuple(as_before)
    assert (type(row.id), row.uploaded_at.tzinfo) == (uuid.UUID, UTC)


def test_a_list_may_have_any_length_and_stand_before_other_parameters(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang"), head("of zhou min", 2), head("of wang fang", 3)])
        for names, least, found in (
            ([], 0, {}),
            (["of li qiang"], 2, {}),
            (["of zhou min", "of wang fang", "of nobody"], 2, {"of zhou min": 2, "of wang fang": 3}),
        ):
            rows = SEQS_OF.rows(chains=names, least=least)
            assert {row.chain: row.seq for row in rows} == found
        assert {row.seq for row in SEQS_OF.rows(least=3, chains=["of wang fang"])} == {3}


def test_what_waits_is_written_before_the_question_is_answered(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang", 4)])
        assert [row.seq for row in SEQ_OF.rows(its_chain="of li qiang")] == [4]


def test_what_was_asked_ahead_is_answered_once_and_forgotten_with_the_next_write(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang", 1), head("of zhou min", 2)])
        ask_ahead(SEQ_OF.of(its_chain="of li qiang"), SEQ_OF.of(its_chain="of zhou min"))
        assert [row.seq for row in SEQ_OF.rows(its_chain="of zhou min")] == [2]
        ask_ahead(SEQ_OF.of(its_chain="of wang fang"))
        write_later(ADD, [head("of wang fang", 3)])
        assert [row.seq for row in SEQ_OF.rows(its_chain="of wang fang")] == [3]


def test_what_was_asked_ahead_is_not_told_after_a_statement_of_the_unit_of_work(
    app: Flask, cast: Cast
) -> None:
    names = Read(select(Member.name).where(Member.id == bindparam("member_id")))
    with one_transaction():
        liqiang = cast.member("liqiang")
        ask_ahead(names.of(member_id=liqiang.id))
        liqiang.name = "李强国"
        db.session.flush()
        assert [row.name for row in names.rows(member_id=liqiang.id)] == ["李强国"]


def test_a_question_within_a_savepoint_belongs_to_it(app: Flask) -> None:
    with one_transaction():
        with pytest.raises(ZeroDivisionError), all_or_nothing():  # noqa: PT012 - what waits is part of it
            write_later(ADD, [head("of li qiang")])
            assert len(SEQ_OF.rows(its_chain="of li qiang")) == 1
            raise ZeroDivisionError
        assert SEQ_OF.rows(its_chain="of li qiang") == []


def test_who_locks_what_it_reads_sees_what_others_have_written_since(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang", 1)])
    locked = Read(
        select(AuditHead.seq).where(AuditHead.chain == bindparam("its_chain")).with_for_update(), locks=True
    )
    with one_transaction(reads_first=True):
        assert SEQ_OF.rows(its_chain="of li qiang")[0].seq == 1
        meanwhile(app, lambda: db.session.execute(table_of(AuditHead).update().values(seq=7)))
        assert locked.rows(its_chain="of li qiang")[0].seq == 7


def test_a_refusal_of_the_database_is_told_in_the_words_of_sqlalchemy(app: Flask) -> None:
    broken = Read(select(AuditHead.seq).where(text("no_such_column = 1")))
    with pytest.raises(DBAPIError, match="no_such_column"), one_transaction(write=False):
        broken.rows()


def test_a_moment_without_a_zone_is_no_answer_and_no_question(app: Flask) -> None:
    since = Read(select(EvidenceFile.id).where(EvidenceFile.uploaded_at > bindparam("since")))
    with one_transaction(write=False), pytest.raises(ValueError, match="time zone"):
        since.rows(since=datetime(2026, 11, 23))  # noqa: DTZ001 - that is what is wrong with it


def test_a_value_written_into_a_question_is_not_asked_by_mistake(app: Flask) -> None:
    careless = Read(select(AuditHead.chain).where(AuditHead.seq == 1))
    with one_transaction(write=False), pytest.raises(TypeError, match="are to be named"):
        careless.rows()
