"""The demonstration state's American Community Survey tables, as the Census API's JSON.

Tracts are in the layout of the summary file (``_acs_tracts``) and of partners' extracts
(``_acs_extracts``, ``_acs_householders``); commuters of counties by race also in the layout of an
extract (``_acs_wide``).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from mobility_analysis.demo.sampling import add_up, survey_counts
from mobility_analysis.demo.tracts import poor_by_group, residents_by_group, tracts_of
from mobility_analysis.demo.world import STATE, STATE_NAME, World
from mobility_analysis.demo.writers import (
    _acs_extracts,
    _acs_householders,
    _acs_income,
    _acs_tracts,
    _acs_wide,
)
from mobility_analysis.estimation.propagate import Z90
from mobility_analysis.framework.source import Vintage

TOO_FEW = "-666666666"
NO_MARGIN = "-222222222"
CONTROLLED = "-555555555"
BLOCKS = {"Male": (24, 31, 38, 45), "Female": (110, 117, 124, 131)}
ENROLLED, NOT_ENROLLED = {"Male": (4, 13), "Female": (32, 41)}, {"Male": 22, "Female": 50}
YOUNG = {"Male": 3, "Female": 44}
SMALLEST_SAMPLE = 400  # people below whom the Census Bureau prints no income percentiles

LAYOUTS = {
    "sf": _acs_tracts.write,
    "chr": _acs_householders.write,
    "oeps": _acs_extracts.write,
    "api-wide": _acs_wide.write,
}
Table = dict[str, pd.DataFrame]  # level -> frame of geoid, estimates, margins


def write(world: World, vintage: Vintage, folder: Path) -> None:
    """Write the vintage's tables, in the layout that it declares."""
    if vintage.layout != "api":
        LAYOUTS[vintage.layout](world, vintage, folder)
        return
    rng = world.rng("census_acs")
    tables = {
        "B14003": _counts(world, rng, "children_3_4", _preschool(world)),
        "B23001": _counts(world, rng, "ages_25_54", _employment(world)),
        "B15001": _with_sexes(_counts(world, rng, "ages_18_24", _young_people(world))),
        "B28002": _with_total(_counts(world, rng, "households", _broadband(world)), "B28002_001"),
        "B03002": _with_total(_counts(world, rng, "population", _residents(world)), "B03002_001"),
        **_income(world, rng),
        # Drawn last: the numbers of the other tables do not depend on them.
        "B08301": _commuting(world),
        "B17020": _poverty(world),
    }
    tables["B28004"] = _acs_income.broadband(world, tables["B28002"])
    _same_territory(tables["B28004"])
    for table, by_level in tables.items():
        for level, frame in by_level.items():
            _write_json(folder / f"{table}-{level}.json", level, frame, world)


def _logit_share(advantage: pd.Series, base: float, slope: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(np.log(base / (1 - base)) + slope * advantage.to_numpy())))


def _preschool(world: World) -> dict[str, list[dict[str, np.ndarray]]]:
    """True share of each cell, for counties and for places."""
    out: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        share = _logit_share(world.advantage("preschool", level=level), 0.46, 0.35)
        world.record("share_enrolled_ages_3_4", frame.assign(value=share))
        cells = {}
        for sex, part in (("Male", 0.51), ("Female", 0.49)):
            public, private = ENROLLED[sex]
            cells[f"B14003_{public:03d}"] = part * share * 0.58
            cells[f"B14003_{private:03d}"] = part * share * 0.42
            cells[f"B14003_{NOT_ENROLLED[sex]:03d}"] = part * (1 - share)
            world.record("share_enrolled_ages_3_4", frame.assign(value=share), subgroup=sex)
        out[level] = [cells]
    return out


