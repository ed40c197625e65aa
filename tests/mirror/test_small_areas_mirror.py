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
from mobility_analysis.workflow.small_areas import small_areas

pytestmark = pytest.mark.mirror

SUMMIT = "39153"
AIR = ("hud_affh", "2020-07-tract-hazard-index")
# What the metric needs besides, as in a run.
WITH_AIR = (("epa_aqi", "2023-annual-county"), ("census_pep", "v2023-county-agesex"))
OUTLINES = ("census_boundaries", "2018-tract-500k")
HOMELESS = ("ed_homeless", "sy2021-22-fs118-dg655")
AKRON = "3904348"


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
