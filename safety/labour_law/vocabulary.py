"""The words of the union's supervision of labour law: 一函两书 and their states."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from safety.text import N_


class LetterKind(StrEnum):
    """Which of the three letters; each is the paper kind of the same value."""

    PROMPT = "labour_law_prompt"
    OPINION = "labour_law_opinion"
    SUGGESTION = "labour_law_suggestion"


LETTER_LABELS: Mapping[LetterKind, str] = MappingProxyType(
    {
        LetterKind.PROMPT: N_("提示函"),
        LetterKind.OPINION: N_("意见书"),
        LetterKind.SUGGESTION: N_("建议书"),
    }
)


class LetterState(StrEnum):
    """Where a letter stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    REVOKED = "revoked"


LETTER_STATE_LABELS: Mapping[LetterState, str] = MappingProxyType(
    {
        LetterState.DRAFT: N_("草稿"),
        LetterState.ISSUED: N_("已签发"),
        LetterState.REVOKED: N_("已撤销"),
    }
)
