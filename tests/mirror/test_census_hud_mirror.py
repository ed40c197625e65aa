"""Values computed from real Census and HUD files against figures published elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import read_delimited
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.metrics.high_quality_education.digital_access import INCOMES
from mobility_analysis.sources.hud.chas import cells

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


PROBLEMS = "share_housing_problems"


@pytest.fixture(scope="module")
def problems(tables: Callable[..., Tables]) -> pd.DataFrame:
    found = tables(("hud_chas", "2017-2021-county-050"), ("hud_chas", "2018-2022-county-050"))
    rows = metric_modules()["housing_affordability"].estimate(found)
    return rows[rows["measure"] == PROBLEMS]


def _sums(mirror: Path, table: str, *cells: int) -> pd.DataFrame:
    """Cells of an agency table, added up over the counties of the 50 states and DC, and of Summit County."""
    columns = [f"T{table}_est{cell}" for cell in cells]
    path = mirror / "hud_chas" / "2018-2022-county-050" / f"Table{table}.csv.gz"
    rows = read_delimited(path, encoding="latin-1", columns=["geoid", *columns])
    rows = rows[~rows["geoid"].str.startswith("0500000US72")]
    numbers = rows.set_index("geoid")[columns].astype(int)
    return pd.DataFrame({"nation": numbers.sum(), "summit": numbers.loc["0500000US39153"]})


def test_households_with_a_housing_problem_are_those_of_huds_other_tables(
    problems: pd.DataFrame, mirror: Path
) -> None:
    nation = _value(problems, PROBLEMS, "00")
    # Census Bureau, ACS 5-year 2018-2022, DP04: occupied housing units.
    assert nation["denominator"] == pytest.approx(125_736_353, rel=1e-6)
    # Table 3, each household under its worst problem: kitchen or plumbing, crowding (two classes), burden (two
    # classes), of owners and renters. Cost burden not computed: 33 and 76. Counties are rounded one by one.
    worst = _sums(mirror, "3", 3, 9, 15, 21, 27, 46, 52, 58, 64, 70)["nation"].sum()
    assert nation["numerator"] == pytest.approx(worst, rel=1e-4)
    assert nation["value"] == pytest.approx(0.317, abs=5e-4)
    unknown = _sums(mirror, "3", 33, 76)["nation"].sum()
    assert unknown / nation["denominator"] == pytest.approx(0.013, abs=5e-4)
    # Table 8 has the same households by tenure and income.
    for tenure, cell in (("Owner", 2), ("Renter", 68)):
        row = _value(problems, PROBLEMS, "00", tenure)
        assert row["denominator"] == pytest.approx(
            _sums(mirror, "8", cell)["nation"].sum(), rel=1e-4
        )
    # Table 11, one or more of the four problems: owners and renters.
    again = _sums(mirror, "11", 3)["nation"].sum()
    owners = _value(problems, PROBLEMS, "00", "Owner")
    assert owners["numerator"] == pytest.approx(again, rel=1e-4)


def test_housing_problems_of_a_group_are_among_its_households_of_table_9(
    problems: pd.DataFrame, mirror: Path
) -> None:
    cells = {"White, Non-Hispanic": (3, 39), "Black, Non-Hispanic": (8, 44), "Hispanic": (28, 64)}
    for group, pair in cells.items():
        row = _value(problems, PROBLEMS, "00", group)
        # Twenty rounded cells a county against two.
        assert row["denominator"] == pytest.approx(
            _sums(mirror, "9", *pair)["nation"].sum(), rel=0.005
        )
    withheld = problems[problems["subgroup"] == "Other Races and Ethnicities"]
    assert set(withheld["missing_reason"]) == {"suppressed_by_source"}


def test_housing_problems_of_summit_county_by_hand(problems: pd.DataFrame, mirror: Path) -> None:
    # Read off the county's line of table 1 by the data dictionary: T1_est3 + T1_est76 of T1_est1.
    row = _value(problems, PROBLEMS, "39153")
    assert (row["numerator"], row["denominator"]) == (25_545 + 32_580, 228_635)
    assert row["value"] == pytest.approx(0.25423, abs=1e-5)
    # Margins 1,338 and 1,523 of the parts, 1,102 of the whole, over 1.645.
    error = ((1338**2 + 1523**2 - 0.25423**2 * 1102**2) ** 0.5 / 1.645) / 228_635
    assert row["se"] == pytest.approx(error, rel=1e-4)
    assert _value(problems, PROBLEMS, "39153", "Renter")["value"] == pytest.approx(32_580 / 75_615)
    # Black householders who own, by income: 1,150, 845, 570, 160, 350 with a problem, 325, 880, 1,175, 975, 5,520
    # with none; who rent: 5,725, 3,280, 1,835, 200, 80 and 1,645, 830, 2,260, 1,055, 2,995.
    has, lacks = 3_075 + 11_120, 8_875 + 8_785
    black = _value(problems, PROBLEMS, "39153", "Black, Non-Hispanic")
    assert black["value"] == pytest.approx(has / (has + lacks))
    by_worst = _sums(mirror, "3", 3, 9, 15, 21, 27, 46, 52, 58, 64, 70)["summit"].sum()
    assert row["numerator"] == pytest.approx(by_worst, rel=0.001)


def test_every_county_has_a_share_with_housing_problems_and_only_in_years_with_the_table(
    problems: pd.DataFrame, universe: Universe
) -> None:
    assert set(problems["year"]) == {2022}  # the copy of 2017-2021 at hand lacks table 1
    counties = problems[(problems["level"] == "county") & (problems["subgroup"] == "All")]
    assert set(counties["geoid"]) == set(universe.of(Level.COUNTY, 2022)["geoid"])
    valued = counties.dropna(subset=["value"])
    assert len(valued) == 3144
    assert valued["value"].between(0, 1).all()


def test_cells_of_housing_problems_are_worded_as_in_huds_dictionary(mirror: Path) -> None:
    path = mirror / "hud_chas" / "2017-2021-data-dictionary" / "CHAS_data_dictionary_17-21.xlsx"
    sheet = pd.read_excel(path, sheet_name="Table 1", dtype=str)
    words = sheet.set_index("Column Name").drop(columns="Line_Type").dropna(axis=1, how="all")
    for row in cells().query("table == '1'").itertuples(index=False):
        kept = [word.strip() for word in words.loc[f"T1_est{row.cell}"] if word != "All"]
        assert row.dictionary.split("; ") == kept
