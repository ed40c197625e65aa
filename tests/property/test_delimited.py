"""Text read the fast way is the text that pandas reads, whatever is in it; so are whole numbers."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given, strategies

from mobility_analysis.core.delimited import plain_table, whole_numbers

PIECES = strategies.sampled_from(["a", "é", '"', ",", " ", "\n", "\r\n", "\r", "NA", '""', '","'])
TEXTS = strategies.lists(PIECES, max_size=14).map(lambda pieces: "p,q\n" + "".join(pieces))
CELLS = strategies.sampled_from(
    ["a", '"a"', '"a,b"', '"', 'a"b', "", " ", '"a\nb"', '""', '"x""y"']
)
ROWS = strategies.lists(strategies.tuples(CELLS, CELLS, CELLS).map(",".join), max_size=4)
TABLES = ROWS.map(lambda rows: "\n".join(["p,q,r", *rows]))


@given(TEXTS | TABLES, strategies.sampled_from(["utf-8-sig", "latin-1"]))
def test_a_table_is_what_pandas_reads_or_is_left_to_it(text: str, encoding: str) -> None:
    content = text.encode(encoding)
    ours = plain_table(content, encoding, ",", None)
    if ours is not None:
        theirs = pd.read_csv(
            io.BytesIO(content), encoding=encoding, dtype=str, keep_default_na=False
        )
        pd.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize(
    "text",
    ["p,q\n01,\n02,NA\n", 'p,q\n"01","a, b"\n"02",""\n', "p,q\r\n01,\r\n02,é\r\n", "p,q\n"],
)
def test_an_ordinary_table_is_read_the_fast_way(text: str) -> None:
    assert plain_table(text.encode(), "utf-8-sig", ",", None) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p\n1\n",
        "p,p\n1,2\n",
        "p,\n1,2\n",
        "p,q\n1\n",
        "p,q\n1,2,3\n",
        'p,q\n1,a"b"c\n',
        "p,q\n1,\0\n",
    ],
)
def test_an_odd_table_is_left_to_pandas(text: str) -> None:
    assert plain_table(text.encode(), "utf-8-sig", ",", None) is None


def test_columns_are_chosen_and_a_missing_one_is_left_to_pandas() -> None:
    chosen = plain_table(b"p,q,r\n1,2,3\n", "latin-1", ",", ["r", "p"])
    assert chosen is not None
    assert chosen.to_dict("list") == {"r": ["3"], "p": ["1"]}
    assert plain_table(b"p,q\n1,2\n", "latin-1", ",", ["gone"]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_text_of_another_encoding_is_refused_in_a_column_that_nobody_asked_for(
    encoding: str,
) -> None:
    with pytest.raises(UnicodeDecodeError):
        plain_table("p,q\n1,é\n".encode("latin-1"), encoding, ",", ["p"])


ODD = ["", "-0", "007", "+5", "0x1f", "1.0", "1e3", "-", "٣", "5\n", " 5", "123456789012345678"]


@given(
    strategies.lists(
        strategies.none() | strategies.integers().map(str) | strategies.sampled_from(ODD)
    )
)
def test_whole_numbers_are_what_pandas_makes_of_them_or_are_left_to_it(
    cells: list[str | None],
) -> None:
    text = pd.Series(cells, dtype="str", name="cell")
    ours = whole_numbers(text)
    if ours is not None:
        pd.testing.assert_series_equal(ours, pd.to_numeric(text, errors="coerce"))


def test_a_column_of_whole_numbers_is_read_the_fast_way() -> None:
    assert whole_numbers(pd.Series(["1", None, "-20"], dtype="str")) is not None
