"""The demonstration state's census tracts: people by group, poverty and where they lie.

Neighboring tracts are similar (an autoregressive walk along their order), so that poverty is concentrated in some
places and maps show neighborhoods instead of random differences.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from shapely import MultiPolygon, Polygon, box
from shapely.ops import polygonize, unary_union

from mobility_analysis.demo.world import GROUPS, World

PEOPLE_PER_TRACT = 8_000
LIKENESS = 0.85  # of a tract and the one before it
SPREAD = 0.75  # of the walk, on the logit scale
POVERTY = 0.16
HOUSED = 0.975  # part of the residents who live in households
# Odds of poverty against those of the tract as a whole.
GROUP_ODDS = dict(zip(GROUPS, (0.9, 1.6, 1.4, 1.2, 0.75), strict=True))


def tracts_of(world: World) -> pd.DataFrame:
    """``geoid`` (11 digits), ``county``, ``population``: adds up to each county's population."""
    parts = []
    for county in world.counties.itertuples():
        number = max(1, round(county.population / PEOPLE_PER_TRACT))
        rng = world.rng(f"tracts of {county.geoid}")
        cuts = np.round(np.cumsum(rng.dirichlet(np.full(number, 2.5))) * county.population)
        parts.append(
            pd.DataFrame(
                {
                    "geoid": [f"{county.geoid}{index + 1:04d}00" for index in range(number)],
                    "county": county.geoid,
                    "population": np.diff(cuts, prepend=0).astype(int),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def walk(world: World, topic: str, tracts: pd.DataFrame) -> np.ndarray:
    """One number per tract, mean 0 in the long run, that changes slowly from tract to tract."""
    rng = world.rng(f"walk: {topic}")
    steps = rng.normal(size=len(tracts))
    values = np.zeros(len(tracts))
    fresh = (tracts["county"] != tracts["county"].shift()).to_numpy()
    for row, step in enumerate(steps):
        before = 0.0 if fresh[row] else values[row - 1]
        values[row] = LIKENESS * before + np.sqrt(1 - LIKENESS**2) * step
    return values * SPREAD


def residents_by_group(world: World, tracts: pd.DataFrame) -> np.ndarray:
    """People of each group, shape (tracts, groups): adds up to tracts and to counties' groups."""
    lean = np.column_stack([walk(world, f"residents {group}", tracts) for group in GROUPS])
    shares = world.groups.set_index("geoid")
    counts = np.zeros(lean.shape)
    for county, rows in tracts.groupby("county").groups.items():
        people = tracts.loc[rows, "population"].to_numpy(float)
        totals = shares.loc[county, GROUPS].to_numpy(float) * people.sum()
        table = np.exp(1.4 * lean[rows]) * totals
        for _ in range(200):  # iterative proportional fitting
            table *= (people / table.sum(axis=1))[:, None]
            table *= totals / table.sum(axis=0)
        counts[rows] = table
    return counts


def poor_by_group(world: World, tracts: pd.DataFrame, people: np.ndarray) -> np.ndarray:
    """People in poverty of each group, shape of ``people`` (tracts, groups)."""
    advantage = world.counties.set_index("geoid")["advantage"]
    middle = np.log(POVERTY / (1 - POVERTY)) - 0.35 * tracts["county"].map(advantage).to_numpy()
    logit = middle + 1.3 * walk(world, "poverty", tracts)
    odds = np.exp(logit)[:, None] * np.array([GROUP_ODDS[group] for group in GROUPS])
    return people * odds / (1 + odds)


def householders(people: np.ndarray) -> dict[str, np.ndarray]:
    """People in households by the race of the householder, of ``people`` (tracts, groups).

    Some of those of other races live with a householder who is White alone or Black alone; the rest of
    them, Asian people and Hispanic people, who all report some other race, are in neither.
    """
    _, black, _, other, white = (HOUSED * column for column in people.T)
    return {"Black": black + 0.2 * other, "White": white + 0.3 * other}


# ------------------------------------------------------------------ where they lie


def split(shape: Polygon | MultiPolygon, number: int) -> list[Polygon | MultiPolygon]:
    """``shape`` cut into ``number`` parts of about equal area, in an order that keeps neighbors near."""
    if number == 1:
        return [shape]
    first = number // 2
    low, high = _cut(shape, first / number)
    return [*split(low, first), *split(high, number - first)]


def with_shared_corners(shapes: Sequence[Polygon | MultiPolygon]) -> list[Polygon | MultiPolygon]:
    """``shapes`` that fill an area, with a corner of one on a border a corner of the other too.

    So a map projection, or a simplification, changes both borders in the same way and leaves no gap.
    """
    lines = unary_union([shape.boundary for shape in shapes])
    pieces = list(polygonize(lines))
    inside = [piece.representative_point() for piece in pieces]
    return [
        unary_union(
            [piece for piece, point in zip(pieces, inside, strict=True) if shape.covers(point)]
        )
        for shape in shapes
    ]


def _cut(
    shape: Polygon | MultiPolygon, part: float
) -> tuple[Polygon | MultiPolygon, Polygon | MultiPolygon]:
    """Two pieces of ``shape`` across its longer side, the first holding ``part`` of the area."""
    west, south, east, north = shape.bounds
    is_wide = east - west >= north - south
    low, high = (west, east) if is_wide else (south, north)
    start, end = low, high
    for _ in range(40):
        middle = (start + end) / 2
        piece = box(west, south, middle, north) if is_wide else box(west, south, east, middle)
        if shape.intersection(piece).area < part * shape.area:
            start = middle
        else:
            end = middle
    middle = round(middle, 6)
    one = box(west, south, middle, north) if is_wide else box(west, south, east, middle)
    return shape.intersection(one), shape.difference(one)
