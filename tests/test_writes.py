"""Writes wait until all is read: unseen by the transaction itself, given up with it, and never run twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from psycopg import generators
from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from safety.audit.models import AuditHead
from safety.corrections.models import Demand
from safety.database import db, table_of
from safety.errors import Conflict
from safety.evidence.models import EvidenceFile
from safety.reads import Read
from safety.transactions import abandon, all_or_nothing, one_transaction
from safety.writes import OutrunError, Write, write_later
from tests.cast import Cast
from tests.evidence import samples
from tests.evidence.test_operations import claim_within, send
from tests.meanwhile import listening, meanwhile

ADD = Write(insert(table_of(AuditHead)))
MOVE = Write(
    update(table_of(AuditHead))
    .where(AuditHead.chain == bindparam("its_chain"), AuditHead.seq == bindparam("expected"))
    .values(seq=bindparam("next")),
    meets=1,
)


HEADS = Read(select(AuditHead.seq).where(AuditHead.chain == bindparam("its_chain")))


def head(chain: str, seq: int = 1) -> dict[str, object]:
    return {"chain": chain, "seq": seq, "hash": "0" * 64}


def heads() -> dict[str, int]:
    found = db.session.execute(select(AuditHead.chain, AuditHead.seq).where(AuditHead.chain.like("of %")))
    return {row.chain: row.seq for row in found}


def test_what_waits_is_on_disk_after_the_commit_though_nobody_asked_for_it(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang"), head("of zhou min", 2)])
    assert heads() == {"of li qiang": 1, "of zhou min": 2}


def test_a_question_of_the_same_transaction_sees_what_waited(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang")])
        assert heads() == {"of li qiang": 1}
        write_later(MOVE, [{"its_chain": "of li qiang", "expected": 1, "next": 2}])
        assert heads() == {"of li qiang": 2}


def test_nothing_is_written_before_the_last_question(app: Flask) -> None:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement.split(maxsplit=1)[0])

    with listening("before_cursor_execute", note), one_transaction(reads_first=True):
        heads()
        write_later(ADD, [head("of li qiang")])
        write_later(ADD, [head("of zhou min")])
        assert set(said) == {"SELECT"}
    assert heads() == {"of li qiang": 1, "of zhou min": 1}


def test_a_form_that_is_shown_again_leaves_nothing(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang")])
        abandon()
    assert heads() == {}


def test_a_refused_part_takes_what_waits_with_it_and_leaves_the_rest(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang")])
        with pytest.raises(Conflict), all_or_nothing():  # noqa: PT012 - what waits is run at its end
            write_later(ADD, [head("of zhou min")])
            raise Conflict
    assert heads() == {"of li qiang": 1}


def test_a_part_whose_writes_break_a_constraint_is_undone_alone(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang")])
        with pytest.raises(IntegrityError), all_or_nothing():  # noqa: PT012 - what waits is run at its end
            write_later(ADD, [head("of zhou min")])
            write_later(ADD, [head("of li qiang", 5)])
    assert heads() == {"of li qiang": 1}


def test_a_broken_constraint_is_told_in_the_words_of_sqlalchemy_and_nothing_is_kept(app: Flask) -> None:
    with pytest.raises(IntegrityError, match="audit_heads"), one_transaction():  # noqa: PT012 - what waits is run at its end
        write_later(ADD, [head("of zhou min")])
        write_later(ADD, [head("of li qiang"), head("of li qiang")])
    assert heads() == {}


def test_who_was_outrun_between_reading_and_writing_is_told_and_changes_nothing(app: Flask) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang"), head("of zhou min")])
    with pytest.raises(OutrunError), one_transaction(reads_first=True):  # noqa: PT012 - what waits is run at its end
        seen = heads()
        meanwhile(app, lambda: db.session.execute(update(AuditHead).values(seq=7)))
        write_later(MOVE, [{"its_chain": chain, "expected": seq, "next": 2} for chain, seq in seen.items()])
    assert heads() == {"of li qiang": 7, "of zhou min": 7}


def test_who_reads_first_sees_what_was_written_since_they_were_asked_who_they_are(app: Flask) -> None:
    assert heads() == {}  # as the sign-in is looked up, before the transaction of the request
    meanwhile(app, lambda: write_later(ADD, [head("of zhou min")]))
    with one_transaction(reads_first=True):
        assert heads() == {"of zhou min": 1}
        write_later(ADD, [head("of li qiang")])
    assert heads() == {"of zhou min": 1, "of li qiang": 1}


def test_a_column_with_a_value_of_its_own_is_not_left_out_by_mistake(app: Flask, cast: Cast) -> None:
    with pytest.raises(TypeError, match="are to be named"), one_transaction():
        write_later(Write(insert(table_of(Demand))), [{"id": uuid.uuid4(), "summary": "缺少护栏"}])


def test_a_photograph_that_another_record_claimed_meanwhile_stays_with_it(app: Flask, cast: Cast) -> None:
    file_id = send(cast, samples.jpeg("navy")).id
    first, second = uuid.uuid4(), uuid.uuid4()
    with pytest.raises(OutrunError), one_transaction(reads_first=True):  # noqa: PT012 - what waits is run at its end
        claim_within(cast, file_id, owner=second)
        meanwhile(app, lambda: claim_within(cast, file_id, owner=first))
    assert db.session.scalar(select(EvidenceFile.owner_id)) == first


@pytest.mark.parametrize("count", [1, 2, 8, 9, 20])
def test_any_number_of_rows_arrives_each_with_its_own_values(app: Flask, count: int) -> None:
    rows = [head(f"of member {n}", n + 1) for n in range(count)]
    with one_transaction():
        write_later(ADD, rows)
    assert heads() == {f"of member {n}": n + 1 for n in range(count)}
    with one_transaction():
        write_later(MOVE, [{"its_chain": row["chain"], "expected": row["seq"], "next": 50} for row in rows])
    assert set(heads().values()) == {50}


def test_the_next_writer_need_not_wait_for_the_unit_of_work_to_end(app: Flask) -> None:
    def others_write(_session: object) -> None:
        if len(heads_written) < 1:
            heads_written.append("of zhou min")
            meanwhile(app, lambda: write_later(ADD, [head("of zhou min")]))

    heads_written: list[str] = []
    event.listen(db.session, "after_commit", others_write)
    try:
        with one_transaction(reads_first=True):
            write_later(ADD, [head("of li qiang")])
    finally:
        event.remove(db.session, "after_commit", others_write)
    assert heads() == {"of li qiang": 1, "of zhou min": 1}


def test_what_the_unit_of_work_still_holds_is_committed_with_what_waits(app: Flask, cast: Cast) -> None:
    with one_transaction():
        write_later(ADD, [head("of li qiang")])
        cast.member("liqiang").name = "李强国"
    db.session.expire_all()
    assert heads() == {"of li qiang": 1}
    assert cast.member("liqiang").name == "李强国"


def test_reading_is_one_journey_to_postgresql_and_writing_with_its_commit_another(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys: list[object] = []

    def sent(line: Any) -> Any:
        journeys.append(line)
        return generators.send(line)

    monkeypatch.setattr("safety.journey.send", sent)
    with one_transaction(reads_first=True):
        assert not HEADS.rows(its_chain="of li qiang")
        asked = len(journeys)
        write_later(ADD, [head("of li qiang")])
        write_later(MOVE, [{"its_chain": "of li qiang", "expected": 1, "next": 2}])
    wanted = 1 if db.engine.dialect.name == "postgresql" else 0
    assert (asked, len(journeys)) == (wanted, 2 * wanted)
    monkeypatch.undo()
    assert heads() == {"of li qiang": 2}
