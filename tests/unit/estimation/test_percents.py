"""Counts behind printed percentages: their size, their error and what rounding adds to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.estimation.percents import count_behind, percent_of_parts, share_of_group

PLACE = {
    "level": "county",
    "geoid": "99001",
    "geo_vintage": 2018,
    "year": 2018,
    "period": "2014-2018",
    "snapshot": "census_acs@made-up",
}


def _cells(**cells: tuple[float, float]) -> pd.DataFrame:
    rows = [
        {**PLACE, "cell": cell, "estimate": estimate, "moe": moe}
        for cell, (estimate, moe) in cells.items()
    ]
    return pd.DataFrame(rows)


def test_the_error_of_a_product_by_hand() -> None:
    # Standard errors: 10 of 1,000, and 2 of 20 percent. Handbook: the root of (1,000 x 0.02)^2 + (0.2 x 10)^2.
    acs = _cells(whole=(1000, 16.45), percent=(20.0, 3.29))
    [row] = count_behind(acs, "whole", "percent").to_dict("records")
    assert row["count"] == pytest.approx(200)
    assert row["se"] == pytest.approx(np.sqrt(20**2 + 2**2))


def test_rounding_to_a_tenth_is_that_of_a_uniform_error() -> None:
    rng = np.random.default_rng(1)
    true = rng.uniform(10, 30, 200_000)
    [row] = count_behind(_cells(whole=(1000, 5), percent=(20.0, 1)), "whole", "percent").to_dict(
        "records"
    )
    spread = (10 * (np.round(true, 1) - true)).std()  # of a count of 1,000, a percent is 10
    assert row["rounding"] == pytest.approx(spread, rel=0.01)


def test_no_percentage_of_nobody_is_a_count_of_zero_as_uncertain_as_the_whole() -> None:
    [row] = count_behind(
        _cells(whole=(0, 16.45), percent=(np.nan, np.nan)), "whole", "percent"
    ).to_dict("records")
    assert (row["count"], row["se"], row["rounding"]) == (0, pytest.approx(10), 0)


def test_a_percentage_that_is_missing_of_some_is_unknown() -> None:
    [row] = count_behind(
        _cells(whole=(5, 16.45), percent=(np.nan, np.nan)), "whole", "percent"
    ).to_dict("records")
    assert np.isnan(row["count"])


def test_rounding_stays_in_a_share_whose_sampling_errors_cancel() -> None:
    """All of a group's workers ride: the sample has no doubt of that, two roundings have."""
    both = {"whole": (1000.0, 0.0), "percent": (2.0, 1.0)}
    counts = count_behind(_cells(**both), "whole", "percent")
    [row] = share_of_group(counts, counts).to_dict("records")
    left = row["numerator_se"] ** 2 - (row["numerator"] / row["denominator"]) ** 2 * (
        row["denominator_se"] ** 2
    )
    assert left == pytest.approx(2 * counts["rounding"].iloc[0] ** 2)


def test_parts_that_share_no_file_have_no_percentage_together() -> None:
    """As of a Connecticut region and a county of another state, whose lists of counties differ."""
    here = _cells(whole=(1000, 16.45), percent=(20.0, 3.29))
    alike = pd.concat([here, here.assign(geoid="99003")])
    [both] = percent_of_parts(alike, "whole", "percent", 2).to_dict("records")
    assert (both["cell"], both["estimate"]) == ("percent", pytest.approx(20))
    apart = pd.concat([here, here.assign(geoid="99003", geo_vintage=2022)])
    none = percent_of_parts(apart, "whole", "percent", 2)
    assert none.empty and set(none.columns) == set(both)
