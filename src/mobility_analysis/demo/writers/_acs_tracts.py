"""The demonstration state's census tracts, as files of the table-based summary file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import WORTH, count_margins, survey_counts
from mobility_analysis.demo.tracts import poor_by_group, residents_by_group, tracts_of, walk
from mobility_analysis.demo.world import GROUPS, STATE, World
from mobility_analysis.estimation.neighborhoods import HIGH_POVERTY
from mobility_analysis.estimation.propagate import Z90
from mobility_analysis.framework.source import Vintage

HOUSEHOLDS_PER_PERSON = 0.395
NEARLY_CONTROLLED = 0.01  # margin of a tract's total, as a share of it
# Columns of the drawn table: people in poverty of each group, then the others.
ASIAN, BLACK, HISPANIC, OTHER, WHITE = range(len(GROUPS))
# Letters of the iterations of B17020 and the groups of the world they hold. Hispanic people of the
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
# First line of each block of B23001 for ages 25 to 54, and its part of these people.
EMPLOYMENT_BLOCKS = {
    start: 0.5 * weight
    for starts in ((24, 31, 38, 45), (110, 117, 124, 131))
    for start, weight in zip(starts, (0.16, 0.16, 0.33, 0.35), strict=True)
}
TOO_FEW, NO_MARGIN, OPEN_MARGIN = -666666666, -222222222, -333333333
FEWEST_HOMES = 60  # below which a tract's median is not printed
BEYOND_THE_LAST_CLASS = "99001001700"
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
        # Drawn last, each with a generator of its own: the tables above do not depend on them.
        "B14003": _preschool(world, tracts),
        "B23001": _employment(world, tracts),
        "B19013": _medians(world, tracts, INCOME),
        "B25077": _medians(world, tracts, HOMES),
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
        found[f"B17020{letter}"] = {
            "001": (all_of, count_margins(all_of, size)),
            "002": (below, count_margins(below, size)),
        }
    total = found["B17020"]["001"]
    found["B17020"]["001"] = (total[0], np.maximum(np.round(size * NEARLY_CONTROLLED), 1))
    return found


def _residents(counts: np.ndarray, margins: np.ndarray, size: np.ndarray) -> Cells:
    cells: Cells = {"001": (size, np.maximum(np.round(size * NEARLY_CONTROLLED), 1))}
    for line, position in RESIDENTS.items():
        cells[line] = (counts[:, position], margins[:, position])
    for line in EMPTY_LINES:
        cells[line] = (np.zeros(len(size)), np.full(len(size), 13.0))
    return cells


def _broadband(world: World, rng: np.random.Generator, tracts: pd.DataFrame) -> Cells:
    households = np.maximum((tracts["population"] * HOUSEHOLDS_PER_PERSON).round(), 1).to_numpy(
        float
    )
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


def logit_share(world: World, tracts: pd.DataFrame, topic: str, base: float) -> np.ndarray:
    """True share of each tract: the county's, and more or less by neighborhood."""
    of_county = pd.Series(world.advantage(topic).to_numpy(), index=world.counties["geoid"])
    middle = np.log(base / (1 - base)) + 0.3 * tracts["county"].map(of_county).to_numpy()
    return 1 / (1 + np.exp(-middle - walk(world, topic, tracts)))


def _preschool(world: World, tracts: pd.DataFrame) -> Cells:
    children = np.maximum((tracts["population"] * 0.024).round(), 1).to_numpy(float)
    share = logit_share(world, tracts, "preschool", 0.46)
    world.record("share_enrolled_ages_3_4", tracts.assign(value=share))
    parts = {
        "004": 0.30 * share, "013": 0.21 * share, "022": 0.51 * (1 - share),
        "032": 0.28 * share, "041": 0.21 * share, "050": 0.49 * (1 - share),
    }  # fmt: skip
    return _drawn(world.rng("tracts: preschool"), children, parts)


def _employment(world: World, tracts: pd.DataFrame) -> Cells:
    people = np.maximum((tracts["population"] * 0.386).round(), 1).to_numpy(float)
    share = logit_share(world, tracts, "employment", 0.79)
    world.record("share_employed", tracts.assign(value=share))
    parts = {}
    for start, weight in EMPLOYMENT_BLOCKS.items():
        parts[f"{start + 2:03d}"] = weight * share * 0.006
        parts[f"{start + 4:03d}"] = weight * share * 0.994
        parts[f"rest {start}"] = weight * (1 - share)
    cells = _drawn(world.rng("tracts: employment"), people, parts)
    for start in EMPLOYMENT_BLOCKS:
        block = [cells[f"{start + 2:03d}"], cells[f"{start + 4:03d}"], cells.pop(f"rest {start}")]
        total = np.sum([estimate for estimate, _ in block], axis=0)
        cells[f"{start:03d}"] = (total, count_margins(total, people))
    return cells


def _drawn(rng: np.random.Generator, people: np.ndarray, parts: dict[str, np.ndarray]) -> Cells:
    counts, margins = survey_counts(rng, people, np.column_stack(list(parts.values())))
    return {line: (counts[:, n], margins[:, n]) for n, line in enumerate(parts)}


@dataclass(frozen=True)
class _Median:
    """A median of a lognormal amount: its measure, what drives it, and the end of its last class."""

    measure: str
    topic: str
    middle: float
    spread: float
    of_people: float
    end: int


INCOME = _Median("pctl_income_50", "income", 11.15, 0.85, HOUSEHOLDS_PER_PERSON, 250_001)
HOMES = _Median("pctl_home_value_50", "home values", 12.4, 0.6, 0.25, 2_000_001)


def _medians(world: World, tracts: pd.DataFrame, what: _Median) -> Cells:
    """A median with the error of a sample's; too few households for any, and one beyond the last class."""
    of_county = pd.Series(world.advantage(what.topic).to_numpy(), index=world.counties["geoid"])
    truth = np.exp(
        what.middle
        + 0.16 * tracts["county"].map(of_county).to_numpy()
        + 0.45 * walk(world, what.topic, tracts)
    )
    truth[tracts["geoid"] == BEYOND_THE_LAST_CLASS] = 1.3 * what.end
    world.record(what.measure, tracts.assign(value=truth))
    homes = tracts["population"].to_numpy() * what.of_people
    # Of a lognormal sample's median: the root of pi over 2 times the spread over the root of its size.
    se = truth * what.spread * np.sqrt(np.pi / 2 / np.maximum(homes * WORTH, 1))
    rng = world.rng(f"tracts: {what.topic}")
    estimate = np.round(truth + rng.normal(size=len(tracts)) * se)
    few, beyond = homes < FEWEST_HOMES, estimate >= what.end
    estimate = np.select([few, beyond], [TOO_FEW, what.end], estimate)
    return {"001": (estimate, np.select([few, beyond], [NO_MARGIN, OPEN_MARGIN], Z90 * se))}


def _write(path: Path, table: str, geoid: pd.Series, cells: Cells) -> None:
    """Pipe-separated, estimate and margin of each line; rows of all levels, of which a state's too."""
    frame = pd.DataFrame({"GEO_ID": "1400000US" + geoid})
    for line, (estimate, margin) in cells.items():
        frame[f"{table}_E{line}"] = np.round(estimate).astype(int)
        frame[f"{table}_M{line}"] = np.round(margin).astype(int)
    state = frame.iloc[:, 1:].clip(lower=0).sum().to_frame().T.assign(GEO_ID=f"0400000US{STATE}")
    pd.concat([state[frame.columns], frame]).to_csv(path, sep="|", index=False, lineterminator="\n")
