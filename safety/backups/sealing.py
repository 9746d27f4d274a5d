"""Backups encrypted to a public key (age, X25519): the server can write them, only who holds the secret half reads them.

Any program that speaks age (``age``, ``rage``) opens the same files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from safety.errors import Invalid
from safety.text import N_, Text

__all__ = ["Identity", "Recipient", "encrypt_file", "identity_in", "new_identity", "opened", "recipients_of"]

#: How every file in age's binary form begins.
_AGE = b"age-encryption.org/v1\n"


def new_identity() -> Identity:
    """A secret key; its public half is what backups are encrypted to."""
    return Identity.generate()


def recipients_of(keys: Iterable[str]) -> tuple[Recipient, ...]:
    """Public keys from their texts (``age1…``).

    Raises:
        Invalid: a text is no such key; the sentence names it.
    """
    found = []
    for key in keys:
        try:
            found.append(Recipient.from_str(key))
        except pyrage.RecipientError as error:
            raise Invalid(
                Text(N_("不是 age 公钥（应以 age1 开头）：%(key)s"), key=key), code="backup_recipient"
            ) from error
    return tuple(found)


def identity_in(file: Path) -> Identity:
    """The secret key of a key file: a line ``AGE-SECRET-KEY-1…``; lines with ``#`` are remarks.

    Raises:
        Invalid: the file holds no such line.
    """
    lines = [line.strip() for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]
    for line in lines:
        if line and not line.startswith("#"):
            try:
                return Identity.from_str(line)
            except pyrage.IdentityError:
                break
    raise Invalid(Text(N_("文件中没有 age 私钥：%(name)s"), name=file.name), code="backup_identity")


def encrypt_file(source: Path, target: Path, recipients: Sequence[Recipient]) -> None:
    """Write ``source`` encrypted to ``target``."""
    pyrage.encrypt_file(str(source), str(target), list(recipients))


def is_encrypted(file: Path) -> bool:
    """Whether a file is in age's binary form."""
    with file.open("rb") as content:
        return content.read(len(_AGE)) == _AGE


@contextmanager
def opened(source: Path, identity: Path | None, *, beside: Path) -> Iterator[Path]:
    """The readable archive of a backup: ``source`` itself, or its decrypted copy in a folder below ``beside`` that goes.

    Raises:
        Invalid: it is encrypted and no key was given, the key is another's, or the file was changed.
    """
    if not is_encrypted(source):
        yield source
        return
    if identity is None:
        raise Invalid(N_("备份已加密：请用 --identity 指定私钥文件"), code="backup_identity")
    key = identity_in(identity)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=beside) as folder:
        plain = Path(folder) / "plain.zip"
        try:
            pyrage.decrypt_file(str(source), str(plain), [key])
        except (pyrage.DecryptError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's; a changed file has no number
            raise Invalid(N_("无法解密：私钥不符，或文件已损坏"), code="backup_decrypt") from error
        yield plain
