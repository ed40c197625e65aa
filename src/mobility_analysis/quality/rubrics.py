"""Named rubrics: the same word means the same thing for every metric.

Grades are 1 strong, 2 use with care, 3 do not act on it. Thresholds and their sources stand on top;
each rubric is one small function from estimates to a grade and its reason codes; ``REASONS`` holds
the sentence a reader sees.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from mobility_analysis.quality.area_rubrics import AREA_REASONS, of_survey_areas

# Shares. National Center for Health Statistics, Data Presentation Standards for Proportions,
# Vital and Health Statistics 2(175), 2017: unreliable when the 95% interval is 0.30 wide or more,
# or wider than 0.05 and more than 130% of the share.
SHARE_WIDTH_UNRELIABLE = 0.30
SHARE_WIDTH_ALWAYS_SHOWN = 0.05
SHARE_RELATIVE_WIDTH_UNRELIABLE = 1.30
# Ours: "8 percent, plus or minus 5 points" still supports a statement; wider asks for care.
SHARE_WIDTH_STRONG = 0.10

# Small areas: the margin that neighboring tracts are merged to (estimation.merging), with a little room
# for the difference between the rule's plain margin and the interval shown.
AREA_MARGIN = 0.105

# Amounts, ratios, rates. Esri, "Vintages and reliability of American Community Survey data": CV up to
# 12% high, up to 40% medium, above low reliability; the 10-12% line is from the National Research
# Council (2007), Using the American Community Survey, p. 72.
CV_STRONG = 0.12
CV_UNRELIABLE = 0.40

# Fewer sampled or counted cases than this are not published (Urban Institute, Mobility Metrics).
MINIMUM_N = 30
PUPILS_OF_A_CLASS = 15  # fewer pupils of a group are weak (Urban Institute, school diversity)

# Suppressed counts: upper over lower bound (Urban Institute, Mobility Metrics, homelessness).
BOUNDS_STRONG = 1.05
BOUNDS_CARE = 1.10

# Births: counts below these are unstable (Urban Institute, Mobility Metrics, neonatal health; the
# 20-event floor is NCHS practice for rates).
BIRTHS_STRONG = 200
BIRTHS_CARE = 100
EVENTS_STABLE = 20
EVENTS_CV = (
    EVENTS_STABLE**-0.5
)  # the chance variation of as many events, where only a rate is printed

# Physicians: how far one more doctor would move the ratio (Urban Institute, Mobility Metrics).
ONE_MORE_STRONG = 0.20
ONE_MORE_CARE = 0.40

# Monitors: share of the year's days with a reading. 75% is EPA's completeness rule for a valid year
# (40 CFR part 50, appendices N and U).
DAYS_COMPLETE = 0.75
DAYS_HALF = 0.50

# Reasons a metric gives that a small coefficient of variation cannot outweigh.
DEMOTING = frozenset({"open_interval_low", "siblings_imprecise"})

REASONS: dict[str, str] = {
    "precise": "The margin of error is small.",
    "wide_interval": "The margin of error is wide.",
    "too_imprecise": "The margin of error is so wide that the value could mislead.",
    "no_margin_published": "The source publishes no margin of error for this value.",
    "controlled": "The Census Bureau sets this count to its population estimate, so it has no margin.",
    "complete_count": "The value is a complete count.",
    "suppressed_parts": "Some districts' small counts are withheld, so the true value lies in a range.",
    "mostly_suppressed": "So many small counts are withheld that the value is little more than a guess.",
    "parts_withheld": "Some small counts are withheld, so the true value may be a little higher.",
    "mostly_withheld": "Small counts are withheld, so the true value may be a good deal higher.",
    "known_within_5": "The share is known to within 5 percentage points.",
    "known_within_10": "The share is known to within 10 percentage points.",
    "not_known_within_10": "Even together with neighbors the share is not known to within 10 points.",
    "rates_only": "Neighborhoods' counts and margins are not at hand, only their poverty rates.",
    "far_from_the_line": "No neighborhood comes near enough to 40 percent for chance to matter.",
    "near_the_line": "Neighborhoods lie so near the 40 percent line that the value could be far off.",
    "few_establishments": "It rests on the pay of fewer than 30 establishments.",
    "modeled": "A part of it is a model's result, whose error nobody states.",
    "two_or_three_grades": "Scores of two or three grades make a poor line.",
    "four_grades": "Scores of only four of the six grades are there.",
    "few_tests": "In at least one grade fewer than 30 pupils took the test.",
    "some_schools_unknown": "Part of the pupils attend schools for which nothing is known.",
    "lunch_counts_differ": "Pupils eligible for free lunch are counted in different ways.",
    "few_pupils": "The group has very few pupils here.",
    "modeled_value": "It is the result of a model, whose error the producer does not state.",
    "some_tracts_without_value": "Some neighborhoods have no value and are left out of the mean.",
    "many_tracts_without_value": "A quarter or more of those it is about live where there is no value.",
    "few_students": "It rests on very few students.",
    "few_births": "It rests on few births, so it moves by chance from year to year.",
    "few_events": "Fewer than 20 cases stand behind it, so it moves by chance from year to year.",
    "pooled_years": "Several years are taken together, because single years are too small.",
    "pooled_area": "It is the value of a group of small counties taken together, not of this county.",
    "one_more_small": "One physician more or less would hardly change it.",
    "one_more_medium": "One physician more or less would change it noticeably.",
    "one_more_large": "One physician more or less would change it a great deal.",
    "no_physicians": "No primary care physician practices here.",
    "monitors_full_year": "Monitors reported on at least three quarters of the days.",
    "monitors_part_year": "Monitors reported on fewer than three quarters of the days.",
    "monitors_few_days": "Monitors reported on fewer than half of the days.",
    "monitors_not_everywhere": "Air is measured where monitors stand, not in every neighborhood.",
    "media_compiled": "Votes were compiled by news media on election night, not certified.",
    "population_other_year": "Adults are counted in another year than the votes.",
    "adults_not_citizens": "Adults who are not citizens are counted although they cannot vote.",
    "more_votes_than_adults": "More votes than adults: the two sources do not fit each other here.",
    "address_based": "Each district counts toward the county of its main office.",
    "open_interval": "The Census Bureau prints only that it is $250,000 or more.",
    "open_interval_low": "The Census Bureau prints only that it is less than $2,500.",
    "siblings_imprecise": "Other incomes of the same survey are too imprecise here to trust this one.",
    "districts_without_row": "Some districts have no entry and are taken to have no homeless students.",
    "districts_mostly_without_row": "Many students are in districts without an entry, so the share may be far too low.",
    "no_monitor": "No air monitor stands here.",
    "votes_by_district": "Votes are published by election district, not by county.",
    "agencies_nearly_all": "Police agencies serving nearly all residents reported all year.",
    "agencies_most": "Police agencies serving up to a fifth of the residents did not report.",
    "agencies_half": "Police agencies serving more than a fifth of the residents did not report.",
    "third_party_extract": "The agency's figures were read from a partner's extract.",
    **AREA_REASONS,
}

Graded = tuple[pd.Series, pd.Series]
Rubric = Callable[[pd.DataFrame], Graded]


def _reasons(frame: pd.DataFrame, *steps: tuple[pd.Series | bool, str]) -> pd.Series:
    """For each row, the codes whose condition holds, in order."""
    lists: list[list[str]] = [[] for _ in range(len(frame))]
    for condition, code in steps:
        flags = np.broadcast_to(np.asarray(condition, dtype=bool), len(frame))
        for position in np.flatnonzero(flags):
            lists[position].append(code)
    return pd.Series(lists, index=frame.index, dtype="object")


def _pick(frame: pd.DataFrame, bad: pd.Series, care: pd.Series) -> pd.Series:
    return pd.Series(np.select([bad, care], [3, 2], 1), index=frame.index)


def share_precision(frame: pd.DataFrame) -> Graded:
    """Shares with an interval: by its width (NCHS standards)."""
    width = frame["upper"] - frame["lower"]
    # A share of zero is infinitely less precise than its width; the same holds for what a share of one
    # leaves over.
    at_edge = frame["value"].isin([0.0, 1.0])
    relative = (width / frame["value"].where(frame["value"] > 0)).mask(at_edge, np.inf)
    bad = (width >= SHARE_WIDTH_UNRELIABLE) | (
        (width > SHARE_WIDTH_ALWAYS_SHOWN) & (relative > SHARE_RELATIVE_WIDTH_UNRELIABLE)
    )
    controlled = width.isna() & (frame["se"] == 0)
    unknown = width.isna() & ~controlled
    care = (width > SHARE_WIDTH_STRONG) | unknown
    return _pick(frame, bad, care), _reasons(
        frame,
        (controlled, "controlled"),
        (bad, "too_imprecise"),
        (care & ~bad & ~unknown, "wide_interval"),
        (~bad & ~care & ~controlled, "precise"),
        (unknown, "no_margin_published"),
    )


def relative_precision(frame: pd.DataFrame) -> Graded:
    """Amounts, ratios and rates with a standard error: by the coefficient of variation."""
    cv = (frame["se"] / frame["value"].abs()).where(frame["value"] != 0, np.inf)
    unknown = frame["se"].isna()
    own = frame["reasons"].map(lambda codes: bool(DEMOTING.intersection(codes)))
    bad = ((cv > CV_UNRELIABLE) & ~unknown) | own
    care = (cv > CV_STRONG) | unknown
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad & ~own, "too_imprecise"),
        (care & ~bad & ~unknown, "wide_interval"),
        (~bad & ~care, "precise"),
        (unknown, "no_margin_published"),
    )


def suppression_bounds(frame: pd.DataFrame) -> Graded:
    """Counts with withheld parts: by how far the bounds lie apart; ``n`` is all students."""
    bottom = frame["lower"].where(frame["lower"] > 0)
    ratio = (frame["upper"] / bottom).fillna(np.inf)
    few = (frame["n"] < MINIMUM_N) | (frame["numerator"] < MINIMUM_N)
    half = frame["reasons"].map(lambda codes: "districts_mostly_without_row" in codes)
    some = frame["reasons"].map(lambda codes: "districts_without_row" in codes)
    bad = (ratio > BOUNDS_CARE) | few | half
    care = ((ratio > BOUNDS_STRONG) | some) & ~bad
    exact = ratio == 1
    return _pick(frame, bad, care), _reasons(
        frame,
        (ratio > BOUNDS_CARE, "mostly_suppressed"),
        (few, "few_students"),
        (~exact & (ratio <= BOUNDS_CARE), "suppressed_parts"),
        (exact & ~few, "complete_count"),
        (True, "address_based"),
    )


def withheld_parts(frame: pd.DataFrame) -> Graded:
    """Counts with withheld parts: by how far the fewest and the most possible lie apart."""
    ratio = (frame["upper"] / frame["lower"].where(frame["lower"] > 0)).fillna(np.inf)
    bad = ratio > BOUNDS_CARE
    care = (ratio > BOUNDS_STRONG) & ~bad
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad, "mostly_withheld"),
        (care, "parts_withheld"),
        (~bad & ~care, "complete_count"),
    )


def births(frame: pd.DataFrame) -> Graded:
    """Shares of births: by the number of births (``n``), of cases, and by the interval."""
    width_grade, _ = share_precision(frame)
    few = frame["n"] < BIRTHS_CARE
    some = (frame["n"] < BIRTHS_STRONG) | (frame["numerator"] < EVENTS_STABLE)
    pooled = frame["borrowed_from"].notna()
    bad = few | (width_grade == 3) | pooled
    care = some | (width_grade == 2)
    several_years = frame["period"].astype(str).str.contains("-")
    return _pick(frame, bad, care), _reasons(
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
    """People per physician: by what one more physician would do; ``denominator`` is physicians."""
    change = 1 / (frame["denominator"] + 1)
    bad = change >= ONE_MORE_CARE
    care = (change >= ONE_MORE_STRONG) & ~bad
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad, "one_more_large"),
        (care, "one_more_medium"),
        (~bad & ~care, "one_more_small"),
    )


def monitored_days(frame: pd.DataFrame) -> Graded:
    """Monitored air: by the share of the year's days with a reading (``n`` is days)."""
    share = frame["n"] / 365
    bad = share < DAYS_HALF
    care = share < DAYS_COMPLETE
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad, "monitors_few_days"),
        (care & ~bad, "monitors_part_year"),
        (~care, "monitors_full_year"),
        (True, "monitors_not_everywhere"),
    )


