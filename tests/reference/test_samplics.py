"""Survey records against samplics 0.6.0, an independent survey library.

The numbers are those that ``benchmarks/samplics_reference.py`` prints in an environment with samplics
(which is not a dependency: it is archived, and brings a second data frame library).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.estimation.microdata import Totals, replicate_error, totals
from tests.reference._survey import survey
from tests.unit.estimation._records import allocation

ALLOCATION = allocation(("9900100", "county", "99001", 1.0, 1.0))
BY_SAMPLICS = {
    "share": (0.605963791267, 0.007480396309),
    "total": (171_766_000.0, 111_988_314.936202153563),
    "ratio": (100_624.487404803745, 1_919.826997706499),
}


@pytest.fixture(scope="module")
def found() -> Totals:
    records = survey().assign(
        puma="9900100", puma_vintage=2020, year=2023, period="2023", snapshot="records@1"
    )
    numbers = {
        "everyone": pd.Series(1.0, index=records.index),
        "has": records["has"],
        "income": records["income"],
    }
    return totals(records, ALLOCATION, numbers)


@pytest.mark.parametrize("statistic", list(BY_SAMPLICS))
def test_estimates_and_errors_are_those_of_samplics(found: Totals, statistic: str) -> None:
    county = (found.rows["level"] == "county").to_numpy()
    of = {name: values[county] for name, values in found.of.items()}
    numbers = {
        "share": of["has"] / of["everyone"],
        "total": of["income"],
        "ratio": of["income"] / of["has"],
    }[statistic]
    value, error = BY_SAMPLICS[statistic]
    assert numbers[0, 0] == pytest.approx(value, rel=1e-11)
    assert replicate_error(np.asarray(numbers))[0] == pytest.approx(error, rel=1e-9)
