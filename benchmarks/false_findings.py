"""How often something stands out, or a gap between groups is called robust, where there is nothing.

**Page one** (``--root . --run real``): random counties of a finished run whose numbers are all drawn again around
one truth per measure (``null_world``): no place, group or year differs from another. They go through everything that a
report does. Prints how many have any strength, question, change or gap on page one, and which measures; then how many
of the tests are below 0.05 before any correction: about 5 percent, or the world is not drawn as the tests assume. What
must hold: at most 8 of 100 places with any item of a list.

**Gaps** (without ``--root``): each draw is a made-up place in which every group has the same true value in every measure: surveyed
shares (with errors as approximate as published margins), births, deaths, incomes whose groups' sizes are
unknown, and two groups that are everyone. Sizes of groups run from 1 to 97 percent. The values are graded,
and the place goes through ``insights.groups``, as real ones do. Usage: ``python benchmarks/false_findings.py [--places 400]
[--with-gaps 0.5] [--root . --run real]``; with gaps, that part of the measures does have large ones, and only the others
count. Prints a Markdown table. What must hold: at most 5 of 100 places with any false robust gap.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.paths import RunPaths
from mobility_analysis.estimation.intervals import wilson_from_se
from mobility_analysis.framework.estimate import conform
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.subgroups import ALL, BY_LABEL
from mobility_analysis.insights.findings import ALPHA, Certainty
from mobility_analysis.insights.groups import group_gaps
from mobility_analysis.insights.selection import Selection
from mobility_analysis.quality.precision import counted_events, relative_precision, share_precision

GEOID = "99001"
RACES = ["Asian, Non-Hispanic", "Black, Non-Hispanic", "Hispanic", "White, Non-Hispanic"]
PAIR = ["Female", "Male"]
SIZES = ([0.02, 0.10, 0.13, 0.75], [0.01, 0.01, 0.01, 0.97], [0.20, 0.25, 0.30, 0.25])
# A published margin is rounded and approximate; its error is off by about this part.
MARGIN_NOISE = 0.05
GAP = 0.5  # where there is one, the first group's value is half as high again

Rows = list[dict]


def _row(measure: str, group: str, value: float, **more: object) -> dict:
    kind = BY_LABEL[group]
    return {
        "measure": measure, "level": "county", "geoid": GEOID, "geo_vintage": 2023, "year": 2023,
        "period": "2019-2023", "subgroup_type": kind.type.value, "subgroup": group,
        "scheme": kind.scheme.value, "value": value, "reasons": [], "sources": ["made@up"],
        "interval_kind": "sampling", "ci_method": "made_up",
    } | more  # fmt: skip


def _lift(groups: list[str], has_gap: bool) -> np.ndarray:
    return np.array([1 + GAP * (has_gap and i == 0) for i in range(len(groups))])


def surveyed(rng: np.random.Generator, measure: str, groups: list[str], has_gap: bool) -> Rows:
    """A share of people, from a sample of about 3,000 with a design effect of 1.5."""
    sizes = np.array(SIZES[rng.integers(3)] if len(groups) > 2 else [0.51, 0.49])
    asked = np.maximum(3_000 * sizes, 20) / 1.5
    share = rng.uniform(0.1, 0.6) * _lift(groups, has_gap)
    value = rng.binomial(asked.astype(int), share) / asked.astype(int)
    errors = np.sqrt(np.clip(value * (1 - value), 0.01, None) / asked)
    people = 100_000 * sizes
    whole, whole_se = float(value @ sizes), float(np.sqrt(((sizes * errors) ** 2).sum()))
    noise = np.exp(rng.normal(0, MARGIN_NOISE, len(groups) + 1))
    rows = [
        _row(measure, group, value[i], se=errors[i] * noise[i], numerator=value[i] * people[i],
             denominator=people[i])
        for i, group in enumerate(groups)
    ]  # fmt: skip
    total = {"numerator": whole * people.sum(), "denominator": people.sum()}
    return [_row(measure, ALL, whole, se=whole_se * noise[-1], **total), *rows]


def born(rng: np.random.Generator, measure: str, groups: list[str], has_gap: bool) -> Rows:
    """A share of complete counts: 4,000 births."""
    births = np.maximum(4_000 * np.array(SIZES[rng.integers(3)]), 30).astype(int)
    light = rng.binomial(births, 0.08 * _lift(groups, has_gap))
    parts = [(ALL, light.sum(), births.sum()), *zip(groups, light, births, strict=True)]
    return [
        _row(measure, group, hits / n, se=np.sqrt(hits / n * (1 - hits / n) / n), numerator=float(hits),
             denominator=float(n), ci_method="wilson")
        for group, hits, n in parts
    ]  # fmt: skip


def died(rng: np.random.Generator, measure: str, groups: list[str], has_gap: bool) -> Rows:
    """A rate of events: 70 deaths per 100,000 people of 400,000 and five years."""
    people = 2_000_000 * np.array(SIZES[rng.integers(3)])
    deaths = rng.poisson(70e-5 * people * _lift(groups, has_gap))
    parts = [(ALL, deaths.sum(), people.sum()), *zip(groups, deaths, people, strict=True)]
    return [
        _row(measure, group, events / n * 1e5, se=np.sqrt(events) / n * 1e5 if events else None,
             numerator=float(events), denominator=n, ci_method="poisson_exact")
        for group, events, n in parts
    ]  # fmt: skip


def earned(rng: np.random.Generator, measure: str, groups: list[str], has_gap: bool) -> Rows:
    """An amount whose groups' sizes nobody publishes."""
    sizes = np.array(SIZES[rng.integers(3)])
    errors = 900 / np.sqrt(sizes)
    value = rng.normal(60_000 * _lift(groups, has_gap), errors)
    rows = [_row(measure, group, value[i], se=errors[i]) for i, group in enumerate(groups)]
    return [_row(measure, ALL, float(value @ sizes), se=900.0), *rows]


