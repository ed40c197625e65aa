"""A small set of survey records, made by a rule, for checking against an independent survey library."""

from __future__ import annotations

import numpy as np
import pandas as pd

PEOPLE, REPLICATES = 60, 80


def survey() -> pd.DataFrame:
    """60 people: full weight ``w0``, replicates ``w1`` to ``w80`` (one below 0), ``has``, ``income``."""
    person = np.arange(PEOPLE)
    weights = {"w0": 20.0 + 7 * (person % 9)}
    for number in range(1, REPLICATES + 1):
        factor = np.array([0.3, 1.0, 1.7])[(person * number + number // 3) % 3]
        weights[f"w{number}"] = np.round(weights["w0"] * factor)
    weights["w5"][3] = -4.0
    return pd.DataFrame(weights).assign(
        has=((person * 7) % 10 < 6).astype(float), income=1_000.0 * (15 + (person * 37) % 90)
    )
