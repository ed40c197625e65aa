"""Texts that a spreadsheet would run are made harmless, numbers stay, and each can be had back."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import pytest

from mobility_analysis.core.spreadsheet import as_text, as_was, as_written, for_people


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\r=1", "=cmd|' /C calc'!A0", "'=1", "\uff1d1"],
)
def test_a_formula_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert as_text(text) == f"'{text}"
    assert as_was(as_text(text)) == text


@pytest.mark.parametrize(
    "cell",
    ["Summit County, OH", "-5", "+0.5", "-1.5e-3", "-12%", "'tis", "", -5, 0.5, None, "2023-24"],
)
def test_anything_else_stays(cell: Any) -> None:
    assert as_text(cell) == cell and as_was(cell) == cell


def test_a_table_is_changed_in_its_texts_only() -> None:
    table = pd.DataFrame(
        {
            "name": ["=A1", None],
            "value": [-1.5, 2.0],
            "n": pd.array([-3, None], "Int64"),
            "ok": [True, False],
        }
    )
    mended = for_people(table)
    assert mended["name"].tolist()[0] == "'=A1" and pd.isna(mended["name"].tolist()[1])
    pd.testing.assert_frame_equal(mended.drop(columns="name"), table.drop(columns="name"))
    assert "-1.5" in mended.to_csv() and "'-" not in mended.to_csv()
    back = as_written(pd.read_csv(io.StringIO(mended.to_csv(index=False))))
    assert back["name"][0] == "=A1"
