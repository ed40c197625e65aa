"""The place beside the typical place of its kind, where the nation's own value is no yardstick for places.

The nation's value counts people, and most of them live in a few large places. Of the country's workers 5
in 100 commute by public transportation, and in 97 of 100 counties fewer do: worse than the nation is
then what nearly every county is. Where the nation's value lies outside the middle half of the places, a
place is compared with the typical one instead: half of all places have more, half less.

An area of one's own is compared with the typical county, since there is no list of areas; so is a city that is a county, in
what too few cities have a value of.

The typical value is taken as known. It is the median of hundreds or thousands of places, so its own error is
a small part of one place's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mobility_analysis.framework.estimate import STRONG, IntervalKind
from mobility_analysis.framework.places import Level
from mobility_analysis.insights.compare import PLACES
from mobility_analysis.insights.findings import Finding, Kind, unjudged
from mobility_analysis.insights.selection import Selection, Value
from mobility_analysis.insights.sentences import against
from mobility_analysis.insights.standing import Distribution, Distributions, among
from mobility_analysis.insights.testing import Z95, correct, judge, method_for, set_beside

TYPICAL = "typical"
TYPICAL_COUNTY = "typical_county"  # beside a city
MIDDLE_HALF = (25.0, 75.0)


def compare_with_typical(
    selection: Selection,
    geoid: str,
    nation: str,
    *,
    distributions: Distributions,
    measures: Iterable[str],
    typical: dict[str, float],
    is_county_too: bool = False,
) -> list[Finding]:
    """Comparisons with the typical place, for measures in which the nation's value is not typical.

    Parameters
    ----------
    measures
        Ids of the measures to look at.
    typical
        Typical distance between all counties by measure id.
    is_county_too
        The place is a city, and a county under another code.

    Returns
    -------
    list of Finding
        Corrected by Holm's method for their number.
    """
    family = []
    for measure in measures:
        value = selection.latest(measure, geoid)
        if value is None or not value.usable or value.is_history:
            continue
        versus, places = _places(distributions, value, is_county_too=is_county_too)
        if places is None:
            continue
        beside = selection.beside(value, nation)
        if beside is not None and beside.value is not None and _is_typical(places, beside.value):
            continue
        if value.borrowed_from or value.open_end:
            continue
        family.append(_compare(value, versus, places, typical.get(measure)))
    return correct(family, PLACES)


def typical_words(level: str, versus: str = TYPICAL) -> str:
    """What the typical place beside one of ``level`` is called: "the typical county"."""
    is_city = level == Level.PLACE.value and versus != TYPICAL_COUNTY
    return f"the typical {'city' if is_city else 'county'}"


def typical_names(level: str) -> dict[str, str]:
    """Labels of what a comparison with the typical place names as its other side: "Typical county"."""
    return {
        versus: typical_words(level, versus).removeprefix("the ").capitalize()
        for versus in (TYPICAL, TYPICAL_COUNTY)
    }


def _places(
    distributions: Distributions, value: Value, *, is_county_too: bool
) -> tuple[str, Distribution | None]:
    """What the typical place is called in the findings, and the places it is of."""
    of_counties = replace(value, level=Level.COUNTY.value)
    if value.level == Level.AREA.value:
        return TYPICAL, among(distributions, of_counties)
    own = among(distributions, value)
    if own is None and is_county_too:
        return TYPICAL_COUNTY, among(distributions, of_counties)
    return TYPICAL, own


def _is_typical(places: Distribution, nation: float) -> bool:
    return MIDDLE_HALF[0] <= places.rank(nation) <= MIDDLE_HALF[1]


def _compare(value: Value, versus: str, places: Distribution, scale: float | None) -> Finding:
    ours, middle = _with_error(value), _typical(value, versus, places)
    blank = unjudged(
        Kind.VERSUS_TYPICAL,
        value,
        versus,
        method=method_for(ours, middle, scale),
        sentence="",
        estimate_keys=(value.key,),
    )
    found = judge(set_beside(blank, ours, middle, scale), ours, middle, PLACES, scale)
    return replace(found, sentence=against(found, value, typical_words(value.level, versus)))


def _with_error(value: Value) -> Value:
    """A rate of counted events by the error of its interval: there is no second count to test it against."""
    is_sampled = value.interval_kind != IntervalKind.SUPPRESSION_BOUNDS.value
    plain = replace(value, numerator=None, denominator=None)
    if value.se is not None or value.lower is None or value.upper is None or not is_sampled:
        return plain
    return replace(plain, se=(value.upper - value.lower) / (2 * Z95))


def _typical(value: Value, versus: str, places: Distribution) -> Value:
    middle = places.median
    is_bounded = value.interval_kind == IntervalKind.SUPPRESSION_BOUNDS.value
    return replace(
        value,
        geoid=versus,
        value=middle,
        lower=middle if is_bounded else None,
        upper=middle if is_bounded else None,
        se=0.0,
        ci_method="",
        numerator=None,
        denominator=None,
        grade=STRONG,
        reasons=(),
        sources=(),
    )
