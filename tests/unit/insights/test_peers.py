"""The peer finder: a worked example, each factor's scale against something outside, words, bad inputs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.core.errors import UsageError
from mobility_analysis.insights.peer_lenses import (
    group_names,
    known_factors,
    lenses,
    resolve_weights,
)
from mobility_analysis.insights.peers import (
    describe_peers,
    find_peers,
    not_compared,
    peers_frame,
)
from mobility_analysis.workflow.peer_factors import COLUMNS

ALL_ZERO = dict.fromkeys(known_factors(), 0.0)


def places(rows: dict[str, dict], level: str = "county") -> pd.DataFrame:
    """Factors of made-up places; what is not given is unknown."""
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("geoid").reset_index()
    frame = frame.assign(level=level, label=frame["geoid"].map(lambda code: f"Place {code}"))
    return frame.reindex(columns=COLUMNS)


def only(**weights: float) -> dict[str, float]:
    return ALL_ZERO | weights


# A worked example. Logarithms to base 2, since only ratios matter:
#   population 1,000  2,000  8,000   -> A-B 1, B-C 2, A-C 3, median 2
#   income    50,000 100,000 50,000  -> A-B 1, B-C 1, A-C 0, median 1
# In units of the median, from A: B is 0.5 and 1, C is 1.5 and 0.
# Population once, income three times: B sqrt((0.25 + 3) / 4) = 0.9014, C sqrt(2.25 / 4) = 0.75.
EXAMPLE = places(
    {
        "99001": {"population": 1_000, "median_income_usd": 50_000},
        "99003": {"population": 2_000, "median_income_usd": 100_000},
        "99005": {"population": 8_000, "median_income_usd": 50_000},
    }
)


def test_a_worked_example() -> None:
    found = find_peers(EXAMPLE, "99001", weights=only(population=1, income=3))
    assert [peer.geoid for peer in found] == ["99005", "99003"]
    assert [peer.distance for peer in found] == pytest.approx([0.75, math.sqrt(3.25 / 4)])
    sizes = find_peers(EXAMPLE, "99001", weights=only(population=1))
    assert [(peer.geoid, round(peer.distance, 9)) for peer in sizes] == [
        ("99003", 0.5),
        ("99005", 1.5),
    ]


def test_the_words_give_both_places_numbers() -> None:
    near, far = find_peers(EXAMPLE, "99001", weights=only(population=1, income=1e-9))
    assert near.because == ("fairly similar population: 2,000, here 1,000",)
    assert near.differs == ("higher median household income: $100,000, here $50,000",)
    assert far.because == ("similar median household income: $50,000, here $50,000",)
    assert far.differs == ("larger population: 8,000, here 1,000",)
    assert far.brief == "alike in median household income; differs in population"


def test_where_nothing_is_alike_the_words_say_so() -> None:
    frame = EXAMPLE.assign(population=[1.0, 1e6, 2e6])
    peer = find_peers(frame, "99001", weights=only(population=1), how_many=1)[0]
    assert peer.because == ("nothing is alike; least apart in population",)


def test_proximity_is_the_great_circle() -> None:
    from pyproj import Geod

    akron, los_angeles, near = (-81.5, 41.1), (-118.2, 34.1), (-81.4, 40.8)
    rows = {
        code: {"longitude": point[0], "latitude": point[1]}
        for code, point in (("39153", akron), ("06037", los_angeles), ("39151", near))
    }
    found = find_peers(places(rows), "39153", weights=only(proximity=1))
    sizes = {peer.geoid: peer.gaps[0].size for peer in found}
    for code, point in (("06037", los_angeles), ("39151", near)):
        meters = Geod(ellps="WGS84").inv(*akron, *point)[2]
        assert sizes[code] == pytest.approx(meters / 1000, rel=0.006)  # a sphere, not the ellipsoid
    assert found[0].because == ("near by: 21 miles away",)


def test_composition_is_one_factor_by_hellingers_distance() -> None:
    shares = np.array(
        [[0, 0.1, 0.2, 0.3, 0, 0, 0.4], [0, 0, 0, 0, 0, 0, 1.0], [1.0, 0, 0, 0, 0, 0, 0]]
    )
    rows = {
        f"9900{n}": dict(zip(group_names(), row, strict=True)) for n, row in enumerate(shares, 1)
    }
    found = find_peers(places(rows), "99001", weights=only(composition=1))
    sizes = {peer.geoid: peer.gaps[0].size for peer in found}
    # 1 minus the Bhattacharyya coefficient, whose only term is White: sqrt(0.4 * 1).
    assert sizes["99002"] == pytest.approx(math.sqrt(1 - math.sqrt(0.4)))
    assert sizes["99003"] == pytest.approx(1.0)  # nobody in common
    words = describe_peers(places(rows), "99001", ["99002"])[0]
    assert "White residents 100 percent, here 40 percent" in words.differs[0]


def test_what_is_unknown_is_left_out_and_named() -> None:
    frame = EXAMPLE.copy()
    frame.loc[frame["geoid"] == "99001", "median_income_usd"] = np.nan
    weights = only(population=1, income=1, government_form=1)
    found = find_peers(frame, "99001", weights=weights)
    assert [peer.geoid for peer in found] == ["99003", "99005"]
    assert not_compared(found) == ("median household income", "form of government")
    # Seen from Birch, whose income is known, Alder cannot be compared in it and is not taken.
    assert [peer.geoid for peer in find_peers(frame, "99003", weights=weights)] == ["99005"]


def test_a_place_of_which_nothing_is_known_has_no_peers() -> None:
    frame = EXAMPLE.copy()
    frame.loc[frame["geoid"] == "99001", ["population", "median_income_usd"]] = np.nan
    assert find_peers(frame, "99001") == []


def test_only_places_of_the_same_level_and_state() -> None:
    cities = places({"9900100": {"population": 1_000}}, level="place")
    frame = pd.concat([EXAMPLE, cities, places({"98001": {"population": 1_001}})])
    weights = only(population=1)
    assert "9900100" not in {p.geoid for p in find_peers(frame, "99001", weights=weights)}
    assert find_peers(frame, "99001", weights=weights, how_many=1)[0].geoid == "98001"
    assert find_peers(frame, "99001", weights=weights, how_many=1, within="99")[0].geoid == "99003"
    other_level = describe_peers(frame, "99001", ["9900100"])[0]
    assert math.isnan(other_level.distance) and other_level.distance_text == "–"


def test_ties_go_to_the_smaller_code() -> None:
    frame = places({code: {"population": 500} for code in ("99009", "99001", "99007", "99003")})
    assert [p.geoid for p in find_peers(frame, "99007", "size")] == ["99001", "99003", "99009"]


def test_classes_count_by_steps() -> None:
    rows = {
        "99001": {"urbanicity": "rural"},
        "99003": {"urbanicity": "town and country"},
        "99005": {"urbanicity": "large urban"},
    }
    found = find_peers(places(rows), "99001", weights=only(urbanicity=1))
    assert [peer.gaps[0].size for peer in found] == [1, 4]
    assert found[1].differs == ("large urban, here rural",)


def test_lens_and_weights() -> None:
    assert resolve_weights("balanced", {"income": 5})["income"] == 5
    assert resolve_weights("Near by")["proximity"] == 8
    assert set(lenses()) == {"balanced", "near-by", "people", "economy", "size"}
    for lens in lenses().values():
        assert set(lens.weights) <= set(known_factors())
    assert peers_frame([], "size").columns[0] == "geoid"


@pytest.mark.parametrize(
    ("call", "match"),
    [
        ({"lens": "telescope"}, "no lens 'telescope'"),
        ({"weights": {"incme": 1}}, "no factor 'incme'"),
        ({"weights": {"income": -1}}, "cannot be -1"),
        ({"weights": {"income": math.nan}}, "cannot be nan"),
        ({"weights": ALL_ZERO}, "nothing is left"),
        ({"how_many": 0}, "0 peers"),
        ({"geoid": "99999"}, "no place 99999"),
    ],
)
def test_what_cannot_be_is_a_named_error(call: dict, match: str) -> None:
    with pytest.raises(UsageError, match=match):
        find_peers(EXAMPLE, **({"geoid": "99001"} | call))


def test_an_unknown_named_peer_is_a_named_error() -> None:
    with pytest.raises(UsageError, match="no place 12345"):
        describe_peers(EXAMPLE, "99001", ["12345"])
