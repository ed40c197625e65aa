"""County Business Patterns: ten industries, what may be withheld, remainders, damage named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.census import cbp as source

VINTAGE = source.SOURCE.vintage("2022-county")


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _found(raw: Path, vintage: Vintage = VINTAGE) -> pd.DataFrame:
    tables = source.read(raw, VINTAGE)
    return source.tidy(tables, vintage)["associations"].set_index("geoid")


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / "cbp22co.txt"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_has_a_row_and_the_most_that_may_be_withheld(raw: Path) -> None:
    county = _found(raw).loc["99001"]
    assert county["establishments"] == 66
    # 813: four industries without a row, up to 8, of which 60 - 55 = 5 are left; 713: two without a
    # row, of which 12 - 11 = 1 is left; 711 has no row itself: two at most.
    assert county["upper"] == 66 + 5 + 1 + 2


def test_a_county_with_nothing_but_withheld_industries_is_not_a_zero(raw: Path) -> None:
    county = _found(raw).loc["99003"]
    assert county["establishments"] == 0
    assert county["reason"] == "suppressed_by_source"


def test_before_2017_nothing_is_withheld(raw: Path) -> None:
    county = _found(raw, source.SOURCE.vintage("2016-county")).loc["99001"]
    assert county["upper"] == county["establishments"]


# The file of 2015 alone has its header in capitals, and flags of withheld employment.
CAPITALS = """FIPSTATE,FIPSCTY,NAICS,EMPFLAG,EMP_NF,EMP,QP1_NF,QP1,AP_NF,AP,EST,N1_4,CENSTATE,CENCTY
99,001,------,,G,5000,G,9,G,9,1000,600,99,1
99,001,813110,A,D,0,D,0,D,0,50,40,99,1
99,001,713940,A,D,0,D,0,D,0,10,9,99,1
99,999,813110,A,D,0,D,0,D,0,2,2,99,999
"""


def test_a_header_in_capitals_is_the_same_header(tmp_path: Path) -> None:
    vintage = source.SOURCE.vintage("2015-county")
    (tmp_path / "cbp15co.txt").write_text(CAPITALS)
    tables = source.read(tmp_path, vintage)
    assert list(tables["county"].columns) == source.COLUMNS
    found = source.tidy(tables, vintage)["associations"].set_index("geoid")
    assert found["establishments"].to_dict() == {"99001": 60}
    (file,) = vintage.files
    assert file.url == ("https://www2.census.gov/programs-surveys/cbp/datasets/2015/cbp15co.zip")
    assert file.member == "cbp15co.txt"


EXTRACT = source.SOURCE.vintage("2021-county-modelearth")
# Of the partner's extract: sectors and industries of four and six digits, none of three.
EXTRACTED = """fipstate,fipscty,naics,emp,ap,est
99,001,71----,90,900,14
99,001,7139//,80,800,12
99,001,713940,80,800,10
99,001,81----,500,5000,90
99,001,8131//,300,3000,50
99,001,813110,300,3000,50
99,001,8139//,60,600,9
99,001,813910,20,200,4
99,003,81----,20,200,4
99,005,11----,20,200,4
"""


def _extracted(folder: Path, text: str = EXTRACTED) -> pd.DataFrame:
    (folder / "cbp21co.txt").write_text(text)
    found = source.tidy(source.read(folder, EXTRACT), EXTRACT)["associations"]
    return found.set_index("geoid")


def test_without_rows_of_three_digits_those_of_four_bound_what_is_withheld(tmp_path: Path) -> None:
    county = _extracted(tmp_path).loc["99001"]
    assert county["establishments"] == 64
    # 7112 and 8134 have no row: two at most each. 7139: two lacking, 12 - 10 = 2 left. 8131: all there.
    # 8139: three lacking, up to 6, of which 9 - 4 = 5 are left.
    assert county["upper"] == 64 + 2 + 2 + 2 + 5


def test_a_county_of_an_extract_with_a_sector_only_is_withheld_and_one_without_is_not_in_it(
    tmp_path: Path,
) -> None:
    found = _extracted(tmp_path)
    assert found.loc["99003", "reason"] == "suppressed_by_source"
    assert "99005" not in found.index


def test_an_extract_does_not_cover_the_district_of_columbia() -> None:
    assert len(EXTRACT.covers) == 50
    assert not {"11", "72"} & set(EXTRACT.covers)


def test_remainders_and_territories_are_left_out(raw: Path) -> None:
    assert set(_found(raw).index) == {"99001", "99003"}


def test_a_missing_column_a_lost_zero_and_a_twin_are_named(raw: Path) -> None:
    _edit(raw, "99,003,------", "99,3,------")
    with pytest.raises(BadValues):
        _found(raw)
    _edit(raw, "99,3,------", "99,001,------")
    with pytest.raises(BadValues, match="share a key"):
        _found(raw)
    _edit(raw, ",est\n", ",establishments\n")
    with pytest.raises(SourceDrift, match="est"):
        _found(raw)
