"""Real tracts: totals as the Census Bureau publishes them, and exposure computed once more by hand."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics.healthy_environment import environmental_quality
from mobility_analysis.metrics.opportunity_rich_neighborhoods import (
    economic_inclusion,
    racial_diversity,
)
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
                noise += (float(row["BlackM"]) / 1.645) ** 2 / total if group else 0.0
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
