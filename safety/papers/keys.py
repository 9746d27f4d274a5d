"""The server's keys: in ``<data_dir>/keys``, opened once by each process."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from safety.errors import Invalid
from safety.papers import pades, signing
from safety.text import N_, Text

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner


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


def has_signing_key() -> bool:
    """Whether there is a key that signs records; asking makes none."""
    return (folder() / signing.KEY_FILE).exists()


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


PUBLIC_KEY_FILE = "signing-ed25519.pub"
#: The folder of all public keys of this server, present and former, beside the private one.
PUBLIC_KEYS = "public"
PUBLIC_BYTES = 32


def public_halves(now: datetime) -> dict[str, bytes]:
    """What may be given to anyone who checks our papers: file name → content.  Makes the keys if need be."""
    public = base64.b64encode(signing_key().public) + b"\n"
    pdf_signer(now)
    return {PUBLIC_KEY_FILE: public, pades.CERTIFICATE_FILE: pdf_certificate() or b""}


def known() -> dict[str, bytes]:
    """Every public key that this server signed with or was told to trust, by id: files beside the private key alone.

    Whoever can write to the database cannot write here, so no row makes a forged paper genuine.  No key is made.
    """
    found = [one for path in sorted((folder() / PUBLIC_KEYS).glob("*.pub")) if (one := _public_in(path))]
    if has_signing_key():
        found.append(signing_key().public)
    return {signing.key_id_of(public): public for public in found}


def public_text(key_id: str) -> str:
    """A known public key in base64, or nothing."""
    found = known().get(key_id)
    return base64.b64encode(found).decode() if found else ""


def keep_public(key: signing.SigningKey) -> None:
    """Keep the public half of the server's key for the time after it: what it signed stays verifiable."""
    _keep(key.public)


def trust(file: Path) -> str:
    """Trust a public key that this server had before (``signing-ed25519.pub``); its id.

    Raises:
        Invalid: the file holds no public key.
    """
    public = _public_in(file)
    if public is None:
        raise Invalid(Text(N_("文件中没有可用的公钥")), code="no_key")
    _keep(public)
    return signing.key_id_of(public)


def _keep(public: bytes) -> None:
    path = folder() / PUBLIC_KEYS / f"{signing.key_id_of(public)}.pub"
    if not path.exists():
        signing.keep_private_file(path, base64.b64encode(public) + b"\n")


def _public_in(path: Path) -> bytes | None:
    try:
        public = base64.b64decode(path.read_bytes(), validate=False)
    except (OSError, ValueError):
        return None
    return public if len(public) == PUBLIC_BYTES else None


def trusted(given: Path | None) -> tuple[dict[str, bytes], bytes | None]:
    """The public keys (by id) and the PDF certificate of a folder of public halves, or this server's own.

    Raises:
        Invalid: the folder holds no public key.
    """
    if given is None:
        return known(), pdf_certificate()
    public = _public_in(given / PUBLIC_KEY_FILE)
    if public is None:
        raise Invalid(Text(N_("文件夹中没有可用的公钥")))
    certificate = given / pades.CERTIFICATE_FILE
    return {signing.key_id_of(public): public}, certificate.read_bytes() if certificate.exists() else None
