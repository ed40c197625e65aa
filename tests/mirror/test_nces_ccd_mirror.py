"""Real school districts against the National Center for Education Statistics' own totals."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from mobility_analysis.framework.places import Level
from mobility_analysis.geography.universe import Universe

pytestmark = pytest.mark.mirror
Load = Callable[..., dict[str, pd.DataFrame]]


@pytest.mark.parametrize("year", range(2014, 2022))
def test_offices_stand_in_counties_of_their_year(load: Load, universe: Universe, year: int) -> None:
    found = load("nces_ccd", f"{year}-urban-portal-extract")["districts"]
    assert set(found["county"]) <= set(universe.of(Level.COUNTY, year)["geoid"])
    assert 18_000 < len(found) < 20_000


@pytest.mark.parametrize(
    ("year", "millions"),
    # National Center for Education Statistics, news release of 16 August 2022: public school students
    # in fall 2019, 2020 and (preliminary) 2021.
    [(2019, 50.8), (2020, 49.4), (2021, 49.5)],
)
def test_districts_add_up_to_the_published_enrollment(
    load: Load, year: int, millions: float
) -> None:
    found = load("nces_ccd", f"{year}-urban-portal-extract")["districts"]
    assert found["enrollment"].sum() == pytest.approx(millions * 1e6, rel=0.005)


def test_negative_codes_of_2015_are_missing(load: Load) -> None:
    found = load("nces_ccd", "2015-urban-portal-extract")["districts"]
    assert (found["enrollment"].dropna() >= 0).all()
    assert found["enrollment"].isna().sum() > 400
