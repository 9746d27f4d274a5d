from __future__ import annotations

import os
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from safety.audit import queries as audit
from safety.database import db
from safety.errors import Invalid, NotAllowed, NotFound, NotPossibleNow, TooLarge, Unavailable
from safety.evidence import operations, queries
from safety.evidence.models import EvidenceFile
from safety.evidence.rules import Position
from safety.evidence.storage import LocalStore, the_store
from safety.transactions import one_transaction
from tests.cast import Cast
from tests.evidence import samples

OWNER = uuid.UUID("018f0000-0000-7000-8000-0000000000aa")


def send(
    cast: Cast,
    content: bytes,
    *,
    id: uuid.UUID | None = None,
    by: str = "liqiang",
    position: Position | None = None,
) -> EvidenceFile:
    """Send a file as a tablet does, in a transaction of its own."""
    with one_transaction():
        return operations.store_file(
            actor=cast.actor(by),
            now=cast.now,
            id=id or uuid.uuid4(),
            content=operations.prove_content(content),
            declared_name="现场.jpg",
            place=cast.place("yuzhong"),
            position=position,
        )


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(EvidenceFile)) or 0


def test_a_photograph_is_kept_byte_for_byte(cast: Cast) -> None:
    content = samples.camera_jpeg(lon=106.55, lat=29.56)
    file = send(cast, content)
    assert the_store().get(file.sha256) == content
    assert (file.kind, file.width, file.height, file.size) == ("image/jpeg", 640, 480, len(content))
    assert file.is_staged


def test_who_belongs_to_no_union_sends_nothing_ahead_of_a_record(cast: Cast) -> None:
    homeless = replace(cast.actor("liqiang"), union_id=None)
    with pytest.raises(NotAllowed), one_transaction():
        operations.place_ahead_of_record(homeless)


def test_a_photograph_ahead_of_its_record_belongs_to_the_union_of_who_sent_it(cast: Cast) -> None:
    actor = cast.actor("liqiang")
    with one_transaction():
        assert operations.place_ahead_of_record(actor).union_id == actor.union_id


def test_heic_is_kept_as_it_is_and_shown_as_jpeg(cast: Cast) -> None:
    from safety.evidence.copies import SHOWN, copy_of

    content = samples.heic()
    file = send(cast, content)
    assert the_store().get(file.sha256) == content
    assert copy_of(file, SHOWN).startswith(b"\xff\xd8\xff")


def test_the_same_photograph_twice_is_one_row(cast: Cast) -> None:
    file_id, content = uuid.uuid4(), samples.jpeg()
    assert send(cast, content, id=file_id).id == send(cast, content, id=file_id).id == file_id
    assert count() == 1


def test_other_content_under_the_same_id_is_kept_beside_the_first(cast: Cast) -> None:
    file_id = uuid.uuid4()
    first, second = samples.jpeg("steelblue"), samples.jpeg("peru")
    send(cast, first, id=file_id)
    other = send(cast, second, id=file_id)
    assert other.id != file_id
    assert other.conflict_of == file_id
    assert send(cast, second, id=file_id).id == other.id  # a retry makes no third
    assert [one.id for one in queries.conflicts_of(file_id)] == [other.id]
    assert the_store().get(other.sha256) == second
    kept = queries.find_file(file_id)
    assert kept is not None
    assert the_store().get(kept.sha256) == first


def test_somebody_elses_id_with_the_same_bytes_tells_nothing_of_their_row(cast: Cast) -> None:
    file_id, content = uuid.uuid4(), samples.jpeg()
    send(cast, content, id=file_id)
    assert send(cast, content, id=file_id, by="zhengkai").id != file_id


def test_a_position_far_from_the_devices_is_flagged_with_its_distance(cast: Cast) -> None:
    content = samples.camera_jpeg(lon=106.55, lat=29.56)
    near = send(cast, content, position=Position(106.5501, 29.5601, 15.0))
    far = send(cast, samples.camera_jpeg(lon=106.60, lat=29.56), position=Position(106.55, 29.56, 15.0))
    assert not near.is_flagged
    assert far.is_flagged
    assert far.distance_metres == pytest.approx(4836, abs=10)


@pytest.mark.parametrize("content", [b"<svg/>", b"words", samples.EICAR, samples.bomb_png()])
def test_what_is_refused_leaves_neither_row_nor_content(cast: Cast, content: bytes) -> None:
    before = {sha256 for sha256, _ in the_store().all()}
    with pytest.raises(Invalid):
        send(cast, content)
    assert count() == 0
    assert {sha256 for sha256, _ in the_store().all()} == before


def test_sixty_megabytes_are_too_large(cast: Cast) -> None:
    with pytest.raises(TooLarge):
        send(cast, b"\xff\xd8\xff" + b"\0" * (60 * 1024 * 1024))


def test_a_full_disk_leaves_no_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        send(cast, samples.jpeg("olive"))
    monkeypatch.undo()
    assert count() == 0


def test_a_record_claims_the_photographs_its_inspector_sent(cast: Cast) -> None:
    one, two = send(cast, samples.jpeg()), send(cast, samples.jpeg("peru"))
    claim(cast, one, two)
    claim(cast, one, two)  # a retry changes nothing
    files = queries.files_of("finding", OWNER)
    assert [file.id for file in files] == sorted([one.id, two.id])
    assert not any(file.is_staged for file in files)


