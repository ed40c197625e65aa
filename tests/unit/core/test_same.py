"""A table as a key: by its identity, not by what is in it."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from mobility_analysis.core.same import Same


def test_a_result_is_kept_for_the_very_table_only() -> None:
    seen: list[int] = []

    @lru_cache
    def rows(of: Same) -> int:
        seen.append(len(of.table))
        return len(of.table)

    one = pd.DataFrame({"geoid": ["99001", "99003"]})
    twin = one.copy()
    assert [rows(Same(one)), rows(Same(one)), rows(Same(twin))] == [2, 2, 2]
    assert seen == [2, 2]
    assert Same(one) != one.shape
