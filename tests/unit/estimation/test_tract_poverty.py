"""High-poverty tracts: the nearest year's rate, prisons of neither kind, and the demonstration's truth."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.demo.generate import write_source
from mobility_analysis.estimation.tract_poverty import with_poverty
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources import source_module

FIRST, SECOND, ELSEWHERE = "99001000100", "99001000200", "99003000100"
SOURCES = {
    "census_acs": "5yr-2023-tract-sf",
    "census_pep": "v2023-county-agesex",
    "epa_aqi": "2023-annual-county",
    "epa_airtoxscreen": "2019-tract",
}


def _printed(year: int, **rates: float) -> pd.DataFrame:
    rows = [{"geoid": geoid.removeprefix("t"), "rate": rate} for geoid, rate in rates.items()]
    return pd.DataFrame(rows).assign(year=year, snapshot=f"rates@{year}")


def _tracts(year: int = 2019) -> pd.DataFrame:
    return pd.DataFrame({"geoid": [FIRST, SECOND, ELSEWHERE], "year": year})


def test_the_nearest_year_decides_and_tracts_no_table_knows_stay_unknown() -> None:
    rates = pd.concat([_printed(2012, **{f"t{FIRST}": 0.1}), _printed(2018, **{f"t{FIRST}": 0.4})])
    found, used = with_poverty(_tracts(), Tables.of(tract_poverty=rates))
    # The second tract's county is in the table, so nobody's poverty is determined there.
    assert found["poverty"].tolist()[:2] == ["High-Poverty", ""]
    assert pd.isna(found["poverty"].iloc[2])
    assert used.to_dict() == {FIRST: "rates@2018"}
    # A printed rate has no margin: from 35 to 45 percent it is doubtful.
    assert found["poverty_doubtful"].tolist() == [True, False, False]


def test_a_rate_that_was_withdrawn_is_not_known_rather_than_of_neither_kind() -> None:
    rates = _printed(2018, **{f"t{FIRST}": float("nan"), f"t{ELSEWHERE}": 0.5})
    found, _ = with_poverty(_tracts(), Tables.of(tract_poverty=rates))
    assert found["poverty"].isna().tolist() == [True, True, False]


def test_rates_of_other_decades_tracts_are_not_used() -> None:
    found, used = with_poverty(
        _tracts(), Tables.of(tract_poverty=_printed(2010, **{f"t{FIRST}": 0.5}))
    )
    assert "poverty" not in found and used.empty
    assert with_poverty(_tracts(), Tables.of())[1].empty


def test_a_rate_is_doubtful_where_its_margin_reaches_the_line() -> None:
    # 45 and 35 percent of 1,000 people; margins of 41.1 and 164.5 are standard errors of 2.5 and 10 points.
    cells = [
        (FIRST, 450, 41.125),
        (SECOND, 350, 164.5),
    ]
    rows = [
        {"geoid": geoid, "cell": cell, "estimate": estimate, "moe": moe}
        for geoid, poor, margin in cells
        for cell, estimate, moe in (("B17001_001", 1000, 0), ("B17001_002", poor, margin))
    ]
    acs = pd.DataFrame(rows).assign(
        level="tract", geo_vintage=2018, year=2018, period="2014-2018", snapshot="s@1", reason=None
    )
    found, _ = with_poverty(_tracts()[:2], Tables.of(acs_tracts=acs))
    assert found["poverty"].tolist() == ["High-Poverty", "Not High-Poverty"]
    assert found["poverty_doubtful"].tolist() == [False, True]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Estimates of the demonstration's neighborhoods with their truth (outer join)."""
    folder = tmp_path_factory.mktemp("demo")
    frames: dict[str, pd.DataFrame] = {}
    truth: dict[str, pd.DataFrame] = {}
    for source_id, vintage_id in SOURCES.items():
        world = write_source(source_id, [vintage_id], 20260101, folder)
        truth |= world.truth
        module = source_module(source_id)
        vintage = module.SOURCE.vintage(vintage_id)
        tidy = module.tidy(module.read(folder / source_id / vintage_id, vintage), vintage)
        frames |= {k: f.assign(snapshot=f"{source_id}@{vintage_id}") for k, f in tidy.items()}
    found = metric_modules()["environmental_quality"].estimate(Tables.of(**frames))
    found = found[(found["measure"] == "index_air_hazard") & (found["level"] == "county")]
    found = found[found["subgroup_type"] == "neighborhood_poverty"]
    return found.merge(
        truth["index_air_hazard"].query("subgroup != 'All'"),
        on=["geoid", "subgroup"],
        how="left",
        suffixes=("", "_true"),
    )


def test_the_demonstrations_truth_is_found(compared: pd.DataFrame) -> None:
    rest = compared[compared["subgroup"] == "Not High-Poverty"]
    assert len(rest) == 12
    # A few tracts near 40 percent fall on the other side; most of a county stays what it is.
    assert (rest["value"] - rest["value_true"]).abs().max() < 3
    high = compared[compared["subgroup"] == "High-Poverty"].set_index("geoid")
    both = high.dropna(subset=["value", "value_true"])
    assert len(both) >= 4
    assert (both["value"] - both["value_true"]).abs().max() < 10
    # What is far from the truth says so; a county of 84 people has a value only by chance.
    is_flagged = high["reasons"].map(lambda codes: "near_the_line" in codes)
    far = high["value"].notna() & ~((high["value"] - high["value_true"]).abs() <= 5)
    assert set(high.index[far]) == {"99001", "99007", "99017"}
    assert is_flagged[far].all()
    assert set(high.loc[high["value"].isna(), "missing_reason"]) == {"not_applicable"}