Maker = Callable[[np.random.Generator, str, list[str], bool], Rows]
# Twelve measures, about as many gaps as a county with many groups has.
WORLD: tuple[tuple[str, str, Maker, list[str]], ...] = (
    ("surveyed shares", "share_poverty_exposure", surveyed, RACES),
    ("surveyed shares", "share_employed", surveyed, RACES),
    ("surveyed shares", "share_hs_degree", surveyed, RACES),
    ("surveyed shares", "share_meps20", surveyed, RACES),
    ("surveyed shares", "share_digital_access", surveyed, RACES),
    ("two groups", "share_enrolled_ages_3_4", surveyed, PAIR),
    ("two groups", "share_hs_degree_18_24", surveyed, PAIR),
    ("births", "share_low_birth_weight", born, RACES),
    ("deaths", "rate_injury_death", died, RACES),
    ("deaths", "rate_juv_arrest", died, RACES),
    ("sizes unknown", "pctl_income_50", earned, RACES),
    ("sizes unknown", "pctl_income_20", earned, RACES),
)


RUBRICS = {surveyed: share_precision, born: share_precision, died: counted_events}


def _graded(rows: Rows, make: Maker) -> pd.DataFrame:
    """Rows with the interval and the grade that such values get in a run."""
    frame = conform(pd.DataFrame(rows))
    if make in (surveyed, born):
        frame["lower"], frame["upper"] = wilson_from_se(frame["value"], frame["se"])
    frame["grade"] = RUBRICS.get(make, relative_precision)(frame)[0].astype("Int64")
    return frame


def one_place(seed: int, with_gaps: float = 0.0) -> pd.DataFrame:
    """``kind, found, robust`` of each gap tested in a place, where there is none."""
    rng = np.random.default_rng(seed)
    has_gap = {measure: bool(rng.uniform() < with_gaps) for _, measure, _, _ in WORLD}
    parts = [_graded(make(rng, m, groups, has_gap[m]), make) for _, m, make, groups in WORLD]
    kinds = {measure: kind for kind, measure, _, _ in WORLD}
    found = group_gaps(Selection(pd.concat(parts, ignore_index=True)), GEOID, kinds)
    return pd.DataFrame(
        [
            (kinds[f.measure], f.p_value < 0.05, f.certainty is Certainty.ROBUST)
            for f in found
            if f.p_value is not None and not has_gap[f.measure]
        ],
        columns=["kind", "found", "robust"],
    )


