"""Compute: every metric of a run nationally, completed and graded, in a process for each core."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.core.processes import fresh_processes
from mobility_analysis.core.settings import RunSettings
from mobility_analysis.framework.estimate import KEY, conform
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import registry
from mobility_analysis.framework.tables import Tables
from mobility_analysis.geography.same_territory import counties_of_cities, share_county_values
from mobility_analysis.geography.universe import Universe, complete
from mobility_analysis.metrics import metric_modules
from mobility_analysis.quality.grading import grade
from mobility_analysis.workflow.aside import Aside, set_aside
from mobility_analysis.workflow.parse import load_tables
from mobility_analysis.workflow.residents import universe_of
from mobility_analysis.workflow.small_areas import small_areas, write_small_areas
from mobility_analysis.workflow.uncovered import files_of_a_part, name_uncovered
from mobility_analysis.workflow.unsourced import lacking_kinds, why_empty, why_unsourced

OVERLAPS = "county_place_overlap"


@dataclass(frozen=True)
class Inputs:
    """What the metrics of a run are computed from; ``county_of`` are the cities that are a county."""

    settings: RunSettings
    tables: Tables
    universe: Universe
    county_of: Mapping[str, str]
    aside: Sequence[Aside] = ()


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
    tables = load_tables(paths, list(settings.sources), without)
    universe = universe_of(tables, settings.sources)
    county_of = counties_of_cities(tables[OVERLAPS]) if OVERLAPS in tables else {}
    return Inputs(settings, tables, universe, county_of, without)


@contextmanager
def computers(paths: RunPaths, settings: RunSettings) -> Iterator[Executor]:
    """Processes for :func:`compute` and :func:`begin_small_areas`, each with the inputs of the run."""
    with fresh_processes(len(registry().metrics), _prepare, paths, settings) as pool:
        yield pool


def compute(
    pool: Executor, progress: Callable[[str], None] = lambda _: None
) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """(estimates, ids of the metrics built, why the others are absent)."""
    parts: list[pd.DataFrame] = []
    built: list[str] = []
    absent: dict[str, str] = {}
    names = [entry.id for entry in registry().metrics]
    for name, outcome in zip(names, pool.map(_estimate, names), strict=True):
        if isinstance(outcome, str):
            absent[name] = outcome
            continue
        progress(name)
        parts.append(outcome)
        built.append(name)
    if not parts:
        raise MissingInput(
            "No metric can be computed: beside the list of places nothing came.",
            "What was set aside, and why, is told at the end; bring it back and run the same command again.",
        )
    stacked = conform(pd.concat(parts, ignore_index=True))
    return stacked.sort_values(KEY, ignore_index=True), built, absent


def begin_small_areas(pool: Executor, folder: Path) -> Callable[[], None]:
    """Start writing the run's small areas into ``folder``; the answer waits until they are there."""
    return pool.submit(_write_small_areas, folder).result


# ---------------------------------------------------------------- in the other processes

_inputs: list[Inputs] = []  # of the run this process works for


def _prepare(paths: RunPaths, settings: RunSettings) -> None:
    _inputs[:] = [load_inputs(paths, settings)]


def _estimate(metric_id: str) -> pd.DataFrame | str:
    """The metric's rows, or why there are none."""
    (run,) = _inputs
    module = metric_modules().get(metric_id)
    if module is None:
        return "Not built yet."
    lacking = lacking_kinds(module.METRIC, run.tables)
    if lacking:
        return why_unsourced(lacking, run.aside)
    estimates = module.estimate(run.tables)
    if estimates.empty:
        return why_empty(module.METRIC, run.aside)
    levels = [Level(level) for level in run.settings.levels]
    covered = files_of_a_part(run.settings.sources)
    whole = name_uncovered(complete(estimates, run.universe, levels), covered)
    graded = grade(whole, module.METRIC.rubrics)
    return share_county_values(graded, run.county_of)


def _write_small_areas(folder: Path) -> None:
    (run,) = _inputs
    write_small_areas(folder, small_areas(run.tables))
