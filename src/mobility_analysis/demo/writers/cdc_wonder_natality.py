"""The demonstration state's births, as tab-delimited exports of CDC WONDER.

Counties under 100,000 people are one row "Unidentified Counties, DM"; counts of 1 to 9 are withheld;
each file ends with a total and with WONDER's notes.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, STATE, World
from mobility_analysis.framework.source import Vintage
from mobility_analysis.sources.cdc.wonder_natality import EDUCATION_EXPORTS, EXPORTS, Export

NAMED_FROM = 100_000
MERGED = f"{STATE}021"  # listed with "Missing County": part of the pooled row in this year
# How far a group's odds of low weight are from the county's, and which of the world's groups it holds.
GROUPS = {
    "Black, Non-Hispanic": (0.55, ["Black, Non-Hispanic"]),
    "Hispanic": (-0.05, ["Hispanic"]),
    "Other Races and Ethnicities": (
        0.10,
        ["Asian, Non-Hispanic", "Other Races and Ethnicities"],
    ),
    "White, Non-Hispanic": (-0.15, ["White, Non-Hispanic"]),
}
# Part of the births by the mother's education, and the shift of the odds of low weight.
SCHOOLING = {
    "Less Than High School": (0.12, 0.3),
    "High School or GED": (0.27, 0.12),
    "Some College": (0.28, 0.0),
    "Bachelor's Degree or More": (0.33, -0.25),
}
LINE = 128


def quoted(text: str) -> str:
    """An entry of the notes: in quotation marks, broken between words as WONDER breaks it."""
    return "".join(f'"{line}"\n' for line in textwrap.wrap(text, LINE))


LOW_WEIGHTS = (
    "Infant Birth Weight 12: 499 grams or less; 500 - 999 grams; 1000 - 1499 grams; 1500 - 1999 grams; "
    "2000 - 2499 grams"
)
STATED_WEIGHTS = (
    f"{LOW_WEIGHTS}; 2500 - 2999 grams; 3000 - 3499 grams; 3500 - 3999 grams; 4000 - 4499 grams; "
    "4500 - 4999 grams; 5000 - 8165 grams"
)
NOT_HISPANIC = quoted("Mother's Hispanic Origin: Not Hispanic or Latino")
SINGLE_RACE = "Mother's Single Race: "
SCHOOL = "Mother's Education: "
# What the notes say of the mothers asked for, by our group.
MOTHERS = {
    "All": "",
    "Hispanic": quoted("Mother's Hispanic Origin: Hispanic or Latino"),
    "Black, Non-Hispanic": NOT_HISPANIC + quoted(f"{SINGLE_RACE}Black or African American"),
    "White, Non-Hispanic": NOT_HISPANIC + quoted(f"{SINGLE_RACE}White"),
    "Other Races and Ethnicities": NOT_HISPANIC
    + quoted(
        f"{SINGLE_RACE}American Indian or Alaska Native; Asian; Native Hawaiian or Other Pacific Islander; "
        "More than one race"
    ),
    "Less Than High School": quoted(
        f"{SCHOOL}8th grade or less; 9th through 12th grade with no diploma"
    ),
    "High School or GED": quoted(f"{SCHOOL}High school graduate or GED completed"),
    "Some College": quoted(
        f"{SCHOOL}Some college credit, but not a degree; Associate degree (AA, AS)"
    ),
    "Bachelor's Degree or More": quoted(
        f"{SCHOOL}Bachelor's degree (BA, AB, BS); Master's degree (MA, MS, MEng, MEd, MSW, MBA); Doctorate "
        "(PhD, EdD) or Professional Degree (MD, DDS, DVM, LLB, JD)"
    ),
}
NOTES = """\
"---"
"Dataset: Natality, 2016-2023 expanded (demonstration)"
"Query Parameters:"
"Title: {title}"
{weights}{mothers}"Year: {year}"
"Group By: County"
"Show Totals: True"
"Show Zero Values: True"
"Show Suppressed: True"
"---"
"Help: See http://wonder.cdc.gov/wonder/help/Natality-expanded.html for more information."
"---"
Caveats:
"1. County-level data are shown only for counties with populations of 100,000 persons or more."
"2. Smaller counties are combined under the label ""Unidentified Counties""."
"""


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write two exports for each group: all births, and those of low weight."""
    births, low = _draw(world)
    by_education = _draw_by_education(world, births)
    for export in EDUCATION_EXPORTS:
        for name, table in zip(export.names(vintage.year), by_education, strict=True):
            rows = _rows(world, table[export.subgroup])
            text = _text(rows, _notes(name, export, vintage.year))
            (folder / name).write_text(text, encoding="ascii", newline="\r\n")
    for export in EXPORTS:
        groups = [export.subgroup] if export.subgroup in GROUPS else list(GROUPS)
        for name, counts in zip(export.names(vintage.year), (births, low), strict=True):
            rows = _rows(world, counts[groups].sum(axis=1))
            text = _text(rows, _notes(name, export, vintage.year))
            (folder / name).write_text(text, encoding="ascii", newline="\r\n")


