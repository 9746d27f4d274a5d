"""The queue on the wire."""

from __future__ import annotations

from marshmallow import fields

from safety.sync.rules import MOST_IN_A_BATCH, EntryKind, EntryState
from safety.sync.rules import Choice as Decision
from safety.text import N_
from safety.wire.paging import ListOut, SortedArgs
from safety.wire.schemas import Choice, Instant, Length, Line, Range, Regexp, Strict

_HEX = Regexp(r"^[0-9a-f]{64}$", error=N_("校验值应为 64 位小写十六进制"))
_OFFSET = 10 * 366 * 86_400_000
_BYTES = 2**53


class EnrolmentIn(Strict):
    """For whom; oneself when nobody is named."""

    member_id = fields.UUID(load_default=None, allow_none=True)


class EnrolmentOut(Strict):
    """A code, told once."""

    code = fields.String(required=True)
    expires_at = Instant(required=True)


class DeviceIn(Strict):
    """A device to enrol."""

    id = fields.UUID(required=True)
    code = Line(maximum=20, required=True)
    name = Line(maximum=60, required=True)
    platform = Line(maximum=120, required=True)


class MemberOut(Strict):
    """Whose device it is."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)


class EnrolledOut(Strict):
    """The secret of an enrolled device, told once."""

    id = fields.UUID(required=True)
    secret = fields.String(required=True)
    member = fields.Nested(MemberOut, required=True)


class DeviceOut(Strict):
    """A device, as it last told of itself."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    platform = fields.String(required=True)
    member = fields.Nested(MemberOut, required=True)
    enrolled_at = Instant(required=True)
    last_contact_at = Instant(allow_none=True)
    unsent = fields.Integer(required=True)
    oldest_unsent_at = Instant(allow_none=True)
    app_version = fields.String(allow_none=True)
    storage_used = fields.Integer(allow_none=True)
    storage_quota = fields.Integer(allow_none=True)
    offset_ms = fields.Integer(allow_none=True)
    revoked_at = Instant(allow_none=True)
    revoked_reason = fields.String(allow_none=True)


class DevicesOut(Strict):
    """Devices."""

    items = fields.List(fields.Nested(DeviceOut), required=True)


class NameIn(Strict):
    """Another name."""

    name = Line(maximum=60, required=True)


class RevokeIn(Strict):
    """Why a device is let in no more."""

    reason = Line(maximum=200, required=True)


class ContactIn(Strict):
    """What a device tells of itself."""

    device_time = Instant(required=True)
    unsent = fields.Integer(required=True, validate=Range(min=0, max=1_000_000))
    oldest_unsent_at = Instant(load_default=None, allow_none=True)
    app_version = Line(maximum=40, load_default=None, allow_none=True)
    storage_used = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=_BYTES))
    storage_quota = fields.Integer(load_default=None, allow_none=True, validate=Range(min=0, max=_BYTES))


class NoticeOut(Strict):
    """What an office decided on an entry of this device, or what became of one that had waited."""

    entry_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    record_id = fields.UUID(required=True)
    state = fields.String(required=True)
    at = Instant(required=True)
    words = fields.String(allow_none=True)
    choice = fields.String(allow_none=True)
    receipt = fields.String(allow_none=True)


class ContactOut(Strict):
    """The server's clock, and what the device should know."""

    server_time = Instant(required=True)
    state = fields.String(required=True)
    notices = fields.List(fields.Nested(NoticeOut), required=True)


class FileIn(Strict):
    """A file that an entry names."""

    id = fields.UUID(required=True)
    sha256 = fields.String(required=True, validate=_HEX)
    size = fields.Integer(required=True, strict=True, validate=Range(min=1, max=_BYTES))
    media_type = Line(maximum=80, load_default=None, allow_none=True)


class EntryIn(Strict):
    """An entry of a device's queue."""

    kind = Choice(EntryKind, required=True)
    record_id = fields.UUID(required=True)
    sequence = fields.Integer(required=True, strict=True, validate=Range(min=1, max=_BYTES))
    after = fields.List(fields.UUID(), load_default=list, validate=Length(max=200))
    made_at = Instant(required=True)
    device_offset_ms = fields.Integer(
        load_default=None, allow_none=True, validate=Range(min=-_OFFSET, max=_OFFSET)
    )
    clock_set_ms = fields.Integer(
        load_default=None, allow_none=True, validate=Range(min=-_OFFSET, max=_OFFSET)
    )
    mock_location = fields.Boolean(load_default=False)
    content = fields.Dict(keys=fields.String(), required=True)
    files = fields.List(fields.Nested(FileIn), load_default=list, validate=Length(max=200))
    mends = fields.UUID(load_default=None, allow_none=True)


class BatchedIn(EntryIn):
    """An entry of a batch, with its id."""

    id = fields.UUID(required=True)


