"""Forms whose lines may be left out: a finding not chosen, an item not answered."""

from __future__ import annotations

from types import MappingProxyType

from safety.corrections import schemas
from safety.text import N_
from safety.wire.lines import LeftOut, MayLeaveOutLines

FILES = "photos-{demand_id}"
#: What is asked is filled in by the page: a finding that was not ticked stays out, whatever stands beside it.
_TICKED = MappingProxyType(
    {
        "lines": LeftOut(
            "demand_id",
            N_("请至少选择一项隐患"),
            N_("请至少选择一项隐患"),
            filled=frozenset({"asked", "term_on"}),
        )
    }
)
ANSWERED = MappingProxyType(
    {
        "lines": LeftOut(
            "stance",
            N_("这一项填写了内容或附了文件，请选择是否采纳"),
            N_("请至少答复一项：选择是否采纳"),
            files=FILES,
        )
    }
)
_CHECKED = MappingProxyType(
    {
        "lines": LeftOut(
            "result",
            N_("这一项填写了内容或附了照片，请选择复查结果"),
            N_("请至少复查一项：选择复查结果"),
            files=FILES,
        )
    }
)


class NoticePageIn(MayLeaveOutLines, schemas.NoticeIn):
    """The form of a new notice: findings that were not ticked are left out."""

    left_out = _TICKED


class NoticeChangePageIn(MayLeaveOutLines, schemas.NoticeChangeIn):
    """The form of a draft: findings that were not ticked are left out."""

    left_out = _TICKED


class NoticeReplyPageIn(MayLeaveOutLines, schemas.NoticeReplyIn):
    """The form of a reply entered by the union: findings without an answer are left out."""

    left_out = ANSWERED


class LinkReplyPageIn(MayLeaveOutLines, schemas.LinkReplyIn):
    """The employer's form: findings without an answer are left out."""

    left_out = ANSWERED


class RecheckPageIn(MayLeaveOutLines, schemas.RecheckIn):
    """The form of a re-check: findings without a result are left out."""

    left_out = _CHECKED
