"""Tidy tables: read on first use, and let go of."""

from __future__ import annotations

import pandas as pd
import pytest

from mobility_analysis.framework.estimate import COLUMNS, conform
from mobility_analysis.framework.tables import Tables


def test_tables_that_are_let_go_of_are_read_again() -> None:
    read: list[str] = []

    def reading(kind: str) -> pd.DataFrame:
        read.append(kind)
        return pd.DataFrame({"kind": [kind]})

    tables = Tables({kind: lambda kind=kind: reading(kind) for kind in ("acs", "votes")})
    assert tables["acs"] is tables["acs"]
    assert tables["votes"]["kind"].item() == "votes"
    tables.forget()
    assert "acs" in tables
    assert tables["acs"]["kind"].item() == "acs"
    assert read == ["acs", "votes", "acs"]


@pytest.mark.parametrize("column", ["reasons", "sources"])
def test_equal_lists_of_estimates_are_one_list(column: str) -> None:
    held = [["a", "b"], ("a", "b"), None, ["b"], [], float("nan")]
    found = conform(pd.DataFrame({column: pd.Series(held, dtype="object")}))
    assert list(found) == list(COLUMNS)
    assert found[column].tolist() == [["a", "b"], ["a", "b"], [], ["b"], [], []]
    assert found[column][0] is found[column][1]
    assert found[column][2] is found[column][5]
    assert found[column][0] is not held[0]
