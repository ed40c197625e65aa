"""Real economic connectedness against what its publishers print elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def tidy(load: Load) -> dict[str, pd.DataFrame]:
    return load("opportunity_insights_social_capital", "2022-release")


def test_as_many_counties_as_the_file_holds(tidy: dict[str, pd.DataFrame]) -> None:
    frame = tidy["social_capital"]
    assert len(frame) == 3089
    assert frame["connectedness"].notna().sum() == 3018


def test_large_counties_stand_in_the_order_of_the_published_chart(
    tidy: dict[str, pd.DataFrame],
) -> None:
    # Chetty et al. (2022), Social Capital I, connectedness of large counties, redrawn by The
    # Economist (6 August 2022): on an axis from 0.4 to 1.4 San Francisco is far right, Indianapolis left.
    county = tidy["social_capital"].set_index("geoid")["connectedness"]
    indianapolis, new_york, minneapolis, san_francisco = county[
        ["18097", "36061", "27053", "06075"]
    ]
    assert 0.4 < indianapolis < new_york < minneapolis < san_francisco < 1.4


def test_the_nations_average_is_the_articles(tidy: dict[str, pd.DataFrame]) -> None:
    # Chetty et al. (2022), Social Capital II: 38.8 percent of the friends of people below the median
    # are above it. Ours averages counties with another weight, so to half a point.
    found = metric_modules()["social_capital_connectedness"].estimate(Tables.of(**tidy))
    ratio = found.loc[found["level"] == "nation", "value"].iloc[0]
    assert ratio / (1 + ratio) == pytest.approx(0.388, abs=0.005)
    assert (found["level"] == "state").sum() == 51


def test_the_list_of_counties_is_known(tidy: dict[str, pd.DataFrame], universe: Universe) -> None:
    found = metric_modules()["social_capital_connectedness"].estimate(Tables.of(**tidy))
    whole = complete(found, universe, [Level.NATION, Level.STATE, Level.COUNTY])
    counties = whole[whole["level"] == "county"].set_index("geoid")
    assert counties.loc["02063", "missing_reason"] == "geography_changed"
    assert counties.loc["48301", "missing_reason"] == "no_source_row"


def test_zip_codes_add_up_to_their_counties(tidy: dict[str, pd.DataFrame]) -> None:
    zips = tidy["zip_social_capital"]
    # 18,980 ZIP codes of the file have a value; two of them are filed under no county.
    assert zips["connectedness"].notna().sum() == 18_980 - 2
    valued = zips.dropna(subset=["connectedness", "n_low_income"])
    product = (valued["connectedness"] * valued["n_low_income"]).groupby(valued["county"]).sum()
    mean = product / valued.groupby("county")["n_low_income"].sum()
    county = tidy["social_capital"].set_index("geoid")["connectedness"]
    both = pd.DataFrame({"zips": mean, "county": county}).dropna()
    assert both.corr().iloc[0, 1] > 0.95
    # The publisher weighs by users; the children of low-income families are only the nearest it prints.
    assert abs(both.loc["39153", "zips"] - both.loc["39153", "county"]) < 0.05