def _draw_by_education(world: World, births: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same births by the mother's education, and those of low weight."""
    rng = world.rng("cdc_wonder_natality education")
    parts = [share for share, _ in SCHOOLING.values()]
    split = np.array([rng.multinomial(n, parts) for n in births.sum(axis=1)])
    base = world.share(0.083, -0.25).set_index("geoid")["value"].to_numpy()
    named = _named(world)
    low = {}
    for position, (label, (_, shift)) in enumerate(SCHOOLING.items()):
        odds = base / (1 - base) * np.exp(shift)
        share = pd.Series(odds / (1 + odds), index=births.index, name="value")
        low[label] = rng.binomial(split[:, position], share)
        kept = share[share.index.isin(named)].rename_axis("geoid").reset_index()
        world.record("share_low_birth_weight", kept, subgroup=label)
    return (
        pd.DataFrame(split, columns=list(SCHOOLING), index=births.index),
        pd.DataFrame(low, index=births.index),
    )


def _draw(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(births, births of low weight) by county and group, and the truth behind them."""
    rng = world.rng("cdc_wonder_natality")
    base = world.share(0.083, -0.25).set_index("geoid")["value"]
    weights = world.groups.set_index("geoid")
    expected = world.counties.set_index("geoid")["births"]
    births, low, truth = {}, {}, {}
    for group, (shift, members) in GROUPS.items():
        odds = base / (1 - base) * np.exp(shift)
        truth[group] = odds / (1 + odds)
        births[group] = rng.poisson(expected * weights[members].sum(axis=1))
        low[group] = rng.binomial(births[group], truth[group])
    _record(world, pd.DataFrame(truth), weights)
    return pd.DataFrame(births, index=base.index), pd.DataFrame(low, index=base.index)


def _record(world: World, truth: pd.DataFrame, weights: pd.DataFrame) -> None:
    """The truth of named counties only: the others get the pooled value, which is not theirs."""
    named = _named(world)
    share = pd.DataFrame({group: weights[GROUPS[group][1]].sum(axis=1) for group in GROUPS})
    every = (truth * share).sum(axis=1) / share.sum(axis=1)
    for label, values in [("All", every), *truth.items()]:
        kept = values[values.index.isin(named)].rename("value").rename_axis("geoid")
        world.record("share_low_birth_weight", kept.reset_index(), subgroup=str(label))


def _named(world: World) -> set[str]:
    large = world.counties["population"] >= NAMED_FROM
    return set(world.counties.loc[large, "geoid"]) - {MERGED}


def _rows(world: World, counts: pd.Series) -> list[tuple[str, str, str]]:
    """(name, code, births as printed), the pooled row last, as WONDER sorts by code."""
    named = _named(world)
    rows = []
    for county in world.counties.itertuples():
        label = f"{county.name}, {POSTAL}"
        if county.geoid in named:
            rows.append((label, str(county.geoid), _shown(int(counts[county.geoid]))))
        elif county.geoid == MERGED:
            rows.append((label, MERGED, "Missing County"))
    pooled = int(counts[~counts.index.isin(named)].sum())
    rows.append((f"Unidentified Counties, {POSTAL}", f"{STATE}999", _shown(pooled)))
    return sorted(rows, key=lambda row: row[1])


def _shown(count: int) -> str:
    return "Suppressed" if 1 <= count <= 9 else str(count)


def _notes(name: str, export: Export, year: int) -> str:
    """The notes that end an export: what was asked for."""
    return NOTES.format(
        title=name.removesuffix(".txt"),
        weights=quoted(LOW_WEIGHTS if name.startswith("lbw") else STATED_WEIGHTS),
        mothers=MOTHERS[export.subgroup],
        year=year,
    )


def _text(rows: list[tuple[str, str, str]], notes: str) -> str:
    header = '"Notes"\t"County"\t"County Code"\tBirths\n'
    body = "".join(f'\t"{name}"\t"{code}"\t{shown}\n' for name, code, shown in rows)
    total = sum(int(shown) for _, _, shown in rows if shown.isdigit())
    return f'{header}{body}"Total"\t\t\t{total}\n{notes}'
