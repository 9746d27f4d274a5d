"""Signatures: canonical content (RFC 8785) → SHA-256 → Ed25519 by the server's key.

What is signed is a *statement*: the hash of the whole content, a hash for each of its fields (so that a
verifier can name the field that was changed), who signed and when, and the algorithms used.  Anyone
with the public key can check it.  This alone does not claim to be a reliable electronic signature
(可靠电子签名, 电子签名法 Art 13): the sealed original prevails.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from safety.audit.rules import canonical
from safety.errors import Unavailable
from safety.text import N_, Text

HASH_ALGORITHM = "sha256"
SIGNATURE_ALGORITHM = "ed25519"
KEY_FILE = "signing-ed25519.pem"


@dataclass(frozen=True)
class Seal:
    """A signed statement over a content; every part is JSON or hexadecimal / base64 text."""

    statement: dict[str, Any]
    content_hash: str
    signature: str
    key_id: str
    hash_algorithm: str = HASH_ALGORITHM
    signature_algorithm: str = SIGNATURE_ALGORITHM


@dataclass(frozen=True)
class Verdict:
    """Whether a sealed content holds, and if not why: ``content``, ``signature`` or ``key``.

    ``field`` names the first changed field as a path (``content.blocks.0.text``).
    """

    genuine: bool
    why: str = ""
    field: str = ""

    @property
    def unknown_key(self) -> bool:
        """Whether nothing can be said: the key that signed is not here."""
        return self.why == "key"


@dataclass(frozen=True)
class SigningKey:
    """The server's private key; ``key_id`` is the start of the SHA-256 of its public half."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The 32 raw bytes of the public key."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the public key's SHA-256."""
        return key_id_of(self.public)


def key_id_of(public: bytes) -> str:
    """The id of a public key (raw bytes)."""
    return hashlib.sha256(public).hexdigest()[:16]


def open_key(folder: Path) -> SigningKey:
    """The server's signing key in ``folder``; made there once when there is none.

    Raises:
        Unavailable: the file cannot be read or made.
    """
    path = folder / KEY_FILE
    try:
        if not path.exists():
            made = Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
            )
            keep_private_file(path, made)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise Unavailable(Text(N_("服务器签名密钥无法读取，请联系管理员")), code="signing_key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable(Text(N_("服务器签名密钥无法读取，请联系管理员")), code="signing_key")
    return SigningKey(key)


def keep_private_file(path: Path, content: bytes) -> None:
    """Write ``content`` for this user alone, durably; of two processes at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(part, path)
    part.unlink()


def hash_of(content: Any) -> str:
    """The hexadecimal SHA-256 of the canonical JSON of ``content``."""
    return hashlib.sha256(canonical(content)).hexdigest()


def seal(
    content: Mapping[str, Any], *, key: SigningKey, signed_at: datetime, facts: Mapping[str, Any]
) -> Seal:
    """Sign ``content`` (JSON values).

    ``facts`` join the statement: signer, appointment, whatever must not be changed afterwards either.
    """
    content_hash = hash_of(content)
    statement = {
        "content_hash": content_hash,
        "hash_algorithm": HASH_ALGORITHM,
        "signature_algorithm": SIGNATURE_ALGORITHM,
        "key_id": key.key_id,
        "signed_at": signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "fields": dict(_field_hashes(content)),
        **facts,
    }
    signature = base64.b64encode(key.private.sign(canonical(statement))).decode()
    return Seal(statement, content_hash, signature, key.key_id)


def verify(content: Mapping[str, Any], kept: Seal, public_keys: Mapping[str, bytes]) -> Verdict:
    """Check ``content`` against its seal with the public keys known by id (raw bytes)."""
    public = public_keys.get(kept.key_id)
    if public is None or key_id_of(public) != kept.key_id:
        return Verdict(genuine=False, why="key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            base64.b64decode(kept.signature, validate=True), canonical(kept.statement)
        )
    except (InvalidSignature, ValueError):
        return Verdict(genuine=False, why="signature")
    if hash_of(content) != kept.statement.get("content_hash"):
        return Verdict(genuine=False, why="content", field=first_changed(content, kept.statement["fields"]))
    if kept.content_hash != kept.statement["content_hash"]:
        return Verdict(genuine=False, why="content", field="content_hash")
    return Verdict(genuine=True)


def first_changed(content: Mapping[str, Any], signed: Mapping[str, str]) -> str:
    """The path of the first field (in order of paths) that was changed, added or taken away."""
    present = dict(_field_hashes(content))
    differing = {path for path in present.keys() | signed.keys() if present.get(path) != signed.get(path)}
    return min(differing, default="")


def _field_hashes(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """A hash for each leaf, with its path; twelve hexadecimal digits tell fields apart well enough,
    since the whole content is held by the full hash.
    """
    inner: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        inner = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list):
        inner = [(str(index), item) for index, item in enumerate(value)]
    if not inner:
        yield path, hash_of(value)[:12]
    for name, item in inner:
        yield from _field_hashes(item, f"{path}.{name}" if path else name)
