"""One source broken in each way: the run goes on without them, says so, and takes them back once mended."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from mobility_analysis.workflow.aside import INCOMPLETE

from .conftest import mobility

pytestmark = pytest.mark.pipeline
WRITERS = Path("src/mobility_analysis/demo/writers")
# A file that arrives damaged, a layout that the parser does not know, a gate that does not hold.
BREAKING: dict[str, tuple[Path, Callable[[str], str]]] = {
    "urban_debt_in_america": (
        WRITERS / "urban_debt_in_america.py",
        lambda text: text.replace(
            '.write_text("\\n".join(lines) + "\\n", ', '.write_text("<!DOCTYPE html>moved", '
        ),
    ),
    "epa_aqi": (WRITERS / "epa_aqi.py", lambda text: text.replace("Median AQI", "Middle AQI")),
    "mit_election_lab": (
        Path("expectations/sources/mit_election_lab.yaml"),
        lambda text: text.replace("max_value: 6000000", "max_value: 1"),
    ),
}
THEIRS = {
    "share_debt_coll",
    "index_air_quality_median",
    "share_election_turnout",
    "share_election_turnout_citizens",
}


def _estimates(root: Path) -> pd.DataFrame:
    return pd.read_parquet(root / "data" / "estimates" / "demo" / "estimates.parquet")


def _others(root: Path) -> pd.DataFrame:
    rows = _estimates(root)
    return rows[~rows["measure"].isin(THEIRS)].reset_index(drop=True)


def _page(root: Path, name: str = "report.html") -> str:
    return next((root / "reports" / "demo").glob(f"99001*/{name}")).read_text(encoding="utf-8")


def test_the_run_completes_without_them_and_brings_them_back(
    demo_root: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(demo_root, tmp_path / "copy", symlinks=True)
    before = _estimates(root)
    assert set(before["measure"]) >= THEIRS
    assert "were set aside" not in _page(root, "sources.html")
    good: dict[Path, str] = {}
    for path, change in BREAKING.values():
        good[path] = (root / path).read_text(encoding="utf-8")
        assert change(good[path]) != good[path]
        (root / path).write_text(change(good[path]), encoding="utf-8")

    strict = mobility(root, "run", "--strict")
    assert strict.returncode in (5, 6), strict.stdout + strict.stderr
    assert "Failed after" in strict.stdout
    pd.testing.assert_frame_equal(_estimates(root), before)

    done = mobility(root, "run")
    assert done.returncode == INCOMPLETE, done.stdout + done.stderr
    assert "Complete but for 3 sources." in done.stdout
    assert "parse_demo" not in done.stdout  # the strict run has done that
    table = done.stdout[done.stdout.index("What to do next") :]
    assert all(source in table for source in BREAKING)
    pd.testing.assert_frame_equal(
        _others(root), before[~before["measure"].isin(THEIRS)].reset_index(drop=True)
    )
    assert not set(_estimates(root)["measure"]) & THEIRS
    page = re.sub(r"<[^>]+>", "", _page(root))
    said = page[page.index("Not in this report, and why") :]
    assert "Adults with debt in collections: Set aside in this run. Urban Institute" in said
    sources = re.sub(r"<[^>]+>", "", _page(root, "sources.html"))
    for source, why in {
        "urban_debt_in_america": "the file could not be read: county_overall.csv is",
        "epa_aqi": "the file could not be read: annual_aqi_by_county_2023.csv: column Median AQI is gone",
        "mit_election_lab": "the file did not pass its gate: 1 expectation does not hold",
    }.items():
        assert re.search(rf"\({source}\), \S+: {re.escape(why)}", sources), source
    record = json.loads((root / "data/estimates/demo/run.json").read_text(encoding="utf-8"))
    assert {fact["source"] for fact in record["set_aside"]} == set(BREAKING)
    assert not {entry["source_id"] for entry in record["snapshots"]} & set(BREAKING)

    again = mobility(root, "run")
    assert again.returncode == INCOMPLETE
    assert "Nothing has changed" in again.stdout and "Complete but for 3 sources." in again.stdout

    for path, text in good.items():
        (root / path).write_text(text, encoding="utf-8")
    done = mobility(root, "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Complete." in done.stdout and "Set aside" not in done.stdout
    pd.testing.assert_frame_equal(_estimates(root), before)
    assert "were set aside" not in _page(root, "sources.html")
