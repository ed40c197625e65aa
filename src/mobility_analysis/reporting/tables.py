"""The tables beside a report: every number in it, every comparison, every neighborhood."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mobility_analysis.core.io import write_csv
from mobility_analysis.insights.findings import write_findings
from mobility_analysis.reporting.data import PlaceData


def write_tables(data: PlaceData, folder: Path) -> None:
    """Write ``estimates.csv``, ``findings.csv`` and, where there are any, ``small_areas.csv``."""
    write_csv(estimates_table(data), folder / "estimates.csv")
    write_findings(data.findings, folder / "findings.csv")
    areas = data.run.small_areas(data.territory)
    if len(areas):
        write_csv(_with_text(areas.drop(columns="geometry"), "tracts"), folder / "small_areas.csv")


def estimates_table(data: PlaceData) -> pd.DataFrame:
    """Rows of the place, its peers, its state and the nation, lists as text, names added."""
    frame = data.estimates.copy()
    names = {ref.geoid: ref.label for ref in (data.here, *data.peers, data.state, data.nation)}
    frame.insert(0, "name", frame["geoid"].map(names))
    return _with_text(frame)


def _with_text(frame: pd.DataFrame, *more: str) -> pd.DataFrame:
    """``frame`` with its lists as text."""
    lists = {column: frame[column].map("; ".join) for column in ("reasons", "sources", *more)}
    return frame.assign(**lists)
