"""The demonstration state's births, in the layout of County Health Rankings' measure files.

The first row is the nation (00, 000), which here is the state; the second the state. Counts under 10 are
``NA``: in the file of all mothers with their births, in the file by race without them. ``unreliable``
is 1 where the relative standard error exceeds 20 percent. A territory is listed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.core.errors import MissingInput
from mobility_analysis.demo.world import STATE, World
from mobility_analysis.demo.writers._chr_2016 import write_2016
from mobility_analysis.demo.writers.cdc_wonder_mortality import draw as draw_deaths
from mobility_analysis.demo.writers.cdc_wonder_natality import GROUPS as WONDER_GROUPS
from mobility_analysis.demo.writers.census_cbp import PER_RESIDENT as ASSOCIATIONS_PER_RESIDENT
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.county_health_rankings._analytic_data import ANALYTIC
from mobility_analysis.sources.county_health_rankings._counted_rates import RACES
from mobility_analysis.sources.county_health_rankings._test_scores import RACES as SCORE_RACES
from mobility_analysis.sources.county_health_rankings._test_scores import SCORE_FILES
from mobility_analysis.sources.county_health_rankings.measure_files import (
    ALL_BIRTHS,
    PHYSICIANS,
    RACE_BIRTHS,
    WITHHELD,
)

MEASURE = "share_low_birth_weight"
YEARS = 7  # taken together
OTHER = "Other Races and Ethnicities"
# Column suffix, in the producer's order, to one of the world's groups and the part of it.
MOTHERS = {
    "white": ("White, Non-Hispanic", 1.0),
    "black": ("Black, Non-Hispanic", 1.0),
    "aian": (OTHER, 0.2),
    "asian": ("Asian, Non-Hispanic", 1.0),
    "nhopi": (OTHER, 0.1),
    "tom": (OTHER, 0.7),
    "hispanic": ("Hispanic", 1.0),
}
NOT_STATED, SHARE_NOT_STATED = "", 0.009  # the suffix of mothers of unknown origin is empty
FEWEST_SHOWN = 10
FEWEST_TESTED = 20
LARGEST_ERROR = 0.2
Z = 1.96
STATISTICS = ["num", "denom", "rate", "rse", "lci", "uci", "unreliable"]


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the births and what is beside them, or the release of 2016.

    Raises
    ------
    MissingInput
        The vintage is the physicians' SAS file, or the workbooks of the states.
    """
    if vintage.layout == "workbooks":
        raise MissingInput(
            f"chr {vintage.id} is a workbook for each of the states; the demonstration state has none.",
            "Use census_cbp for the associations of the demonstration.",
        )
    if vintage.layout == "physicians":
        raise MissingInput(
            f"The demonstration cannot write {PHYSICIANS} of chr {vintage.id}: it is a SAS binary "
            "(sas7bdat), which no maintained Python library can write.",
            "Use hrsa_ahrf for the physicians of the demonstration.",
        )
    if vintage.layout == "analytic":
        write_2016(world, folder / ANALYTIC)
        return
    births, low = _draw(world)
    everyone = _statistics(low.sum(axis=1), births.sum(axis=1), shows_births=False)
    _save(everyone[STATISTICS], folder / ALL_BIRTHS)
    by_race = {
        suffix: _statistics(low[suffix], births[suffix], shows_births=True) for suffix in births
    }
    columns = {
        f"{statistic}_{suffix}": table[statistic]
        for statistic in STATISTICS
        if statistic != "rse"
        for suffix, table in by_race.items()
    }
    _save(pd.DataFrame(columns), folder / RACE_BIRTHS)
    _write_counted(world, folder)
    _write_scores(world, folder)


def _write_scores(world: World, folder: Path) -> None:
    """Third graders' reading, in grade levels; groups of fewer than 20 a grade are withheld."""
    level = pd.Series(3.0 + 0.4 * world.advantage("early reading"), name="value")
    counties = world.counties.assign(value=level.to_numpy())
    world.record("index_reading_grade_3", counties)
    scores = counties.set_index("geoid")["value"]
    _save(_means(scores).map("{:.6f}".format).to_frame("v159_rawvalue"), folder / SCORE_FILES[0])
    shares = world.groups.set_index("geoid")
    pupils = counties.set_index("geoid")["students"] / 13
    by_race = {}
    for race, label in SCORE_RACES.items():
        shown = pupils * shares.get(label, 0.0) >= FEWEST_TESTED
        means = _means(scores.where(shown))
        by_race[f"v159_race_{race}"] = means.map("{:.6f}".format).where(means.notna(), WITHHELD)
    _save(pd.DataFrame(by_race), folder / SCORE_FILES[1])


def _means(counties: pd.Series) -> pd.Series:
    """As :func:`_with_totals`, of means: the state's is that of its counties."""
    whole = pd.Series([counties.mean()] * 2, index=["00000", f"{STATE}000"])
    return pd.concat([whole, counties, counties.tail(1).set_axis(["72001"])])


