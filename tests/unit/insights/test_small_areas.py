"""Small areas that claims may count: the list holds what the metric modules make, in the same units."""

from __future__ import annotations

import pytest

from mobility_analysis.framework.metric import AreaKind, SmallAreaMeasure
from mobility_analysis.framework.registry import registry
from mobility_analysis.insights.small_areas import small_areas
from mobility_analysis.metrics import metric_modules

MADE: dict[str, SmallAreaMeasure] = {
    each.id: each
    for module in metric_modules().values()
    for each in getattr(module, "SMALL_AREAS", ())
}


def test_the_list_is_of_what_is_made() -> None:
    assert set(small_areas()) == set(MADE)


@pytest.mark.parametrize("name", sorted(MADE))
def test_numbers_are_in_the_unit_in_which_they_are_made(name: str) -> None:
    ours, made = small_areas()[name].measure, MADE[name].measure
    assert (ours.label, ours.one_unit, ours.unit, ours.decimals) == (
        made.label,
        made.one_unit,
        made.unit,
        made.decimals,
    )


@pytest.mark.parametrize("name", sorted(MADE))
def test_tracts_are_called_neighborhoods_and_each_measure_is_worded(name: str) -> None:
    entry = small_areas()[name]
    assert (entry.called == "neighborhoods") == (MADE[name].kind is not AreaKind.LISTED)
    assert name in registry().measures or "{n}" in entry.said
