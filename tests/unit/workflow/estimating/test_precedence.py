"""Of two sources of one kind of table, which one counts for a year."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.sources import source_module, source_modules
from mobility_analysis.workflow.estimating.precedence import FIRST, first_of_each_year


def _rows(*found: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"snapshot": snapshot, "year": year, "geoid": f"{i}"}
            for i, (snapshot, year) in enumerate(found)
        ]
    )


def test_the_first_source_counts_for_its_years_and_the_next_for_the_others() -> None:
    rows = _rows(
        ("county_presidential@2020-media-compiled", 2020),
        ("mit_election_lab@2000-2024-county-president", 2020),
        ("mit_election_lab@2000-2024-county-president", 2020),
        ("county_presidential@2016-media-compiled", 2016),
    )
    found = first_of_each_year("votes", rows)
    assert list(found["geoid"]) == ["1", "2", "3"]


def test_a_file_of_a_part_of_the_nation_comes_last() -> None:
    rows = _rows(
        ("census_cbp@2019-county-modelearth", 2019),
        ("chr@2022-state-workbooks", 2019),
        ("census_cbp@2021-county-modelearth", 2021),
    )
    assert list(first_of_each_year("associations", rows)["geoid"]) == ["1", "2"]


def test_all_rows_of_other_kinds_stay() -> None:
    rows = _rows(("census_pep@v2024-places", 2024), ("urban_crosswalks@2025-05", 2024))
    assert len(first_of_each_year("population", rows)) == 2


@pytest.mark.parametrize("kind", sorted(FIRST))
def test_the_order_names_every_source_of_the_kind(kind: str) -> None:
    provide = {name for name, module in source_modules().items() if kind in module.SOURCE.provides}
    assert set(FIRST[kind]) == provide
    assert all(kind in source_module(name).SOURCE.provides for name in FIRST[kind])


def test_every_kind_of_several_sources_has_an_order_or_is_known_to_be_read_together() -> None:
    providers: dict[str, list[str]] = {}
    for name, module in source_modules().items():
        for kind in module.SOURCE.provides:
            providers.setdefault(kind, []).append(name)
    several = {kind for kind, names in providers.items() if len(names) > 1}
    assert several - set(FIRST) == {"population"}
