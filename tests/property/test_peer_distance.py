"""Properties of the peer finder, whatever the places."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility_analysis.insights.peer_lenses import known_factors
from mobility_analysis.insights.peers import describe_peers, find_peers
from mobility_analysis.workflow.estimating.peer_factors import COLUMNS, SHARES

NUMBERS = {
    "population": st.floats(10, 1e7),
    "density_per_sq_mile": st.floats(0.1, 1e5),
    "longitude": st.floats(-160, -67),
    "latitude": st.floats(19, 70),
    "median_income_usd": st.floats(15_000, 250_000),
    "poverty_rate": st.floats(0, 1),
}
CLASSES = {
    "urbanicity": st.sampled_from(known_factors()["urbanicity"].classes),
    "government_form": st.sampled_from(["commission", "council-manager", "council-executive"]),
}
parts = st.lists(st.floats(0.001, 1), min_size=len(SHARES), max_size=len(SHARES))


@st.composite
def place(draw: st.DrawFn) -> dict:
    unknown = st.none() | st.just(True)
    row = {name: draw(value) for name, value in (NUMBERS | CLASSES).items()}
    row = {name: None if draw(unknown) is None else value for name, value in row.items()}
    shares = draw(parts)
    return row | dict(zip(SHARES, [share / sum(shares) for share in shares], strict=True))


@st.composite
def nation(draw: st.DrawFn) -> pd.DataFrame:
    rows = draw(st.lists(place(), min_size=2, max_size=9))
    codes = [f"99{2 * number + 1:03}" for number in range(len(rows))]
    frame = pd.DataFrame(rows).assign(geoid=codes, label=codes, level="county")
    numbers = dict.fromkeys([*NUMBERS, *SHARES], "float64")
    return frame.reindex(columns=COLUMNS).astype(numbers)


weights = st.fixed_dictionaries({}, optional={name: st.floats(0.01, 9) for name in known_factors()})
LENSES = st.sampled_from(["balanced", "near-by", "people", "economy", "size"])


@given(nation(), LENSES, weights)
def test_never_itself_and_nearest_first(frame: pd.DataFrame, lens: str, own: dict) -> None:
    found = find_peers(frame, "99001", lens, weights=own, how_many=9)
    codes = [peer.geoid for peer in found]
    assert "99001" not in codes and len(set(codes)) == len(codes)
    distances = [round(peer.distance, 9) for peer in found]
    assert distances == sorted(distances) and all(math.isfinite(d) for d in distances)
    turned = find_peers(frame.iloc[::-1], "99001", lens, weights=own, how_many=9)
    assert [peer.geoid for peer in turned] == codes


@given(nation(), LENSES, weights)
def test_the_distance_is_the_same_from_both_sides(
    frame: pd.DataFrame, lens: str, own: dict
) -> None:
    there = describe_peers(frame, "99001", ["99003"], lens, weights=own)[0].distance
    back = describe_peers(frame, "99003", ["99001"], lens, weights=own)[0].distance
    assert there == pytest.approx(back, rel=1e-9, abs=1e-12, nan_ok=True)


@given(nation(), LENSES)
def test_a_list_too_short_to_count_moves_nobody(frame: pd.DataFrame, lens: str) -> None:
    """Candidates, order and distances are those of a nation in which no form is known."""
    unlisted = pd.Series(range(len(frame)), index=frame.index) > 0.89 * len(frame) - 1
    short = frame.assign(government_form=frame["government_form"].mask(unlisted))
    empty = frame.assign(government_form=None)
    first, second = (find_peers(each, "99001", lens, how_many=9) for each in (short, empty))
    assert [(peer.geoid, peer.distance) for peer in first] == [
        (peer.geoid, peer.distance) for peer in second
    ]


@given(nation(), st.sampled_from(["population", "income", "poverty", "composition", "proximity"]))
def test_a_factor_of_weight_zero_changes_nothing(frame: pd.DataFrame, name: str) -> None:
    columns = list(known_factors()[name].columns)
    shuffled = frame.copy()
    shuffled[columns] = frame[columns].to_numpy()[::-1]
    both = [
        [
            (peer.geoid, peer.distance)
            for peer in find_peers(f, "99001", weights={name: 0}, how_many=9)
        ]
        for f in (frame, shuffled)
    ]
    assert both[0] == both[1]


@given(nation(), st.floats(0.01, 100))
def test_units_do_not_matter(frame: pd.DataFrame, factor: float) -> None:
    scaled = frame.copy()
    for name in ("population", "density_per_sq_mile", "median_income_usd"):
        scaled[name] = frame[name] * factor
    first, second = (find_peers(f, "99001", how_many=9) for f in (frame, scaled))
    assert {p.geoid for p in first} == {p.geoid for p in second}
    distances = {peer.geoid: peer.distance for peer in second}
    for peer in first:
        assert math.isclose(peer.distance, distances[peer.geoid], rel_tol=1e-6, abs_tol=1e-6)


@given(nation(), st.floats(0.1, 50))
def test_only_the_proportion_of_weights_matters(frame: pd.DataFrame, factor: float) -> None:
    plain = {name: 1.0 for name in known_factors()}
    first, second = (
        describe_peers(frame, "99001", ["99003"], weights={n: w * k for n, w in plain.items()})[0]
        for k in (1.0, factor)
    )
    assert first.distance == pytest.approx(second.distance, rel=1e-9, nan_ok=True)
