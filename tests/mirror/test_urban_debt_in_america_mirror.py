"""Real debt files: editions against each other and against printed shares."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources.urban import debt_in_america as source

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]


def _debt(load: Load, vintage_id: str) -> pd.DataFrame:
    return load(source.SOURCE.id, vintage_id)["debt"]


def _everyone(load: Load, vintage_id: str) -> pd.Series:
    frame = _debt(load, vintage_id)
    return frame[frame["subgroup"] == "All"].set_index("geoid")["share"]


@pytest.mark.parametrize(
    ("vintage_id", "rows", "valued"),
    [
        ("2018-panel-map-2019-11", 3136, 2945),
        ("2020-panel-map-2021-03", 3136, 2934),
        ("2022-panel-map-2022-05", 3137, 3059),
        ("2022-panel-map-2023-09", 3143, 3063),
        ("2023-panel-map-2024-07", 3143, 3063),
        ("2023-panel-workbooks", 3143, 3063),
    ],
)
def test_every_edition_is_read_whole_and_fits_its_counties(
    load: Load, universe: Universe, vintage_id: str, rows: int, valued: int
) -> None:
    share = _everyone(load, vintage_id)
    assert (len(share), share.notna().sum()) == (rows, valued)
    estimates = metric_modules()["financial_security"].estimate(
        Tables.of(debt=_debt(load, vintage_id))
    )
    complete(estimates, universe, [Level.COUNTY])


def test_shares_as_printed(load: Load, population: pd.DataFrame) -> None:
    # County of San Diego, Equity Indicators: 20 percent there and 26 percent in the nation in 2022.
    share = _everyone(load, "2022-panel-map-2022-05")
    assert round(share["06073"], 2) == 0.20
    adults = population[population["year"] == 2022].set_index("geoid")["adults"]
    both = pd.concat([share, adults], axis=1, join="inner").dropna()
    assert (both["share"] * both["adults"]).sum() / both["adults"].sum() == pytest.approx(
        0.26, abs=0.005
    )


def test_the_workbook_and_the_map_of_2023_are_the_same_numbers(load: Load) -> None:
    key = ["geoid", "subgroup"]
    one = _debt(load, "2023-panel-map-2024-07").set_index(key)["share"]
    two = _debt(load, "2023-panel-workbooks").set_index(key)["share"]
    pd.testing.assert_series_equal(one, two.reindex(one.index), check_exact=False, atol=1e-7)


def test_the_two_editions_of_2022_hardly_differ_for_everyone(load: Load) -> None:
    # The later edition sorts ZIP codes anew: five small counties move a little, 02195 appears.
    one, two = (_everyone(load, f"2022-panel-map-{month}") for month in ("2022-05", "2023-09"))
    both = pd.concat([one, two], axis=1, join="inner", keys=["one", "two"])
    apart = (both["one"] - both["two"]).abs()
    assert set(apart[apart > 1e-6].index) == {"02130", "02198", "33015", "40139", "46102"}
    assert apart.max() < 0.01
    assert list(both.index[both["one"].isna() & both["two"].notna()]) == ["02195"]


def test_neighborhoods_enclose_everyone_where_both_exist(load: Load) -> None:
    # Everyone is a mix of both kinds and of mixed ZIP codes; a column swapped with another would show.
    frame = _debt(load, "2023-panel-map-2024-07").pivot(
        index="geoid", columns="subgroup", values="share"
    )
    both = frame.dropna()
    higher = both["Neighborhoods of color"] > both["White neighborhoods"]
    assert higher.mean() > 0.85
