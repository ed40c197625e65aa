"""How often progress tells a true change, and how often one that is none, over many drawn plans of real places.

Each plan is of one random county or city of a finished run: so many of its measures that can be tested, chosen at random,
whose values of the run stand for the truth. Its baselines and its later values are drawn around the truth; every second
measure truly changes by so many of its own standard errors. Usage: ``python benchmarks/progress.py [--root .] [--run real]
[--plans 800]``. Prints a Markdown table: true changes found, plans with any false change. What must hold: at most 5 of 100
plans with any false change, and 80 of 100 changes of 3.96 errors found in plans of one measure.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from mobility_analysis.core.io import read_parquet
from mobility_analysis.core.paths import RunPaths
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction, Unit, registry
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.insights.chance import chance_error
from mobility_analysis.insights.detectable import SMALLEST
from mobility_analysis.insights.progress import Baseline, Outcome, progress
from mobility_analysis.insights.selection import Value, values_of
from mobility_analysis.insights.trends import how_to_compare, is_refused
from mobility_analysis.planning.demonstration.later_editions import drawn, next_edition
from mobility_analysis.runs.estimates_folder import EstimatesFolder

MOVED = (Outcome.AS_HOPED, Outcome.OTHER_WAY)
SIZES = (0.0, SMALLEST, 5.0, 6.0)
MEASURES = (1, 2, 4, 8)


def error_of(value: Value) -> float:
    return chance_error(value) or value.se or 0.0


def testable(value: Value, random: np.random.Generator) -> bool:
    """Whether a later value of the series could be tested at all."""
    if not value.usable or value.measure.unit is Unit.COUNT or not error_of(value):
        return False
    later = next_edition(value, random)
    method, _ = how_to_compare(value, later)
    return later.usable and not is_refused(method) and not value.is_incomplete


def read_places(root: Path, run: str, random: np.random.Generator, most: int) -> list[list[Value]]:
    """The testable newest values of random places with at least eight of them."""
    rows = read_parquet(EstimatesFolder(RunPaths(root, run).estimates).estimates)
    levels = [Level.COUNTY.value, Level.PLACE.value]
    rows = rows[rows["level"].isin(levels) & (rows["subgroup"] == ALL) & rows["value"].notna()]
    rows = rows.sort_values("year").groupby(["geoid", "measure"], as_index=False).tail(1)
    codes = random.permutation(rows["geoid"].unique())
    found = []
    for code in codes[: 4 * most]:
        values = values_of(rows[rows["geoid"] == code], registry().measures)
        kept = [value for value in values if testable(value, random)]
        if len(kept) >= max(MEASURES):
            found.append(kept)
        if len(found) == most:
            break
    return found


def tell(
    places: list[list[Value]], measures: int, size: float, random: np.random.Generator
) -> tuple[float, float]:
    """Share of true changes that were found, and of plans with any false one."""
    right = changed = false = 0
    for values in places:
        plan = [values[i] for i in random.choice(len(values), measures, replace=False)]
        true = {value.measure.id for value in plan[::2]} if size else set()
        baselines = [
            Baseline(value.measure.id, drawn(value, random), Direction.HIGHER) for value in plan
        ]
        later = [
            next_edition(value, random, size * error_of(value) if value.measure.id in true else 0.0)
            for value in plan
        ]
        outcomes = {each.key: each.outcome for each in progress(baselines, later)}
        right += sum(outcomes[name] is Outcome.AS_HOPED for name in true)
        changed += len(true)
        false += any(outcome in MOVED for name, outcome in outcomes.items() if name not in true)
    return right / max(changed, 1), false / len(places)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--run", default="real")
    parser.add_argument("--plans", type=int, default=800)
    asked = parser.parse_args()
    random = np.random.default_rng(20261129)
    places = read_places(asked.root, asked.run, random, asked.plans)
    print(
        f"{len(places)} places\n\n| true change | measures | found | plans with a false one |\n|---|---|---|---|"
    )
    for size in SIZES:
        for measures in MEASURES:
            found, false = tell(places, measures, size, random)
            said = f"{found:.1%}" if size else "none"
            print(f"| {size:.2f} errors | {measures} | {said} | {false:.1%} |")


if __name__ == "__main__":
    main()
