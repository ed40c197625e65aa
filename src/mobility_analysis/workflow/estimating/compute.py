"""Compute: every metric of a run nationally, completed and graded, in a process for each core."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.notes import gathered
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.estimate import KEY, conform
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.completing import complete
from mobility_analysis.geography.same_territory import (
    OVERLAPS,
    counties_of_cities,
    share_county_values,
)
from mobility_analysis.geography.universe import Universe
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.aside import Aside, set_aside
from mobility_analysis.workflow.estimating.small_areas import small_areas, write_small_areas
from mobility_analysis.workflow.estimating.uncovered import files_of_a_part, name_uncovered
from mobility_analysis.workflow.estimating.unlisted import find_unlisted
from mobility_analysis.workflow.estimating.unsourced import lacking_kinds, why_empty, why_unsourced
from mobility_analysis.workflow.parse import load_tables, tables_of
from mobility_analysis.workflow.remarks import (
    SourceRemark,
    name_set_aside,
    of_metric,
    parsed_remarks,
)
from mobility_analysis.workflow.residents import universe_of


@dataclass(frozen=True)
class Inputs:
    """What the metrics of a run are computed from; ``county_of`` are the cities that are a county."""

    settings: RunSettings
    tables: Tables
    universe: Universe
    county_of: Mapping[str, str]
    aside: Sequence[Aside] = ()
    remarks: Sequence[SourceRemark] = ()


def load_inputs(paths: RunPaths, settings: RunSettings) -> Inputs:
    """The inputs of a parsed and gated run, without what was set aside.

    Raises
    ------
    MissingInput
        A source was not parsed.
    NoPlaces
        No source that lists the places is among them.
    """
    without = set_aside(paths, settings.sources)
    sources = list(settings.sources)
    tables = load_tables(paths, sources, without)
    universe = universe_of(tables, sources)
    unlisted = find_unlisted(tables_of(paths, sources, without), universe)
    if unlisted.codes or unlisted.aside:
        without = [*without, *unlisted.aside]
        tables = load_tables(paths, sources, without, unlisted.codes)
        universe = universe_of(tables, sources)
    remarks = [*parsed_remarks(paths, settings.sources, universe), *unlisted.remarks]
    county_of = counties_of_cities(tables[OVERLAPS]) if OVERLAPS in tables else {}
    return Inputs(settings, tables, universe, county_of, without, remarks)


@contextmanager
def computers(paths: RunPaths, settings: RunSettings) -> Iterator[Executor]:
    """Processes for :func:`compute` and :func:`begin_small_areas`, each with the inputs of the run."""
    with fresh_processes(len(registry().metrics), _prepare, paths, settings) as pool:
        yield pool


@dataclass(frozen=True)
class Computed:
    """Estimates, ids of the metrics built, why the others are absent, and remarks of the metrics."""

    estimates: pd.DataFrame
    built: list[str]
    absent: dict[str, str]
    remarks: list[SourceRemark]


def compute(pool: Executor, progress: Callable[[str], None] = lambda _: None) -> Computed:
    """Every metric of the run.

    Raises
    ------
    MissingInput
        None can be computed.
    """
    parts: list[pd.DataFrame] = []
    built: list[str] = []
    absent: dict[str, str] = {}
    remarks: list[SourceRemark] = []
    names = [entry.id for entry in registry().metrics]
    for name, outcome in zip(names, pool.map(_estimate, names), strict=True):
        if isinstance(outcome, str):
            absent[name] = outcome
            continue
        progress(name)
        parts.append(outcome[0])
        remarks += outcome[1]
        built.append(name)
    if not parts:
        raise MissingInput(
            "No metric can be computed: the run has no source but the list of places.",
            "The table at the end says what was set aside, why, and what to do; then run the same command again.",
        )
    stacked = pd.concat(parts, ignore_index=True)
    parts.clear()  # a second million of rows would be kept in memory until all is sorted
    return Computed(stacked.sort_values(KEY, ignore_index=True), built, absent, remarks)


def begin_small_areas(pool: Executor, folder: Path) -> Callable[[], None]:
    """Start writing the run's small areas into ``folder``; the result can be waited for.

    One process does it, with no more tables than it reads. The others have nothing more to do and give theirs back.
    """
    result = pool.submit(_write_small_areas, folder).result
    for _ in range((os.cpu_count() or 1) - 1):
        pool.submit(_give_back)
    return result


# ---------------------------------------------------------------- in the other processes

_inputs: list[Inputs] = []  # of the run this process works for


def _prepare(paths: RunPaths, settings: RunSettings) -> None:
    _inputs[:] = [load_inputs(paths, settings)]


def _estimate(metric_id: str) -> tuple[pd.DataFrame, list[SourceRemark]] | str:
    """The metric's rows and its remarks, or why there are none."""
    (run,) = _inputs
    module = metric_modules().get(metric_id)
    if module is None:
        return "Not built yet."
    lacking = lacking_kinds(module.METRIC, run.tables)
    if lacking:
        return why_unsourced(lacking, run.aside)
    with gathered() as noted:
        estimates = module.estimate(run.tables)
    if estimates.empty:
        return why_empty(module.METRIC, run.aside)
    levels = [Level(level) for level in run.settings.levels]
    covered = files_of_a_part(run.settings.sources)
    remarks = of_metric(noted, run.universe)
    whole = name_uncovered(complete(estimates, run.universe, levels), covered)
    whole = name_set_aside(whole, [*run.remarks, *remarks])
    graded = grade(whole, module.METRIC.rubrics)
    return conform(share_county_values(graded, run.county_of)), remarks


def _give_back() -> None:
    """Let go of this process's tables and their memory."""
    _inputs.clear()
    return_memory()


def _write_small_areas(folder: Path) -> None:
    (run,) = _inputs
    run.tables.forget()  # the metrics' tables; few of them are read again
    return_memory()
    write_small_areas(folder, small_areas(run.tables))


def return_memory() -> None:
    """Give the system the memory that allocators keep for later."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError):  # not every system's C library has it
        ctypes.CDLL(None).malloc_trim(0)
