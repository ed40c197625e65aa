"""HUD's income limits: towns become counties, Connecticut its regions, damage is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.core.errors import BadValues, SourceDrift
from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.income_limits import income_limits
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources.hud import income_limits as source

CSV = source.SOURCE.vintage("fy2022-section8")
HEADER = "State_Alpha,fips2010,l50_4,ELI_4,l80_4\n"


def _tidy(folder: Path, rows: str, header: str = HEADER) -> pd.DataFrame:
    (folder / CSV.files[0].name).write_text(header + rows, encoding="latin-1")
    found = source.tidy(source.read(folder, CSV), CSV)["income_limits"]
    return found.set_index("geoid")


def test_a_county_of_towns_has_their_plain_mean(tmp_path: Path) -> None:
    found = _tidy(
        tmp_path,
        "AL,0100199999,37750,27750,60400\n"
        "MA,2500103690,60000,30000,90000\nMA,2500107175,70000,40000,96000\n"
        "PR,7200199999,10000,9000,16000\n",
    )
    assert found.index.tolist() == ["01001", "25001"]
    assert found.loc["01001", ["limit30", "limit50", "limit80"]].tolist() == [27750, 37750, 60400]
    assert found.loc["25001", ["limit30", "limit50", "limit80"]].tolist() == [35000, 65000, 93000]
    assert set(found["geo_vintage"]) == {2022}


def test_connecticuts_towns_lie_in_planning_regions_and_alaskas_old_area_is_two(
    tmp_path: Path,
) -> None:
    found = _tidy(
        tmp_path,
        "CT,0900104720,64800,38900,89950\nCT,0900108070,56300,33800,90000\n"
        "AK,0226199999,50000,35000,80000\n",
    )
    assert found.index.tolist() == ["02063", "02066", "09120", "09190"]
    assert found.loc["09190", "limit50"] == 64800  # Bethel
    assert found.loc["09120", "limit50"] == 56300  # Bridgeport
    assert found.loc["02063", "limit80"] == found.loc["02066", "limit80"] == 80000


def test_connecticuts_planning_regions_are_read_as_towns_or_whole(tmp_path: Path) -> None:
    """As in the editions of 2025 and 2026."""
    found = _tidy(tmp_path, "CT,0919004720,64800,38900,89950\nCT,0912099999,56300,33800,90000\n")
    assert found["limit50"].to_dict() == {"09120": 56300, "09190": 64800}


@pytest.mark.parametrize("year", [2020, 2024, 2025, 2026])
def test_newer_editions_are_declared_in_the_same_layout(tmp_path: Path, year: int) -> None:
    vintage = source.SOURCE.vintage(f"fy{year}-section8-workbook")
    name = f"Section8-FY{year % 100}.xlsx"
    assert (
        vintage.files[0].url == f"https://www.huduser.gov/portal/datasets/il/il{year % 100}/{name}"
    )


def test_damage_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="Leading zeros"):
        _tidy(tmp_path, "AL,100199999,37750,27750,60400\n")
    with pytest.raises(BadValues, match="do not rise, for example 0100199999"):
        _tidy(tmp_path, "AL,0100199999,37750,60400,27750\n")
    with pytest.raises(BadValues, match="share a key"):
        _tidy(tmp_path, "AL,0100199999,37750,27750,60400\n" * 2)
    with pytest.raises(BadValues, match="of neither its 169 towns nor its nine"):
        _tidy(tmp_path, "CT,0900199999,64800,38900,89950\n")
    with pytest.raises(SourceDrift, match="column eli_4 is gone"):
        _tidy(tmp_path, "AL,0100199999,37750,60400\n", HEADER.replace("ELI_4,", ""))


def test_the_demonstration_passes_the_gate_and_its_limits_are_read(tmp_path: Path) -> None:
    vintage = source.SOURCE.vintage("fy2023-section8-workbook")
    world = write_source(source.SOURCE.id, [vintage.id], 20260101, tmp_path / "one")
    write_source(source.SOURCE.id, [vintage.id], 20260101, tmp_path / "two")
    folders = [tmp_path / name / source.SOURCE.id / vintage.id for name in ("one", "two")]
    one, two = ((folder / vintage.files[0].name).read_bytes() for folder in folders)
    assert one == two
    tables = source.read(folders[0], vintage)
    expectations = project_root() / "expectations"
    check_raw(source.SOURCE.id, vintage.id, tables, expectations, run="demo").raise_if_failed()
    found = source.tidy(tables, vintage)["income_limits"].set_index("geoid")
    truth = income_limits(world).set_index("geoid")
    assert len(truth) == 12
    assert found.loc[truth.index, list(source.LIMITS)].to_numpy() == pytest.approx(
        truth[list(source.LIMITS)].to_numpy()
    )
