"""Neighboring tracts of a county merged until a share is precise enough to be read.

A fixed rule, not a judgement: the least precise area joins the neighbor with the longest common border, until
every area's 95 percent margin of error is at most the stated one, or no neighbor is left. The same input gives
the same areas. Errors are propagated by the Census handbook's formulas.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from mobility_analysis.estimation.propagate import Z95, Array

# "8 percent, plus or minus 10 points" is the least that tells one neighborhood from another.
MARGIN = 0.10

Borders = dict[int, dict[int, float]]


def borders(shapes: NDArray[np.object_]) -> Borders:
    """Length of the border that each shape shares with each neighbor, in the units of the shapes.

    Shapes that meet in a point only are no neighbors.
    """
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < two
    one, two = one[once], two[once]
    lengths = shapely.length(shapely.intersection(shapes[one], shapes[two]))
    found: Borders = {position: {} for position in range(len(shapes))}
    for first, second, length in zip(one.tolist(), two.tolist(), lengths.tolist(), strict=True):
        if length > 0:
            found[first][second] = found[second][first] = length
    return found


@dataclass
class _Sum:
    """Counts of an area while it is being merged. Of the errors of zeros only the largest counts (handbook)."""

    top: float
    bottom: float
    top_square: float
    top_zero: float
    bottom_square: float
    members: list[int]

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(
            self.top + other.top,
            self.bottom + other.bottom,
            self.top_square + other.top_square,
            max(self.top_zero, other.top_zero),
            self.bottom_square + other.bottom_square,
            self.members + other.members,
        )

    @property
    def margin(self) -> float:
        if self.bottom <= 0:
            return float("inf")
        share = self.top / self.bottom
        variance = self.top_square + self.top_zero
        inside = variance - share**2 * self.bottom_square
        if inside < 0 or share in {0.0, 1.0}:
            inside = variance + share**2 * self.bottom_square
        return float(Z95 * np.sqrt(inside) / self.bottom)


def merge(tracts: Array, shared: Borders, margin: float = MARGIN) -> NDArray[np.int64]:
    """Number of the area each tract belongs to, 0 upwards in the order of the tracts.

    Parameters
    ----------
    tracts
        The tracts of one county by ``geoid``, shape (tracts, 4): part, its standard error, whole, its
        standard error.
    shared
        Border lengths by the tracts' positions (:func:`borders`).
    margin
        Largest 95 percent margin of error allowed, 0.10 for ten percentage points.
    """
    sums = _singles(tracts)
    links = {position: dict(neighbors) for position, neighbors in shared.items()}
    waiting = [(-area.margin, position) for position, area in sums.items() if area.margin > margin]
    heapq.heapify(waiting)
    while waiting:
        worst, position = heapq.heappop(waiting)
        if position not in sums or -sums[position].margin != worst or not links[position]:
            continue  # already merged, or without a neighbor
        mate = max(links[position], key=lambda other: (links[position][other], -other))
        keep, gone = sorted((position, mate))
        sums[keep] += sums.pop(gone)
        _relink(links, keep, gone)
        if sums[keep].margin > margin:
            heapq.heappush(waiting, (-sums[keep].margin, keep))
    area = np.empty(len(tracts), dtype=np.int64)
    for number, position in enumerate(sorted(sums)):
        area[sums[position].members] = number
    return area


def _singles(tracts: Array) -> dict[int, _Sum]:
    return {
        position: _Sum(
            top,
            bottom,
            top_se**2 if top > 0 else 0.0,
            top_se**2 if top == 0 else 0.0,
            bottom_se**2,
            [position],
        )
        for position, (top, top_se, bottom, bottom_se) in enumerate(tracts.tolist())
    }


def _relink(links: Borders, keep: int, gone: int) -> None:
    """``gone`` has become a part of ``keep``: its borders are now the other's."""
    for other, length in links.pop(gone).items():
        links[other].pop(gone)
        if other != keep:
            links[keep][other] = links[other][keep] = links[keep].get(other, 0.0) + length
