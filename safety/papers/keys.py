"""The server's keys: in ``<data_dir>/keys``, opened once by each process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app
from pyhanko.sign import SimpleSigner

from safety.papers import pades, signing


def folder() -> Path:
    """Where the keys lie; back them up apart from the data, and lock them away."""
    data_dir: Path = current_app.config["SETTINGS"].data_dir
    return data_dir / "keys"


def signing_key() -> signing.SigningKey:
    """The key that signs records (Ed25519), made at first use."""
    if "signing_key" not in current_app.extensions:
        current_app.extensions["signing_key"] = signing.open_key(folder())
    key: signing.SigningKey = current_app.extensions["signing_key"]
    return key


def pdf_signer(now: datetime) -> SimpleSigner:
    """The key that signs PDFs (ECDSA P-256 with a self-issued certificate), made at first use."""
    if "pdf_signer" not in current_app.extensions:
        current_app.extensions["pdf_signer"] = pades.open_signer(folder(), now=now)
    signer: SimpleSigner = current_app.extensions["pdf_signer"]
    return signer


def pdf_certificate() -> bytes | None:
    """The certificate (PEM) by which readers check our PDFs; None before the first."""
    path = folder() / pades.CERTIFICATE_FILE
    return path.read_bytes() if path.exists() else None
