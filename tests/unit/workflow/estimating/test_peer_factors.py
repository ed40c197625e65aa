"""Factors of places: areas, points, poverty from tracts, and what is too weak to be one."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from mobility_analysis.core.errors import BadValues
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe
from mobility_analysis.workflow.estimating.peer_factors import (
    COLUMNS,
    GROUPS,
    peer_factors,
    urbanicity,
)

COUNTIES = {"99001": 400_000, "99003": 50_000, "99005": 900}
POPULATION = pd.DataFrame(
    [
        {"level": "county", "geoid": code, "name": f"{code} County", "year": year, "population": n}
        for code, n in COUNTIES.items()
        for year in (2022, 2023)
    ]
)
# A degree of longitude by a degree of latitude between 40 and 41 north on a sphere of 6,371 km:
# R^2 * (pi / 180) * (sin 41 - sin 40) = 9,391 square kilometers, or 3,626 square miles.
CELL = 3_626


def estimate(measure: str, geoid: str, value: float, **more: object) -> dict:
    return {
        "measure": measure, "level": "county", "geoid": geoid, "year": 2023, "period": "2019-2023",
        "subgroup": "All", "value": value, "grade": 1, "borrowed_from": None,
    } | more  # fmt: skip


def shares(geoid: str, grade: int = 1) -> list[dict]:
    return [
        estimate("share_residents", geoid, 1 / len(GROUPS), subgroup=label, grade=grade)
        for label in GROUPS.values()
    ]


def cells(tract: str, poor: float, people: float) -> list[dict]:
    fixed = {
        "level": "tract", "geoid": tract, "moe": 10.0, "reason": pd.NA, "geo_vintage": 2023,
        "year": 2023, "period": "2019-2023", "snapshot": "census_acs@v",
    }  # fmt: skip
    return [
        fixed | {"cell": cell, "estimate": number}
        for cell, number in (("B17001_001", people), ("B17001_002", poor))
    ]


def factors(estimates: list[dict], **tables: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(estimates or [estimate("share_employed", "99001", 0.8)])
    out = peer_factors(
        Tables.of(population=POPULATION, **tables), Universe(POPULATION, changes=[]), frame
    )
    return out.set_index("geoid")


def boundaries() -> pd.DataFrame:
    cells = [box(x, 40, x + 1, 41) for x in (-90, -89, -80)]
    frame = {"level": "county", "geoid": list(COUNTIES), "geo_vintage": 2023}
    shapes = gpd.GeoDataFrame(frame, geometry=cells, crs=4269)
    return pd.DataFrame(shapes.drop(columns="geometry")).assign(geometry=shapes.geometry.to_wkb())


def test_population_is_the_newest_and_the_rest_unknown_without_tables() -> None:
    out = factors([])
    assert list(out.reset_index()[["level", "geoid"]].columns) == COLUMNS[:2]
    assert out["population"].tolist() == list(COUNTIES.values())
    assert set(out["population_period"]) == {"2023"}
    assert out.loc["99001", "label"] == "99001 County, DM"
    unknown = out.drop(columns=["level", "label", "population", "population_period"])
    assert unknown.isna().all(axis=None)


def test_a_place_that_two_sources_list_has_one_row() -> None:
    again = POPULATION.assign(population=POPULATION["population"] + 1)
    both = pd.concat([POPULATION, again], ignore_index=True)
    frame = pd.DataFrame([estimate("share_employed", "99001", 0.8)])
    out = peer_factors(Tables.of(population=both), Universe(both, changes=[]), frame)
    assert out["geoid"].is_unique
    assert out["population"].tolist() == list(COUNTIES.values())


def test_area_density_and_people_near() -> None:
    out = factors([], boundaries=boundaries())
    assert out["area_sq_miles"].tolist() == pytest.approx([CELL] * 3, rel=0.005)
    assert out.loc["99001", "density_per_sq_mile"] == pytest.approx(400_000 / CELL, rel=0.005)
    assert out.loc["99001", ["longitude", "latitude"]].tolist() == pytest.approx([-89.5, 40.5])
    # A degree of longitude is 53 miles here: just too far; what lies nearer is counted together.
    assert out["people_within_50_miles"].tolist() == list(COUNTIES.values())
    assert out["urbanicity"].tolist() == ["smaller urban", "rural", "rural"]


def test_the_newest_of_two_county_maps_is_used() -> None:
    old = boundaries().assign(geo_vintage=2018)
    old["geometry"] = old["geometry"].iloc[[2, 2, 2]].to_numpy()
    out = factors([], boundaries=pd.concat([boundaries(), old]))
    assert out.loc["99001", "longitude"] == pytest.approx(-89.5)


def test_poverty_is_added_up_from_tracts_and_left_out_of_tiny_places() -> None:
    tracts = pd.DataFrame(
        cells("99001000100", 300, 1_000)
        + cells("99001000200", 100, 3_000)
        + cells("99005000100", 90, 900)
    )
    out = factors([], acs_tracts=tracts)
    assert out.loc["99001", "poverty_rate"] == pytest.approx(400 / 4_000)
    assert math.isnan(out.loc["99005", "poverty_rate"])  # 900 people: a few dozen households
    assert out["poverty_period"].notna().tolist() == [True, False, False]


def test_poverty_from_rates_where_only_these_are_known() -> None:
    rates = pd.DataFrame(
        {
            "geoid": ["99001000100", "99001000200"],
            "rate": [0.3, 0.1],
            "population": [1_000, 3_000],
            "year": 2018,
            "period": "2014-2018",
        }
    )
    out = factors([], tract_poverty=rates)
    assert out.loc["99001", "poverty_rate"] == pytest.approx(600 / 4_000)
    assert out.loc["99001", "poverty_period"] == "2014-2018"


def test_weak_and_borrowed_values_are_no_factors() -> None:
    out = factors(
        [
            estimate("pctl_income_50", "99001", 70_000.0),
            estimate("pctl_income_50", "99003", 50_000.0, borrowed_from="99-pool"),
            estimate("pctl_income_50", "99005", 40_000.0, grade=3),
            *shares("99001"),
            *shares("99003", grade=3),
            *shares("99005")[1:],  # a composition with a hole in it
        ]
    )
    assert out["median_income_usd"].notna().tolist() == [True, False, False]
    assert out["share_white"].notna().tolist() == [True, False, False]
    assert out.loc["99001", "share_white"] == pytest.approx(1 / 7)


def test_all_places_are_likened_by_one_period() -> None:
    old = [
        estimate("pctl_income_50", code, 40_000.0, year=2018, period="2014-2018")
        for code in COUNTIES
    ]
    new = [estimate("pctl_income_50", "99001", 60_000.0)]
    assert set(factors(old + new)["income_period"]) == {"2014-2018"}  # the newer knows one of three


# ------------------------------------------------------------------ cities

CITIES = {"9910000": 100_000, "9920000": 50_000}
WITH_CITIES = pd.concat(
    [
        POPULATION,
        pd.DataFrame(
            [
                {"level": "place", "geoid": code, "name": f"{code} city", "year": 2023, "population": n}
                for code, n in CITIES.items()
            ]
        ),
    ],
    ignore_index=True,
)  # fmt: skip


def overlaps() -> pd.DataFrame:
    """The first city lies in two counties, three quarters in the first; the second is the second county."""
    rows = [
        ("9910000", "99001", 0.2, 0.75), ("9910000", "99003", 0.0, 0.25), ("9920000", "99003", 1.0, 1.0)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["geoid", "county", "of_county", "of_place"])
    return frame.assign(level="place", year=2020, snapshot="mcdc_geocorr@v")


def city_factors(estimates: list[dict] | None = None, **tables: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(estimates or [estimate("share_employed", "99001", 0.8)])
    given = Tables.of(population=WITH_CITIES, county_place_overlap=overlaps(), **tables)
    return peer_factors(given, Universe(WITH_CITIES, changes=[]), frame).set_index("geoid")


def test_a_city_lies_in_the_middle_of_its_counties() -> None:
    out = city_factors(boundaries=boundaries())
    # The counties' points are -89.5 and -88.5 on one parallel; people three to one.
    assert out.loc["9910000", "longitude"] == pytest.approx(-89.25, abs=0.001)
    assert out.loc["9910000", "latitude"] == pytest.approx(40.5, abs=0.01)
    assert out["point_of"].fillna("").to_dict() == {
        "99001": "", "99003": "", "99005": "", "9910000": "counties", "9920000": "counties",
    }  # fmt: skip
    # Everyone of the counties near it, and not of the few cities of a list; both lie within 40 miles of it.
    assert out.loc["9910000", "people_within_50_miles"] == 450_000


def test_only_a_city_that_is_a_county_has_an_area_and_the_countys_poverty() -> None:
    tracts = pd.DataFrame(cells("99003000100", 300, 3_000) + cells("99001000100", 500, 1_000))
    out = city_factors(boundaries=boundaries(), acs_tracts=tracts)
    assert out.loc["9920000", "density_per_sq_mile"] == pytest.approx(50_000 / CELL, rel=0.005)
    assert out.loc["9920000", "poverty_rate"] == pytest.approx(0.1)
    assert out.loc["9910000", ["area_sq_miles", "poverty_rate", "urbanicity"]].isna().all()


def test_the_surveys_own_poverty_of_cities_goes_first() -> None:
    tracts = pd.DataFrame(cells("99003000100", 300, 3_000))
    printed = pd.DataFrame(cells("9910000", 400, 1_000)).assign(level="place")
    out = city_factors(boundaries=boundaries(), acs_tracts=tracts, acs=printed)
    assert out.loc["9910000", "poverty_rate"] == pytest.approx(0.4)
    assert math.isnan(out.loc["9920000", "poverty_rate"])  # another source than the others'


def citizens(*codes: str) -> pd.DataFrame:
    rows = [
        {"level": "place", "geoid": code, "subgroup": label, "citizens": 100.0 * (n + 1)}
        for code in codes
        for n, label in enumerate(GROUPS.values())
    ]
    return pd.DataFrame(rows).assign(year=2023, period="2019-2023", snapshot="census_cvap@v")


def test_citizens_stand_in_for_residents_where_these_are_known_of_too_few_cities() -> None:
    own = [row | {"level": "place", "period": "2014-2018"} for row in shares("9920000")]
    out = city_factors(own + shares("99001"), citizens_by_group=citizens("9910000", "9920000"))
    assert set(out.loc[list(CITIES), "composition_of"]) == {"citizens of voting age"}
    assert set(out.loc[list(CITIES), "composition_period"]) == {"2019-2023"}
    assert out.loc["9920000", "share_white"] == pytest.approx(7 / 28)
    assert out.loc["99001", "composition_of"] == "residents"
    both = [*own, *(row | {"level": "place"} for row in shares("9910000"))]
    out = city_factors(
        [row | {"period": "2019-2023"} for row in both], citizens_by_group=citizens(*CITIES)
    )
    assert set(out.loc[list(CITIES), "composition_of"]) == {"residents"}


def forms(**listed: str) -> pd.DataFrame:
    rows = [
        {
            "level": "county", "geoid": code.strip("_"), "government_form": form, "as_of": "2025-06-30",
            "citation": f"charter of {code.strip('_')}", "year": 2025, "period": "2025-06-30",
            "geo_vintage": 2023, "snapshot": "local_government_forms@own-list",
        }
        for code, form in listed.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_forms_of_government_are_those_of_the_list() -> None:
    out = factors([], government_forms=forms(_99003="commission", _99001="council-manager"))
    assert out["government_form"].fillna("").tolist() == ["council-manager", "commission", ""]
    assert out.loc["99003", "government_form_as_of"] == "2025-06-30"
    assert out.loc["99003", "government_form_citation"] == "charter of 99003"


def test_listed_places_that_do_not_exist_are_all_named() -> None:
    listed = forms(_99001="commission", _99007="commission", _99006="commission")
    with pytest.raises(BadValues, match="names 2 places") as caught:
        factors([], government_forms=listed)
    assert "code 99007" in str(caught.value) and "code 99006" in str(caught.value)
    assert "take the lines out" in caught.value.next_step


def test_a_place_in_two_lists_is_refused() -> None:
    twice = pd.concat([forms(_99001="commission"), forms(_99001="council-manager")])
    with pytest.raises(BadValues, match="share a key"):
        factors([], government_forms=twice)


@pytest.mark.parametrize(
    ("density", "population", "nearby", "expected"),
    [
        (5, 3_000, 10_000, "rural"),
        (60, 40_000, 3_000_000, "town and country"),
        (300, 200_000, 600_000, "smaller urban"),
        (300, 200_000, 2_000_000, "outskirts of a large urban area"),
        (1_300, 540_000, 4_000_000, "large urban"),
        (1_300, 90_000, 400_000, "smaller urban"),
        (110, 2_200_000, 13_000_000, "large urban"),
        (np.nan, 100, 100, None),
    ],
)
def test_urbanicity(density: float, population: float, nearby: float, expected: str | None) -> None:
    found = urbanicity(pd.Series([density]), pd.Series([population]), pd.Series([nearby])).iloc[0]
    assert found == expected or (expected is None and pd.isna(found))
