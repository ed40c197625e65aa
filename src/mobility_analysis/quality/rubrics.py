"""Named rubrics, so that a grade means the same for every metric.

Grades are 1 strong, 2 use with care, 3 do not act on it. Thresholds and their sources stand on top;
each rubric is one small function from estimates to a grade and its reason codes; ``reasons.REASONS``
holds the sentence a reader sees.
"""

from __future__ import annotations

import pandas as pd

from mobility_analysis.quality.area_rubrics import of_survey_areas
from mobility_analysis.quality.floor import with_floor
from mobility_analysis.quality.precision import (
    CV_STRONG,
    CV_UNRELIABLE,
    EVENTS_STABLE,
    MINIMUM_N,
    SHARE_RELATIVE_WIDTH_UNRELIABLE,
    SHARE_WIDTH_ALWAYS_SHOWN,
    SHARE_WIDTH_STRONG,
    SHARE_WIDTH_UNRELIABLE,
    Graded,
    Rubric,
    counted_events,
    has,
    no_margin,
    pick,
    reasons_of,
    relative_precision,
    share_precision,
)
from mobility_analysis.quality.withheld_rubrics import suppression_bounds, withheld_parts

# Small areas: the margin that neighboring tracts are merged to (estimation.merging), with a little room
# for the difference between the rule's plain margin and the interval shown.
AREA_MARGIN = 0.105

# Mean scores in grade levels: known within a quarter, and within half, of a school year (our choice).
LEVEL_STRONG, LEVEL_CARE = 0.25, 0.5

PUPILS_OF_A_CLASS = 15  # fewer pupils of a group are weak (Urban Institute, school diversity)

# Births: counts below these are unstable (Urban Institute, Mobility Metrics, neonatal health; the
# 20-event floor is NCHS practice for rates).
BIRTHS_STRONG = 200
BIRTHS_CARE = 100
# Physicians: how far one more doctor would move the ratio (Urban Institute, Mobility Metrics).
ONE_MORE_STRONG = 0.20
ONE_MORE_CARE = 0.40

# Monitors: share of the year's days with a reading. 75% is EPA's completeness rule for a valid year
# (40 CFR part 50, appendices N and U).
DAYS_COMPLETE = 0.75
DAYS_HALF = 0.50


def births(frame: pd.DataFrame) -> Graded:
    """Shares of births: by the number of births (``n``), of cases, and by the interval."""
    width_grade, _ = share_precision(frame)
    few = frame["n"] < BIRTHS_CARE
    some = (frame["n"] < BIRTHS_STRONG) | (frame["numerator"] < EVENTS_STABLE)
    pooled = frame["borrowed_from"].notna()
    bad = few | (width_grade == 3) | pooled
    care = some | (width_grade == 2)
    several_years = frame["period"].astype(str).str.contains("-")
    return pick(frame, bad, care), reasons_of(
        frame,
        (frame["n"] < BIRTHS_STRONG, "few_births"),
        ((frame["numerator"] < EVENTS_STABLE) & ~few, "few_events"),
        (pooled, "pooled_area"),
        (~few & (width_grade == 3), "too_imprecise"),
        (~bad & (width_grade == 2), "wide_interval"),
        (~bad & ~care, "complete_count"),
        (several_years, "pooled_years"),
    )


def one_more_physician(frame: pd.DataFrame) -> Graded:
    """People per physician: the worse of what one more physician would do (``denominator`` is physicians)
    and the coefficient of variation, as of every other ratio."""
    change = 1 / (frame["denominator"] + 1)
    large = change >= ONE_MORE_CARE
    medium = (change >= ONE_MORE_STRONG) & ~large
    cv = frame["denominator"].where(frame["denominator"] > 0) ** -0.5
    imprecise = cv > CV_UNRELIABLE
    wide = (cv > CV_STRONG) & ~imprecise
    return pick(frame, large | imprecise, medium | wide), reasons_of(
        frame,
        (large, "one_more_large"),
        (medium, "one_more_medium"),
        (~large & ~medium, "one_more_small"),
        (imprecise, "too_imprecise"),
        (wide, "wide_interval"),
    )