def counted_events(frame: pd.DataFrame) -> Graded:
    """Rates of counted events: below 20 events unreliable (NCHS); then by the chance variation."""
    cv = frame["se"] / frame["value"].where(frame["value"] != 0)
    few = (frame["numerator"] < EVENTS_STABLE) | (frame["numerator"].isna() & (cv > EVENTS_CV))
    care = (cv > CV_STRONG) & ~few
    return _pick(frame, few, care), _reasons(
        frame,
        (few, "few_events"),
        (care, "wide_interval"),
        (~few & ~care, "complete_count"),
        (frame["period"].astype(str).str.contains("-"), "pooled_years"),
    )


def reporting_agencies(frame: pd.DataFrame) -> Graded:
    """Counts of the police: by the residents whose agency reported (codes of the metric), and by chance.

    Four fifths is the line of the Urban Institute's Mobility Metrics, there of agencies, here of the
    residents they serve; strong is 95 percent and more.
    """
    chance, reasons = counted_events(frame)
    most, half = (
        frame["reasons"].map(lambda codes, code=code: code in codes)
        for code in ("agencies_most", "agencies_half")
    )
    return _pick(frame, (chance == 3) | half, (chance == 2) | most), reasons.map(
        lambda codes: [code for code in codes if code != "complete_count"]
    )


