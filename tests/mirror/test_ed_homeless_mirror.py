"""Real homeless-student files against figures published elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources.education import homeless_students as source

pytestmark = pytest.mark.mirror
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]
Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.mark.parametrize(
    "vintage_id", [v.id for v in source.SOURCE.vintages.values() if v.year >= 2019]
)
def test_every_row_the_agency_counted_is_read(vintage_id: str, mirror: Path) -> None:
    folder = mirror / source.SOURCE.id / vintage_id
    readme = next(folder.glob("*_README.txt")).read_text(encoding="ascii")
    stated = re.search(r"Items in file: (\d+)", readme)
    assert stated is not None
    table = source.read(folder, source.SOURCE.vintage(vintage_id))["long"]
    assert len(table) == int(stated.group(1))


@pytest.mark.parametrize(
    ("source_id", "vintage_id", "unduplicated"),
    # National Center for Homeless Education, Student Homelessness in America: students reported by
    # states, each counted once in a state, Puerto Rico included.
    [
        ("ed_homeless_edfacts", "sy2015-16-wide", 1_307_656),
        ("ed_homeless_edfacts", "sy2017-18-wide", 1_508_265),
        ("ed_homeless", "sy2019-20-fs118-dg655", 1_280_886),
        ("ed_homeless", "sy2020-21-fs118-dg655", 1_099_221),
    ],
)
def test_districts_add_up_to_a_little_more_than_the_states_count(
    load: Load, source_id: str, vintage_id: str, unduplicated: int
) -> None:
    # Districts count a student who moves twice, so their sum is above the states', by up to 5 percent.
    found = load(source_id, vintage_id)["homeless_students"]
    total = found.loc[found["subgroup"] == "All", "count"].sum()
    assert unduplicated < total < 1.05 * unduplicated


def _estimate(load: Load, year: int) -> pd.DataFrame:
    span = f"sy{year}-{(year + 1) % 100}"
    students = (
        load("ed_homeless", f"{span}-fs118-dg655")
        if year >= 2019
        else load("ed_homeless_edfacts", f"{span}-wide")
    )
    districts = load("nces_ccd", f"{year}-urban-portal-extract")
    return metric_modules()["housing_stability"].estimate(Tables.of(**students, **districts))


@pytest.mark.parametrize(("year", "counties"), [(2014, 9), (2016, 13)])
def test_counties_whose_districts_have_no_count_are_listed(
    load: Load, year: int, counties: int
) -> None:
    found = _estimate(load, year)
    rows = found[(found["measure"] == "share_homeless") & (found["level"] == "county")]
    left_out = rows[rows["missing_reason"] == "not_published"]["geoid"]
    assert len(left_out) == counties
    assert set(left_out.str[:2]) <= {"08", "40"}


@pytest.mark.parametrize("year", range(2014, 2022))
def test_every_year_fits_its_list_of_counties(load: Load, universe: Universe, year: int) -> None:
    estimates = _estimate(load, year)
    whole = complete(estimates, universe, LEVELS)
    shares = whole[(whole["measure"] == "share_homeless") & (whole["level"] == "county")]
    assert 600 < (shares["value"].isna()).sum() < 800
    assert shares["value"].dropna().between(0, 1).all()
    valued = estimates.dropna(subset=["value"])
    assert (valued["lower"] <= valued["value"]).all()
    assert (valued["value"] <= valued["upper"]).all()


def test_counties_without_a_share_in_fall_2021(load: Load, universe: Universe) -> None:
    # Urban Institute, Mobility Metrics: 642 of 3,143 counties missing in 2021.
    whole = complete(_estimate(load, 2021), universe, [Level.COUNTY])
    shares = whole[whole["measure"] == "share_homeless"].set_index("geoid")
    missing = shares["value"].isna() & (shares["missing_reason"] != "geography_changed")
    assert missing.sum() == 642
    assert shares.loc["48301", "missing_reason"] == "no_source_row"  # Loving County has no district


def test_the_withheld_races_of_a_county_lie_in_their_range(load: Load) -> None:
    found = _estimate(load, 2021)
    ours = found[(found["geoid"] == "39153") & (found["measure"] == "count_homeless")]
    everyone = ours[ours["subgroup"] == "All"].iloc[0]
    races = ours[ours["subgroup"] != "All"]
    assert len(races.dropna(subset=["lower", "upper"])) >= 4
    assert races["lower"].sum() <= everyone["upper"]
    assert everyone["lower"] <= races["upper"].sum()
