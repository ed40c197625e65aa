"""Parse: one source's raw bytes into tidy tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType

import pandas as pd

from mobility_analysis.core.atomic import atomic_folder
from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.notes import gathered
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.chosen import load_chosen, write_chosen
from mobility_analysis.framework.snapshot import load_snapshot
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.tables import Tables
from mobility_analysis.quality.looked_at import FOLDER as LOOKED_AT
from mobility_analysis.quality.looked_at import keep_looked_at
from mobility_analysis.quality.odd_rows import sift
from mobility_analysis.quality.suites import SuiteFile, read_suite
from mobility_analysis.sources import source_module
from mobility_analysis.workflow.aside import (
    NAME,
    PARSE,
    Aside,
    aside,
    load_aside,
    not_fetched,
    parse_facts,
    save_aside,
)
from mobility_analysis.workflow.estimating.precedence import first_of_each_year
from mobility_analysis.workflow.fetching.raw_files import require_as_recorded
from mobility_analysis.workflow.remarks import REMARKS, SourceRemark, of_source, save_remarks


def parse_source(paths: RunPaths, source_id: str, vintages: Sequence[str]) -> list[Aside]:
    """Read and tidy ``vintages``; write ``data/interim/<run>/<source_id>/``.

    What the gate looks at of the raw tables is kept beside the tidy ones (:mod:`quality.looked_at`), also where
    ``tidy`` fails: the gate may say why.

    Returns the vintages set aside; no table of them is written. They are those that fetch did not bring, and
    those with content that ``read`` or ``tidy`` does not know.
    """
    chosen = load_chosen(paths, source_id)
    known = {fact.vintage: fact for fact in not_fetched(paths, {source_id: vintages})}
    earlier = load_aside(parse_facts(paths, source_id))
    found: list[Aside] = []
    remarks: list[SourceRemark] = []
    with atomic_folder(paths.interim / source_id) as folder:
        for vintage_id in vintages:
            if vintage_id in known:
                found.append(known[vintage_id])
                continue
            try:
                with gathered() as noted:
                    frames = _tidy_vintage(
                        paths, source_id, vintage_id, folder / LOOKED_AT / vintage_id
                    )
            except Exception as error:
                found.append(aside(source_id, vintage_id, PARSE, error))
                continue
            remarks += of_source(source_id, vintage_id, noted)
            for kind, frame in frames.items():
                frame.to_parquet(folder / f"{kind}.{vintage_id}.parquet", index=False)
        save_aside(folder / NAME, found, earlier)
        save_remarks(folder / REMARKS, remarks)
        if chosen is not None:
            # So that DVC sees another choice even where its tables are equal.
            write_chosen(folder, chosen)
    return found


def _tidy_vintage(
    paths: RunPaths, source_id: str, vintage_id: str, looked_at: Path
) -> dict[str, pd.DataFrame]:
    module, vintage, tables, suite = read_vintage(paths, source_id, vintage_id)
    if suite is not None:  # the gate says that it is not there
        keep_looked_at(tables, suite, vintage_id, looked_at)
    snapshot = f"{source_id}@{vintage_id}"
    return {
        kind: frame.assign(snapshot=snapshot)
        for kind, frame in module.tidy(tables, vintage).items()
    }


def read_vintage(
    paths: RunPaths, source_id: str, vintage_id: str
) -> tuple[ModuleType, Vintage, dict[str, pd.DataFrame], SuiteFile | None]:
    """(source module, vintage, raw tables as text, expectations) of one fetched vintage, without the few odd rows of each.

    Raises
    ------
    MissingInput
        It was not fetched, or not wholly.
    HashMismatch
        A raw file is no longer what its snapshot record says.
    """
    module = source_module(source_id)
    vintage = module.SOURCE.vintage(vintage_id)
    raw = paths.raw / source_id / vintage_id
    fetch = f"`mobility fetch {source_id} --run {paths.run}`"
    if not raw.is_dir():
        raise MissingInput(f"{raw.relative_to(paths.root)} is not there.", f"Fetch it: {fetch}.")
    record = load_snapshot(paths.snapshots, source_id, vintage_id)
    if record is None:
        raise MissingInput(
            f"{raw.relative_to(paths.root)} has no snapshot record to be compared with.",
            f"{fetch} checks and records it.",
        )
    chosen = load_chosen(paths, source_id)
    require_as_recorded(raw, record.of(chosen.origin) if chosen else record, fetch)
    tables = module.read(raw, vintage)
    expectations = paths.expectations / "sources" / f"{source_id}.yaml"
    if not expectations.is_file():
        return module, vintage, tables, None
    suite = read_suite(expectations)
    return module, vintage, sift(tables, suite, vintage_id), suite


def tables_of(
    paths: RunPaths, sources: Sequence[str], without: Iterable[Aside] = ()
) -> dict[str, list[Path]]:
    """The files of a run's tidy tables by kind; none of the vintages ``without``."""
    left_out = {(fact.source, fact.vintage) for fact in without}
    files: dict[str, list[Path]] = {}
    for source_id in sources:
        folder = paths.interim / source_id
        if not folder.is_dir():
            raise MissingInput(
                f"{folder.relative_to(paths.root)} is not there.",
                f"Run the parse stage first: `mobility run --run {paths.run}`.",
            )
        for path in sorted(folder.glob("*.parquet")):
            kind, _, vintage_id = path.stem.partition(".")
            if (source_id, vintage_id) not in left_out:
                files.setdefault(kind, []).append(path)
    return files


def load_tables(
    paths: RunPaths,
    sources: Sequence[str],
    without: Iterable[Aside] = (),
    odd: Mapping[Path, frozenset[str]] | None = None,
) -> Tables:
    """The tidy tables of a run by kind, each read on first use.

    None of the vintages ``without`` is read, and none of the places whose codes ``odd`` has for a
    file.
    """
    files = tables_of(paths, sources, without)
    return Tables({kind: partial(_stack, kind, found, odd or {}) for kind, found in files.items()})


def _stack(kind: str, files: list[Path], odd: Mapping[Path, frozenset[str]]) -> pd.DataFrame:
    frames = [read_parquet(path) for path in files]
    kept = [
        frame[~frame["geoid"].isin(odd[path])] if path in odd else frame
        for path, frame in zip(files, frames, strict=True)
    ]
    return first_of_each_year(kind, pd.concat(kept, ignore_index=True))
