"""An edition is printed with the years of its values, where it holds any of other years."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mobility_analysis.runs.source_words import edition_years

NAME = "chr@2026-measure-files"


@pytest.mark.parametrize(
    ("held", "printed"),
    [
        ((), "2018–2022"),
        (("2018–2022",), "2018–2022"),
        (("2019–2023", "2022"), "2019–2023, 2022"),
    ],
)
def test_an_edition_has_the_years_of_its_values(held: tuple[str, ...], printed: str) -> None:
    data: Any = SimpleNamespace(
        record=SimpleNamespace(by_source={NAME: {"period": "2018-2022"}}),
        periods_by_source={NAME: held} if held else {},
    )
    assert edition_years(data, NAME) == printed


def test_the_periods_of_a_source_are_those_of_values_that_rest_on_it_alone(alder: Any) -> None:
    found = alder.periods_by_source
    assert found
    for name, periods in found.items():
        of_it = {
            value.when
            for value in alder.selection.values
            if value.value is not None and value.sources == (name,)
        }
        assert set(periods) == of_it