def no_margin(frame: pd.DataFrame) -> Graded:
    """Sample-based values whose source publishes neither margin nor sample size: never strong."""
    return pd.Series(2, index=frame.index), _reasons(frame, (True, "no_margin_published"))


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
    care = unknown | (width > SHARE_WIDTH_STRONG)
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad & ~near, "too_imprecise"),
        (care & ~bad & ~unknown, "wide_interval"),
        (~bad & ~care & ~far, "precise"),
        (unknown, "no_margin_published"),
    )


def area_margin(frame: pd.DataFrame) -> Graded:
    """Shares of small areas: by the margin itself, which is what tracts are merged for."""
    margin = (frame["upper"] - frame["lower"]) / 2
    bad = ~(margin <= AREA_MARGIN)
    care = ~bad & (margin > AREA_MARGIN / 2)
    return _pick(frame, bad, care), _reasons(
        frame,
        (bad, "not_known_within_10"),
        (care, "known_within_10"),
        (~bad & ~care, "known_within_5"),
    )


def _has(frame: pd.DataFrame, *codes: str) -> pd.Series:
    return frame["reasons"].map(lambda own: bool(set(codes) & set(own)))


def learning_rate(frame: pd.DataFrame) -> Graded:
    """Slopes over grades: by the margin, the number of grades and the fewest tests (``n``)."""
    grades, reasons = relative_precision(frame)
    few = frame["n"] < MINIMUM_N
    bad = (grades == 3) | few | _has(frame, "two_or_three_grades")
    care = (grades == 2) | _has(frame, "four_grades")
    tests = _reasons(frame, (few, "few_tests"))
    return _pick(frame, bad, care), reasons + tests