def _employment(world: World) -> dict[str, list[dict[str, np.ndarray]]]:
    out: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        blocks: dict[str, np.ndarray] = {}
        truth = {}
        for sex, base in (("Male", 0.84), ("Female", 0.74)):
            share = _logit_share(world.advantage("employment", level=level), base, 0.3)
            truth[sex] = share
            world.record("share_employed", frame.assign(value=share), subgroup=sex)
            for start, weight in zip(BLOCKS[sex], (0.16, 0.16, 0.33, 0.35), strict=True):
                part = 0.5 * weight
                blocks[f"B23001_{start + 2:03d}"] = part * share * 0.006
                blocks[f"B23001_{start + 4:03d}"] = part * share * 0.994
                blocks[f"rest_{start:03d}"] = part * (1 - share)
        world.record("share_employed", frame.assign(value=(truth["Male"] + truth["Female"]) / 2))
        out[level] = [blocks]
    return out


def _young_people(world: World) -> dict[str, list[dict[str, np.ndarray]]]:
    out: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        cells: dict[str, np.ndarray] = {}
        for sex, start in YOUNG.items():
            share = _logit_share(world.advantage("high school", level=level), 0.87, 0.3)
            # Two lines without a diploma, and everyone with one.
            for line, part in ((1, 0.2 * (1 - share)), (2, 0.8 * (1 - share)), (3, share)):
                cells[f"B15001_{start + line:03d}"] = 0.5 * part
            world.record("share_hs_degree_18_24", frame.assign(value=share), subgroup=sex)
        world.record("share_hs_degree_18_24", frame.assign(value=share))
        out[level] = [cells]
    return out


def _broadband(world: World) -> dict[str, list[dict[str, np.ndarray]]]:
    out: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        share = _logit_share(world.advantage("broadband", level=level), 0.89, 0.4)
        world.record("share_digital_access", frame.assign(value=share))
        out[level] = [{"B28002_004": share, "B28002_013": 1 - share}]
    return out


def _commuting(world: World) -> Table:
    """Workers by how they get to work: a total, and public transportation."""
    shares: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        share = _logit_share(world.advantage("density", level=level), 0.05, 0.7)
        world.record("share_commute_transit", frame.assign(value=share))
        shares[level] = [{"B08301_010": share, "B08301_rest": 1 - share}]
    # Workers are about as many as people ages 25 to 54 times 1.2; the younger and older work less.
    return _with_rest(_counts(world, world.rng("commuting"), "ages_25_54", shares), "B08301_010")


def _poverty(world: World) -> Table:
    """People by poverty: a total, and the poor; in a city as many of 100 as in its county."""
    tracts = tracts_of(world)
    poor = poor_by_group(world, tracts, residents_by_group(world, tracts)).sum(axis=1)
    people = tracts["population"].groupby(tracts["county"]).sum()
    rate = pd.Series(poor).groupby(tracts["county"]).sum() / people
    shares: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, code in (("county", world.counties["geoid"]), ("place", world.places["county"])):
        share = code.map(rate).to_numpy(float)
        shares[level] = [{"B17020_002": share, "B17020_rest": 1 - share}]
    return _with_rest(_counts(world, world.rng("poverty"), "population", shares), "B17020_002")


def _with_rest(table: Table, part: str) -> Table:
    """A table's first line in place of the ``_rest`` beside ``part``: their sum, with a margin of its own."""
    name = part.partition("_")[0]
    for by_level in table.values():
        cells = [part, f"{name}_rest"]
        margins = by_level[[f"{cell}M" for cell in cells]]
        by_level[f"{name}_001"] = by_level[cells].sum(axis=1)
        by_level[f"{name}_001M"] = np.sqrt((margins**2).sum(axis=1)).round()
        del by_level[f"{name}_rest"], by_level[f"{name}_restM"]
    return table


# Group of the world by line of B03002; two groups of the table are empty in the state.
GROUP_LINES = {
    "003": "White, Non-Hispanic",
    "004": "Black, Non-Hispanic",
    "006": "Asian, Non-Hispanic",
    "009": "Other Races and Ethnicities",
    "012": "Hispanic",
}


