"""Factors of real counties against the agency's own numbers, and peers a reader would expect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.universe import Universe
from mobility_analysis.insights.peer_lenses import find_lens
from mobility_analysis.insights.peers import find_peers
from mobility_analysis.workflow.estimating.peer_factors import (
    SQUARE_METERS_PER_SQ_MILE,
    peer_factors,
)

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def factors(load: Callable, population: pd.DataFrame, universe: Universe) -> pd.DataFrame:
    tables = Tables.of(
        population=population,
        boundaries=_as_stored(load("census_boundaries", "2018-county")["boundaries"]),
        tract_poverty=load("census_acs", "5yr-2018-tract-oeps")["tract_poverty"],
    )
    columns = ["measure", "level", "geoid", "year", "period", "subgroup", "value", "grade"]
    none = pd.DataFrame(columns=[*columns, "borrowed_from"])
    return peer_factors(tables, universe, none)


def _as_stored(shapes: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(shapes.drop(columns="geometry")).assign(geometry=shapes.geometry.to_wkb())


def test_areas_are_the_agencys_land_but_for_inland_water(
    factors: pd.DataFrame, mirror: Path
) -> None:
    path = mirror / "census_boundaries" / "2018-county" / "cb_2018_us_county_5m.zip"
    land = gpd.read_file(f"zip://{path}").set_index("GEOID")["ALAND"] / SQUARE_METERS_PER_SQ_MILE
    ratio = (factors.set_index("geoid")["area_sq_miles"] / land).dropna()
    assert len(ratio) == 3_133  # all but the planning regions of Connecticut and two of Alaska
    assert ratio.median() == pytest.approx(1.01, abs=0.01)
    assert ratio.quantile(0.01) > 0.99 and ratio.quantile(0.99) < 1.26


def test_poverty_of_the_nation_is_the_published_14_percent(factors: pd.DataFrame) -> None:
    known = factors.dropna(subset="poverty_rate")
    nation = (known["poverty_rate"] * known["population"]).sum() / known["population"].sum()
    assert nation == pytest.approx(0.141, abs=0.003)  # ACS 2014-2018, table S1701: 14.1 percent
    assert len(known) > 3_050


@pytest.mark.parametrize(
    ("geoid", "lens", "among"),
    [
        ("39153", "near-by", {"39151", "39035", "39093", "39133", "39103"}),  # Akron's neighbors
        ("06037", "size", {"17031", "48201", "06059", "04013"}),  # the largest counties
        ("48301", "size", {"48269", "48261", "31117", "31005", "15005", "31113"}),  # the emptiest
    ],
)
def test_peers_are_those_a_reader_expects(
    factors: pd.DataFrame, geoid: str, lens: str, among: set[str]
) -> None:
    # Weights of one's own: population, area and poverty alone would not do for a lens of more factors.
    weights = find_lens(lens).weights
    found = {peer.geoid for peer in find_peers(factors, geoid, weights=weights)}
    assert len(found) == 3
    assert found <= among
