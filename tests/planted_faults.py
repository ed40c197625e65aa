"""Faults of meaning, each planted into the tables of the demonstration as an agency's file would bring it.

Every table is well formed: right columns, right codes, numbers where numbers stand. What is wrong is what
the numbers mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Fault:
    """One fault; ``why_not`` where no gate before the estimates names it; ``copy_of`` the file that came instead."""

    what: str
    source: str
    vintage: str
    plant: Callable[[Tables], None]
    why_not: str = ""
    copy_of: str = ""


def scaled(
    table: str, columns: str | list[str], factor: float, where: str = "", to: int = 0
) -> Callable[[Tables], None]:
    """Numbers of ``columns`` times ``factor``, to ``to`` digits, in the rows ``where`` says."""

    def plant(tables: Tables) -> None:
        frame = tables[table]
        rows = frame.query(where).index if where else frame.index
        for column in [columns] if isinstance(columns, str) else columns:
            number = pd.to_numeric(frame.loc[rows, column], errors="coerce")
            text = (number * factor).map(lambda each: f"{each:.{to}f}")
            frame.loc[rows, column] = text.where(number.notna(), frame.loc[rows, column])

    return plant


def exchanged(table: str, one: str, other: str) -> Callable[[Tables], None]:
    """Two columns under each other's header."""

    def plant(tables: Tables) -> None:
        frame = tables[table]
        frame[[one, other]] = frame[[other, one]].to_numpy()

    return plant


def tables_exchanged(one: str, other: str) -> Callable[[Tables], None]:
    """Two files under each other's name."""

    def plant(tables: Tables) -> None:
        tables[one], tables[other] = tables[other], tables[one]

    return plant


def rotated(table: str, columns: list[str]) -> Callable[[Tables], None]:
    """Numbers one row further down."""

    def plant(tables: Tables) -> None:
        tables[table][columns] = np.roll(tables[table][columns].to_numpy(), 1, axis=0)

    return plant


def set_to(table: str, column: str, value: str, where: str = "") -> Callable[[Tables], None]:
    """One value in all rows, or in those ``where`` says."""

    def plant(tables: Tables) -> None:
        frame = tables[table]
        frame.loc[frame.query(where).index if where else frame.index, column] = value

    return plant


def copied(table: str, to: str, source: str) -> Callable[[Tables], None]:
    """One column a copy of another."""

    def plant(tables: Tables) -> None:
        tables[table][to] = tables[table][source]

    return plant


def table_copied(to: str, source: str) -> Callable[[Tables], None]:
    """One file a copy of another."""

    def plant(tables: Tables) -> None:
        tables[to] = tables[source].copy()

    return plant


def _percentiles_exchanged(tables: Tables) -> None:
    for end in ("E", "M"):
        exchanged("B19080", f"B19080_001{end}", f"B19080_004{end}")(tables)


def _shuffled_light_births(tables: Tables) -> None:
    frame = tables["lbw_births_2022"]
    named = frame.index[frame["County Code"].fillna("").str.len() == 5]
    frame.loc[named, "Births"] = frame.loc[named, "Births"].to_numpy()[::-1]


def _under_another_code(tables: Tables) -> None:
    frame = tables["county"]
    numbers = ["num_below_p50", "ec_county", "ec_se_county"]
    big, small = frame.index[frame["county"] == "99007"], frame.index[frame["county"] == "99015"]
    frame.loc[small, numbers] = frame.loc[big, numbers].to_numpy()


def _air_under_another_name(tables: Tables) -> None:
    frame = tables["aqi"]
    numbers = [column for column in frame if column not in ("State", "County", "Year")]
    frame.loc[frame.index[0], numbers] = frame.loc[frame.index[1], numbers].to_numpy()


def _no_agencies(tables: Tables) -> None:
    """Read drops the agencies of other years; a file all of another year leaves none."""
    tables["agencies"] = tables["agencies"].iloc[:0]


