"""How far counts of events move from year to year, where they move by more than a Poisson count does.

Births, deaths and arrests are tested as Poisson counts: over ten years, births of low weight and injury deaths
of counties with 40 to 200 cases in both periods scattered by 1.1 to 1.5 times as much, real change
included. Other counts come in clusters (families, a series of burglaries), or depend on who looks. Their
variance between two years is told by two numbers: ``times`` the count, as if so many came at once, and
the square of a ``part`` of it, which all of a place share in a year.

Both are from one-year changes of places' counts, beside the median change, as the middle squared
standardized change over that of a normal variable:

* Students experiencing homelessness, 1,673 to 1,812 counties in each of seven pairs of school years from
  2014-2015 to 2021-2022: 1.2 to 2.3 times Poisson at 40 to 100 students in both years, 3.4 to 5.5 at 100 to
  200, 5 to 8 at 500 to 1,000, 10 to 16 at 1,000 to 3,000, and 23 to 74 above.
* Crimes known to the police of cities, 2013 to 2015 (444 cities): violent ones 2 times at 200 to 500 in both
  years, 5 at 1,000 to 2,000, 17 to 20 at 5,000 to 20,000; property crimes 10 at 2,000 to 5,000, 13 to 24 at 5,000
  to 20,000.

What all places of a state or the nation share is no chance of any one of them, so their own counts have no
``part``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from mobility_analysis.framework.places import Level
from mobility_analysis.insights.selection import Value

_LARGE = (Level.NATION.value, Level.STATE.value)


@dataclass(frozen=True)
class Scatter:
    """Variance of a count: ``times`` the count plus the square of ``part`` of it."""

    times: float
    part: float

    def variance(self, count: float, *, is_large_area: bool = False) -> float:
        """Return the variance of ``count`` from year to year; one event where there was none."""
        least = max(count, 1.0)
        part = 0.0 if is_large_area else self.part
        return self.times * least + (part * least) ** 2


CRIMES = Scatter(times=1.5, part=0.06)
SCATTER = {
    "share_homeless": Scatter(times=3.0, part=0.10),
    "rate_crime_violent": CRIMES,
    "rate_crime_property": CRIMES,
    # Offenses of the newer system, of the same police: no two years of it are at hand to tell more.
    "rate_crime_against_persons": CRIMES,
    "rate_crime_against_property": CRIMES,
}


def chance_error(value: Value) -> float | None:
    """Standard error of a value for chance from year to year, in its unit; None if it is not known.

    ``numerator`` must be the count of events and ``denominator`` the people it is divided by.
    """
    scatter = SCATTER.get(value.measure.id)
    if scatter is None or value.value is None or value.numerator is None or not value.denominator:
        return None
    variance = scatter.variance(value.numerator, is_large_area=value.level in _LARGE)
    per = value.value / value.numerator if value.numerator > 0 else 1 / value.denominator
    return math.sqrt(variance) * per
