"""The demonstration state's deaths due to injury, as tab-delimited exports of CDC WONDER.

Counts under 10 are withheld; each file ends with a total and with WONDER's notes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.world import POSTAL, World
from mobility_analysis.demo.writers.cdc_wonder_natality import GROUPS as MEMBERS
from mobility_analysis.demo.writers.cdc_wonder_natality import MOTHERS, quoted
from mobility_analysis.framework.source import Vintage
from mobility_analysis.framework.subgroups import ALL
from mobility_analysis.sources.cdc.wonder_mortality import GROUPS

YEARS = 5
RATE = 88e-5  # deaths per resident and year
SHIFT = {
    "Black, Non-Hispanic": 0.2,
    "Hispanic": -0.4,
    "Other Races and Ethnicities": -0.5,
    "White, Non-Hispanic": 0.1,
}
FEWEST_SHOWN = 10
# What the notes say of the people asked for: as of mothers, under other names.
PEOPLE = {
    group: MOTHERS[group].replace("Mother's ", "").replace("Single Race:", "Single Race 6:")
    for group in (ALL, *SHIFT)
}
CAUSES = (
    "ICD-10 Codes: U01-U03 (Terrorism); V01-V99 (Transport accidents); W00-X59 (Other external causes of "
    "accidental injury); X60-X84 (Intentional self-harm); X85-Y09 (Assault); Y10-Y34 (Event of undetermined "
    "intent); Y35-Y36 (Legal intervention and operations of war); Y85 (Sequelae of transport accidents); Y86 "
    "(Sequelae of other accidents); Y87 (Sequelae of intentional self-harm, assault and events of undetermined "
    "intent); Y89 (Sequelae of other external causes)"
)
NOTES = """\
"---"
"Dataset: Underlying Cause of Death, 2018-2023, Single Race (demonstration)"
"Query Parameters:"
{causes}{people}"Year/Month: {years}"
"Group By: County"
"Show Totals: True"
"Show Zero Values: True"
"Show Suppressed: True"
"---"
"Help: See http://wonder.cdc.gov/wonder/help/ucd-expanded.html for more information."
"""


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write one export for each group of people."""
    people, deaths = draw(world)
    for file, (_, subgroup, _) in zip(vintage.files, GROUPS, strict=True):
        if subgroup == ALL:
            text = _text(world, people.sum(axis=1), deaths.sum(axis=1))
        else:
            text = _text(world, people[subgroup], deaths[subgroup])
        years = "; ".join(str(year) for year in range(vintage.year - YEARS + 1, vintage.year + 1))
        text += NOTES.format(causes=quoted(CAUSES), people=PEOPLE[subgroup], years=years)
        (folder / file.name).write_text(text, encoding="ascii", newline="\r\n")


def draw(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(person-years, deaths) of each county and group; records the truth."""
    rng = world.rng("injury deaths")
    counties = world.counties.set_index("geoid")
    weights = world.groups.set_index("geoid")
    base = RATE * np.exp(-0.25 * world.advantage("injuries").to_numpy())
    people, deaths, truth = {}, {}, {}
    for group, shift in SHIFT.items():
        share = weights[MEMBERS[group][1]].sum(axis=1)
        people[group] = (counties["population"] * share * YEARS).round()
        truth[group] = pd.Series(base * np.exp(shift), index=counties.index)
        deaths[group] = rng.poisson(people[group] * truth[group])
    people_table = pd.DataFrame(people)
    truths = pd.DataFrame(truth)
    every = (truths * people_table).sum(axis=1) / people_table.sum(axis=1)
    for label, values in [(ALL, every), *truth.items()]:
        frame = (values * 1e5).rename("value").rename_axis("geoid").reset_index()
        world.record("rate_injury_death", frame, subgroup=str(label))
    return people_table, pd.DataFrame(deaths, index=counties.index)


def _text(world: World, people: pd.Series, deaths: pd.Series) -> str:
    header = '"Notes"\t"County"\t"County Code"\tDeaths\tPopulation\n'
    lines = []
    for county in world.counties.itertuples():
        count, size = int(deaths[county.geoid]), int(people[county.geoid])
        shown = "Suppressed" if count < FEWEST_SHOWN else str(count)
        lines.append(f'\t"{county.name}, {POSTAL}"\t"{county.geoid}"\t{shown}\t{size}\n')
    total = f'"Total"\t\t\t{int(deaths.sum())}\t{int(people.sum())}\n'
    return header + "".join(lines) + total