def _half_of_the_offenses(tables: Tables) -> None:
    tables["offenses"] = tables["offenses"].iloc[: len(tables["offenses"]) // 2]


def _margins(*named: str) -> Callable[[Tables], None]:
    def plant(tables: Tables) -> None:
        for name in named:
            columns = [column for column in tables[name] if column.endswith("M")]
            scaled(name, columns, 0.1)(tables)

    return plant


def _people_of_one_year(tables: Tables) -> None:
    for name in tables:
        scaled(name, "Population", 0.2)(tables)


def _hazard_reversed(tables: Tables) -> None:
    frame = tables["full"]
    frame["haz_idx"] = (100 - pd.to_numeric(frame["haz_idx"])).astype(str)


def _grades_shifted(tables: Tables) -> None:
    frame = tables["county"]
    grade = pd.to_numeric(frame["grade"])
    tables["county"] = frame.assign(grade=(grade + 1).astype(str))[grade < 8]


AGESEX, CBP, QCEW = "v2023-county-agesex", "2022-county", "2022-annual-industry-10"
DEATHS, DEBT = "2019-2023-all-counties", "2023-panel-map-2024-07"
RETURNS, NIBRS, ACS, CHAS = (
    "2000-2020-county-president",
    "2023-segments",
    "5yr-2023-all-api",
    "2018-2022-county-050",
)
PEOPLE = [f"current_population_{number}" for number in (1, 2, 3, 4, 5)]

FAULTS = (
    # Published, most as strong values
    Fault("20th and 80th percentile of income exchanged", "census_acs", ACS, _percentiles_exchanged),
    Fault("population of one year in a file of five", "cdc_wonder_mortality", DEATHS, _people_of_one_year),
    Fault("population in thousands", "hrsa_ahrf", "2024-2025", scaled("pop", "popn_est_23", 0.001)),
    Fault("enrollment ten times too high", "nces_ccd", "2021-directory", scaled("directory", "enrollment", 10)),
    Fault("wages of one quarter in the file of a year", "bls_qcew", QCEW, scaled("county", "annual_avg_wkly_wage", 0.25)),
    Fault("total wages of one quarter", "bls_qcew", QCEW, scaled("county", "total_annual_wages", 0.25)),
    Fault("adults 1.3 times the residents", "census_pep", AGESEX, scaled("agesex", "AGE18PLUS_TOT", 1.3 / 0.775)),
    Fault("one county's votes lack a digit", "mit_election_lab", RETURNS, scaled("returns", ["candidatevotes", "totalvotes"], 0.1, 'year == "2020" and county_fips == "99003"')),
    Fault("social capital on the scale of 0 to 1", "opportunity_insights_social_capital", "2022-release", scaled("county", ["ec_county", "ec_se_county"], 0.5, to=5)),
    Fault("shares as fractions in a column of percents", "cnt_ht_index", "demo-tract", scaled("tracts", "t_80ami", 0.01, to=4)),
    Fault("a county's row under another's code (social capital)", "opportunity_insights_social_capital", "2022-release", _under_another_code),
    Fault("a county's row under another's name (air quality)", "epa_aqi", "2023-annual-county", _air_under_another_name, "In 2023 two counties do have the same days, and a county's air is like its neighbor's."),
    Fault("births of low weight in another order of counties", "cdc_wonder_natality", "2022-all-counties", _shuffled_light_births),
    Fault("debt rotated by one county", "urban_debt_in_america", DEBT, rotated("county", ["totcoll", "totcoll_com_col", "totcoll_white"])),
    Fault("debt of communities of color in the column of all", "urban_debt_in_america", DEBT, copied("county", "totcoll", "totcoll_com_col")),
    Fault("residents of one county doubled", "census_pep", AGESEX, scaled("agesex", ["POPESTIMATE", "AGE18PLUS_TOT"], 2, 'COUNTY == "005"')),
    Fault("agencies' populations ten times too high", "fbi_nibrs", NIBRS, scaled("agencies", PEOPLE, 10)),
    Fault("votes twice the truth", "mit_election_lab", RETURNS, scaled("returns", ["candidatevotes", "totalvotes"], 2)),
    Fault("the file of offenses cut at half", "fbi_nibrs", NIBRS, _half_of_the_offenses),
    Fault("debt of 2023 is the file of 2022", "urban_debt_in_america", DEBT, lambda tables: None, copy_of="2022-panel-map-2023-09"),
    Fault("pay of 2022 is the file of 2021", "bls_qcew", QCEW, set_to("county", "year", "2021")),
    Fault("the folder of 2018-2022 holds 2017-2021", "hud_chas", CHAS, set_to("Table9", "source", "2017thru2021")),
    # Passed parse and gate
    Fault("median and maximum of the index exchanged", "epa_aqi", "2023-annual-county", exchanged("aqi", "Median AQI", "Max AQI")),
    Fault("citizens and citizens of voting age exchanged", "census_cvap", "2016-2020", scaled("county", "cvap_est", 1.3)),
    Fault("establishments and employees exchanged", "census_cbp", CBP, scaled("county", "est", 8)),
    Fault("hazard index reversed", "hud_affh", "2020-07-tract", _hazard_reversed, "Nothing at hand says which tracts have clean air."),
    Fault("columns of transit and cost exchanged", "cnt_ht_index", "demo-tract", exchanged("tracts", "pct_transit_commuters_80ami", "t_80ami")),
    Fault("living wage of another type of family", "mit_living_wage", "2021-urban-file", scaled("wages", "wage", 0.45, to=2)),
    Fault("grades shifted by one", "seda", "5.0-county-long-gcs", _grades_shifted),
    Fault("rows of another year (pay)", "bls_qcew", QCEW, set_to("county", "year", "2019")),
    Fault("rows of another year (crime)", "fbi_nibrs", NIBRS, _no_agencies),
    Fault("rows of another year (living wage)", "mit_living_wage", "2021-urban-file", set_to("wages", "year", "2019")),
    Fault("standard errors divided by ten (scores)", "seda", "5.0-county-long-gcs", scaled("county", "gcs_mn_se_all", 0.1, to=6)),
    Fault("margins divided by ten (broadband)", "census_acs", ACS, _margins("B28002")),
    Fault("margins divided by ten (employment)", "census_acs", ACS, _margins("B23001")),
    Fault("margins divided by ten (schooling)", "census_acs", ACS, _margins("B15001")),
    Fault("Hispanic births a copy of all births", "cdc_wonder_natality", "2022-all-counties", table_copied("all_births_race_hispanic_2022", "all_births_2022")),
    Fault("Black and White deaths exchanged", "cdc_wonder_mortality", DEATHS, tables_exchanged("injury_deaths_nhblack_2019-2023", "injury_deaths_nhwhite_2019-2023")),
    Fault("White and Black owners exchanged", "hud_chas", CHAS, exchanged("Table9", "T9_est3", "T9_est8")),
    Fault("disadvantaged and other pupils exchanged", "seda", "5.0-county-long-gcs", exchanged("county", "gcs_mn_ecd", "gcs_mn_nec")),
    Fault("deaths of one county halved", "cdc_wonder_mortality", DEATHS, scaled("injury_deaths_2019-2023", "Deaths", 0.5, '`County Code` == "99001"')),
    Fault("scores of a million", "seda", "5.0-county-long-gcs", set_to("county", "gcs_mn_all", "1e6", "sedacounty == '99001'")),
    Fault("scores of 1e308", "seda", "5.0-county-long-gcs", set_to("county", "gcs_mn_all", "1e308", "sedacounty == '99001'")),
    Fault("infinite scores", "seda", "5.0-county-long-gcs", set_to("county", "gcs_mn_all", "inf", "sedacounty == '99001'")),
    Fault("margins ten times their estimates", "census_acs", ACS, lambda tables: tables["B28002"].update(tables["B28002"][["B28002_004E"]].rename(columns={"B28002_004E": "B28002_004M"}).map(lambda each: f"{each}0"))),
    Fault("Arabic-Indic digits in codes", "census_cvap", "2016-2020", lambda tables: tables["county"].update(tables["county"]["geoid"].str.translate({ord(str(each)): chr(0x660 + each) for each in range(10)}))),
)  # fmt: skip