def _residents(world: World) -> dict[str, list[dict[str, np.ndarray]]]:
    groups = world.groups.set_index("geoid")
    out: dict[str, list[dict[str, np.ndarray]]] = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        county = frame["geoid"] if level == "county" else frame["county"]
        cells = {f"B03002_{line}": np.zeros(len(frame)) for line in ("005", "007", "008")}
        for line, group in GROUP_LINES.items():
            share = groups.loc[county, group].to_numpy()
            cells[f"B03002_{line}"] = share
            world.record("share_residents", frame.assign(value=share), subgroup=group)
        out[level] = [cells]
    return out


# ------------------------------------------------------------------ drawing


def _counts(
    world: World,
    rng: np.random.Generator,
    people: str,
    cells: dict[str, list[dict[str, np.ndarray]]],
) -> Table:
    """Estimates and margins of each cell: drawn for counties and places, added up above."""
    out: Table = {}
    for level, frame in (("county", world.counties), ("place", world.places)):
        [shares] = cells[level]
        names = list(shares)
        matrix = np.column_stack([shares[name] for name in names])
        estimates, margins = survey_counts(rng, frame[people].to_numpy(), matrix)
        table = pd.DataFrame({"geoid": frame["geoid"]})
        for position, name in enumerate(names):
            table[name] = estimates[:, position]
            table[f"{name}M"] = margins[:, position]
        out[level] = _totals(table)
    _same_territory(out)
    counts = [column for column in out["county"] if column != "geoid" and not column.endswith("M")]
    margins_ = [f"{column}M" for column in counts]
    state = pd.Series(STATE, index=out["county"].index)
    out["state"] = add_up(out["county"], state, counts, margins_)
    out["us"] = out["state"].assign(geoid="1")
    return out


def _totals(table: pd.DataFrame) -> pd.DataFrame:
    """B23001's block totals from their parts (people not employed have no cell that we use)."""
    rest = [column for column in table if column.startswith("rest_") and not column.endswith("M")]
    for column in rest:
        start = int(column.removeprefix("rest_"))
        parts = [f"B23001_{start + 2:03d}", f"B23001_{start + 4:03d}", column]
        table[f"B23001_{start:03d}"] = table[parts].sum(axis=1)
        margins = table[[f"{part}M" for part in parts]].to_numpy()
        table[f"B23001_{start:03d}M"] = np.maximum(
            np.sqrt((margins**2).sum(axis=1)) * 0.6, 1
        ).round()
    return table.drop(columns=[*rest, *(f"{column}M" for column in rest)])


def _with_total(table: Table, total: str) -> Table:
    """The table's first line: the sum of its cells, controlled to a total (no margin)."""
    for frame in table.values():
        cells = [c for c in frame if c != "geoid" and not c.endswith("M")]
        frame[total] = frame[cells].sum(axis=1)
        frame[f"{total}M"] = CONTROLLED
    return table


def _with_sexes(table: Table) -> Table:
    """B15001's lines of everyone of a sex: nearly controlled, so with small margins."""
    for frame in table.values():
        for start in YOUNG.values():
            total = f"B15001_{start:03d}"
            frame[total] = frame[[f"B15001_{start + line:03d}" for line in (1, 2, 3)]].sum(axis=1)
            frame[f"{total}M"] = np.maximum((frame[total] * 0.01).round(), 1)
    return table


def _same_territory(table: Table) -> None:
    """Larch city is a county and a city: both rows hold the same numbers, as they would."""
    county = table["county"][table["county"]["geoid"] == "99510"].iloc[0]
    places = table["place"]
    row = places.index[places["geoid"] == "9960000"][0]
    for column in places.columns[1:]:
        places.loc[row, column] = county[column]


