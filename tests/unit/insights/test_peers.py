"""The peer finder: a worked example, each factor's scale against something outside, words, bad inputs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.core.errors import UsageError
from mobility_analysis.insights import peers
from mobility_analysis.insights.peer_lenses import (
    group_names,
    known_factors,
    lenses,
    resolve_weights,
)
from mobility_analysis.insights.peer_words import chosen_from, distance_words
from mobility_analysis.insights.peers import (
    describe_peers,
    fact_years,
    find_peers,
    not_compared,
    peers_frame,
    set_aside,
    why_no_peers,
)
from mobility_analysis.workflow.estimating.peer_factors import COLUMNS

ALL_ZERO = dict.fromkeys(known_factors(), 0.0)


def places(rows: dict[str, dict], level: str = "county") -> pd.DataFrame:
    """Factors of made-up places; what is not given is unknown."""
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("geoid").reset_index()
    frame = frame.assign(level=level, label=frame["geoid"].map(lambda code: f"Place {code}"))
    return frame.reindex(columns=COLUMNS)


@pytest.fixture
def few_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small examples know fewer factors than a lens asks for, and lie far apart."""
    monkeypatch.setattr(peers, "FEWEST_FACTORS", 1)
    monkeypatch.setattr(peers, "FARTHEST", math.inf)


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


@pytest.mark.usefixtures("few_factors")
def test_ties_go_to_the_smaller_code() -> None:
    frame = places({code: {"population": 500} for code in ("99009", "99001", "99007", "99003")})
    assert [p.geoid for p in find_peers(frame, "99007", "size")] == ["99001", "99003", "99009"]


FIVE = ("population", "median_income_usd", "poverty_rate", "density_per_sq_mile", "longitude")


def described(code: int, **lacking: None) -> dict:
    """A place known by five factors, each a little more for a higher ``code``."""
    rows = {
        "population": 1_000.0 * 1.5**code, "median_income_usd": 5e4 * 1.1**code,
        "poverty_rate": 0.10 + 0.01 * code, "density_per_sq_mile": 50.0 * 1.3**code,
        "longitude": -80.0 - code, "latitude": 40.0,
    }  # fmt: skip
    return rows | lacking


def test_a_place_known_by_fewer_than_five_factors_gets_no_peers() -> None:
    """Otherwise two places of one size and nothing else known would be called twins."""
    frame = places({f"99{code:03}": described(code) for code in range(1, 30)})
    assert len(find_peers(frame, "99015")) == 3
    unknown = frame.assign(poverty_rate=frame["poverty_rate"].where(frame["geoid"] != "99015"))
    assert find_peers(unknown, "99015") == []
    assert (
        len(find_peers(unknown, "99015", weights={"population": 1})) == 3
    )  # asked for by a person


def test_no_weights_are_the_lens_itself() -> None:
    """A command without ``--weight`` gives none, and finds what the report finds."""
    frame = places({"99001": {"population": 1_000}, "99003": {"population": 1_001}})
    assert find_peers(frame, "99001", weights={}) == find_peers(frame, "99001") == []


def test_a_place_without_peers_is_told_why() -> None:
    frame = places({f"99{code:03}": described(code) for code in range(1, 30)})
    assert why_no_peers(frame, "99015") == ""
    unknown = frame.assign(poverty_rate=frame["poverty_rate"].where(frame["geoid"] != "99015"))
    assert why_no_peers(unknown, "99015") == (
        "At least five facts about a place must be known before another is called similar to it, and only four are "
        "(location, population, population density, median household income). Not at hand for it, or for most counties: "
        "poverty rate, racial and ethnic composition, urban or rural character, form of government."
    )
    alone = pd.concat([frame, places({"99999": described(200)})])
    assert why_no_peers(alone, "99999") == (
        "Of the 29 other counties of which the same facts are known, even the nearest differs from it as much as "
        "two counties picked by chance usually do."
    )
    lacking = described(2) | {"poverty_rate": math.nan}
    nobody = places({"9900100": described(1), "9900200": lacking}, "place")
    assert why_no_peers(nobody, "9900100") == (
        "There are no other cities of which the same facts are known."
    )