def monitored_days(frame: pd.DataFrame) -> Graded:
    """Monitored air: by the share of the year's days with a reading (``n`` is days), and by whether those days
    tell of the pollutants that matter (codes of the metric)."""
    share = frame["n"] / 365
    few = share < DAYS_HALF
    part = share < DAYS_COMPLETE
    bad = few | has(frame, "monitors_of_minor_pollutants")
    care = part | has(frame, "monitors_partly_of_minor_pollutants")
    return pick(frame, bad, care), reasons_of(
        frame,
        (few, "monitors_few_days"),
        (part & ~few, "monitors_part_year"),
        (~part, "monitors_full_year"),
        (True, "monitors_not_everywhere"),
    )


def reporting_agencies(frame: pd.DataFrame) -> Graded:
    """Counts of the police: by the residents whose agency reported (codes of the metric), and by chance.

    Four fifths is the line of the Urban Institute's Mobility Metrics, there of agencies, here of the
    residents they serve; strong is 95 percent and more. The same lines hold for the part of the people an
    agency serves who live in the place. Rates by race and ethnicity are never strong, nor the rate of a
    larger area.
    """
    chance, reasons = counted_events(frame)
    care = has(frame, "agencies_most", "serves_some_others", "race_by_police")
    care |= frame["borrowed_from"].notna()
    half = has(frame, "agencies_half", "serves_many_others")
    return pick(frame, (chance == 3) | half, (chance == 2) | care), reasons.map(
        lambda codes: [code for code in codes if code != "complete_count"]
    )


def concentrated_poverty(frame: pd.DataFrame) -> Graded:
    """Shares over tracts above a cut: by the simulated interval; without one, by what the cut decides.

    A value of zero is judged by the width alone: no tract above the cut is a finding, not a rarity.
    """
    width = frame["upper"] - frame["lower"]
    near, far = (
        frame["reasons"].map(lambda codes, code=code: code in codes)
        for code in ("near_the_line", "far_from_the_line")
    )
    unknown = width.isna() & ~far
    relative = (width / frame["value"].where(frame["value"] > 0)).fillna(0)
    bad = near | (width >= SHARE_WIDTH_UNRELIABLE)
    bad |= (width > SHARE_WIDTH_ALWAYS_SHOWN) & (relative > SHARE_RELATIVE_WIDTH_UNRELIABLE)
    wide = width > SHARE_WIDTH_STRONG
    few = ~wide & (relative > SHARE_RELATIVE_WIDTH_UNRELIABLE)
    care = unknown | wide | few | has(frame, "edge_of_simulation")
    return pick(frame, bad, care), reasons_of(
        frame,
        (bad & ~near, "too_imprecise"),
        (wide & ~bad, "wide_interval"),
        (few & ~bad, "rarer_side_imprecise"),
        (~bad & ~care & ~far, "precise"),
        (unknown, "no_margin_published"),
    )


def area_margin(frame: pd.DataFrame) -> Graded:
    """Shares of small areas: by the margin itself, which is what tracts are merged for."""
    margin = (frame["upper"] - frame["lower"]) / 2
    bad = ~(margin <= AREA_MARGIN)
    care = ~bad & (margin > AREA_MARGIN / 2)
    return pick(frame, bad, care), reasons_of(
        frame,
        (bad, "not_known_within_10"),
        (care, "known_within_10"),
        (~bad & ~care, "known_within_5"),
    )


def learning_rate(frame: pd.DataFrame) -> Graded:
    """Slopes over grades: by the margin, the number of grades and the fewest tests (``n``)."""
    grades, reasons = relative_precision(frame)
    few = frame["n"] < MINIMUM_N
    bad = (grades == 3) | few | has(frame, "two_or_three_grades")
    care = (grades == 2) | has(frame, "four_grades")
    tests = reasons_of(frame, (few, "few_tests"))
    return pick(frame, bad, care), reasons + tests


def reading_level(frame: pd.DataFrame) -> Graded:
    """Mean scores in grade levels: by the margin, and the tests (``n``)."""
    margin = (frame["upper"] - frame["lower"]) / 2
    few = frame["n"] < MINIMUM_N
    imprecise = ~(margin <= LEVEL_CARE)
    wide = (margin > LEVEL_STRONG) & ~imprecise
    return pick(frame, imprecise | few, wide), reasons_of(
        frame,
        (few, "few_tests"),
        (imprecise, "too_imprecise"),
        (wide, "wide_interval"),
        (~imprecise & ~wide & ~few, "precise"),
    )