def _income(world: World, rng: np.random.Generator) -> dict[str, Table]:
    """Percentiles of a lognormal income, with the error of a quantile of the sample."""
    spread = 0.85
    levels = {
        level: frame.assign(advantage=world.advantage("income", level=level))
        for level, frame in (("county", world.counties), ("place", world.places))
    }
    levels["state"] = _whole(levels["county"], STATE)
    levels["us"] = levels["state"].assign(geoid="1")
    groups = {"": 0.0, "B": -0.22, "C": -0.25, "D": 0.2, "H": 0.05, "I": -0.15}
    out: dict[str, Table] = {"B19080": {}, **{f"B19013{letter}": {} for letter in groups}}
    for level, frame in levels.items():
        middle = 11.15 + 0.16 * frame["advantage"]
        size = frame["households"] / 8 / 1.6
        for table, cells in (
            (
                "B19080",
                {
                    "B19080_001": ("pctl_income_20", -0.8416),
                    "B19080_004": ("pctl_income_80", 0.8416),
                },
            ),
            *(
                (
                    f"B19013{letter}",
                    {f"B19013{letter}_001": ("pctl_income_50" if not letter else "", 0.0)},
                )
                for letter in groups
            ),
        ):
            shift = groups.get(table.removeprefix("B19013"), 0.0)
            part = 1.0 if not shift else 0.12
            result = pd.DataFrame({"geoid": frame["geoid"]})
            for cell, (measure, z) in cells.items():
                truth = np.exp(middle + shift + spread * z)
                density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
                p = 0.5 if z == 0 else (0.2 if z < 0 else 0.8)
                se = truth * spread * np.sqrt(p * (1 - p) / np.maximum(size * part, 1)) / density
                estimate = truth + rng.normal(size=len(frame)) * se
                too_few = size * part < SMALLEST_SAMPLE / 40
                result[cell] = [
                    TOO_FEW if few else f"{v:.0f}" for v, few in zip(estimate, too_few, strict=True)
                ]
                result[f"{cell}M"] = [
                    NO_MARGIN if few else f"{v:.0f}"
                    for v, few in zip(Z90 * se, too_few, strict=True)
                ]
                if measure and level in ("county", "place"):
                    world.record(measure, frame.assign(value=truth))
            out[table][level] = result
    for by_level in out.values():
        _same_territory(by_level)
    return out


def _whole(counties: pd.DataFrame, geoid: str) -> pd.DataFrame:
    weights = counties["households"] / counties["households"].sum()
    return pd.DataFrame(
        {
            "geoid": [geoid],
            "households": [counties["households"].sum()],
            "advantage": [(counties["advantage"] * weights).sum()],
        }
    )


# ------------------------------------------------------------------ the API's layout


def _write_json(path: Path, level: str, frame: pd.DataFrame, world: World) -> None:
    """A list of rows of text: header first, geography columns last, every cell with annotations."""
    cells = [column for column in frame if column != "geoid" and not column.endswith("M")]
    header = [name for cell in cells for name in (f"{cell}E", f"{cell}EA", f"{cell}M", f"{cell}MA")]
    geography = {
        "us": ["us"],
        "state": ["state"],
        "county": ["state", "county"],
        "place": ["state", "place"],
    }
    names = _names(world, level)
    rows: list[list[str | None]] = [[*header, "GEO_ID", "NAME", *geography[level]]]
    for record in frame.to_dict("records"):
        values: list[str | None] = []
        for cell in cells:
            values += [_text(record[cell]), None, _text(record[f"{cell}M"]), None]
        geoid = str(record["geoid"])
        parts = [geoid] if level in ("us", "state") else [geoid[:2], geoid[2:]]
        rows.append([*values, _geo_id(level, geoid), names.get(geoid, STATE_NAME), *parts])
    path.write_text(json.dumps(rows), encoding="utf-8")


def _text(value: object) -> str:
    return value if isinstance(value, str) else f"{value:.0f}"


def _geo_id(level: str, geoid: str) -> str:
    prefix = {"us": "0100000", "state": "0400000", "county": "0500000", "place": "1600000"}[level]
    return f"{prefix}US{'' if level == 'us' else geoid}"


def _names(world: World, level: str) -> dict[str, str]:
    frame = {"county": world.counties, "place": world.places}.get(level)
    if frame is None:
        return {}
    return {row.geoid: f"{row.name}, {STATE_NAME}" for row in frame.itertuples()}
