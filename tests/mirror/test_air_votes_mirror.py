"""Real files of EPA and of votes: every name matched, states against certified totals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.io import read_delimited
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.county_names import REPAIRS, find_geoids
from mobility_analysis.geography.universe import Universe, states
from mobility_analysis.metrics import metric_modules
from mobility_analysis.metrics.healthy_environment import environmental_quality as air
from mobility_analysis.quality.grading import grade

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]
LEVELS = [Level.NATION, Level.STATE, Level.COUNTY]
PEOPLE = ("census_pep", "v2023-county-agesex")
# Where the media's 2020 count is more than 1 percent from the certified total: Kansas and Maine were
# taken before the last ballots, Alaska is not used.
FAR_FROM_CERTIFIED = {"20", "23"}


def _graded(metric_id: str, found: Tables, universe: Universe) -> pd.DataFrame:
    module = metric_modules()[metric_id]
    return grade(complete(module.estimate(found), universe, LEVELS), module.METRIC.rubrics)


# The copy of 2025 was made before the year was over: nothing of it is used.
@pytest.mark.parametrize("year", range(2019, 2025))
def test_every_monitored_county_has_a_code(load: Load, universe: Universe, year: int) -> None:
    rows = load("epa_aqi", f"{year}-annual-county")["air_quality"]
    counties = universe.of(Level.COUNTY, int(rows["geo_vintage"].iloc[0]))
    found = find_geoids(rows, counties, air.MEASURE)  # raises if one name is in no list
    assert found["geoid"].notna().all()
    assert 960 < len(found) < 1020
    assert found["geoid"].is_unique


def test_the_only_repair_is_still_needed(load: Load, universe: Universe) -> None:
    assert REPAIRS == {("virginia", "charles"): "charles city"}
    rows = load("epa_aqi", "2023-annual-county")["air_quality"]
    assert (rows["county_name"] == "Charles").any()
    assert "Charles City County" in set(universe.of(Level.COUNTY, 2023)["name"])


def test_air_of_2023(tables: Callable[..., Tables], universe: Universe) -> None:
    found = _graded(
        "environmental_quality", tables(("epa_aqi", "2023-annual-county"), PEOPLE), universe
    )
    county = found[found["level"] == "county"].set_index("geoid")
    assert county["value"].notna().sum() == 982
    assert county["missing_reason"].value_counts().to_dict() == {
        "not_collected": 2161,
        "geography_changed": 9,
    }
    # Rows of EPA's file, read by eye.
    assert county.loc["24510", "value"] == 44  # Baltimore (City)
    assert county.loc["24005", "value"] == 45  # Baltimore
    assert county.loc["29510", "value"] == 58  # St. Louis City
    assert county.loc["11001", "value"] == 50
    state = found[found["level"] == "state"].set_index("geoid")
    assert state["missing_reason"].dropna().to_dict() == {"09": "geography_changed"}


def _certified(mirror: Path, year: int) -> pd.Series:
    path = mirror / "mit_election_lab" / "1976-2020-state-president" / "1976-2020-president.csv.gz"
    rows = read_delimited(path, columns=["year", "state_po", "totalvotes"]).query(
        f"year == '{year}'"
    )
    fips = states().set_index("postal")["fips"]
    totals = rows.assign(geoid=rows["state_po"].map(fips)).drop_duplicates("geoid")
    return totals.set_index("geoid")["totalvotes"].astype(int)


def test_votes_of_2020_against_the_certified_totals(load: Load, mirror: Path) -> None:
    votes = load("county_presidential", "2020-media-compiled")["votes"]
    state = votes[votes["level"] == "state"].set_index("geoid")["votes"]
    certified = _certified(mirror, 2020)
    assert set(certified.index) - set(state.index) == {"02"}
    gap = (state / certified.drop("02") - 1).abs()
    assert set(gap[gap > 0.01].index) == FAR_FROM_CERTIFIED
    assert gap.max() < 0.02
    # Federal Election Commission, Federal Elections 2020: 158,429,631 votes for president.
    nation = votes.loc[votes["level"] == "nation", "votes"].iloc[0]
    assert nation == pytest.approx(158_429_631, rel=0.001)


def test_counties_add_up_to_their_states(load: Load) -> None:
    for year in (2020, 2024):
        votes = load("county_presidential", f"{year}-media-compiled")["votes"]
        by_level = votes.groupby("level")["votes"].sum()
        assert by_level["county"] == by_level["state"]


def test_2016_was_taken_too_early_to_be_used(load: Load, mirror: Path) -> None:
    votes = load("county_presidential", "2016-media-compiled")["votes"]
    state = votes[votes["level"] == "state"].set_index("geoid")["votes"]
    gap = state / _certified(mirror, 2016).drop("02") - 1
    assert gap.min() < -0.15
    assert (gap < -0.01).sum() > 30


def test_turnout(tables: Callable[..., Tables], universe: Universe) -> None:
    found = _graded(
        "political_participation",
        tables(
            ("county_presidential", "2020-media-compiled"),
            ("county_presidential", "2024-media-compiled"),
            PEOPLE,
        ),
        universe,
    )
    nation = found[found["level"] == "nation"].set_index("year")["value"]
    # Votes as in Federal Elections 2020 over the 258,343,281 adults of the 2020 Census (April).
    assert nation[2020] == pytest.approx(158_429_631 / 258_343_281, abs=0.005)
    # Over the 262,083,034 adults of July 2023, Census Bureau, SCPRC-EST2023-18+POP.
    assert nation[2024] == pytest.approx(154_863_739 / 262_083_034, abs=1e-6)
    county = found[found["level"] == "county"]
    assert county["value"].dropna().between(0.15, 1).all()
    for year, missing in {
        2020: {"not_collected": 30, "geography_changed": 17, "undefined": 2, "no_source_row": 1},
        2024: {"not_collected": 30, "undefined": 2, "no_source_row": 1},
    }.items():
        of_year = county[county["year"] == year]
        assert of_year["missing_reason"].value_counts().to_dict() == missing
        too_many = of_year[of_year["missing_reason"] == "undefined"]["geoid"]
        assert set(too_many) == {"48301", "48311"}  # Loving and McMullen counties, Texas
    assert set(found["grade"].dropna()) == {2}


# Census Bureau, Voting and Registration, November 2020 (P20-585), table 1: citizens of 18 and older outside
# institutions; the tabulation has those inside, and the average of five years.
CITIZENS_2020 = 231_593_000
# Counties of each period.
CVAP = {
    "2012-2016": 3_142,
    "2016-2020": 3_143,
    "2018-2022": 3_144,
    "2019-2023": 3_144,
}


@pytest.mark.parametrize(("period", "counties"), CVAP.items())
def test_citizens_of_voting_age_add_up_and_are_among_the_adults(
    load: Load, population: pd.DataFrame, period: str, counties: int
) -> None:
    found = load("census_cvap", period)["citizens_of_voting_age"]
    by_level = found.groupby("level")["citizens"].agg(["size", "sum"])
    assert by_level.loc["county", "size"] == counties
    assert by_level.loc["county", "sum"] == pytest.approx(by_level.loc["state", "sum"], rel=1e-5)
    assert by_level.loc["nation", "sum"] == by_level.loc["state", "sum"]
    assert found["moe"].notna().all()
    if period == "2019-2023":
        adults = population[population["year"] == 2021].set_index(["level", "geoid"])["adults"]
        county = found[found["level"] == "county"].set_index(["level", "geoid"])["citizens"]
        share = county / adults.astype(float)
        large = adults.astype(float) > 20_000
        assert share[large].dropna().between(0.7, 1.05).all()


def test_citizens_of_2016_to_2020_are_those_of_the_survey_of_november_2020(load: Load) -> None:
    found = load("census_cvap", "2016-2020")["citizens_of_voting_age"]
    nation = found.loc[found["level"] == "nation", "citizens"].iloc[0]
    assert nation == pytest.approx(CITIZENS_2020, rel=0.01)


def test_turnout_of_citizens(tables: Callable[..., Tables], universe: Universe) -> None:
    found = _graded(
        "political_participation",
        tables(
            ("county_presidential", "2020-media-compiled"),
            ("county_presidential", "2024-media-compiled"),
            ("census_cvap", "2016-2020"),
            ("census_cvap", "2019-2023"),
            PEOPLE,
        ),
        universe,
    )
    found = found[found["measure"] == "share_election_turnout_citizens"]
    nation = found[found["level"] == "nation"].set_index("year")
    # Votes as in Federal Elections 2020 over the survey's citizens.
    assert nation.loc[2020, "value"] == pytest.approx(158_429_631 / CITIZENS_2020, abs=0.01)
    county = found[found["level"] == "county"]
    for year, period in ((2020, "2016-2020"), (2024, "2019-2023")):
        rows = county[county["year"] == year]
        assert rows["value"].notna().sum() > 3_100
        with_value = rows[rows["value"].notna()]
        assert set(with_value["sources"].map(lambda each: each[1])) == {f"census_cvap@{period}"}
        assert (with_value["lower"] <= with_value["value"]).all()
    # Votes over citizens of Summit County, by hand.
    summit = county.set_index(["geoid", "year"]).loc[("39153", 2020)]
    assert summit["value"] == pytest.approx(summit["numerator"] / summit["denominator"])
    # Old counties of Connecticut in 2020, its regions in 2024: each by its own citizens.
    connecticut = county[county["geoid"].str[:2] == "09"]
    assert connecticut.groupby("year")["value"].count().to_dict() == {2020: 8, 2024: 9}
    assert set(found["grade"].dropna()) == {2, 3}


def test_groups_of_citizens_add_up_to_everyone_in_every_city(load: Load) -> None:
    found = load("census_cvap", "2019-2023")
    total = found["citizens_of_voting_age"].query("level == 'place'").set_index("geoid")["citizens"]
    groups = found["citizens_by_group"].groupby("geoid")["citizens"].agg(["sum", "size"])
    assert len(groups) > 30_000 and set(groups["size"]) == {7}
    # Lines are rounded to the nearest 5, and what is left is never below none.
    off = (groups["sum"] - total.reindex(groups.index)).abs()
    assert off.max() <= 30
    assert off[total.reindex(groups.index) > 40_000].max() <= 5
