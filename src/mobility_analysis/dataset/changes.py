"""What differs between two releases of a run, by level and measure."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import read_parquet
from mobility_analysis.dataset.columns import CHANGES
from mobility_analysis.framework.estimate import KEY
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.released_files import RUN

# A value counts as changed where it moved by more than the last digits that two machines may differ in.
ROUNDING = 1e-9
_READ = [*KEY, "value", "grade"]


def earlier_release(releases: Path, version: str) -> Path | None:
    """The newest other release in the folder that a version comes after; None where there is none.

    Versions are compared by the numbers in them, so that 2026-11-29 follows 2026-9-1 and 10 follows 9.
    """
    known = [path for path in releases.glob("*/datapackage.json") if path.parent.name != version]
    before = [path.parent for path in known if _order(path.parent.name) < _order(version)]
    return max(before, key=lambda path: _order(path.name), default=None)


def _order(version: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", version)], version


def changes_between(earlier: Path, now: pd.DataFrame) -> pd.DataFrame:
    """A row for each level and measure of which anything differs.

    Parameters
    ----------
    earlier
        The folder of the earlier release.
    now
        All estimates of the present one.

    Raises
    ------
    MissingInput
        The folder is no release.
    """
    path = EstimatesFolder(earlier / RUN).estimates
    if not path.is_file():
        raise MissingInput(
            f"{earlier} is no data release: it has no {RUN}/{path.name}.",
            "Give the folder of an earlier release, or leave --since out.",
        )
    before = read_parquet(path, columns=_READ)
    both = before.merge(now[_READ], on=KEY, how="outer", suffixes=("_before", "_now"))
    was, is_now = both["value_before"], both["value_now"]
    moved = (is_now - was).abs()
    both = both.assign(
        before=was.notna(),
        now=is_now.notna(),
        new=was.isna() & is_now.notna(),
        gone=was.notna() & is_now.isna(),
        changed=moved > ROUNDING * is_now.abs().clip(lower=1),
        regraded=(both["grade_before"] != both["grade_now"]).fillna(value=False)
        & was.notna()
        & is_now.notna(),
        largest=moved,
    )
    counts = ["before", "now", "new", "gone", "changed", "regraded"]
    grouped = both.groupby(["level", "measure"], observed=True)
    out = grouped[counts].sum().assign(largest=grouped["largest"].max()).reset_index()
    differs = out[["new", "gone", "changed", "regraded"]].sum(axis=1) > 0
    return out[differs].reset_index(drop=True)[CHANGES.names]
