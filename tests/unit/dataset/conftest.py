"""A made-up run with values that may not be passed on, and a release of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import box
from tests.made_up_run import SOURCE, reseal, row, write_run

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.dataset.release import Wishes, write_release
from mobility_analysis.framework.estimate import conform

FORBIDDEN = "mit_living_wage@2021-urban-file"
UNCLEAR = "opportunity_insights_social_capital@2022-release"
# Numbers that stand nowhere else, so that one in a file was let out.
SECRET, ASKED_FOR = 0.7123456789, 1.2345678912
DAY = date(2026, 1, 31)


def silent(_: object) -> None:
    """Say nothing."""


def no_steps(_: int) -> Callable[[str, int], None]:
    """Show no progress."""
    return lambda state, number: None


def make(paths: RunPaths, **wishes: object) -> Path:
    """A release without findings, unless these are wished for."""
    asked = {"day": DAY, "with_findings": False} | wishes
    return write_release(paths, Wishes(**asked), silent, no_steps)  # type: ignore[arg-type]


def _area(measure: str, area: str, source: str, value: float) -> dict[str, object]:
    return {
        "measure": measure, "county": "99001", "area": area, "name": f"Area {area}", "tracts": [area],
        "geo_vintage": 2023, "year": 2023, "period": "2019-2023", "subgroup": "All", "value": value,
        "lower": None, "upper": None, "se": None, "interval_kind": "none", "numerator": None,
        "denominator": None, "grade": 2, "reasons": ["modeled_value"], "missing_reason": None,
        "sources": [source], "geometry": box(0, 0, 1, 1).wkb,
    }  # fmt: skip


def write_small_run(root: Path) -> RunPaths:
    """The made-up run with rows and small areas of three kinds of source."""
    paths = write_run(root)
    folder = paths.estimates
    held = [
        row("ratio_living_wage", "county", "99001", SECRET, sources=[FORBIDDEN, SOURCE]),
        row("ratio_living_wage", "nation", "00", SECRET, sources=[FORBIDDEN]),
        # A row without a value that rests on nothing held back stays, and is no value of the measure.
        row("ratio_living_wage", "county", "99005", None, missing_reason="no_source_row"),
        row(
            "ratio_economic_connectedness",
            "county",
            "99003",
            ASKED_FOR,
            period="2022",
            sources=[UNCLEAR],
        ),
    ]
    every = pd.read_parquet(folder / "estimates.parquet")
    every = pd.concat([every, conform(pd.DataFrame(held))], ignore_index=True)
    every.to_parquet(folder / "estimates.parquet")
    is_nation = every["geoid"] == "00"
    every[is_nation].to_parquet(folder / "by_state" / "00.parquet")
    every[~is_nation].to_parquet(folder / "by_state" / "99.parquet")
    areas = [
        _area("share_poverty_single_tracts", "99001000100", SOURCE, 0.25),
        _area("share_transportation_cost", "99001000100", "cnt_ht_index@demo-tract", SECRET),
        _area("ratio_economic_connectedness", "99991", UNCLEAR, ASKED_FOR),
    ]
    (folder / "small_areas").mkdir()
    pd.DataFrame(areas).to_parquet(folder / "small_areas" / "99.parquet")
    record = json.loads((folder / "run.json").read_text())
    record["settings"] = {
        "peer_lens": "balanced",
        "plans": ["99001"],
        "seed": 1,
        "sources": {"census_acs": []},
    }
    for metric in ("jobs_paying_living_wages", "social_capital_connectedness"):
        record["metrics_absent"].pop(metric, None)
        record["metrics_built"] = list(dict.fromkeys([*record["metrics_built"], metric]))
    first = record["snapshots"][0]
    for name in (FORBIDDEN, UNCLEAR):
        source, _, vintage = name.partition("@")
        record["snapshots"].append(
            first | {"source_id": source, "vintage": vintage, "sha256": "cd" * 32}
        )
    record["remarks"] = [
        {"what": f"An odd row in {root}/data/raw.", "source": "x", "vintage": "y", "places": []}
    ]
    (folder / "run.json").write_text(json.dumps(record))
    reseal(paths)
    return paths


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> RunPaths:
    """A run that tests read and release, and do not change."""
    return write_small_run(tmp_path_factory.mktemp("dataset"))


@pytest.fixture(scope="session")
def release(small_run: RunPaths) -> Path:
    """A release of it, which tests do not change."""
    return make(small_run, version="first")
