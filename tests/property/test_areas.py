"""What an area of one's own must be, whatever the numbers of its parts."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from mobility_analysis.estimation.added_up import of_all_parts, sums, weighted_means
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.area_boundary import tract_shares
from mobility_analysis.geography.areas import Area, MadeOf
from mobility_analysis.geography.projections import ALBERS, NAD83
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.estimating.area_estimates import SERIES, area_estimates
from mobility_analysis.workflow.estimating.area_parts import Terrain
from mobility_analysis.workflow.estimating.area_tables import AreaParts

COUNTIES = ("39151", "39153", "39155")
TRACTS = ("000100", "000200", "000300", "000400")
CODE = "39A01"
BROADBAND = ("B28002_001", "B28002_004")
GROUPS = ("B03002_003", "B03002_004", "B03002_006", "B03002_012")
NUMBERS = ["value", "lower", "upper", "se", "numerator", "denominator", "n", "grade"]
SLOW = settings(max_examples=2)


@st.composite
def runs(draw: st.DrawFn) -> Tables:
    """A small run: tracts' counts with margins, whose sums are the counties' counts; counted things of counties."""
    numbers = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    empty = draw(st.sampled_from([0.0, 0.3]))  # how often a tract has nobody of a group
    tracts = [
        row
        for county in COUNTIES
        for tract in TRACTS
        for row in _cells_of_tract(county + tract, numbers, empty)
    ]
    of_tracts = _labelled(pd.DataFrame(tracts), "tract", "acs@tracts")
    of_counties = of_tracts.assign(geoid=of_tracts["geoid"].str[:5], square=of_tracts["moe"] ** 2)
    acs = of_counties.groupby(["geoid", "cell"], as_index=False)[["estimate", "square"]].sum()
    acs = acs.assign(moe=np.sqrt(acs.pop("square")) * numbers.uniform(0.5, 0.9, len(acs)))
    people = numbers.integers(5_000, 90_000, len(COUNTIES))
    places = pd.DataFrame({"geoid": COUNTIES, "population": people, "adults": people * 3 // 4})
    deaths = numbers.integers(0, 200, len(COUNTIES))
    return Tables.of(
        population=places.assign(level="county", name=list(COUNTIES), year=2023, snapshot="pep@1"),
        acs=_labelled(acs, "county", "acs@counties"),
        acs_tracts=of_tracts,
        physicians=_labelled(
            places.assign(physicians=numbers.integers(0, 80, len(COUNTIES))), "county", "ahrf@1"
        ).drop(columns="adults"),
        injury_deaths=_labelled(
            places.assign(deaths=deaths, subgroup="All"), "county", "wonder@1"
        ).drop(columns="adults"),
        votes=_labelled(places.assign(votes=people // 3), "county", "medsl@1", year=2024)
        .drop(columns=["adults", "population"])
        .assign(reasons=[[] for _ in COUNTIES]),
    )


def _cells_of_tract(
    geoid: str, numbers: np.random.Generator, empty: float
) -> list[dict[str, object]]:
    households = int(numbers.integers(200, 2_000))
    groups = [0 if numbers.random() < empty else int(numbers.integers(20, 900)) for _ in GROUPS]
    people = max(sum(groups), 1)
    poor = int(people * numbers.uniform(0.02, 0.7))
    counts = {
        BROADBAND[0]: households,
        BROADBAND[1]: int(households * numbers.uniform(0.3, 1.0)),
        "B03002_001": people,
        **dict(zip(GROUPS, groups, strict=True)),
        "B17001_001": people,
        "B17001_002": poor,
    }
    return [
        {"geoid": geoid, "cell": cell, "estimate": float(count), "moe": 12.0 + count**0.5}
        for cell, count in counts.items()
    ]


def _labelled(frame: pd.DataFrame, level: str, snapshot: str, year: int = 2023) -> pd.DataFrame:
    return frame.assign(
        level=level, geo_vintage=2023, year=year, period=str(year), reason=None, snapshot=snapshot
    )


def _published(tables: Tables, names: tuple[str, ...]) -> pd.DataFrame:
    """The counties' rows as the run publishes them, graded, of the metrics named."""
    parts = []
    for name in names:
        module = metric_modules()[name]
        rows = module.estimate(tables)
        rows = rows[rows["level"] == "county"]
        parts.append(grade(rows, module.METRIC.rubrics))
    return pd.concat(parts, ignore_index=True)


