"""Rows that say themselves which record they are: a sheet that was exported, changed, and comes in again.

Such a row is that record whatever else it says, so that a name can be put right; what a sheet does not decide (whose
the record is, in which district it lies) is refused where it says otherwise, never passed over.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm.interfaces import ORMOption

from safety.access.scope import Place
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.people.queries import place_of
from safety.text import N_, Text
from safety.workplaces.columns import RECORD, VERSION, record_in
from safety.workplaces.models import Employer
from safety.workplaces.operations.chunks import Chunk
from safety.workplaces.operations.registers import Row

T = TypeVar("T", bound=Any)


class Stated(Generic[T]):
    """The records that rows name by their ids, fetched at once."""

    def __init__(
        self,
        model: type[T],
        chunk: Chunk,
        rows: Sequence[Row],
        *options: ORMOption,
        place: Callable[[T], Place] = place_of,
    ) -> None:
        wanted = {found for row in rows if (found := _id_in(row)) is not None}
        records = (
            session.scalars(select(model).where(model.id.in_(wanted)).options(*options)) if wanted else ()
        )
        scope = chunk.actor.scope(chunk.permission)
        self._records: Mapping[uuid.UUID, T] = {one.id: one for one in records if scope.covers(place(one))}

    @property
    def records(self) -> Collection[T]:
        """All of them within reach."""
        return self._records.values()

    def of(self, row: Row) -> T | None:
        """The record that a row names, None where it names none.

        Raises:
            Invalid: there is no such record within reach (field ``record_id``).
        """
        if not row.get(RECORD):
            return None
        found = _id_in(row)
        record = self._records.get(found) if found is not None else None
        if record is None:
            sentence = N_("没有这个记录编号的记录，或不在您的范围内；要登记为新的，请清空这一格")
            raise Invalid(fields={RECORD: [sentence]})
        return record


def check_current(row: Row, record: Any) -> None:
    """Refuse to change a record by a row that went out before the record's last edit: it would undo that unseen.

    Raises:
        Invalid: the row tells another version than the record's (field ``record_version``).
    """
    told = row.get(VERSION)
    if row.get(RECORD) and told and str(told) != str(record.version):
        sentence = N_(
            "导出之后这条记录又有改动，这一行与现在的内容不同；为不冲掉后来的改动，请重新导出后再改"
        )
        raise Invalid(fields={VERSION: [sentence]})


def _id_in(row: Row) -> uuid.UUID | None:
    return record_in(str(row.get(RECORD) or ""))


def check_owner(row: Row, code: str | None, owner: Employer) -> Employer:
    """Whose a stated record is, if its row says the same.

    Raises:
        Invalid: the row says that it is another employer's (field ``employer`` or ``credit_code``).
    """
    if name_key(row["employer"]) != name_key(owner.name):
        sentence = N_("这条记录是“%(name)s”的；换单位、改单位名称，请在它的页面上进行")
        raise Invalid(fields={"employer": [Text(sentence, name=owner.name)]})
    if code is not None and owner.credit_code not in {None, code}:
        sentence = N_("这个单位的信用代码是 %(code)s；改它请在单位的页面上进行")
        raise Invalid(fields={"credit_code": [Text(sentence, code=owner.credit_code or "")]})
    return owner


def check_district(named: str | None, record: Any, names: Mapping[str, str]) -> None:
    """Refuse another district for a record that does not move.

    Raises:
        Invalid: the row names another one (field ``district``).
    """
    if named is not None and record.district_code is not None and named != record.district_code:
        sentence = N_("这条记录在%(name)s；换区县请改坐标，或在它的页面上写明理由")
        raise Invalid(fields={"district": [Text(sentence, name=names.get(record.district_code, ""))]})


def check_free_name(name: str, record: Any, alike: Sequence[Any]) -> None:
    """Refuse a new name that another record of the same owner bears.

    Raises:
        Invalid: one does (field ``name``).
    """
    if name_key(name) != name_key(record.name) and any(one.id != record.id for one in alike):
        raise Invalid(fields={"name": [N_("已有这样名称的另一条记录，改名请在它的页面上进行")]})


def check_number(ref: str | None, record: Any, source: str | None, bearer: Any) -> None:
    """Refuse an outside number that is another record's, or one of a list that the import does not name.

    Raises:
        Invalid: it is (field ``external_ref``).
    """
    if ref is None or ref == record.external_ref:
        return
    if bearer is not None and bearer.id != record.id:
        raise Invalid(fields={"external_ref": [Text(N_("这个编号已是“%(name)s”的"), name=bearer.name)]})
    listed = getattr(record, "external_source", None)
    if record.external_ref is not None and listed != source:
        sentence = N_("原编号出自名单“%(name)s”；要改它，请在导入时写明同一份名单")
        raise Invalid(fields={"external_ref": [Text(sentence, name=listed or "—")]})
