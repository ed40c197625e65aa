"""Made-up survey records with replicate weights, and the places that their areas lie in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.framework.tables import WEIGHTS

AREAS = ["9900100", "9900200", "9900300"]
Part = tuple[str, str, str, float, float]


def allocation(*parts: Part) -> pd.DataFrame:
    """A crosswalk of 2020's areas: area, level, place, part of the area in it, part of the place."""
    frame = pd.DataFrame(parts, columns=["puma", "level", "geoid", "afact", "afact2"])
    return frame.assign(puma_vintage=2020, geo_vintage=2022, snapshot="crosswalk@1")


# 9900100 is the whole of county 001; 002 and 003 share 9900200; 004 is parts of two; a city is half
# of the first area and a third of the second.
ALLOCATION = allocation(
    ("9900100", "county", "99001", 1.0, 1.0),
    ("9900200", "county", "99002", 0.5, 1.0),
    ("9900200", "county", "99003", 0.2, 1.0),
    ("9900200", "county", "99004", 0.3, 0.6),
    ("9900300", "county", "99004", 0.25, 0.4),
    ("9900300", "county", "99005", 0.75, 1.0),
    ("9900100", "place", "9900010", 0.5, 0.6),
    ("9900200", "place", "9900010", 1 / 3, 0.4),
)


def survey_records(size: int = 900, seed: int = 3) -> pd.DataFrame:
    """Records of three areas with unequal weights, ``gender``, ``has`` (0.7) and ``income`` (0 to 100)."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(5, 40, size)
    replicates = np.rint(weights[:, None] * rng.choice([0.3, 1.0, 1.7], (size, 80)))
    frame = pd.DataFrame(np.column_stack([weights, replicates]).astype("int32"), columns=WEIGHTS)
    return frame.assign(
        puma=rng.choice(AREAS, size),
        puma_vintage=2020,
        year=2023,
        period="2019-2023",
        snapshot="pums@1",
        gender=pd.Categorical(rng.choice(["Female", "Male"], size)),
        has=rng.random(size) < 0.7,
        income=rng.uniform(0, 100, size),
    )
