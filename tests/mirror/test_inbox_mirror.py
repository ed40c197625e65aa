"""Real files dropped under meaningless names: how many are recognised, and none as what it is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mobility_analysis.sources import source_modules
from mobility_analysis.workflow.fetching.recognising import is_known, recognise
from mobility_analysis.workflow.fetching.unpack import look_inside

pytestmark = pytest.mark.mirror
# Sources whose files all tell by their content what they are; the others' years stand in the name alone.
WHOLLY = (
    "cdc_wonder_natality",
    "cnt_ht_index",
    "ed_homeless",
    "ed_homeless_edfacts",
    "epa_aqi",
    "hud_affh",
    "hud_chas",
    "hud_income_limits",
    "icpsr_ucr_county",
    "mcdc_geocorr",
    "mit_living_wage",
    "nces_elsi",
    "opportunity_insights_social_capital",
    "seda",
)


def _outcomes(mirror: Path, source: str, work: Path, *, named: bool) -> Counter[tuple[bool, str]]:
    """How many files, by whether they are declared, were told rightly, wrongly or not at all."""
    found: Counter[tuple[bool, str]] = Counter()
    module = source_modules().get(source)
    for path in sorted(path for path in (mirror / source).rglob("*") if path.is_file()):
        vintages = module.SOURCE.vintages if module else {}
        files = vintages[path.parent.name].files if path.parent.name in vintages else ()
        stem = path.name.removesuffix(".gz").removesuffix(".zip")
        mine = {f.name for f in files if f.name in (stem, path.name) or Path(f.name).stem == stem}
        name = path.name if named else f"x{path.suffix}"
        for _, seen in look_inside(path, name, work, is_known):
            places = recognise(seen)[0]
            is_right = bool(places) and all(
                place.source.id == source and place.file.name in mine for place in places
            )
            told = "right" if is_right else "wrong" if places else "not"
            found[bool(mine), told] += 1
    return found


@pytest.mark.parametrize("named", [False, True])
def test_no_file_is_taken_for_what_it_is_not(mirror: Path, tmp_path: Path, named: bool) -> None:
    total: Counter[tuple[bool, str]] = Counter()
    for source in sorted(path.name for path in mirror.iterdir() if path.is_dir()):
        total += _outcomes(mirror, source, tmp_path, named=named)
    assert total[True, "wrong"] == total[False, "wrong"] == total[False, "right"] == 0, total
    assert total[True, "right"] >= (130 if named else 115), total


@pytest.mark.parametrize("source", WHOLLY)
def test_every_declared_file_is_told_by_its_content(
    mirror: Path, tmp_path: Path, source: str
) -> None:
    found = _outcomes(mirror, source, tmp_path, named=False)
    assert found[True, "right"] > 0 and not found[True, "not"], found