class BatchIn(Strict):
    """Several entries; each is kept or refused by itself, so that one's nonsense stops no other."""

    entries = fields.List(fields.Raw(), required=True, validate=Length(min=1, max=MOST_IN_A_BATCH))


class AnswerOut(Strict):
    """What became of one entry of a batch."""

    id = fields.Raw(required=True, allow_none=True)
    status = fields.Integer(required=True)
    body = fields.Raw(required=True)


class BatchOut(Strict):
    """The answers, in the order of ``sequence``."""

    answers = fields.List(fields.Nested(AnswerOut), required=True)


class MissingOut(Strict):
    """A file that is not complete, and how many bytes of it are here."""

    id = fields.UUID(required=True)
    size = fields.Integer(required=True)
    have = fields.Integer(required=True)


class ClockOut(Strict):
    """The device's time, its measured offset, and the moment by which the record is judged."""

    made_at = Instant(required=True)
    device_offset_ms = fields.Integer(allow_none=True)
    judged_at = Instant(required=True)


class EntryOut(Strict):
    """An entry as it stands at the server."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    record_id = fields.UUID(required=True)
    state = Choice(EntryState, required=True)
    sha256 = fields.String(required=True)
    receipt = fields.String(allow_none=True)
    missing = fields.List(fields.Nested(MissingOut), required=True)
    problem = fields.Dict(allow_none=True)
    conflict = fields.UUID(allow_none=True)
    judged = fields.List(fields.String(), required=True)
    url = fields.String(allow_none=True)
    received_at = Instant(required=True)
    clock = fields.Nested(ClockOut, required=True)


class EntryArgs(SortedArgs):
    """Which entries."""

    device = fields.UUID(load_default=None)
    state = Choice(EntryState, load_default=None)


class EntryListOut(ListOut):
    """A page of entries."""

    items = fields.List(fields.Nested(EntryOut), required=True)


class ConflictArgs(SortedArgs):
    """Which conflicts."""

    undecided = fields.Boolean(load_default=False)


class ConflictRowOut(Strict):
    """A conflict in a list."""

    id = fields.UUID(required=True)
    entry_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    record_id = fields.UUID(required=True)
    reason = fields.String(required=True)
    received_at = Instant(required=True)
    made_at = Instant(required=True)
    device_id = fields.UUID(required=True)
    received_from = fields.UUID(required=True)
    choice = fields.String(allow_none=True)
    decided_at = Instant(allow_none=True)
    decided_words = fields.String(allow_none=True)


class FieldOut(Strict):
    """One field in which the contents differ."""

    name = fields.String(required=True)
    server = fields.Raw(allow_none=True)
    device = fields.Raw(allow_none=True)


class ConflictOut(ConflictRowOut):
    """Both contents, field by field."""

    server_changed_by = fields.UUID(allow_none=True)
    server_changed_at = Instant(allow_none=True)
    server = fields.Dict(required=True)
    device = fields.Dict(required=True)
    base = fields.Dict(allow_none=True)
    fields_differing = fields.List(fields.Nested(FieldOut), required=True)
    decided_content = fields.Dict(allow_none=True)


class ConflictListOut(ListOut):
    """A page of conflicts."""

    items = fields.List(fields.Nested(ConflictRowOut), required=True)


class DecisionIn(Strict):
    """Which content stands, and why."""

    choice = Choice(Decision, required=True)
    content = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
    reason = Line(maximum=300, required=True)


class JudgementIn(Strict):
    """What was made of an entry's marks."""

    words = Line(maximum=300, required=True)


class AreaArgs(Strict):
    """Which area: districts (six digits) and sites; neither means the whole scope."""

    district = fields.List(Line(maximum=6), load_default=list, validate=Length(max=60))
    site = fields.List(fields.UUID(), load_default=list, validate=Length(max=2000))
    districts = Line(maximum=500, load_default=None)
    sites = Line(maximum=40_000, load_default=None)


class ChangeArgs(AreaArgs):
    """Which area, since when."""

    since = Line(maximum=500, load_default=None)
    limit = fields.Integer(load_default=200, validate=Range(min=1, max=500))


class PartOut(Strict):
    """One kind of record."""

    kind = fields.String(required=True)
    count = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class AreaOut(Strict):
    """How much there is to take along."""

    sites = fields.Integer(required=True)
    findings = fields.Integer(required=True)
    checklists = fields.Integer(required=True)
    people = fields.Integer(required=True)
    bytes = fields.Integer(required=True)
    parts = fields.List(fields.Nested(PartOut), required=True)


class ItemOut(Strict):
    """A record as it is now, or one that the device forgets."""

    kind = fields.String(required=True)
    id = fields.String(required=True)
    version = fields.String(required=True)
    gone = fields.Boolean(required=True)
    data = fields.Dict(allow_none=True)


class ChangesOut(Strict):
    """A page of the feed."""

    items = fields.List(fields.Nested(ItemOut), required=True)
    next = fields.String(required=True)
    more = fields.Boolean(required=True)
    as_of = Instant(required=True)