def test_the_distance_is_explained_and_agrees_with_what_is_printed() -> None:
    assert distance_words("counties") == (
        "The distance is one number for how much two counties differ in everything compared here: 0 would be a twin, "
        "and 1 is how much two counties picked by chance usually differ."
    )
    assert distance_words("cities").endswith(
        "Miles are between the middles of the counties in which the cities lie."
    )
    frame = places({f"99{code:03}": described(code) for code in range(1, 30)})
    peer = find_peers(frame, "99015")[0]
    assert chosen_from("counties", peer.among).startswith("They were chosen from the 28 other")
    assert replace(peer, distance=0.997).distance_text == "0.99"
    assert replace(peer, distance=1.004).distance_text == "1.00"


def test_what_few_cities_have_does_not_make_them_each_others_only_candidates() -> None:
    """Two of ten cities are a county, whose area is known."""
    rows = {f"99{code:05}": described(code) for code in range(1, 11)}
    for code in list(rows)[2:]:
        rows[code]["density_per_sq_mile"] = math.nan
    cities = places(rows, "place")
    assert set_aside(cities, "place") == ("density",)
    assert find_peers(cities, "9900001", "size") == []
    weights = only(population=1, income=1, poverty=1, proximity=1, density=0)
    assert len(find_peers(cities, "9900001", weights=weights, how_many=9)) == 9


def test_the_facts_say_their_years() -> None:
    periods = {
        "population_period": "2023", "income_period": "2019-2023", "poverty_period": "2014-2018",
    }  # fmt: skip
    frame = EXAMPLE.assign(**periods)
    assert fact_years(frame, "99001") == "population 2023; median household income 2019–2023"
    assert fact_years(EXAMPLE, "99001") == ""


def test_a_composition_of_citizens_says_so() -> None:
    shares = dict.fromkeys(group_names(), 0.0)
    rows = {
        "9900100": shares | {"share_white": 1.0}, "9900200": shares | {"share_asian": 1.0},
    }  # fmt: skip
    frame = places(rows, "place").assign(composition_of="citizens of voting age")
    words = describe_peers(frame, "9900100", ["9900200"])[0]
    assert "Asian citizens of voting age 100 percent, here 0 percent" in words.differs[0]


def test_no_peer_is_as_far_as_a_place_picked_by_chance() -> None:
    frame = places({f"99{code:03}": described(code) for code in range(1, 30)})
    alone = pd.concat([frame, places({"99999": described(200)})])
    assert find_peers(alone, "99999") == []
    assert all(peer.distance < 1 for peer in find_peers(alone, "99015", how_many=99))


def test_classes_count_by_steps() -> None:
    rows = {
        "99001": {"urbanicity": "rural"},
        "99003": {"urbanicity": "town and country"},
        "99005": {"urbanicity": "large urban"},
    }
    found = find_peers(places(rows), "99001", weights=only(urbanicity=1))
    assert [peer.gaps[0].size for peer in found] == [1, 4]
    assert found[1].differs == ("large urban, here rural",)


def governed(*forms: str | None, populations: tuple[float, ...] = ()) -> pd.DataFrame:
    """Counties 99001, 99003 ... with these forms, each twice as large as the one before."""
    codes = [f"99{2 * number + 1:03}" for number in range(len(forms))]
    sizes = populations or tuple(1_000.0 * 2**step for step in range(len(forms)))
    return places(
        {
            code: {"population": size, "government_form": form}
            for code, size, form in zip(codes, sizes, forms, strict=True)
        }
    )


MANAGER, BOARD = "council-manager", "commission"


def test_the_same_form_of_government_or_not() -> None:
    # Sizes from the first: 0, 1, 1, 1; over the six pairs 0 thrice and 1 thrice, median 0.5: in its
    # unit another form is 2 away, the same 0.
    frame = governed(BOARD, MANAGER, MANAGER, MANAGER, populations=(500.0,) * 4)
    found = find_peers(frame, "99001", weights=only(government_form=1))
    assert [peer.distance for peer in found] == pytest.approx([2, 2, 2])
    assert found[0].differs == ("another form of government: council-manager, here commission",)
    twin = find_peers(frame, "99003", weights=only(government_form=1))[0]
    assert (twin.geoid, twin.distance) == ("99005", 0)
    assert twin.because == ("same form of government: council-manager",)