FROM_COUNTIES = (
    "digital_access",
    "access_to_health_services",
    "safety_from_trauma",
    "political_participation",
    "descriptive_representation",
    "racial_diversity",
)
FROM_TRACTS = (
    "racial_diversity",
    "economic_inclusion",
    "digital_access",
    "descriptive_representation",
)


def _beside(area: pd.DataFrame, county: pd.DataFrame) -> pd.DataFrame:
    both = county.merge(area, on=SERIES, how="left", suffixes=("", "_area"), validate="1:1")
    assert len(both) == len(county)
    return both


def _same(both: pd.DataFrame, columns: list[str]) -> None:
    for column in columns:
        np.testing.assert_allclose(
            both[f"{column}_area"].astype(float),
            both[column].astype(float),
            rtol=1e-9,
            err_msg=column,
        )


@SLOW
@given(runs(), st.sampled_from(COUNTIES))
def test_an_area_of_one_county_is_that_county(tables: Tables, county: str) -> None:
    published = _published(tables, FROM_COUNTIES)
    own = published[published["geoid"] == county]
    area = area_estimates(tables, AreaParts(CODE, frozenset([county])), own)
    both = _beside(area, own)
    _same(both, NUMBERS)
    assert (both["level_area"] == "area").all()
    assert both["reasons_area"].tolist() == both["reasons"].tolist()


@SLOW
@given(runs(), st.sampled_from(COUNTIES))
def test_an_area_of_all_tracts_of_a_county_is_that_county(tables: Tables, county: str) -> None:
    published = _published(tables, FROM_TRACTS)
    own = published[published["geoid"] == county]
    shares = pd.Series(1.0, index=[county + tract for tract in TRACTS])
    area = area_estimates(tables, AreaParts(CODE, frozenset(), {2020: shares}), own)
    both = _beside(area, own)
    _same(both[both["value"].notna()], ["value", "numerator"])
    # The county's interval is that of its own published margin where it has one; here it is made of the tracts.
    _same(both[both["measure"] == "share_exposure_other_groups"], NUMBERS)


@SLOW
@given(runs(), st.permutations(COUNTIES))
def test_a_union_has_the_counts_of_both_and_a_share_between_theirs(
    tables: Tables, order: list[str]
) -> None:
    pair = order[:2]
    published = _published(tables, FROM_COUNTIES)
    series = published[published["geoid"].isin(pair)]
    union = area_estimates(tables, AreaParts(CODE, frozenset(pair)), series)
    keys = ["measure", "subgroup", "subgroup_type", "period"]
    both = union
    for number, county in enumerate(pair):
        own = series[series["geoid"] == county]
        both = both.merge(own, on=keys, suffixes=("", f"_{number}"))
    counted = both[both[["value", "value_0", "value_1"]].notna().all(axis=1)]
    assert {"share_digital_access", "rate_injury_death"} <= set(counted["measure"])
    shares = counted[counted["measure"].isin(["share_digital_access", "rate_injury_death"])]
    for number in ("numerator", "denominator"):
        np.testing.assert_allclose(shares[number], shares[f"{number}_0"] + shares[f"{number}_1"])
    lowest, highest = (shares[["value_0", "value_1"]].agg(way, axis=1) for way in ("min", "max"))
    assert (shares["value"] >= lowest * (1 - 1e-9)).all()
    assert (shares["value"] <= highest * (1 + 1e-9)).all()


@SLOW
@given(runs(), st.permutations(COUNTIES))
def test_the_order_of_the_parts_does_not_matter(tables: Tables, order: list[str]) -> None:
    published = _published(tables, FROM_COUNTIES)
    shuffled = Tables.of(
        **{
            kind: tables[kind].set_index("geoid").loc[order].reset_index()
            for kind in ("population", "acs", "physicians", "injury_deaths", "votes")
        },
        acs_tracts=tables["acs_tracts"].iloc[::-1].reset_index(drop=True),
    )
    parts = AreaParts(CODE, frozenset(COUNTIES))
    one, other = (area_estimates(each, parts, published) for each in (tables, shuffled))
    _same(_beside(one, other.rename(columns={"level": "level_other"})), NUMBERS)


@SLOW
@given(runs(), st.sampled_from(COUNTIES))
def test_a_part_without_its_number_leaves_no_sum(tables: Tables, lacking: str) -> None:
    deaths = tables["injury_deaths"].astype({"deaths": float})
    deaths.loc[deaths["geoid"] == lacking, "deaths"] = np.nan
    without = Tables.of(population=tables["population"], injury_deaths=deaths)
    published = _published(tables, ("safety_from_trauma",))
    area = area_estimates(without, AreaParts(CODE, frozenset(COUNTIES)), published)
    (row,) = area.to_dict("records")
    assert math.isnan(row["value"])
    assert row["missing_reason"] in ("parts_lacking", "not_added_up")


