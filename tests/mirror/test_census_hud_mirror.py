"""Values computed from real Census and HUD files against figures published elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import read_delimited
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe, complete
from mobility_analysis.metrics import metric_modules
from mobility_analysis.metrics.high_quality_education.digital_access import INCOMES

pytestmark = pytest.mark.mirror
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]


def _value(estimates: pd.DataFrame, measure: str, geoid: str, subgroup: str = "All") -> pd.Series:
    rows = estimates[
        (estimates["measure"] == measure)
        & (estimates["geoid"] == geoid)
        & (estimates["subgroup"] == subgroup)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


def test_residents_of_2023_are_the_census_bureaus_334_914_895(population: pd.DataFrame) -> None:
    # Census Bureau, NST-EST2023-POP: United States, July 1, 2023.
    year = population[population["year"] == 2023]
    assert len(year) == 3144
    assert year["population"].sum() == 334_914_895


def test_county_lists_have_their_known_sizes(universe: Universe) -> None:
    sizes = {year: len(universe.of(Level.COUNTY, year)) for year in range(2014, 2024)}
    assert sizes == {
        **dict.fromkeys(range(2014, 2020), 3142),
        2020: 3143,
        2021: 3143,
        2022: 3144,
        2023: 3144,
    }


@pytest.fixture(scope="module")
def income(tables: Callable[..., Tables]) -> pd.DataFrame:
    found = tables(("census_acs", "5yr-2023-county-api-wide"))
    return metric_modules()["opportunities_for_income"].estimate(found)


@pytest.mark.parametrize(
    ("geoid", "median"),
    # Census Bureau, QuickFacts, median household income (in 2023 dollars), 2019-2023.
    [("00", 78_538), ("39", 69_680), ("39153", 71_016)],
)
def test_median_incomes_are_those_of_quickfacts(
    income: pd.DataFrame, geoid: str, median: int
) -> None:
    assert _value(income, "pctl_income_50", geoid)["value"] == median


def test_percentiles_stand_in_order_everywhere(income: pd.DataFrame) -> None:
    wide = income[income["subgroup"] == "All"].pivot(
        index="geoid", columns="measure", values="value"
    )
    complete_rows = wide.dropna()
    assert len(complete_rows) > 3_190
    assert (complete_rows["pctl_income_20"] <= complete_rows["pctl_income_50"]).all()
    assert (complete_rows["pctl_income_50"] <= complete_rows["pctl_income_80"]).all()


@pytest.fixture(scope="module")
def acs_2017(tables: Callable[..., Tables]) -> Tables:
    return tables(("census_acs", "5yr-2017-county-aff"))


@pytest.mark.parametrize("metric", ["access_to_preschool", "employment_opportunities"])
def test_every_county_of_2017_has_a_row(acs_2017: Tables, universe: Universe, metric: str) -> None:
    whole = complete(metric_modules()[metric].estimate(acs_2017), universe, LEVELS)
    counties = whole[(whole["level"] == "county") & (whole["subgroup"] == "All")]
    lists = {code for year in (2017, 2023) for code in universe.of(Level.COUNTY, year)["geoid"]}
    assert set(counties["geoid"]) == lists
    assert counties["geoid"].is_unique


def _api_cells(mirror: Path, table: str) -> pd.Series:
    [path] = (mirror / "census_acs" / "1yr-2017-us-api").glob(f"*GROUP_{table}_DATA.csv*")
    return read_delimited(path).iloc[0]


def test_preschool_counties_add_up_to_the_nations_own_share(acs_2017: Tables, mirror: Path) -> None:
    """Five years of counties against the Census Bureau's one-year national table of the last year."""
    ours = _value(
        metric_modules()["access_to_preschool"].estimate(acs_2017), "share_enrolled_ages_3_4", "00"
    )
    cells = _api_cells(mirror, "B14003")
    enrolled = sum(float(cells[f"B14003_{line}E"]) for line in ("004", "013", "032", "041"))
    everyone = enrolled + sum(float(cells[f"B14003_{line}E"]) for line in ("022", "050"))
    assert ours["value"] == pytest.approx(enrolled / everyone, abs=0.015)


