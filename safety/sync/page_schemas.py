"""What the pages of the queue take: their filters, and the form of a decision."""

from __future__ import annotations

from marshmallow import fields

from safety.sync.rules import Choice as Decision
from safety.sync.rules import DeviceState, EntryKind, EntryState, Judged
from safety.wire.paging import Order, SortedArgs, WordsArgs
from safety.wire.schemas import Choice, Line, OneOf, Strict, Words


class DeviceArgs(WordsArgs):
    """Filters of the list of devices."""

    sort = Order("name", "contact", "unsent")

    state = Choice(DeviceState, load_default=None)


class EntryPageArgs(WordsArgs):
    """Filters of the register of entries."""

    sort = Order("received", "made", "receipt")

    state = Choice(EntryState, load_default=None)
    record = Choice(EntryKind, load_default=None)
    device = fields.UUID(load_default=None)
    person = fields.UUID(load_default=None)
    marks = Choice(Judged, load_default=None)
    mine = fields.Boolean(load_default=None)


class ConflictPageArgs(SortedArgs):
    """Filters of the list of conflicts."""

    state = fields.String(load_default=None, validate=OneOf(["open", "decided"]))
    record = Choice(EntryKind, load_default=None)


class DecisionPageIn(Strict):
    """A decision by form: for a merged content a choice for each difference, with own wordings."""

    choice = Choice(Decision, required=True)
    take = fields.List(fields.String(validate=OneOf(["server", "device", "own"])), load_default=list)
    own = fields.Dict(keys=fields.String(), values=Words(maximum=4000), load_default=dict)
    reason = Line(maximum=300, required=True)
