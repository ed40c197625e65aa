"""WONDER's exports of deaths: withheld counts, groups, cut files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift, TruncatedFile
from mobility_analysis.core.notes import gathered
from mobility_analysis.sources.cdc import wonder_mortality as source

VINTAGE = source.SOURCE.vintage("2019-2023-all-counties")
NAME = "injury_deaths_2019-2023.txt"


@pytest.fixture
def raw(tmp_path: Path, fixtures: Path) -> Path:
    return Path(shutil.copytree(fixtures / source.SOURCE.id, tmp_path / "raw"))


def _deaths(raw: Path) -> pd.DataFrame:
    found = source.tidy(source.read(raw, VINTAGE), VINTAGE)["injury_deaths"]
    return found.set_index(["geoid", "subgroup"])


def _edit(raw: Path, old: str, new: str) -> None:
    text = (raw / NAME).read_text()
    assert old in text
    (raw / NAME).write_text(text.replace(old, new))


def test_deaths_person_years_and_groups(raw: Path) -> None:
    found = _deaths(raw)
    assert found.loc[("99001", "All"), ["deaths", "population"]].tolist() == [100, 500000]
    assert len(found.loc["99001"]) == 5
    assert set(found["period"]) == {"2019-2023"}
    assert set(found["geo_vintage"]) == {2021}  # Connecticut's old counties


@pytest.mark.parametrize("name", ["County of Residence", "Residence County"])
def test_the_pool_to_2024_is_read_by_whatever_name_it_calls_counties(
    tmp_path: Path, raw: Path, name: str
) -> None:
    """A county without a death has a rate of 0.0 and no reason to be withheld."""
    vintage = source.SOURCE.vintage("2020-2024-all-counties")
    for old, new in zip(VINTAGE.files, vintage.files, strict=True):
        text = (raw / old.name).read_text()
        text = text.replace('"County Code"', f'"{name} Code"').replace('"County"', f'"{name}"')
        text = text.replace("Deaths\tPopulation", "Deaths\tPopulation\tCrude Rate")
        nobody = '\t"Aspen County, DM"\t"99019"\t0\t420\t0.0\n"Total"'
        (tmp_path / new.name).write_text(text.replace('"Total"', nobody, 1))
    found = source.tidy(source.read(tmp_path, vintage), vintage)["injury_deaths"]
    everyone = found[found["subgroup"] == "All"].set_index("geoid")
    assert everyone.loc["99001", "deaths"] == 100
    assert everyone.loc["99019", ["deaths", "population"]].tolist() == [0, 420]
    assert pd.isna(everyone.loc["99019", "reason"])
    assert set(found["period"]) == {"2020-2024"}


def test_a_withheld_count_is_a_reason_and_never_a_zero(raw: Path) -> None:
    row = _deaths(raw).loc[("99017", "All")]
    assert pd.isna(row["deaths"]) and row["reason"] == "suppressed_by_source"


def test_deaths_among_an_unknown_number_of_people_are_not_published(raw: Path) -> None:
    _edit(raw, "100\t500000", "100\tNot Available")
    row = _deaths(raw).loc[("99001", "All")]
    assert pd.isna(row["deaths"]) and pd.isna(row["population"])
    assert row["reason"] == "not_published"


@pytest.mark.parametrize("word", ["Not Available", "Not Applicable"])
def test_a_word_in_place_of_deaths_is_a_reason(raw: Path, word: str) -> None:
    _edit(raw, "100\t500000", f"{word}\t500000")
    row = _deaths(raw).loc[("99001", "All")]
    assert pd.isna(row["deaths"]) and row["reason"] == "not_published"


def test_totals_are_no_counties_though_they_carry_a_code(raw: Path) -> None:
    _edit(raw, '"Total"\t\t\t', '"Total"\t"Alder County, DM"\t"99001"\t104\t500420\n"Total"\t\t\t')
    assert _deaths(raw).loc[("99001", "All"), "deaths"] == 100


def test_steps_name_the_causes_and_the_file() -> None:
    steps = VINTAGE.files[0].steps
    assert "X60-X84" in steps and NAME in steps


def test_damage_is_named(raw: Path) -> None:
    _edit(raw, '"---"\n', "")
    with pytest.raises(TruncatedFile):
        _deaths(raw)
    _edit(raw, "Deaths\t", "Count\t")
    with pytest.raises(SourceDrift, match="Deaths"):
        _deaths(raw)


def test_a_code_of_another_state_is_set_aside_and_many_are_refused(raw: Path) -> None:
    _edit(raw, '"99001"', '"39001"')
    with gathered() as remarks:
        deaths = _deaths(raw)
    assert "does not fit the state" in remarks[0].what
    everybody = deaths.xs("All", level="subgroup")
    assert not {"39001", "99001"} & set(everybody.index)
    _edit(raw, '"99017"', '"39017"')
    with pytest.raises(BadValues, match="does not fit the state"):
        _deaths(raw)