counts = st.lists(
    st.tuples(st.integers(0, 10**6), st.floats(0, 10**4, allow_nan=False)), min_size=1, max_size=12
)


@given(counts)
def test_a_sum_has_an_error_between_that_of_its_largest_part_and_that_of_all(
    parts: list[tuple[int, float]],
) -> None:
    frame = pd.DataFrame(parts, columns=["count", "se"]).assign(
        geoid=lambda f: f.index.astype(str), year=1
    )
    found = sums(frame, ["count"], {"count": "se"}).iloc[0]
    assert found["count"] == frame["count"].sum()
    assert frame["se"].max() - 1e-6 <= found["se"] <= np.sqrt((frame["se"] ** 2).sum()) + 1e-6
    of_zeros = frame[frame["count"] == 0]["se"]
    others = (frame[frame["count"] > 0]["se"] ** 2).sum()
    assert found["se"] == pytest.approx(
        np.sqrt(others + of_zeros.max() ** 2 if len(of_zeros) else others)
    )


@given(counts)
def test_a_weighted_mean_lies_between_its_parts(parts: list[tuple[int, float]]) -> None:
    frame = pd.DataFrame(parts, columns=["weight", "score"]).assign(se=1.0, year=1)
    frame["weight"] += 1
    found = weighted_means(frame, "score", "se", "weight").iloc[0]
    assert frame["score"].min() - 1e-6 <= found["score"] <= frame["score"].max() + 1e-6
    assert 0 < found["se"] <= 1 + 1e-9


def test_a_series_enters_a_sum_only_with_every_part() -> None:
    frame = pd.DataFrame(
        {"geoid": ["1", "2", "1", "2"], "year": [1, 1, 2, 2], "count": [3.0, np.nan, 3.0, 4.0]}
    )
    assert of_all_parts(frame, 2, ["count"])["year"].tolist() == [2, 2]


# ------------------------------------------------------------------ boundaries


def _squares() -> gpd.GeoDataFrame:
    """Two counties of two by two tracts, each a square of a tenth of a degree."""
    rows = []
    for place, county in enumerate(("39151", "39153")):
        for number, tract in enumerate(TRACTS):
            west, south = -82 + 0.2 * place + 0.1 * (number % 2), 40 + 0.1 * (number // 2)
            rows.append((county + tract, box(west, south, west + 0.1, south + 0.1)))
    return gpd.GeoDataFrame(rows, columns=["geoid", "geometry"], crs=NAD83)


def _ground() -> Terrain:
    shapes = _squares()
    outlines = pd.DataFrame(
        {"geoid": shapes["geoid"], "geo_vintage": 2020, "geometry": shapes.geometry.to_wkb()}
    )
    return Terrain(Tables.of(tract_boundaries=outlines))


def _drawn() -> Area:
    return Area(CODE, "Drawn", MadeOf.BOUNDARY)


@given(st.floats(-0.0004, 0.0004), st.floats(-0.0004, 0.0004))
@settings(max_examples=15)
def test_a_polygon_over_a_county_is_the_county(east: float, north: float) -> None:
    """However slightly it was drawn beside the border."""
    outline = box(-82 + east, 40 + north, -81.8 + east, 40.2 + north)
    laid = _ground().lay(_drawn(), outline)
    assert laid.parts.counties == {"39151"}
    assert not laid.parts.tracts


@given(st.floats(0.02, 0.98))
@settings(max_examples=15)
def test_the_shares_of_a_cut_tract_add_up_to_one(where: float) -> None:
    tracts = _squares().set_index("geoid").geometry.to_crs(ALBERS)
    line = -82 + 0.1 * where
    cut = gpd.GeoSeries([box(-82, 40, line, 40.1), box(line, 40, -81.9, 40.1)], crs=NAD83).to_crs(
        ALBERS
    )
    one, other = (tract_shares(each, tracts)["39151000100"] for each in cut)
    assert one + other == pytest.approx(1, abs=1e-3)
    assert one == pytest.approx(where, abs=0.01)


def test_doubt_is_the_smaller_side_of_the_cut_tracts() -> None:
    # A whole tract, and a quarter of the one beside it.
    laid = _ground().lay(_drawn(), box(-82, 40, -81.875, 40.1))
    assert set(laid.parts.tracts[2020].index) == {"39151000100", "39151000200"}
    assert laid.doubt[2020] == pytest.approx(0.25 / 1.25, abs=0.01)