def test_employment_of_the_nation_is_near_the_current_population_survey(acs_2017: Tables) -> None:
    # BLS, employment-population ratio 25-54 (LNS12300060): 75.9 in 2013 to 78.6 in 2017, yearly
    # averages; their mean is 77.2. The two surveys differ in universe by less than a point.
    ours = _value(
        metric_modules()["employment_opportunities"].estimate(acs_2017), "share_employed", "00"
    )
    assert ours["value"] == pytest.approx(0.772, abs=0.01)


def test_homes_for_renters_with_extremely_low_incomes_are_about_a_third(
    tables: Callable[..., Tables],
) -> None:
    # National Low Income Housing Coalition, The Gap (2024): 34 affordable and available rental homes
    # per 100 extremely low-income renter households, about 11 million households (ACS 2022).
    found = tables(("hud_chas", "2018-2022-county-050"))
    estimates = metric_modules()["housing_affordability"].estimate(found)
    row = _value(estimates, "ratio_affordable_available_30_ami", "00", "Renter")
    assert row["value"] == pytest.approx(0.34, abs=0.02)
    assert row["denominator"] == pytest.approx(11.0e6, rel=0.06)
    assert row["lower"] < row["value"] < row["upper"]


def test_boundaries_hold_every_county_of_their_year(load: Callable, universe: Universe) -> None:
    found = load("census_boundaries", "2018-county")["boundaries"]
    assert set(found["geoid"]) == set(universe.of(Level.COUNTY, 2018)["geoid"])


@pytest.fixture(scope="module")
def homeowners(tables: Callable[..., Tables]) -> pd.DataFrame:
    found = tables(("hud_chas", "2018-2022-county-050"))
    rows = metric_modules()["wealth_building_opportunities"].estimate(found)
    return rows[rows["measure"] == "ratio_homeowners_households"]


def test_owners_of_all_groups_are_those_of_the_census_bureau(homeowners: pd.DataFrame) -> None:
    nation = homeowners[homeowners["level"] == "nation"]
    # Census Bureau, ACS 5-year 2018-2022: DP04, occupied housing units; QuickFacts, owner-occupied rate.
    assert nation["denominator"].sum() == pytest.approx(125_736_353, rel=0.001)
    assert nation["numerator"].sum() / nation["denominator"].sum() == pytest.approx(0.648, abs=5e-4)
    # Weighted by their households, the groups' ratios make up parity in every county.
    counties = homeowners[homeowners["level"] == "county"].dropna(subset=["value"])
    weighted = (counties["value"] * counties["denominator"]).groupby(counties["geoid"]).sum()
    parity = weighted / counties.groupby("geoid")["denominator"].sum()
    assert len(parity) == 3143  # nobody owns a home in Kalawao, Hawaii
    assert parity.between(0.999999, 1.000001).all()


def test_every_county_has_homeowners_of_most_groups(
    homeowners: pd.DataFrame, universe: Universe
) -> None:
    found = complete(homeowners, universe, LEVELS)
    counties = found[(found["level"] == "county") & (found["subgroup"] != "All")]
    assert len(counties) == 7 * 3144
    valued = counties.groupby("subgroup")["value"].count()
    assert valued["White, Non-Hispanic"] > 3100
    assert valued["Hispanic"] > 3000
    # Where the survey found nobody of a group there is no ratio, and no zero.
    absent = counties[counties["value"].isna()]
    assert set(absent["missing_reason"]) == {"too_few_records", "undefined"}
    assert set(absent.loc[absent["missing_reason"] == "undefined", "geoid"]) == {"15005"}


def test_lines_of_broadband_by_income_are_those_of_the_agencys_table(mirror: Path) -> None:
    # Ryan (2018), Computer and Internet Use in the United States: 2016, ACS-39, Census Bureau: "81 percent"
    # of households had a broadband subscription. The classes of income are all households.
    [path] = (mirror / "census_acs" / "1yr-2016-us-api").glob("*GROUP_B28004_DATA.csv*")
    cells = read_delimited(path).iloc[0]
    lines = [lines for pair in INCOMES.values() for lines in pair]
    with_it, households = (
        sum(float(cells[f"B28004_{line}E"]) for each in lines[kind::2] for line in each)
        for kind in (0, 1)
    )
    assert households == float(cells["B28004_001E"])
    assert with_it / households == pytest.approx(0.81, abs=0.005)
