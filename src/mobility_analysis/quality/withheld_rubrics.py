"""Counts with withheld parts: graded by how far the fewest and the most possible lie apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mobility_analysis.quality.precision import MINIMUM_N, Graded, has, pick, reasons_of

MANY_STUDENTS = 0.5  # of the students of the fall, counted as homeless over the year
# Suppressed counts: upper over lower bound (Urban Institute, Mobility Metrics, homelessness).
BOUNDS_STRONG = 1.05
BOUNDS_CARE = 1.10


def suppression_bounds(frame: pd.DataFrame) -> Graded:
    """Counts with withheld parts: by how far the bounds lie apart; ``n`` is all students."""
    bottom = frame["lower"].where(frame["lower"] > 0)
    ratio = (frame["upper"] / bottom).fillna(np.inf)
    few = (frame["n"] < MINIMUM_N) | (frame["numerator"] < MINIMUM_N)
    half = has(frame, "districts_mostly_without_row", "mostly_without_enrollment")
    some = has(frame, "districts_without_row", "partly_without_enrollment")
    # More than half of the students, after a hurricane: the year's count over the enrollment of one day in fall.
    many = (frame["measure"] == "share_homeless") & (frame["value"] > MANY_STUDENTS)
    bad = (ratio > BOUNDS_CARE) | few | half
    care = ((ratio > BOUNDS_STRONG) | some | many) & ~bad
    is_whole = ~has(
        frame, *(f"{part}_without_enrollment" for part in ("mostly", "partly", "hardly"))
    )
    exact = (ratio == 1) & is_whole
    return pick(frame, bad, care), reasons_of(
        frame,
        (ratio > BOUNDS_CARE, "mostly_suppressed"),
        (few, "few_students"),
        ((ratio > 1) & (ratio <= BOUNDS_CARE), "suppressed_parts"),
        (many, "most_students"),
        (exact & ~few, "complete_count"),
        (True, "address_based"),
    )


def withheld_parts(frame: pd.DataFrame) -> Graded:
    """Counts with withheld parts: by how far the fewest and the most possible lie apart."""
    ratio = (frame["upper"] / frame["lower"].where(frame["lower"] > 0)).fillna(np.inf)
    bad = ratio > BOUNDS_CARE
    care = (ratio > BOUNDS_STRONG) & ~bad
    exact = ratio == 1
    return pick(frame, bad, care), reasons_of(
        frame,
        (bad, "mostly_withheld"),
        (care, "parts_withheld"),
        (~bad & ~care & ~exact, "hardly_withheld"),
        (exact, "complete_count"),
    )
