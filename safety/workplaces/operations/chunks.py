"""What the rows of a chunk share: who imports, for which union, and the employers they name, fetched at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from safety.access.permissions import Permission
from safety.access.scope import Actor
from safety.audit import operations as audit
from safety.database import session
from safety.errors import Invalid
from safety.folding.names import name_key
from safety.ids import new_id
from safety.law import credit_code as codes
from safety.law.days import shanghai_date
from safety.people import queries as people
from safety.people.models import Union
from safety.reference.queries import all_district_names
from safety.text import N_, Text
from safety.workplaces.geography import geography
from safety.workplaces.models import Employer, RegisterImport, RegisterImportRow
from safety.workplaces.operations import changes
from safety.workplaces.operations.locating import Located
from safety.workplaces.operations.notations import district_meant
from safety.workplaces.operations.questions import NEW, AskedError, Candidate, answer_to
from safety.workplaces.operations.registers import Row
from safety.workplaces.rules import Datum

#: How far the coarse outlines of districts may err, in metres.
_OUTLINES_ERR_M = 1_000.0


class Chunk:
    """Some rows of an import, of which ``actor`` may take in those of the scope that ``permission`` gives."""

    def __init__(
        self,
        *,
        actor: Actor,
        now: datetime,
        found: RegisterImport,
        datum: Datum,
        permission: Permission,
        rows: Sequence[Row],
        clears_empty: bool = False,
        source: str | None = None,
        agreed: uuid.UUID | None = None,
    ) -> None:
        self.actor, self.now, self.datum, self.permission = actor, now, datum, permission
        self.clears_empty, self.source, self.agreed = clears_empty, source, agreed
        self.steps: list[dict[str, Any]] = []
        self.union = session.get_one(Union, found.union_id)
        self.uploaded_at, self._import_id = found.uploaded_at, found.id
        self._made: dict[uuid.UUID, int] = {}
        #: The known employers that the rows name, by credit code, and all that bear a name.
        self._by_code: dict[str, Employer] = {}
        self._by_name: dict[str, list[Employer]] = defaultdict(list)
        for one in employers_named(rows):
            self._remember(one)
        self.districts = dict(all_district_names())
        self._unions: dict[str, Union | None] = {}

    def _remember(self, one: Employer) -> None:
        if one.credit_code is not None:
            self._by_code[one.credit_code] = one
        if one not in self._by_name[name_key(one.name)]:
            self._by_name[name_key(one.name)].append(one)

    @property
    def employers(self) -> Iterable[Employer]:
        """The employers that the rows name and that are known."""
        return {one.id: one for many in self._by_name.values() for one in many}.values()

    def reference(self, record: Any) -> str:
        """How an answer names a record: by the row of this import that made it, else by its id."""
        if record.id in self._made:
            return f"row:{self._made[record.id]}"
        earlier = session.scalar(
            select(RegisterImportRow.row).where(
                RegisterImportRow.import_id == self._import_id,
                RegisterImportRow.record_id == record.id,
                RegisterImportRow.outcome == "created",
            )
        )
        return str(record.id) if earlier is None else f"row:{earlier}"

    def made_by(self, row: Row, record: Any) -> None:
        """Remember which row of the file made a record."""
        self._made[record.id] = row["number"]

    def place(self, located: Located, row: Row) -> tuple[Union, str | None]:
        """The union responsible for a row's record, and its district: by position, else as named.

        Raises:
            NotAllowed: the actor may import nowhere.
            Invalid: the row names an unknown district or one out of scope, or its point lies far outside that, or all
                (field ``district``).
        """
        named = self.district_named(row)
        self._check_far(located, named)
        district = located.district or named or self.union.district_code
        union = self._responsible(district)
        self.actor.require_chosen(self.permission, people.place_in(union, district), "district")
        return union, district

    def district_named(self, row: Row) -> str | None:
        """The district that a row names.

        Raises:
            Invalid: there is none such (field ``district``).
        """
        words = row.get("district") or ""
        if not words:
            return None
        code = district_meant(words, self.districts)
        if code is None:
            raise Invalid(fields={"district": [N_("没有这个区县")]})
        return code

    def _check_far(self, located: Located, named: str | None) -> None:
        """Refuse a point that lies farther outside its district than the coarse outlines may err."""
        if (
            located.lon is None
            or located.lat is None
            or (located.district and named in {None, located.district})
        ):
            return
        expected = named or self.union.district_code
        far = geography().distance_to_district_m(located.lon, located.lat, expected, shanghai_date(self.now))
        if far is None or far <= _OUTLINES_ERR_M:
            return
        told = {
            "km": f"{far / 1000:.1f}",
            "named": self.districts.get(expected or "", ""),
            "found": self.districts.get(located.district or "", ""),
        }
        sentence = N_("坐标在所有区县以外，相距 %(km)s 公里")
        if expected:
            sentence = N_("坐标在%(named)s以外 %(km)s 公里，不在任何区县内")
        if located.district:
            sentence = N_("坐标在%(named)s以外 %(km)s 公里，落在%(found)s；请改正坐标，或把区县改为%(found)s")
        raise Invalid(fields={"district": [Text(sentence, **told)]})

    def _responsible(self, district: str | None) -> Union:
        """The union of the import, unless the place lies in another district: then that district's."""
        if district is None or district == self.union.district_code:
            return self.union
        if district not in self._unions:
            self._unions[district] = people.district_union(district)
        return self._unions[district] or self.union

    def employer_of_code(self, code: str | None) -> Employer | None:
        """The employer that bears a unified credit code."""
        return self._by_code.get(code) if code is not None else None

    def known_employer(self, row: Row, code: str | None) -> Employer | None:
        """The employer of a row, by code, else by name.

        One of that name without a code is it too, for those who may import where it stands.

        Raises:
            AskedError: employers with several codes bear the name, and the row has none (field ``credit_code``).
        """
        key, name = name_key(row["employer"]), row["employer"]
        named = sorted(self._by_name[key], key=lambda one: one.name != name)
        if code is None:
            return self._asked_employer(row, named)
        if code in self._by_code:
            return self._by_code[code]
        scope = self.actor.scope(self.permission)
        bare = [one for one in named if one.credit_code is None]
        return next((one for one in bare[:1] if scope.covers(people.place_of(one))), None)

    def _asked_employer(self, row: Row, named: Sequence[Employer]) -> Employer | None:
        coded = {one.credit_code for one in named if one.credit_code is not None}
        if len(coded) <= 1:
            return next(iter(named), None)
        sentence = N_("有 %(n)s 个这样名称的单位，信用代码各不相同，请填写统一社会信用代码")
        candidates = [
            Candidate(str(one.id), one.name, one.credit_code or "")
            for one in named
            if one.created_at < self.uploaded_at or one.credit_code is not None
        ]
        told = Text(sentence, n=len(coded))
        answer = answer_to(row, AskedError("employer", "credit_code", told, candidates))
        if answer != NEW:
            return next(one for one in named if str(one.id) == answer)
        # What an earlier row was answered about: the new employer is one for all of them.
        return next(
            (one for one in named if one.credit_code is None and one.created_at >= self.uploaded_at), None
        )

    def employer(
        self,
        row: Row,
        code: str | None,
        union: Union,
        district: str | None,
        *,
        known: Employer | None = None,
        **facts: Any,
    ) -> Employer:
        """The employer of a row: the known one, which gets its code from here, or a new one with ``facts``."""
        found = known or self.known_employer(row, code)
        if found is None:
            return self._new_employer(row["employer"], code, union, district, facts)
        if code is not None and found.credit_code is None:
            found.credit_code = code
            found.version += 1
            self._remember(found)
            self.note("employer_edited", "employer", found, {"credit_code": (None, code)})
        return found

    def _new_employer(
        self, name: str, code: str | None, union: Union, district: str | None, facts: Mapping[str, Any]
    ) -> Employer:
        employer = Employer(
            id=new_id(),
            name=name,
            credit_code=code,
            district_code=district,
            union_id=union.id,
            created_at=self.now,
            version=1,
            **facts,
        )
        session.add(employer)
        self._remember(employer)
        self.note("employer_registered", "employer", employer, {"name": name, "credit_code": code}, made=True)
        return employer

    def note(
        self,
        action: str,
        kind: str,
        row: Any,
        change: Mapping[str, Any],
        *,
        made: bool = False,
        words: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep what was done to a record, and say it in the audit as an edit by hand does (``words`` if otherwise).

        ``change`` holds the old and the new value by column, of a record that was ``made`` what it is.
        """
        self.steps.append(changes.step(kind, row, None if made else change))
        held = self.actor.appointment_for(self.permission, people.place_of(row))
        audit.record(
            actor=self.actor,
            now=self.now,
            action=action,
            kind=kind,
            record_id=row.id,
            union_id=row.union_id,
            change={"import": True, **(change if words is None else words)},
            appointment_id=held.appointment_id if held else None,
        )


def employers_named(rows: Sequence[Row]) -> Sequence[Employer]:
    """The known employers that rows name, by credit code or by the key of the name, the oldest first."""
    wanted = {codes.normalised(row.get("credit_code") or "") for row in rows} - {""}
    keys = {name_key(row.get("employer") or "") for row in rows} - {""}
    if not wanted and not keys:
        return []
    by_code_or_name = Employer.credit_code.in_(wanted) | Employer.name_key.in_(keys)
    found = select(Employer).where(by_code_or_name).order_by(Employer.created_at, Employer.id)
    return session.scalars(found).all()
