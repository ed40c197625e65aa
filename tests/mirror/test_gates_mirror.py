"""The gates let the agencies' real files through: what a national run uses passes as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from mobility_analysis.core.errors import GateFailed
from mobility_analysis.core.paths import project_root
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources import source_module

pytestmark = pytest.mark.mirror
EXPECTATIONS = project_root() / "expectations"
RECORDS = (project_root() / "data" / "snapshots").glob("*/*.yaml")
RECORDED = [(path.parent.name, path.stem) for path in sorted(RECORDS)]
# A copy made before the year was over: nothing of it is used.
UNFINISHED = {("epa_aqi", "2025-annual-county")}
# Other layouts and years that the mirror holds and a run may pin.
OTHERS = [
    ("urban_debt_in_america", "2023-panel-workbooks"),
    ("cdc_wonder_natality", "2007-2019-22-counties"),
]


@pytest.mark.parametrize(("source_id", "vintage_id"), [*RECORDED, *OTHERS])
def test_real_files_pass_and_are_read_to_the_end(
    mirror: Path, source_id: str, vintage_id: str
) -> None:
    module = source_module(source_id)
    vintage = module.SOURCE.vintage(vintage_id)
    tables = module.read(mirror / source_id / vintage_id, vintage)
    result = check_raw(source_id, vintage_id, tables, EXPECTATIONS)
    result.raise_if_failed()
    assert result.outcomes
    found = module.tidy(tables, vintage)
    assert all(len(frame) for frame in found.values())
    assert found or (source_id, vintage_id) in UNFINISHED


def test_real_codes_without_their_zeros_do_not_pass(mirror: Path) -> None:
    vintage_id = "2018-2022-county-050"
    module = source_module("hud_chas")
    tables = module.read(mirror / "hud_chas" / vintage_id, module.SOURCE.vintage(vintage_id))
    eight = tables["Table8"]
    tables["Table8"] = eight.assign(geoid=eight["geoid"].str.replace("US0", "US"))
    with pytest.raises(GateFailed) as caught:
        check_raw("hud_chas", vintage_id, tables, EXPECTATIONS).raise_if_failed()
    assert "0500000US1001" in str(caught.value)
    assert "full identifier of a known state" in str(caught.value)