def modeled_schools(frame: pd.DataFrame) -> Graded:
    """Pupils of modeled schools: by the model's interval, pupils (``n``) and schools known."""
    width = (frame["upper"] - frame["lower"]).fillna(0.0)
    few = frame["n"] < PUPILS_OF_A_CLASS
    some = frame["n"] < MINIMUM_N
    bad = few | (width >= SHARE_WIDTH_UNRELIABLE)
    care = some | (width > SHARE_WIDTH_STRONG) | _has(frame, "some_schools_unknown")
    return _pick(frame, bad, care), _reasons(
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
    return _pick(frame, bad, pd.Series(True, index=frame.index)), _reasons(
        frame, (few, "few_pupils"), (True, "lunch_counts_differ")
    )


def modeled_cost(frame: pd.DataFrame) -> Graded:
    """Pay over a modeled cost of living: never strong; weak below 30 establishments (``n``)."""
    few = frame["n"] < MINIMUM_N
    return _pick(frame, few, pd.Series(True, index=frame.index)), _reasons(
        frame, (few, "few_establishments"), (True, "modeled")
    )


def modeled_tracts(frame: pd.DataFrame) -> Graded:
    """Means of modeled values of tracts: never strong; weak where a quarter or more has no value."""
    many = frame["reasons"].map(lambda codes: "many_tracts_without_value" in codes)
    return _pick(frame, many, pd.Series(True, index=frame.index)), _reasons(
        frame, (True, "modeled_value")
    )


def turnout(frame: pd.DataFrame) -> Graded:
    """Votes over adults: complete counts, held at "use with care" because adults are not voters."""
    above = frame["value"] > 1
    return _pick(frame, above, pd.Series(True, index=frame.index)), _reasons(
        frame, (above, "more_votes_than_adults"), (True, "adults_not_citizens")
    )


RUBRICS: dict[str, Rubric] = {
    "share_precision": share_precision,
    "relative_precision": relative_precision,
    "suppression_bounds": suppression_bounds,
    "withheld_parts": withheld_parts,
    "births": births,
    "one_more_physician": one_more_physician,
    "monitored_days": monitored_days,
    "counted_events": counted_events,
    "reporting_agencies": reporting_agencies,
    "no_margin": no_margin,
    "modeled_cost": modeled_cost,
    "modeled_tracts": modeled_tracts,
    "concentrated_poverty": concentrated_poverty,
    "area_margin": area_margin,
    "learning_rate": learning_rate,
    "modeled_schools": modeled_schools,
    "lunch_schools": lunch_schools,
    "turnout": turnout,
    "microdata_share": of_survey_areas(share_precision),
    "microdata_ratio": of_survey_areas(relative_precision),
}
