"""County Health Rankings' release of 2016: lost zeros, commas, blanks, counties that are no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, MissingInput, SourceDrift
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources.county_health_rankings import measure_files as source

VINTAGE = source.SOURCE.vintage("2016-analytic-data")
PERIODS = {
    "births": "2007-2013",
    "physicians": "2013",
    "injury_deaths": "2009-2013",
    "associations": "2013",
}


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    shutil.copy(fixtures / "chr" / source.ANALYTIC, tmp_path)
    return tmp_path


def _edit(raw: Path, old: str, new: str) -> None:
    path = raw / source.ANALYTIC
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _tidy(raw: Path) -> dict[str, pd.DataFrame]:
    return source.tidy(source.read(raw, VINTAGE), VINTAGE)


def test_codes_get_their_zeros_and_county_0_is_the_state(raw: Path) -> None:
    births = _tidy(raw)["births"].set_index(["level", "geoid"])
    assert births.loc[("state", "99"), ["low_weight", "births"]].tolist() == [1000, 12500]
    assert births.loc[("county", "02130"), "births"] == 1292
    assert set(births["subgroup"]) == {"All"}
    assert "nation" not in births.index.get_level_values("level")


def test_each_measure_has_its_own_years(raw: Path) -> None:
    for kind, rows in _tidy(raw).items():
        assert set(rows["period"]) == {PERIODS[kind]}
        assert set(rows["year"]) == {2013}
        assert set(rows["geo_vintage"]) == {2014}


def test_a_blank_is_withheld_or_of_physicians_left_out(raw: Path) -> None:
    found = {kind: rows.set_index("geoid") for kind, rows in _tidy(raw).items()}
    assert found["births"].loc["99003", "reason"] == "suppressed_by_source"
    assert found["injury_deaths"].loc["99003", "reason"] == "suppressed_by_source"
    assert found["physicians"].loc["99003", "reason"] == "not_published"
    assert pd.isna(found["associations"].loc["99003", "reason"])
    # A small county without a physician has a true zero.
    assert found["physicians"].loc["99017", "physicians"] == 0
    assert pd.isna(found["physicians"].loc["99017", "reason"])


def test_bedford_city_is_added_to_bedford_county(raw: Path) -> None:
    found = {kind: rows.set_index("geoid") for kind, rows in _tidy(raw).items()}
    deaths = found["injury_deaths"].loc["51019", ["deaths", "population"]]
    assert deaths.tolist() == [245 + 26, 345_736 + 30_489]
    assert found["births"].loc["51019", "low_weight"] == 324 + 34
    assert found["associations"].loc["51019", "establishments"] == 75 + 22
    # The city's physicians are blank, so nobody knows those of both.
    assert found["physicians"].loc["51019", "reason"] == "not_published"
    assert all("51515" not in rows.index for rows in found.values())


def test_alaskas_areas_that_were_split_leave_a_reason(raw: Path) -> None:
    deaths = _tidy(raw)["injury_deaths"].set_index("geoid")
    assert "02201" not in deaths.index
    assert deaths.loc["02198", "reason"] == "geography_changed"
    assert pd.isna(deaths.loc["02198", "deaths"])


def test_without_alaska_there_is_no_row_for_it(raw: Path) -> None:
    _edit(raw, "\n2,201,", "\n98,201,")
    _edit(raw, "\n2,130,", "\n98,130,")
    assert not _tidy(raw)["births"]["geoid"].str.startswith("02").any()


def test_the_nation_is_the_states_and_the_district(raw: Path) -> None:
    found = _tidy(raw)
    rows = found["injury_deaths"].assign(snapshot="chr@2016")
    rates = metric_modules()["safety_from_trauma"].estimate(Tables.of(injury_deaths=rows))
    rates = rates.set_index(["level", "geoid"])
    assert not rates.index.duplicated().any()
    # The state's own row holds the deaths withheld in its counties.
    assert rates.loc[("state", "99"), "numerator"] == 3000
    assert rates.loc[("state", "11"), "numerator"] == 1782
    # Alaska and Virginia have no row here, so their counties are added up.
    assert rates.loc[("nation", "00"), "numerator"] == 3000 + 55 + 271 + 1782
    people = 5_000_000 + 67_872 + 376_225 + 3_090_719
    assert rates.loc[("nation", "00"), "value"] == pytest.approx(5108 / people * 1e5)


def test_a_missing_column_is_named(raw: Path) -> None:
    _edit(raw, "Injury.deaths.Numerator", "Injury.deaths.N")
    with pytest.raises(SourceDrift, match=r"Injury\.deaths\.Numerator"):
        _tidy(raw)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="countyhealth16"):
        source.read(tmp_path, VINTAGE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\n99,3,", "\n99,1,", "share a key"),
        ("\n99,3,", "\n99,1003,", "not 3 digits"),
        ("\n99,3,", "\nDM,3,", "not 2 digits"),
        ('980,"12,300"', 'n/a,"12,300"', "n/a"),
        ('980,"12,300"', '"12,301","12,300"', "exceed"),
    ],
)
def test_bad_cells_are_refused(raw: Path, old: str, new: str, said: str) -> None:
    _edit(raw, old, new)
    with pytest.raises(BadValues, match=said):
        _tidy(raw)
