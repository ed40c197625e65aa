"""The part of a release that is laid out as a run's estimates, and is read by ``Place(…, data=…)``."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from mobility_analysis.core.io import read_parquet, write_parquet, write_searched_parquet
from mobility_analysis.dataset.terms import FACTOR_KINDS, WORDS, Terms
from mobility_analysis.estimation.distribution import distributions
from mobility_analysis.framework.places import NATION_GEOID, Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.runs.estimates_folder import EstimatesFolder
from mobility_analysis.runs.run_data import RunData
from mobility_analysis.runs.run_record import RunRecord, write_record

# Settings that say what the people of a checkout work on, and nothing about the numbers.
_PRIVATE = ("places", "peers", "plans", "origin")
ESTIMATES, AREAS = "estimates", "small areas"


@dataclass
class LeftOut:
    """Counts of rows that were left out, by what holds them back."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, table: str, held: pd.Series, frame: pd.DataFrame, terms: Terms) -> None:
        """Count the rows of ``frame`` that ``held`` names something for."""
        is_held = held != ""
        if not is_held.any():
            return
        lost = frame[is_held].assign(source=held[is_held].str.split("; "))
        if table == AREAS:
            lost = lost.assign(level=Level.COUNTY.value)
        lost = lost.explode("source")
        for key, rows in lost.groupby(["source", "measure", "level"], observed=True):
            source, measure, level = map(str, key)
            self.rows.append(
                {
                    "source": source,
                    "table": table,
                    "measure": measure,
                    "level": level,
                    "years": sorted({int(year) for year in rows["year"]}),
                    "rows": len(rows),
                    "values": int(rows["value"].notna().sum()),
                    "why": WORDS[terms.state_of(source)],
                }
            )

    def frame(self) -> pd.DataFrame:
        """One row for each source, table, measure and level."""
        merged: dict[tuple[str, ...], dict[str, Any]] = {}
        for row in self.rows:
            key = (row["source"], row["table"], row["measure"], row["level"])
            first = merged.get(key)
            if first is None:
                merged[key] = dict(row)
                continue
            first["rows"] += row["rows"]
            first["values"] += row["values"]
            first["years"] = sorted({*first["years"], *row["years"]})
        columns = ["source", "table", "measure", "level", "years", "rows", "values", "why"]
        rows = [
            each | {"years": ", ".join(map(str, each["years"]))}
            for _, each in sorted(merged.items())
        ]
        return pd.DataFrame(rows, columns=columns)


def write_run(run: RunData, folder: Path, terms: Terms) -> tuple[pd.DataFrame, RunRecord, LeftOut]:
    """Write the run's estimates without what is held back.

    Returns
    -------
    The estimates that go out, the record that goes with them, and what was left out.
    """
    files, out = run.files, EstimatesFolder(folder)
    left_out = LeftOut()
    every = read_parquet(files.estimates)
    held = terms.held_in(every)
    left_out.add(ESTIMATES, held, every, terms)
    rows = every[held == ""].reset_index(drop=True)
    had = _with_values(every)
    del every
    write_searched_parquet(rows, out.estimates)
    is_nation = rows["level"] == Level.NATION.value
    for code, part in rows.groupby(rows["geoid"].str[:2].mask(is_nation, NATION_GEOID)):
        write_parquet(part, out.rows_of(str(code)))
    write_parquet(distributions(rows), out.distribution)
    shutil.copyfile(files.places, out.places)
    write_parquet(_factors(run, terms), out.peer_factors)
    if files.boundaries.is_file() and not terms.holds_kind(run.record, "boundaries"):
        shutil.copyfile(files.boundaries, out.boundaries)
    for state in sorted(files.states_with_small_areas):
        _write_areas(files.small_areas_of(state), out.small_areas_of(state), terms, left_out)
    record = _record(run, had - _with_values(rows), left_out, terms)
    write_record(folder, record)
    return rows, record, left_out


def _with_values(rows: pd.DataFrame) -> set[str]:
    return set(rows.loc[rows["value"].notna(), "measure"])


def _factors(run: RunData, terms: Terms) -> pd.DataFrame:
    factors = run.peer_factors.copy()
    for kind, columns in FACTOR_KINDS.items():
        if terms.holds_kind(run.record, kind):
            for column in columns:
                factors[column] = pd.Series(None, index=factors.index).astype(factors[column].dtype)
    return factors


def _write_areas(source: Path, target: Path, terms: Terms, left_out: LeftOut) -> None:
    about = read_parquet(source, columns=["measure", "year", "value", "sources"])
    held = terms.held_in(about)
    left_out.add(AREAS, held, about, terms)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not (held != "").any():
        shutil.copyfile(source, target)
    elif (held == "").any():
        rows = read_parquet(source)
        write_parquet(rows[(held == "").to_numpy()].reset_index(drop=True), target)


def _record(run: RunData, gone: set[str], left_out: LeftOut, terms: Terms) -> RunRecord:
    """The run's record with what a release does not hold, and without what is nobody else's business."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in left_out.rows:
        if row["table"] == ESTIMATES:
            holders[row["measure"]].add(row["source"])
    absent = {
        measure: f"Left out of this release: {_why(sorted(holders[measure]), terms)} (LICENSES.md)."
        for measure in registry().measures
        if measure in gone
    }
    settings = {key: value for key, value in run.record.settings.items() if key not in _PRIVATE}
    record = replace(
        run.record, settings=settings, measures_absent=run.record.measures_absent | absent
    )
    # A path of the machine that made it may stand in a remark.
    text = (
        json.dumps(asdict(record))
        .replace(f"{run.paths.root}/", "")
        .replace(str(run.paths.root), ".")
    )
    held = json.loads(text)
    return replace(
        record,
        set_aside=tuple(held["set_aside"]),
        remarks=tuple(held["remarks"]),
        snapshots=tuple(held["snapshots"]),
    )


def _why(sources: list[str], terms: Terms) -> str:
    return "; ".join(f"{name}, {WORDS[terms.state_of(name)]}" for name in sources)
