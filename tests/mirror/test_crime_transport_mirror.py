"""Crime, commuting and air toxics on real files, beside what the agencies publish for the nation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics.high_quality_education import school_economic_diversity
from mobility_analysis.metrics.opportunity_rich_neighborhoods import transportation_access_transit
from mobility_analysis.metrics.responsive_governance import safety_from_crime
from mobility_analysis.quality.grading import grade
from mobility_analysis.sources.icpsr import ucr_county

pytestmark = pytest.mark.mirror

PEP = ("census_pep", "v2023-county-agesex")
# FBI, Crime in the United States 2012, table 1: offenses per 100,000 inhabitants.
FBI_2012 = {"rate_crime_violent": 386.9, "rate_crime_property": 2_859.2}


@pytest.mark.parametrize("measure", list(FBI_2012))
def test_the_counties_of_2012_give_the_nations_published_rate(
    measure: str, tables: Callable[..., Tables]
) -> None:
    found = safety_from_crime.estimate(tables(("icpsr_ucr_county", "2012-crimes-reported"), PEP))
    found = found.set_index(["measure", "level", "geoid"]).sort_index()
    assert found.loc[(measure, "nation", "00"), "value"] == pytest.approx(
        FBI_2012[measure], rel=0.01
    )
    counties = found.loc[(measure, "county")]
    # Where agencies of more than half of the residents were silent, there is no rate.
    assert (counties["missing_reason"] == "agencies_silent").sum() > 150


BOROUGHS = ["36005", "36047", "36061", "36081", "36085"]


def test_the_boroughs_of_new_york_have_the_citys_rate(tables: Callable[..., Tables]) -> None:
    """FBI, Crime in the United States 2012, table 8, New York: 639.3 violent crimes per 100,000."""
    found = safety_from_crime.estimate(tables(("icpsr_ucr_county", "2012-crimes-reported"), PEP))
    rows = found[found["geoid"].isin(BOROUGHS) & (found["measure"] == "rate_crime_violent")]
    assert len(rows) == 5
    assert rows["value"].nunique() == 1
    assert rows["value"].iloc[0] == pytest.approx(639.3, rel=0.005)
    assert set(rows["borrowed_from"]) == {"3651000"}
    graded = grade(rows, safety_from_crime.METRIC.rubrics)
    assert set(graded["grade"]) == {2}


def test_no_other_counties_of_a_state_have_one_rate(mirror: Path) -> None:
    """Counts spread by population are in proportion to it, offense by offense: only the boroughs' are."""
    raw = mirror / "icpsr_ucr_county" / "2012-crimes-reported"
    table = ucr_county.read(raw, ucr_county.SOURCE.vintage("2012-crimes-reported"))["county"]
    counts = table[[*ucr_county.VIOLENT, *ucr_county.PROPERTY]].astype(float)
    kept = counts.sum(axis=1) >= 500
    rates = counts.div(table["CPOPCRIM"].astype(float), axis=0)[kept]
    geoid = table["FIPS_ST"].str.zfill(2) + table["FIPS_CTY"].str.zfill(3)
    alike = set()
    for _, of_state in rates.groupby(table["FIPS_ST"]):
        numbers = of_state.to_numpy()
        apart = abs(numbers[:, None] / numbers[None].clip(min=1e-12) - 1)
        # The most frequent offenses: rare ones differ by the rounding to whole counts.
        same = (apart[:, :, 3:] < 0.02).all(axis=2) & ~np.eye(len(numbers), dtype=bool)
        alike |= set(geoid[of_state.index[same.any(axis=1)]])
    assert alike == set(BOROUGHS)


def test_one_worker_in_twenty_commutes_by_public_transportation(
    tables: Callable[..., Tables],
) -> None:
    """ACS 2013-17, table S0801: 5.1 percent of workers."""
    found = transportation_access_transit.estimate(
        tables(("census_acs", "5yr-2017-county-aff"), PEP)
    )
    rows = found[found["measure"] == "share_commute_transit"].set_index(["level", "geoid"])
    assert rows.loc[("nation", "00"), "value"] == pytest.approx(0.051, abs=0.0005)


# Villamizar Santamaria (2022), Means of Transportation to Work in the United States, 1990-2018, CUNY Center
# for Latin American, Caribbean and Latino Studies, from the survey's records of the year 2018: 10.1 percent
# of Black workers (not Hispanic) and 6.6 percent of Latino workers.
RECORDS_2018 = {"Black": 0.101, "Hispanic (any race)": 0.066}


def test_commuters_by_race_add_up_to_what_the_records_of_the_survey_give(
    tables: Callable[..., Tables],
) -> None:
    found = transportation_access_transit.estimate(
        tables(("census_acs", "5yr-2018-county-api-wide"), PEP)
    ).set_index(["geoid", "subgroup"])
    for group, published in RECORDS_2018.items():
        assert found.loc[("00", group), "value"] == pytest.approx(published, abs=0.004)
    assert found.loc[("00", "All"), "value"] == pytest.approx(0.0505, abs=0.0005)
    # By hand: 4,559 x 48.0 / (261,783 x 12.0), and 4,559 x 47.6 / (261,783 x 81.3).
    summit = found.loc["39153"]["value"]
    assert summit["Black"] == pytest.approx(0.0697, abs=0.0001)
    assert summit["White (not Hispanic)"] == pytest.approx(0.0102, abs=0.0001)


def test_lunch_counts_bound_the_share_that_the_department_publishes(
    tables: Callable[..., Tables],
) -> None:
    """Condition of Education: 21 percent of pupils attended high-poverty schools in fall 2021."""
    found = school_economic_diversity.estimate(tables(("nces_elsi", "2022-23-schools-frpl")))
    nation = found[found["level"] == "nation"].iloc[0]
    assert nation["lower"] < 0.21 < nation["upper"]
    states = found[found["level"] == "state"].set_index("geoid")
    # Mississippi wrote every pupil of most schools down as eligible: nothing is known of it.
    assert states.loc["28", "missing_reason"] == "not_collected"
