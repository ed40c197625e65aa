"""Histograms: every value is counted once, in a bar or beside the axis, and said in words."""

from __future__ import annotations

import base64
import re

import numpy as np
import pytest

from mobility_analysis.press.inline_svg import Figure
from mobility_analysis.reporting.charts.histogram import histogram


def _drawn(usable: list[float], weak: list[float] | None = None) -> Figure:
    poor = None if weak is None else np.array(weak)
    figure = histogram("h", np.array(usable, float), poor, title="a column", things="rows")
    assert figure is not None
    return figure


def _picture(figure: Figure) -> str:
    found = re.search(r"base64,([^\"]*)", figure.svg)
    assert found is not None
    embedded = base64.b64decode(found[1]).decode()
    assert embedded == figure.picture
    return embedded


def _counts(figure: Figure, column: int) -> list[int]:
    return [int(row[column].replace(",", "")) for row in figure.table.rows]


def test_all_values_are_in_the_table() -> None:
    figure = _drawn(list(range(100)), [3.0, 99.0, 50.5])
    assert sum(_counts(figure, 1)) == 100
    assert sum(_counts(figure, 2)) == 3
    assert figure.table.header == ("Value", "Rows", "Of weak value")


def test_words_say_the_quartiles() -> None:
    # Numbers 1 to 5: quartiles 2, 3 and 4.
    figure = _drawn([1, 2, 3, 4, 5])
    assert figure.alt == (
        "Histogram of a column. 5 rows: half of them below 3, the middle half from 2 to 4, "
        "all from 1 to 5."
    )
    assert f'alt="{figure.alt}"' in figure.svg


def test_far_values_are_counted_beside_the_axis() -> None:
    figure = _drawn([*np.linspace(0, 1, 995), 50, 60, 70, 80, 90_000])
    assert "5 above" in figure.alt
    assert figure.table.rows[-1][0].startswith("above")
    assert sum(_counts(figure, 1)) == 1000
    assert "Not drawn: 5 below 0.005025, 5 above 1.245<" in _picture(figure)


@pytest.mark.parametrize("values", [[7.0], [7.0, 7.0, 7.0]])
def test_one_value_makes_a_bar(values: list[float]) -> None:
    assert sum(_counts(_drawn(values), 1)) == len(values)


def test_nothing_known_draws_nothing() -> None:
    assert histogram("h", np.array([np.nan, np.inf]), title="t", things="rows") is None


def test_a_picture_has_real_text_hatched_weak_bars_and_the_same_bytes_each_time() -> None:
    one, again = (_drawn([0, 0, 10, 1234], [5.0]) for _ in range(2))
    assert one.svg == again.svg
    assert ">400</text>" in _picture(one)
    assert "<pattern" in _picture(one)
    assert "<pattern" not in _picture(_drawn([0, 0, 10, 1234]))
