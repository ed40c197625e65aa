"""Real small areas: one county's tracts and districts, read once more by hand."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.connecticut import as_in_regions
from mobility_analysis.workflow.estimating.small_areas import small_areas

pytestmark = pytest.mark.mirror

SUMMIT = "39153"
AIR = ("hud_affh", "2020-07-tract-hazard-index")
# What the metric needs besides, as in a run.
WITH_AIR = (("epa_aqi", "2023-annual-county"), ("census_pep", "v2023-county-agesex"))
OUTLINES = ("census_boundaries", "2018-tract-500k")
HOMELESS = ("ed_homeless", "sy2021-22-fs118-dg655")
AKRON = "3904348"


OHIO_2020, CONNECTICUT_2021 = (
    ("census_boundaries", "2020-tract"),
    ("census_boundaries", "2021-tract"),
)
TRACTS_2023 = ("census_acs", "5yr-2023-tract-api-wide")


def test_outlines_of_2020_fit_the_tracts_of_the_survey(
    mirror: Path, load: Callable[..., dict[str, pd.DataFrame]]
) -> None:
    surveyed = set(load(*TRACTS_2023)["acs_tracts"]["geoid"])
    ohio = set(load(*OHIO_2020)["tract_boundaries"]["geoid"])
    # Census Bureau, 2020 tallies: 3,168 tracts in Ohio, six of them water.
    assert len(ohio) == 3_162
    lacking = {code for code in surveyed if code.startswith("39")} - ohio
    assert len(lacking) == 6
    assert {code[5:7] for code in lacking} == {"99"}
    old = load(*CONNECTICUT_2021)["tract_boundaries"]["geoid"]
    new = as_in_regions(old, surveyed)
    # Urban's crosswalk of the state's 879 tracts, made from the Census Bureau's own.
    path = mirror / "urban_crosswalks" / "2025-05" / "tract_crosswalk_2022_connecticut.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as stream:
        printed = {row["tract_fips_2020"]: row["Tract_fips_2022"] for row in csv.DictReader(stream)}
    assert len(printed) == 879
    assert dict(zip(old, new, strict=True)) == printed


def test_regions_of_connecticut_have_the_area_of_its_old_counties(
    load: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    new = load("census_boundaries", "2023-county-us-atlas")["boundaries"]
    assert len(new) == 11
    areas = {}
    for name, frame in (
        ("new", new),
        ("old", load("census_boundaries", "2018-county")["boundaries"]),
    ):
        of_state = frame[frame["geoid"].str[:2] == "09"]
        assert len(of_state) == {"new": 9, "old": 8}[name]
        areas[name] = gpd.GeoSeries(of_state["geometry"], crs=4269).to_crs(5070).area.sum()
    assert areas["new"] == pytest.approx(areas["old"], rel=0.02)


def _of_summit(tables: Tables, kind: str) -> pd.DataFrame:
    """Only one county's tracts: merging and outlining the nation takes a minute."""
    frame = tables[kind]
    return frame[frame["geoid"].str[:5] == SUMMIT]


def test_every_tract_of_summit_county_has_its_printed_rank_and_an_outline(
    mirror: Path, tables: Callable[..., Tables]
) -> None:
    real = tables(AIR, OUTLINES, *WITH_AIR)
    outlines = _of_summit(real, "tract_boundaries")
    outlines = pd.DataFrame(outlines).assign(geometry=gpd.GeoSeries(outlines["geometry"]).to_wkb())
    areas = small_areas(
        Tables.of(
            tract_air_hazard=_of_summit(real, "tract_air_hazard"),
            tract_boundaries=outlines,
            air_quality=real["air_quality"],
            population=real["population"],
        )
    )
    found = areas.set_index("area")
    with gzip.open(next((mirror / AIR[0] / AIR[1]).glob("*.csv.gz")), "rt") as stream:
        printed = {
            row["tract"]: float(row["haz_idx_affh"])
            for row in csv.DictReader(stream)
            if row["tract"].startswith(SUMMIT)
        }
    assert len(printed) == 135
    assert found.loc[list(printed), "value"].to_dict() == printed
    assert set(found["grade"].dropna()) == {2}
    assert found.geometry.notna().all()
    assert found["lower"].isna().all()


def test_akrons_schools_as_the_department_prints_them(
    mirror: Path, tables: Callable[..., Tables]
) -> None:
    real = tables(HOMELESS, ("nces_ccd", "2021-urban-portal-extract"))
    areas = small_areas(real).set_index("area")
    akron = areas.loc[AKRON]
    with gzip.open(next((mirror / HOMELESS[0] / HOMELESS[1]).glob("*.csv.gz")), "rt") as stream:
        [count] = [
            float(row["Value"])
            for row in csv.DictReader(stream)
            if row["NCES LEA ID"] == AKRON and row["Subgroup"] == "All Students in LEA"
        ]
    assert akron["value"] == pytest.approx(count / akron["denominator"])
    assert (akron["county"], akron["name"]) == (SUMMIT, "Akron City")
    assert 19_000 < akron["denominator"] < 22_000
    # A withheld or absent count is never a share of zero.
    assert not (areas["value"] == 0).any()
    assert set(areas.loc[areas["value"].isna(), "missing_reason"]) <= {
        "suppressed_by_source", "too_few_records", "no_source_row", "undefined",
    }  # fmt: skip