@pytest.mark.usefixtures("few_factors")
def test_a_lens_counts_the_form_where_nearly_all_are_known() -> None:
    # 9 of 10 known is enough. Balanced gives population and form 1 each, so of the near ones the county
    # with the same form wins over the nearest in size, and the unknown one is no candidate.
    forms: list[str | None] = [BOARD, MANAGER, BOARD, *[MANAGER, BOARD] * 3, None]
    full = governed(*forms)
    assert set_aside(full, "county") == ()
    found = find_peers(full, "99001", how_many=9)
    assert found[0].geoid == "99005" and len(found) == 8
    assert "99019" not in {peer.geoid for peer in found}
    assert found[0].because[0] == "same form of government: commission"


@pytest.mark.usefixtures("few_factors")
def test_a_short_list_is_told_and_does_not_choose() -> None:
    # 2 of 10 known: the nearest in size are taken as if there were no list.
    listed = governed(BOARD, None, BOARD, *[None] * 7)
    assert set_aside(listed, "county") == ("government_form",)
    without = listed.assign(government_form=None)
    taken, plain = (find_peers(frame, "99001", how_many=9) for frame in (listed, without))
    assert [(p.geoid, p.distance) for p in taken] == [(p.geoid, p.distance) for p in plain]
    near, known = taken[:2]
    assert near.unknown == (*plain[0].unknown,) and "form of government" in near.unknown
    assert known.because[-1] == "same form of government: commission, which did not count"
    assert "form of government" not in known.unknown
    another = find_peers(listed.replace({"government_form": {BOARD: MANAGER}}), "99001")[1]
    assert another.because[-1].startswith("same form of government: council-manager")


def test_another_form_is_told_although_it_does_not_count() -> None:
    peer = describe_peers(governed(BOARD, MANAGER, *[None] * 8), "99001", ["99003"])[0]
    assert peer.differs == ("another form of government: council-manager, here commission",)
    assert peer.gaps[-1].weight == 0


def test_a_weight_that_someone_gives_counts_from_a_short_list_too() -> None:
    listed = governed(BOARD, None, MANAGER, BOARD, *[None] * 6)
    found = find_peers(listed, "99001", weights={"government_form": 1})
    assert [peer.geoid for peer in found] == ["99007", "99005"]  # only those in the list
    assert found[0].because[0] == "same form of government: commission"
    described = describe_peers(listed, "99001", ["99007"], weights={"government_form": 1})[0]
    assert described.distance == found[0].distance


def test_the_form_is_told_beyond_the_three_farthest() -> None:
    # Income, poverty, density and distance are all far apart and farther than a form can be.
    far = {
        "population": 10.0, "median_income_usd": 1e6, "poverty_rate": 0.9, "density_per_sq_mile": 9e4,
        "government_form": MANAGER,
    }  # fmt: skip
    near = [
        {
            "population": 1e6 + 10 * step, "median_income_usd": 5e4 + step, "poverty_rate": 0.1 + step / 1e4,
            "density_per_sq_mile": 50.0 + step / 10, "government_form": BOARD if step % 2 else MANAGER,
        }
        for step in range(1, 9)
    ]  # fmt: skip
    frame = places({f"99{n:03}": row for n, row in enumerate([far, *near], 1)})
    peer = describe_peers(frame, "99001", ["99002"])[0]
    assert len(peer.differs) == 4
    assert peer.differs[3] == "another form of government: commission, here council-manager"


@pytest.mark.usefixtures("few_factors")
def test_levels_are_judged_apart() -> None:
    counties = governed(BOARD, MANAGER, BOARD, populations=(1_000, 1_900, 2_100))
    cities = places(
        {f"99{n}0000": {"population": n, "government_form": None} for n in range(1, 9)}, "place"
    )
    both = pd.concat([counties, cities])
    assert find_peers(both, "99001")[0].geoid == "99005"


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
