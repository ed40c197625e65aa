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
OWN = (
    "State FIPS Code,County FIPS Code,5-digit FIPS Code,State Abbreviation,Name,Release Year,"
    + ",".join(
        f"{measure} {part}"
        for measure in (
            "Low birthweight", "Primary care physicians", "Injury deaths", "Social associations",
        )
        for part in ("raw value", "numerator", "denominator")
    )
    + "\n"
    "statecode,countycode,fipscode,state,county,year,"
    + ",".join(
        f"{code}_{part}"
        for code in ("v037", "v004", "v135", "v140")
        for part in ("rawvalue", "numerator", "denominator")
    )
    + "\n"
    "00,000,00000,US,United States,2022,.08,2500000,31000000,.0007,240000,328000000,"
    "76,1260000,1640000000,9,300000,328000000\n"
    "99,000,99000,DM,Demonstration,2022,.08,1000,12500,.0008,800,1000000,60,3000,5000000,9,900,1000000\n"
    "99,001,99001,DM,Alder County,2022,.08,980,12300,.0008,790,975500,60,2900,4877500,9,880,975500\n"
    "99,017,99017,DM,Ironwood County,2022,,,200,,,4000,,,20000,0,0,4000\n"
)  # fmt: skip


def test_the_producers_own_files_are_read_alike(tmp_path: Path) -> None:
    """Laid out by hand as public code describes them: names in words, a row of codes below."""
    for vintage_id, period, years in (
        ("2016-analytic-csv", "2007-2013", {2013}),
        ("2022-analytic-csv", "2014-2020", {2019, 2020}),
    ):
        vintage = source.SOURCE.vintage(vintage_id)
        (tmp_path / vintage.files[0].name).write_text(OWN, encoding="latin-1")
        found = source.tidy(source.read(tmp_path, vintage), vintage)
        births = found["births"].set_index("geoid")
        assert births.loc["99001", ["low_weight", "births"]].tolist() == [980, 12300]
        assert births.loc["99017", "reason"] == "suppressed_by_source"
        assert set(births["period"]) == {period}
        assert births.loc["00", "level"] == "nation"
        assert found["associations"].set_index("geoid").loc["99017", "establishments"] == 0
        assert {int(rows["year"].iloc[0]) for rows in found.values()} == years
    assert vintage.files[0].url == (
        "https://www.countyhealthrankings.org/sites/default/files/media/document/"
        "analytic_data2022.csv"
    )


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
