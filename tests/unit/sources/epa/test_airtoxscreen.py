"""EPA's air toxics workbooks: totals of areas are left out, rounding is undone, damage is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import percentileofscore, zscore

from mobility_analysis.core.errors import BadValues, NotData, SourceDrift
from mobility_analysis.core.paths import project_root
from mobility_analysis.demo.generate import write_source
from mobility_analysis.estimation.tract_means import hazard_ranks
from mobility_analysis.quality.gates import check_raw
from mobility_analysis.sources.epa import airtoxscreen as source

VINTAGE = source.SOURCE.vintage("2019-tract")
TOTALS = {
    "cancer": "Total Cancer Risk (per million)",
    "respiratory": "Total Respiratory HI",  # spelled so in some years
    "neurological": "Total Neurological (hazard quotient)",
}
ROWS = (
    ("00000000000", 30, 14.0, 11.0),
    ("36053000000", 30, 14.0, 11.0),
    ("36053940700", 30, 14.4, 12.1),  # got another number in 2011
    ("72001956300", 20, 10.0, 10.0),  # a territory
    ("01001020100", 20, 9.3, 11.6),
)


def _workbooks(folder: Path, rows: tuple = ROWS) -> Path:
    for hazard, file in zip(source.HAZARDS, VINTAGE.files, strict=True):
        columns = ["Tract", TOTALS[hazard], "Point", "Onroad"]
        pd.DataFrame(rows, columns=columns).to_excel(folder / file.name, index=False)
    return folder


def _tidy(folder: Path) -> pd.DataFrame:
    return source.tidy(source.read(folder, VINTAGE), VINTAGE)["tract_air_risks"]


def test_groups_of_sources_give_back_the_digits_that_the_total_lost(tmp_path: Path) -> None:
    found = _tidy(_workbooks(tmp_path)).set_index("geoid")
    assert sorted(found.index) == ["01001020100", "36053030402"]
    assert found.loc["36053030402", "cancer"] == pytest.approx(26.5)
    assert found.loc["01001020100", "neurological"] == pytest.approx(20.9)


def test_columns_that_do_not_add_up_to_the_total_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(SourceDrift, match="do not add up"):
        _tidy(_workbooks(tmp_path, (*ROWS[:4], ("01001020100", 20, 90.0, 11.6))))


def test_a_lost_zero_a_repeated_tract_and_a_web_page_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadValues, match="Leading zeros"):
        _tidy(_workbooks(tmp_path, (*ROWS, ("1001020200", 20, 9.3, 11.6))))
    with pytest.raises(BadValues, match="share a key"):
        _tidy(_workbooks(tmp_path, (*ROWS, ROWS[-1])))
    (tmp_path / VINTAGE.files[0].name).write_text("<html>not found</html>")
    with pytest.raises(NotData):
        _tidy(tmp_path)


def test_a_workbook_without_its_total_is_named(tmp_path: Path) -> None:
    _workbooks(tmp_path)
    pd.DataFrame({"Tract": ["01001020100"], "Risk": [1]}).to_excel(
        tmp_path / VINTAGE.files[0].name, index=False
    )
    with pytest.raises(SourceDrift, match="Total cancer"):
        _tidy(tmp_path)


def test_ranks_are_those_of_an_independent_library() -> None:
    rng = np.random.default_rng(3)
    risks = pd.DataFrame(rng.lognormal(size=(200, 3)), columns=list(source.HAZARDS))
    risks.iloc[5] = risks.iloc[9]  # a tie
    dirty = zscore(risks.to_numpy(), ddof=1).sum(axis=1)
    worse = [percentileofscore(-dirty, -own, kind="strict") * 200 / 199 for own in dirty]
    assert hazard_ranks(risks).to_numpy() == pytest.approx(np.array(worse))
    one_more = pd.concat([risks, risks[:1] * np.nan], ignore_index=True)
    assert hazard_ranks(one_more).isna().sum() == 1


def test_the_demonstration_passes_the_gate_and_its_truth_is_found(tmp_path: Path) -> None:
    world = write_source(source.SOURCE.id, [VINTAGE.id], 20260101, tmp_path / "one")
    write_source(source.SOURCE.id, [VINTAGE.id], 20260101, tmp_path / "two")
    for file in VINTAGE.files:
        one, two = (
            tmp_path / name / source.SOURCE.id / VINTAGE.id / file.name for name in ("one", "two")
        )
        assert one.read_bytes() == two.read_bytes()
    raw = tmp_path / "one" / source.SOURCE.id / VINTAGE.id
    tables = source.read(raw, VINTAGE)
    expectations = project_root() / "expectations"
    result = check_raw(source.SOURCE.id, VINTAGE.id, tables, expectations, run="demo")
    assert result.outcomes
    result.raise_if_failed()
    risks = source.tidy(tables, VINTAGE)["tract_air_risks"]
    index = hazard_ranks(risks[list(source.HAZARDS)])
    people = tables["cancer"].set_index("Tract")["Population"].astype(float)
    weight = risks["geoid"].map(people).where(index.notna(), 0.0)
    sums = (
        pd.DataFrame({"top": index.fillna(0) * weight, "bottom": weight})
        .groupby(risks["geoid"].str[:5])
        .sum()
    )
    truth = world.truth["index_air_hazard"].query("subgroup == 'All'").set_index("geoid")["value"]
    assert len(truth) >= 12
    assert (sums["top"] / sums["bottom"])[truth.index].to_numpy() == pytest.approx(truth.to_numpy())
