"""Which values are extreme: those far from the middle, by a rule that the extremes cannot move.

The modified z score of Iglewicz and Hoaglin (*How to Detect and Handle Outliers*, ASQC 1993), as the
NIST/SEMATECH handbook of statistical methods gives it in section 1.3.5.17: the distance from the median
in median absolute deviations, scaled so that it is a standard deviation where values are normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Distance from which Iglewicz and Hoaglin call a value a potential outlier.
EXTREME_FROM = 3.5
# Standard deviation of normal values with a median absolute deviation of 1 (1 / 0.6745).
NORMAL_SCALE = 1.4826


@dataclass(frozen=True)
class OrdinaryRange:
    """The middle of a measure's values and how far apart they usually lie.

    Attributes
    ----------
    median
        In the measure's unit.
    spread
        Scaled median absolute deviation, in the measure's unit; more than zero.
    """

    median: float
    spread: float

    @property
    def lower(self) -> float:
        """Values below this are extreme."""
        return self.median - EXTREME_FROM * self.spread

    @property
    def upper(self) -> float:
        """Values above this are extreme."""
        return self.median + EXTREME_FROM * self.spread

    def distance(self, values: np.ndarray) -> np.ndarray:
        """How many spreads each value lies above (or, negative, below) the median."""
        return (np.asarray(values, dtype=float) - self.median) / self.spread


def ordinary_range(values: np.ndarray) -> OrdinaryRange | None:
    """The ordinary range of ``values``, or ``None`` where they have none.

    They have none where there are no values, or where more than half are one and the same: then every
    other value would be called extreme.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not len(known):
        return None
    median = float(np.median(known))
    spread = NORMAL_SCALE * float(np.median(np.abs(known - median)))
    return OrdinaryRange(median, spread) if spread > 0 else None