def _write_counted(world: World, folder: Path) -> None:
    """Deaths due to injury (everyone's as counts, groups' as rates) and associations."""
    people, deaths = draw_deaths(world)
    everyone = _with_totals(pd.DataFrame({"d": deaths.sum(axis=1), "p": people.sum(axis=1)}))
    shown = everyone["d"] >= FEWEST_SHOWN
    counts = pd.DataFrame(
        {
            "v135_denominator": everyone["p"].astype(int).astype(str),
            "v135_numerator": everyone["d"].astype(int).astype(str).where(shown, ""),
        }
    )
    _save(counts, folder / "v135_r2025.csv")
    rates = {}
    for race, label in RACES.items():
        if label in deaths:
            of_group = _with_totals(pd.DataFrame({"d": deaths[label], "p": people[label]}))
            rate = of_group["d"] / of_group["p"].where(of_group["d"] >= FEWEST_SHOWN) * 1e5
            half = Z * rate / np.sqrt(of_group["d"])
            values = (rate, (rate - half).clip(lower=0), rate + half)
        else:
            values = (pd.Series(np.nan, index=everyone.index),) * 3
        for end, value in zip(("", "_cilow", "_cihigh"), values, strict=True):
            rates[f"v135_race_{race}{end}"] = value.map("{:.6f}".format).where(value.notna(), "")
    _save(pd.DataFrame(rates), folder / "v135_otherdata_r2025.csv")
    counties = world.counties.set_index("geoid")["population"]
    found = world.rng("chr associations").poisson(counties * ASSOCIATIONS_PER_RESIDENT)
    both = _with_totals(pd.DataFrame({"n": found, "p": counties}))
    names = {"n": "v140_numerator", "p": "v140_denominator"}
    _save(both.astype(int).rename(columns=names), folder / "v140_r2025.csv")


def _draw(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(births, births of low weight) by place code and column suffix; records the truth."""
    rng = world.rng("chr")
    base = world.share(0.083, -0.25).set_index("geoid")["value"]
    weights = world.groups.set_index("geoid")
    expected = world.counties.set_index("geoid")["births"] * YEARS
    mothers = {suffix: weights[group] * part for suffix, (group, part) in MOTHERS.items()}
    mothers[NOT_STATED] = pd.Series(SHARE_NOT_STATED, index=base.index)
    truth, births, low = {}, {}, {}
    for suffix, share in mothers.items():
        odds = base / (1 - base) * np.exp(_shift(suffix))
        truth[suffix] = odds / (1 + odds)
        births[suffix] = rng.poisson(expected * share)
        low[suffix] = rng.binomial(births[suffix], truth[suffix])
    _record(world, pd.DataFrame(truth), pd.DataFrame(mothers))
    return tuple(_with_totals(pd.DataFrame(part, index=base.index)) for part in (births, low))


def _shift(suffix: str) -> float:
    """How far the odds are from the county's: those behind the births of CDC WONDER."""
    if suffix == NOT_STATED:
        return 0.0
    group = MOTHERS[suffix][0]
    return next(shift for shift, members in WONDER_GROUPS.values() if group in members)


def _record(world: World, truth: pd.DataFrame, mothers: pd.DataFrame) -> None:
    every = (truth * mothers).sum(axis=1) / mothers.sum(axis=1)
    labelled = {ALL: every} | {label: truth[suffix] for suffix, label in RACES.items()}
    for label, values in labelled.items():
        world.record(MEASURE, values.rename("value").rename_axis("geoid").reset_index(), label)


def _with_totals(counties: pd.DataFrame) -> pd.DataFrame:
    """The nation, the state and the counties; the territory is a copy of the last county."""
    total = counties.sum().to_frame().T
    parts = [total.set_axis(["00000"]), total.set_axis([f"{STATE}000"]), counties]
    return pd.concat([*parts, counties.tail(1).set_axis(["72001"])])


def _statistics(low: pd.Series, births: pd.Series, *, shows_births: bool) -> pd.DataFrame:
    """The producer's columns as text, ``NA`` where the count is too small to be shown."""
    shown = low >= FEWEST_SHOWN
    count, rate = low.where(shown), (low / births).where(shown)
    error = np.sqrt((1 - rate) / count)
    numbers = {"rate": rate, "rse": error, "lci": rate * (1 - Z * error)}
    numbers["uci"] = rate * (1 + Z * error)
    texts = {name: values.map(repr) for name, values in numbers.items()}
    texts["num"] = low.astype(str)
    texts["unreliable"] = (error > LARGEST_ERROR).astype(int).astype(str)
    out = pd.DataFrame(texts).where(shown, WITHHELD)
    has_births = (births > 0) if shows_births else shown
    return out.assign(denom=births.astype(str).where(has_births, WITHHELD))


def _save(table: pd.DataFrame, path: Path) -> None:
    fips = table.index.to_series()
    places = pd.DataFrame({"statecode": fips.str[:2], "countycode": fips.str[2:]})
    out = pd.concat([places, table, fips.rename("fips")], axis=1)
    out.to_csv(path, index=False, encoding="ascii", lineterminator="\n")
