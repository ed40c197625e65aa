"""Real tracts: totals as the Census Bureau publishes them, and exposure computed once more by hand."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.estimation.build import survey_share
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics.healthy_environment import environmental_quality
from mobility_analysis.metrics.high_quality_education import access_to_preschool, digital_access
from mobility_analysis.metrics.opportunity_rich_neighborhoods import (
    economic_inclusion,
    racial_diversity,
)
from mobility_analysis.metrics.rewarding_work import opportunities_for_income
from mobility_analysis.quality.grading import grade

pytestmark = pytest.mark.mirror

PEP = ("census_pep", "v2023-county-agesex")
# ACS 5-year, B03002_001 of the state (data.census.gov).
RESIDENTS = {"39": 11_641_879, "17": 12_821_497, "06": 39_148_760}


def test_tracts_add_up_to_their_states(tables: Callable[..., Tables]) -> None:
    tracts = tables(("census_acs", "5yr-2018-tract-udp"))["acs_tracts"]
    total = (
        tracts[tracts["cell"] == "B03002_001"].groupby(tracts["geoid"].str[:2])["estimate"].sum()
    )
    assert {state: total[state] for state in RESIDENTS} == RESIDENTS


def test_exposure_of_summit_county_by_hand(mirror: Path, tables: Callable[..., Tables]) -> None:
    path = mirror / "census_acs" / "5yr-2018-tract-udp" / "race_acs_data.csv.gz"
    members = others = noise = 0.0
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["GEOID"].zfill(11).startswith("39153") and float(row["totraceE"]):
                group, total = float(row["BlackE"]), float(row["totraceE"])
                members += group
                others += group * (1 - group / total)
                error, of_total = (float(row[name] or 0) / 1.645 for name in ("BlackM", "totraceM"))
                within = error**2 - (group / total * of_total) ** 2
                if within < 0:
                    within = group / total * (1 - group / total) * of_total**2
                noise += within / total if group else 0.0
    found = racial_diversity.estimate(tables(("census_acs", "5yr-2018-tract-udp"), PEP))
    row = found[(found["geoid"] == "39153") & (found["subgroup"] == "Black, Non-Hispanic")].iloc[0]
    assert row["denominator"] == members
    assert row["value"] == pytest.approx((others + noise) / members, abs=1e-9)
    assert row["value"] == pytest.approx(others / members, abs=0.01)


def test_jefferson_county_is_nearly_the_same_by_rates_alone(tables: Callable[..., Tables]) -> None:
    """Counts of 2013-17 and bare rates of 2014-18: two roads to about the same place."""
    both = tables(
        ("census_acs", "5yr-2017-tract-ky21111-aff"), ("census_acs", "5yr-2018-tract-oeps"), PEP
    )
    found = economic_inclusion.estimate(both)
    here = found[(found["geoid"] == "21111") & (found["subgroup"] == "All")].set_index("year")
    assert here.loc[2017, "denominator"] == pytest.approx(114_000, rel=0.05)
    assert abs(here.loc[2018, "value"] - here.loc[2017, "value"]) < 0.06
    assert here.loc[2017, "lower"] < here.loc[2017, "value"] <= here.loc[2017, "upper"]


def test_most_counties_have_no_tract_above_the_line(tables: Callable[..., Tables]) -> None:
    """About 2,400 to 2,500 of 3,142 counties are at zero in the Urban Institute's published values."""
    found = economic_inclusion.estimate(
        tables(
            ("census_acs", "5yr-2018-tract-oeps"),
            ("census_acs", "5yr-2024-tract-il17-datacensus"),
            PEP,
        )
    )
    rows = found[(found["level"] == "county") & (found["year"] == 2018)]
    zeros = defaultdict(int, rows["value"].eq(0).value_counts())[True]
    assert 2_350 < zeros < 2_550


def test_rates_of_tracts_add_up_to_the_counties_poverty_rates(
    mirror: Path, tables: Callable[..., Tables]
) -> None:
    """Within the margin of table S1701 (same years), which the Census Bureau rounds to tenths."""
    tracts = tables(("census_acs", "5yr-2018-tract-oeps"))["tract_poverty"].dropna(subset=["rate"])
    county = tracts["geoid"].str[:5]
    poor = (tracts["rate"] * tracts["population"]).groupby(county).sum()
    rate = 100 * poor / tracts["population"].groupby(county).sum()
    printed = pd.read_csv(
        mirror / "census_acs" / "5yr-2018-county-api-wide" / "co_acs_raw.csv.gz",
        usecols=["stco_code", "S1701_C03_001E", "S1701_C03_001M"],
        dtype={"stco_code": str},
    ).set_index("stco_code")
    away = (rate - printed["S1701_C03_001E"].reindex(rate.index)).abs()
    assert len(away) == 3_141
    assert (away <= printed["S1701_C03_001M"].reindex(away.index)).sum() >= 3_140
    assert away.median() < 0.05
    assert away["39153"] < 0.1, "Summit County: 13.1 percent"


