"""How the verifier itself spells and hashes: written from the description in docs/security/proof.md alone.

It uses nothing of the code that writes (``safety.audit``, ``safety.papers.signing``): a fault there is not repeated here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from safety.proof.rules import Why


def digest(value: Any) -> str:
    """The hexadecimal SHA-256 of the canonical JSON (RFC 8785) of ``value``."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def fault_of_seal(content: Any, seal: Mapping[str, Any], keys: Mapping[str, bytes]) -> Why | None:
    """What is false about a sealed content, by the public keys that are trusted (id → 32 bytes); None: it holds."""
    statement = seal["statement"]
    public = keys.get(str(seal["key_id"]))
    if public is None or hashlib.sha256(public).hexdigest()[:16] != seal["key_id"]:
        return Why.KEY
    try:
        signature = base64.b64decode(seal["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, rfc8785.dumps(statement))
    except (InvalidSignature, ValueError, TypeError, AttributeError):
        return Why.SIGNATURE
    own = digest(content)
    if not own == statement.get("content_hash") == seal["content_hash"]:
        return Why.CHANGED
    return None
