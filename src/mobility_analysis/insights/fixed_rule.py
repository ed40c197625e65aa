"""When two values without margins are called apart: a rule, not a test.

Apart are two values that differ by more than half of the typical distance between counties, and by more than
one step of what is printed. Half a standard deviation is what people notice and what matters to them in
most scales that were tried (Norman, Sloan and Wyrwich 2003, *Medical Care* 41:582-592); a step of the
printed number is what rounding alone can make. The rule is symmetric: it asks nothing of either value, so that
two places say the same of one another. Where too few places tell how far apart counties are, a tenth of the
mean of the two values stands in.
"""

from __future__ import annotations

from mobility_analysis.framework.registry import Measure, Unit

PART_OF_SPREAD = 0.5
PART_OF_MEAN = 0.10
_SLACK = 1e-9  # 0.02 - 0.01 is a little more than 0.01 to a computer


def printed_step(measure: Measure) -> float:
    """Smallest difference that a printed value can show, in the measure's unit."""
    step = 10.0**-measure.decimals
    return step / 100 if measure.unit is Unit.SHARE else step


def least_apart(measure: Measure, value: float, other: float, typical: float | None) -> float:
    """The difference that two values must exceed to be called apart.

    ``typical`` is the typical distance between counties (a standard deviation), in the measure's unit.
    """
    if typical is not None and typical > 0:
        least = PART_OF_SPREAD * typical
    else:
        least = PART_OF_MEAN * (abs(value) + abs(other)) / 2
    return max(least, printed_step(measure))


def is_apart(measure: Measure, value: float, other: float, typical: float | None) -> bool:
    """Whether two values differ by more than the rule asks for."""
    return abs(value - other) > least_apart(measure, value, other, typical) + _SLACK
