"""The demonstration state's census tracts, as files of the table-based summary file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import count_margins, survey_counts
from mobility_analysis.demo.tracts import poor_by_group, residents_by_group, tracts_of, walk
from mobility_analysis.demo.world import GROUPS, STATE, World
from mobility_analysis.estimation.neighborhoods import HIGH_POVERTY
from mobility_analysis.framework.source import Vintage

NEARLY_CONTROLLED = 0.01  # margin of a tract's total, as a share of it
# Columns of the drawn table: people in poverty of each group, then the others.
ASIAN, BLACK, HISPANIC, OTHER, WHITE = range(len(GROUPS))
# Letters of B17001's iterations and the groups of the world they hold. Hispanic people of the
# demonstration all report "some other race", whose table (F) includes them.
ITERATIONS = {
    "": (ASIAN, BLACK, HISPANIC, OTHER, WHITE),
    "B": (BLACK,),
    "C": (),
    "D": (ASIAN,),
    "E": (),
    "F": (HISPANIC,),
    "G": (OTHER,),
    "H": (WHITE,),
    "I": (HISPANIC,),
}
LABELS = {
    "All": ITERATIONS[""],
    "Asian": (ASIAN,),
    "Black": (BLACK,),
    "Hispanic (any race)": (HISPANIC,),
    "Other races": (HISPANIC, OTHER),
    "White (not Hispanic)": (WHITE,),
}
RESIDENTS = {"003": WHITE, "004": BLACK, "006": ASIAN, "009": OTHER, "012": HISPANIC}
EMPTY_LINES = ("005", "007", "008")


def write(world: World, vintage: Vintage, folder: Path) -> None:
    rng = world.rng("census_acs tracts")
    tracts = tracts_of(world)
    people = residents_by_group(world, tracts)
    poor = poor_by_group(world, tracts, people)
    _record(world, tracts, people, poor)
    size = tracts["population"].to_numpy(float)
    counts, _ = survey_counts(rng, size, np.hstack([poor, people - poor]) / size[:, None])
    tables = {
        **_poverty(counts, size),
        "B03002": _residents(*survey_counts(rng, size, people / size[:, None]), size),
        "B28002": _broadband(world, rng, tracts),
    }
    for file in vintage.files:
        table = file.name.split("-")[1].removesuffix(".dat").upper()
        if table in tables:
            _write(folder / file.name, table, tracts["geoid"], tables[table])


def _record(world: World, tracts: pd.DataFrame, people: np.ndarray, poor: np.ndarray) -> None:
    county = tracts["county"]
    high = poor.sum(axis=1) / people.sum(axis=1) > HIGH_POVERTY
    for label, members in LABELS.items():
        group = pd.Series(poor[:, list(members)].sum(axis=1))
        share = (group * high).groupby(county).sum() / group.groupby(county).sum()
        world.record("share_poverty_exposure", _frame(share), subgroup=label)
    total = people.sum(axis=1)
    for position, label in enumerate(GROUPS):
        group = pd.Series(people[:, position])
        same = (group**2 / total).groupby(county).sum() / group.groupby(county).sum()
        world.record("share_exposure_other_groups", _frame(1 - same), subgroup=label)


def _frame(values: pd.Series) -> pd.DataFrame:
    return values.rename_axis("geoid").rename("value").reset_index()


Cells = dict[str, tuple[np.ndarray, np.ndarray]]  # line -> estimates, margins


def _poverty(counts: np.ndarray, size: np.ndarray) -> dict[str, Cells]:
    number = len(GROUPS)
    found: dict[str, Cells] = {}
    for letter, members in ITERATIONS.items():
        chosen = list(members)
        below = counts[:, chosen].sum(axis=1)
        all_of = below + counts[:, [number + m for m in chosen]].sum(axis=1)
        found[f"B17001{letter}"] = {
            "001": (all_of, count_margins(all_of, size)),
            "002": (below, count_margins(below, size)),
        }
    total = found["B17001"]["001"]
    found["B17001"]["001"] = (total[0], np.maximum(np.round(size * NEARLY_CONTROLLED), 1))
    return found


def _residents(counts: np.ndarray, margins: np.ndarray, size: np.ndarray) -> Cells:
    cells: Cells = {"001": (size, np.maximum(np.round(size * NEARLY_CONTROLLED), 1))}
    for line, position in RESIDENTS.items():
        cells[line] = (counts[:, position], margins[:, position])
    for line in EMPTY_LINES:
        cells[line] = (np.zeros(len(size)), np.full(len(size), 13.0))
    return cells


def _broadband(world: World, rng: np.random.Generator, tracts: pd.DataFrame) -> Cells:
    households = np.maximum((tracts["population"] * 0.395).round(), 1).to_numpy(float)
    advantage = tracts["county"].map(
        pd.Series(world.advantage("broadband").to_numpy(), index=world.counties["geoid"])
    )
    logit = np.log(0.89 / 0.11) + 0.4 * advantage.to_numpy() + walk(world, "broadband", tracts)
    share = 1 / (1 + np.exp(-logit))
    counts, margins = survey_counts(rng, households, np.column_stack([share, 1 - share]))
    return {
        "001": (households, np.maximum(np.round(households * NEARLY_CONTROLLED), 1)),
        "004": (counts[:, 0], margins[:, 0]),
    }


def _write(path: Path, table: str, geoid: pd.Series, cells: Cells) -> None:
    """Pipe-separated, estimate and margin of each line; rows of all levels, of which a state's too."""
    frame = pd.DataFrame({"GEO_ID": "1400000US" + geoid})
    for line, (estimate, margin) in cells.items():
        frame[f"{table}_E{line}"] = np.round(estimate).astype(int)
        frame[f"{table}_M{line}"] = np.round(margin).astype(int)
    state = frame.iloc[:, 1:].sum().to_frame().T.assign(GEO_ID=f"0400000US{STATE}")
    pd.concat([state[frame.columns], frame]).to_csv(path, sep="|", index=False, lineterminator="\n")