def test_single_tracts_have_the_printed_rates(mirror: Path, tables: Callable[..., Tables]) -> None:
    found = economic_inclusion.area_values(tables(("census_acs", "5yr-2018-tract-oeps")))
    value = found.set_index("geoid")["value"].dropna()
    path = mirror / "census_acs" / "5yr-2018-tract-oeps" / "EC03_2018_T.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        printed = {row["GEOID"].zfill(11): row["povP"] for row in csv.DictReader(stream)}
    assert len(value) > 71_800
    assert all(abs(100 * rate - float(printed[code])) < 1e-9 for code, rate in value.items())


# ACS 2015-2019, B28002_001 of the nation; ACS 2017 (one year, the middle of the five), table B28004: homes
# with broadband or dial-up among all.
HOUSEHOLDS_OF_2019, SUBSCRIBERS_OF_2017 = 120_756_048, 0.8384


def test_households_by_subscription_add_up_to_the_nations(tables: Callable[..., Tables]) -> None:
    real = tables(("census_acs", "5yr-2019-tract-oeps"))
    tracts = real["tract_internet"]
    assert len(tracts) == 73_056
    assert tracts["households"].sum() == HOUSEHOLDS_OF_2019
    share = tracts["subscribers"].sum() / HOUSEHOLDS_OF_2019
    assert share == pytest.approx(SUBSCRIBERS_OF_2017, abs=0.01)
    found = digital_access.area_values(real)
    assert found["missing_reason"].value_counts().to_dict() == {
        "too_few_records": 976,
        "undefined": 829,
    }


def test_children_of_louisvilles_tracts_add_up_to_the_countys_table(
    tables: Callable[..., Tables],
) -> None:
    tracts = access_to_preschool.small_areas(tables(("census_acs", "5yr-2017-tract-ky21111-aff")))
    real = tables(("census_acs", "5yr-2017-county-aff"), PEP)
    county = access_to_preschool.estimate(real).set_index(["geoid", "subgroup"]).loc["21111", "All"]
    assert len(tracts) == 191
    assert tracts["numerator"].sum() == county["numerator"]
    assert tracts["denominator"].sum() == county["denominator"]


def test_county_medians_lie_among_those_of_illinois_tracts(tables: Callable[..., Tables]) -> None:
    real = tables(("census_acs", "5yr-2024-tract-il17-datacensus"))
    found = opportunities_for_income.area_values(real)
    assert (len(found), found["value"].notna().sum()) == (3_265, 3_231)
    ends = found.groupby(found["geoid"].str[:5])["value"].agg(["min", "max"])
    acs = tables(("census_acs", "5yr-2023-county-api-wide"))["acs"]
    county = acs[(acs["cell"] == "B19013_001") & acs["geoid"].isin(ends.index)]
    median = county.set_index("geoid")["estimate"].reindex(ends.index)
    among = (ends["min"] <= median) & (median <= ends["max"])
    # A year apart; Hardin County has two tracts.
    assert list(among[~among].index) == ["17069"]


def test_what_the_note_on_single_tracts_says_of_their_margins(
    tables: Callable[..., Tables],
) -> None:
    real = tables(
        ("census_acs", "5yr-2015-tract-ga13-aff"),
        ("census_acs", "5yr-2017-tract-ky21111-aff"),
        ("census_acs", "5yr-2020-blockgroup-ut49-datacensus"),
    )
    counts = economic_inclusion.small_areas(real)
    shares = survey_share(counts[counts["denominator"] > 0], "share_poverty")
    margin = (shares["upper"] - shares["lower"]) / 2
    assert len(margin) == pytest.approx(2_700, rel=0.01)
    assert margin.median() == pytest.approx(0.08, abs=0.003)
    assert (margin > 0.10).mean() == pytest.approx(1 / 3, abs=0.02)


HOUSEHOLDS = ("census_acs", "5yr-2023-tract-api-wide")
BY_HOUSEHOLDER = ("B11002_001", "B11002A_001", "B11002B_001")


def test_people_in_households_add_up_to_the_counties_that_the_bureau_prints(
    mirror: Path, tables: Callable[..., Tables]
) -> None:
    """Tables B11002, A and B of counties, in an extract of their own; two counties' tracts are left out."""
    [path] = (mirror / "census_acs" / "5yr-2023-county-api-wide").glob("*.zip")
    printed = pd.read_csv(path, dtype={"GEOID": str}).set_index("GEOID")
    counties = printed[printed.index.str[2:] != "000"].drop(index=["36103", "36111"])
    tracts = tables(HOUSEHOLDS)["acs_tracts"]
    for cell in BY_HOUSEHOLDER:
        rows = tracts[tracts["cell"] == cell]
        added_up = rows.groupby(rows["geoid"].str[:5])["estimate"].sum()
        assert added_up.to_dict() == counties[f"{cell}E"].to_dict()


