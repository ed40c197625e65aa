"""Small areas: each with its own tracts, counts and outline; only where tracts and outlines fit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from mobility_analysis.framework.tables import Tables
from mobility_analysis.workflow.estimating.small_areas import small_areas

FIXED = {"level": "tract", "geo_vintage": 2023, "year": 2023, "period": "2019-2023"}


def _rows(geoid: str, broadband: float, households: float, moe: float) -> list[dict[str, object]]:
    common = {**FIXED, "geoid": geoid, "reason": None, "snapshot": "census_acs@tracts"}
    return [
        {**common, "cell": "B28002_001", "estimate": households, "moe": 5.0},
        {**common, "cell": "B28002_004", "estimate": broadband, "moe": moe},
    ]


def _boundaries(codes: list[str], vintage: int = 2023) -> pd.DataFrame:
    shapes = gpd.GeoSeries(
        [box(-93 + 0.1 * place, 30, -92.9 + 0.1 * place, 30.1) for place in range(len(codes))],
        crs=4269,
    )
    return pd.DataFrame(
        {
            "level": "tract",
            "geoid": codes,
            "name": [str(int(code[5:9])) for code in codes],
            "geo_vintage": vintage,
            "geometry": shapes.to_wkb(),
        }
    )


CODES = ["99003000100", "99003000200", "99003000300", "99001000100", "99001000200"]


@pytest.fixture
def tables() -> Tables:
    rows = [
        *_rows("99003000100", 800, 1000, 40),
        *_rows("99003000200", 40, 60, 25),  # too imprecise alone
        *_rows("99003000300", 500, 1000, 40),
        *_rows("99001000100", 300, 1000, 40),
        *_rows("99001000200", 0, 0, 12),  # a park
    ]
    return Tables.of(acs_tracts=pd.DataFrame(rows), tract_boundaries=_boundaries(CODES))


def test_every_area_has_its_own_tracts_and_outline(tables: Tables) -> None:
    areas = small_areas(tables).set_index("area")
    broadband = areas[areas["measure"] == "share_digital_access"]
    assert broadband["tracts"].map(len).to_dict() == {
        "99001000100": 1,
        "99001000200": 1,
        "99003000100": 2,
        "99003000300": 1,
    }
    merged = broadband.loc["99003000100"]
    assert merged["tracts"] == ["99003000100", "99003000200"]
    assert merged["name"] == "Tracts 1 and 2"
    assert merged["value"] == pytest.approx(840 / 1060)
    assert (merged["upper"] - merged["lower"]) / 2 < 0.105
    single = broadband.loc["99003000300"]
    assert merged["geometry"].area == pytest.approx(2 * single["geometry"].area, rel=0.01)
    assert broadband.loc["99001000100", "geometry"].centroid.x > single["geometry"].centroid.x


def test_nobody_is_no_value(tables: Tables) -> None:
    areas = small_areas(tables).set_index("area")
    park = areas.loc["99001000200"]
    assert np.isnan(park["value"])
    assert park["missing_reason"] == "undefined"
    assert pd.isna(park["grade"])


def test_tracts_of_another_census_are_not_drawn(tables: Tables) -> None:
    old = Tables.of(
        acs_tracts=tables["acs_tracts"], tract_boundaries=_boundaries(CODES, vintage=2018)
    )
    assert small_areas(old).empty


def test_a_county_with_a_missing_outline_is_left_out(tables: Tables) -> None:
    partly = Tables.of(
        acs_tracts=tables["acs_tracts"], tract_boundaries=_boundaries(CODES).iloc[1:]
    )
    assert set(small_areas(partly)["county"]) == {"99001"}


def test_only_the_latest_year_of_a_county_is_kept(tables: Tables) -> None:
    older = tables["acs_tracts"].assign(year=2021, period="2017-2021", snapshot="census_acs@older")
    both = Tables.of(
        acs_tracts=pd.concat([older, tables["acs_tracts"]]),
        tract_boundaries=tables["tract_boundaries"],
    )
    assert set(small_areas(both)["year"]) == {2023}


def test_a_newer_year_without_outlines_does_not_hide_an_earlier_one(tables: Tables) -> None:
    """As in Illinois: tracts of 2020 stand in the newest table, outlines are of those of 2010."""
    newest = tables["acs_tracts"]
    older = newest.assign(geo_vintage=2018, year=2018, period="2014-2018", snapshot="acs@older")
    oldest = older.assign(year=2016, period="2012-2016", snapshot="acs@oldest")
    outlined = Tables.of(
        acs_tracts=pd.concat([oldest, newest, older]),
        tract_boundaries=_boundaries(CODES, vintage=2018),
    )
    areas = small_areas(outlined)
    assert set(areas["year"]) == {2018}
    assert set(areas["county"]) == {"99001", "99003"}
    assert areas["sources"].map(tuple).unique().tolist() == [("acs@older",)]


def test_connecticuts_outlines_of_old_counties_serve_its_regions(tables: Tables) -> None:
    code = {"99003000": "09140350", "99001000": "09190950"}
    new = tables["acs_tracts"].assign(geoid=lambda rows: rows["geoid"].replace(code, regex=True))
    old = ["09009350100", "09009350200", "09009350300", "09001950100", "09001950200"]
    areas = small_areas(Tables.of(acs_tracts=new, tract_boundaries=_boundaries(old, vintage=2021)))
    assert set(areas["county"]) == {"09140", "09190"}
    assert areas["geometry"].notna().all()
    assert small_areas(
        Tables.of(acs_tracts=new, tract_boundaries=_boundaries(old, vintage=2018))
    ).empty


def test_the_years_of_two_counties_may_differ(tables: Tables) -> None:
    older = tables["acs_tracts"].assign(geo_vintage=2018, year=2018, period="2014-2018")
    areas = small_areas(
        Tables.of(
            acs_tracts=pd.concat([older.assign(snapshot="acs@older"), tables["acs_tracts"]]),
            tract_boundaries=pd.concat(
                [_boundaries(CODES[:3], vintage=2018), _boundaries(CODES[3:])]
            ),
        )
    )
    assert areas.groupby("county")["year"].unique().map(list).to_dict() == {
        "99001": [2023],
        "99003": [2018],
    }


def test_a_stand_in_is_left_out_only_where_the_county_has_the_merged_measure(
    tables: Tables,
) -> None:
    subscribers = pd.DataFrame({"geoid": CODES, "households": 1000.0, "subscribers": 850.0})
    subscribers = subscribers.assign(**FIXED | {"year": 2019}, snapshot="acs@bare")
    both = Tables.of(
        acs=pd.DataFrame(),
        acs_tracts=tables["acs_tracts"],
        tract_internet=subscribers,
        # Of one county the outlines are not all there, so its tracts cannot be merged.
        tract_boundaries=_boundaries(CODES).iloc[1:],
    )
    areas = small_areas(both)
    counties = areas.groupby("measure")["county"].unique().map(list).to_dict()
    assert counties == {
        "share_digital_access": ["99001"],
        "share_internet_subscription": ["99003"],
    }
    stand_in = areas[areas["measure"] == "share_internet_subscription"]
    assert stand_in["value"].tolist() == pytest.approx([0.85] * 3)
    assert areas.index.is_unique


def test_a_run_without_outlines_has_no_small_areas(tables: Tables) -> None:
    assert small_areas(Tables.of(acs_tracts=tables["acs_tracts"])).empty


def test_a_run_without_one_kind_of_tract_table_has_the_areas_of_the_other(tables: Tables) -> None:
    fixed = {"level": "tract", "geo_vintage": 2022, "year": 2022, "period": "2018-2022"}
    counts = {"T1_1": ("occupied_all", 1000), "T1_3": ("problems_owner", 200)}
    counts["T1_76"] = ("problems_renter", 100)
    homes = pd.DataFrame(
        {**fixed, "geoid": code, "cell": cell, "item": item, "estimate": estimate, "moe": 40.0,
         "reason": None, "snapshot": "hud_chas@tracts"}
        for code in CODES
        for cell, (item, estimate) in counts.items()
    )  # fmt: skip
    areas = small_areas(
        Tables.of(chas_tracts=homes, tract_boundaries=tables["tract_boundaries"])
    ).set_index("area")
    assert set(areas["measure"]) == {"share_housing_problems"}
    assert list(areas.index) == sorted(CODES)
    assert areas["value"].tolist() == pytest.approx([0.3] * len(CODES))
    assert set(areas["grade"]) == {2}


def test_zip_codes_are_listed_with_their_ratio_interval_and_grade() -> None:
    fixed = {"level": "zcta", "geo_vintage": 2018, "year": 2022, "period": "2022"}
    zips = pd.DataFrame(
        [
            {"geoid": "99101", "county": "99001", "connectedness": 0.8, "se": 0.02, "reason": None},
            {"geoid": "99102", "county": "99001", "connectedness": np.nan, "se": np.nan,
             "reason": "too_few_records"},
        ]
    ).assign(**fixed, snapshot="atlas@1", n_low_income=10.0)  # fmt: skip
    counties = zips.assign(level="county", geoid=["99001", "99003"])
    areas = small_areas(Tables.of(zip_social_capital=zips, social_capital=counties))
    areas = areas.set_index("area")
    first = areas.loc["99101"]
    assert first["value"] == pytest.approx(0.4 / 0.6)
    assert first["lower"] < first["value"] < first["upper"]
    assert (first["county"], first["name"], first["grade"]) == ("99001", "ZIP code 99101", 1)
    assert areas.loc["99102", "missing_reason"] == "too_few_records"
    assert areas.geometry.isna().all()


def _travel(codes: list[str], shares: list[float], vintage: int = 2023) -> pd.DataFrame:
    fixed = FIXED | {"geo_vintage": vintage, "snapshot": "cnt_ht_index@1", "weight": 100.0}
    rows = [
        {"geoid": code, "transit_share": share, "cost_share": 0.2}
        for code, share in zip(codes, shares, strict=True)
    ]
    return pd.DataFrame(rows).assign(**fixed)


def _modeled(tables: Tables, travel: pd.DataFrame) -> gpd.GeoDataFrame:
    areas = small_areas(
        Tables.of(
            tract_travel=travel,
            tract_boundaries=tables["tract_boundaries"],
            acs=tables["acs_tracts"],
            population=pd.DataFrame(),
        )
    )
    return areas[areas["measure"] == "share_transit_commuter"].set_index("area")


def test_single_tracts_have_outlines_and_a_tract_without_a_row_is_a_hole_with_a_reason(
    tables: Tables,
) -> None:
    areas = _modeled(tables, _travel(CODES[:2], [0.1, 0.0]))
    assert list(areas.index) == CODES[:3], "the county's third tract is not in the source"
    assert areas["value"].tolist()[:2] == [0.1, 0.0]
    assert np.isnan(areas.loc[CODES[2], "value"])
    assert areas.loc[CODES[2], "missing_reason"] == "no_source_row"
    assert areas["geometry"].notna().all()
    assert areas.loc[CODES[0], "tracts"] == [CODES[0]]


def test_single_tracts_of_another_census_keep_their_values_without_an_outline(
    tables: Tables,
) -> None:
    for travel in (
        _travel(CODES[:2], [0.1, 0.2], vintage=2015),
        _travel([CODES[0], "99003999900"], [0.1, 0.2]),
    ):
        areas = _modeled(tables, travel)
        assert areas["value"].tolist() == [0.1, 0.2]
        assert areas["geometry"].isna().all()


def test_children_in_school_of_merged_tracts_by_hand(tables: Tables) -> None:
    """Two tracts of 40 children each, known to within 20 points, make one known to within 10 or so."""
    cells = {"004": 10, "013": 5, "022": 10, "032": 5, "041": 0, "050": 10}
    rows = [
        {
            **FIXED,
            "geoid": code,
            "cell": f"B14003_{line}",
            "estimate": float(count),
            "moe": 3.0,
            "reason": None,
            "snapshot": "census_acs@tracts",
        }
        for code in CODES[:3]
        for line, count in cells.items()
    ]
    areas = small_areas(
        Tables.of(acs_tracts=pd.DataFrame(rows), tract_boundaries=tables["tract_boundaries"])
    )
    children = areas[areas["measure"] == "share_enrolled_ages_3_4"]
    assert children["tracts"].map(len).sum() == 3
    assert (children["value"] - 0.5).abs().max() < 1e-9  # 20 of 40 everywhere
    assert (children["numerator"] == 20 * children["tracts"].map(len)).all()
    assert children["tracts"].map(len).max() > 1, "single tracts are not known to within 10 points"
