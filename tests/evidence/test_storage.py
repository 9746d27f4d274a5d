from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from safety.errors import NotFound, Unavailable
from safety.evidence.storage import LocalStore
from tests.evidence import samples


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "evidence")


def path_of(store: LocalStore, sha256: str) -> Path:
    return store.folder / sha256[:2] / sha256


def kept_by_an_earlier_version(store: LocalStore, content: bytes) -> str:
    """Content where it was put before, two folders deep."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = store.folder / sha256[:2] / sha256[2:4] / sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return sha256


def test_content_lies_under_its_hash_and_comes_back(store: LocalStore) -> None:
    sha256 = store.put(b"a photograph")
    assert sha256 == hashlib.sha256(b"a photograph").hexdigest()
    assert path_of(store, sha256).read_bytes() == b"a photograph"
    assert store.get(sha256) == b"a photograph"


def test_the_same_content_twice_is_one_file(store: LocalStore) -> None:
    assert store.put(b"x") == store.put(b"x")
    assert [sha256 for sha256, _ in store.all()] == [hashlib.sha256(b"x").hexdigest()]


def test_every_changed_bit_is_noticed(store: LocalStore) -> None:
    sha256 = store.put(bytes(range(64)))
    path = path_of(store, sha256)
    whole = path.read_bytes()
    for bit in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(Unavailable):
            store.get(sha256)


def test_thousands_of_single_bit_changes_of_a_photograph_are_all_noticed(store: LocalStore) -> None:
    random, whole = Random(2026), samples.jpeg()
    path = path_of(store, store.put(whole))
    for _ in range(4000):
        changed = bytearray(whole)
        changed[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        path.write_bytes(changed)
        with pytest.raises(Unavailable):
            store.get(path.name)


def test_a_name_that_is_no_hash_reaches_no_file(store: LocalStore) -> None:
    for name in ("../../etc/passwd", "", "ab" * 31, "AB" * 32):
        with pytest.raises(NotFound):
            store.get(name)


def test_a_full_disk_leaves_nothing_half_written(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        store.put(b"a photograph")
    assert list(store.all()) == []
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_a_half_written_file_of_a_power_cut_is_written_again(store: LocalStore) -> None:
    sha256 = hashlib.sha256(b"a photograph").hexdigest()
    path = path_of(store, sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a pho")
    store.put(b"a photograph")
    assert store.get(sha256) == b"a photograph"


def test_content_that_decayed_on_the_disk_is_healed_by_sending_it_again(store: LocalStore) -> None:
    sha256 = store.put(b"a photograph")
    path_of(store, sha256).write_bytes(b"a photogrbph")
    store.put(b"a photograph")
    assert store.get(sha256) == b"a photograph"


def test_deleting_takes_the_copies_along(store: LocalStore) -> None:
    sha256 = store.put(b"x")
    store.put_derived(sha256, "thumbnail", b"small")
    store.delete(sha256, unless_put_since=store.now() + timedelta(seconds=1))
    assert not store.has(sha256)
    assert store.derived(sha256, "thumbnail") is None


def test_content_that_was_put_again_is_not_deleted(store: LocalStore) -> None:
    sha256 = store.put(b"x")
    decided_at = store.now() - timedelta(seconds=1)
    store.put(b"x")
    store.delete(sha256, unless_put_since=decided_at)
    assert store.has(sha256)


def test_content_of_an_earlier_version_is_found_and_not_kept_twice(store: LocalStore) -> None:
    sha256 = kept_by_an_earlier_version(store, b"a photograph")
    assert store.get(sha256) == b"a photograph"
    store.put(b"a photograph")
    assert [one for one, _ in store.all()] == [sha256]


def test_content_of_an_earlier_version_is_deleted_with_its_copies(store: LocalStore) -> None:
    sha256 = kept_by_an_earlier_version(store, b"a photograph")
    store.put_derived(sha256, "thumbnail", b"small")
    store.delete(sha256, unless_put_since=store.now() + timedelta(seconds=1))
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []
