from __future__ import annotations

import pytest

from safety.access.permissions import Permission
from safety.errors import Invalid, NotAllowed, NotPossibleNow, Stale
from safety.people.models import Union
from safety.people.operations import unions
from safety.people.queries import registers
from safety.people.rules import UnionLevel
from safety.transactions import one_transaction
from tests.cast import Cast, id_of


def create(
    cast: Cast, name: str = "新街道总工会", *, parent: str = "yuzhong", level: UnionLevel = UnionLevel.STREET
) -> Union:
    with one_transaction():
        return unions.create_union(
            actor=cast.actor("huangtao"),
            now=cast.now,
            name=name,
            short_name=None,
            level=level,
            parent_id=id_of(parent),
        )


def change(cast: Cast, key: str, **facts: object) -> Union:
    row = cast.union(key)
    given = {
        "version": row.version,
        "name": row.name,
        "short_name": row.short_name,
        "level": UnionLevel(row.level),
        "parent_id": row.parent_id,
        "industry_parent_id": row.industry_parent_id,
        "district_code": None,
    } | facts
    with one_transaction():
        return unions.change_union(actor=cast.actor("huangtao"), now=cast.now, union_id=row.id, **given)  # type: ignore[arg-type]


def test_a_new_union_stands_below_its_parent_and_takes_its_district(cast: Cast) -> None:
    union = create(cast)
    assert union.path == cast.union("yuzhong").path + f"{union.id}/"
    assert union.district_code == "500103"


def test_a_union_that_moves_takes_everything_below_it_along_on_both_lines(cast: Cast) -> None:
    workshop = create(cast, "车间工会", parent="plant", level=UnionLevel.BASIC)
    change(cast, "plant", parent_id=id_of("yuzhong"))
    with one_transaction(write=False):
        plant = cast.union("plant")
        moved = cast.union("plant")
        below = registers.union_tree(cast.actor("huangtao").scope(Permission.UNION_MANAGE), q="车间")
        assert plant.path == cast.union("yuzhong").path + f"{plant.id}/"
        assert moved.industry_path == cast.union("chemistry").path + f"{plant.id}/"
        assert [row.union.path for row in below] == [plant.path + f"{workshop.id}/"]


def test_a_union_cannot_stand_below_itself(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        change(cast, "yuzhong", parent_id=id_of("jiefangbei"))
    assert list(refusal.value.fields) == ["parent_id"]


def test_a_level_that_does_not_fit_and_a_taken_name_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        create(cast, parent="jiefangbei", level=UnionLevel.DISTRICT)
    assert list(refusal.value.fields) == ["level"]
    with pytest.raises(Invalid) as refusal:
        create(cast, "渝中区总工会（示例）")
    assert list(refusal.value.fields) == ["name"]


def test_an_older_version_is_refused(cast: Cast) -> None:
    with pytest.raises(Stale):
        change(cast, "yuzhong", version=7)


def test_a_union_with_members_or_unions_below_is_not_closed_and_an_empty_one_is(cast: Cast) -> None:
    with pytest.raises(NotPossibleNow), one_transaction():
        unions.end_union(actor=cast.actor("huangtao"), now=cast.now, union_id=id_of("yuzhong"), on=cast.today)
    with one_transaction():
        ended = unions.end_union(
            actor=cast.actor("huangtao"), now=cast.now, union_id=id_of("jiefangbei"), on=cast.today
        )
    assert ended.ended_on == cast.today
    with pytest.raises(Invalid):
        create(cast, "工会小组", parent="jiefangbei", level=UnionLevel.BASIC)


def test_only_the_system_administrator_keeps_the_tree(cast: Cast) -> None:
    with pytest.raises(NotAllowed), one_transaction():
        unions.create_union(
            actor=cast.actor("hemei"),
            now=cast.now,
            name="甲",
            short_name=None,
            level=UnionLevel.STREET,
            parent_id=id_of("yuzhong"),
        )


def test_the_tree_lists_children_right_after_their_parents(cast: Cast) -> None:
    with one_transaction(write=False):
        rows = registers.union_tree(cast.actor("huangtao").scope(Permission.UNION_MANAGE))
    names = [(row.depth, row.union.short_name) for row in rows]
    assert names[0] == (0, "重庆市总工会")
    assert names.index((2, "解放碑街道总工会")) == names.index((1, "渝中区总工会")) + 1
    assert (
        next(row.industry_parent for row in rows if row.union.id == id_of("plant"))
        == cast.union("chemistry").name
    )
