"""The words of the spine: where a row stands, why it has no mark, what its label says, how the number changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mobility_analysis.core.missing import Missing
from mobility_analysis.framework.places import Level
from mobility_analysis.framework.registry import Direction
from mobility_analysis.insights.findings import Finding, Kind, Verdict
from mobility_analysis.insights.numbers import brief, plain, with_unit
from mobility_analysis.insights.patterns import say
from mobility_analysis.insights.selection import printed_period
from mobility_analysis.insights.standing import Standing, in_100

if TYPE_CHECKING:
    from mobility_analysis.runs.place_data import PlaceData

# With so many equal values "ahead of" would mislead: most places that are not behind are equal.
MANY_TIED = 10


def position_words(row: Standing) -> str:
    """The rank, or the ranks between which the interval reaches, as in "ahead of 88-96 in 100"."""
    if row.rank is None:
        return why_unranked(row)
    ahead, behind = ("ahead of", "behind") if row.is_judged else ("above", "below")
    low, high = (in_100(row.rank if end is None else end) for end in (row.low, row.high))
    if row.tied >= MANY_TIED:
        return f"the same as {row.tied} in 100"
    if low == high in ("0", "100"):
        return f"{ahead if low == '100' else behind} all"
    reach = low if low == high else f"{low}\u2013{high}"
    return f"{ahead} {reach} in 100"


def _which(row: Standing) -> str:
    """Among whom, where some places have no usable value: "among 2,501 of 3,144 counties"."""
    if row.among is None or row.value is None or row.among.is_complete:
        return ""
    places = "counties" if row.value.level == Level.COUNTY.value else "cities"
    return f"among {plain(row.among.n, 0)} of {plain(row.among.places, 0)} {places}"


def why_unranked(row: Standing) -> str:
    """Why a row has no mark."""
    if row.value is None or row.value.value is None:
        is_of_groups = row.value is not None and row.value.missing_reason == Missing.NOT_APPLICABLE
        return "numbers of groups only" if is_of_groups else "no value"
    if not row.value.usable:
        return "do not act on this"
    if row.value.is_history:
        return f"history: of {row.value.when}"
    if row.among is None:
        return "too few places to compare"
    return f"only {plain(row.among.n, 0)} of {plain(row.among.places, 0)} to compare"


def row_label(row: Standing) -> str:
    """The label with its years, since those of other rows differ, and with what else sets it apart."""
    apart = []
    if row.rank is not None and row.value is not None:
        apart.append(row.value.dated)
        apart.append(with_unit(row.measure, "").strip())
    if row.rank is not None and not row.is_judged:
        has_direction = row.measure.direction is not Direction.NONE
        apart.append("not all agencies reported" if has_direction else "neither way is better")
    if row.rank is not None and row.value is not None and row.value.borrowed_from:
        apart.append("of a larger area")
    if row.rank is not None and _which(row):
        apart.append(_which(row))
    apart = list(filter(None, apart))
    return f"{row.label} ({', '.join(apart)})" if apart else row.label


def change_of(data: PlaceData, row: Standing) -> Finding | None:
    """The change over time of the value that a row ranks; ``None`` where no test tells of one or of none."""
    if row.rank is None or row.value is None:
        return None
    return next(
        (
            finding
            for finding in data.findings_of(row.measure.id, Kind.TREND)
            if finding.estimate_keys[0] == row.value.key
            and finding.p_value is not None
            and finding.suggested is None
            and finding.verdict is not Verdict.CANNOT_TELL
        ),
        None,
    )


def change_words(finding: Finding | None) -> str:
    """The verdict of a tested change and its first period: "Improved since 2013"; nothing without one."""
    if finding is None:
        return ""
    first = printed_period(finding.versus)
    return say("change_since", verdict=finding.verdict_words, first=first)


def rank_words(row: Standing, rank: float) -> str:
    """Where another mark of a row stands: "ahead of 68 in 100"."""
    return f"{'ahead of' if row.is_judged else 'above'} {in_100(rank)} in 100"


def right_words(row: Standing) -> str:
    """The number and its position, or why there is none."""
    if row.rank is None or row.value is None or row.value.value is None:
        return why_unranked(row)
    number = brief(row.measure, row.value.value, row.value.open_end)
    return f"{number}, {position_words(row)}"
