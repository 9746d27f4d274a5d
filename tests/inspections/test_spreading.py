from __future__ import annotations

from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from safety.inspections.rules.spreading import Stop, metres_between, nearest_first, spread

SPACE = UUID(int=1)
PEOPLE = [uuid5(SPACE, f"inspector {n}") for n in range(6)]
points = st.none() | st.tuples(st.floats(105, 110), st.floats(28, 32))
stops = st.lists(
    st.builds(Stop, st.uuids(), st.sampled_from(["500103", "500108", None]), points),
    unique_by=lambda stop: stop.id,
    max_size=40,
)


def test_the_nearest_site_comes_first_and_one_without_position_last() -> None:
    far, near, unknown = (
        Stop(UUID(int=1), point=(107.0, 29.0)),
        Stop(UUID(int=2), point=(106.58, 29.56)),
        Stop(UUID(int=3)),
    )
    ordered = nearest_first([unknown, far, near], (106.57, 29.56))
    assert [stop for stop, _ in ordered] == [near, far, unknown]
    assert ordered[-1][1] is None


def test_one_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert round(metres_between((106.0, 29.0), (106.0, 30.0)) / 1000) == 111


@given(stops, st.integers(1, 6))
def test_every_site_gets_one_inspector_and_shares_differ_by_one_at_most(
    sites: list[Stop], people: int
) -> None:
    spread_out = spread(sites, PEOPLE[:people])
    assert spread_out.keys() == {stop.id for stop in sites}
    counts = [list(spread_out.values()).count(one) for one in PEOPLE[:people]]
    assert max(counts) - min(counts) <= 1


@given(stops)
def test_the_same_sites_always_give_the_same_spread(sites: list[Stop]) -> None:
    assert spread(sites, PEOPLE) == spread(list(reversed(sites)), list(reversed(PEOPLE)))


def test_neighbours_stay_together() -> None:
    west = [Stop(UUID(int=n), "500103", (106.0 + n / 1000, 29.5)) for n in range(1, 4)]
    east = [Stop(UUID(int=n + 10), "500103", (106.9 + n / 1000, 29.5)) for n in range(1, 4)]
    spread_out = spread(west + east, PEOPLE[:2])
    assert len({spread_out[stop.id] for stop in west}) == 1
    assert len({spread_out[stop.id] for stop in east}) == 1


def test_who_already_has_much_to_do_gets_less() -> None:
    sites = [Stop(UUID(int=n)) for n in range(1, 6)]
    spread_out = spread(sites, PEOPLE[:2], load={PEOPLE[0]: 4})
    assert list(spread_out.values()).count(PEOPLE[0]) < list(spread_out.values()).count(PEOPLE[1])


def test_without_inspectors_nothing_is_assigned() -> None:
    assert spread([Stop(UUID(int=1))], []) == {}
