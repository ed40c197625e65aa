"""Counties of the real files add up to the totals their agencies print, within 1 percent.

Votes, births and students stand in the tests of their sources; here are housing, poverty and
associations.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import read_delimited, to_number
from mobility_analysis.framework.places import TERRITORIES
from mobility_analysis.metrics.opportunity_rich_neighborhoods.social_capital_associations import (
    MOST_UNSEEN,
)
from mobility_analysis.sources.census.cbp import INDUSTRIES

pytestmark = pytest.mark.mirror


@pytest.mark.parametrize(
    ("period", "households"),
    # Census Bureau, ACS 5-year data profile DP04, occupied housing units of the United States.
    [("2017-2021", 124_010_992), ("2018-2022", 125_736_353)],
)
def test_occupied_homes_of_all_counties(mirror: Path, period: str, households: int) -> None:
    path = mirror / "hud_chas" / f"{period}-county-050" / "Table8.csv.gz"
    rows = read_delimited(path, encoding="latin-1", columns=["geoid", "T8_est1"])
    state = rows["geoid"].str.split("US").str[1].str[:2]
    homes = to_number(rows.loc[~state.isin(TERRITORIES), "T8_est1"], "T8_est1")
    assert homes.sum() == pytest.approx(households, rel=0.001)


@pytest.mark.parametrize(
    ("year", "poor"),
    # Census Bureau, ACS 5-year subject table S1701, people below the poverty level, United States.
    [(2016, 46_932_225), (2017, 45_650_345)],
)
def test_people_in_poverty_of_all_counties(mirror: Path, year: int, poor: int) -> None:
    folder = mirror / "census_acs" / f"5yr-{year}-county-aff"
    path = folder / f"ACS_{year - 2000}_5YR_B17001_with_ann.csv.gz"
    rows = read_delimited(path, encoding="latin-1", columns=["GEO.id2", "HD01_VD02"]).iloc[1:]
    counted = rows[~rows["GEO.id2"].str[:2].isin(TERRITORIES)]
    assert to_number(counted["HD01_VD02"], "HD01_VD02").sum() == pytest.approx(poor, rel=0.001)


@pytest.mark.parametrize("group", ["", *"ABCDEFGHI"])
def test_poverty_by_age_has_the_counts_and_margins_of_poverty_by_sex_and_age(
    mirror: Path, group: str
) -> None:
    """B17020 is read for B17001: everyone and people in poverty, of the states and of the nation. Of single years,
    where tables with many doubtful cells are withheld, it is there of more states."""
    for folder, packed, places in (("1yr-2018-state-api", ".gz", 52), ("1yr-2018-us-api", "", 1)):
        found = []
        for table in (f"B17001{group}", f"B17020{group}"):
            path = mirror / "census_acs" / folder / f"acs-acs1-2018-GROUP_{table}_DATA.csv{packed}"
            cells = [f"{table}_{line}{kind}" for line in ("001", "002") for kind in "EM"]
            rows = read_delimited(path, columns=["GEO_ID", *cells])[["GEO_ID", *cells]]
            found.append(
                rows.set_axis(["GEO_ID", *"abcd"], axis=1).set_index("GEO_ID").sort_index()
            )
        by_sex, by_age = found
        assert len(by_age) == places
        printed = by_sex["a"] != "null"
        assert printed.mean() > 0.05
        pd.testing.assert_frame_equal(by_sex[printed], by_age[printed])


def test_associations_of_the_nation_are_those_of_the_census_bureaus_own_file(
    load: Callable[..., dict[str, pd.DataFrame]], mirror: Path
) -> None:
    found = load("chr", "2025-measure-files")["associations"]
    nation = found.loc[found["level"] == "nation", "establishments"].iloc[0]
    with zipfile.ZipFile(mirror / "census_cbp" / "2022-us" / "cbp22us.zip") as archive:
        table = pd.read_csv(archive.open(archive.namelist()[0]), dtype=str)
    all_forms = table["lfo"].str.strip() == "-"
    ours = table["naics"].str.strip().isin(INDUSTRIES) & all_forms
    assert ours.sum() == len(INDUSTRIES)
    assert table.loc[ours, "est"].astype(int).sum() == nation == 303_009
    # What is withheld in counties is in the nation's count, and within the bounds we print.
    by_county = found.loc[found["level"] == "county", "establishments"]
    assert by_county.sum() == 292_550
    assert by_county.sum() < nation < (by_county + MOST_UNSEEN).sum()


def test_counties_of_the_extract_are_those_of_another_producer_to_the_last_association(
    load: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    """County Health Rankings took 2019 from the same files of the Census Bureau, by a way of its own."""
    ours = load("census_cbp", "2019-county-modelearth")["associations"].set_index("geoid")
    theirs = load("chr", "2022-state-workbooks")["associations"]
    theirs = theirs[theirs["level"] == "county"].set_index("geoid")["establishments"]
    assert len(ours) == 3_098
    assert (ours["establishments"] == theirs.reindex(ours.index)).all()
    # Others have none of the two sectors, but for the District of Columbia.
    rest = theirs[~theirs.index.isin(ours.index)]
    assert rest.drop("11001").sum() == 0


@pytest.mark.parametrize("year", [2017, 2018, 2020, 2021])
def test_the_extracts_of_other_years_are_near_it(
    load: Callable[..., dict[str, pd.DataFrame]], year: int
) -> None:
    found = load("census_cbp", f"{year}-county-modelearth")["associations"]
    nation = load("chr", "2022-state-workbooks")["associations"]
    published = nation.loc[nation["level"] == "county", "establishments"].sum()
    assert found["establishments"].sum() == pytest.approx(published, rel=0.02)
    assert found["upper"].sum() / found["establishments"].sum() < 1.1


@pytest.mark.parametrize(
    ("year", "residents"),
    # Census Bureau, national population totals of the edition of each year (2020: the census).
    [(2017, 325_719_178), (2018, 327_167_434), (2019, 328_239_523), (2020, 331_449_281)],
)
def test_residents_of_all_counties(
    load: Callable[..., dict[str, pd.DataFrame]], year: int, residents: int
) -> None:
    found = load("urban_crosswalks", "2025-05")["county_residents"]
    assert found.loc[found["year"] == year, "population"].sum() == residents