def test_a_record_may_claim_more_files_than_one_statement_takes(cast: Cast) -> None:
    files = [send(cast, samples.jpeg()) for _ in range(operations.CLAIMED_TOGETHER + 3)]
    claim(cast, *files)
    assert {file.id for file in queries.files_of("finding", OWNER)} == {file.id for file in files}


def claim(cast: Cast, *files: EvidenceFile, by: str = "liqiang", owner: uuid.UUID = OWNER) -> None:
    with one_transaction():
        claim_within(cast, *(file.id for file in files), by=by, owner=owner)


def claim_within(cast: Cast, *ids: uuid.UUID, by: str = "liqiang", owner: uuid.UUID = OWNER) -> None:
    """Claim files for a finding within the present transaction."""
    operations.claim_files(
        actor=cast.actor(by),
        now=cast.now,
        ids=ids,
        owner_kind="finding",
        owner_id=owner,
        place=cast.place("yuzhong"),
    )


def test_a_missing_photograph_is_named(cast: Cast) -> None:
    missing = uuid.uuid4()
    with pytest.raises(Invalid) as refusal, one_transaction():
        claim_within(cast, missing)
    assert refusal.value.extra["missing"] == [str(missing)]


def test_nobody_claims_a_photograph_that_another_sent_or_that_is_claimed(cast: Cast) -> None:
    file = send(cast, samples.jpeg())
    with pytest.raises(Invalid):
        claim(cast, file, by="zhengkai")
    claim(cast, file)
    with pytest.raises(Invalid):
        claim(cast, file, owner=uuid.uuid4())


def test_a_staged_photograph_is_seen_by_its_sender_only(cast: Cast) -> None:
    file = send(cast, samples.jpeg())
    assert queries.visible_file(cast.actor("liqiang"), file.id).id == file.id
    for other in ("zhoumin", "chenjing", "wanglei", "liuyang", "marui"):
        with pytest.raises(NotFound):
            queries.visible_file(cast.actor(other), file.id)


def test_files_of_a_kind_nobody_registered_are_seen_by_nobody(cast: Cast) -> None:
    file = send(cast, samples.jpeg())
    with one_transaction():
        row = db.session.get_one(EvidenceFile, file.id)
        row.owner_kind, row.owner_id = "nobody_registered_this", OWNER
    for one in ("liqiang", "chenjing", "liuyang"):
        with pytest.raises(NotFound):
            queries.visible_file(cast.actor(one), file.id)


def test_removing_leaves_a_tombstone_with_the_hash(cast: Cast) -> None:
    content = samples.jpeg("maroon")
    file = send(cast, content)
    with one_transaction():
        row = db.session.get_one(EvidenceFile, file.id)
        operations.remove_file(actor=cast.actor("liqiang"), now=cast.now, file=row, reason="拍错了")
        assert the_store().has(file.sha256)  # nothing is deleted before the commit
    assert not the_store().has(file.sha256)
    kept = queries.find_file(file.id)
    assert kept is not None
    assert (kept.sha256, kept.removed_reason) == (file.sha256, "拍错了")
    with pytest.raises(NotFound):
        queries.visible_file(cast.actor("liqiang"), file.id)
    with pytest.raises(NotPossibleNow):
        operations.remove_file(actor=cast.actor("liqiang"), now=cast.now, file=kept, reason="再删")


def test_removing_one_of_two_rows_keeps_the_shared_content(cast: Cast) -> None:
    content = samples.jpeg("teal")
    one = send(cast, content)
    send(cast, content)
    with one_transaction():
        row = db.session.get_one(EvidenceFile, one.id)
        operations.remove_file(actor=cast.actor("liqiang"), now=cast.now, file=row, reason="重复")
    assert the_store().has(one.sha256)


def test_a_sweep_removes_what_no_record_came_for(cast: Cast) -> None:
    stale, claimed = send(cast, samples.jpeg("navy")), send(cast, samples.jpeg("gold"))
    claim(cast, claimed)
    with one_transaction():
        swept = operations.sweep_orphans(
            actor=cast.actor("chenjing"), now=cast.now + timedelta(days=31), staged_days=30
        )
    assert swept.rows == 1
    assert queries.hashes_held() == {claimed.sha256}
    assert not the_store().has(stale.sha256)


def test_a_sweep_removes_contents_without_a_row_once_they_are_old(cast: Cast) -> None:
    store = the_store()
    assert isinstance(store, LocalStore)
    young, old = store.put(b"young stray"), store.put(b"old stray")
    path = store.folder / old[:2] / old
    os.utime(path, (0, 0))
    with one_transaction():
        swept = operations.sweep_orphans(actor=cast.actor("chenjing"), now=cast.now)
    assert swept.contents >= 1
    assert not store.has(old)
    assert store.has(young)


def test_every_change_is_in_the_audit(cast: Cast) -> None:
    file = send(cast, samples.jpeg())
    claim(cast, file)
    rows = db.session.scalars(audit.history_of("evidence_file", file.id)).all()
    assert [row.action for row in rows] == ["file_stored", "file_claimed"]