def modeled_schools(frame: pd.DataFrame) -> Graded:
    """Pupils of modeled schools: by the model's interval, pupils (``n``) and schools known."""
    width = (frame["upper"] - frame["lower"]).fillna(0.0)
    few = frame["n"] < PUPILS_OF_A_CLASS
    some = frame["n"] < MINIMUM_N
    bad = few | (width >= SHARE_WIDTH_UNRELIABLE)
    care = some | (width > SHARE_WIDTH_STRONG) | has(frame, "some_schools_unknown")
    return pick(frame, bad, care), reasons_of(
        frame,
        (some, "few_pupils"),
        (width >= SHARE_WIDTH_UNRELIABLE, "too_imprecise"),
        ((width > SHARE_WIDTH_STRONG) & (width < SHARE_WIDTH_UNRELIABLE), "wide_interval"),
        (~bad & ~care, "precise"),
    )


def lunch_schools(frame: pd.DataFrame) -> Graded:
    """Pupils of schools by lunch counts: never strong; weak where unknown schools decide."""
    width = (frame["upper"] - frame["lower"]).fillna(0.0)
    wide = width >= SHARE_WIDTH_UNRELIABLE
    few = frame["n"] < MINIMUM_N
    bad = wide | few
    return pick(frame, bad, pd.Series(True, index=frame.index)), reasons_of(
        frame, (few, "few_pupils"), (True, "lunch_counts_differ")
    )


def modeled_cost(frame: pd.DataFrame) -> Graded:
    """Pay over a modeled cost of living: never strong; weak below 30 establishments (``n``)."""
    few = frame["n"] < MINIMUM_N
    return pick(frame, few, pd.Series(True, index=frame.index)), reasons_of(
        frame, (few, "few_establishments"), (True, "modeled")
    )


def modeled_tracts(frame: pd.DataFrame) -> Graded:
    """Means of modeled values of tracts: never strong; weak where a quarter or more has no value, or where
    the tracts of a kind lie near the line between the kinds."""
    weak = has(frame, "many_tracts_without_value") | has(frame, "near_the_line")
    return pick(frame, weak, pd.Series(True, index=frame.index)), reasons_of(
        frame, (True, "modeled_value")
    )


def householders(frame: pd.DataFrame) -> Graded:
    """Shares of people by the race of their householder: by the interval's width, and never strong."""
    grades, reasons = share_precision(frame)
    by_race = reasons_of(frame, (True, "race_of_householder"))
    return grades.clip(lower=2), reasons.map(
        lambda codes: [code for code in codes if code != "precise"]
    ) + by_race


def turnout(frame: pd.DataFrame) -> Graded:
    """Votes over adults: complete counts, held at "use with care" because adults are not voters."""
    above = frame["value"] > 1
    return pick(frame, above, pd.Series(True, index=frame.index)), reasons_of(
        frame, (above, "more_votes_than_adults"), (True, "adults_not_citizens")
    )


def turnout_of_citizens(frame: pd.DataFrame) -> Graded:
    """Votes over citizens of voting age: by the interval's width; never strong where nobody certified the
    votes."""
    grades, reasons = share_precision(frame)
    uncertified = has(frame, "media_compiled")
    plain = reasons.map(lambda codes: [code for code in codes if code != "precise"])
    return grades.mask(uncertified, grades.clip(lower=2)), reasons.mask(uncertified, plain)


RUBRICS: dict[str, Rubric] = {
    "share_precision": with_floor(share_precision),
    "relative_precision": with_floor(relative_precision),
    "suppression_bounds": suppression_bounds,
    "withheld_parts": withheld_parts,
    "births": births,
    "one_more_physician": one_more_physician,
    "monitored_days": monitored_days,
    "counted_events": counted_events,
    "reporting_agencies": reporting_agencies,
    "no_margin": no_margin,
    "modeled_cost": modeled_cost,
    "modeled_tracts": with_floor(modeled_tracts),
    "concentrated_poverty": with_floor(concentrated_poverty),
    "area_margin": area_margin,
    "learning_rate": learning_rate,
    "reading_level": reading_level,
    "modeled_schools": modeled_schools,
    "lunch_schools": lunch_schools,
    "turnout": turnout,
    "turnout_of_citizens": turnout_of_citizens,
    "householders": with_floor(householders),
    "microdata_share": of_survey_areas(with_floor(share_precision)),
    "microdata_ratio": of_survey_areas(with_floor(relative_precision)),
}
