"""How often 95 percent intervals hold the truth, on many draws of the demonstration state.

Each draw is a demonstration with a seed of its own: its files are written, read, tidied and estimated
by the code of the pipeline, and every interval of a county or city is held against the truth that the
writers recorded. Values of a larger area, shown for a place, have a line of their own. Usage:
``python benchmarks/coverage.py [--draws 200] [--measure <id>]``. Prints a Markdown table; a measure
outside 92-98 percent is marked, and so are lowest and highest possible values that do not always hold the truth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from mobility_analysis.demo.generate import write_source
from mobility_analysis.demo.offered import OFFERED
from mobility_analysis.framework.estimate import IntervalKind
from mobility_analysis.framework.tables import Tables
from mobility_analysis.metrics import metric_modules
from mobility_analysis.sources import source_module

GOOD = (0.92, 0.98)
SEEDS_FROM = 1_000
TINY = 1_000  # residents; below it counts are too small for any approximate interval
# A larger area's value and interval, held against the place's own truth: they need not cover it.
ANOTHER_AREA = ", of a larger area"
KEY = ["measure", "geoid", "subgroup"]


def one_draw(measures: frozenset[str], seed: int) -> pd.DataFrame:
    """``measure, geoid, subgroup, level, kind, covered, population`` of one demonstration."""
    found: dict[str, list[pd.DataFrame]] = {}
    truths: dict[str, pd.DataFrame] = {}
    people: pd.Series | None = None
    with tempfile.TemporaryDirectory() as folder:
        for source_id, vintages in _needed(OFFERED, measures).items():
            world = write_source(source_id, vintages, seed, Path(folder))
            truths |= world.truth
            places = pd.concat([world.counties, world.places])
            people = places.set_index("geoid")["population"]
            module = source_module(source_id)
            for vintage_id in vintages:
                vintage = module.SOURCE.vintage(vintage_id)
                tables = module.read(Path(folder) / source_id / vintage_id, vintage)
                for kind, frame in module.tidy(tables, vintage).items():
                    found.setdefault(kind, []).append(
                        frame.assign(snapshot=f"{source_id}@{vintage_id}")
                    )
    stacked = Tables({kind: partial(pd.concat, parts) for kind, parts in found.items()})
    rows = _estimates(stacked, measures)
    truth = pd.concat([frame.assign(measure=measure) for measure, frame in truths.items()])
    joined = rows.merge(truth.rename(columns={"value": "truth"}), on=KEY)
    joined["covered"] = joined["truth"].between(joined["lower"], joined["upper"])
    borrowed = joined["borrowed_from"].notna()
    joined["interval_kind"] = joined["interval_kind"].mask(
        borrowed, joined["interval_kind"] + ANOTHER_AREA
    )
    joined["population"] = joined["geoid"].map(people)
    return joined[[*KEY, "level", "interval_kind", "covered", "population"]]


def _needed(
    sources: dict[str, tuple[str, ...]], measures: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The sources that the metrics of ``measures`` read, and the list of places; all without measures."""
    if not measures:
        return sources
    kinds = {"population"}
    for module in metric_modules().values():
        metric = module.METRIC
        if measures & set(metric.rubrics):
            kinds |= {*metric.inputs, *metric.optional_inputs, *metric.any_of}
    return {
        source_id: vintages
        for source_id, vintages in sources.items()
        if kinds & set(source_module(source_id).SOURCE.provides)
    }


def _estimates(tables: Tables, measures: frozenset[str]) -> pd.DataFrame:
    parts = []
    for module in metric_modules().values():
        wanted = not measures or measures & set(module.METRIC.rubrics)
        if wanted and not tables.missing(module.METRIC.inputs):
            parts.append(module.estimate(tables))
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["level"].isin(["county", "place"]) & rows["lower"].notna()]


def table(rows: pd.DataFrame) -> str:
    """Markdown: per measure and kind of interval, how many intervals and how many held the truth."""
    lines = [
        "| measure | interval | values | held the truth | without counties under 1,000 | |",
        "|---|---|---|---|---|---|",
    ]
    for (measure, kind), group in rows.groupby(["measure", "interval_kind"]):
        share = group["covered"].mean()
        larger = group.loc[group["population"] >= TINY, "covered"].mean()
        is_own = not kind.endswith(ANOTHER_AREA)
        low, high = (1.0, 1.0) if kind == IntervalKind.SUPPRESSION_BOUNDS.value else GOOD
        mark = "outside" if is_own and not low <= larger <= high else ""
        lines.append(
            f"| {measure} | {kind} | {len(group):,} | {share:.1%} | {larger:.1%} | {mark} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--measure", action="append", default=[])
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    job = partial(one_draw, frozenset(asked.measure))
    seeds = range(SEEDS_FROM, SEEDS_FROM + asked.draws)
    with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as pool:
        parts = []
        for number, part in enumerate(pool.map(job, seeds), 1):
            parts.append(part)
            if number % 10 == 0:
                print(f"{number} of {asked.draws} draws", file=sys.stderr)
    print(table(pd.concat(parts, ignore_index=True)))


if __name__ == "__main__":
    main()
