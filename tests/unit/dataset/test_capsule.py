"""A capsule says what must come out, and which row, file or version is another."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from tests.unit.dataset.conftest import SECRET

from mobility_analysis.core.errors import AnotherForm, MissingInput
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.dataset.capsule import differences, read_capsule, write_capsule
from mobility_analysis.framework.places import Level
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.workflow.verifying import verify_capsule


@pytest.fixture
def capsule(small_run: RunPaths, tmp_path: Path) -> Path:
    run = RunData(small_run)
    return write_capsule(run, run.ref("99001", Level.COUNTY), tmp_path / "alder.json")


@pytest.fixture
def rows(small_run: RunPaths) -> pd.DataFrame:
    every = RunData(small_run).partition("99")
    return every[every["geoid"] == "99001"].reset_index(drop=True)


def _verify(small_run: RunPaths, capsule: Path) -> tuple[bool, str]:
    said: list[str] = []
    is_same = verify_capsule(small_run.root, capsule, said.append, rebuild=False)
    return is_same, "\n".join(said)


def test_the_same_estimates_are_verified(small_run: RunPaths, capsule: Path) -> None:
    is_same, said = _verify(small_run, capsule)
    assert is_same
    assert "Verified: the estimates are the same." in said
    assert "Inputs: 0 of 3 files are those of the capsule." in said
    assert "census_acs/5yr-2023-all-api/B23001.json is missing" in said


def test_another_value_is_told_with_how_much(capsule: Path, rows: pd.DataFrame) -> None:
    where = rows.index[(rows["measure"] == "share_debt_coll") & (rows["subgroup"] == "All")][0]
    rows.loc[where, "value"] += 0.01
    (found,) = differences(read_capsule(capsule), rows)
    assert found.key.startswith("share_debt_coll | county | 99001")
    assert "(+0.01)" in found.what


def test_the_last_digits_of_another_machine_are_no_difference(
    capsule: Path, rows: pd.DataFrame
) -> None:
    rows["value"] *= 1 + 1e-13
    assert differences(read_capsule(capsule), rows) == []


def test_rows_that_are_missing_or_new_are_told(capsule: Path, rows: pd.DataFrame) -> None:
    more = rows.iloc[[0]].assign(period="1999-2000")
    found = differences(read_capsule(capsule), pd.concat([rows.iloc[1:], more]))
    assert [each.what for each in found] == ["is not there", "is new"]


def test_what_may_not_be_passed_on_is_compared_by_its_hash(
    capsule: Path, rows: pd.DataFrame
) -> None:
    assert str(SECRET)[:9] not in capsule.read_text()
    is_wage = rows["measure"] == "ratio_living_wage"
    assert is_wage.any()
    rows.loc[is_wage, "value"] += 0.001
    (found,) = differences(read_capsule(capsule), rows)
    assert found.what == "differs (only its hash may be passed on)"


def test_other_code_is_a_note_and_no_difference(small_run: RunPaths, capsule: Path) -> None:
    content = json.loads(capsule.read_text())
    content["madeWith"] |= {"code": "0" * 64, "pandas": "2.0"}
    capsule.write_text(json.dumps(content))
    is_same, said = _verify(small_run, capsule)
    assert is_same
    assert "note: code is not the same" in said
    assert "note: pandas 2.0, here" in said


def test_a_file_that_is_no_capsule(tmp_path: Path) -> None:
    with pytest.raises(MissingInput):
        read_capsule(tmp_path / "none.json")
    path = tmp_path / "other.json"
    for text in ("[]", "{}", '{"form": 99}', "no json"):
        path.write_text(text)
        with pytest.raises(AnotherForm):
            read_capsule(path)
