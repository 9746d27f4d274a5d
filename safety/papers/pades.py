"""PAdES: a certified signature inside the PDF, so that any reader shows when a page was changed.

The certificate is the server's own (self-issued, ECDSA P-256: more readers know it than Ed25519); it
proves that the file is unchanged since this server made it, no more.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from safety.errors import Unavailable
from safety.papers.signing import keep_private_file
from safety.text import N_, Text

if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator import ValidationContext

KEY_FILE = "pdf-p256.pem"
CERTIFICATE_FILE = "pdf-p256.crt"
FIELD = "Qunjian"
VALID_YEARS = 30


@dataclass(frozen=True)
class PdfVerdict:
    """What a PDF's own signature says: whether there is one, whether it holds, by whose key, and when."""

    signed: bool
    intact: bool = False
    certificate: str = ""
    signed_at: datetime | None = None


def open_signer(folder: Path, *, now: datetime) -> SimpleSigner:
    """The server's PDF signer in ``folder``; its key and certificate are made there once.

    Raises:
        Unavailable: the files cannot be read or made.
    """
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        if not (folder / CERTIFICATE_FILE).exists():
            _make_certificate(folder, now)
        key = asn1_keys.PrivateKeyInfo.load(_der(folder / KEY_FILE))
        certificate = asn1_x509.Certificate.load(_der(folder / CERTIFICATE_FILE))
    except (OSError, ValueError) as error:
        raise Unavailable(Text(N_("服务器签名密钥无法读取，请联系管理员")), code="signing_key") from error
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=key,
        cert_registry=SimpleCertificateStore.from_certs([certificate]),  # type: ignore[no-untyped-call]
    )


def _der(path: Path) -> bytes:
    content: bytes = pem.unarmor(path.read_bytes())[2]
    return content


def _make_certificate(folder: Path, now: datetime) -> None:
    """Make the key, then a certificate for the key *as kept*: another process may have kept its own first."""
    made = ec.generate_private_key(ec.SECP256R1())
    keep_private_file(
        folder / KEY_FILE, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    key = load_pem_private_key((folder / KEY_FILE).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Unavailable(Text(N_("服务器签名密钥无法读取，请联系管理员")), code="signing_key")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Qunjian 群监"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Qunjian server (self-issued)"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=366 * VALID_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    keep_private_file(folder / CERTIFICATE_FILE, certificate.public_bytes(Encoding.PEM))


def sign_pdf(pdf: bytes, signer: SimpleSigner, *, reason: str, place: str) -> bytes:
    """``pdf`` with an invisible certifying signature that permits no change at all."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

    out = io.BytesIO()
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        location=place,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def sealed_at(pdf: bytes) -> datetime | None:
    """When ``pdf`` was sealed, as its signature says; None for a file without one."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    signatures = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    found: datetime | None = signatures[0].self_reported_timestamp if signatures else None
    return found


def check_pdf(pdf: bytes, certificate_pem: bytes | None = None) -> PdfVerdict:
    """Check the signature of ``pdf`` against the server's certificate (or, without one, its own)."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature

    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        signatures = reader.embedded_signatures
        if not signatures:
            return PdfVerdict(signed=False)
        embedded = signatures[0]
        status = validate_pdf_signature(embedded, _trusting(certificate_pem, embedded.signer_cert))
    except (PdfError, ValueError, KeyError, IndexError, TypeError):
        return PdfVerdict(signed=True)
    whole = bool(status.intact and status.valid and status.bottom_line)
    return PdfVerdict(True, whole, status.signing_cert.sha256.hex(), status.signer_reported_dt)


def _trusting(certificate_pem: bytes | None, own: Any) -> ValidationContext:
    from pyhanko_certvalidator import ValidationContext

    trusted = own
    if certificate_pem is not None:
        trusted = asn1_x509.Certificate.load(pem.unarmor(certificate_pem)[2])
    return ValidationContext(trust_roots=[trusted], allow_fetching=False)
