"""Tables fit the page and lose nothing: what is displayed elsewhere, or not, is said."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from mobility_analysis.lab.tables import BETWEEN, MOST_ROWS, PAGE, SENTENCES, Table, _plain


def _shown(table: pd.DataFrame) -> list[list[str]]:
    html = table._repr_html_()
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", each)]
        for each in rows
    ]


def _beside(table: pd.DataFrame) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<p>.*?</p>", table._repr_html_())
    )


def test_what_all_rows_share_stands_above_and_empty_columns_are_named() -> None:
    table = Table({"measure": ["m_a", "m_a"], "value": [0.25, 1234.5], "none": [None, None]})
    assert _shown(table) == [["value"], ["0.2500"], ["1,234"]]
    assert _beside(table) == "measure: m_a Empty: none."
    assert _shown(table.head(1)) == [["measure", "value", "none"], ["m_a", "0.2500", ""]]


def test_columns_without_room_are_named_and_stay_in_the_table() -> None:
    wide = Table({f"text_{i}": ["a long sentence " * 8, f"{i}"] for i in range(12)})
    heads = _shown(wide)[0]
    assert len(heads) == PAGE // (SENTENCES + BETWEEN)
    left = [f"text_{i}" for i in range(len(heads), 12)]
    assert _beside(wide) == f"No room for: {', '.join(left)}."
    assert len(wide.columns) == 12


def test_of_many_rows_the_first_and_last_are_shown() -> None:
    table = Table({"n": range(500)})
    shown = [cells[0] for cells in _shown(table)[1:]]
    assert len(shown) == MOST_ROWS + 1
    assert (shown[0], shown[MOST_ROWS // 2], shown[-1]) == ("0", "\u2026", "499")
    assert _beside(table) == "500 rows."


def test_an_index_with_a_name_or_words_is_shown_and_row_numbers_are_not() -> None:
    table = Table({"measure": ["a", "b"], "value": [1.5, 2.5]})
    assert _shown(table)[0] == ["measure", "value"]
    assert _shown(table.set_index("measure")) == [
        ["measure", "value"],
        ["a", "1.500"],
        ["b", "2.500"],
    ]
    assert _shown(table.set_index("measure").T)[1] == ["value", "1.500", "2.500"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.838, "0.8380"),
        (71_016.0, "71,016"),
        (71_016.4, "71,016"),
        (0.00001234, "1.2e-05"),
        (-12.345, "-12.35"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (2023, "2023"),
        (pd.NA, ""),
        (None, ""),
        (True, "yes"),
        (np.bool_(False), "no"),
        (["a", "b"], "a, b"),
        (np.array(["a", "b"]), "a, b"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert _plain(value) == text


def test_markup_in_a_cell_is_text() -> None:
    html = Table({"a": ["<script>x</script>", "b"]})._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_table_stays_one_through_pandas() -> None:
    table = Table({"a": [1, 2], "b": ["x", "y"]})
    assert {
        type(each) for each in (table[table["a"] > 1], table.drop(columns="b"), table.head(1))
    } == {Table}
