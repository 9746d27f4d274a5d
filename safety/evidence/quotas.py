"""How much may lie here that no record has taken up yet, by person, and how much may come through one link.

Plain Python.  What is over a quota is told to come later (429): a tablet keeps it and tries again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from safety.errors import TooMany
from safety.text import N_, Text

_MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Amount:
    """So many files and so many bytes."""

    files: int
    bytes: int

    def and_one_of(self, size: int) -> Amount:
        """With one more file."""
        return Amount(self.files + 1, self.bytes + size)

    def exceeds(self, most: Amount) -> bool:
        """Whether it is more than ``most`` in number or bytes."""
        return self.files > most.files or self.bytes > most.bytes


#: Weeks of a tablet off line: 200 checks of ten photographs.
STAGED: Final = Amount(2_000, 2_048 * _MEBIBYTE)
#: What one addressee sends through the links of one notice or review.
BY_LINK: Final = Amount(400, 1_024 * _MEBIBYTE)

_STAGED_WORDS = N_(
    "您传来而尚未归入任何记录的文件将有 %(files)s 个、%(megabytes)s MB，超过上限（%(most_files)s 个、%(most_megabytes)s MB）。"
    "请先提交这些照片所属的检查；未归入记录的文件 30 天后清除。平板上的内容不会丢失，稍后会再传"
)
_LINK_WORDS = N_(
    "通过链接就这些事项传来的文件将有 %(files)s 个、%(megabytes)s MB，超过上限（%(most_files)s 个、%(most_megabytes)s MB）。"
    "请减少附件，或把文件直接交给发出文书的工会，由其录入"
)


def check_staged(after: Amount) -> None:
    """Refuse one more file ahead of its record where a person's files would be more than ``STAGED``.

    Raises:
        TooMany: ``quota_staged``.
    """
    if after.exceeds(STAGED):
        raise _over(_STAGED_WORDS, "quota_staged", after, STAGED)


def check_link(after: Amount) -> None:
    """Refuse files through a link where they would be more than ``BY_LINK`` with those that came before.

    Raises:
        TooMany: ``quota_link``.
    """
    if after.exceeds(BY_LINK):
        raise _over(_LINK_WORDS, "quota_link", after, BY_LINK)


def _over(words: str, code: str, after: Amount, most: Amount) -> TooMany:
    told = {
        "files": after.files,
        "megabytes": -(-after.bytes // _MEBIBYTE),
        "most_files": most.files,
        "most_megabytes": most.bytes // _MEBIBYTE,
    }
    return TooMany(Text(words, **told), code=code, extra={"quota": told})
