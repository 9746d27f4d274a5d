"""What the rows of a chunk share: who imports, for which union, and the employers they name, fetched at once."""

from __future__ import annotations

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
from safety.workplaces.models import Employer, RegisterImport
from safety.workplaces.operations import changes
from safety.workplaces.operations.locating import Located
from safety.workplaces.operations.notations import district_meant
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
    ) -> None:
        self.actor, self.now, self.datum, self.permission = actor, now, datum, permission
        self.clears_empty, self.source = clears_empty, source
        self.steps: list[dict[str, Any]] = []
        self.union = session.get_one(Union, found.union_id)
        self._employers = _employers_of(rows)
        #: The credit codes that bear a name.
        self._codes: dict[str, set[str]] = defaultdict(set)
        for one in self._employers.values():
            self._note_code(one.name, one.credit_code)
        self._districts = dict(all_district_names())
        self._unions: dict[str, Union | None] = {}

    def _note_code(self, name: str, code: str | None) -> None:
        if code is not None:
            self._codes[name_key(name)].add(code)

    @property
    def employers(self) -> Iterable[Employer]:
        """The employers that the rows name and that are known."""
        return self._employers.values()

    def place(self, located: Located, row: Row) -> tuple[Union, str | None]:
        """The union responsible for a row's record, and its district: by position, else as named.

        Raises:
            NotAllowed, NotFound: the actor may not import there.
            Invalid: the row names an unknown district, or its point lies far outside that, or all (field ``district``).
        """
        named = self._named_district(row.get("district") or "")
        self._check_far(located, named)
        district = located.district or named or self.union.district_code
        union = self._responsible(district)
        self.actor.require(self.permission, people.place_in(union, district))
        return union, district

    def _named_district(self, words: str) -> str | None:
        if not words:
            return None
        code = district_meant(words, self._districts)
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
            "named": self._districts.get(expected or "", ""),
            "found": self._districts.get(located.district or "", ""),
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

    def known_employer(self, name: str, code: str | None) -> Employer | None:
        """The employer of a row, by code, else by name.

        Raises:
            Invalid: employers with several codes bear the name, and the row has none (field ``credit_code``).

        One of that name without a code is it too, for those who may import where it stands.
        """
        if code is None and len(self._codes[name_key(name)]) > 1:
            sentence = N_("有 %(n)s 个这样名称的单位，信用代码各不相同，请填写统一社会信用代码")
            told = Text(sentence, n=len(self._codes[name_key(name)]))
            raise Invalid(fields={"credit_code": [told]})
        named = self._employers.get(name) or self._employers.get(name_key(name))
        found = self._employers.get(code) if code else named
        if found is not None or code is None:
            return found
        found = named
        if found is None or found.credit_code is not None:
            return None
        return found if self.actor.scope(self.permission).covers(people.place_of(found)) else None

    def employer(
        self, name: str, code: str | None, union: Union, district: str | None, **facts: Any
    ) -> Employer:
        """The employer of a row: the known one, which gets its code from here, or a new one with ``facts``."""
        found = self.known_employer(name, code)
        if found is None:
            return self._new_employer(name, code, union, district, facts)
        if code is not None and found.credit_code is None:
            found.credit_code = code
            found.version += 1
            self._employers[code] = found
            self._note_code(found.name, code)
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
        for known_by in (code or name, name, name_key(name)):
            self._employers.setdefault(known_by, employer)
        self._note_code(name, code)
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


def _employers_of(rows: Sequence[Row]) -> dict[str, Employer]:
    """The known employers that rows name, by credit code, by name as written, and by the key of the name."""
    wanted = {codes.normalised(row.get("credit_code") or "") for row in rows} - {""}
    keys = {name_key(row.get("employer") or "") for row in rows}
    by_code_or_name = Employer.credit_code.in_(wanted) | Employer.name_key.in_(keys)
    known = session.scalars(
        select(Employer).where(by_code_or_name).order_by(Employer.created_at, Employer.id)
    )
    found: dict[str, Employer] = {}
    again: dict[str, Employer] = {}
    for one in known:
        found[one.credit_code or one.name] = one
        found.setdefault(one.name, one)
        again.setdefault(name_key(one.name), one)
    return again | found
