"""Parse: one source's raw bytes, through the gate, into tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import atomic_folder, read_parquet, write_csv
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.tables import Tables
from mobility_analysis.sources import source_module


def parse_source(paths: RunPaths, source_id: str, vintages: Sequence[str]) -> pd.DataFrame:
    """Read, gate and tidy ``vintages``; write ``data/interim/<run>/<source_id>/``.

    Returns the gate's outcomes. A failed gate writes nothing, so the last good tables stay.

    Raises
    ------
    MissingInput, SourceDrift, BadValues, GateFailed
        As the source's ``read``, the gate and ``tidy`` find the files.
    """
    from mobility_analysis.quality.gates import check_raw

    module = source_module(source_id)
    outcomes = []
    with atomic_folder(paths.interim / source_id) as folder:
        for vintage_id in vintages:
            vintage = module.SOURCE.vintage(vintage_id)
            raw = paths.raw / source_id / vintage_id
            if not raw.is_dir():
                raise MissingInput(
                    f"{raw.relative_to(paths.root)} is not there.",
                    f"Fetch it: `mobility fetch {source_id} --run {paths.run}`.",
                )
            tables = module.read(raw, vintage)
            result = check_raw(source_id, vintage_id, tables, paths.expectations, run=paths.run)
            outcomes.append(result.to_frame())
            result.raise_if_failed()
            for kind, frame in module.tidy(tables, vintage).items():
                tagged = frame.assign(snapshot=f"{source_id}@{vintage_id}")
                tagged.to_parquet(folder / f"{kind}.{vintage_id}.parquet", index=False)
    table = pd.concat(outcomes, ignore_index=True)
    write_csv(table, paths.quality / f"{source_id}.csv")
    return table


def load_tables(paths: RunPaths, sources: Sequence[str]) -> Tables:
    """The tidy tables of a run by kind, each read on first use."""
    files: dict[str, list[Path]] = {}
    for source_id in sources:
        folder = paths.interim / source_id
        if not folder.is_dir():
            raise MissingInput(
                f"{folder.relative_to(paths.root)} is not there.",
                f"Run the parse stage first: `mobility run --run {paths.run}`.",
            )
        for path in sorted(folder.glob("*.parquet")):
            files.setdefault(path.name.split(".")[0], []).append(path)
    return Tables({kind: partial(_stack, found) for kind, found in files.items()})


def _stack(files: list[Path]) -> pd.DataFrame:
    return pd.concat([read_parquet(path) for path in files], ignore_index=True)
