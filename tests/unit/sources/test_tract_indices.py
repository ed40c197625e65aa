"""HUD's and CNT's values by tract: codes, ranks, households, damage named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput
from mobility_analysis.sources.cnt import ht_index
from mobility_analysis.sources.hud import affh

FULL = affh.SOURCE.vintage("2020-07-tract")
HEADER = "geoid,state,county,tract,tcost_idx,trans_idx,haz_idx,hh_lt50ami_all,hh_white_lt50ami\n"


def _affh(folder: Path, rows: str) -> dict[str, pd.DataFrame]:
    (folder / FULL.files[0].name).write_text(HEADER + rows)
    return affh.tidy(affh.read(folder, FULL), FULL)


def test_codes_get_their_zero_back_and_renamed_counties_their_name(tmp_path: Path) -> None:
    found = _affh(
        tmp_path,
        "1001020100,01,001,020100,30,60,55,100,60\n"
        "46113940500,46,113,940500,10,5,99,50,10\n"
        "72001956300,72,001,956300,10,5,99,50,10\n",
    )
    transport = found["tract_transport"].set_index("geoid")
    assert list(transport.index) == ["01001020100", "46102940500"]
    first = transport.loc["01001020100"]
    assert (first["transit_index"], first["cost_index"], first["weight"]) == (60, 30, 100)
    assert first["neighborhood"] == "White neighborhoods"  # 60 of 100 low-income households
    assert transport.loc["46102940500", "neighborhood"] == "Neighborhoods of color"
    assert found["tract_air_hazard"]["hazard_index"].tolist() == [55, 99]


def test_a_rank_above_100_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="outside 0 to 100"):
        _affh(tmp_path, "1001020100,01,001,020100,30,160,55,100,60\n")
    with pytest.raises(MissingInput, match=FULL.files[0].name):
        affh.read(tmp_path / "nowhere", FULL)


def test_both_tract_files_are_obtained_by_hand() -> None:
    for source in (affh.SOURCE, ht_index.SOURCE):
        for vintage in source.vintages.values():
            assert all(file.url is None and file.steps for file in vintage.files)


def _travel(folder: Path, rows: str) -> pd.DataFrame:
    vintage = ht_index.SOURCE.vintage("undated-tract-ma25")
    header = "tract,population,households,pct_transit_commuters_80ami,t_80ami\n"
    (folder / vintage.files[0].name).write_text(header + rows)
    return ht_index.tidy(ht_index.read(folder, vintage), vintage)["tract_travel"]


def test_percents_become_shares_and_empty_tracts_stay_out(tmp_path: Path) -> None:
    found = _travel(tmp_path, '"25001010100",2952,1500,12.5,19\n"25001990000",0,0,0,0\n')
    assert found["geoid"].tolist() == ["25001010100"]
    row = found.iloc[0]
    assert (row["transit_share"], row["cost_share"], row["weight"]) == (0.125, 0.19, 1500)


def test_percents_above_100_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="outside 0 to 100"):
        _travel(tmp_path, '"25001010100",2952,1500,112.5,19\n')