def test_householders_of_one_race_live_with_people_of_others(
    mirror: Path, tables: Callable[..., Tables]
) -> None:
    """More people in Illinois households with a White householder than White people: 4 points of all."""
    counts = tables(HOUSEHOLDS)["acs_tracts"]
    counts = counts[counts["geoid"].str.startswith("17")].groupby("cell")["estimate"].sum()
    assert counts["B11002A_001"] / counts["B11002_001"] == pytest.approx(0.652, abs=0.001)
    [path] = (mirror / "census_acs" / "5yr-2024-tract-il17-datacensus").glob("*B03002*")
    people = pd.read_csv(path, skiprows=[1])
    white = people["B03002_003E"].sum() + people["B03002_013E"].sum()
    assert white / people["B03002_001E"].sum() == pytest.approx(0.610, abs=0.001)


def test_exposure_by_householder_is_near_that_of_residents_where_both_are_known(
    tables: Callable[..., Tables],
) -> None:
    """Two counts of the same neighborhoods, five years apart and one of them of whole households."""
    both = tables(HOUSEHOLDS, ("census_acs", "5yr-2018-tract-udp"), PEP)
    found = racial_diversity.estimate(both)
    found = found[(found["level"] == "county") & (found["denominator"] > 1_000)]
    wide = found.pivot(index="geoid", columns="subgroup", values="value")
    of_black = (wide["Black"] - wide["Black, Non-Hispanic"]).dropna()
    of_white = (wide["White"] - wide["White, Non-Hispanic"]).dropna()
    assert len(of_black) > 400
    assert len(of_white) > 650
    assert abs(of_black.median()) < 0.01
    assert -0.03 < of_white.median() < 0
    assert wide["Black"].corr(wide["Black, Non-Hispanic"], method="spearman") > 0.9


# One minus the isolation index over the rows of the extract, without taking the sampling variance off.
PLAIN = {
    ("00", "White"): 0.238, ("00", "Black"): 0.572, ("11001", "White"): 0.372,
    ("11001", "Black"): 0.318, ("42101", "White"): 0.385, ("42101", "Black"): 0.311,
}  # fmt: skip


def test_exposure_by_householder_is_the_plain_index_and_a_little_more(
    tables: Callable[..., Tables],
) -> None:
    found = racial_diversity.estimate(tables(HOUSEHOLDS, PEP)).set_index(["geoid", "subgroup"])
    for key, plain in PLAIN.items():
        assert plain < found.loc[key, "value"] < plain + 0.015


OEPS = ("census_acs", "5yr-2018-tract-oeps")


def test_air_toxics_are_weighted_by_all_residents(tables: Callable[..., Tables]) -> None:
    """Computed once more from the extract's TotalPop; Angola prison is most of West Feliciana Parish."""
    both = tables(
        ("hud_affh", "2020-07-tract-hazard-index"), OEPS, PEP, ("epa_aqi", "2019-annual-county")
    )
    found = environmental_quality.estimate(both)
    rows = found[(found["measure"] == "index_air_hazard") & (found["subgroup"] == "All")]
    rows = rows.set_index("geoid")
    expected = {"22125": 32.30, "19105": 72.46, "51081": 58.58, "12045": 49.54, "35039": 95.65}
    assert rows["value"][list(expected)].round(2).to_dict() == expected
    assert rows.loc["39153", "denominator"] == 541_810  # B01003 of 2014-2018


def test_rio_arribas_poverty_was_withdrawn_and_few_poor_people_are_too_few(
    tables: Callable[..., Tables],
) -> None:
    found = economic_inclusion.estimate(
        tables(OEPS, ("census_acs", "5yr-2024-tract-il17-datacensus"), PEP)
    )
    rows = found[found["year"] == 2018].set_index("geoid")["missing_reason"]
    assert rows["35039"] == "withdrawn"
    few = ["08111", "15005", "48033", "48269", "48301", "49009"]
    assert set(rows[few]) == {"too_few_records"}


def test_georgias_value_lies_beyond_its_simulations(tables: Callable[..., Tables]) -> None:
    found = economic_inclusion.estimate(tables(("census_acs", "5yr-2015-tract-ga13-aff"), PEP))
    graded = grade(found[found["subgroup"] == "All"], economic_inclusion.METRIC.rubrics)
    rows = graded.set_index("geoid")
    for geoid in ("13", "13089", "13067"):
        assert rows.loc[geoid, "upper"] == rows.loc[geoid, "value"]
        assert "edge_of_simulation" in rows.loc[geoid, "reasons"]
        assert rows.loc[geoid, "grade"] > 1


def test_rio_arribas_incomes_were_withdrawn(load: Callable[..., dict]) -> None:
    acs = load("census_acs", "5yr-2018-county-api-wide")["acs"]
    rows = acs[(acs["geoid"] == "35039") & acs["cell"].str.startswith("B19013")]
    assert set(rows["reason"]) == {"withdrawn"}
