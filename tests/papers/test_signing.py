from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from safety.papers import signing
from safety.papers.signing import Seal, SigningKey
from tests.cast import NOW
from tests.papers.samples import notice


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return signing.open_key(tmp_path / "keys")


@pytest.fixture
def content() -> dict[str, Any]:
    return {"content": notice().as_json(), "imprint": {"number": "渝中区总工会劳监意〔2026〕1号"}}


@pytest.fixture
def kept(content: dict[str, Any], key: SigningKey) -> Seal:
    return signing.seal(content, key=key, signed_at=NOW, facts={"signer": {"name": "陈静"}})


def test_what_was_signed_is_genuine(content: dict[str, Any], kept: Seal, key: SigningKey) -> None:
    assert signing.verify(content, kept, {key.key_id: key.public}).genuine


def test_the_order_of_keys_does_not_matter(content: dict[str, Any], kept: Seal, key: SigningKey) -> None:
    turned = json.loads(json.dumps(dict(reversed(content.items()))))
    assert signing.verify(turned, kept, {key.key_id: key.public}).genuine


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("content.addressee", "别的公司"),
        ("content.blocks.1.rows.0.2", "2027年12月5日"),
        ("content.blocks.4.text", "无须答复。"),
        ("imprint.number", "渝中区总工会劳监意〔2026〕2号"),
    ],
)
def test_a_changed_field_is_named(
    content: dict[str, Any], kept: Seal, key: SigningKey, path: str, value: str
) -> None:
    changed: Any = copy.deepcopy(content)
    *way, last = path.split(".")
    inner = changed
    for step in way:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[int(last) if isinstance(inner, list) else last] = value
    verdict = signing.verify(changed, kept, {key.key_id: key.public})
    assert (verdict.genuine, verdict.why, verdict.field) == (False, "content", path)


def test_a_field_added_or_taken_away_is_named(content: dict[str, Any], kept: Seal, key: SigningKey) -> None:
    more = copy.deepcopy(content)
    more["content"]["attachments"].append("第二份附件")
    assert signing.verify(more, kept, {key.key_id: key.public}).field == "content.attachments.1"
    less = copy.deepcopy(content)
    del less["content"]["note"]
    assert signing.verify(less, kept, {key.key_id: key.public}).field == "content.note"


def test_every_changed_bit_of_signature_or_statement_is_noticed(
    content: dict[str, Any], kept: Seal, key: SigningKey
) -> None:
    from dataclasses import replace

    keys = {key.key_id: key.public}
    for index in range(len(kept.signature) - 4):
        other = "A" if kept.signature[index] != "A" else "B"
        forged = kept.signature[:index] + other + kept.signature[index + 1 :]
        assert signing.verify(content, replace(kept, signature=forged), keys).why == "signature"
    statement = {**kept.statement, "signer": {"name": "赵岚"}}
    assert signing.verify(content, replace(kept, statement=statement), keys).why == "signature"


def test_a_seal_by_another_key_is_not_ours(
    content: dict[str, Any], kept: Seal, key: SigningKey, tmp_path: Path
) -> None:
    other = signing.open_key(tmp_path / "other")
    assert signing.verify(content, kept, {other.key_id: other.public}).why == "key"
    assert signing.verify(content, kept, {key.key_id: other.public}).why == "key"


def test_thousands_of_single_bit_changes_of_a_signed_record_are_all_found(
    content: dict[str, Any], kept: Seal, key: SigningKey
) -> None:
    random, keys = Random(2026), {key.key_id: key.public}
    whole = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    for _ in range(4000):
        changed = bytearray(whole)
        changed[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        try:
            read = json.loads(changed.decode())
        except ValueError:
            continue  # no JSON any more: found by whoever reads it
        assert not signing.verify(read, kept, keys).genuine


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, again = signing.open_key(tmp_path), signing.open_key(tmp_path)
    assert first.key_id == again.key_id
    assert (tmp_path / signing.KEY_FILE).stat().st_mode & 0o077 == 0