def false_findings(places: int, with_gaps: float = 0.0) -> tuple[pd.DataFrame, float, float]:
    """Rates by kind of measure, and the shares of places with any false finding, and any robust one."""
    drawn = [one_place(seed, with_gaps) for seed in range(places)]
    by_kind = (
        pd.concat(drawn).groupby("kind", sort=False)[["found", "robust"]].agg(["size", "mean"])
    )
    any_of = Counter()
    for gaps in drawn:
        any_of["found"] += bool(gaps["found"].any())
        any_of["robust"] += bool(gaps["robust"].any())
    table = pd.DataFrame(
        {
            "gaps tested": by_kind["found", "size"],
            "p < 0.05": by_kind["found", "mean"],
            "robust": by_kind["robust", "mean"],
        }
    )
    return table, any_of["found"] / places, any_of["robust"] / places


LISTS = ("strengths", "questions", "trends", "gaps")


def page_one(paths: RunPaths, places: int, seed: int) -> str:
    """A Markdown table: for each list of page one the places with any item, items, and their measures."""
    from null_world import NullRun  # found beside this file, where it is run and not imported

    run = NullRun(paths, seed)
    codes = sorted(run.universe.codes(Level.COUNTY, run.universe.latest_year))
    rng = np.random.default_rng(seed)
    with_any, items = Counter[str](), Counter[str]()
    measures = {name: Counter[str]() for name in LISTS}
    tests, below = Counter[str](), Counter[str]()
    for geoid in rng.choice(codes, min(places, len(codes)), replace=False).tolist():
        data = run.place(geoid, seed + int(geoid))
        for finding in data.findings:
            if finding.p_value is not None:
                tests[finding.kind.value] += 1
                below[finding.kind.value] += finding.p_value < ALPHA
        out = data.stands_out
        found = {name: getattr(out, name) for name in LISTS}
        with_any["any of these"] += any(found.values())
        for name, chosen in found.items():
            with_any[name] += bool(chosen)
            items[name] += len(chosen)
            measures[name].update(f"{c.finding.measure} ({c.finding.method.value})" for c in chosen)
    items["any of these"] = sum(items.values())
    lines = ["| list | places with any | items | most often |", "|---|---:|---:|---|"]
    for name in (*LISTS, "any of these"):
        often = ", ".join(f"{m}: {n}" for m, n in measures.get(name, Counter()).most_common(4))
        share = with_any[name] / places
        lines.append(
            f"| {name} | {with_any[name]} of {places} ({share:.1%}) | {items[name]} | {often} |"
        )
    alone = ", ".join(f"{kind} {below[kind] / n:.1%} of {n:,}" for kind, n in tests.items())
    return "\n".join([*lines, "", f"Uncorrected tests below {ALPHA}: {alone}."])


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--with-gaps", type=float, default=0.0)
    parser.add_argument("--root", type=Path)
    parser.add_argument("--run", default="real")
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args(arguments)
    if options.root is not None:
        print(page_one(RunPaths(options.root.resolve(), options.run), options.places, options.seed))
        return
    table, found, robust = false_findings(options.places, options.with_gaps)
    print("| measure without a gap | gaps tested | p < 0.05 | robust |\n|---|---:|---:|---:|")
    for kind, row in table.iterrows():
        print(f"| {kind} | {row.iloc[0]:,.0f} | {row.iloc[1]:.2%} | {row.iloc[2]:.3%} |")
    print(f"| places with any | {options.places:,} | {found:.1%} | {robust:.1%} |")


if __name__ == "__main__":
    main(sys.argv[1:])
