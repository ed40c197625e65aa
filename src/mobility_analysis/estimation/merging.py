"""Neighboring tracts of a county merged until a share is precise enough."""

import numpy as np
import pandas as pd
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

Z90 = 1.645


def neighbors(shapes: list[BaseGeometry]) -> list[set[int]]:
    """Who shares a boundary line (not a mere corner) with whom; an island gets its nearest."""
    tree = STRtree(shapes)
    found: list[set[int]] = [set() for _ in shapes]
    for one, two in tree.query(shapes, predicate="intersects").T.tolist():
        if one < two and shapes[one].intersection(shapes[two]).length > 0:
            found[one].add(two)
            found[two].add(one)
    for lone, touching in enumerate(found):
        others = [i for i in range(len(shapes)) if i != lone]
        if not touching and others:
            near = min(others, key=lambda i: (shapes[lone].distance(shapes[i]), i))
            touching.add(near)
            found[near].add(lone)
    return found


def share_cv(part: float, base: float, part_var: float, base_var: float) -> float:
    """Coefficient of variation of part / base by the Census handbook's share formula."""
    if part <= 0 or base <= 0:
        return float("inf")
    share = part / base
    inside = part_var - share**2 * base_var
    if inside < 0:
        inside = part_var + share**2 * base_var
    return float(np.sqrt(inside) / part)


def merge_county(tracts: pd.DataFrame, shapes: dict[str, BaseGeometry], cv: float) -> pd.Series:
    """Area of each tract (named by its first geoid): merged until every area's CV is <= `cv`.

    `tracts`: geoid, part, base, part_moe, base_moe (90 %) of one county. The least precise area
    joins its smallest neighbor (ties by geoid); it stops when all meet `cv` or none can join.
    """
    rows = tracts.sort_values("geoid")
    ids = rows["geoid"].tolist()
    errors = (rows[["part_moe", "base_moe"]].to_numpy(float) / Z90) ** 2
    sums = np.hstack([rows[["part", "base"]].to_numpy(float), errors])
    links = neighbors([shapes[geoid] for geoid in ids])
    members = {i: [i] for i in range(len(ids))}
    worth = {i: share_cv(*sums[i]) for i in members}
    while open_areas := [i for i in members if worth[i] > cv and links[i]]:
        worst = max(open_areas, key=lambda i: (worth[i], -i))
        mate = min(links[worst], key=lambda i: (sums[i, 1], i))
        keep, gone = min(worst, mate), max(worst, mate)
        sums[keep] += sums[gone]
        members[keep] += members.pop(gone)
        for other in links[gone]:
            links[other].discard(gone)
            if other != keep:
                links[other].add(keep)
                links[keep].add(other)
        worth[keep] = share_cv(*sums[keep])
        del worth[gone]
    areas = {ids[i]: ids[first] for first, group in members.items() for i in group}
    return pd.Series(areas, name="area").sort_index()
