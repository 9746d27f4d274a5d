"""The few named refusals, each with one HTTP answer (registered once, in ``safety.wire.problems``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from safety.text import N_, Sentence, Text, as_text

FieldErrors = Mapping[str, Sequence[Sentence]]


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a programming error
    """An act that is refused, with a sentence for a person, a stable code, and errors by field.

    ``extra`` travels into the JSON answer (for example the present version of a stale record);
    ``status`` is given only where a framework's own answer is passed on.
    """

    status: int = 400
    default_code: ClassVar[str] = "refused"
    default_sentence: ClassVar[str] = N_("请求被拒绝")

    def __init__(
        self,
        sentence: Sentence | None = None,
        *,
        code: str | None = None,
        fields: FieldErrors | None = None,
        extra: Mapping[str, Any] | None = None,
        status: int | None = None,
    ) -> None:
        if status is not None:
            self.status = status
        self.sentence: Text = as_text(sentence if sentence is not None else self.default_sentence)
        self.code = code or self.default_code
        self.fields: dict[str, list[Text]] = {
            name: [as_text(message) for message in messages] for name, messages in (fields or {}).items()
        }
        self.extra = dict(extra or {})
        super().__init__(str(self.sentence))


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session or token has ended."""

    status = 401
    default_code = "not_signed_in"
    default_sentence = N_("请先登录")


class NotAllowed(Refusal):
    """The person lacks the right altogether."""

    status = 403
    default_code = "not_allowed"
    default_sentence = N_("您没有进行这项操作的权限")


class NotFound(Refusal):
    """There is no such record, or it lies outside the person's scope (the two are not told apart)."""

    status = 404
    default_code = "not_found"
    default_sentence = N_("没有找到该记录，或者它不在您的管辖范围内")


class Conflict(Refusal):
    """The same id or number is already used for other content."""

    status = 409
    default_code = "conflict"
    default_sentence = N_("与已有的记录冲突")


class NotPossibleNow(Refusal):
    """The record's present state does not permit the act."""

    status = 409
    default_code = "not_possible_now"
    default_sentence = N_("当前状态下不能进行这项操作")


class Stale(Refusal):
    """The edit was made on an older version of the record."""

    status = 412
    default_code = "stale"
    default_sentence = N_("这条记录已被他人修改，请核对最新内容后再保存")


class VersionMissing(Refusal):
    """An edit that does not say on which version of the record it was made."""

    status = 428
    default_code = "version_missing"
    default_sentence = N_("请在 If-Match 中给出所修改的版本（读取时 ETag 的值）")


class TooLarge(Refusal):
    """What was sent is larger than what is taken."""

    status = 413
    default_code = "too_large"
    default_sentence = N_("提交的内容过大")


class Invalid(Refusal):
    """What was given is wrong; ``fields`` says where."""

    status = 422
    default_code = "invalid"
    default_sentence = N_("填写的内容有误，请按提示修改")


class TooMany(Refusal):
    """Too many tries; wait."""

    status = 429
    default_code = "too_many"
    default_sentence = N_("操作过于频繁，请稍后再试")


class Unavailable(Refusal):
    """The store cannot take the write just now; nothing was kept, try again."""

    status = 503
    default_code = "unavailable"
    default_sentence = N_("系统暂时不可用，内容没有保存，请稍后重试")
